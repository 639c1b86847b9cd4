"""The notes of the last workbook beside the rows of this one: each finds its row by key, or goes to the sheet Gone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.model.assessment import Assessment
from analyzer.model.notes import GONE, KEY_JOINT, KeptTable, Note, Notes
from analyzer.report.cell_text import for_notes
from analyzer.report.html_words import counted
from analyzer.report.specs import TableSpec, col
from analyzer.report.view_rows import day_text
from analyzer.report.workbook_people import DECIDED, PeopleColumn, known_owners
from analyzer.report.workbook_register import SOURCES, WORKING, Layout, SheetSource

GONE_SPEC = TableSpec(
    name="gone",
    title="Gone",
    sheet=GONE,
    about="Notes whose row is not here any more. They go back to it when it comes again; delete a row to forget it",
    columns=(
        col("sheet", "Sheet", "key", 18, "Where the row stood"),
        col("was", "What it was", "long", 56, "The row in words, as it was when it was last seen"),
        col("because", "Because", "text", 30, "Why the note has no row; empty = the row is not in these exports"),
        col("last_seen", "Last seen", "day", 12, "As-of day of the workbook that had the row"),
        col("table", "Table", "text", 14, "Table the row belongs to"),
        col("key", "Key", "mono", 38, "Key by which the row is found again"),
    ),
)
_GONE_KEPT = KeptTable(
    name="tblGone",
    sheet=GONE,
    kept_as=GONE,
    key=(),
    columns=GONE_SPEC.names,
    people=tuple(p.name for p in DECIDED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNotes:
    """The notes of the last workbook, sorted by whether their row is still there."""

    file: str = ""
    placed: Mapping[str, Mapping[str, Note]] = field(default_factory=dict)  # kept_as, key
    gone: tuple[Note, ...] = ()
    own_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    told: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many rows carry on with their notes."""
        return sum(len(notes) for notes in self.placed.values())

    def sentence(self) -> str:
        """What became of the notes, for Cover and terminal; empty where nobody had written any."""
        if not (self.count or self.gone):
            return ""
        gone = f"; {counted(len(self.gone), 'note')} without a row on the sheet {GONE}" if self.gone else ""
        return f"Notes on {counted(self.count, 'row')} kept from {self.file}{gone}."


def kept_tables() -> tuple[tuple[KeptTable, ...], KeptTable]:
    """The tables whose notes are kept, and the one of notes that lost their row."""
    return tuple(_kept(source) for source in SOURCES if source.key), _GONE_KEPT


def _kept(source: SheetSource) -> KeptTable:
    people = tuple(p.name for p in source.people)
    own = tuple(c.name for c in source.spec.columns if c.in_workbook and c.name not in people)
    return KeptTable(
        name=source.table,
        sheet=source.spec.sheet,
        kept_as=source.kept_as,
        key=source.key,
        columns=own,
        people=people,
        prefilled=tuple(p for p in people if p in source.spec.names),
        shown=source.shown,
    )


def match_notes(assessment: Assessment, notes: Notes) -> KeptNotes:
    """Every note once: at the row with its key, or among the gone.

    A note that had lost its row before goes back when the row is here again and nobody wrote into it meanwhile.
    What exready itself had filled in and nobody went on with is no note once its row is gone.
    """
    present, filled = _present(assessment)
    placed: dict[str, dict[str, Note]] = {}
    gone: list[Note] = []
    for note in (*notes.notes, *notes.gone):
        mine = placed.setdefault(note.kept_as, {})
        if note.values.items() <= filled.get((note.kept_as, note.key), {}).items():
            continue
        if note.key and note.key in present.get(note.kept_as, ()) and note.key not in mine:
            mine[note.key] = note
        else:
            gone.append(note)
    owners = known_owners(assessment)
    prefilled = {t.kept_as: set(t.prefilled) for t in kept_tables()[0]}
    return KeptNotes(
        file=notes.file,
        placed=placed,
        gone=tuple(n for n in gone if not _is_ours(n, prefilled.get(n.kept_as, set()), owners)),
        own_columns=_own_columns(placed, notes),
        told=notes.told,
    )


def _own_columns(placed: Mapping[str, Mapping[str, Note]], notes: Notes) -> dict[str, tuple[str, ...]]:
    """Headers that are none of ours, also those that come back with a note from Gone."""
    out = {}
    for table in kept_tables()[0]:
        names = dict.fromkeys(notes.own_columns.get(table.kept_as, ()))
        names |= {n: None for note in placed.get(table.kept_as, {}).values() for n in note.values}
        out[table.kept_as] = tuple(n for n in names if n not in table.people)
    return out


def _is_ours(note: Note, prefilled: set[str], owners: set[str]) -> bool:
    return not note.gone_because and all(c in prefilled and v in owners for c, v in note.values.items())


def _present(assessment: Assessment) -> tuple[dict[str, set[str]], dict[tuple[str, str], dict[str, str]]]:
    """The keys of every table, and what exready itself fills into people's columns of a row."""
    present: dict[str, set[str]] = {}
    filled: dict[tuple[str, str], dict[str, str]] = {}
    for source in SOURCES:
        if not source.key:
            continue
        content = source.rows(assessment)
        keys = keys_of(source, content).to_pylist()
        present.setdefault(source.kept_as, set()).update(keys)
        own = [p.name for p in source.people if p.name in content.column_names]
        if own:
            lines = content.select(own).to_pylist()
            filled |= {(source.kept_as, key): line for key, line in zip(keys, lines, strict=True)}
    return present, filled


def keys_of(source: SheetSource, content: pa.Table) -> Any:
    """The key of each row as text; rows with the same key are told apart by their number."""
    columns = [pc.fill_null(content[c].cast(pa.string()), "") for c in source.key]
    if len(columns) == 1:
        return pa.chunked_array(columns[0].chunks, pa.string())
    seen: dict[str, int] = {}
    out = []
    for parts in zip(*(c.to_pylist() for c in columns), strict=True):
        key = KEY_JOINT.join(parts)
        seen[key] = seen.get(key, 0) + 1
        out.append(key if seen[key] == 1 else f"{key} #{seen[key]}")
    return pa.chunked_array([out], pa.string())


def people_of(source: SheetSource, kept: KeptNotes) -> tuple[PeopleColumn, ...]:
    """The columns people fill in, and at the end those they had added themselves."""
    if not source.people:
        return ()
    taken = {n.casefold() for n in (*source.spec.names, *(p.name for p in source.people))}
    own = []
    for header in kept.own_columns.get(source.kept_as, ()):
        name = header if header.casefold() not in taken else f"{header} (added)"
        taken.add(name.casefold())
        own.append(PeopleColumn(name=name, width=24, prompt="Added by people", source=header))
    return (*source.people, *own)


def with_notes(
    source: SheetSource, content: pa.Table, people: Sequence[PeopleColumn], kept: KeptNotes
) -> Sequence[tuple[str, Any]]:
    """People's columns of these rows, in order; none where nothing stands in them.

    Where exready itself knows something (the owner of a gate), that stands where nobody wrote anything.
    """
    notes = kept.placed.get(source.kept_as, {})
    first = {p.name: content[p.name] for p in people if p.name in content.column_names}
    if not first and not notes:
        return []
    keys = list(notes)
    at = pc.index_in(keys_of(source, content), value_set=pa.array(keys, pa.string())) if keys else None
    out = []
    for person in people:
        column = first.get(person.name, pa.nulls(content.num_rows, pa.string()))
        if at is not None:
            said = pa.array([notes[k].values.get(person.read_as) for k in keys], pa.string())
            column = pc.coalesce(for_notes(pa.chunked_array([said])).combine_chunks().take(at), column)
        out.append((person.name, column))
    return out


def gone_source(kept: KeptNotes) -> SheetSource | None:
    """The sheet Gone, or None while every note has its row."""
    if not kept.gone:
        return None
    names = dict.fromkeys((*(p.name for p in DECIDED), *(name for note in kept.gone for name in note.values)))
    known = {p.name: p for p in DECIDED}
    plain = {name: replace(person, choices="") for name, person in known.items()}
    people = tuple(plain.get(n) or PeopleColumn(name=n, width=24, prompt="Added by people", source=n) for n in names)
    content = pa.table(list(zip(*_lines(kept.gone), strict=True)), names=list(GONE_SPEC.names))
    spec = replace(GONE_SPEC, columns=GONE_SPEC.columns)
    return SheetSource(
        spec=spec,
        rows=lambda _: content,
        layout=Layout(tone=WORKING, freeze="B2", locked=False, pages_wide=2),
        people=people,
    )


def _lines(gone: Sequence[Note]) -> Iterator[tuple[str, ...]]:
    for n in gone:
        yield (n.sheet, n.was, n.gone_because, day_text(n.last_seen), n.kept_as, n.key)


def gone_columns(people: Sequence[PeopleColumn], kept: KeptNotes) -> Sequence[tuple[str, Any]]:
    """What people had written, beside the rows of the sheet Gone."""
    out = []
    for person in people:
        said = pa.chunked_array([[n.values.get(person.read_as) for n in kept.gone]], pa.string())
        out.append((person.name, for_notes(said)))
    return out
