"""What became of one file: its tables, its line of the ledger, its problems."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa

from analyzer.model.problems import Problem
from analyzer.model.snapshot import RejectedRow, SourceFile

REFUSED = "the file is refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneFile:
    """What became of one file. ``rows_used`` of ``source`` still counts rows that another file may win."""

    source: SourceFile
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)


def source_of(name: str, kind: str, *, health: str = "unrecognised", sha256: str = "", size: int = 0) -> SourceFile:
    """The line of the ledger of a file that nothing is known of yet."""
    return SourceFile(file=name, kind=kind, side="", title="", sha256=sha256, bytes=size, health=health)


def changed(source: SourceFile, **changes: object) -> SourceFile:
    """The same line with these fields changed."""
    return replace(source, **changes)  # type: ignore[arg-type]
