"""Objects inside cells: their properties become columns, or the members of a list become the rows."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.formats.json_columns import Columns
from analyzer.collectors.layouts import folded

NO_OBJECT = "a member of the list is not an object"


def opened(grid: Grid, names: Sequence[str]) -> Grid:
    """The grid with one column for each property of the objects in the named columns: ``Features.X``.

    A property that an object does not hold is null, so is every property of a cell that is no object. The column
    itself stays as it is.
    """
    header, columns = list(grid.header), list(grid.columns)
    for name in names:
        place = _place(grid, name)
        if place is None:
            continue
        objects = [_object(cell) for cell in grid.columns[place].to_pylist()]
        inner = Columns()
        for number, found in enumerate(objects, 1):
            inner.add(found, number)
        found_names, found_columns = inner.finish()
        header += [f"{name}.{n}" for n in found_names]
        columns += found_columns
    return replace(grid, header=tuple(header), columns=tuple(columns))


def rows_inside(grid: Grid, name: str) -> Grid:
    """One row for each object in the lists of the column, numbered from 1; these are then the rows of the file.

    A member that is no object is a rejected row. Where the column is not there, there are no rows.
    """
    place = _place(grid, name)
    cells: list[Any] = grid.columns[place].to_pylist() if place is not None else []
    members = [m for cell in cells for m in _members(cell)]
    inner = Columns()
    rejected = list(grid.rejected)
    for number, member in enumerate(members, 1):
        found = _object(member)
        if found:
            inner.add(found, number)
        else:
            rejected.append((number, NO_OBJECT))
    names, columns = inner.finish()
    return replace(
        grid,
        header=names,
        columns=columns,
        rows=pa.array(inner.rows, pa.int64()),
        rows_read=len(inner.rows) + len(rejected),
        rejected=tuple(rejected),
    )


def _place(grid: Grid, name: str) -> int | None:
    return next((n for n, found in enumerate(grid.header) if folded(found) == folded(name)), None)


def _members(cell: str | list[str] | None) -> list[str]:
    if isinstance(cell, list):
        return cell
    if not cell:
        return []
    try:
        read = json.loads(cell)
    except (ValueError, RecursionError):
        return [cell]
    return [json.dumps(m, ensure_ascii=False) for m in read] if isinstance(read, list) else [cell]


def _object(cell: str | list[str] | None) -> dict[str, Any]:
    if isinstance(cell, list):
        # ConvertTo-Json of Windows PowerShell may wrap a single object in a list.
        cell = cell[0] if len(cell) == 1 else None
    if not cell or not cell.lstrip().startswith("{"):
        return {}
    try:
        read = json.loads(cell)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
