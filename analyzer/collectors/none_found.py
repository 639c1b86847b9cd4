"""An export without rows: the command may have failed, unless somebody says that there was nothing to find."""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from analyzer.collectors.kit_run import KIT_RUN
from analyzer.collectors.layouts import Layout
from analyzer.collectors.told import Told
from analyzer.model.snapshot import FILE, ROW, Snapshot, SourceFile

SETTINGS = "assessment.toml"
_SETTINGS_KIND = "settings"
_LISTS = frozenset({"addresses", "lists", "joined"})
_EMPTY_FILE = "W405"


def with_none_found(snapshot: Snapshot, layouts: Mapping[str, Layout]) -> Snapshot:
    """The snapshot with an empty table for each kind of which somebody says that there is none.

    The collection kit says so of its own runs, a person in ``[exports] none_found`` of ``assessment.toml``. A file
    with nothing but a header is whole then. A kind with rows keeps its rows; the contradiction is told.
    """
    files = list(snapshot.files)
    named = set(snapshot.settings.none_found)
    if named:
        files.append(
            SourceFile(
                file=SETTINGS, kind=_SETTINGS_KIND, side="", title="Settings", sha256=snapshot.settings.sha256, bytes=0,
                note="says of which exports there is nothing", also=tuple(sorted(named)),
            )
        )  # fmt: skip
    said = {kind: f.file for f in files if f.kind in {KIT_RUN, _SETTINGS_KIND} for kind in f.also}
    if not said:
        return snapshot
    problems = list(snapshot.problems)
    tables = dict(snapshot.tables)
    for kind, by in sorted(said.items()):
        if kind in tables:
            files = [_without(f, kind) if f.file == by else f for f in files]
            if tables[kind].num_rows:
                told = Told(file=by)
                told.add("W447", title=layouts[kind].title if kind in layouts else kind)
                problems += told.problems()
        elif kind in layouts and layouts[kind].read:
            tables[kind] = empty_table(layouts[kind])
        elif kind not in layouts:
            told = Told(file=by)
            told.add("W448", kind=kind)
            problems += told.problems()
    confirmed = {f.file for f in files if f.kind in said and f.kind not in snapshot.tables and f.health == "damaged"}
    files = [replace(f, health="whole", note=f"none, says {said[f.kind]}") if f.file in confirmed else f for f in files]
    problems = [p for p in problems if not (p.code == _EMPTY_FILE and p.file in confirmed)]
    return replace(snapshot, files=tuple(files), tables=tables, problems=tuple(problems))


def empty_table(layout: Layout) -> pa.Table:
    """No rows, and every column that the layout knows, with its type."""
    columns = {
        name: pa.array([], pa.list_(pa.string()) if kind in _LISTS else pa.string())
        for name, kind in layout.kinds.items()
    }
    return pa.table({**columns, ROW: pa.array([], pa.int64()), FILE: pa.array([], pa.int32())})


def _without(file: SourceFile, kind: str) -> SourceFile:
    """Its own rows do not feed this kind."""
    return replace(file, also=tuple(k for k in file.also if k != kind))
