"""Text of whole columns, of which nearly all is plain ASCII: that is done byte by byte, the rest by Unicode's rules.

Every function returns what its Unicode twin in Arrow returns, many times sooner. A row is odd when it holds a byte
outside printable ASCII; only odd rows meet the slow way.
"""

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
_FIRST, _LAST = 0x20, 0x7E  # printable ASCII
_BLANK = 0x20
_END_OF_BYTES = 0xFF
_PIECE = 1 << 18
_FEW = 4
_END = 2**31 - 1  # Arrow miscounts the bytes of a slice without an end


def text_bytes(values: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.integer[Any]]]:
    """The bytes of a text column one after the other, and where each row starts in them (one more than rows)."""
    wide = pa.types.is_large_string(values.type) or pa.types.is_large_binary(values.type)
    _, starts, data = values.buffers()
    if starts is None or not len(values):
        return np.zeros(0, np.uint8), np.zeros(len(values) + 1, np.int64)
    kind: Any = np.int64 if wide else np.int32
    places = np.frombuffer(starts, kind)[values.offset : values.offset + len(values) + 1]
    content = np.frombuffer(data, np.uint8)[places[0] : places[-1]] if data is not None else np.zeros(0, np.uint8)
    return content, places - places[0]


def odd_rows(values: pa.Array) -> Mask | None:
    """Rows with a byte outside printable ASCII; None when there is no such row."""
    content, starts = text_bytes(values)
    if not len(content) or (content.min() >= _FIRST and content.max() <= _LAST):
        return None
    # Below the first, a byte turns round to a large number.
    strange = _places(len(content), lambda part: content[part] - np.uint8(_FIRST) > _LAST - _FIRST)
    out = np.zeros(len(values), dtype=bool)
    out[np.searchsorted(starts, strange, side="right") - 1] = True
    return out


def _places(count: int, test: Callable[[slice], Mask]) -> npt.NDArray[np.int64]:
    """Where the test holds. It is asked about some bytes at a time: their answers never leave the processor's cache."""
    found = [np.flatnonzero(test(slice(start, start + _PIECE))) + start for start in range(0, count, _PIECE)]
    return np.concatenate([np.zeros(0, np.int64), *found])


def mended(values: pa.Array, fast: Callable[[pa.Array], pa.Array], slow: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """The fast function of all rows but the odd ones, which take the slow one; both keep the number of rows."""
    odd = odd_rows(values)
    if odd is None:
        return fast(values)
    mask = pa.array(odd)
    found = fast(values)
    return pc.replace_with_mask(found, mask, slow(values.filter(mask)).cast(found.type))


def lowered(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Every text in lower case."""
    return mended(in_one_piece(values), pc.ascii_lower, pc.utf8_lower)


def trimmed(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Every text without blanks around it."""
    return mended(in_one_piece(values), _trimmed, pc.utf8_trim_whitespace)


def _trimmed(values: pa.Array) -> pa.Array:
    content, starts = text_bytes(values)
    if content.min(initial=_END_OF_BYTES) > _BLANK:
        return values
    filled = np.flatnonzero(np.diff(starts))
    # To look at the ends is cheaper than to write every text anew.
    ends = (content[starts[filled]] == _BLANK) | (content[starts[filled + 1] - 1] == _BLANK)
    return pc.ascii_trim_whitespace(values) if ends.any() or odd_rows(values) is not None else values


def folded(values: pa.Array, slow: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Every text without blanks around it and in lower case; odd rows as the slow function has them."""
    return mended(values, lambda v: pc.ascii_lower(_trimmed(v)), slow)


def has_prefix(values: pa.Array, prefix: str) -> pa.Array:
    """Texts that start with the prefix in any case; null stays null. The prefix is ASCII, in lower case."""

    def fast(plain: pa.Array) -> pa.Array:
        return pc.equal(pc.ascii_lower(_sliced(plain, 0, len(prefix))), prefix)

    return mended(values, fast, lambda v: pc.starts_with(v, prefix, ignore_case=True))


def is_one_of(values: pa.Array, wanted: Collection[str]) -> Mask:
    """Texts that are one of those wanted, case as given; null is none."""
    if len(wanted) > _FEW:
        return np.asarray(pc.is_in(values, value_set=pa.array(sorted(wanted), values.type)).to_numpy(False))
    # Few texts are compared sooner than looked up.
    out = np.zeros(len(values), dtype=bool)
    for one in wanted:
        out |= np.asarray(pc.fill_null(pc.equal(values, pa.scalar(one, values.type)), False).to_numpy(False))
    return out


def without_first(values: pa.Array, count: int) -> pa.Array:
    """Every text without its first characters."""
    return mended(values, lambda v: _sliced(v, count, _END), lambda v: pc.utf8_slice_codeunits(v, count))


def _sliced(values: pa.Array, start: int, stop: int) -> pa.Array:
    """A slice by bytes: only right where the bytes around it are ASCII."""
    wide = pa.types.is_large_string(values.type)
    cut = pc.binary_slice(values.cast(pa.large_binary() if wide else pa.binary()), start, stop)
    # Odd rows may be cut inside a character here: they are replaced afterwards, so nothing looks at them.
    return pa.Array.from_buffers(values.type, len(cut), cut.buffers(), cut.null_count, cut.offset)


def not_blank(values: pa.Array) -> Mask:
    """Texts with something besides blanks; null is none."""
    content, starts = text_bytes(values)
    out = np.diff(starts) > 0
    if values.null_count:
        out &= np.asarray(pc.is_valid(values).to_numpy(zero_copy_only=False))
    # Hardly any text starts with a blank; those that do are looked at as a whole.
    rows = np.flatnonzero(out)
    first = content[starts[rows]]
    unsure = rows[(first <= _BLANK) | (first > _LAST)]
    if len(unsure):
        left = pc.not_equal(pc.utf8_trim_whitespace(values.take(pa.array(unsure))), "")
        out[unsure] = left.to_numpy(zero_copy_only=False)
    return np.asarray(out)


def rows_with_pair(values: pa.Array, first: str, second: str) -> pa.Array | None:
    """Texts in which the first character stands before one of the second ones, all ASCII; None when none is."""
    content, starts = text_bytes(values)
    least = content.min(initial=_END_OF_BYTES)
    before, behind = content[:-1], content[1:]

    def behind_it(one: int) -> npt.NDArray[np.int64]:
        return _places(len(behind), lambda part: (behind[part] == one) & (before[part] == ord(first)))

    found = [behind_it(one) for one in second.encode() if one >= least]
    at = np.concatenate([np.zeros(0, np.int64), *found])
    rows = np.searchsorted(starts, at, side="right") - 1
    # The last byte of one text and the first of the next are no pair.
    rows = rows[starts[rows + 1] > at + 1]
    if not len(rows):
        return None
    out = np.zeros(len(values), dtype=bool)
    out[rows] = True
    return pa.array(out)


def in_one_piece(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The column as one array; copied only where it is in several pieces, or a part of a longer one."""
    if not isinstance(values, pa.ChunkedArray):
        return values
    # Arrow would copy the one piece as well.
    whole = values.num_chunks == 1 and not values.chunk(0).offset
    return values.chunk(0) if whole else values.combine_chunks()
