"""Files that keep how the mailboxes looked before the transfer."""

from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.engine.populations import Population, population, whole
from analyzer.engine.subjects import TableSubjects
from analyzer.model.snapshot import SourceFile

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_MAILBOXES = "cloud.mailbox"


@population("rollback_snapshots")
def rollback_snapshots(estate: "Estate") -> Population:
    """Whole lists of Get-Mailbox with every property that is compared, their lists kept as lists."""
    wanted = {p for a in estate.catalogue if _is_kept(a.cmdlet, a.compare) and a.moves for p in a.properties}
    files = [f for f in estate.snapshot.files_of(_MAILBOXES) if _keeps(estate, f, wanted)]
    table = pa.table({"Name": pa.array([f.file for f in files], pa.string())})
    return whole(TableSubjects(table=table, cloud=True, supplied_by="Get-Mailbox"))


def _is_kept(cmdlet: str, compare: str) -> bool:
    return cmdlet == "Get-Mailbox" and compare != "none"


def _keeps(estate: "Estate", file: SourceFile, wanted: set[str]) -> bool:
    """The file is whole, has the columns, and none of them holds nothing but unknown cells (printed type names)."""
    table = estate.snapshot.table(_MAILBOXES)
    if table is None or file.health != "whole" or not file.rows_used:
        return False
    there = {c.casefold() for c in table.column_names if table[c].null_count < table.num_rows}
    own = {c.casefold() for c in file.columns} or there
    return {w.casefold() for w in wanted} <= own & there
