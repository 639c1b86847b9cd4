"""One identity per person or thing: a directory object, a cloud object, an Entra user, or any two or three."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.model.snapshot import FILE, ROW
from analyzer.normalise.plain_columns import in_one_piece

SIDES = ("ad", "cloud", "entra")
Rows = npt.NDArray[np.int64]
_KEPT = 400  # bytes of aligned columns for each identity


@dataclass(frozen=True, kw_only=True)
class Identities:
    """Row numbers of each identity in the three tables (-1 = that side is absent), and how they were joined."""

    ad: pa.Table | None
    cloud: pa.Table | None
    entra: pa.Table | None
    ad_row: Rows
    cloud_row: Rows
    entra_row: Rows
    matched_by: npt.NDArray[np.object_]
    strong: npt.NDArray[np.bool_]
    ambiguous: npt.NDArray[np.object_]  # "" or the other candidates in words
    beside: Mapping[str, tuple[pa.Table, Rows]] = field(default_factory=dict)  # more tables about cloud rows
    _cache: dict[str, tuple[pa.Array | None, int]] = field(default_factory=dict, repr=False)

    @property
    def count(self) -> int:
        """How many identities there are."""
        return len(self.ad_row)

    @cached_property
    def tables(self) -> dict[str, tuple[pa.Table | None, Rows]]:
        """Side name to its table and row numbers."""
        return {
            "ad": (self.ad, self.ad_row),
            "cloud": (self.cloud, self.cloud_row),
            "entra": (self.entra, self.entra_row),
            **self.beside,
        }

    def has(self, side: str) -> npt.NDArray[np.bool_]:
        """Which identities have that side."""
        return np.asarray(self.tables[side][1] >= 0)

    def supplied(self, side: str, name: str) -> bool:
        """Whether any file of that side carried the column."""
        table = self.tables[side][0]
        return table is not None and name in table.column_names

    def column(self, side: str, name: str) -> pa.Array | None:
        """The column aligned with the identities; null where the side is absent; None when not supplied.

        The columns asked for last are kept, as many as fit; another one is made again when it is asked for.
        """
        key = f"{side}.{name}"
        found, size = self._cache.pop(key, (None, 0))
        if found is None:
            found = self._aligned(side, name)
            size = found.nbytes if found is not None else 0
        self._cache[key] = found, size
        held = sum(s for _c, s in self._cache.values())
        while held > _KEPT * self.count and len(self._cache) > 1:
            held -= self._cache.pop(next(iter(self._cache)))[1]
        return found

    def _aligned(self, side: str, name: str) -> pa.Array | None:
        """The whole column; shared as it is where the table has the order of the identities."""
        table, _rows = self.tables.get(side, (None, self.ad_row))
        if table is None or name not in table.column_names:
            return None
        if side not in self._in_order:
            return in_one_piece(pc.take(table[name], self._places[side]))
        return _lengthened(in_one_piece(table[name]), self.count)

    @cached_property
    def _in_order(self) -> frozenset[str]:
        """Sides whose tables have the rows of the first identities one after the other, and nothing else."""
        return frozenset(
            side
            for side, (table, rows) in self.tables.items()
            if table is not None
            and np.array_equal(rows[: table.num_rows], np.arange(table.num_rows))
            and (rows[table.num_rows :] < 0).all()
        )

    @cached_property
    def _places(self) -> dict[str, pa.Array]:
        """The row of every identity in each table as Arrow wants it: null where that side is absent."""
        return {side: pa.array(rows, mask=rows < 0) for side, (_table, rows) in self.tables.items()}

    def unknown(self, side: str, name: str) -> npt.NDArray[np.bool_]:
        """Where the column is null: the side is absent, or its cell is; everywhere when it was not supplied."""
        table, rows = self.tables.get(side, (None, self.ad_row))
        out = rows < 0
        if table is None or name not in table.column_names:
            return np.ones(self.count, dtype=bool)
        if table[name].null_count:
            nulls = np.asarray(pc.is_null(table[name]).to_numpy())
            out = out | nulls[rows]
        return np.asarray(out)

    def forget(self) -> None:
        """Columns that were asked for are no longer kept; asked again, they are made again."""
        self._cache.clear()

    def take(self, side: str, name: str, which: Rows) -> pa.Array | None:
        """The column for some identities only, not kept in memory."""
        table, rows = self.tables.get(side, (None, which))
        if table is None or name not in table.column_names:
            return None
        chosen = rows[which]
        return in_one_piece(pc.take(table[name], pa.array(chosen, mask=chosen < 0)))

    def evidence(self, side: str, which: Rows) -> tuple[list[int | None], list[int | None]]:
        """File index and row of that side for some identities."""
        files = self.take(side, FILE, which)
        rows = self.take(side, ROW, which)
        if files is None or rows is None:
            return [None] * len(which), [None] * len(which)
        return files.to_pylist(), rows.to_pylist()


def _lengthened(column: pa.Array, count: int) -> pa.Array:
    """The column with nulls behind it, so many that there are ``count`` cells. Texts and members are shared with it."""
    missing = count - len(column)
    is_list = pa.types.is_list(column.type)
    if not missing or column.offset or not len(column) or not (is_list or pa.types.is_string(column.type)):
        return pa.concat_arrays([column, pa.nulls(missing, column.type)])
    _, starts, *texts = column.buffers()[:2] if is_list else column.buffers()
    places = np.frombuffer(starts, np.int32)[: len(column) + 1]
    longer = pa.py_buffer(np.concatenate([places, np.full(missing, places[-1])]))
    # The bits of a column of booleans are what says which cells are known.
    known = pa.concat_arrays([pc.is_valid(column), pa.array(np.zeros(missing, dtype=bool))]).buffers()[1]
    nulls = column.null_count + missing
    members = [column.values] if is_list else None
    return pa.Array.from_buffers(column.type, count, [known, longer, *texts], nulls, children=members)
