"""The roll-back preview: what AD would overwrite in the cloud if the transferred mailboxes were handed back.

After the flag is taken back the sync sends AD's values again. Only attributes that the sync sends are looked at.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.address_opinions import SMTP
from analyzer.classify.pairs import tenant_domains
from analyzer.model.frames import ROLLBACK
from analyzer.normalise.addresses import domain_of, is_accepted, is_service_address
from analyzer.planning.preview_rows import (
    ADD,
    ASPECTS,
    PRIMARIES,
    REMOVE,
    REPLACE,
    UNKNOWN,
    WHAT_IF_LOST,
    Register,
    Scope,
    both_sides,
    change_of,
    finished,
    joined,
)
from analyzer.planning.preview_writeback import Objects, undone


def sent_again(scope: Scope) -> tuple[str, ...]:
    """The attributes that the transfer moved and that the sync would send again."""
    return tuple(a.ldap_name for a in scope.estate.catalogue if a.moves and a.synced)


def build_rollback(scope: Scope, register: Register) -> pd.DataFrame:
    """One row per transferred mailbox and cloud value that AD would overwrite, or of which nobody can say so.

    Rows of ``frames.ROLLBACK``, the largest shocks first.
    """
    rows = scope.rows(sent_again(scope), scope.moved)
    rows = rows[(rows["kind"] != "by_design").to_numpy(dtype=bool)] if len(rows) else rows
    if not len(rows):
        return finished(scope, np.zeros(0, np.int64), {}, ROLLBACK, "rollback")
    change = change_of(rows, mirrored=True)
    today, after = (rows[n].to_numpy(dtype=object) for n in ("cloud_value", "directory_value"))
    _addresses(scope, rows, change, today, after)
    keep = change != ""
    rows, change, today, after = rows[keep], change[keep], today[keep], after[keep]
    attributes = pa.array(rows["attribute"])
    attributes = attributes.combine_chunks() if isinstance(attributes, pa.ChunkedArray) else attributes
    readers, writers = register.told(attributes)
    names, unknown = rows["attribute"].to_numpy(dtype=object), change == UNKNOWN
    primary, lost = np.isin(names, list(PRIMARIES)), np.isin(change, [REMOVE, REPLACE])
    back = rows["written_back"].to_numpy(dtype=bool)
    named = np.asarray(pc.not_equal(readers, "").to_numpy(zero_copy_only=False)).astype(bool)
    reason = joined(
        [
            np.where(primary, "It is what people and programs take for the address of the mailbox.", ""),
            np.where(lost, f"The cloud's value of today goes. {WHAT_IF_LOST}", ""),
            np.where(lost & back, "Writeback would bring it to AD first.", ""),
            np.where(unknown, "One side is not known, so nobody can say whether it changes.", ""),
        ]
    )
    columns = {
        "attribute": attributes,
        "cloud_name": _whole(rows["cloud_name"]),
        "change": pa.array(change, pa.string()),
        "cloud_today": pa.array(today, pa.string()),
        "cloud_after": pa.array(np.where(unknown, "", after), pa.string()),
        "reversible": pa.array(undone(change)),
        "shock": pa.array(np.select([unknown, primary, named, lost], [5, 1, 2, 3], 4).astype(np.int64)),
        "reason": reason,
        "readers": readers,
        "writers": writers,
        "written_back": pa.array(back),
        "trust": pa.array(_trust(scope, names)),
    }
    return finished(scope, rows["pair"].to_numpy(dtype=np.int64), columns, ROLLBACK, "rollback")


def _whole(series: pd.Series) -> pa.Array:
    column = pa.array(series)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _addresses(scope: Scope, rows: pd.DataFrame, change: Objects, today: Objects, after: Objects) -> None:
    """The aspects of the addresses: AD's entries that can arrive, and what the service has of its own."""
    mine = np.flatnonzero(rows["attribute"].isin(ASPECTS).to_numpy(dtype=bool))
    if not len(mine):
        return
    accepted, initial = tenant_domains(scope.estate.snapshot)
    for place, (left, right) in zip(mine.tolist(), both_sides(scope.estate, rows.iloc[mine]), strict=True):
        if left is None or right is None or change[place] == UNKNOWN:
            change[place] = UNKNOWN
            continue
        arrives = {e: v for e, v in left.items() if _can_arrive(e, accepted)}
        own = {
            e: v
            for e, v in right.items()
            if e[0] in {"x500", "sip", "spo"} or (e[0] == SMTP and is_service_address(e[1], initial))
        }
        new, lost = arrives.keys() - right.keys(), right.keys() - arrives.keys() - own.keys()
        change[place] = REPLACE if lost and new else REMOVE if lost else ADD if new else ""
        today[place] = "; ".join(right.values())
        after[place] = "; ".join((own | arrives).values())


def _can_arrive(entry: tuple[str, str], accepted: frozenset[str] | None) -> bool:
    prefix, address = entry
    if prefix not in {"smtp", "sip"}:
        return True
    return "@" in address and (accepted is None or is_accepted(domain_of(address), accepted))


def _trust(scope: Scope, names: Objects) -> Objects:
    """Confirmed where the catalogue has seen that the attribute moves."""
    known = {}
    for name in set(names.tolist()):
        attribute = scope.estate.catalogue.find(name.partition(".")[0])
        known[name] = "confirmed" if attribute is not None and attribute.trust == "confirmed" else "unverified"
    return np.array([known[n] for n in names], dtype=object)
