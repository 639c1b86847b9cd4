"""Join keys of whole columns. Null is no key: unknown, empty, or not readable.

Every function takes a column (or None when it was not supplied) and returns an Arrow text column as long as the
table. Plain ASCII is folded by Arrow; Python decides the few others, because both fold some letters differently.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.normalise.addresses import smtp
from analyzer.normalise.guid_columns import guid_bytes, guid_texts
from analyzer.normalise.keys import guid_text
from analyzer.normalise.names import ODD_DN, PLAIN_TEXT, TAME_DN, TAMED, canonical_dn
from analyzer.normalise.plain_columns import folded, in_one_piece, lowered, trimmed, without_first

Column: TypeAlias = "pa.Array | pa.ChunkedArray | None"
Index = npt.NDArray[np.int64]
ODD_SMTP = r"[@]\s|\.$|[\x00-\x1f]"
_ENTRA_PREFIX = r"^(?i:user|group|contact|person)_"
NEVER_ODD = r"[\x00-\x1f]"  # Python strips some control characters as blanks, Arrow does not
_MARK = "SMTP:"


def folded_by(values: pa.Array, odd: str, fold: Callable[[str], str]) -> pa.Array:
    """Each value folded: plain text that does not match ``odd`` by Arrow, all others by ``fold``.

    Plain is ASCII; where ``odd`` is ``NEVER_ODD`` or ``ODD_DN``, whose folds only concern case, the letters of most
    European names too.
    """
    if odd != NEVER_ODD:
        return _folded_by(values, odd, fold)
    # Plain text matches no control character: only the rest has to be looked at.
    return folded(values, lambda v: _folded_by(v, odd, fold))


def _folded_by(values: pa.Array, odd: str, fold: Callable[[str], str]) -> pa.Array:
    low = lowered(trimmed(values))
    # Asked of the value itself: Arrow lowers some letters, such as the dotted capital I, to plain ASCII.
    strange = pc.match_substring_regex(low, odd)
    if odd == ODD_DN and pc.any(strange).as_py():
        tamed = pc.replace_substring_regex(low, TAME_DN, TAMED)
        strange = pc.and_(strange, pc.match_substring_regex(tamed, odd))
    mask = _true(strange) | _beyond(values, plain_too=odd in {NEVER_ODD, ODD_DN})
    if not mask.any():
        return low
    mended = pa.array([fold(v) for v in values.filter(pa.array(mask)).to_pylist()], low.type)
    return pc.replace_with_mask(low, pa.array(mask), mended)


def _beyond(values: pa.Array, *, plain_too: bool) -> npt.NDArray[np.bool_]:
    """Values that are neither ASCII nor, where that is asked, of plain letters."""
    beyond = _true(pc.invert(pc.string_is_ascii(values)))
    if plain_too and beyond.any():
        # Only few have to be looked at letter by letter.
        rows = np.flatnonzero(beyond)
        beyond[rows] = ~_true(pc.match_substring_regex(values.take(pa.array(rows)), PLAIN_TEXT))
    return beyond


def _true(column: pa.Array) -> npt.NDArray[np.bool_]:
    """A column of truth; unknown is False."""
    return np.array(pc.fill_null(column, False).to_numpy(zero_copy_only=False), dtype=bool)


def _filled(values: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(values, ""), pa.scalar(None, values.type), values)


def _text(column: Column, count: int) -> pa.Array:
    if column is None:
        return pa.nulls(count, pa.string())
    column = in_one_piece(column)
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def names(column: Column, count: int) -> pa.Array:
    """Names without case and outer blanks."""
    return _filled(folded_by(_text(column, count), NEVER_ODD, lambda v: v.strip().casefold()))


def dns(column: Column, count: int) -> pa.Array:
    """Distinguished names in one spelling."""
    return _filled(folded_by(_text(column, count), ODD_DN, canonical_dn))


def addresses(column: Column, count: int) -> pa.Array:
    """Addresses without case, their domain in ASCII."""
    return _filled(folded_by(_text(column, count), ODD_SMTP, smtp))


def primaries(column: Column, count: int) -> pa.Array:
    """The first entry marked as primary of each address list."""
    if column is None:
        return pa.nulls(count, pa.string())
    lists = in_one_piece(column)
    values, parents = pc.list_flatten(lists), pc.list_parent_indices(lists)
    mine = pc.fill_null(pc.starts_with(values, _MARK), False)
    rows = np.asarray(parents.filter(mine).to_numpy(zero_copy_only=False)).astype(np.int64)
    first = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]])) if len(rows) else rows
    place = np.full(count, -1, dtype=np.int64)
    place[rows[first]] = first
    marked = without_first(values.filter(mine), len(_MARK)).cast(pa.string())
    return addresses(marked.take(pa.array(place, mask=place < 0)), count)


def guids(column: Column, count: int) -> pa.Array:
    """GUIDs in lower case with hyphens; zero is none."""
    values = _text(column, count)
    found, read = guid_bytes(values)
    read &= found.any(axis=1)
    out = pc.if_else(pa.array(read), guid_texts(found), pa.scalar(None, pa.string()))
    length = pc.fill_null(pc.binary_length(values), 0).to_numpy(zero_copy_only=False)
    odd = np.flatnonzero(~read & (np.asarray(length) > 0))
    if not len(odd):
        return out
    mended = [guid_text(v) or None for v in values.take(pa.array(odd)).to_pylist()]
    mask = np.zeros(count, dtype=bool)
    mask[odd] = True
    return pc.replace_with_mask(out, pa.array(mask), pa.array(mended, pa.string()))


def have_guid(column: pa.Array) -> npt.NDArray[np.bool_]:
    """Cells with a GUID that is not zero, in any spelling."""
    filled = np.asarray(pc.fill_null(pc.greater(pc.binary_length(column), 0), False).to_numpy(zero_copy_only=False))
    rows = np.flatnonzero(filled)
    out = np.zeros(len(column), dtype=bool)
    out[rows] = pc.is_valid(guids(column.take(pa.array(rows)), len(rows))).to_numpy(zero_copy_only=False)
    return out


def entra_ids(column: Column, count: int) -> pa.Array:
    """Entra object ids, without the prefix that the older hybrid writeback puts before them."""
    text = trimmed(_text(column, count))
    return guids(pc.replace_substring_regex(text, pattern=_ENTRA_PREFIX, replacement=""), count)


def anchors(column: Column, count: int) -> pa.Array:
    """Source anchors: sixteen bytes in any spelling as a GUID; a text anchor as it is, with its case."""
    values = _text(column, count)
    as_guid = guids(values, count)
    text = _filled(trimmed(values))
    return pc.coalesce(as_guid, pc.binary_join_element_wise("=", text, ""))
