"""The cloud recipients: several lists hold one object, the most telling one speaks for it."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.model.snapshot import Snapshot
from analyzer.normalise.key_columns import names

KIND = "_kind"
CLOUD_KINDS = ("mailbox", "mailuser", "group", "contact", "recipient")
# One of the two shows that two lists hold one object.
_KEYS = ("ExternalDirectoryObjectId", "PrimarySmtpAddress")
_ALL = "cloud.recipient"
_DEPARTED = "cloud.departed_mailbox"
# What joins a row with a person.
_JOINING = (*_KEYS, "UserPrincipalName", "ExchangeGuid")


def without_doubles(snapshot: Snapshot) -> Snapshot:
    """The snapshot whose Get-Recipient holds only what no more telling list holds.

    Nearly all of its rows say again what another list says in more columns; they are counted in the ledger of
    their file, and need no memory after that.
    """
    table = snapshot.table(_ALL)
    others = [t for kind in CLOUD_KINDS[:-1] if (t := snapshot.table(f"cloud.{kind}")) is not None]
    if table is None or not table.num_rows or not others:
        return snapshot
    doubled = pa.array([False] * table.num_rows, pa.bool_())
    for name in _KEYS:
        known = pa.chunked_array([_key(t, name) for t in others]).drop_null()
        doubled = pc.or_(doubled, pc.is_in(_key(table, name), known, skip_nulls=True))
    if not pc.any(doubled).as_py():
        return snapshot
    # Made anew: a slice would hold on to all the others.
    kept = table.filter(pc.invert(doubled)).combine_chunks()
    return replace(snapshot, tables={**snapshot.tables, _ALL: kept})


def cloud_union(snapshot: Snapshot) -> pa.Table | None:
    """All cloud recipients in one table with a ``_kind`` column, or None when no cloud list was supplied.

    Rows of Get-Recipient that a more telling list already holds are left out. Mailboxes that are gone are in it,
    as mailboxes: they still own addresses. A column that one kind does not
    have is unknown for that kind.
    """
    lean = without_doubles(snapshot)
    parts = [
        table.append_column(KIND, pa.repeat(pa.scalar(kind), table.num_rows))
        for kind in CLOUD_KINDS
        if (table := lean.table(f"cloud.{kind}")) is not None
    ]
    departed = _departed(snapshot)
    if departed is not None:
        parts.append(departed.append_column(KIND, pa.repeat(pa.scalar("mailbox"), departed.num_rows)))
    # Not in one piece: that would be a second copy of every list.
    return pa.concat_tables(parts, promote_options="permissive") if parts else None


def _key(table: pa.Table, name: str) -> pa.Array:
    return names(table[name] if name in table.column_names else None, table.num_rows)


def _departed(snapshot: Snapshot) -> pa.Table | None:
    """Inactive and soft-deleted mailboxes; one whose person has a live mailbox again is not that person's."""
    table, live = snapshot.table(_DEPARTED), snapshot.table("cloud.mailbox")
    if table is None or live is None:
        return table
    again = pa.array([False] * table.num_rows, pa.bool_())
    for name in _JOINING:
        again = pc.or_(again, pc.is_in(_key(table, name), _key(live, name).drop_null(), skip_nulls=True))
    for name in _JOINING:
        if name in table.column_names:
            column = pc.if_else(again, "", table[name])
            table = table.set_column(table.column_names.index(name), name, column)
    return table
