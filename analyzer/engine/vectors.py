"""Whole columns at a time: Python looks at each different value once, Arrow and numpy do the rest."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]


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


def any_member(column: pa.Array, test: Callable[[str], bool]) -> Mask:
    """List cells of which at least one member passes the test."""
    out = np.zeros(len(column), dtype=bool)
    parents = pc.list_parent_indices(column).to_numpy(zero_copy_only=False)
    out[parents[test_values(pc.list_flatten(column), test)]] = True
    return out


def count_members(column: pa.Array, chosen: Mask) -> Codes:
    """How many members of each list cell are chosen; the mask is as long as the flattened column."""
    parents = pc.list_parent_indices(column).to_numpy(zero_copy_only=False)
    return np.bincount(parents[chosen].astype(np.int64), minlength=len(column))


def common_codes(left: pa.Array, right: pa.Array) -> tuple[Codes, Codes, pa.Array]:
    """Numbers for the texts of both columns, equal for equal text, -1 for unknown; and the texts by number."""
    coded = pa.chunked_array([left.cast(pa.large_string()), right.cast(pa.large_string())])
    coded = coded.combine_chunks().dictionary_encode()
    numbers = _indices(coded)
    return numbers[: len(left)], numbers[len(left) :], coded.dictionary


def shared_codes(left: pa.Array, right: pa.Array) -> tuple[Codes, Codes, pa.Array]:
    """The same, for who looks only for what both columns have: -1 too for what the shorter one has not."""
    shorter, longer = (left, right) if len(left) <= len(right) else (right, left)
    coded = shorter.cast(pa.large_string()).dictionary_encode()
    found = pc.fill_null(pc.index_in(longer.cast(pa.large_string()), value_set=coded.dictionary), -1)
    of_longer = np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)
    codes = (_indices(coded), of_longer) if shorter is left else (of_longer, _indices(coded))
    return *codes, coded.dictionary


def _indices(coded: pa.DictionaryArray) -> Codes:
    return np.asarray(pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False), dtype=np.int64)
