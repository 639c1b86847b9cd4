"""Directory objects in rows and columns, as CSVDE and the AD cmdlets give them, to the tables of LDIF."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.cell_facts import CellFacts
from analyzer.collectors.cells_damage import lost_letters, without_lost_letters
from analyzer.collectors.cells_excel import tell_lost_zeros
from analyzer.collectors.formats.delimited import merge_doubles
from analyzer.collectors.formats.directory_records import DN, Cells, Numbers, records_of
from analyzer.collectors.formats.grid import Grid, cut_rows
from analyzer.collectors.formats.ldif import LdifFile, Work, cell_problems, make_work, moment, take
from analyzer.collectors.formats.ldif_changes import CHANGE_TABLE
from analyzer.collectors.formats.ldif_columns import used_names
from analyzer.collectors.formats.ldif_sorting import IN_CONFIGURATION
from analyzer.collectors.formats.ldif_values import LOST
from analyzer.collectors.layouts import folded
from analyzer.collectors.told import Told
from analyzer.model.catalogue import Attribute, Catalogue
from analyzer.model.snapshot import RejectedRow

_NAME = "distinguishedName"
_ADDRESSES = "proxyAddresses"
# Texts in which letters of a language stand.
_WORDS = frozenset(
    (
        "displayname",
        "cn",
        "name",
        "givenname",
        "sn",
        "company",
        "department",
        "title",
        "l",
        "physicaldeliveryofficename",
    )
)
_DN = r"^\s*[A-Za-z][A-Za-z0-9.-]*\s*=.*=|^\s*[Dd][Cc]\s*="
_ROWS = 50_000
NO_NAME = "it has no distinguished name"
CONFIGURATION = "object of the configuration, whose lists cannot be told apart in this export"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One attribute of the file: its name in LDAP, what the catalogue knows about it, and its cells."""

    name: str
    attribute: Attribute | None
    cells: pa.ChunkedArray  # string or list<string>; null is unknown or absent, "" is blank
    absent: npt.NDArray[np.bool_] | None = None  # rows that do not name the attribute at all
    is_attribute: bool = True  # else something the program computed, which never gets into a table

    @property
    def syntax(self) -> str:
        """The syntax of the catalogue; nothing where it does not know the attribute."""
        return self.attribute.syntax if self.attribute else ""

    @property
    def is_list(self) -> bool | None:
        """Whether an object can have several values; None where nobody knows."""
        return self.attribute.multi_valued if self.attribute else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How one kind of file writes attributes."""

    # The attributes with cells as they are in LDIF, damage told.
    prepare: Callable[[list[Column], Grid, CellFacts, Told], list[Column]]
    # Filled cells of a column in one block, with the place of each: its values, their places, how each is written.
    values: Callable[[Column, pa.Array, Numbers, CellFacts], Cells]
    # Whether an attribute that is not in the file is empty at objects that were dumped whole.
    reads_marks: Callable[[Grid], bool]
    # Whether lists of any attribute can be told apart, as the table of the configuration needs it.
    has_configuration: Callable[[Grid], bool]
    asked: Callable[[list[Column], Grid], frozenset[str]]  # folded names of attributes that were asked for
    facts: CellFacts  # what is known of cells whatever file they are in
    command: str  # exports the objects right
    aliases: Mapping[str, str] = field(default_factory=dict)  # folded header name -> LDAP name
    ignored: frozenset[str] = frozenset()  # folded names of columns that are no attributes


def read_directory(grid: Grid, shape: Shape, *, file: str, catalogue: Catalogue, told: Told) -> LdifFile:
    """The rows of the file in the tables that an LDIF of the same objects gives, every row accounted for.

    An attribute that was asked for is empty where a row lacks it; one that is not in the file is unknown. Problems
    of cells are told, so that the file is refused where its addresses are lost.
    """
    header, unknown, ignored = _header(grid, shape, catalogue)
    grid = merge_doubles(replace(grid, header=header), told)
    columns = [
        Column(
            name=name,
            attribute=catalogue.find(name),
            cells=cells,
            absent=np.asarray(cells.is_null()) if cells.null_count else None,
            is_attribute=name not in ignored,
        )
        for name, cells in zip(grid.header, grid.columns, strict=True)
        if name
    ]
    columns = shape.prepare(_with_letters(columns, grid, told), grid, shape.facts, told)
    tell_lost_zeros({c.name: c.cells for c in columns}, told, shape.facts)
    dns = next((c.cells for c in columns if c.name == _NAME), None)
    work = make_work(catalogue, shape.asked(columns, grid), reads_marks=shape.reads_marks(grid))
    rejected = [RejectedRow(file=file, row=row, reason=reason) for row, reason in grid.rejected]
    if dns is not None and not shape.has_configuration(grid):
        inside = pc.fill_null(pc.match_substring_regex(dns, IN_CONFIGURATION), False)
        if count := pc.sum(inside).as_py():
            work.tally.ignored[CONFIGURATION] += count
            work.tally.read += count
            columns, grid, dns = _without(inside, columns, grid, dns)
    for begin in range(0, len(grid.rows), _ROWS):
        _take(work, shape, columns, dns, grid.rows.slice(begin, _ROWS), begin, rejected, file)
    return _result(work, grid, shape, told, rejected, unknown, file)


def _without(
    rows: pa.ChunkedArray, columns: list[Column], grid: Grid, dns: pa.ChunkedArray
) -> tuple[list[Column], Grid, pa.ChunkedArray]:
    """Everything without some rows."""
    keep = pc.invert(rows).combine_chunks()
    flags = np.asarray(keep)
    left = [
        replace(c, cells=c.cells.filter(keep), absent=None if c.absent is None else c.absent[flags]) for c in columns
    ]
    return left, cut_rows(grid, keep), dns.filter(keep)


def _header(grid: Grid, shape: Shape, catalogue: Catalogue) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    """LDAP names of the columns, names that nobody knows, and names of columns that are no attributes."""
    names, unknown, ignored = [], [], set()
    for found in grid.header:
        key = folded(found)
        name = shape.aliases.get(key) or found.strip().strip('"\ufeff')
        attribute = catalogue.find(name)
        if key in {DN, _NAME.casefold()}:
            name = _NAME
        elif attribute is not None:
            name = attribute.ldap_name
        elif key in shape.ignored:
            ignored.add(name)
        elif key not in shape.aliases:
            unknown.append(found)
        names.append(name)
    return tuple(names), tuple(unknown), frozenset(ignored)


def _with_letters(columns: list[Column], grid: Grid, told: Told) -> list[Column]:
    """The columns without the cells of a file written as ASCII whose letters became question marks."""
    if "question" not in grid.suspects:
        return columns
    kinds = {c.name: (c.cells, _kind(c)) for c in columns}
    gone = lost_letters(kinds, (_ADDRESSES,), told)
    return [
        replace(c, cells=without_lost_letters(c.cells)) if c.name in gone and c.cells.type == pa.string() else c
        for c in columns
    ]


def _kind(column: Column) -> str:
    if column.name == _ADDRESSES:
        return "addresses"
    return "names" if column.name.casefold() in _WORDS else "texts"


def _take(
    work: Work,
    shape: Shape,
    columns: list[Column],
    dns: pa.ChunkedArray | None,
    rows: pa.Array,
    begin: int,
    rejected: list[RejectedRow],
    file: str,
) -> None:
    """One block of rows."""
    numbers = np.asarray(rows)
    named = np.zeros(len(rows), bool)
    if dns is not None:
        here = _block(dns, begin, len(rows))
        named = np.asarray(pc.fill_null(pc.match_substring_regex(here, _DN), False))
    rejected += [RejectedRow(file=file, row=row, reason=NO_NAME) for row in numbers[~named].tolist()]
    work.tally.read += int((~named).sum())
    if not named.any():
        return
    keep = np.flatnonzero(named)
    place = np.full(len(rows), -1, np.int64)
    place[keep] = np.arange(len(keep))
    cells = []
    for column in columns:
        block = _block(column.cells, begin, len(rows))
        if column.name == _NAME:
            cells.append(Cells(name=DN, of=np.arange(len(keep)), values=block.take(pa.array(keep))))
            continue
        lost = _lost(column, block, begin) & named
        filled = np.flatnonzero(_filled(block) & named)
        if len(filled):
            found = shape.values(column, block.take(pa.array(filled)), place[filled], shape.facts)
            cells.append(found)
        if lost.any():
            of = place[lost]
            cells.append(Cells(name=column.name, of=of, values=pa.array([""] * len(of), pa.string()), marks=LOST))
    records = records_of(cells, numbers[keep], work.names)
    take(work, records, {}, file)


def _block(cells: pa.ChunkedArray, begin: int, count: int) -> pa.Array:
    part = cells.slice(begin, count).combine_chunks()
    if isinstance(part, pa.ChunkedArray):
        part = part.chunk(0) if part.num_chunks else pa.array([], cells.type)
    return part


def _filled(block: pa.Array) -> npt.NDArray[np.bool_]:
    sizes = pc.list_value_length(block) if pa.types.is_list(block.type) else pc.binary_length(block)
    return np.asarray(pc.fill_null(pc.greater(sizes, 0), False))


def _lost(column: Column, block: pa.Array, begin: int) -> npt.NDArray[np.bool_]:
    """Cells that held something which is gone."""
    gone = np.asarray(block.is_null())
    return gone if column.absent is None else gone & ~column.absent[begin : begin + len(block)]


def has_filled(cells: pa.ChunkedArray) -> bool:
    """Some cell of the column holds a value."""
    return any(bool(_filled(chunk).any()) for chunk in cells.chunks)


def has_blank(cells: pa.ChunkedArray) -> bool:
    """Some cell of the column says that there is nothing."""
    return any(bool((~_filled(chunk) & np.asarray(chunk.is_valid())).any()) for chunk in cells.chunks)


def _result(
    work: Work, grid: Grid, shape: Shape, told: Told, rejected: list[RejectedRow], unknown: tuple[str, ...], file: str
) -> LdifFile:
    nameless = [r.row for r in rejected if r.reason == NO_NAME]
    if nameless:
        told.add("W470", count=len(nameless), row=nameless[0])
    tables = work.tables()
    used = {name: table.num_rows for name, table in tables.items()}
    changes = work.changes.finish()
    if changes is not None:
        tables[CHANGE_TABLE] = changes
    columns, _unknown = used_names(work.names, work.objects, work.configuration)
    health = grid.health
    if nameless and health == "whole":
        health = "damaged"
    return LdifFile(
        tables=tables,
        rows_read=work.tally.read + len(grid.rejected),
        used=used,
        ignored=dict(sorted(work.tally.ignored.items())),
        rejected=(*rejected, *work.tally.rejected),
        problems=(*told.problems(shape.command), *cell_problems(work.damage, file=file)),
        health=health,
        exported_at=moment(work.newest),
        columns=columns,
        unknown_columns=unknown,
        domains=tuple(sorted(work.domains)),
        full=0 < work.objects.count == work.objects.full_rows,
        note=f"Not kept: {', '.join(sorted(work.names.dropped))}" if work.names.dropped else "",
    )
