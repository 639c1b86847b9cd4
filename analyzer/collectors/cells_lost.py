"""Cells whose value is gone become null, and are told with their number and one of them."""

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.told import Told


def lose(column: pa.ChunkedArray, pattern: str, told: Told, code: str, name: str) -> pa.ChunkedArray:
    """The column with null for every cell that matches; how many is told under the code."""
    mask = pc.fill_null(pc.match_substring_regex(column, pattern), False)
    return null_where(column, mask, told, code, name)


def null_where(column: pa.ChunkedArray, mask: pa.ChunkedArray, told: Told, code: str, name: str) -> pa.ChunkedArray:
    """The column with null where the mask is true; how many is told under the code."""
    count = pc.sum(mask).as_py() or 0
    if not count:
        return column
    told.add(code, count=count, column=name, seen=column.filter(mask)[0].as_py())
    return pc.if_else(mask, pa.scalar(None, pa.string()), column)


def no_cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Null throughout: nothing in the column is trusted."""
    return pa.chunked_array([pa.nulls(len(column), column.type)])
