"""The whole assessment folder to one ``Snapshot``: every file looked at, every row accounted for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

import pyarrow as pa

from analyzer.collectors.codes import problem
from analyzer.collectors.collected import Collections, find_collections
from analyzer.collectors.containers import archive_kind
from analyzer.collectors.directory_files import read_lines, read_manifest
from analyzer.collectors.folder import SETTINGS_FILE, files_of, is_read_me, leads_out
from analyzer.collectors.holding import Held
from analyzer.collectors.joined import join
from analyzer.collectors.kit_run import is_kit_run, read_kit_run
from analyzer.collectors.knowledge import Knowledge
from analyzer.collectors.layouts import Layout, Layouts
from analyzer.collectors.none_found import with_none_found
from analyzer.collectors.one_file import for_people, left_outside, read_one
from analyzer.collectors.outcome import OneFile
from analyzer.collectors.settings import read_settings
from analyzer.collectors.statements import with_statements
from analyzer.collectors.steps import OnlySteps
from analyzer.collectors.unpacking import Read, read_archive
from analyzer.memory import give_back
from analyzer.model.catalogue import Catalogue
from analyzer.model.problems import Problem, Severity
from analyzer.model.progress import Progress
from analyzer.model.settings import Settings
from analyzer.model.snapshot import Snapshot

# Without these there is nothing to compare.
NECESSARY = ("ad.object", "cloud.mailbox")


def read_folder(folder: Path, *, layouts: tuple[Layout, ...], catalogue: Catalogue, progress: Progress) -> Snapshot:
    """Everything the folder holds, as tables, with the ledger and all problems.

    One bad file spoils nothing but itself: its problem is in ``problems``. Times come from inside the
    files, never from the file system, so that the same files give the same snapshot.

    Raises:
        FolderUnusable: the folder is missing, no folder, or empty.
        SettingsUnusable: ``assessment.toml`` has faults.
    """
    paths = exports_of(folder, layouts)
    settings = read_settings(folder / SETTINGS_FILE)
    return with_settings(read_files(folder, paths, layouts, catalogue, progress), settings, layouts)


def exports_of(folder: Path, layouts: tuple[Layout, ...]) -> list[Path]:
    """The files that may be exports, in the order of their names.

    Raises:
        FolderUnusable: the folder is missing, no folder, or empty.
    """
    return files_of(folder, wanted=_wanted(layouts))


def with_settings(read: Snapshot, settings: Settings, layouts: tuple[Layout, ...]) -> Snapshot:
    """The files as read, with what people said in ``assessment.toml`` and in lists of statements."""
    return with_statements(with_none_found(replace(read, settings=settings), {x.id: x for x in layouts}))


def read_files(
    folder: Path, paths: Sequence[Path], layouts: tuple[Layout, ...], catalogue: Catalogue, progress: Progress
) -> Snapshot:
    """These files of the folder as tables; nobody has said anything yet: its settings are the defaults."""
    root = folder.resolve()
    unasked = layouts.unasked if isinstance(layouts, Layouts) else {}
    known = Knowledge(
        layouts=layouts,
        marks=layouts.marks if isinstance(layouts, Layouts) else (),
        headers=_headers(layouts),
        catalogue=catalogue,
        unasked=unasked,
    )
    collections = find_collections(paths)
    kept = _Kept(unasked)
    sizes = [_size(p) for p in paths]
    progress.start("Reading files", sum(sizes))
    try:
        for path, size in zip(paths, sizes, strict=True):
            name = path.relative_to(folder).as_posix()
            listening = OnlySteps(progress, size)
            if leads_out(path, root):
                kept.take(left_outside(name))
            elif kind := archive_kind(path):
                read_archive(path, name, kind, folder, read=_reader(known), take=kept.take, progress=listening)
            else:
                kept.take(_one(path, name, known, collections, listening))
            # What a file took while it was read is given back before the next one.
            give_back()
            listening.rest()
    finally:
        progress.done()
    return join(root.name, kept.read, kept.held, known)


def _wanted(layouts: tuple[Layout, ...]) -> str:
    """How to make the two exports without which nothing can be said."""
    return "\n".join(f"{x.code} {x.title}:\n{x.command.strip()}" for x in layouts if x.id in NECESSARY)


class _Kept:
    """What stays of the files that were read."""

    def __init__(self, unasked: Mapping[str, frozenset[str]]) -> None:
        self.read: list[OneFile] = []
        self.held = Held()
        self._unasked = unasked

    def take(self, one: OneFile) -> None:
        """One more file; of its columns and problems those that somebody looks at."""
        for kind, table in one.tables.items():
            self.held.add(kind, (len(self.read), _asked(table, self._unasked.get(kind))))
        self.read.append(replace(one, tables={}, problems=_mattering(one, self._unasked)))


def _reader(known: Knowledge) -> Read:
    """Reads a file that was unpacked."""
    return lambda path, name, collections, progress: _one(path, name, known, collections, progress)


def _one(path: Path, name: str, known: Knowledge, collections: Collections, progress: Progress) -> OneFile:
    """One file, wherever it stands; ``name`` is what it is called in the folder or the archive."""
    if is_read_me(PurePath(name)):
        return for_people(path, name)
    if is_kit_run(PurePath(name)):
        return read_kit_run(path, name)
    if path in collections.manifests:
        return read_manifest(path, name, collections)
    if path in collections.files or collections.is_lone(path):
        return read_lines(path, name, known, collections, progress)
    return read_one(path, name, known, progress)


def _asked(table: pa.Table, unasked: frozenset[str] | None) -> pa.Table:
    """The table without the columns that nothing looks at."""
    gone = unasked.intersection(table.column_names) if unasked else frozenset()
    return table.drop_columns(sorted(gone)) if gone else table


def _mattering(one: OneFile, unasked: Mapping[str, frozenset[str]]) -> tuple[Problem, ...]:
    """The problems without those of columns that nothing looks at; what refuses a file always matters."""
    gone = unasked.get(one.source.kind, frozenset())
    return tuple(p for p in one.problems if p.severity is Severity.REFUSE or p.column not in gone)


def unusable(snapshot: Snapshot) -> tuple[Problem, ...]:
    """The problems that no analysis can get around: refused files, and a side that is not there at all."""
    stop = [p for p in snapshot.problems if p.severity is Severity.REFUSE]
    for code, kind, side in zip(("E220", "E221"), NECESSARY, ("directory", "cloud"), strict=True):
        # Who gave a file that is refused need not be told that it is missing.
        refused = any(f.health == "refused" and f.side == side for f in snapshot.files)
        if kind not in snapshot.tables and not refused:
            stop.append(problem(code))
    return tuple(stop)


def _headers(layouts: tuple[Layout, ...]) -> frozenset[str]:
    names: set[str] = set()
    for layout in layouts:
        names |= layout.names.keys()
        for fingerprint in layout.prints:
            names |= fingerprint.all_of | fingerprint.any_of
    return frozenset(names)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
