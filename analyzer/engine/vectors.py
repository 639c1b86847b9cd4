"""Whole columns at a time: Python looks at each different value once, Arrow and numpy do the rest."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.normalise.plain_columns import odd_rows

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]
_CASELESS = re.compile(r"[\x00-)+-@\[-`{-\x7f]+")  # of ASCII, and no star


def is_list(column: pa.Array) -> bool:
    """The cells are lists."""
    return bool(pa.types.is_list(column.type) or pa.types.is_large_list(column.type))


def is_text(column: pa.Array) -> bool:
    """The cells are text."""
    return bool(pa.types.is_string(column.type) or pa.types.is_large_string(column.type))


def map_values(column: pa.Array, function: Callable[[str], str | None]) -> pa.Array:
    """The function of every text cell as text, called once per different value; unknown stays unknown."""
    coded = column.dictionary_encode()
    answers = pa.array([function(v) for v in coded.dictionary.to_pylist()], pa.string())
    return answers.take(coded.indices)


def test_values(column: pa.Array, test: Callable[[str], bool]) -> Mask:
    """Text cells that pass the test, called once per different value; unknown does not."""
    coded = column.dictionary_encode()
    answers = np.array([*map(test, coded.dictionary.to_pylist()), False], dtype=bool)
    return answers[_indices(coded)]


def lists_as(column: pa.Array, function: Callable[[list[str] | None], str], unknown: str) -> npt.NDArray[np.object_]:
    """The function of every list cell, called once per different list; ``unknown`` where the list is."""
    members, lengths = pc.list_flatten(column).dictionary_encode(), _lengths(column)
    codes, size = _indices(members) + 1, len(members.dictionary) + 1
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]) if len(lengths) else lengths
    key = lengths.copy()
    for place in range(int(lengths.max(initial=0))):
        rows = np.flatnonzero(lengths > place)
        key[rows] = key[rows] * size + codes[starts[rows] + place]
        # Numbered anew, keys stay far below what fits into 63 bits.
        key = np.unique(key, return_inverse=True)[1].astype(np.int64)
    first, group = np.unique(key, return_index=True, return_inverse=True)[1:]
    answers = [function(v) for v in column.take(pa.array(first)).to_pylist()]
    out = np.array([*answers, ""], dtype=object)[group]
    out[pc.is_null(column).to_numpy(zero_copy_only=False)] = unknown
    return np.asarray(out)


def shared_words(column: pa.Array | None, count: int) -> npt.NDArray[np.object_]:
    """Text cells as Python texts, one object per different text; unknown and missing are empty."""
    if column is None:
        return np.full(count, "", dtype=object)
    coded = column.dictionary_encode()
    return np.array([*coded.dictionary.to_pylist(), ""], dtype=object)[_indices(coded)]


def numbered(column: pa.Array) -> tuple[Codes, list[str]]:
    """Which text each cell is, -1 for unknown; and the different texts."""
    coded = column.dictionary_encode()
    return _indices(coded), coded.dictionary.to_pylist()


def _fitting(low: pa.Array, pattern: str) -> pa.Array:
    """Texts without case that fit a pattern with stars."""
    match pattern.split("*"):
        case [whole]:
            return pc.equal(low, whole)
        case ["", inside, ""]:
            return pc.match_substring(low, inside)
        case [start, ""]:
            return pc.starts_with(low, start)
        case ["", end]:
            return pc.ends_with(low, end)
        case parts:
            return pc.match_substring_regex(low, f"(?s)^{'.*'.join(map(re.escape, parts))}$")


def _lengths(column: pa.Array) -> Codes:
    return np.asarray(pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False), dtype=np.int64)


def any_member(column: pa.Array, test: Callable[[str], bool]) -> Mask:
    """List cells of which at least one member passes the test."""
    return any_of(column, test_values(pc.list_flatten(column), test))


def any_of(column: pa.Array, chosen: Mask) -> Mask:
    """List cells of which at least one member is chosen; the mask is as long as the flattened column."""
    out = np.zeros(len(column), dtype=bool)
    parents = pc.list_parent_indices(column).to_numpy(zero_copy_only=False)
    out[parents[chosen]] = True
    return out


def looking_like(column: pa.Array, patterns: Sequence[str]) -> Mask:
    """Text cells that fit a pattern, blanks around them aside: a star is any text, case does not matter."""
    marks = [max(_CASELESS.findall(p), key=len, default="") for p in patterns]
    if not all(marks):
        return _looking_like(column, patterns)
    # Most cells lack what a pattern has besides letters, and that is sooner looked for.
    able = [pc.fill_null(pc.match_substring(column, mark), False).to_numpy(zero_copy_only=False) for mark in marks]
    rows = np.flatnonzero(np.any(able, axis=0))
    out = np.zeros(len(column), dtype=bool)
    out[rows] = _looking_like(column.take(pa.array(rows)), patterns)
    return out


def _looking_like(column: pa.Array, patterns: Sequence[str]) -> Mask:
    wanted = [re.compile(".*".join(map(re.escape, p.split("*"))), re.IGNORECASE | re.DOTALL) for p in patterns]
    odd = odd_rows(column)
    plain = column if odd is None else column.filter(pa.array(~odd))
    fits = np.zeros(len(plain), dtype=bool)
    low = pc.ascii_lower(pc.ascii_trim_whitespace(plain))
    for pattern in filter(str.isascii, patterns):
        fits |= np.asarray(pc.fill_null(_fitting(low, pattern.casefold()), False).to_numpy(zero_copy_only=False))
    if odd is None:
        return fits
    out = np.zeros(len(column), dtype=bool)
    out[~odd] = fits
    out[odd] = test_values(column.filter(pa.array(odd)), lambda v: any(p.fullmatch(v.strip()) for p in wanted))
    return out


def count_members(column: pa.Array, chosen: Mask) -> Codes:
    """How many members of each list cell are chosen; the mask is as long as the flattened column."""
    parents = pc.list_parent_indices(column).to_numpy(zero_copy_only=False)
    return np.bincount(parents[chosen].astype(np.int64), minlength=len(column))


def shared_codes(left: pa.Array, right: pa.Array) -> tuple[Codes, Codes, pa.Array]:
    """Numbers for the texts of both columns, equal for equal text, and the texts by number.

    -1 stands for unknown, and in the longer column for what the shorter one has not.
    """
    shorter, longer = (left, right) if len(left) <= len(right) else (right, left)
    coded = shorter.cast(pa.large_string()).dictionary_encode()
    found = pc.fill_null(pc.index_in(longer.cast(pa.large_string()), value_set=coded.dictionary), -1)
    of_longer = np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)
    codes = (_indices(coded), of_longer) if shorter is left else (of_longer, _indices(coded))
    return *codes, coded.dictionary


def _indices(coded: pa.DictionaryArray) -> Codes:
    return np.asarray(pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False), dtype=np.int64)
