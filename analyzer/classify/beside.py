"""Exports that say more about the people of Get-Mailbox: names, phones, policies. They join nobody new."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.model.snapshot import Snapshot
from analyzer.normalise import key_columns as keys

Rows = npt.NDArray[np.int64]
# The side of a comparison that each of them stands for, and the kind of its table.
BESIDE = {"user": "cloud.user", "cas_mailbox": "cloud.cas_mailbox", "audit_bypass": "cloud.audit_bypass"}
# One person has the same in all cmdlets of one tenant, best first.
_KEYS = (
    ("ExternalDirectoryObjectId", keys.guids),
    ("ExchangeObjectId", keys.guids),
    ("Guid", keys.guids),
    ("DistinguishedName", keys.dns),
    ("UserPrincipalName", keys.names),
)


def beside(snapshot: Snapshot, cloud: pa.Table | None, cloud_row: Rows) -> dict[str, tuple[pa.Table, Rows]]:
    """Side name to table and, for each identity, its row there (-1 = none): only sides that were supplied."""
    out: dict[str, tuple[pa.Table, Rows]] = {}
    for side, kind in BESIDE.items():
        table = snapshot.table(kind)
        if table is None or cloud is None:
            continue
        # One place more than there are rows: -1 of an identity without a cloud side stays -1.
        rows = np.append(_rows(cloud, table), -1)
        out[side] = (table, rows[cloud_row])
    return out


def _rows(cloud: pa.Table, table: pa.Table) -> Rows:
    """The row of the table for each cloud row, by the best key that both have."""
    found: pa.Array = pa.nulls(cloud.num_rows, pa.int32())
    for name, fold in _KEYS:
        if name in cloud.column_names and name in table.column_names:
            mine, theirs = fold(cloud[name], cloud.num_rows), fold(table[name], table.num_rows)
            found = pc.coalesce(found, pc.index_in(mine, value_set=theirs, skip_nulls=True))
    return np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False)).astype(np.int64)
