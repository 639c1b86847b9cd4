"""Who is in which group: links of directory objects as pairs of owner and end, for whole columns at a time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.subjects import Index
from analyzer.engine.vectors import is_list
from analyzer.normalise.key_columns import dns

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Links from some identities to some others; both ends are numbers of identities."""

    owner: Index
    end: Index


def links_of(estate: "Estate", name: str, owners: Mask) -> tuple[Index, pa.Array] | None:
    """The owner of each link and the distinguished name it leads to, as found; None when nobody supplied it."""
    which = np.flatnonzero(owners).astype(np.int64)
    column = estate.identities.take("ad", name, which)
    if column is None:
        return None
    if is_list(column):
        rows = pc.list_parent_indices(column).to_numpy(zero_copy_only=False).astype(np.int64)
        return which[rows], pc.list_flatten(column)
    filled = pc.fill_null(pc.not_equal(column, ""), False)
    return which[np.flatnonzero(filled.to_numpy(zero_copy_only=False))], column.filter(filled)


def edges(estate: "Estate", name: str, owners: Mask, ends: Mask) -> Edges | None:
    """The links of the owners that lead to one of the ends; None when nobody supplied the attribute."""
    found = links_of(estate, name, owners)
    targets = np.flatnonzero(ends).astype(np.int64)
    names = estate.identities.take("ad", "distinguishedName", targets)
    if found is None or names is None:
        return None
    owner, links = found
    place = pc.index_in(dns(links, len(links)), value_set=dns(names, len(targets)), skip_nulls=True)
    at = np.asarray(pc.fill_null(place, -1).to_numpy(zero_copy_only=False), dtype=np.int64)
    there = at >= 0
    return Edges(owner=owner[there], end=targets[at[there]])


def levels(edges_: Edges, count: int) -> Index:
    """How many levels of ends lie below each owner: 0 for none, else one more than the deepest end.

    Owners in a ring, and those above it, have no bottom: they share one level above all others.
    """
    below: dict[int, set[int]] = {}
    above: dict[int, set[int]] = {}
    for owner, end in zip(edges_.owner.tolist(), edges_.end.tolist(), strict=True):
        below.setdefault(owner, set()).add(end)
        above.setdefault(end, set()).add(owner)
    out = np.zeros(count, dtype=np.int64)
    waiting = {owner: len(ends) for owner, ends in below.items()}
    ready = [end for end in above if end not in below]
    while ready:
        end = ready.pop()
        for owner in above.get(end, ()):
            out[owner] = max(out[owner], out[end] + 1)
            waiting[owner] -= 1
            if not waiting[owner]:
                del waiting[owner]
                ready.append(owner)
    if waiting:
        out[list(waiting)] = max(int(out.max()), 0) + 1
    return out
