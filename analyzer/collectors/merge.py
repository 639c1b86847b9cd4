"""Several files of one kind make one table; an object that is in two of them stays once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.differing import differing_columns
from analyzer.collectors.layouts import Layout
from analyzer.model.snapshot import CONFLICTS, FILE, ROW

SAME = "the same object is in the files a second time"
OLDER = "a newer row of the same object is in the files"
# The 16 bytes of a GUID as base64.
_BYTES = r"^[A-Za-z0-9+/]{22}==$"
_BLANK = pa.array(["", None], pa.string())
_NO_KEY = pa.scalar(None, pa.string())
_NAMES = ("UserPrincipalName", "PrimarySmtpAddress", "distinguishedName", "DistinguishedName", "DisplayName", "Name")
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Rows of one file that are not used because another row holds the same object."""

    file: int
    code: str  # N503: with the same values; W415: with others
    reason: str
    count: int
    row: int  # the first of them, as the file numbers its rows
    used_file: int  # the row that is used in place of the first
    used_row: int
    object: str = ""  # whose row the first is
    columns: str = ""  # in which the first differs


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """One table of one kind, for each file the rows of it that lost to another, and every conflict by itself."""

    table: pa.Table
    lost: tuple[Lost, ...] = ()
    conflicts: pa.Table = field(default_factory=CONFLICTS.empty_table)


def merge(parts: list[tuple[int, pa.Table]], layout: Layout) -> Merged:
    """The rows of all parts with ``_file`` and ``_row``; a column that a part lacks is null there.

    ``parts`` is emptied: nobody else should hold its tables, which are gone column by column as they are joined.

    Of rows with one key the newest stays (the first, when no time tells). Rows that contradict it are conflicts.
    Rows that do not, give it the cells that it lacks: exports of one kind may have different columns.
    """
    table = _in_one_piece(parts)
    group = _groups(table, layout.key)
    if group is None:
        return Merged(table=table)
    keep = np.sort(_winners(table, group, layout.newest))
    losers = np.flatnonzero(~np.isin(np.arange(table.num_rows), keep))
    if not len(losers):
        return Merged(table=table)
    winner_of = np.zeros(int(group.max()) + 1, dtype=np.int64)
    winner_of[group[keep]] = keep
    winners = winner_of[group[losers]]
    columns = differing_columns(table, losers, winners, layout.kinds)
    equal = np.asarray(pc.equal(columns, "").to_numpy(zero_copy_only=False), dtype=bool)
    listed = pa.table(
        {
            "file": table[FILE].take(losers), "row": table[ROW].take(losers),
            "object": _called(table, winners, layout), "columns": columns,
            "used_file": table[FILE].take(winners), "used_row": table[ROW].take(winners),
        },
        schema=CONFLICTS,
    )  # fmt: skip
    return Merged(
        table=_filled(table, keep, losers[equal], winners[equal]),
        lost=_lost(listed, equal),
        conflicts=listed.filter(pa.array(~equal)),
    )


def _in_one_piece(parts: list[tuple[int, pa.Table]]) -> pa.Table:
    """All rows of all parts, each column one array."""
    tables = [t.append_column(FILE, pa.array([n] * t.num_rows, pa.int32())) for n, t in parts]
    parts.clear()
    table = tables[0] if len(tables) == 1 else pa.concat_tables(_aligned(tables), promote_options="default")
    columns = [table.select([place]) for place in range(table.num_columns)]
    # A whole table beside its pieces would be a second copy of a large export.
    del tables, table
    for place, column in enumerate(columns):
        columns[place] = column.combine_chunks()
    return pa.table({column.column_names[0]: column.column(0) for column in columns})


def _lost(listed: pa.Table, equal: npt.NDArray[np.bool_]) -> tuple[Lost, ...]:
    """What is said of each file."""
    files, rows = listed["file"].to_numpy(), listed["row"].to_numpy()
    out = []
    for file in np.unique(files).tolist():
        for code, reason, mask in (("N503", SAME, equal), ("W415", OLDER, ~equal)):
            mine = np.flatnonzero(mask & (files == file))
            if not len(mine):
                continue
            first = listed.slice(int(mine[np.argmin(rows[mine])]), 1).to_pylist()[0]
            out.append(
                Lost(
                    file=file, code=code, reason=reason, count=len(mine), row=first["row"], object=first["object"],
                    columns=first["columns"], used_file=first["used_file"], used_row=first["used_row"],
                )
            )  # fmt: skip
    return tuple(out)


def _called(table: pa.Table, rows: Numbers, layout: Layout) -> pa.Array:
    """What people call the objects: the first name or key that a row has."""
    out = pa.nulls(len(rows), pa.string())
    for name in (*_NAMES, *layout.key):
        if name in table.column_names and table.schema.field(name).type == pa.string():
            cells = table[name].take(pa.array(rows)).combine_chunks()
            out = pc.coalesce(out, pc.if_else(pc.equal(cells, ""), pa.scalar(None, pa.string()), cells))
    return pc.fill_null(out, "")


def _filled(table: pa.Table, keep: Numbers, donors: Numbers, takers: Numbers) -> pa.Table:
    """The rows that stay; a cell that is unknown there comes from a row that says the same elsewhere."""
    out = table.take(pa.array(keep))
    while len(donors):
        # One donor for each row at a time.
        _rows, first = np.unique(takers, return_index=True)
        source = np.full(len(keep), -1, dtype=np.int64)
        source[np.searchsorted(keep, takers[first])] = donors[first]
        places = pa.array(source, mask=source < 0)
        for number, name in enumerate(out.column_names):
            if name not in {FILE, ROW} and out.column(number).null_count:
                given = table[name].take(places)
                column = pc.if_else(pc.is_null(out.column(number)), given, out.column(number))
                out = out.set_column(number, name, column)
        rest = np.ones(len(donors), dtype=bool)
        rest[first] = False
        donors, takers = donors[rest], takers[rest]
    return out


def _aligned(tables: Sequence[pa.Table]) -> list[pa.Table]:
    """Columns of one name with one type: text where files disagree."""
    types: dict[str, set[pa.DataType]] = {}
    for table in tables:
        for name in table.column_names:
            types.setdefault(name, set()).add(table.schema.field(name).type)
    mixed = {name for name, found in types.items() if len(found) > 1}
    out = []
    for table in tables:
        for name in mixed & set(table.column_names):
            place = table.column_names.index(name)
            column = table.column(place)
            if not pa.types.is_list(column.type):
                lists = pa.array(
                    [None if v is None else [v] if v else [] for v in column.to_pylist()], pa.list_(pa.string())
                )
                table = table.set_column(place, name, lists)  # noqa: PLW2901 - a new table each time
        out.append(table)
    return out


def _groups(table: pa.Table, key: Sequence[str]) -> npt.NDArray[np.int64] | None:
    """A number for each object, or None when every row is its own."""
    present = [name for name in key if name in table.column_names]
    if not present or table.num_rows < 2:
        return None
    first = _folded(table[present[0]])
    if pc.count_distinct(first, mode="all").as_py() == table.num_rows and not pc.any(pc.is_in(first, _BLANK)).as_py():
        return None
    keys = pa.chunked_array([pa.nulls(table.num_rows, pa.string())])
    for name in present:
        cell = _folded(table[name])
        named = pc.binary_join_element_wise(pa.scalar(name), cell, "=")
        keys = pc.coalesce(keys, pc.if_else(pc.equal(cell, ""), pa.scalar(None, pa.string()), named))
    codes = keys.combine_chunks().dictionary_encode().indices
    numbers: npt.NDArray[np.int64] = pc.fill_null(codes, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    lone = np.flatnonzero(numbers < 0)
    numbers[lone] = numbers.max(initial=-1) + 1 + np.arange(len(lone))
    if len(present) > 1:
        numbers = _by_later_keys(table, present, numbers)
    if len(np.unique(numbers)) == table.num_rows:
        return None
    return numbers


def _folded(keys: pa.ChunkedArray) -> pa.ChunkedArray:
    """Keys without case; the base64 text of a GUID is another GUID in another case."""
    return pc.if_else(pc.match_substring_regex(keys, _BYTES), keys, pc.utf8_lower(keys))


def _by_later_keys(table: pa.Table, present: Sequence[str], numbers: Numbers) -> Numbers:
    """Rows without the first key belong to the row with it that shares a later key: files differ in their columns."""
    bare = pc.fill_null(pc.is_in(table[present[0]], _BLANK), True).combine_chunks()
    if not pc.any(bare).as_py() or pc.all(bare).as_py():
        return numbers
    places, keyed = np.flatnonzero(np.asarray(bare)), np.flatnonzero(~np.asarray(bare))
    out = numbers.copy()
    for name in reversed(present[1:]):
        cell = _folded(table[name]).combine_chunks()
        known = cell.take(pa.array(keyed))
        found = pc.index_in(cell.take(pa.array(places)), value_set=pc.if_else(pc.equal(known, ""), _NO_KEY, known))
        hit = np.asarray(pc.and_not(found.is_valid(), pc.is_in(cell.take(pa.array(places)), _BLANK)))
        out[places[hit]] = numbers[keyed[np.asarray(found.filter(pa.array(hit)))]]
    return out


def _winners(table: pa.Table, group: npt.NDArray[np.int64], newest: str) -> npt.NDArray[np.int64]:
    """The row that stays for each group: the newest, then the first."""
    order = np.arange(table.num_rows)
    if newest in table.column_names:
        times = table[newest].combine_chunks()
        if pa.types.is_list(times.type):
            # The configuration has lists everywhere; a time is alone in its own.
            times = pc.binary_join(times, ",")
        times = pc.fill_null(times, "")
        rank = pc.rank(times, sort_keys="descending", tiebreaker="dense").to_numpy(zero_copy_only=False)
        order = np.lexsort((order, rank.astype(np.int64)))
    _numbers, first = np.unique(group[order], return_index=True)
    return np.asarray(order[first], dtype=np.int64)
