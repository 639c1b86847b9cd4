"""Values of one side looked up in the list of the same object on the other side, for all objects at once."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.cells import Mask
from analyzer.engine.subjects import Index
from analyzer.engine.vectors import shared_codes
from analyzer.normalise.plain_columns import has_prefix, without_first


def flat(column: pa.Array) -> tuple[pa.Array, Index]:
    """The members of a list column, or the filled cells of a text column, and the row of each."""
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        rows = pc.list_parent_indices(column).to_numpy(zero_copy_only=False)
        return pc.list_flatten(column), np.asarray(rows).astype(np.int64)
    filled = pc.fill_null(pc.not_equal(column, ""), False)
    return column.filter(filled), np.flatnonzero(filled.to_numpy(zero_copy_only=False)).astype(np.int64)


def with_prefix(column: pa.Array, prefix: str) -> tuple[pa.Array, Index]:
    """The members that carry the prefix, in any case, without it; and the row of each."""
    values, rows = flat(column)
    mine = pc.fill_null(has_prefix(values, prefix), False)
    stripped = without_first(values.filter(mine), len(prefix))
    return stripped, rows[np.asarray(mine.to_numpy(zero_copy_only=False)).astype(bool)]


def have_prefix(column: pa.Array, prefix: str) -> Mask:
    """Rows of which a member carries the prefix, in any case."""
    out = np.zeros(len(column), dtype=bool)
    out[with_prefix(column, prefix)[1]] = True
    return out


def not_in_own(values: pa.Array, owner: Index, others: pa.Array, their_owner: Index) -> Mask:
    """Values that the same owner does not have among the others, compared as they are."""
    mine, theirs, known = shared_codes(values, others)
    span = len(known) + 1
    held = theirs >= 0
    own = pc.is_in(pa.array(owner * span + mine), value_set=pa.array(their_owner[held] * span + theirs[held]))
    return np.asarray((mine < 0) | ~own.to_numpy(zero_copy_only=False))


def gathered(values: pa.Array, owner: Index, unknown: Mask) -> pa.Array:
    """One list for each object, in the order of the values; null where nobody can know."""
    order = np.argsort(owner, kind="stable")
    sizes = np.bincount(owner, minlength=len(unknown))
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(offsets), values.take(pa.array(order)).cast(pa.string()))
    return pc.if_else(pa.array(unknown & (sizes == 0)), pa.scalar(None, lists.type), lists)


def sparse_lists(cells: Mapping[int, Sequence[str]], unknown: Mask) -> pa.Array:
    """The lists of the few objects that have one; empty for the others, null where nobody can know."""
    rows = sorted(cells)
    owner = np.repeat(np.array(rows, dtype=np.int64), [len(cells[r]) for r in rows])
    return gathered(pa.array([v for r in rows for v in cells[r]], pa.string()), owner, unknown)


def worded(reasons: tuple[str, ...], masks: tuple[Mask, ...], unknown: Mask) -> pa.Array:
    """The reasons that hold for each object, joined; empty where none does, null where one may."""
    bits = np.sum([mask.astype(np.int64) << n for n, mask in enumerate(masks)], axis=0)
    words = ["; ".join(r for n, r in enumerate(reasons) if code >> n & 1) for code in range(1 << len(reasons))]
    return pa.array(words, pa.string()).take(pa.array(bits, mask=(bits == 0) & unknown))
