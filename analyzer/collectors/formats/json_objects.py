"""Lines of JSON, each an object of the directory, to columns: by Arrow where every line is as expected."""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

from analyzer.model.progress import Progress

Numbers = npt.NDArray[np.int64]
DN = "dn"
_BLOCK = 16 << 20
_SAMPLE = 100
_LIST = pa.list_(pa.string())
NO_JSON = "it is no JSON"
NO_OBJECT = "it is no object with a distinguished name"
NO_TEXT = "the value of {name} is no text"
NO_NAME = "a name in it is no text"
NO_UTF8 = "it is no UTF-8"
CUT = "the file stops inside it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The values of one name in a block, objects ascending."""

    name: str  # as written
    of: Numbers  # place of the object in the block
    values: pa.Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """The objects of one block. ``rows`` are their lines in the file; every object has one ``dn``."""

    rows: Numbers
    columns: tuple[Values, ...]
    rejected: Mapping[int, str]  # line -> reason


@dataclass(slots=True, kw_only=True)
class _Types:
    """Names and types seen so far: what Arrow is told to expect."""

    fields: dict[str, pa.DataType] = field(default_factory=dict)

    def learn(self, held: Mapping[str, Any]) -> None:
        for name, value in held.items():
            if name not in self.fields and _is_text(name):
                self.fields[name] = _LIST if isinstance(value, list) else pa.string()


def read_objects(path: Path, progress: Progress) -> Iterator[Objects]:
    """The objects of the file, block by block.

    Raises:
        OSError: the file cannot be read.
    """
    types, row = _Types(), 1
    for block in _blocks(path):
        if not types.fields:
            _sample(block, types)
        found = _fast(block, row, types) or _slow(block, row, types)
        row += block.count(b"\n")
        progress.advance(len(block))
        yield found


def _blocks(path: Path) -> Iterator[bytes]:
    """Whole lines; a last line without its end stays as it is."""
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(_BLOCK):
            chunk = rest + chunk
            end = chunk.rfind(b"\n") + 1
            if end:
                yield chunk[:end]
            rest = chunk[end:]
    if rest:
        yield rest


def _sample(block: bytes, types: _Types) -> None:
    for line in io.BytesIO(block).readlines()[:_SAMPLE]:
        try:
            held = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(held, dict):
            types.learn(held)


def _fast(block: bytes, row: int, types: _Types) -> Objects | None:
    """The objects as Arrow reads them; None where a line is not as expected."""
    if not block.endswith(b"\n") or types.fields.get(DN) != pa.string():
        return None
    # A "null" at the beginning takes the whole process with it (seen with Arrow 26), and two objects in one line pass
    # for two lines.
    if not block.startswith(b"{") or block.count(b"\n{") + 1 != block.count(b"\n"):
        return None
    try:
        # Arrow does not look whether texts are texts.
        if not block.isascii():
            block.decode("utf-8")
        table = pj.read_json(
            pa.BufferReader(block),
            read_options=pj.ReadOptions(use_threads=False, block_size=len(block) + 1),
            parse_options=pj.ParseOptions(
                explicit_schema=pa.schema(list(types.fields.items())), unexpected_field_behavior="error"
            ),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    count = table.num_rows
    # Blank lines count in the file and are no objects.
    if count != block.count(b"\n") or table[DN].null_count or pc.any(pc.equal(table[DN], "")).as_py():
        return None
    columns = []
    for name in table.column_names:
        column = table[name].combine_chunks()
        if column.null_count == count:
            continue
        of = np.flatnonzero(np.asarray(column.is_valid()))
        if pa.types.is_list(column.type):
            sizes = np.asarray(pc.fill_null(pc.list_value_length(column), 0)).astype(np.int64)
            of, column = np.repeat(np.arange(count), sizes), pc.list_flatten(column)
            if column.null_count:
                return None
        else:
            column = column.drop_null()
        if len(of):
            columns.append(Values(name=name, of=of, values=column))
    return Objects(rows=np.arange(row, row + count), columns=tuple(columns), rejected={})


def _slow(block: bytes, row: int, types: _Types) -> Objects:
    rows: list[int] = []
    rejected: dict[int, str] = {}
    found: dict[str, tuple[list[int], list[str]]] = {}
    for number, line in enumerate(io.BytesIO(block), row):
        if not line.strip():
            continue
        try:
            held = _object(line)
        except ValueError as error:
            rejected[number] = str(error)
            continue
        types.learn(held)
        for name, value in held.items():
            of, values = found.setdefault(name, ([], []))
            each = value if isinstance(value, list) else [value]
            of += [len(rows)] * len(each)
            values += each
        rows.append(number)
    columns = tuple(
        Values(name=name, of=np.array(of, np.int64), values=pa.array(values, pa.string()))
        for name, (of, values) in found.items()
        if of
    )
    return Objects(rows=np.array(rows, np.int64), columns=columns, rejected=rejected)


def _object(line: bytes) -> dict[str, Any]:
    """The object of a line.

    Raises:
        ValueError: with the reason why it cannot be used.
    """
    try:
        text = line.decode("utf-8")
        held = json.loads(text)
    except UnicodeDecodeError as error:
        raise ValueError(NO_UTF8) from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(NO_JSON if line.endswith(b"\n") else CUT) from error
    if not isinstance(held, dict) or not isinstance(held.get(DN), str) or not held[DN]:
        raise ValueError(NO_OBJECT)
    # As Arrow has it: null is a name that is not there.
    held = {name: value for name, value in held.items() if value is not None}
    if not all(map(_is_text, held)):
        raise ValueError(NO_NAME)
    for name, value in held.items():
        each = value if isinstance(value, list) else [value]
        if not all(isinstance(v, str) and _is_text(v) for v in each):
            raise ValueError(NO_TEXT.format(name=name[:60]))
    return held


def _is_text(value: str) -> bool:
    """JSON can write halves of letters that no text may hold."""
    return not any("\ud800" <= c <= "\udfff" for c in value) if not value.isascii() else True
