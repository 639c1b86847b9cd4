"""Files that keep how the mailboxes looked before the transfer."""

from collections.abc import Sequence
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
    wanted = [a.properties for a in estate.catalogue if _is_kept(a.cmdlet, a.compare) and a.moves]
    files = [f for f in estate.snapshot.files_of(_MAILBOXES) if _keeps(estate, f, wanted)]
    table = pa.table({"Name": pa.array([f.file for f in files], pa.string())})
    return whole(TableSubjects(table=table, cloud=True, supplied_by="Get-Mailbox"))


def _is_kept(cmdlet: str, compare: str) -> bool:
    return cmdlet == "Get-Mailbox" and compare != "none"


def _keeps(estate: "Estate", file: SourceFile, wanted: Sequence[Sequence[str]]) -> bool:
    """The file is whole and has a column for each attribute that holds more than unknown cells (printed type names)."""
    table = estate.snapshot.table(_MAILBOXES)
    if table is None or file.health != "whole" or not file.rows_used:
        return False
    there = {c.casefold() for c in table.column_names if table[c].null_count < table.num_rows}
    own = {c.casefold() for c in file.columns} or there
    kept = own & there
    return all(any(p.casefold() in kept for p in properties) for properties in wanted)
