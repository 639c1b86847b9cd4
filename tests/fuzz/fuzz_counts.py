"""Independent, slow and simple readings of the same bytes, to count what the readers must not lose.

Each says None where the bytes are not well-formed enough for everybody to agree about them.
"""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Any

from analyzer.collectors.formats.delimited import DELIMITERS
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.formats.json_lines import Objects

_END = "\r\n \0\x1a"


def text_of(data: bytes) -> str | None:
    """The text, where its encoding is beyond doubt."""
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"", "utf-8"),
    ):
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(name)
            except UnicodeDecodeError:
                return None
    return None


def _rows(text: str, delimiter: str) -> list[list[str]] | None:
    """The rows of text in which every cell is quoted whole or holds no quote."""
    mark = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*"|[^"{mark}\r\n]*)'
    row = re.compile(rf"{cell}(?:{mark}{cell})*(?:\r?\n|\Z)")
    at = 0
    while at < len(text):
        found = row.match(text, at)
        if not found or found.end() == at:
            return None
        at = found.end()
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def is_well_formed(data: bytes) -> bool:
    """Some delimiter gives rows in which every cell is quoted whole or holds no quote."""
    text = text_of(data)
    if text is None or "\0" in text or "\ufffd" in text:
        return False
    return any(_rows(text.rstrip(_END), d) is not None for d in DELIMITERS)


def _is_before(row: Sequence[str]) -> bool:
    first = row[0].strip() if row else ""
    return not any(c.strip() for c in row) or first.startswith("#TYPE ") or first.casefold().startswith("sep=")


def delimited_faults(data: bytes, grid: Grid) -> str:
    """What the grid has otherwise than Python's csv; nothing where they agree or nobody can say."""
    text = text_of(data)
    # Arrow drops a byte order mark in front of the first row; nobody sees one.
    if text is None or not grid.header or any(c in text for c in "\0\ufeff\ufffd"):
        return ""
    text = text.rstrip(_END)
    marks = DELIMITERS if len(grid.header) > 1 else ","
    for delimiter in marks:
        rows = _rows(text, delimiter)
        if rows is None:
            continue
        places = [n for n, row in enumerate(rows) if tuple(row) == grid.header]
        if places and all(map(_is_before, rows[: places[0]])):
            return _compared(rows, places[0], grid)
    return ""


def _compared(rows: list[list[str]], header: int, grid: Grid) -> str:
    width = len(grid.header)
    above = sum(not (row and row[0].strip().casefold().startswith("sep=")) for row in rows[:header])
    wanted, rejected, blank = [], [], 0
    for number, row in enumerate(rows[header + 1 :], above + 2):
        if len(row) == width:
            wanted.append((number, row))
        elif any(c.strip() for c in row):
            rejected.append(number)
        else:
            blank += 1
    if width == 1:
        # A blank line is a blank cell, or nothing.
        wanted = [(n, r) for n, r in wanted if r[0].strip()]
    columns = [c.to_pylist() for c in grid.columns]
    found = [(n, [c[i] for c in columns]) for i, n in enumerate(grid.rows.to_pylist())]
    if width == 1:
        found = [(n, r) for n, r in found if r[0].strip()]
    if found != wanted:
        first = next((a, b) for a, b in zip([*found, None], [*wanted, None], strict=False) if a != b)
        return f"the reader has {first[0]!r}, csv has {first[1]!r}"
    if [n for n, _reason in grid.rejected] != rejected:
        return f"rejected {[n for n, _reason in grid.rejected]}, csv says {rejected}"
    if width > 1 and grid.rows_read != len(wanted) + len(rejected):
        return f"{grid.rows_read} read, csv has {len(wanted) + len(rejected)}"
    return ""


def ldif_names(data: bytes) -> int | None:
    """How many lines name an object."""
    text = text_of(data)
    if text is None or "\0" in text or "\r" in text.replace("\r\n", ""):
        return None
    unfolded = re.sub(r"\r?\n ", "", text)
    return sum(line[:3].casefold() == "dn:" for line in re.split(r"\r?\n", unfolded))


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def json_objects(data: bytes) -> int | None:
    """How many elements the file has that are something."""
    text = text_of(data)
    if text is None:
        return None
    try:
        found = json.loads(text.strip("\ufeff"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, list):
        if any(isinstance(x, list) or (isinstance(x, dict) and "value" in x) for x in found):
            # Pages, one behind the other.
            return None
        # PowerShell hands on nothing for a null.
        return sum(x is not None for x in found)
    # Around the answers of services stand names that differ; who opens which is tested elsewhere.
    holds = isinstance(found, dict) and any(isinstance(v, list | dict) for v in found.values())
    return None if holds or not isinstance(found, dict) or not found else 1


def json_lines_faults(data: bytes, blocks: Sequence[Objects]) -> str:
    """What the blocks have otherwise than Python's json line by line."""
    lines = data.split(b"\n")
    wanted: dict[int, dict[str, list[str]]] = {}
    refused = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        held = _line(line)
        if held is None:
            refused.add(number)
        else:
            wanted[number] = held
    found: dict[int, dict[str, list[str]]] = {}
    rejected: set[int] = set()
    for block in blocks:
        rejected |= set(block.rejected)
        rows = block.rows.tolist()
        found |= {n: {} for n in rows}
        for column in block.columns:
            for of, value in zip(column.of.tolist(), column.values.to_pylist(), strict=True):
                found[rows[of]].setdefault(column.name, []).append(value)
    if rejected != refused:
        return f"lines {sorted(rejected)} rejected, json says {sorted(refused)}"
    if found.keys() != wanted.keys():
        return f"lines {sorted(found)} read, json says {sorted(wanted)}"
    for number, held in wanted.items():
        if held != found[number]:
            return f"line {number} is {found[number]!r}, json says {held!r}"
    return ""


def _line(line: bytes) -> dict[str, list[str]] | None:
    try:
        held = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, dict) or not isinstance(held.get("dn"), str) or not held["dn"]:
        return None
    out = {n: v if isinstance(v, list) else [v] for n, v in held.items() if v is not None}
    for name, values in out.items():
        if not all(isinstance(v, str) for v in values):
            return None
        try:
            "".join([name, *values]).encode("utf-8")
        except UnicodeEncodeError:
            return None
    return {n: v for n, v in out.items() if v}


def clixml_objects(data: bytes) -> int | None:
    """How many things stand directly under the root that are something."""
    if b"<!" in data or b"<\0!" in data:
        return None
    try:
        root = ET.fromstring(data.removeprefix(b"#< CLIXML\r\n"))  # noqa: S314 - without DTD
    except (ET.ParseError, ValueError, LookupError):
        return None
    return sum(not x.tag.endswith("}Nil") for x in root) if root.tag.endswith("}Objs") else None
