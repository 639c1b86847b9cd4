"""Three-valued reading of Arrow columns: value, empty, unknown."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import MAYBE, NO, Flags, sure
from analyzer.normalise.plain_columns import in_one_piece, is_one_of, lowered, not_blank

Mask = npt.NDArray[np.bool_]


def texts(column: pa.Array | None, count: int, which: npt.NDArray[np.int64] | None = None) -> list[str]:
    """Cells as text; unknown and missing are empty, lists are joined with "; "."""
    if column is None:
        return [""] * (count if which is None else len(which))
    if which is not None:
        column = pc.take(column, pa.array(which))
    return [shown(v) for v in column.to_pylist()]


def text_column(column: pa.Array | None, count: int, which: npt.NDArray[np.int64]) -> pa.Array:
    """The same as ``texts`` as a column of text."""
    if column is None or not pa.types.is_string(column.type):
        return pa.array(texts(column, count, which), pa.string())
    return pc.fill_null(pc.take(column, pa.array(which)), "")


def shown(value: object) -> str:
    """One cell as findings show it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return "; ".join(str(v) for v in value)
    return str(value)


def is_unknown(column: pa.Array | None, count: int) -> Mask:
    """Cells nobody can know."""
    if column is None:
        return np.ones(count, dtype=bool)
    if not column.null_count:
        return np.zeros(len(column), dtype=bool)
    return np.asarray(pc.is_null(column).to_numpy(zero_copy_only=False))


def is_filled(column: pa.Array | None, count: int) -> Mask:
    """Cells with a value: text that is not blank, a list with a member, any number or time."""
    if column is None:
        return np.zeros(count, dtype=bool)
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        found = pc.greater(pc.list_value_length(column), 0)
    elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return not_blank(in_one_piece(column))
    else:
        found = pc.is_valid(column)
    return np.asarray(pc.fill_null(found, False).to_numpy(zero_copy_only=False))


def flags_present(column: pa.Array | None, present: Mask) -> Flags:
    """Filled: yes; empty: no; unknown: maybe; where the side itself is absent: no."""
    return _flags(is_filled(column, len(present)), is_unknown(column, len(present)), present)


def _flags(true: Mask, unknown: Mask, present: Mask) -> Flags:
    out = sure(true)
    out[unknown] = MAYBE
    out[~present] = NO
    return out


def flags_in(column: pa.Array | None, values: Sequence[str] | frozenset[str] | set[str], present: Mask) -> Flags:
    """One of the values (case as given): yes; another or empty: no; unknown: maybe; side absent: no."""
    if column is None:
        return np.where(present, MAYBE, NO).astype(np.uint8)
    return _flags(is_one_of(column, values), is_unknown(column, len(present)), present)


def flags_true(column: pa.Array | None, present: Mask) -> Flags:
    """True in any spelling of case: yes; False or empty: no; unknown: maybe; side absent: no."""
    if column is None:
        return np.where(present, MAYBE, NO).astype(np.uint8)
    return flags_in(lowered(column), {"true"}, present)


def words(values: Sequence[str | None]) -> pa.Array:
    """A text column of one-word values; None is unknown."""
    return pa.array(values, pa.string())


def from_flags(flags: Flags, yes: str = "yes", no: str = "no") -> pa.Array:
    """A yes/no text column; maybe is unknown."""
    return coded_words((no, yes, None), flags)


def coded_words(known: Sequence[str | None], codes: npt.NDArray[Any], unknown: Mask | None = None) -> pa.Array:
    """A text column: the word that each number means; unknown where nobody can know."""
    return pa.array(known, pa.string()).take(pa.array(codes, mask=unknown))
