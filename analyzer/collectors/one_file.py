"""One file of the folder: what it is, its rows, and everything that is wrong with it. Never raises for its content."""

import datetime as dt
import hashlib
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.cells import to_table, unknown_columns
from analyzer.collectors.cells_words import with_words
from analyzer.collectors.directory_files import OBJECTS, directory_file, ldif_file
from analyzer.collectors.fingerprints import Fingerprint
from analyzer.collectors.formats.change_times import known_moments
from analyzer.collectors.formats.directory_grid import Shape, read_directory
from analyzer.collectors.formats.directory_shapes import shape_of
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.grids import grid_of
from analyzer.collectors.knowledge import Knowledge
from analyzer.collectors.layouts import Layout
from analyzer.collectors.nested import opened, rows_inside
from analyzer.collectors.outcome import REFUSED, OneFile, changed, source_of
from analyzer.collectors.recognise import recognise
from analyzer.collectors.sniffing import HEAD, Grammar, sniff
from analyzer.collectors.told import Told
from analyzer.model.progress import Progress
from analyzer.model.snapshot import RejectedRow, SourceFile

NOT_RECOGNISED = "nobody recognised the file"
NOT_READ = "{title} is not read"
OTHER_SIDE = "{title} is asked of the other side only"
CHANGES = "ad.change"
_PLAIN_UTC = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"


def read_one(path: Path, name: str, known: Knowledge, progress: Progress) -> OneFile:
    """The file's tables and its line of the ledger; ``progress`` hears of long files while they are read."""
    told = Told(file=name)
    try:
        with path.open("rb") as file:
            grammar = sniff(file.read(HEAD))
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            base = source_of(name, "unrecognised", sha256=digest, size=file.tell())
        if grammar is Grammar.LDIF:
            # Read in pieces by its own grammar: a directory can be larger than the memory.
            return ldif_file(path, base, known, progress)
        if grammar is Grammar.EMPTY:
            told.add("W404")
            return OneFile(source=changed(base, note="empty"), problems=told.problems())
        if grammar in _NO_TABLES:
            return _no_table(grammar, base, told)
        grid, is_pairs = grid_of(path, grammar, told, known, folder=_folder(name), progress=progress)
    except OSError as error:
        told.add("E201", reason=error.strerror or str(error))
        return OneFile(source=source_of(name, "refused", health="refused"), problems=told.problems())
    return _recognised(grid, base, known, told, is_pairs=is_pairs)


def for_people(path: Path, name: str) -> OneFile:
    """A text for people beside the exports: listed, not read."""
    try:
        raw = path.read_bytes()
    except OSError:
        raw = b""
    base = source_of(name, "unrecognised", sha256=hashlib.sha256(raw).hexdigest(), size=len(raw))
    return OneFile(source=changed(base, health="whole", title="Text for people", note="not read"))


def left_outside(name: str) -> OneFile:
    """A link that leads out of the folder: listed, never followed."""
    told = Told(file=name)
    told.add("N507")
    source = source_of(name, "unrecognised")
    return OneFile(source=changed(source, title="Link out of the folder", note="not read"), problems=told.problems())


_NO_TABLES = {
    Grammar.WORKBOOK: "E202",
    Grammar.WEB_PAGE: "E203",
    Grammar.FORMAT_OBJECTS: "E204",
    Grammar.LENGTHS: "E205",
    Grammar.BINARY: "W406",
}


def _no_table(grammar: Grammar, base: SourceFile, told: Told) -> OneFile:
    """Files without rows that could be read: refused, or named and left aside."""
    told.add(_NO_TABLES[grammar])
    if told.refused:
        base = changed(base, kind="refused", health="refused")
    return OneFile(source=base, problems=told.problems())


def _recognised(grid: Grid, base: SourceFile, known: Knowledge, told: Told, *, is_pairs: bool) -> OneFile:
    """The rows under the layout that fits them."""
    if not grid.header and not told.refused:
        if not told.has("W440"):
            told.add("W406" if grid.rows_read else "W404")
        return _unused(base, grid, told, NOT_RECOGNISED, "unrecognised")
    found = recognise(grid, known.layouts, known.marks, _folder(base.file))
    layout = found.layout
    if told.refused:
        return _refused(base, grid, layout, told)
    if layout is None:
        told.add("W406")
        return _unused(base, grid, told, NOT_RECOGNISED, "unrecognised")
    title = (found.fingerprint.title if found.fingerprint else "") or layout.title
    base = changed(base, title=title, side=layout.side)
    if found.undecided and layout.read:
        told.add("E209", cmdlet=layout.title.partition(" (")[0])
        return _refused(changed(base, side="", title=layout.title.partition(" (")[0]), grid, layout, told)
    if found.other_side:
        told.add("W460", title=layout.title)
        return _unused(base, grid, told, OTHER_SIDE.format(title=layout.title), "whole", layout.command, layout.id)
    if not layout.read:
        told.add("W464" if layout.reason else "W407", title=title, reason=layout.reason)
        return _unused(base, grid, told, NOT_READ.format(title=title), "whole", layout.command, layout.id)
    if is_pairs:
        if not layout.text:
            told.add("E204")
            return _refused(base, grid, layout, told)
        told.add("W424")
    if found.by_folder:
        told.add("N502", side={"onprem": "on-premises"}.get(layout.side, f"the {layout.side}"))
    if grid.keeps_null and shape_of(layout) is None:
        grid = with_words(grid, layout, known.catalogue, told)
    return _used(base, grid, layout, found.fingerprint, told, known)


def _used(
    base: SourceFile,
    grid: Grid,
    layout: Layout,
    fingerprint: Fingerprint | None,
    told: Told,
    known: Knowledge,
) -> OneFile:
    """A recognised file whose rows go into a table."""
    if fingerprint is not None and fingerprint.problem:
        told.add(fingerprint.problem)
    grid = rows_inside(grid, fingerprint.rows_in) if fingerprint is not None and fingerprint.rows_in else grid
    grid = opened(grid, layout.opened)
    health, shape = grid.health, shape_of(layout)
    if grid.rows_read == 0:
        told.add("W405")
        source = changed(
            base, kind=OBJECTS if shape else layout.id, health="damaged", note="no rows", columns=grid.header
        )
        return OneFile(source=source, problems=told.problems(layout.command))
    if grid.rows_read in layout.caps:
        told.add("W401", count=f"{grid.rows_read:,}", things=layout.things)
        health = "capped" if health == "whole" else health
    if shape is not None:
        return _objects(grid, base, shape, known, told, health)
    table = to_table(grid, layout, told, known.unneeded(layout))
    if layout.id == CHANGES:
        table = known_moments(table, told)
    if told.refused:
        return _refused(base, grid, layout, told)
    source = changed(
        base,
        kind=layout.id,
        health=health,
        exported_at=_newest(table, layout),
        rows_read=grid.rows_read,
        rows_used=table.num_rows,
        rows_rejected=len(grid.rejected),
        columns=grid.header,
        unknown_columns=unknown_columns(grid.header, layout),
    )
    return OneFile(
        source=source,
        tables={layout.id: table},
        problems=told.problems(layout.command),
        rejected=tuple(RejectedRow(file=base.file, row=row, reason=reason) for row, reason in grid.rejected),
    )


def _objects(grid: Grid, base: SourceFile, shape: Shape, known: Knowledge, told: Told, health: str) -> OneFile:
    """Objects of the directory in another grammar than LDIF: in the tables that an LDIF fills."""
    read = read_directory(grid, shape, file=base.file, catalogue=known.catalogue, told=told)
    read = replace(read, health="capped") if (read.health, health) == ("whole", "capped") else read
    one = directory_file(read, base, known, otherwise=OBJECTS, is_collected=False)
    return replace(one, source=changed(one.source, title=base.title))


def _unused(
    base: SourceFile, grid: Grid, told: Told, reason: str, health: str, command: str = "", kind: str = "unrecognised"
) -> OneFile:
    """Nothing of the file is used: its rows are ignored with the reason."""
    source = changed(
        base, kind=kind, health=health, rows_read=grid.rows_read, rows_ignored=grid.rows_read, columns=grid.header
    )
    ignored = {reason: grid.rows_read} if grid.rows_read else {}
    return OneFile(source=source, problems=told.problems(command), ignored=ignored)


def _refused(base: SourceFile, grid: Grid, layout: Layout | None, told: Told) -> OneFile:
    """Every row of the file is rejected; the run stops after all files were looked at."""
    source = changed(
        base,
        kind="refused",
        health="refused",
        side=layout.side if layout and not base.side and not told.has("E209") else base.side,
        title=base.title or (layout.title if layout else ""),
        rows_read=grid.rows_read,
        rows_rejected=grid.rows_read,
        columns=grid.header,
    )
    rejected = tuple(RejectedRow(file=base.file, row=row, reason=REFUSED) for row in grid.rows.to_pylist())
    rejected += tuple(RejectedRow(file=base.file, row=row, reason=reason) for row, reason in grid.rejected)
    return OneFile(source=source, problems=told.problems(layout.command if layout else ""), rejected=rejected)


def _newest(table: pa.Table, layout: Layout) -> dt.datetime | None:
    """The newest moment in the columns that tell how young the export is."""
    newest = ""
    for name in layout.clock:
        if name in table.column_names:
            column = table[name]
            known = column.filter(pc.fill_null(pc.match_substring_regex(column, _PLAIN_UTC), False))
            newest = max(newest, pc.max(known).as_py() or "")
    return dt.datetime.fromisoformat(newest) if newest else None


def _folder(name: str) -> str:
    return name.rpartition("/")[0]
