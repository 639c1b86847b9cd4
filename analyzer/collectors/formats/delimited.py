"""Comma, semicolon, tab, bar and caret separated text, whole or damaged, to a ``Grid``."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from analyzer.collectors.formats.decoding import Decoded
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.layouts import folded
from analyzer.collectors.told import Told

DELIMITERS = (",", ";", "\t", "|", "^")
_BLOCK = 1 << 23
_BATCH = 20_000
_TAIL = 4096
_CELL_LIMIT = 1 << 30
_FEW = 5
_FEW_SHARE = 0.001
_ERROR = re.compile(
    r"^(WARNING: |[A-Z][a-z]+-[A-Za-z]+ ?: |The term '.*' is not recognized|At line:\d+ char:\d+|\+ CategoryInfo"
    r"|    \+ |\+ FullyQualifiedErrorId)"
)
ROW_WIDTH = "the row does not have as many cells as the header"


def read_delimited(text: Decoded, told: Told, known: frozenset[str]) -> Grid:
    """The rows of the file. ``known`` are folded header names: the delimiter that finds most of them is right.

    Rows of another width are rejected; many of them, a cut file or error text are told as problems.
    """
    csv.field_size_limit(_CELL_LIMIT)
    # Where the rows end is kept as a number: an export can be hundreds of megabytes, and a copy as many more.
    data, end = text.data, _end(text.data)
    if data.find(b"\n", 0, end) < 0 <= data.find(b"\r", 0, end):
        # Line ends of old Macs.
        data = data.replace(b"\r", b"\n")
    ends_clean = end < len(data)
    start, before, type_name, said = _preamble(data)
    delimiter = said or find_delimiter(_first_line(data, start), known)
    header, body = _header(data, start, delimiter)
    if _ERROR.match(_first_line(data, start)):
        told.add("E207", row=1, seen=_first_line(data, start))
    parts = _Parts(header=header, delimiter=delimiter, first_row=before + 2, told=told)
    if body >= end:
        empty = pa.chunked_array([[]], pa.string())
        return parts.grid([empty] * len(header), pa.array([], pa.int64()), 0, (), "whole", type_name, text.suspects)
    columns = None
    if data.count(b'"', body, end) % 2 == 0:
        columns = _fast(memoryview(data)[body:end], delimiter, len(header))
    if columns is not None and not _has_blank_row(columns):
        count = len(columns[0])
        rows = pa.array(range(before + 2, before + 2 + count), pa.int64())
        health = parts.cut_at_end(data, body, end, text.cut)
        return parts.grid(columns, rows, count, (), health, type_name, text.suspects)
    return parts.slow(data[:end], body, text, ends_clean, type_name)


def _end(data: bytes) -> int:
    """Where the blanks and line breaks at the end begin."""
    tail = data[-_TAIL:]
    kept = len(tail.rstrip(b"\r\n \x00\x1a"))
    if not kept and len(data) > _TAIL:
        return len(data.rstrip(b"\r\n \x00\x1a"))
    return len(data) - len(tail) + kept


class _Parts:
    """The pieces that the fast and the careful way share."""

    def __init__(self, *, header: Sequence[str], delimiter: str, first_row: int, told: Told) -> None:
        self.header, self.delimiter, self.first_row, self.told = tuple(header), delimiter, first_row, told

    def grid(
        self,
        columns: Sequence[pa.ChunkedArray],
        rows: pa.Array,
        read: int,
        rejected: tuple[tuple[int, str], ...],
        health: str,
        type_name: str,
        suspects: frozenset[str],
    ) -> Grid:
        return Grid(
            header=self.header,
            columns=tuple(columns),
            rows=rows,
            rows_read=read,
            rejected=rejected,
            health=health,
            type_name=type_name,
            suspects=suspects,
        )

    def cut_at_end(self, data: bytes, body: int, end: int, cut: bool) -> str:
        """Export-Csv quotes every cell and ends each row with a line break: anything else at the end was cut."""
        always_quoted = data.startswith(b'"', body) and data.startswith(b'"', max(data.rfind(b"\n", 0, end) + 1, body))
        if cut or (always_quoted and end == len(data) and not data.endswith(b'"')):
            self.told.add("E206", what="the last row is incomplete")
            return "cut"
        return "whole"

    def slow(self, data: bytes, body: int, text: Decoded, ends_clean: bool, type_name: str) -> Grid:
        """Row by row: each row of another width is set aside with its number."""
        reader = csv.reader(io.StringIO(data[body:].decode("utf-8"), newline=""), delimiter=self.delimiter)
        width = len(self.header)
        chunks: list[list[pa.Array]] = [[] for _ in self.header]
        rows: list[int] = []
        batch: list[list[str]] = []
        rejected: list[tuple[int, str]] = []
        first_bad: list[str] = []
        last_bad = False
        number = self.first_row - 1
        for cells in _rows(reader, self.told):
            number += 1
            if len(cells) != width:
                if cells and any(c.strip() for c in cells):
                    rejected.append((number, ROW_WIDTH))
                    first_bad = first_bad or cells
                    self._error_text(cells, number)
                    last_bad = True
                continue
            last_bad = False
            rows.append(number)
            batch.append(cells)
            if len(batch) >= _BATCH:
                _flush(batch, chunks)
        _flush(batch, chunks)
        columns = [pa.chunked_array(c, pa.string()) for c in chunks]
        open_quote = data.count(b'"', body) % 2 == 1
        health = "whole"
        if text.cut or open_quote or (last_bad and not ends_clean and len(rejected) == 1):
            self.told.add("E206", what="the last row is incomplete")
            health = "cut"
        elif rejected:
            health = "damaged"
            read = len(rows) + len(rejected)
            few = len(rejected) <= max(_FEW, int(read * _FEW_SHARE)) and len(rejected) < max(read / 2, 2)
            self.told.add(
                "W414" if few else "E208",
                count=len(rejected),
                width=width,
                row=rejected[0][0],
                seen=self.delimiter.join(first_bad),
            )
        return self.grid(
            columns,
            pa.array(rows, pa.int64()),
            len(rows) + len(rejected),
            tuple(rejected),
            health,
            type_name,
            text.suspects,
        )

    def _error_text(self, cells: Sequence[str], number: int) -> None:
        if not self.told.has("E207") and _ERROR.match(cells[0]):
            self.told.add("E207", row=number, seen=cells[0])


def _rows(reader: Iterator[list[str]], told: Told) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        told.add("E211", grammar="a delimited text", reason=str(error))


def _flush(batch: list[list[str]], chunks: list[list[pa.Array]]) -> None:
    if batch:
        for number, column in enumerate(zip(*batch, strict=True)):
            chunks[number].append(pa.array(column, pa.string()))
        batch.clear()


def _fast(body: memoryview, delimiter: str, width: int) -> list[pa.ChunkedArray] | None:
    """All columns as text, or None when any row needs a closer look."""
    names = [str(n) for n in range(width)]
    try:
        table = pacsv.read_csv(
            pa.BufferReader(pa.py_buffer(body)),
            read_options=pacsv.ReadOptions(column_names=names, block_size=_BLOCK),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, quote_char='"'
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    return list(table.columns)


def _has_blank_row(columns: Sequence[pa.ChunkedArray]) -> bool:
    """Some row has nothing in any cell: Arrow takes a blank line for a row, which it is not."""
    blank = pc.equal(columns[0], "")
    for column in columns[1:]:
        if not pc.any(blank).as_py():
            return False
        blank = pc.and_(blank, pc.equal(column, ""))
    return bool(pc.any(blank).as_py())


def _preamble(data: bytes) -> tuple[int, int, str, str]:
    """Where the header starts, how many rows a spreadsheet shows above it, the #TYPE name, the sep= delimiter."""
    start, before, type_name, said = 0, 0, "", ""
    while True:
        line = _first_line(data, start)
        bare = line.strip().strip('"')
        if bare.casefold().startswith("sep=") and len(bare) <= 5:
            said = bare[4:] or said
        elif bare.startswith("#TYPE "):
            type_name = bare[6:].split(",")[0].split(";")[0].strip().strip('"')
            before += 1
        elif not bare and start < len(data):
            before += 1
        else:
            return start, before, type_name, said
        end = data.find(b"\n", start)
        if end < 0:
            return len(data), before, type_name, said
        start = end + 1


def _first_line(data: bytes, start: int) -> str:
    end = data.find(b"\n", start)
    return data[start : end if end >= 0 else len(data)].decode("utf-8", errors="replace").rstrip("\r")


def find_delimiter(line: str, known: frozenset[str]) -> str:
    """The one that gives the most known header names; the most columns where that does not tell."""

    def rank(delimiter: str) -> tuple[int, int]:
        cells = _cells(line, delimiter)
        return sum(folded(c) in known for c in cells), len(cells)

    return max(DELIMITERS, key=rank)


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of one line; broken quotes are left as they are."""
    try:
        return next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def _header(data: bytes, start: int, delimiter: str) -> tuple[list[str], int]:
    """The header names and where the first row begins; a name may hold a line break inside quotes."""
    end = start
    while True:
        end = data.find(b"\n", end)
        if end < 0:
            end = len(data)
        line = data[start:end]
        if line.count(b'"') % 2 == 0 or end >= len(data):
            break
        end += 1
    text = line.decode("utf-8", errors="replace").rstrip("\r")
    return _cells(text, delimiter), min(end + 1, len(data))


def merge_doubles(grid: Grid, told: Told) -> Grid:
    """The grid with one column for each header name: the first filled cell of a row counts."""
    places: dict[str, list[int]] = {}
    for number, name in enumerate(grid.header):
        places.setdefault(folded(name) or f"\0{number}", []).append(number)
    if all(len(p) == 1 for p in places.values()):
        return grid
    differing, keep, columns = [], [], list(grid.columns)
    for same in places.values():
        first = same[0]
        keep.append(first)
        for other in same[1:]:
            a, b = columns[first], columns[other]
            if a.type != pa.string() or b.type != pa.string():
                continue
            both = pc.and_(pc.not_equal(a, ""), pc.not_equal(b, ""))
            if pc.any(pc.and_(both, pc.not_equal(a, b))).as_py():
                differing.append(grid.header[first])
            columns[first] = pc.if_else(pc.equal(a, ""), b, a)
    if differing:
        told.add("W420", column=", ".join(dict.fromkeys(differing)))
    return replace(grid, header=tuple(grid.header[n] for n in keep), columns=tuple(columns[n] for n in keep))
