"""Every address of both sides as a number, the same for the same address: rules compare numbers, not text.

An entry is its prefix and its address, without case and blanks: ``smtp:anna@contoso.example``. A column that holds
bare addresses, such as ``mail``, gets the prefix of its kind first.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.kept import remembered
from analyzer.engine.subjects import Index
from analyzer.engine.text_numbers import numbered
from analyzer.engine.vectors import Mask, is_list
from analyzer.normalise.key_columns import NEVER_ODD, folded_by
from analyzer.normalise.plain_columns import in_one_piece, rows_with_pair, without_first

if TYPE_CHECKING:
    from analyzer.classify.identities import Identities
    from analyzer.engine.estate import Estate

Numbers = npt.NDArray[np.int32]
Column = tuple[str, str]
SMTP, X500 = "smtp:", "x500:"
# Columns of bare addresses, and what stands before them in a list of addresses.
_BARE = {
    ("ad", "mail"): SMTP,
    ("ad", "targetAddress"): SMTP,
    ("ad", "userPrincipalName"): SMTP,
    ("ad", "legacyExchangeDN"): X500,
    ("cloud", "PrimarySmtpAddress"): SMTP,
    ("cloud", "LegacyExchangeDN"): X500,
}
_LISTS = (("ad", "proxyAddresses"), ("cloud", "EmailAddresses"))
# Some exports print targetAddress and the like with the prefix, others without it.
_EITHER_WAY = frozenset({"targetAddress", "userPrincipalName"})
# Identities whose entries are numbered together, and how many such blocks are folded at once.
_BLOCK, _AT_ONCE = 1_000, 16


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of one column, in the order of the identities that hold them."""

    code: Numbers  # of the entry; -1 where a list has an unknown member
    holder: Numbers  # the identity
    place: Numbers  # among the members of the column as read

    def only(self, which: Mask) -> "Entries":
        """Some of them."""
        return Entries(self.code[which], self.holder[which], self.place[which])

    @property
    def owner(self) -> Index:
        """The identity of each entry, as an index."""
        return self.holder.astype(np.int64)


NO_ENTRIES = Entries(*(np.zeros(0, np.int32) for _ in range(3)))


@dataclass(frozen=True, kw_only=True)
class AddressIndex:
    """The different entries of both sides, and who holds them."""

    texts: pa.Array  # by number; a text may stand there again, where no number points
    columns: Mapping[Column, Entries]

    @cached_property
    def is_smtp(self) -> Mask:
        """By number: the entry carries the prefix smtp. One place more, for the entry that is unknown."""
        return self._with(SMTP)

    @cached_property
    def is_x500(self) -> Mask:
        """By number: the entry carries the prefix x500."""
        return self._with(X500)

    def _with(self, prefix: str) -> Mask:
        mine = pc.starts_with(self.texts, prefix).to_numpy(zero_copy_only=False)
        return np.append(np.asarray(mine, dtype=bool), False)

    def addresses(self, code: Numbers) -> pa.Array:
        """The address of each number of an smtp entry, without prefix; null for -1."""
        taken = self.texts.take(pa.array(code, mask=code < 0))
        return without_first(taken, len(SMTP)).cast(pa.string())

    def is_one_of(self, addresses: pa.Array) -> Mask:
        """By number: the entry is one of these smtp addresses, which are folded."""
        wanted = pc.binary_join_element_wise(SMTP, addresses.cast(pa.string()), "").cast(self.texts.type)
        found = pc.is_in(self.texts, value_set=wanted, skip_nulls=True)
        return np.append(np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool), False)

    def used(self, code: Numbers) -> pa.Array:
        """The different entries among these, with their prefix."""
        there = np.zeros(len(self.texts) + 1, dtype=bool)
        there[code] = True
        return self.texts.filter(pa.array(there[:-1]))


def address_index(estate: "Estate") -> AddressIndex:
    """The addresses of the estate; made once, and again after the estate gave its columns back."""
    return remembered(estate, ("address index",), lambda: _made(estate.identities))


def _made(ids: "Identities") -> AddressIndex:
    supplied = [key for key in (*_LISTS, *_BARE) if ids.supplied(*key)]
    columns = [_Column.of(ids, key) for key in supplied]
    members = [column.members() for column in columns]
    # Where the entries of each block begin in each column.
    bounds = np.array([np.searchsorted(holder, range(0, ids.count + _BLOCK, _BLOCK)) for holder, _ in members])
    texts, codes = numbered(_blocks(columns, bounds) if columns else ())
    pieces = np.split(codes, np.cumsum(np.diff(bounds).T)[:-1]) if columns else []
    return AddressIndex(
        texts=texts,
        columns={
            key: Entries(np.concatenate([codes[:0], *pieces[n :: len(columns)]]), *members[n])
            for n, key in enumerate(supplied)
        },
    )


def _blocks(columns: "Sequence[_Column]", bounds: Index) -> Iterator[pa.Array]:
    """All entries of some identities, column by column; then those of the next.

    What both sides of an identity hold is mostly the same: found in one small dictionary, it is not looked for again.
    """
    for first in range(0, bounds.shape[1] - 1, _AT_ONCE):
        parts = [column.folded(slice(first * _BLOCK, (first + _AT_ONCE) * _BLOCK)) for column in columns]
        starts = bounds[:, first : first + _AT_ONCE + 1] - bounds[:, first : first + 1]
        for begin, end in pairwise(starts.T.tolist()):
            yield pa.concat_arrays([part.slice(b, e - b) for part, b, e in zip(parts, begin, end, strict=True)])


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of addresses as read, and the row of each identity in it."""

    key: Column
    cells: pa.Array
    rows: Index  # -1 where the side is absent

    @classmethod
    def of(cls, ids: "Identities", key: Column) -> "_Column":
        """The column of one side."""
        table, rows = ids.tables[key[0]]
        return cls(key, in_one_piece(table[key[1]]) if table is not None else pa.nulls(0, pa.string()), rows)

    def members(self) -> tuple[Numbers, Numbers]:
        """Whose each entry is, and its place among the members as read, identity by identity."""
        listed = is_list(self.cells)
        lengths = pc.fill_null(pc.list_value_length(self.cells), 0) if listed else _filled(self.cells)
        sizes = np.asarray(lengths.to_numpy(zero_copy_only=False)).astype(np.int64)
        starts = np.cumsum(sizes) - sizes
        there = np.flatnonzero(self.rows >= 0)
        size = sizes[self.rows[there]]
        before = np.cumsum(size) - size
        place = np.repeat(starts[self.rows[there]] - before, size) + np.arange(int(size.sum()))
        return np.repeat(there, size).astype(np.int32), place.astype(np.int32)

    def folded(self, which: slice) -> pa.Array:
        """The entries of some identities, one identity after the other."""
        rows = self.rows[which]
        mine = _cells_at(self.cells, rows[rows >= 0])
        # Folded before it is made wide: Arrow makes lower case of a cast part of a column wrongly.
        entries = fold(pc.list_flatten(mine) if is_list(mine) else mine.filter(_filled(mine))).cast(pa.large_string())
        if self.key in _BARE:
            prefix, bare = _BARE[self.key], entries
            entries = pc.binary_replace_slice(bare, 0, 0, prefix)
            if self.key[1] in _EITHER_WAY:
                entries = pc.if_else(pc.starts_with(bare, prefix), bare, entries)
        return _tight(entries)


def _cells_at(cells: pa.Array, rows: Index) -> pa.Array:
    """Some cells; those that stand one after the other are not copied."""
    if len(rows) and np.array_equal(rows, np.arange(rows[0], rows[0] + len(rows))):
        return cells.slice(int(rows[0]), len(rows))
    return cells.take(pa.array(rows))


def _filled(cells: pa.Array) -> pa.Array:
    return pc.fill_null(pc.not_equal(cells, ""), False)


def fold(values: pa.Array) -> pa.Array:
    """Trimmed and without case; Arrow folds plain ASCII, Python decides the few others (they fold differently)."""
    return folded_by(values, NEVER_ODD, lambda v: v.strip().casefold())


def _tight(entries: pa.Array) -> pa.Array:
    """The entries without blanks behind their prefix, which hardly any has."""
    loose = rows_with_pair(entries, ":", " ")
    if loose is None:
        return entries
    split = (v.partition(":") for v in entries.filter(loose).to_pylist())
    tight = pa.array([f"{prefix}{colon}{rest.strip()}" for prefix, colon, rest in split], entries.type)
    return pc.replace_with_mask(entries, loose, tight)


def as_found(estate: "Estate", column: Column, place: Numbers) -> pa.Array:
    """The entries at these places of a column as the file has them."""
    side, name = column
    table = estate.identities.tables[side][0]
    whole = in_one_piece(table[name]) if table is not None else pa.nulls(0, pa.string())
    read = pc.list_flatten(whole) if is_list(whole) else whole.filter(pc.fill_null(pc.not_equal(whole, ""), False))
    if len(place) == len(read) and np.array_equal(place, np.arange(len(read))):
        return read.cast(pa.string())
    return read.take(pa.array(place)).cast(pa.string())


def not_held(mine: Entries, others: Sequence[Entries], size: int) -> Mask:
    """Entries that the same owner does not have among the others; unknown ones are held by nobody."""
    theirs, their_owner = (np.concatenate([getattr(o, name) for o in others]) for name in ("code", "holder"))
    last = np.full(size + 1, -1, np.int32)
    last[theirs] = their_owner
    # The place behind the last number is that of the unknown entry.
    last[size] = -1
    out = last[mine.code] != mine.holder
    # Another owner may have the entry too, and only one of them is written there.
    open_ones = np.flatnonzero(out & (last[mine.code] >= 0))
    if len(open_ones):
        wanted = np.zeros(size + 1, dtype=bool)
        wanted[mine.code[open_ones]] = True
        held = np.flatnonzero(wanted[theirs])
        span = np.int64(size + 1)
        known = np.unique(their_owner[held] * span + theirs[held])
        out[open_ones] = ~np.isin(mine.holder[open_ones] * span + mine.code[open_ones], known)
    return np.asarray(out)


@dataclass(frozen=True, slots=True)
class Runs:
    """A long list of few words, each repeated many times in a row."""

    words: tuple[str, ...]
    ends: tuple[int, ...]  # behind the last place of each word

    @classmethod
    def of(cls, *parts: tuple[str, int]) -> "Runs":
        """Words and how often each is repeated."""
        return cls(tuple(w for w, _ in parts), tuple(np.cumsum([n for _, n in parts]).tolist()))

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    def __getitem__(self, place: int) -> str:
        return self.words[bisect_right(self.ends, place)]

    def taken(self, which: Index) -> "Runs":
        """The words at some places, which are given in their order."""
        ends = np.searchsorted(which, self.ends).tolist()
        return Runs(self.words, tuple(ends))
