"""The files that were read become one snapshot: tables of each kind, one ledger, all problems."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from analyzer.collectors.across import across
from analyzer.collectors.codes import problem
from analyzer.collectors.holding import Held
from analyzer.collectors.knowledge import Knowledge
from analyzer.collectors.layouts import Layout
from analyzer.collectors.merge import Lost, merge
from analyzer.collectors.outcome import OneFile
from analyzer.collectors.told import with_next_step
from analyzer.memory import give_back
from analyzer.model.problems import Problem
from analyzer.model.settings import Settings
from analyzer.model.snapshot import Conflict, Snapshot, SourceFile


def join(folder: str, read: list[OneFile], held: Held, known: Knowledge) -> Snapshot:
    """The snapshot of these files. ``held`` has the tables of each kind with the number of their file; it is emptied.

    The note of a file says why rows of it are ignored.
    """
    tables: dict[str, pa.Table] = {}
    problems = [p for one in read for p in one.problems]
    files = [_noted(one.source, one.ignored) for one in read]
    ignored: Counter[str] = Counter()
    conflicts: list[Conflict] = []
    for one in read:
        ignored.update(one.ignored)
    for kind in held.kinds():
        parts = held.pop(kind)
        layout = known.layout(kind) or Layout(id=kind, title=kind, side="", command="", prints=())
        merged = merge(parts, layout)
        tables[kind] = merged.table
        del parts
        give_back()
        for lost in merged.lost:
            file = files[lost.file]
            problems.append(with_next_step(_told(lost, files), layout.command))
            ignored[lost.reason] += lost.count
            used, left = file.rows_used - lost.count, file.rows_ignored + lost.count
            files[lost.file] = _noted(replace(file, rows_used=used, rows_ignored=left), {lost.reason: lost.count})
        conflicts += [
            Conflict(**row | {"file": files[row["file"]].file, "used_file": files[row["used_file"]].file})
            for row in merged.conflicts.to_pylist()
        ]
    problems += across(files, tables, {x.id: x.command for x in known.layouts})
    return Snapshot(
        folder=folder,
        files=tuple(files),
        tables=tables,
        settings=Settings(),
        problems=tuple(problems),
        rejected=tuple(r for one in read for r in one.rejected),
        ignored=dict(sorted(ignored.items())),
        conflicts=tuple(conflicts),
    )


def _told(lost: Lost, files: list[SourceFile]) -> Problem:
    """One problem for each file: how many rows, and all that is known of the first."""
    used = files[lost.used_file].file
    return problem(
        lost.code, file=files[lost.file].file, row=lost.row, column=lost.columns, seen=lost.object, count=lost.count,
        used_file=used, used_row=f"{lost.used_row:,}",
    )  # fmt: skip


def _noted(source: SourceFile, ignored: Mapping[str, int]) -> SourceFile:
    """The file with the reasons why rows of it are ignored, behind what its note already says."""
    said = [f"{n:,} row{'' if n == 1 else 's'} ignored: {why}" for why, n in sorted(ignored.items()) if n]
    return replace(source, note="; ".join([*filter(None, [source.note]), *said]))
