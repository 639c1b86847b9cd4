"""Address lists of many pairs as numbers: one code per distinct prefix and address, found in Arrow."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.normalise.addresses import split
from analyzer.normalise.key_columns import folded_by
from analyzer.normalise.plain_columns import mended, text_bytes, trimmed

Index = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_LONGEST_PREFIX, _COLON, _POINT, _BLANK, _AT = 4, ord(":"), ord("."), ord(" "), ord("@")
# Spellings that Python evens out: blanks after a separator, a final point, control characters, no colon at all.
_ODD = r"^[^:]*$|[:@]\s|\.$|[\x00-\x1f]"


def canonical(entry: str) -> str:
    """``prefix:address``, both without case, a domain in ASCII."""
    prefix, address = split(entry)
    return f"{prefix.casefold()}:{address}"


def canonical_column(values: pa.Array) -> pa.Array:
    """The same for a column."""
    return mended(values, _plain, lambda v: folded_by(v, _ODD, canonical))


def _plain(values: pa.Array) -> pa.Array:
    """The same for entries of printable ASCII; others may come out wrong."""
    low = pc.ascii_lower(trimmed(values))
    content, starts = text_bytes(low)
    if not len(content):
        return folded_by(values, _ODD, canonical)
    odd = np.diff(starts) <= _LONGEST_PREFIX
    fifth = np.minimum(np.where(odd, 0, starts[:-1]) + _LONGEST_PREFIX, len(content) - 1)
    # Nearly all entries have one of the prefixes of three or four letters; where the colon is, nothing else is asked.
    odd |= (content[fifth] != _COLON) & (content[fifth - 1] != _COLON)
    odd |= content[np.maximum(starts[1:] - 1, 0)] == _POINT
    blanks = np.flatnonzero(content == _BLANK)
    before = content[blanks - 1]
    behind = blanks[(before == _COLON) | (before == _AT)]
    odd[np.searchsorted(starts, behind, side="right") - 1] = True
    if not odd.any():
        return low
    mask = pa.array(odd)
    return pc.replace_with_mask(low, mask, folded_by(values.filter(mask), _ODD, canonical))


@dataclass(frozen=True, kw_only=True)
class Entries:
    """The entries of one side: pair, code and whether the entry carries the mark of a primary."""

    pair: Index
    code: Index
    is_primary: Mask
    size: int  # how many codes there are
    known: Mask  # per pair: the list was read

    @cached_property
    def keys(self) -> Index:
        """One number per pair and code, sorted, each once."""
        keys = np.sort(self.pair * self.size + self.code)
        return keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys

    @cached_property
    def primary_count(self) -> Index:
        """Marked entries per pair."""
        return np.bincount(self.pair[self.is_primary], minlength=len(self.known)).astype(np.int64)

    @cached_property
    def primary(self) -> Index:
        """Code of the marked entry per pair (the last of several), -1 without one."""
        out = np.full(len(self.known), -1, dtype=np.int64)
        out[self.pair[self.is_primary]] = self.code[self.is_primary]
        return out

    def holds(self, pair: Index, code: Index) -> Mask:
        """Whether each pair's list holds the code."""
        wanted = pair * self.size + code
        if not len(self.keys):
            return np.zeros(len(wanted), dtype=bool)
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.asarray(self.keys[place] == wanted)


def apart(left: Entries, right: Entries) -> tuple[tuple[Index, Index], tuple[Index, Index]]:
    """Pairs and codes that only one side's list holds; only of pairs whose lists are both known."""
    both = left.known & right.known
    # One sort of both sides: an entry that stands alone has no neighbour of the same number.
    merged = np.sort(np.concatenate([e.keys[both[e.keys // e.size]] * 2 + n for n, e in enumerate((left, right))]))
    number = merged >> 1
    same = number[1:] == number[:-1]
    alone = np.ones(len(merged), dtype=bool)
    alone[1:] &= ~same
    alone[:-1] &= ~same
    mine, theirs = (number[alone & (merged & 1 == n)] for n in (0, 1))
    return (mine // left.size, mine % left.size), (theirs // left.size, theirs % left.size)


@dataclass(frozen=True, kw_only=True)
class Block:
    """Both sides of some pairs, their single addresses and legacy names, in one numbering."""

    directory: Entries
    cloud: Entries
    cloud_primary: Index  # code of PrimarySmtpAddress, -1 where empty or unknown
    directory_legacy: Index
    cloud_legacy: Index
    words: pa.Array  # the canonical entry of each code


def encode(
    directory: pa.Array,
    cloud: pa.Array,
    cloud_primary: pa.Array,
    directory_legacy: pa.Array,
    cloud_legacy: pa.Array,
) -> Block:
    """The block of some pairs; all five columns are equally long, null is unknown."""
    lists = [_flat(c) for c in (directory, cloud)]
    singles = [
        _single(c, prefix)
        for c, prefix in ((cloud_primary, "smtp:"), (directory_legacy, "x500:"), (cloud_legacy, "x500:"))
    ]
    parts = [canonical_column(values) for values, _ in lists] + [canonical_column(values) for values, _ in singles]
    encoded = pc.dictionary_encode(pa.concat_arrays(parts))
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    ends = np.cumsum([len(p) for p in parts])
    code_parts = np.split(codes, ends[:-1])
    size = max(len(encoded.dictionary), 1)
    sides = []
    for (values, pair), code, column in zip(lists, code_parts[:2], (directory, cloud), strict=True):
        marked = np.asarray(pc.starts_with(pc.utf8_ltrim_whitespace(values), "SMTP:").to_numpy(zero_copy_only=False))
        known = np.asarray(pc.is_valid(column).to_numpy(zero_copy_only=False)).astype(bool)
        sides.append(Entries(pair=pair, code=code, is_primary=marked.astype(bool), size=size, known=known))
    placed = []
    for (_, pair), code in zip(singles, code_parts[2:], strict=True):
        out = np.full(len(directory), -1, dtype=np.int64)
        out[pair] = code
        placed.append(out)
    return Block(
        directory=sides[0],
        cloud=sides[1],
        cloud_primary=placed[0],
        directory_legacy=placed[1],
        cloud_legacy=placed[2],
        words=encoded.dictionary,
    )


def _flat(column: pa.Array) -> tuple[pa.Array, Index]:
    """The filled members of a list column and the pair of each."""
    values, pair = pc.list_flatten(column), pc.list_parent_indices(column)
    filled = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(values), ""), False)
    values, pair = values.filter(filled), pair.filter(filled)
    return values.cast(pa.string()), pair.to_numpy(zero_copy_only=False).astype(np.int64)


def _single(column: pa.Array, prefix: str) -> tuple[pa.Array, Index]:
    """The filled cells of a text column with a prefix before them, and the pair of each."""
    filled = np.asarray(
        pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), False).to_numpy(zero_copy_only=False)
    )
    pair = np.flatnonzero(filled).astype(np.int64)
    values = pc.utf8_trim_whitespace(column.take(pa.array(pair)).cast(pa.string()))
    return pc.binary_join_element_wise(prefix, values, ""), pair
