"""What every table-like grammar hands on: a header and columns of text, before anybody knows what they mean."""

from dataclasses import dataclass

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
    is_ascii: bool = False


def cut_rows(grid: Grid, keep: pa.Array) -> Grid:
    """The grid with only the rows of the mask; the counts stay."""
    return Grid(
        header=grid.header,
        columns=tuple(c.filter(keep) for c in grid.columns),
        rows=grid.rows.filter(keep),
        rows_read=grid.rows_read,
        rejected=grid.rejected,
        health=grid.health,
        type_name=grid.type_name,
        keeps_null=grid.keeps_null,
        is_ascii=grid.is_ascii,
    )
