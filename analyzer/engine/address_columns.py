"""The columns of addresses as entries: prefix and address, without case and blanks, whoever wrote them how."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.subjects import Index
from analyzer.engine.vectors import is_list
from analyzer.normalise.key_columns import NEVER_ODD, folded_by
from analyzer.normalise.plain_columns import in_one_piece, rows_with_pair

if TYPE_CHECKING:
    from analyzer.classify.identities import Identities

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
COLUMNS = (("ad", "proxyAddresses"), ("cloud", "EmailAddresses"), *_BARE)
# Some exports print targetAddress and the like with the prefix, others without it.
_EITHER_WAY = frozenset({"targetAddress", "userPrincipalName"})


@dataclass(frozen=True, slots=True)
class AddressColumn:
    """One column of addresses as read, and the row of each identity in it."""

    key: Column
    cells: pa.Array
    rows: Index  # -1 where the side is absent

    @classmethod
    def of(cls, ids: "Identities", key: Column) -> "AddressColumn":
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
