"""Cells of a worksheet as any spreadsheet program saved them: row by row, in little memory.

lxml streams the part; nothing is built for the cells nobody asks for. For the workbook of 100,000 mailboxes 2 s of
processor time were measured. openpyxl builds every cell in Python: 47 s. calamine builds every sheet whole, 4 s and
387 MiB, and shows nothing for a formula that was never calculated, so a note would be lost without a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import IO, Any

from lxml import etree

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Numbers of Excel's own formats that show a day or a time.
_DAY_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_FIRST_DAY = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - a sheet has no zone
_PIECE = 1 << 20
_ROW_END = b"</row>"
_NUMBER = re.compile(rb' r="(\d+)"')
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


def sheet_rows(
    stream: IO[bytes], *, asked: frozenset[int] | None = None, shown: frozenset[int] | None = None
) -> Iterator[tuple[int, dict[int, Raw]]]:
    """Number of each row and its cells that hold something, by number of the column from 1.

    With ``asked`` only rows that hold something in one of these columns come; with ``shown`` only cells of these.
    """
    number = 0
    for row in _rows(stream, asked):
        number = int(row.get("r", number + 1))
        cells = list(zip(_columns(row), row, strict=True))
        if asked is None or any(at in asked and len(c) for at, c in cells):
            found = {at: raw for at, c in cells if (shown is None or at in shown) and (raw := _raw(c)) is not None}
            yield number, found
        row.clear()


def _rows(stream: IO[bytes], asked: frozenset[int] | None) -> Iterator[Any]:
    """The rows as elements; as far as their text shows it, only those with something in the columns asked for."""
    head = stream.read(_PIECE)
    # The form in which Excel, LibreOffice and openpyxl write cells; any other goes through the parser whole.
    if asked and b'<c r="' in head:
        yield from _likely_rows(stream, head, asked)
        return
    whole = _Rejoined(head, stream)
    for _, row in etree.iterparse(whole, events=("end",), tag="{*}row", resolve_entities=False, no_network=True):
        yield row
        while row.getparent() is not None and row.getprevious() is not None:
            del row.getparent()[0]


def _likely_rows(stream: IO[bytes], head: bytes, asked: frozenset[int]) -> Iterator[Any]:
    letters = "|".join(get_letters(at) for at in sorted(asked))
    filled = re.compile(rf'<c r="(?:{letters})\d+"(?:[^>]*[^/>])?>'.encode())
    rest = b""
    piece = head
    while piece:
        *rows, rest = (rest + piece).split(_ROW_END)
        for text in rows:
            if filled.search(text):
                yield _element(text[text.rfind(b"<row") :])
        piece = stream.read(_PIECE)


def _element(text: bytes) -> Any:
    """One row on its own; its own attributes may carry prefixes that are declared elsewhere."""
    begin, _, cells = text.partition(b">")
    number = _NUMBER.search(begin)
    row = etree.fromstring(b"<row>" + cells + _ROW_END, etree.XMLParser(resolve_entities=False, no_network=True))
    if number:
        row.set("r", number[1].decode())
    return row


class _Rejoined:
    """A stream whose beginning was read already."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self._head, self._stream = head, stream

    def read(self, size: int = -1) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._stream.read(size)


def get_letters(number: int) -> str:
    """The letters of a column: A for 1, AA for 27."""
    letters = ""
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def _columns(row: Any) -> Iterator[int]:
    at = 0
    for cell in row:
        place = cell.get("r")
        at = at + 1 if place is None else _column(place.rstrip("0123456789"))
        yield at


@cache
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _raw(cell: Any) -> Raw | None:
    if not len(cell):
        return None
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
