"""Cells of a worksheet as any spreadsheet program saved them: row by row, in little memory.

lxml streams the part; nothing is built for the cells nobody asks for. For the 100,000 rows of a large workbook
that takes a tenth of the time openpyxl's reader does (benchmarks/WORKBOOK.md).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from lxml import etree

_LETTERS = re.compile(r"^([A-Z]{1,3})\d+$")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Numbers of Excel's own formats that show a day or a time.
_DAY_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_FIRST_DAY = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - a sheet has no zone
_LAST_SERIAL = 2_958_465


@dataclass(frozen=True, slots=True)
class Raw:
    """One cell before its shared text is looked up."""

    kind: str  # the type attribute: s, str, inlineStr, b, e, n
    text: str
    style: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """What the workbook says about its numbers."""

    days: frozenset[int]  # styles that show a number as a day or a time
    from_1904: bool = False


def sheet_rows(stream: IO[bytes], wanted: frozenset[int] | None = None) -> Iterator[tuple[int, dict[int, Raw]]]:
    """Number of each row and its cells that hold something, by number of the column from 1.

    With ``wanted`` only rows that hold something in one of these columns come, with all their cells.
    """
    number = 0
    for _, row in etree.iterparse(stream, events=("end",), tag="{*}row", resolve_entities=False, no_network=True):
        number = int(row.get("r", number + 1))
        at, found, hit = 0, [], wanted is None
        for cell in row:
            place = _LETTERS.match(cell.get("r", ""))
            at = _column(place[1]) if place else at + 1
            if len(cell):
                found.append((at, cell))
                hit = hit or at in wanted  # type: ignore[operator]  # None has hit already
        if hit:
            yield number, {at: raw for at, cell in found if (raw := _raw(cell)) is not None}
        row.clear()
        parent = row.getparent()
        while parent is not None and row.getprevious() is not None:
            del parent[0]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _raw(cell: Any) -> Raw | None:
    kind, style = cell.get("t", "n"), int(cell.get("s", 0))
    if kind == "inlineStr":
        text = string_text(cell.find("{*}is"))
    else:
        text = cell.findtext("{*}v") or ""
        formula = cell.findtext("{*}f")
        if not text and formula:
            # Never calculated: the formula is all there is.
            kind, text = "str", f"={formula}"
    return Raw(kind, text, style) if text else None


def string_text(element: Any) -> str:
    """The text of a string with or without runs; how it is pronounced is left out."""
    if element is None:
        return ""
    parts = [t.text or "" for t in element.iterfind("{*}t")]
    parts += [t.text or "" for run in element.iterfind("{*}r") for t in run.iterfind("{*}t")]
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), "".join(parts))


def shared_texts(stream: IO[bytes], wanted: set[int]) -> dict[int, str]:
    """The shared strings with these numbers."""
    out = {}
    parser = etree.iterparse(stream, events=("end",), tag="{*}si", resolve_entities=False, no_network=True)
    for number, (_, item) in enumerate(parser):
        if number in wanted:
            out[number] = string_text(item)
        item.clear()
        while item.getprevious() is not None:
            del item.getparent()[0]
    return out


def cell_text(raw: Raw, shared: dict[int, str], formats: Formats) -> str:
    """What people read in the cell: text as it is, days as ISO 8601, numbers without needless digits."""
    if raw.kind == "s":
        return shared.get(int(raw.text), "") if raw.text.isdecimal() else ""
    if raw.kind == "b":
        return "yes" if raw.text == "1" else "no"
    if raw.kind == "d":
        return raw.text.removesuffix("T00:00:00")
    if raw.kind != "n":
        return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), raw.text)
    return _number(raw, formats)


def _number(raw: Raw, formats: Formats) -> str:
    try:
        value = float(raw.text)
    except ValueError:
        return raw.text
    if raw.style in formats.days and 0 < value <= _LAST_SERIAL:
        moment = _FIRST_DAY[formats.from_1904] + timedelta(seconds=round(value * 86_400))
        return f"{moment:%Y-%m-%d}" if moment.time() == moment.min.time() else f"{moment:%Y-%m-%d %H:%M}"
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def read_formats(styles: bytes, *, from_1904: bool) -> Formats:
    """Which styles show days, from ``xl/styles.xml``."""
    root = etree.fromstring(styles, etree.XMLParser(resolve_entities=False, no_network=True))
    custom = {int(f.get("numFmtId", 0)): f.get("formatCode", "") for f in root.iterfind("{*}numFmts/{*}numFmt")}
    days = set()
    for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        shown = int(style.get("numFmtId", 0))
        code = _QUOTED.sub("", custom.get(shown, "")).casefold()
        if shown in _DAY_FORMATS or any(letter in code for letter in "ydh"):
            days.add(number)
    return Formats(days=frozenset(days), from_1904=from_1904)
