"""Source anchors: whether an Entra user still follows its AD object, and who else claims the same object."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.own_lists import sparse_lists
from analyzer.engine.traits import trait
from analyzer.normalise import key_columns
from analyzer.normalise.plain_columns import in_one_piece

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

ID = "OnPremisesImmutableId"
OBJECT, CONSISTENCY = "objectGUID", "mS-DS-ConsistencyGuid"
ENTRA_ID = f"{ID} of Get-MgUser"
_OWN = frozenset(name.casefold() for name in (OBJECT, CONSISTENCY))


def has_own_anchor(estate: "Estate") -> bool:
    """Connect takes the anchor from objectGUID or mS-DS-ConsistencyGuid, as far as its parameters say."""
    named = estate.anchor_attribute.casefold()
    return not named or named in _OWN


@trait("anchor_fit", needs=f"{ENTRA_ID}, and objectGUID and mS-DS-ConsistencyGuid of the directory export", cloud=True)
def anchor_fit(estate: "Estate") -> pa.Array | None:
    """fits or other: the anchor of the Entra user against both that its AD object may have; empty where not both.

    An anchor that is no GUID is unknown: it may be taken from another attribute.
    """
    ids = estate.identities
    own, ad = ids.column("entra", ID), ids.column("ad", OBJECT)
    if own is None or ad is None:
        return None
    asked = ids.has("ad") & ids.has("entra") & has_own_anchor(estate)
    asked &= ~_mask(pc.fill_null(pc.equal(own, ""), False))
    # Nearly all are the same text on both sides; only the others are read as bytes.
    fits = asked & _mask(pc.fill_null(pc.equal(own, ad), False))
    words = np.where(fits, "fits", "").astype(object)
    open_ones = np.flatnonzero(asked & ~fits).astype(np.int64)
    words[open_ones] = _compared(estate, own, open_ones)
    return pa.array(words.tolist(), pa.string())


def _compared(estate: "Estate", own: pa.Array, which: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    """fits, other, or None where nobody can tell, for some identities with both sides."""
    count = len(which)
    claimed = key_columns.anchors(own.take(pa.array(which)), count)
    raw = [estate.identities.take("ad", name, which) for name in (OBJECT, CONSISTENCY)]
    ad = [key_columns.guids(column, count) for column in raw]
    fits = np.any([_mask(pc.fill_null(pc.equal(claimed, one), False)) for one in ad], axis=0)
    unseen = _mask(pc.is_null(ad[0])) | _mask(pc.is_null(claimed))
    unseen |= _mask(pc.fill_null(pc.starts_with(claimed, "="), False))
    unseen |= np.ones(count, dtype=bool) if raw[1] is None else _mask(pc.is_null(raw[1]))
    words = np.full(count, "other", dtype=object)
    words[unseen] = None
    words[fits] = "fits"
    return words


@trait("anchor_rivals", needs=ENTRA_ID, cloud=True)
def anchor_rivals(estate: "Estate") -> pa.Array | None:
    """Sign-in names of other Entra users with the anchor of this one, or of its AD object; empty where none.

    A list of users that was cut cannot show that there is none.
    """
    ids, entra = estate.identities, estate.identities.entra
    if entra is None or ID not in entra.column_names:
        return None
    claimed = key_columns.anchors(entra[ID], entra.num_rows)
    holders = _shared(claimed, entra)
    whole = estate.snapshot.complete("entra.user")
    own = ids.column("entra", ID)
    there = ids.has("entra")
    unknown = (there & _mask(pc.is_null(own))) if whole and own is not None else np.ones(ids.count, dtype=bool)
    return sparse_lists({i: list(names) for i, names in _rivals(estate, holders).items()}, unknown)


def _shared(claimed: pa.Array, entra: pa.Table) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Anchors that more than one Entra user has, with the id and the sign-in name of each."""
    counted = pc.value_counts(claimed.drop_null())
    several = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
    mine = pc.is_in(claimed, value_set=several, skip_nulls=True)
    blank = pa.nulls(entra.num_rows, pa.string())
    columns = [entra[n] if n in entra.column_names else blank for n in ("Id", "UserPrincipalName")]
    picked = [pc.filter(c, mine).to_pylist() for c in (claimed, *columns)]
    out: dict[str, list[tuple[str, str]]] = {}
    for anchor, entra_id, name in zip(*picked, strict=True):
        out.setdefault(anchor, []).append((entra_id or "", name or entra_id or ""))
    return out


def _rivals(estate: "Estate", holders: Mapping[str, Sequence[tuple[str, str]]]) -> dict[int, dict[str, None]]:
    """For each identity with such an anchor the names of the others."""
    ids = estate.identities
    if not holders:
        return {}
    known = pa.array(sorted(holders), pa.string())
    keys = [
        key_columns.anchors(ids.column("entra", ID), ids.count),
        *(key_columns.guids(ids.column("ad", name), ids.count) for name in (OBJECT, CONSISTENCY)),
    ]
    own_id = ids.column("entra", "Id")
    out: dict[int, dict[str, None]] = {}
    for key in keys:
        for index in np.flatnonzero(_mask(pc.is_in(key, value_set=known, skip_nulls=True))).tolist():
            mine = own_id[index].as_py() if own_id is not None else None
            others = {name: None for entra_id, name in holders[key[index].as_py()] if entra_id != mine}
            out.setdefault(index, {}).update(others)
    return out


def _mask(column: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    return np.array(in_one_piece(column).to_numpy(zero_copy_only=False), dtype=bool)
