"""Which sheets the workbook has, with their rows: what is split, left out or cut is decided and said here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.model.assessment import Assessment
from analyzer.report.html_words import counted
from analyzer.report.specs import ColumnSpec, TableSpec
from analyzer.report.workbook_cells import CUT_MARK, presentable
from analyzer.report.workbook_notes import KeptNotes, gone_columns, gone_source, people_of, with_notes
from analyzer.report.workbook_people import PeopleColumn
from analyzer.report.workbook_register import SOURCES, Layout, SheetSource

# Excel takes 1,048,576 rows a sheet; the rest is room for people's own.
MOST_ROWS = 1_000_000
# Above this in all sheets together Excel no longer opens the file on an ordinary machine.
MOST_ROWS_IN_ALL = 1_500_000
# Lines are wrapped up to here; beyond, every row is one line high and opens fast.
MOST_WRAPPED = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet that holds one table."""

    name: str
    table: str  # name of the Excel table
    source: SheetSource
    spec: TableSpec
    columns: tuple[ColumnSpec, ...]
    people: tuple[PeopleColumn, ...]
    layout: Layout
    rows: pa.Table = field(repr=False)
    rows_in_csv: int | None = None
    part: str = ""
    note: str = ""

    @property
    def wrapped(self) -> bool:
        """Long texts take as many lines as they need."""
        return bool(self.rows.num_rows <= MOST_WRAPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All sheets with tables in reading order, and what the reader must know about them."""

    sheets: tuple[Sheet, ...]
    left_out: tuple[tuple[str, str], ...]  # sheet, why
    notes: tuple[str, ...]  # what was split, cut or left to the CSV

    def first(self, spec: str) -> Sheet | None:
        """The first sheet of a table, if it has one."""
        return next((s for s in self.sheets if s.spec.name == spec), None)


_LEFT = {"differences": ("drift", "unknown")}


def plan_sheets(
    assessment: Assessment,
    kept: KeptNotes,
    *,
    most_rows: int = MOST_ROWS,
    most_in_all: int = MOST_ROWS_IN_ALL,
) -> Plan:
    """Every table that has rows (and those that are shown empty), split where a sheet would overflow."""
    sources = {source.name: source for source in SOURCES}
    contents = {name: source.rows(assessment) for name, source in sources.items()}
    in_csv = _rows_in_csv(contents)
    notes = list(_reduced(contents, most_in_all, kept))
    sheets: list[Sheet] = []
    left_out: list[tuple[str, str]] = []
    for name, source in sources.items():
        content, spec = contents[name], source.spec
        if not content.num_rows and not source.layout.keep_empty:
            left_out.append((spec.sheet, "there is nothing to list"))
            continue
        shown, cut = presentable(content.select([c.name for c in spec.columns if c.in_workbook]))
        if cut:
            notes.append(f"{spec.sheet}: {counted(cut, 'text')} too long for a cell, cut with the mark “{CUT_MARK}”.")
        drift_only = name == "differences" and content.num_rows < in_csv[name]
        title = "Differences, drift only" if drift_only else spec.sheet
        people = people_of(source, kept)
        written = with_notes(source, shown, people, kept)
        made = _sheet(source, title, shown, people, written, in_csv[name] if source.csv == name else None)
        parts = list(_parts(made, most_rows))
        if len(parts) > 1:
            notes.append(f"{spec.sheet}: {content.num_rows:,} rows stand on {len(parts)} sheets.")
        sheets += parts
    gone = gone_source(kept)
    if gone is not None:
        shown, _ = presentable(gone.rows(assessment))
        sheets.append(_sheet(gone, gone.spec.sheet, shown, gone.people, gone_columns(gone.people, kept), None))
    return Plan(sheets=tuple(sheets), left_out=tuple(left_out), notes=tuple(notes))


def _rows_in_csv(contents: Mapping[str, pa.Table]) -> dict[str, int]:
    """Rows of each CSV that sheets repeat; several sheets may share one."""
    counts: dict[str, int] = {}
    for source in SOURCES:
        if source.csv:
            counts[source.csv] = counts.get(source.csv, 0) + contents[source.name].num_rows
    return counts


def _sheet(
    source: SheetSource,
    title: str,
    content: pa.Table,
    people: tuple[PeopleColumn, ...],
    written: Sequence[tuple[str, Any]],
    in_csv: int | None,
) -> Sheet:
    filled = {p.name for p in source.people}
    # A column that people go on with (the owner of a gate) stands among theirs, filled with what is known.
    own = tuple(c for c in source.spec.columns if c.in_workbook and c.name not in filled)
    rows = content.select([c.name for c in own])
    for name, column in written:
        rows = rows.append_column(name, column)
    return Sheet(
        name=title,
        table=source.table,
        source=source,
        spec=source.spec,
        columns=own,
        people=people,
        layout=source.layout,
        rows=rows,
        rows_in_csv=in_csv,
        note=source.aside,
    )


def _reduced(contents: dict[str, pa.Table], most: int, kept: KeptNotes) -> Iterator[str]:
    """Takes what the next sync heals and what is by design out of a workbook that would be too large.

    Rows that people wrote into stay.
    """
    total = sum(content.num_rows for content in contents.values())
    if total <= most:
        return
    for name, kinds in _LEFT.items():
        content = contents[name]
        noted = pa.array(list(kept.placed.get(name, ())), pa.string())
        stays = pc.or_(
            pc.is_in(content["kind"], value_set=pa.array(kinds)),
            pc.is_in(content["difference_key"], value_set=noted),
        )
        contents[name] = content.filter(stays)
        gone = content.num_rows - contents[name].num_rows
        if gone:
            yield (
                f"Differences: {gone:,} rows that are lag or by design are only in tables/differences.csv; "
                f"the workbook would have {total:,} rows."
            )


def _parts(sheet: Sheet, most: int) -> Iterator[Sheet]:
    """The sheet, or as many as it takes; differences are parted by category so that one stays whole."""
    pieces = [sheet.rows]
    if sheet.rows.num_rows > most:
        if "category" in sheet.rows.column_names and sheet.spec.name == "differences":
            pieces = list(_by_category(sheet.rows, most))
        pieces = [p.slice(at, most) for p in pieces for at in range(0, p.num_rows, most)]
    if len(pieces) == 1:
        yield sheet
        return
    for number, piece in enumerate(pieces, start=1):
        yield replace(
            sheet,
            name=f"{sheet.name} {number}",
            table=f"{sheet.table}_{number}",
            rows=piece,
            part=f"{number} of {len(pieces)}",
        )


def _by_category(content: pa.Table, most: int) -> Iterator[pa.Table]:
    """Whole categories together as long as they fit on one sheet."""
    waiting: list[Any] = []
    for category in pc.unique(content["category"]).to_pylist():
        mine = content.filter(pc.equal(content["category"], category))
        if waiting and sum(w.num_rows for w in waiting) + mine.num_rows > most:
            yield pa.concat_tables(waiting)
            waiting = []
        waiting.append(mine)
    yield pa.concat_tables(waiting)
