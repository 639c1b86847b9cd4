"""What people wrote into the workbook of the last run, read back before a new one takes its place.

Rows are found by their key, columns by their header, sheets by the name of their table, by their title or by their
headers: sorting, filtering, moving and renaming lose nothing. What cannot be given back to a row is kept as gone.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from analyzer.collectors.sheet_cells import Raw, cell_text, shared_texts, sheet_rows
from analyzer.collectors.workbook_parts import SheetPart, WorkbookParts, is_workbook, read_parts
from analyzer.errors import NotesUnusable
from analyzer.model.notes import KEY_JOINT, PEN, KeptTable, Note, Notes

_PART = re.compile(r"_\d+$")
_NUMBERED = re.compile(r"(, drift only)?( \d+)?$")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, etree.XMLSyntaxError)
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_ISO_DAY = re.compile(r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
_LEADING_ROWS = 20
_HEADER_LIKE = 0.6  # of a table's columns, where neither table nor sheet has its name any more

_GONE_COLUMNS = ("table", "key", "last_seen", "was", "because", "sheet")

Cells = Mapping[int, Raw]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A sheet that holds a kept table, and where its columns stand."""

    part: SheetPart
    table: KeptTable
    header_row: int
    machine: Mapping[str, int]
    people: Mapping[str, int]
    own: Mapping[str, int]  # headers that are none of exready's


@dataclass(slots=True)
class _Reading:
    """What is gathered while the sheets are read."""

    notes: list[Note] = field(default_factory=list)
    own: dict[str, list[str]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def read_notes(path: Path, tables: Sequence[KeptTable], gone: KeptTable) -> Notes:
    """Every note in the workbook.

    Args:
        path: the workbook.
        tables: those whose notes are kept.
        gone: the table of notes that had lost their row before.

    Raises:
        NotesUnusable: the file cannot be read, is damaged, or exready did not write it.
    """
    try:
        with ZipFile(path) as archive:
            if not is_workbook(archive):
                raise _foreign(path)
            return _read(archive, path, tables, gone)
    except OSError as error:
        seen = error.strerror or str(error)
        raise NotesUnusable(f"{path.name} cannot be opened, so its notes cannot be kept", where=str(path), seen=seen,
                            help="Close it if a program holds it, and run again.") from error  # fmt: skip
    except _DAMAGE as error:
        raise _damaged(path, error) from error


def _read(archive: ZipFile, path: Path, tables: Sequence[KeptTable], gone: KeptTable) -> Notes:
    parts = read_parts(archive)
    reading = _Reading()
    found = list(_sheets(archive, parts, (*tables, gone), reading))
    if not found:
        raise _foreign(path)
    for sheet in found:
        _read_sheet(archive, parts, sheet, reading)
    lost = [n for n in reading.notes if n.kept_as == gone.kept_as]
    kept = [n for n in reading.notes if n.kept_as != gone.kept_as]
    return Notes(
        file=path.name,
        notes=tuple(n for n in kept if not n.gone_because),
        gone=(*_restored(lost), *(n for n in kept if n.gone_because)),
        own_columns={name: tuple(dict.fromkeys(headers)) for name, headers in reading.own.items()},
        told=tuple(reading.told),
    )


def _sheets(archive: ZipFile, parts: WorkbookParts, tables: Sequence[KeptTable], reading: _Reading) -> Iterator[_Found]:
    for part in parts.sheets:
        if part.part not in archive.namelist():
            continue
        lines = _first_lines(archive, parts, part)
        found = _recognised(part, lines, tables)
        if found is not None:
            yield found
            continue
        pens = [h for line in lines.values() for h in line.values() if h.startswith(PEN.strip())]
        if pens:
            reading.told.append(
                f"{part.title}: has columns of people ({', '.join(pens[:4])}), but is no table of exready any more; "
                "nothing of it could be kept."
            )


def _first_lines(archive: ZipFile, parts: WorkbookParts, part: SheetPart) -> dict[int, dict[int, str]]:
    """The first rows of the sheet, and the header of each of its tables, as text."""
    headers = {row for _, row in part.tables}
    last = max([_LEADING_ROWS, *headers])
    lines: dict[int, dict[int, Raw]] = {}
    with archive.open(part.part) as stream:
        for number, cells in sheet_rows(stream):
            if number > last:
                break
            if number <= _LEADING_ROWS or number in headers:
                lines[number] = cells
    texts = _texts(archive, parts, lines.values())
    return {n: {at: cell_text(raw, texts, parts.formats) for at, raw in cells.items()} for n, cells in lines.items()}


def _texts(archive: ZipFile, parts: WorkbookParts, rows: object) -> dict[int, str]:
    numbers = {int(raw.text) for cells in rows for raw in cells.values() if raw.kind == "s"}  # type: ignore[attr-defined]
    if not numbers or not parts.strings:
        return {}
    with archive.open(parts.strings) as stream:
        return shared_texts(stream, numbers)


def _recognised(part: SheetPart, lines: Mapping[int, Mapping[int, str]], tables: Sequence[KeptTable]) -> _Found | None:
    by_name = {t.name.casefold(): t for t in tables}
    for name, row in part.tables:
        table = by_name.get(_PART.sub("", name).casefold())
        if table is not None and row in lines:
            return _placed(part, table, row, lines[row])
    by_sheet = {t.sheet.casefold(): t for t in tables}
    table = by_sheet.get(_NUMBERED.sub("", part.title).casefold())
    best: tuple[float, int, KeptTable] | None = None
    for row, line in lines.items():
        headers = {plain(h) for h in line.values()}
        for candidate in tables if table is None else (table,):
            known = {*candidate.columns, *candidate.people}
            share = len(known & headers) / len(known)
            least = _HEADER_LIKE if table is None else 0.2
            if share >= least and (best is None or share > best[0]):
                best = (share, row, candidate)
    return _placed(part, best[2], best[1], lines[best[1]]) if best else None


def plain(header: str) -> str:
    """A header without pen, spaces around it and capitals."""
    return header.strip().removeprefix(PEN.strip()).strip().casefold()


def _placed(part: SheetPart, table: KeptTable, row: int, line: Mapping[int, str]) -> _Found:
    machine: dict[str, int] = {}
    people: dict[str, int] = {}
    own: dict[str, int] = {}
    columns, theirs = {c.casefold(): c for c in table.columns}, {p.casefold(): p for p in table.people}
    for at, header in sorted(line.items()):
        word, penned = plain(header), header.strip().startswith(PEN.strip())
        if word in theirs and theirs[word] not in people and (penned or word not in columns):
            people[theirs[word]] = at
        elif word in columns and columns[word] not in machine and not penned:
            machine[columns[word]] = at
        elif word:
            own[_unused(" ".join(header.split()), own)] = at
    return _Found(part=part, table=table, header_row=row, machine=machine, people=people, own=own)


def _unused(header: str, taken: Mapping[str, int]) -> str:
    number, name = 1, header.removeprefix(PEN.strip()).strip()
    while name in taken:
        number += 1
        name = f"{header} {number}"
    return name


def _read_sheet(archive: ZipFile, parts: WorkbookParts, sheet: _Found, reading: _Reading) -> None:
    table, title = sheet.table, sheet.part.title
    # What stood on Gone is read whole: its row is nowhere else.
    theirs = {**sheet.people, **sheet.own, **({} if table.key else sheet.machine)}
    if not theirs:
        reading.told.append(f"{title}: has none of the columns people fill in; there was nothing to keep.")
        return
    missing = [c for c in table.people if c not in sheet.people]
    if missing and table.key:
        reading.told.append(f"{title}: without the column {', '.join(PEN + c for c in missing)}, as somebody left it.")
    lines: list[tuple[int, dict[int, Raw]]] = []
    theirs_at = frozenset(theirs.values())
    shown_at = theirs_at | {sheet.machine[c] for c in (*table.key, *_shown(table)) if c in sheet.machine}
    with archive.open(sheet.part.part) as stream:
        # Rows that share their key are counted, so none may be left out.
        for number, cells in sheet_rows(stream, asked=None if len(table.key) > 1 else theirs_at, shown=shown_at):
            if number > sheet.header_row:
                lines.append((number, cells))
    texts = _texts(archive, parts, [cells for _, cells in lines])
    keyless, seen = 0, dict[str, int]()
    used: dict[str, None] = {}
    for number, cells in lines:
        row = {at: cell_text(raw, texts, parts.formats) for at, raw in cells.items()}
        values = {name: row[at].strip() for name, at in theirs.items() if row.get(at, "").strip()}
        key = _key(sheet, row)
        if key:
            seen[key] = seen.get(key, 0) + 1
        used |= dict.fromkeys(name for name in values if name in sheet.own)
        if not values:
            continue
        why = "" if key else f"row {number:,} of {title} had no key"
        keyless += bool(table.key) and not key
        reading.notes.append(
            Note(
                kept_as=table.kept_as,
                sheet=title,
                key=key if seen.get(key, 1) == 1 else f"{key} #{seen[key]}",
                was=_words(sheet, row),
                values=values,
                last_seen=parts.created,
                gone_because=why,
            )
        )
    if used and table.key:
        reading.own.setdefault(table.kept_as, []).extend(used)
        named = ", ".join(f"“{name}”" for name in used)
        reading.told.append(f"{title}: {named} {'is' if len(used) == 1 else 'are'} not from exready; kept at the end.")
    if keyless:
        rows = f"{keyless:,} row{'' if keyless == 1 else 's'}"
        absent = [c for c in table.key if c not in sheet.machine]
        because = f"the column {', '.join(absent)} is missing" if absent else "the key is empty"
        reading.told.append(f"{title}: {rows} with notes cannot be found again, {because}; the notes stand on Gone.")


def _key(sheet: _Found, row: Mapping[int, str]) -> str:
    if not all(c in sheet.machine for c in sheet.table.key):
        return ""
    parts = [row.get(sheet.machine[c], "") for c in sheet.table.key]
    return KEY_JOINT.join(parts) if any(parts) else ""


def _shown(table: KeptTable) -> tuple[str, ...]:
    return table.shown or table.columns[:4]


def _words(sheet: _Found, row: Mapping[int, str]) -> str:
    return " · ".join(text for c in _shown(sheet.table) if (text := row.get(sheet.machine.get(c, 0), "")))


def _restored(lost: Sequence[Note]) -> Iterator[Note]:
    """Rows of the sheet Gone as the notes they were; ``values`` holds the sheet's own columns too."""
    for note in lost:
        values = dict(note.values)
        told = {name: values.pop(name, "") for name in _GONE_COLUMNS}
        yield replace(note, kept_as=told["table"], sheet=told["sheet"], key=told["key"], was=told["was"],
                      gone_because=told["because"], values=values, last_seen=_day(told["last_seen"]))  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if _ISO_DAY.match(text) else None


def _foreign(path: Path) -> NotesUnusable:
    return NotesUnusable(
        f"{path.name} is no workbook that exready wrote: none of its sheets holds a table of exready", where=str(path)
    )


def _damaged(path: Path, error: Exception) -> NotesUnusable:
    with path.open("rb") as stream:
        head = stream.read(4)
    if head == _OLD_OR_LOCKED:
        what, step = "is locked with a password, or in the format before 2007", "Save it as .xlsx without a password."
    elif head[:2] != b"PK":
        what, step = "is no .xlsx file", "Move it away, or save it as .xlsx."
    else:
        what, step = "is damaged", "Let Excel or LibreOffice repair it and save it, or move it away."
    return NotesUnusable(f"{path.name} {what}, so its notes cannot be kept", where=str(path), seen=str(error)[:200],
                         help=step)  # fmt: skip
