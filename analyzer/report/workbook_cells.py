"""Rows of a table as the XML of a worksheet, whole columns at a time.

Writing cell by cell costs about 6 microseconds a cell whatever the library; joining columns in Arrow
costs a tenth of that. Text that repeats in its column goes to the shared strings, other text stands in
its cell. Nothing is ever written as a formula: a text cell is a text cell whatever it begins with.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from openpyxl.utils import get_column_letter

from analyzer.report.cell_text import for_cells, mended, one_chunk

# What a cell takes, counted in UTF-16 units as Excel counts them.
MOST_UNITS = 32_767
CUT_MARK = "… cut, whole value in CSV"
# Rows whose XML is in memory together: about 2 kB each, and every part of it once more while it is joined.
_CHUNK_ROWS = 2_048
_POINTS_A_LINE = 13
_MOST_LINES = 12
# A width counts digits; the letters of ordinary text are narrower.
_NARROW = 1.08
_TEXT = pa.large_string()
_EPOCH_DAY = 25_569  # 1970-01-01 as a day of the 1900 calendar
_TIME_FORMATS = {"time": "%Y-%m-%dT%H:%M:%SZ", "day": "%Y-%m-%d"}


@dataclass(slots=True)
class SharedStrings:
    """Texts that many cells of the workbook share; each is kept once, already escaped."""

    texts: list[str] = field(default_factory=list)
    uses: int = 0

    def add(self, texts: Sequence[str]) -> int:
        """The texts are kept; their numbers begin at the returned one."""
        first = len(self.texts)
        self.texts.extend(texts)
        return first


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Cells of one column that are written alike; null where the row has no such cell.

    The values stay as they are until their block is written: their XML would be as large as the table again.
    """

    head: str  # XML between the cell's place and its value
    tail: str
    values: Any
    content: Callable[[Any], Any]  # the XML content of some of the values


@dataclass(frozen=True, slots=True, kw_only=True)
class CellColumn:
    """One column ready to be written."""

    letter: str
    layers: tuple[Layer, ...]


def presentable(table: pa.Table) -> tuple[pa.Table, int]:
    """The table with text a cell can hold, and how many values had to be cut for it."""
    columns, cut = {}, 0
    for name, column in zip(table.column_names, table.columns, strict=True):
        if pa.types.is_string(column.type):
            shown = for_cells(column)
            long = pc.greater(pc.binary_length(shown), MOST_UNITS)
            columns[name] = mended(shown, long, shortened)
            changed = pc.fill_null(pc.not_equal(columns[name], shown), False)
            cut += int(pc.sum(changed).as_py() or 0)
        elif pa.types.is_boolean(column.type):
            # Words, not TRUE: LibreOffice makes formulas of boolean cells, and Excel translates them.
            columns[name] = pc.if_else(column, "yes", "no")
        else:
            columns[name] = column
    return pa.table(columns), cut


def shortened(text: str) -> str:
    """The text, cut with a mark when it has more UTF-16 units than a cell takes."""
    wide = text.encode("utf-16-le")
    if len(wide) <= 2 * MOST_UNITS:
        return text
    room = 2 * (MOST_UNITS - len(CUT_MARK))
    return wide[:room].decode("utf-16-le", errors="ignore") + CUT_MARK


def escaped(values: Any) -> Any:
    """The texts as XML content; ``_x0041_`` is protected, spreadsheets would read it as ``A``."""
    for plain, xml in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        values = pc.replace_substring(values, plain, xml)
    return pc.replace_substring_regex(values, r"_(x[0-9A-Fa-f]{4}_)", r"_x005F_\1")


def cell_columns(
    table: pa.Table, kinds: Sequence[str], styles: Sequence[int], shared: SharedStrings
) -> tuple[CellColumn, ...]:
    """The columns of a presentable table, ready to be written with these kinds and style numbers."""
    out = []
    for number, (column, kind, style) in enumerate(zip(table.columns, kinds, styles, strict=True), start=1):
        layers = tuple(_layers(one_chunk(column), kind, f'" s="{style}"', shared))
        out.append(CellColumn(letter=get_column_letter(number), layers=layers))
    return tuple(out)


def row_heights(table: pa.Table, wrapped: Mapping[str, int]) -> Any:
    """The height of each row in points, or None where every row has one line.

    Columns in ``wrapped`` are wrapped at that width; line feeds count in every column. An estimate:
    LibreOffice takes the height as written, so text without one would lie over the next row.
    """
    lines = None
    for name, column in zip(table.column_names, table.columns, strict=True):
        if not pa.types.is_string(column.type) or not table.num_rows:
            continue
        text = one_chunk(column)
        mine = pc.add(pc.count_substring(text, "\n"), 1)
        if name in wrapped:
            room = int(wrapped[name] * _NARROW)
            over = pc.divide(pc.subtract(pc.max_element_wise(pc.utf8_length(text), 1), 1), room)
            mine = pc.add(mine, over)
        if pc.any(pc.greater(mine, 1)).as_py():
            mine = pc.fill_null(mine.cast(pa.int64()), 1)
            lines = mine if lines is None else pc.max_element_wise(lines, mine)
    if lines is None:
        return None
    lines = pc.min_element_wise(lines, _MOST_LINES)
    return pc.add(pc.multiply(lines, _POINTS_A_LINE), 3).cast(pa.string())


def text_height(text: str, width: int, points: float = 14) -> float:
    """The height of one row in points whose text is wrapped at a width."""
    room = int(width * _NARROW)
    lines = sum(max(1, -(-len(part) // room)) for part in text.split("\n"))
    return lines * points + 3


def row_blocks(
    columns: Sequence[CellColumn], rows: int, *, first: int = 2, heights: Any = None
) -> Iterator[memoryview]:
    """The XML of all rows in blocks; the first one is row ``first`` of the sheet."""
    for start in range(0, rows, _CHUNK_ROWS):
        stop = min(start + _CHUNK_ROWS, rows)
        numbers = pa.array(range(first + start, first + stop), pa.int64()).cast(_TEXT)
        parts = ['<row r="', numbers, '">']
        if heights is not None:
            parts[2:] = ['" ht="', heights.slice(start, stop - start).cast(_TEXT), '">']
        for column in columns:
            place = _joined(f'<c r="{column.letter}', numbers)
            for layer in column.layers:
                text = layer.content(layer.values.slice(start, stop - start)).cast(_TEXT)
                parts.append(_joined(place, layer.head, text, layer.tail))
        joined = _joined(*parts, "</row>", null="replace")
        _, offsets, data = joined.buffers()
        ends = memoryview(offsets).cast("q")
        yield memoryview(data)[ends[joined.offset] : ends[joined.offset + len(joined)]]


def _joined(*parts: Any, null: str = "emit_null") -> Any:
    """Texts and columns of text joined row by row; a null makes the row null, or counts as nothing."""
    same = [pa.scalar(p, _TEXT) if isinstance(p, str) else p for p in (*parts, "")]
    return pc.binary_join_element_wise(*same, null_handling=null, null_replacement="")


def _layers(values: Any, kind: str, style: str, shared: SharedStrings) -> Iterator[Layer]:
    if not pa.types.is_string(values.type):
        yield _number_layer(values, style)
    else:
        empty = pc.equal(values, "")
        text = pc.if_else(empty, pa.scalar(None, pa.string()), values) if pc.any(empty).as_py() else values
        if kind in _TIME_FORMATS:
            serial = _serial(text, _TIME_FORMATS[kind])
            yield _number_layer(serial, style)
            # What is no time stays readable as text.
            text = pc.if_else(pc.is_valid(serial), pa.scalar(None, pa.string()), text)
        if text.null_count < len(text):
            yield _text_layer(text, style, shared)


def _number_layer(values: Any, style: str) -> Layer:
    return Layer(head=f"{style}><v>", tail="</v></c>", values=values, content=_as_text)


def _text_layer(text: Any, style: str, shared: SharedStrings) -> Layer:
    coded = text.dictionary_encode()
    words = coded.dictionary
    used = len(text) - text.null_count
    if 2 * len(words) <= used:
        first = shared.add(escaped(words).to_pylist())
        shared.uses += used
        return Layer(
            head=f'{style} t="s"><v>', tail="</v></c>", values=coded.indices, content=partial(_numbered, first=first)
        )
    head = f'{style} t="inlineStr"><is><t xml:space="preserve">'
    return Layer(head=head, tail="</t></is></c>", values=text, content=escaped)


def _as_text(values: Any) -> Any:
    return values.cast(pa.string())


def _numbered(codes: Any, first: int) -> Any:
    return pc.add(codes.cast(pa.int64()), first).cast(pa.string())


def _serial(text: Any, shape: str) -> Any:
    """Times as days of the 1900 calendar; null where it is no time."""
    seconds = pc.strptime(text, format=shape, unit="s", error_is_null=True).cast(pa.int64())
    return pc.add(pc.divide(seconds.cast(pa.float64()), 86_400.0), float(_EPOCH_DAY))
