"""What every table-like grammar hands on: a header and columns of text, before anybody knows what they mean."""

from dataclasses import dataclass, replace

import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows of one file as found.

    Columns are ``string``; JSON gives ``list<string>`` where it holds arrays. Null is a cell that is not
    in the file. ``rows_read`` counts the rejected rows too.
    """

    header: tuple[str, ...]
    columns: tuple[pa.ChunkedArray, ...]
    rows: pa.Array  # int64: where the row is found in the file
    rows_read: int
    rejected: tuple[tuple[int, str], ...] = ()
    health: str = "whole"
    type_name: str = ""  # what a #TYPE line says
    keeps_null: bool = False  # the grammar can say "nothing there" in another way than leaving the cell out
    suspects: frozenset[str] = frozenset()  # kinds of damage whose traces are somewhere in the file


def cut_rows(grid: Grid, keep: pa.Array) -> Grid:
    """The grid with only the rows of the mask; the counts stay."""
    return replace(grid, columns=tuple(c.filter(keep) for c in grid.columns), rows=grid.rows.filter(keep))
