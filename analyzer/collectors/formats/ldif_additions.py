"""Values that another record of the same object holds: the rest of a long list, and what a change record adds."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analyzer.collectors.formats.ldif_columns import Gatherer
from analyzer.collectors.formats.ldif_lines import Numbers
from analyzer.collectors.formats.ldif_names import Names, Use, joined
from analyzer.collectors.formats.ldif_records import Records
from analyzer.collectors.formats.ldif_sorting import CHANGE, Tally
from analyzer.collectors.formats.ldif_values import decoded

APPLIED = "change that adds values to an object of the file"
_OPERATIONS = frozenset(("add", "replace", "delete", "increment"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Values for one object. ``ranges`` are given where they are the rest of a list."""

    dn: str  # folded
    row: int
    values: dict[int, list[str]]  # column -> values
    ranges: dict[int, list[tuple[int, int | None]]] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Additions:
    """Gathered over a file; what belongs to no object of it stays what it was."""

    names: Names
    rests: list[Addition] = field(default_factory=list)
    changes: list[Addition] = field(default_factory=list)

    def add(
        self, records: Records, dns: pa.Array, rests: npt.NDArray[np.bool_], changes: npt.NDArray[np.bool_]
    ) -> None:
        """Takes the chosen records of a block."""
        order = np.argsort(records.entry, kind="stable")
        begins = np.searchsorted(records.entry[order], np.arange(records.count + 1)).tolist()
        for entry in np.flatnonzero(rests).tolist():
            found = self._addition(records, dns, entry, order[begins[entry] : begins[entry + 1]])
            if found is not None:
                self.rests.append(found)
        for entry in np.flatnonzero(changes).tolist():
            found = self._added(records, dns, entry, order[begins[entry] : begins[entry + 1]])
            if found is not None:
                self.changes.append(found)

    def _added(self, records: Records, dns: pa.Array, entry: int, lines: Numbers) -> Addition | None:
        """The values of a record that only adds some, None where it does anything else."""
        operations, kept = 0, []
        for line in lines.tolist():
            name = self.names.names[records.spelling[line]]
            if name.use is Use.CHANGE and records.words(np.array([line]))[0].as_py().strip().casefold() != "modify":
                return None
            word = self.names.columns[name.column].name.casefold() if name.column >= 0 else ""
            if word in _OPERATIONS:
                if word != "add":
                    return None
                operations += 1
            elif name.use is Use.COLUMN and name.first < 0 and operations:
                kept.append(line)
            elif name.use not in {Use.DN, Use.CHANGE, Use.JUNK, Use.SKIP}:
                return None
        return self._addition(records, dns, entry, np.array(kept, np.int64)) if kept else None

    def _addition(self, records: Records, dns: pa.Array, entry: int, lines: Numbers) -> Addition | None:
        values: dict[int, list[str]] = {}
        ranges: dict[int, list[tuple[int, int | None]]] = {}
        columns = self.names.column_of()[records.spelling[lines]]
        for column in np.unique(columns[columns >= 0]).tolist():
            mine = lines[columns == column]
            mine = mine[np.argsort([self.names.names[s].first for s in records.spelling[mine]], kind="stable")]
            found, unknown = decoded(records.values(mine), records.marks[mine], self.names.columns[column].values)
            if unknown.any():
                return None
            values[column] = [v for v in found.to_pylist() if v]
            parts = {(n.first, n.last) for s in records.spelling[mine] if (n := self.names.names[s]).first >= 0}
            if parts:
                ranges[column] = sorted(parts, key=lambda p: p[0])
        row = int(records.rows[entry])
        return Addition(dn=dns[entry].as_py().casefold(), row=row, values=values, ranges=ranges)

    def settle(self, gatherer: Gatherer, tally: Tally) -> dict[int, dict[int, list[str]]]:
        """Values to append, by column and row of the gatherer; lists that are whole now are known again."""
        wanted = {a.dn for a in (*self.rests, *self.changes)}
        places = gatherer.places(wanted) if wanted else {}
        out: dict[int, dict[int, list[str]]] = {}
        by_cell: dict[tuple[int, int], list[Addition]] = {}
        for rest in self.rests:
            for column in rest.ranges:
                if rest.dn in places:
                    by_cell.setdefault((column, places[rest.dn]), []).append(rest)
        for (column, row), rests in by_cell.items():
            parts = gatherer.partial.get((column, row))
            ordered = sorted(rests, key=lambda r, c=column: r.ranges[c][0][0])  # type: ignore[misc]
            if parts is not None and joined([*parts, *(p for r in ordered for p in r.ranges[column])]):
                gatherer.restore(column, row)
                out.setdefault(column, {})[row] = [v for r in ordered for v in r.values[column]]
        for change in self.changes:
            if change.dn in places:
                for column, values in change.values.items():
                    out.setdefault(column, {}).setdefault(places[change.dn], []).extend(values)
                tally.ignored[CHANGE] -= 1
                tally.ignored[APPLIED] += 1
                tally.change_records -= 1
        tally.ignored = +tally.ignored
        return out


def appended(column: pa.ChunkedArray, more: dict[int, list[str]]) -> pa.ChunkedArray:
    """The column with values appended to some rows. An unknown cell stays unknown, a second value of one is null."""
    rows = sorted(more)
    old = column.take(pa.array(rows)).to_pylist()
    new: list[object] = []
    for row, cell in zip(rows, old, strict=True):
        added = list(dict.fromkeys(more[row]))
        if cell is None:
            new.append(None)
        elif isinstance(cell, list):
            new.append([*cell, *(v for v in added if v not in cell)])
        else:
            every = list(dict.fromkeys([cell, *added] if cell else added))
            new.append(every[0] if len(every) == 1 else None)
    places = np.arange(len(column))
    places[rows] = len(column) + np.arange(len(rows))
    chunks = [*column.chunks, pa.array(new, column.type)]
    return pa.chunked_array(chunks, column.type).take(pa.array(places))
