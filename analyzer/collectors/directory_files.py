"""Files that hold objects of the directory: LDIF, what ``exready collect`` wrote, and its manifest."""

from dataclasses import replace
from pathlib import Path

from analyzer.collectors.codes import problem
from analyzer.collectors.collect.files import hash_of
from analyzer.collectors.collected import MANIFEST, TITLE, Collections, read_collected, tell_manifest
from analyzer.collectors.formats.ldif import LdifFile, read_ldif
from analyzer.collectors.knowledge import Knowledge
from analyzer.collectors.outcome import REFUSED, OneFile, changed, source_of
from analyzer.collectors.told import Told, with_next_step
from analyzer.model.problems import Problem
from analyzer.model.progress import Progress
from analyzer.model.snapshot import ROW, RejectedRow, SourceFile

OBJECTS = "ad.object"


def read_manifest(path: Path, name: str, collections: Collections) -> OneFile:
    """The manifest of a collection: it has no rows, it says what its files hold and what is missing."""
    told = Told(file=name)
    domains = tell_manifest(path, collections.manifests[path], told)
    source = source_of(name, MANIFEST, health="refused" if told.refused else "whole", sha256=hash_of(path),
                     size=path.stat().st_size)  # fmt: skip
    source = changed(source, side="directory", title=TITLE, domains=domains)
    return OneFile(source=source, problems=told.problems())


def read_lines(path: Path, name: str, known: Knowledge, collections: Collections, progress: Progress) -> OneFile:
    """A file that a manifest names, or one whose manifest is gone."""
    told = Told(file=name)
    found = collections.files.get(path)
    base = source_of(name, "refused", health="refused")
    if found is None:
        told.add("E215")
        return OneFile(source=base, problems=told.problems())
    try:
        base = source_of(name, "refused", health="refused", sha256=hash_of(path), size=path.stat().st_size)
        read = read_collected(path, base, found, known.catalogue, progress)
    except OSError as error:
        told.add("E201", reason=error.strerror or str(error))
        return OneFile(source=base, problems=told.problems())
    if isinstance(read, Problem):
        return OneFile(source=changed(base, side="directory", title=found[1].title), problems=(read,))
    one = directory_file(read, base, known, otherwise=found[1].table, is_collected=True)
    return replace(one, source=changed(one.source, title=f"{found[1].title} (exready collect)"))


def ldif_file(path: Path, base: SourceFile, known: Knowledge, progress: Progress) -> OneFile:
    """A file of LDIF.

    Raises:
        OSError: the file cannot be read.
    """
    read = read_ldif(path, file=base.file, catalogue=known.catalogue, progress=progress)
    return directory_file(read, base, known, otherwise=OBJECTS, is_collected=False)


def directory_file(
    read: LdifFile, base: SourceFile, known: Knowledge, *, otherwise: str, is_collected: bool
) -> OneFile:
    """The readers of a directory know their own kinds; only the ledger is kept here."""
    kind = max(read.used, key=lambda k: (read.used[k], k), default=otherwise)
    layout = known.layout(kind)
    refused = any(p.severity == "refuse" for p in read.problems)
    problems, health = read.problems, read.health
    if layout and not is_collected and health == "whole" and read.rows_read in layout.caps:
        health = "capped"
        problems += (problem("W401", file=base.file, count=f"{read.rows_read:,}", things=layout.things),)
    source = changed(
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
        source = changed(source, rows_used=0, rows_rejected=len(rejected))
    return OneFile(
        source=source,
        tables={} if refused else read.tables,
        problems=tuple(with_next_step(p, layout.command if layout and not is_collected else "") for p in problems),
        rejected=rejected,
        ignored=read.ignored,
    )
