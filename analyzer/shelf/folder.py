"""The folder of what is kept: for each part one list of contents and Arrow files, whole or not there.

The list names each file with its size and SHA-256, and carries its own. Files are named after their contents and the
list is put in place last, so whatever interrupts the writing leaves the part that was there before, or none. What does
not agree with its list is damaged and never used. Nothing in the folder can make anything run: lists are JSON, tables
are Arrow, checked cell by cell before they are used.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

import pyarrow as pa

FORMAT = 1
THREADS = 2
_READ_ME = """\
What exready read, joined and judged, kept by --keep-evidence so that the next run need not do it again.
It holds the values of the exports as they are: guard it like the exports.
Delete the whole folder whenever you like; the next run reads the exports again.
"""
A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A kept part: what it was made of, facts as JSON types, and tables by name."""

    key: Any
    facts: Any
    tables: Mapping[str, pa.Table]


class Damaged(ValueError):
    """A kept part does not agree with its list, or is no kept part."""


def get(folder: Path, name: str, wanted: Callable[[Any], bool]) -> Part | None:
    """The part as it was kept; None where there is none. Where ``wanted`` refuses its key, no table is opened.

    Tables are mapped, not read: each byte is checked once, and what nobody asks for after that is the system's to take
    back.

    Raises:
        Damaged: it is not what was kept.
    """
    try:
        lines = (folder / f"{name}.jsonl").read_bytes().split(b"\n", 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Damaged(error.strerror or "it cannot be read") from error
    try:
        head, body = json.loads(lines[0]), lines[1]
        if head != {"format": FORMAT, "part": name, "sha256": hashlib.sha256(body).hexdigest()}:
            raise Damaged("its list is another than it was")
        listed = json.loads(body)
        key, facts, tables = listed["key"], listed["facts"], listed["tables"]
        if not wanted(key):
            return Part(key=key, facts=None, tables={})
        mapped = in_threads(lambda t: _mapped(folder, name, t), tables.values())
        return Part(key=key, facts=facts, tables=dict(zip(tables, mapped, strict=True)))
    except Damaged:
        raise
    except FileNotFoundError as error:
        raise Damaged("a table is missing") from error
    except (ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError, pa.ArrowException) as error:
        # The words of these errors may name folders.
        raise Damaged("it cannot be read as what it should be") from error


def _mapped(folder: Path, part: str, listed: Mapping[str, Any]) -> pa.Table:
    digest, size = str(listed["sha256"]), listed["bytes"]
    path = folder / _named(part, digest)
    with pa.memory_map(str(path)) as source:
        content = source.read_buffer()
    if content.size != size or hashlib.sha256(content).hexdigest() != digest:
        raise Damaged("a table is another than it was")
    table = pa.ipc.open_file(pa.BufferReader(content)).read_all()
    # Arrow trusts what it reads; offsets out of bounds would read beyond the file.
    table.validate(full=True)
    return table


def put(folder: Path, name: str, key: Any, facts: Any, tables: Mapping[str, pa.Table]) -> None:
    """The part is kept in place of the one before; when that fails, the one before stays.

    Raises:
        OSError: it cannot be written.
    """
    _made(folder)
    listed = {title: _kept(folder, name, number, table) for number, (title, table) in enumerate(tables.items())}
    body = json.dumps({"key": key, "facts": facts, "tables": listed}, separators=(",", ":")).encode("ascii")
    head = {"format": FORMAT, "part": name, "sha256": hashlib.sha256(body).hexdigest()}
    part = folder / f"{name}.jsonl.{os.getpid()}.part"
    with _new(part) as file:
        file.write(json.dumps(head).encode("ascii") + b"\n" + body)
    part.replace(folder / f"{name}.jsonl")
    _swept(folder, name, {_named(name, entry["sha256"]) for entry in listed.values()})


def _kept(folder: Path, name: str, number: int, table: pa.Table) -> dict[str, Any]:
    part = folder / f"{name}.{number}.{os.getpid()}.part"
    with _new(part) as file:
        counted = _Counted(file)
        with pa.ipc.new_file(pa.PythonFile(counted, mode="w"), table.schema) as writer:
            writer.write_table(table)
    digest = counted.digest.hexdigest()
    part.replace(folder / _named(name, digest))
    return {"sha256": digest, "bytes": counted.size}


class _Counted:
    """A file that knows the size and the hash of what was written to it."""

    closed = False

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest, self.size = file, hashlib.sha256(), 0

    def write(self, content: bytes) -> int:
        """As of a file."""
        self.digest.update(content)
        self.size += len(content)
        return self._file.write(content)

    def flush(self) -> None:
        """As of a file."""
        self._file.flush()


def _named(part: str, digest: str) -> str:
    return f"{part}-{int(digest, 16):064x}.arrow"


def _made(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, text in (("README.txt", _READ_ME), (".gitignore", "*\n")):
        if not (folder / name).exists():
            with _new(folder / name) as file:
                file.write(text.encode("ascii"))


def _new(path: Path) -> IO[bytes]:
    """A new file for its owner alone; a file or link of that name is gone."""
    path.unlink(missing_ok=True)
    # Another system has no such flag, and nothing but line ends that it would change.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def _swept(folder: Path, part: str, listed: set[str]) -> None:
    """Files of the part that its list no longer names, and what an interrupt left, are gone as far as they can be."""
    for path in [*folder.glob(f"{part}-*.arrow"), *folder.glob(f"{part}.*.part")]:
        if path.name not in listed:
            # Windows refuses while some process still has it mapped; the next run takes it.
            with suppress(OSError):
                path.unlink()


def in_threads(work: Callable[[A], B], many: Iterable[A]) -> Sequence[B]:
    """What the work makes of each, in order; two at a time, because hashing and checking leave Python alone.

    Raises:
        Exception: what the work raised for the first that failed.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, many))
