"""Groups as Entra sees them: which row of Get-MgGroup is which identity, and who manages it."""

import base64
import binascii
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import MAYBE, NO, YES, Flags, both, either, sure
from analyzer.engine.cells import flags_true, is_filled, is_unknown, texts
from analyzer.engine.subjects import Index
from analyzer.engine.vectors import test_values
from analyzer.normalise.keys import guid_text, primary_of

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

ENTRA_GROUPS = "Get-MgGroup with onPremisesSyncBehavior"
KIND = "entra.group"
MANAGED = "OnPremisesSyncBehavior.IsCloudManaged"
_SID = "OnPremisesSecurityIdentifier"


def is_group(estate: "Estate") -> np.ndarray:
    """Identities that are a group on either side."""
    column = estate.identities.column("cloud", "RecipientTypeDetails")
    typed = np.zeros(estate.identities.count, dtype=bool)
    if column is not None:
        typed = test_values(column, lambda t: "Group" in t or t == "RoomList")
    there = (estate.cloud_kind == "group") | ((estate.cloud_kind == "recipient") & typed)
    return np.asarray((estate.ad_class == "group") | (there & ~estate.has_ad))


def rows_of(estate: "Estate") -> Index:
    """The row of Get-MgGroup of each identity, -1 for none; searched once."""
    found = estate.trait("entra_group_row")
    none = np.full(estate.identities.count, -1, dtype=np.int64)
    return none if found is None else np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)


def find_rows(estate: "Estate") -> Index:
    """The row of Get-MgGroup of each identity, -1 for none: by object id, then by SID, then by address."""
    table, count = estate.snapshot.table(KIND), estate.identities.count
    out = np.full(count, -1, dtype=np.int64)
    if table is None or not table.num_rows:
        return out
    which = np.flatnonzero(is_group(estate)).astype(np.int64)
    ids = estate.identities

    def mine(side: str, name: str) -> list[str]:
        column = ids.take(side, name, which)
        return texts(column, len(which))

    proxies = ids.take("ad", "proxyAddresses", which)
    lists = proxies.to_pylist() if proxies is not None else [None] * len(which)
    ways = (
        ("Id", [guid_text(v) for v in mine("cloud", "ExternalDirectoryObjectId")], guid_text),
        (_SID, [sid_text(v) for v in mine("ad", "objectSid")], sid_text),
        ("Mail", [primary_of(p) or m for p, m in zip(lists, mine("ad", "mail"), strict=True)], str),
    )
    for name, keys, fold in ways:
        if name not in table.column_names:
            continue
        places = {fold(v).casefold(): i for i, v in enumerate(table[name].to_pylist()) if v}
        for at, key in zip(which.tolist(), keys, strict=True):
            if out[at] < 0 and key:
                out[at] = places.get(key.casefold(), -1)
    return out


def sid_text(value: str) -> str:
    """``S-1-5-21-...`` from text or from the directory's bytes in base64; empty when it is no SID."""
    if value.upper().startswith("S-1-"):
        return value.upper()
    try:
        raw = base64.b64decode(value, validate=True) if value else b""
    except (binascii.Error, ValueError):
        return ""
    if len(raw) < 8 or len(raw) != 8 + 4 * raw[1]:
        return ""
    parts = [int.from_bytes(raw[i : i + 4], "little") for i in range(8, len(raw), 4)]
    return "-".join(map(str, ("S", raw[0], int.from_bytes(raw[2:8], "big"), *parts)))


def column_of(estate: "Estate", name: str) -> pa.Array | None:
    """A column of Get-MgGroup, aligned with the identities; None when nobody supplied it."""
    table = estate.snapshot.table(KIND)
    if table is None or name not in table.column_names:
        return None
    rows = rows_of(estate)
    taken = pc.take(table[name], pa.array(rows, mask=rows < 0))
    return taken.combine_chunks() if isinstance(taken, pa.ChunkedArray) else taken


def is_cloud_managed(estate: "Estate") -> Flags:
    """Groups that were handed over to the cloud as whole objects.

    A group that was never synced is not meant, whatever its switch says: it has no directory object, no SID from
    there and no last sync.
    """
    found = rows_of(estate) >= 0
    flag = flags_true(column_of(estate, MANAGED), found)
    absent = NO if estate.snapshot.complete(KIND) else MAYBE
    flag = np.where(found, flag, np.where(is_group(estate), absent, NO)).astype(np.uint8)
    marks = []
    for name in (_SID, "OnPremisesLastSyncDateTime"):
        column, count = column_of(estate, name), estate.identities.count
        unknown = is_unknown(column, count) & found
        marks.append(np.where(is_filled(column, count), YES, np.where(unknown, MAYBE, NO)).astype(np.uint8))
    return both(flag, either(sure(estate.has_ad), *marks))


def is_synced_in_entra(estate: "Estate") -> Flags:
    """Groups that Entra takes from the directory; not in a whole list of Entra: no."""
    found = rows_of(estate) >= 0
    flag = flags_true(column_of(estate, "OnPremisesSyncEnabled"), found)
    absent = NO if estate.snapshot.complete(KIND) else MAYBE
    return np.where(found, flag, np.where(is_group(estate), absent, NO)).astype(np.uint8)
