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
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.address_columns import COLUMNS, SMTP, X500, AddressColumn, Column, Numbers
from analyzer.engine.kept import remembered
from analyzer.engine.subjects import Index
from analyzer.engine.text_numbers import numbered
from analyzer.engine.vectors import Mask, is_list
from analyzer.normalise.plain_columns import in_one_piece, without_first

if TYPE_CHECKING:
    from analyzer.classify.identities import Identities
    from analyzer.engine.estate import Estate

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
    supplied = [key for key in COLUMNS if ids.supplied(*key)]
    columns = [AddressColumn.of(ids, key) for key in supplied]
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


def _blocks(columns: "Sequence[AddressColumn]", bounds: Index) -> Iterator[pa.Array]:
    """All entries of some identities, column by column; then those of the next.

    What both sides of an identity hold is mostly the same: found in one small dictionary, it is not looked for again.
    """
    for first in range(0, bounds.shape[1] - 1, _AT_ONCE):
        parts = [column.folded(slice(first * _BLOCK, (first + _AT_ONCE) * _BLOCK)) for column in columns]
        starts = bounds[:, first : first + _AT_ONCE + 1] - bounds[:, first : first + 1]
        for begin, end in pairwise(starts.T.tolist()):
            yield pa.concat_arrays([part.slice(b, e - b) for part, b, e in zip(parts, begin, end, strict=True)])


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
