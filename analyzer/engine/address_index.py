"""Every address of both sides as a number, the same for the same address: rules compare numbers, not text.

An entry is its prefix and its address, without case and blanks: ``smtp:anna@contoso.example``. A column that holds
bare addresses, such as ``mail``, gets the prefix of its kind first.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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
# Identities whose entries are numbered together.
_BLOCK = 1_000


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
    parts: list[pa.Array] = []
    members: list[tuple[Numbers, Numbers]] = []
    for side, name in supplied:
        text, lengths = _folded(ids, side, name)
        holder, place = _by_identity(ids.tables[side][1], lengths)
        as_read = len(place) == len(text) and np.array_equal(place, np.arange(len(place)))
        parts.append(text if as_read else text.take(pa.array(place)))
        members.append((holder, place))
    texts, codes = _numbered(parts, [holder for holder, _ in members], ids.count)
    columns = {
        key: Entries(code=code, holder=holder, place=place)
        for key, code, (holder, place) in zip(supplied, codes, members, strict=True)
    }
    return AddressIndex(texts=texts, columns=columns)


def _numbered(parts: Sequence[pa.Array], holders: Sequence[Numbers], count: int) -> tuple[pa.Array, list[Numbers]]:
    """Texts by number, and per part the number of each of its texts, which stand in the order of their holders.

    A block is all that some holders have: what both sides of them have is found in one small dictionary.
    """
    starts = range(0, count + _BLOCK, _BLOCK)
    bounds = [np.searchsorted(holder, starts) for holder in holders]
    blocks = (
        pa.concat_arrays([part.slice(ends[n], ends[n + 1] - ends[n]) for part, ends in zip(parts, bounds, strict=True)])
        for n in range(len(starts) - 1 if parts else 0)
    )
    texts, codes = numbered(blocks)
    sizes = np.diff(np.array(bounds), axis=1).T.ravel() if parts else []
    pieces = np.split(codes, np.cumsum(sizes)[:-1])
    return texts, [np.concatenate([codes[:0], *pieces[n :: len(parts)]]) for n in range(len(parts))]


def _folded(ids: "Identities", side: str, name: str) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """The entries of a column as read, one after the other, and how many each row has."""
    table = ids.tables[side][0]
    column = in_one_piece(table[name]) if table is not None else pa.nulls(0, pa.string())
    if is_list(column):
        count, members = pc.fill_null(pc.list_value_length(column), 0), pc.list_flatten(column)
    else:
        count = pc.fill_null(pc.not_equal(column, ""), False)
        members = column.filter(count)
    # Folded before it is made wide: Arrow makes lower case of a cast part of a column wrongly.
    entries = fold(members).cast(pa.large_string())
    if (side, name) in _BARE:
        prefix = _BARE[side, name]
        joined = pc.binary_replace_slice(entries, 0, 0, prefix)
        entries = pc.if_else(pc.starts_with(entries, prefix), entries, joined) if name in _EITHER_WAY else joined
    return _tight(entries), np.asarray(count.to_numpy(zero_copy_only=False)).astype(np.int64)


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


def _by_identity(rows: Index, lengths: npt.NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Whose each entry is, and its place among the members as read, identity by identity."""
    starts = np.cumsum(lengths) - lengths
    there = np.flatnonzero(rows >= 0)
    size = lengths[rows[there]]
    before = np.cumsum(size) - size
    place = np.repeat(starts[rows[there]] - before, size) + np.arange(int(size.sum()))
    return np.repeat(there, size).astype(np.int32), place.astype(np.int32)


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
