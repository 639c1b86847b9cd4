"""What was read: files with their ledger, and one Arrow table per kind of export.

A cell has three states everywhere between reading and reporting:

* a value: as found, decoded to text (bytes as base64, GUIDs as found);
* empty: ``""`` in a text column, ``[]`` in a list column: we asked, there is nothing;
* unknown: Arrow null: not asked, not in the file, or damaged. Unknown is never a pass.

Every table carries two more columns, ``_file`` (int32, index into ``Snapshot.files``) and ``_row``
(int64, the line of ``dn:`` in LDIF, the row as a spreadsheet numbers it in CSV with the header as
row 1, the ordinal from 1 in JSON), so that a finding can point at its evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from analyzer.model.problems import Problem
from analyzer.model.settings import Settings

FILE = "_file"
ROW = "_row"
# Rows that contradict the row of the same object that is used: both places, whose rows they are, the columns.
CONFLICTS = pa.schema(
    [
        ("file", pa.int32()), ("row", pa.int64()), ("object", pa.string()), ("columns", pa.string()),
        ("used_file", pa.int32()), ("used_row", pa.int64()),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file of the assessment folder and what became of each of its rows.

    ``rows_read == rows_used + rows_ignored + rows_rejected`` always holds.
    """

    file: str  # relative to the assessment folder, forward slashes
    kind: str  # layout id such as "cloud.mailbox"; "unrecognised" or "refused" where nothing was used
    side: str  # "directory", "onprem", "cloud", "entra", "sync" or ""
    title: str  # "Get-Mailbox (Exchange Online)"
    sha256: str
    bytes: int
    exported_at: datetime | None = None  # newest time found inside, UTC: the export is at least this young
    rows_read: int = 0
    rows_used: int = 0
    rows_ignored: int = 0
    rows_rejected: int = 0
    health: str = "whole"  # whole, capped (row limit reached), cut, damaged, refused, unrecognised
    note: str = ""
    columns: tuple[str, ...] = ()  # as found
    unknown_columns: tuple[str, ...] = ()  # found, but named by no layout and no catalogue row
    domains: tuple[str, ...] = ()  # AD domains (DNS names) of the objects in it
    also: tuple[str, ...] = ()  # further tables that rows of it feed: one LDIF can hold objects and configuration

    def feeds(self, kind: str) -> bool:
        """Rows of the file are in the table of this kind."""
        return kind == self.kind or kind in self.also


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """A row that was read and could not be used, with the reason."""

    file: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A row that is not used because another row of the same object says something else."""

    file: str
    row: int
    object: str  # what people call it
    columns: str  # that differ, joined with ", "
    used_file: str
    used_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything read from one assessment folder, nothing compared yet."""

    folder: str  # the folder's name, never its path
    files: tuple[SourceFile, ...]
    tables: Mapping[str, pa.Table]  # layout id -> table; a kind nobody supplied is absent
    settings: Settings
    problems: tuple[Problem, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)  # reason -> rows
    conflicts: tuple[Conflict, ...] = ()

    def table(self, kind: str) -> pa.Table | None:
        """The table of one kind of export, or None when no file of that kind was read."""
        return self.tables.get(kind)

    def name_of(self, file: int | None) -> str:
        """The name of the file that a row is from; empty for no file."""
        return "" if file is None else self.files[file].file

    def complete(self, kind: str) -> bool:
        """True when the kind was supplied and no file of it is capped, cut or damaged."""
        mine = self.files_of(kind)
        return bool(mine) and all(f.health == "whole" for f in mine)

    def files_of(self, kind: str) -> tuple[SourceFile, ...]:
        """The files that fed one table."""
        return tuple(f for f in self.files if f.feeds(kind))
