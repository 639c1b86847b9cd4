"""One file of the folder: what it is, its rows, and everything that is wrong with it. Never raises for its content."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.cells import to_table, unknown_columns
from analyzer.collectors.cells_words import with_words
from analyzer.collectors.codes import problem
from analyzer.collectors.collect.files import hash_of
from analyzer.collectors.collected import MANIFEST, TITLE, Collections, read_collected, tell_manifest
from analyzer.collectors.fingerprints import Fingerprint, Mark
from analyzer.collectors.formats.change_times import known_moments
from analyzer.collectors.formats.directory_grid import Shape, read_directory
from analyzer.collectors.formats.directory_shapes import shape_of
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.formats.ldif import LdifFile, read_ldif
from analyzer.collectors.grids import grid_of
from analyzer.collectors.layouts import Layout
from analyzer.collectors.nested import opened, rows_inside
from analyzer.collectors.recognise import recognise
from analyzer.collectors.sniffing import HEAD, Grammar, sniff
from analyzer.collectors.told import Told, with_next_step
from analyzer.model.catalogue import Catalogue
from analyzer.model.problems import Problem
from analyzer.model.progress import Progress
from analyzer.model.snapshot import ROW, RejectedRow, SourceFile

NOT_RECOGNISED = "nobody recognised the file"
NOT_READ = "{title} is not read"
OTHER_SIDE = "{title} is asked of the other side only"
REFUSED = "the file is refused"
OBJECTS = "ad.object"
CHANGES = "ad.change"
_PLAIN_UTC = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneFile:
    """What became of one file. ``rows_used`` of ``source`` still counts rows that another file may win."""

    source: SourceFile
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What every file is read with."""

    layouts: tuple[Layout, ...]
    marks: tuple[Mark, ...]
    headers: frozenset[str]  # every folded header name that some layout knows
    catalogue: Catalogue
    unasked: Mapping[str, frozenset[str]] = field(default_factory=dict)  # layout id -> columns nothing looks at

    def unneeded(self, layout: Layout) -> frozenset[str]:
        """The columns of this layout that nothing looks at."""
        return self.unasked.get(layout.id, frozenset()) | layout.dropped

    def layout(self, layout_id: str) -> Layout | None:
        """The layout of this id."""
        return next((x for x in self.layouts if x.id == layout_id), None)


def read_one(path: Path, name: str, known: Knowledge, progress: Progress) -> OneFile:
    """The file's tables and its line of the ledger; ``progress`` hears of long files while they are read."""
    told = Told(file=name)
    try:
        with path.open("rb") as file:
            grammar = sniff(file.read(HEAD))
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            base = _source(name, "unrecognised", sha256=digest, size=file.tell())
        if grammar is Grammar.LDIF:
            # Read in pieces by its own grammar: a directory can be larger than the memory.
            return _ldif(path, base, known, progress)
        if grammar is Grammar.EMPTY:
            told.add("W404")
            return OneFile(source=_with(base, note="empty"), problems=told.problems())
        if grammar in _NO_TABLES:
            return _no_table(grammar, base, told)
        grid, is_pairs = grid_of(path, grammar, told, known, folder=_folder(name), progress=progress)
    except OSError as error:
        told.add("E201", reason=error.strerror or str(error))
        return OneFile(source=_source(name, "refused", health="refused"), problems=told.problems())
    return _recognised(grid, base, known, told, is_pairs=is_pairs)


def for_people(path: Path, name: str) -> OneFile:
    """A text for people beside the exports: listed, not read."""
    try:
        raw = path.read_bytes()
    except OSError:
        raw = b""
    base = _source(name, "unrecognised", sha256=hashlib.sha256(raw).hexdigest(), size=len(raw))
    return OneFile(source=_with(base, health="whole", title="Text for people", note="not read"))


def left_outside(name: str) -> OneFile:
    """A link that leads out of the folder: listed, never followed."""
    told = Told(file=name)
    told.add("N507")
    source = _source(name, "unrecognised")
    return OneFile(source=_with(source, title="Link out of the folder", note="not read"), problems=told.problems())


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
        base = _with(base, kind="refused", health="refused")
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
    base = _with(base, title=title, side=layout.side)
    if found.undecided and layout.read:
        told.add("E209", cmdlet=layout.title.partition(" (")[0])
        return _refused(_with(base, side="", title=layout.title.partition(" (")[0]), grid, layout, told)
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
    if (shape := shape_of(layout)) is not None:
        return _objects(grid, base, shape, known, told)
    if grid.keeps_null:
        grid = with_words(grid, layout, known.catalogue, told)
    return _used(base, grid, layout, found.fingerprint, told, known.unneeded(layout))


def _used(
    base: SourceFile,
    grid: Grid,
    layout: Layout,
    fingerprint: Fingerprint | None,
    told: Told,
    unasked: frozenset[str],
) -> OneFile:
    """A recognised file whose rows go into a table."""
    if fingerprint is not None and fingerprint.problem:
        told.add(fingerprint.problem)
    grid = rows_inside(grid, fingerprint.rows_in) if fingerprint is not None and fingerprint.rows_in else grid
    grid = opened(grid, layout.opened)
    health = grid.health
    if grid.rows_read == 0:
        told.add("W405")
        source = _with(base, kind=layout.id, health="damaged", note="no rows", columns=grid.header)
        return OneFile(source=source, problems=told.problems(layout.command))
    if grid.rows_read in layout.caps:
        told.add("W401", count=f"{grid.rows_read:,}", things=layout.things)
        health = "capped" if health == "whole" else health
    table = to_table(grid, layout, told, unasked)
    if layout.id == CHANGES:
        table = known_moments(table, told)
    if told.refused:
        return _refused(base, grid, layout, told)
    source = _with(
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


def _objects(grid: Grid, base: SourceFile, shape: Shape, known: Knowledge, told: Told) -> OneFile:
    """Objects of the directory in another grammar than LDIF: in the tables that an LDIF fills."""
    if grid.rows_read == 0:
        told.add("W405")
        source = _with(base, kind=OBJECTS, health="damaged", note="no rows", columns=grid.header)
        return OneFile(source=source, problems=told.problems())
    layout = known.layout(OBJECTS)
    capped = layout is not None and grid.rows_read in layout.caps
    if capped:
        told.add("W401", count=f"{grid.rows_read:,}", things="objects")
    read = read_directory(grid, shape, file=base.file, catalogue=known.catalogue, told=told)
    if capped and read.health == "whole":
        read = replace(read, health="capped")
    one = _directory(read, base, known, otherwise=OBJECTS, is_collected=False)
    return replace(one, source=_with(one.source, title=base.title))


def _unused(
    base: SourceFile, grid: Grid, told: Told, reason: str, health: str, command: str = "", kind: str = "unrecognised"
) -> OneFile:
    """Nothing of the file is used: its rows are ignored with the reason."""
    source = _with(
        base, kind=kind, health=health, rows_read=grid.rows_read, rows_ignored=grid.rows_read, columns=grid.header
    )
    ignored = {reason: grid.rows_read} if grid.rows_read else {}
    return OneFile(source=source, problems=told.problems(command), ignored=ignored)


def _refused(base: SourceFile, grid: Grid, layout: Layout | None, told: Told) -> OneFile:
    """Every row of the file is rejected; the run stops after all files were looked at."""
    source = _with(
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


def read_manifest(path: Path, name: str, collections: Collections) -> OneFile:
    """The manifest of a collection: it has no rows, it says what its files hold and what is missing."""
    told = Told(file=name)
    domains = tell_manifest(path, collections.manifests[path], told)
    source = _source(name, MANIFEST, health="refused" if told.refused else "whole", sha256=hash_of(path),
                     size=path.stat().st_size)  # fmt: skip
    source = _with(source, side="directory", title=TITLE, domains=domains)
    return OneFile(source=source, problems=told.problems())


def read_lines(path: Path, name: str, known: Knowledge, collections: Collections, progress: Progress) -> OneFile:
    """A file that a manifest names, or one whose manifest is gone."""
    told = Told(file=name)
    found = collections.files.get(path)
    base = _source(name, "refused", health="refused")
    if found is None:
        told.add("E215")
        return OneFile(source=base, problems=told.problems())
    try:
        base = _source(name, "refused", health="refused", sha256=hash_of(path), size=path.stat().st_size)
        read = read_collected(path, base, found, known.catalogue, progress)
    except OSError as error:
        told.add("E201", reason=error.strerror or str(error))
        return OneFile(source=base, problems=told.problems())
    if isinstance(read, Problem):
        return OneFile(source=_with(base, side="directory", title=found[1].title), problems=(read,))
    one = _directory(read, base, known, otherwise=found[1].table, is_collected=True)
    return replace(one, source=_with(one.source, title=f"{found[1].title} (exready collect)"))


def _ldif(path: Path, base: SourceFile, known: Knowledge, progress: Progress) -> OneFile:
    read = read_ldif(path, file=base.file, catalogue=known.catalogue, progress=progress)
    return _directory(read, base, known, otherwise=OBJECTS, is_collected=False)


def _directory(read: LdifFile, base: SourceFile, known: Knowledge, *, otherwise: str, is_collected: bool) -> OneFile:
    """The readers of a directory know their own kinds; only the ledger is kept here."""
    kind = max(read.used, key=lambda k: (read.used[k], k), default=otherwise)
    layout = known.layout(kind)
    refused = any(p.severity == "refuse" for p in read.problems)
    problems, health = read.problems, read.health
    if layout and not is_collected and health == "whole" and read.rows_read in layout.caps:
        health = "capped"
        problems += (problem("W401", file=base.file, count=f"{read.rows_read:,}", things=layout.things),)
    source = _with(
        base,
        kind="refused" if refused else kind,
        side="directory",
        title=layout.title if layout else "LDIF",
        health="refused" if refused else health,
        exported_at=read.exported_at,
        rows_read=read.rows_read,
        rows_used=sum(read.used.values()),
        rows_ignored=sum(read.ignored.values()),
        rows_rejected=len(read.rejected),
        note=read.note,
        columns=read.columns,
        unknown_columns=read.unknown_columns,
        domains=read.domains,
        also=() if refused else tuple(sorted(read.used.keys() - {kind})),
    )
    rejected = read.rejected
    if refused:
        lost = [row for kind in read.used if kind in read.tables for row in read.tables[kind][ROW].to_pylist()]
        rejected += tuple(RejectedRow(file=base.file, row=row, reason=REFUSED) for row in lost)
        source = _with(source, rows_used=0, rows_rejected=len(rejected))
    return OneFile(
        source=source,
        tables={} if refused else read.tables,
        problems=tuple(with_next_step(p, layout.command if layout and not is_collected else "") for p in problems),
        rejected=rejected,
        ignored=read.ignored,
    )


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


def _source(name: str, kind: str, *, health: str = "unrecognised", sha256: str = "", size: int = 0) -> SourceFile:
    return SourceFile(file=name, kind=kind, side="", title="", sha256=sha256, bytes=size, health=health)


def _with(source: SourceFile, **changes: object) -> SourceFile:
    return replace(source, **changes)  # type: ignore[arg-type]
