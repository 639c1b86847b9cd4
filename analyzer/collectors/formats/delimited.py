"""Comma, semicolon, tab, bar and caret separated text, whole or damaged, to a ``Grid``."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from analyzer.collectors.formats.decoding import Decoded
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.formats.pieces import Text, text_of
from analyzer.collectors.layouts import folded
from analyzer.collectors.told import Told

DELIMITERS = (",", ";", "\t", "|", "^")
_BLOCK = 1 << 23
_BATCH = 20_000
_FIRST_ROWS = 200
_QUOTE = ord('"')
_CELL_LIMIT = 1 << 30
_FEW = 5
_FEW_SHARE = 0.001
_ERROR = re.compile(
    r"^(WARNING: |[A-Z][a-z]+-[A-Za-z]+ ?: |The term '.*' is not recognized|At line:\d+ char:\d+|\+ CategoryInfo"
    r"|    \+ |\+ FullyQualifiedErrorId)"
)
ROW_WIDTH = "the row does not have as many cells as the header"


Kept = Callable[[str], bool]
Choose = Callable[[Grid], Kept]


def read_delimited(text: Text | Decoded, told: Told, known: frozenset[str], choose: Choose | None = None) -> Grid:
    """The rows of the file. ``known`` are folded header names: the delimiter that finds most of them is right.

    Rows of another width are rejected; many of them, a cut file or error text are told as problems.
    Of a large file ``choose`` says after its first rows which columns are kept; the others are null.
    """
    csv.field_size_limit(_CELL_LIMIT)
    if isinstance(text, Decoded):
        text = text_of(text)
    head = text.head
    is_whole = len(head) == text.size
    start, before, type_name, said = _preamble(head)
    delimiter = said or find_delimiter(_first_line(head, start), known)
    header, body = _header(head, start, delimiter, is_whole=is_whole)
    if _ERROR.match(_first_line(head, start)):
        told.add("E207", row=1, seen=_first_line(head, start))
    parts = _Parts(
        header=header, delimiter=delimiter, first_row=before + 2, told=told, type_name=type_name, text=text, body=body
    )
    if body >= text.end:
        empty = pa.chunked_array([[]], pa.string())
        return parts.grid([empty] * len(header), pa.array([], pa.int64()), 0, (), "whole")
    kept = [True] * len(header)
    if choose is not None and not is_whole and (first := parts.first_rows()) is not None:
        is_kept = choose(first)
        kept = [is_kept(name) for name in header]
    return parts.fast(kept) or parts.slow(kept)


class _Parts:
    """The pieces that the fast and the careful way share."""

    def __init__(
        self,
        *,
        header: Sequence[str],
        delimiter: str,
        first_row: int,
        told: Told,
        type_name: str,
        text: Text,
        body: int,
    ) -> None:
        self.header, self.delimiter, self.first_row, self.told = tuple(header), delimiter, first_row, told
        self.type_name, self.text, self.body = type_name, text, body
        self.open_quote = (text.quotes - text.head.count(b'"', 0, body)) % 2 == 1

    def grid(
        self,
        columns: Sequence[pa.ChunkedArray],
        rows: pa.Array,
        read: int,
        rejected: tuple[tuple[int, str], ...],
        health: str,
    ) -> Grid:
        return Grid(
            header=self.header,
            columns=tuple(columns),
            rows=rows,
            rows_read=read,
            rejected=rejected,
            health=health,
            type_name=self.type_name,
            suspects=self.text.suspects,
        )

    def first_rows(self) -> Grid | None:
        """What the first rows look like; None when not one of them is whole."""
        sample = io.StringIO(self.text.head[self.body :].decode("utf-8", errors="replace"), newline="")
        try:
            rows = list(islice(csv.reader(sample, delimiter=self.delimiter), _FIRST_ROWS + 1))[:-1]
        except csv.Error:
            return None
        rows = [row for row in rows if len(row) == len(self.header)]
        if not rows:
            return None
        columns = [pa.chunked_array([column], pa.string()) for column in zip(*rows, strict=True)]
        return self.grid(columns, pa.array(range(len(rows)), pa.int64()), len(rows), (), "whole")

    def fast(self, kept: Sequence[bool]) -> Grid | None:
        """All rows by Arrow; None when any row needs a closer look."""
        if self.open_quote or not any(kept):
            return None
        read = _fast(self.text.stream(self.body, self.text.end), self.delimiter, kept)
        if read is None or _has_blank_row(read):
            return None
        count = len(read[0])
        rows = pa.array(np.arange(self.first_row, self.first_row + count, dtype=np.int64))
        health = self._cut_at_end()
        return self.grid(_with_nulls(read, kept, count), rows, count, (), health)

    def _cut_at_end(self) -> str:
        """Export-Csv quotes every cell and ends each row with a line break: anything else at the end was cut."""
        text = self.text
        always_quoted = text.head.startswith(b'"', self.body) and text.last_line == _QUOTE
        if text.cut or (always_quoted and text.end == text.size and text.last != _QUOTE):
            self.told.add("E206", what="the last row is incomplete")
            return "cut"
        return "whole"

    def slow(self, kept: Sequence[bool]) -> Grid:
        """Row by row: each row of another width is set aside with its number."""
        text = self.text
        reader = csv.reader(text.lines(self.body, text.end), delimiter=self.delimiter)
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
                _flush(batch, chunks, kept)
        _flush(batch, chunks, kept)
        read = [pa.chunked_array(c, pa.string()) for c, is_kept in zip(chunks, kept, strict=True) if is_kept]
        health = "whole"
        if text.cut or self.open_quote or (last_bad and text.end == text.size and len(rejected) == 1):
            self.told.add("E206", what="the last row is incomplete")
            health = "cut"
        elif rejected:
            health = "damaged"
            count = len(rows) + len(rejected)
            few = len(rejected) <= max(_FEW, int(count * _FEW_SHARE)) and len(rejected) < max(count / 2, 2)
            self.told.add(
                "W414" if few else "E208",
                count=len(rejected),
                width=width,
                row=rejected[0][0],
                seen=self.delimiter.join(first_bad),
            )
        return self.grid(
            _with_nulls(read, kept, len(rows)),
            pa.array(rows, pa.int64()),
            len(rows) + len(rejected),
            tuple(rejected),
            health,
        )

    def _error_text(self, cells: Sequence[str], number: int) -> None:
        if not self.told.has("E207") and _ERROR.match(cells[0]):
            self.told.add("E207", row=number, seen=cells[0])


def _rows(reader: Iterator[list[str]], told: Told) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        told.add("E211", grammar="a delimited text", reason=str(error))


def _flush(batch: list[list[str]], chunks: list[list[pa.Array]], kept: Sequence[bool]) -> None:
    if batch:
        for number, column in enumerate(zip(*batch, strict=True)):
            if kept[number]:
                chunks[number].append(pa.array(column, pa.string()))
        batch.clear()


def _with_nulls(read: Sequence[pa.ChunkedArray], kept: Sequence[bool], count: int) -> list[pa.ChunkedArray]:
    """A column for each of the header: those that were left out share one column of nulls."""
    nothing = pa.chunked_array([pa.nulls(count, pa.string())]) if not all(kept) else None
    found = iter(read)
    return [next(found) if is_kept else nothing for is_kept in kept]


def _fast(stream: pa.NativeFile, delimiter: str, kept: Sequence[bool]) -> list[pa.ChunkedArray] | None:
    """The kept columns as text, or None when any row needs a closer look."""
    names = [str(n) for n in range(len(kept))]
    wanted = [name for name, is_kept in zip(names, kept, strict=True) if is_kept]
    try:
        with stream:
            table = pacsv.read_csv(
                stream,
                read_options=pacsv.ReadOptions(column_names=names, block_size=_BLOCK),
                parse_options=pacsv.ParseOptions(
                    delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, quote_char='"'
                ),
                convert_options=pacsv.ConvertOptions(
                    column_types=dict.fromkeys(wanted, pa.string()),
                    strings_can_be_null=False,
                    check_utf8=False,
                    include_columns=wanted,
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
            # No spreadsheet program separates cells by a letter beyond ASCII.
            said = bare[4:] if bare[4:].isascii() and bare[4:] else said
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


def _header(data: bytes, start: int, delimiter: str, *, is_whole: bool) -> tuple[list[str], int]:
    """The header names and where the first row begins; a name may hold a line break inside quotes."""
    end, counted, quotes = start, start, 0
    while True:
        end = data.find(b"\n", end)
        if end < 0:
            end = len(data)
        quotes += data.count(b'"', counted, end)
        counted = end
        if quotes % 2 == 0 or end >= len(data):
            break
        end += 1
    if end >= len(data) and not is_whole:
        # No header is that long: a quote in it is broken, and its first line is all that can be said of it.
        end = data.find(b"\n", start) if b"\n" in data[start:] else len(data)
    text = data[start:end].decode("utf-8", errors="replace").rstrip("\r")
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
