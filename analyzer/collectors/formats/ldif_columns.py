"""Columns of one table, gathered block by block; at the end what is absent becomes empty or unknown."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.formats.ldif_lines import Numbers
from analyzer.collectors.formats.ldif_names import DROPPED, Column, Names, joined
from analyzer.collectors.formats.ldif_records import Records
from analyzer.collectors.formats.ldif_values import LOST, URL, decoded
from analyzer.model.snapshot import ROW

# Every object has these: where the file lacks them, they were not exported.
NEVER_EMPTY = frozenset(("objectGUID", "objectClass", "whenCreated", "whenChanged"))
LIST = pa.list_(pa.string())
_SMALL = 1 << 15
_NULL = pa.scalar(None, pa.string())
_AT_LEAST_TWO = np.array([bits.bit_count() >= 2 for bits in range(8)], bool)
_HOW = {URL: "elsewhere", LOST: "lost"}
_FULL = "\0"  # stands for the class of all objects that were dumped with every attribute


@dataclass(slots=True, kw_only=True)
class Damage:
    """Cells that count as unknown, by column name."""

    elsewhere: Counter[str] = field(default_factory=Counter)  # the value lies in another file
    no_text: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)  # told where the cells were read
    several: Counter[str] = field(default_factory=Counter)
    cut_lists: Counter[str] = field(default_factory=Counter)
    first_row: dict[tuple[str, str], int] = field(default_factory=dict)  # (kind of damage, column) -> line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Values of one column in one block: each row has ``counts`` of them (None: one cell a row, null = absent)."""

    block: int
    values: pa.Array
    counts: npt.NDArray[np.int32] | None


@dataclass(slots=True, kw_only=True)
class Gatherer:
    """The rows of one table so far."""

    names: Names
    damage: Damage
    all_lists: bool  # every attribute is a list, whatever the catalogue says
    # Folded names of the attributes that were asked for, "*" for all; empty where nobody knows.
    asked: frozenset[str] = frozenset()
    # What only a dump of all attributes carries tells that the object was dumped so.
    reads_marks: bool = True
    # Folded names of the only attributes that are kept; all where it is empty.
    only: frozenset[str] = frozenset()
    _parts: dict[int, list[_Part]] = field(default_factory=dict)
    _bad: dict[int, set[int]] = field(default_factory=dict)  # column -> rows that stay unknown
    carried: dict[int, set[int]] = field(default_factory=dict)  # column -> classes with a value
    _class_numbers: dict[str, int] = field(default_factory=lambda: {_FULL: 0})
    _classes: list[Numbers] = field(default_factory=list)
    _dns: list[pa.Array] = field(default_factory=list)
    _rows: list[Numbers] = field(default_factory=list)
    # (column, row) -> ranges of a list that is not whole, as far as its own record has them
    partial: dict[tuple[int, int], list[tuple[int, int | None]]] = field(default_factory=dict)
    count: int = 0
    full_rows: int = 0

    def add(self, records: Records, chosen: Numbers, dns: pa.Array, classes: npt.NDArray[np.object_]) -> None:
        """Takes the chosen records of a block; ``dns`` and ``classes`` are those of all its records."""
        if not len(chosen):
            return
        row_of = np.full(records.count + 1, -1, np.int64)  # lines of no record find the last place
        row_of[chosen] = np.arange(len(chosen))
        kinds = self._kinds(records, chosen, classes)
        columns = self.names.column_of()[records.spelling]
        lines = np.flatnonzero((columns >= 0) & (row_of[records.entry] >= 0))
        if self.only:
            kept = np.array([c.name.casefold() in self.only for c in self.names.columns], bool)
            lines = lines[kept[columns[lines]]]
        # Sorting 16 bits keeps to a few passes; more attributes than that only a hostile file has.
        small = columns[lines].astype(np.int16 if len(self.names.columns) < _SMALL else np.int32)
        order = np.argsort(small, kind="stable")
        lines = lines[order]
        found, begins = np.unique(columns[lines], return_index=True)
        for column, begin, end in zip(found.tolist(), begins, [*begins, len(lines)][1:], strict=True):
            mine = lines[begin:end]
            self._column(records, column, mine, row_of[records.entry[mine]], kinds, chosen)
        self._classes.append(kinds)
        self._dns.append(dns.take(pa.array(chosen)))
        self._rows.append(records.rows[chosen])
        self.count += len(chosen)

    def _kinds(self, records: Records, chosen: Numbers, classes: npt.NDArray[np.object_]) -> Numbers:
        """Number of each row's class; objects dumped with every attribute share one."""
        marks = np.zeros(records.count + 1, np.uint8)
        by_line = self.names.full_marks()[records.spelling]
        for bit in (1, 2, 4):
            marks[records.entry[by_line == bit]] |= bit
        full = _AT_LEAST_TWO[marks[chosen]] & self.reads_marks
        self.full_rows += int(full.sum())
        numbers = self._class_numbers
        return np.array(
            [
                0 if f else numbers.setdefault(c, len(numbers))
                for c, f in zip(classes[chosen].tolist(), full.tolist(), strict=True)
            ],
            np.int64,
        )

    def _column(
        self, records: Records, column: int, lines: Numbers, rows: Numbers, kinds: Numbers, chosen: Numbers
    ) -> None:
        about = self.names.columns[column]
        n = len(chosen)
        carried = self.carried.setdefault(column, set())
        if len(carried) < len(self._class_numbers):
            carried.update(np.flatnonzero(np.bincount(kinds[rows])).tolist())
        values, unknown = decoded(records.values(lines), records.marks[lines], about.values)
        for i in np.flatnonzero(unknown).tolist():
            how = _HOW.get(int(records.marks[lines[i]]), "no_text")
            self._spoil(column, how, int(rows[i]), int(records.block.numbers[records.lines[lines[i]]]))
        if self.names.has_ranges:
            self._ranges(records, column, lines, rows, chosen)
        if about.is_list is False and not self.all_lists:
            values = self._single(records, column, values, rows, n, chosen)
            part = _Part(block=len(self._dns), values=values, counts=None)
        else:
            # Active Directory has no empty values: the line stands beside the parts of a long list.
            real = np.asarray(pc.fill_null(pc.greater(pc.binary_length(values), 0), False))
            if not real.all():
                values, rows = values.filter(pa.array(real)), rows[real]
            counts = np.bincount(rows, minlength=n).astype(np.int32)
            part = _Part(block=len(self._dns), values=values, counts=counts)
        self._parts.setdefault(column, []).append(part)

    def _single(
        self, records: Records, column: int, values: pa.Array, rows: Numbers, n: int, chosen: Numbers
    ) -> pa.Array:
        if len(rows) == n and np.array_equal(rows, np.arange(n)):
            return values
        places = np.full(n, -1, np.int64)
        places[rows[::-1]] = np.arange(len(rows))[::-1]
        if np.count_nonzero(places >= 0) < len(rows):
            first = values.take(pa.array(places[rows]))
            differs = np.asarray(pc.fill_null(pc.not_equal(first, values), False))
            for row in np.unique(rows[differs]).tolist():
                self._spoil(column, "several", row, int(records.rows[chosen[row]]))
        return values.take(pa.array(places, mask=places < 0))

    def _ranges(self, records: Records, column: int, lines: Numbers, rows: Numbers, chosen: Numbers) -> None:
        """A list that came in ranges is whole when they join from the first value to the last."""
        spellings = records.spelling[lines]
        ranged = [s for s in np.unique(spellings).tolist() if self.names.names[s].first >= 0]
        if not ranged:
            return
        by_row: dict[int, set[int]] = {}
        which = np.isin(spellings, ranged)
        for row, spelling in set(zip(rows[which].tolist(), spellings[which].tolist(), strict=True)):
            by_row.setdefault(row, set()).add(spelling)
        for row, found in sorted(by_row.items()):
            parts = [(self.names.names[s].first, self.names.names[s].last) for s in found]
            if not joined(parts):
                self.partial[column, self.count + row] = parts
                self._spoil(column, "cut_lists", row, int(records.rows[chosen[row]]))

    def _spoil(self, column: int, how: str, row: int, line: int) -> None:
        mine = self._bad.setdefault(column, set())
        name = self.names.columns[column].name
        if how != "cut_lists":
            mine.add(self.count + row)
        getattr(self.damage, how)[name] += 1
        self.damage.first_row.setdefault((how, name), line)

    def places(self, dns: set[str]) -> dict[str, int]:
        """The first row of each of these objects (names folded) that is here."""
        out: dict[str, int] = {}
        begin = 0
        for chunk in self._dns:
            for place, dn in enumerate(chunk.to_pylist(), begin):
                if (folded := dn.casefold()) in dns:
                    out.setdefault(folded, place)
            begin += len(chunk)
        return out

    def restore(self, column: int, row: int) -> None:
        """The list is whole after all."""
        name = self.names.columns[column].name
        self.damage.cut_lists[name] -= 1
        if not self.damage.cut_lists[name]:
            del self.damage.cut_lists[name]
        del self.partial[column, row]

    def finish(self, *, fill_catalogue: bool) -> pa.Table:
        """The table; an attribute of the catalogue that no full dump carries is there and empty if asked for."""
        kinds = np.concatenate(self._classes)
        out: dict[str, pa.Array | pa.ChunkedArray] = {"distinguishedName": pa.chunked_array(self._dns)}
        sizes = [len(d) for d in self._dns]
        order = sorted(self._parts)
        for column in order:
            about = self.names.columns[column]
            out[about.name] = self._finished(column, about, kinds, sizes)
            self._parts[column] = []
        if fill_catalogue and (self.full_rows or self.asked):
            self._add_empty(out, kinds)
        out[ROW] = pa.array(np.concatenate(self._rows), pa.int64())
        return pa.table(out)

    def _add_empty(self, out: dict[str, pa.Array | pa.ChunkedArray], kinds: Numbers) -> None:
        dropped = set(DROPPED.values())
        # Two arrays serve all these columns, two more those that only the full dumps of the file asked for.
        asked, full = (self._nothing(np.zeros(len(kinds), bool)), self._nothing(kinds != 0))
        for attribute in self.names.catalogue:
            name = attribute.ldap_name
            if name in out or name in NEVER_EMPTY or name in dropped:
                continue
            if self._is_asked(name):
                out[name] = asked[attribute.multi_valued]
            elif self.full_rows:
                out[name] = full[attribute.multi_valued]

    def _nothing(self, unknown: npt.NDArray[np.bool_]) -> tuple[pa.Array, pa.Array]:
        """Empty texts and empty lists, null where unknown."""
        text = pc.if_else(
            pa.array(unknown), _NULL, pa.array([""], pa.string()).take(pa.array(np.zeros(self.count, np.int64)))
        )
        zeros = pa.array(np.zeros(self.count + 1, np.int32))
        return text, pa.ListArray.from_arrays(zeros, pa.array([], pa.string()), mask=pa.array(unknown))

    def _is_asked(self, name: str) -> bool:
        return "*" in self.asked or name.casefold() in self.asked

    def _finished(self, column: int, about: Column, kinds: Numbers, sizes: list[int]) -> pa.ChunkedArray:
        carried = self.carried[column]
        # Asked for all attributes, or seen at an object of the same class: then absent is empty.
        known = np.array([number in carried or number == 0 for number in range(len(self._class_numbers))], bool)
        if self._is_asked(about.name):
            known[:] = True
        if about.name in NEVER_EMPTY:
            known[:] = False
        unknown = ~known[kinds]
        bad = np.zeros(self.count, bool)
        bad[list(self._bad.get(column, ()))] = True
        bad[[row for number, row in self.partial if number == column]] = True
        parts = {p.block: p for p in self._parts[column]}
        is_list = self.all_lists or about.is_list
        if is_list is None:
            is_list = any(p.counts is not None and len(p.counts) and p.counts.max() > 1 for p in parts.values())
        chunks, begin = [], 0
        for block, size in enumerate(sizes):
            piece = slice(begin, begin + size)
            chunks.append(_chunk(parts.get(block), size, unknown[piece], bad[piece], is_list=is_list))
            begin += size
        return pa.chunked_array(chunks, LIST if is_list else pa.string())


def _chunk(
    part: _Part | None, size: int, unknown: npt.NDArray[np.bool_], bad: npt.NDArray[np.bool_], *, is_list: bool
) -> pa.Array:
    if part is None:
        part = _Part(block=-1, values=pa.array([], pa.string()), counts=np.zeros(size, np.int32))
    if part.counts is None:
        values, absent = part.values, np.asarray(part.values.is_null())
        null = bad | (absent & unknown)
        if absent.any():
            values = pc.fill_null(values, "")
        return pc.if_else(pa.array(null), _NULL, values) if null.any() else values
    absent = part.counts == 0
    null = bad | (absent & unknown)
    offsets = np.zeros(size + 1, np.int32)
    np.cumsum(part.counts, out=offsets[1:])
    if is_list:
        mask = pa.array(null) if null.any() else None
        return pa.ListArray.from_arrays(pa.array(offsets), part.values, mask=mask)
    values = part.values
    if absent.any():
        values = pc.fill_null(values.take(pa.array(offsets[:-1], mask=absent)), "")
    return pc.if_else(pa.array(null), _NULL, values) if null.any() else values


def used_names(names: Names, objects: Gatherer, configuration: Gatherer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Attributes of the tables in the order in which the file named them, and those of objects that the catalogue
    does not know. The catalogue describes recipients; nobody expects it to know the configuration."""
    found = tuple(names.columns[c].name for c in sorted(objects.carried.keys() | configuration.carried.keys()))
    unknown = (names.columns[c] for c in sorted(objects.carried))
    return found, tuple(c.name for c in unknown if not c.is_known)
