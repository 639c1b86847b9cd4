"""The text that Format-List prints (``Name : value``), to a ``Grid``. Only good for one small object."""

import re

import pyarrow as pa

from analyzer.collectors.formats.decoding import Decoded
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.layouts import folded

_PAIR = re.compile(r"^([A-Za-z$_][\w .$-]{0,80}?)[ \t]*:(?: (.*)|)$")
_MOST = 0.6
_SAMPLE = 200


def looks_like_pairs(text: str) -> bool:
    """Most lines at the start are ``Name : value``."""
    lines = [line for line in text.splitlines()[:_SAMPLE] if line.strip()]
    if not lines or lines[0].startswith(("dn:", "#", "version:")):
        return False
    pairs = sum(1 for line in lines if _PAIR.match(line) or line[:1].isspace())
    spaced = sum(1 for line in lines if re.match(r"^[A-Za-z]\w*\s+: ", line))
    return pairs >= len(lines) * _MOST and spaced >= 1


def read_name_value(text: Decoded) -> Grid:
    """One row for each block of lines; a block ends at a blank line."""
    records: list[dict[str, str]] = []
    starts: list[int] = []
    current: dict[str, str] = {}
    last = ""
    spelled: dict[str, str] = {}
    for number, line in enumerate(text.data.decode("utf-8", errors="replace").splitlines(), 1):
        if not line.strip():
            if current:
                records.append(current)
                current, last = {}, ""
            continue
        pair = _PAIR.match(line)
        if pair and not line[0].isspace():
            if not current:
                starts.append(number)
            last = folded(pair[1])
            spelled.setdefault(last, pair[1].strip())
            current[last] = (pair[2] or "").strip()
        elif last:
            # A wrapped value goes on, indented below its beginning.
            current[last] = f"{current[last]} {line.strip()}".strip()
    if current:
        records.append(current)
    columns = tuple(pa.chunked_array([[r.get(key) for r in records]], pa.string()) for key in spelled)
    return Grid(
        header=tuple(spelled.values()),
        columns=columns,
        rows=pa.array(starts, pa.int64()),
        rows_read=len(records),
        suspects=text.suspects,
    )
