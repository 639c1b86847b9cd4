"""One identity per person or thing: a directory object, a cloud object, an Entra user, or any two or three."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.model.snapshot import FILE, ROW, Snapshot

KIND = "_kind"
CLOUD_KINDS = ("mailbox", "mailuser", "group", "contact", "recipient")
SIDES = ("ad", "cloud", "entra")
Rows = npt.NDArray[np.int64]
_KEPT = 1000  # bytes of aligned columns for each identity


def cloud_union(snapshot: Snapshot) -> pa.Table | None:
    """All cloud recipients in one table with a ``_kind`` column, or None when no cloud list was supplied.

    Rows of Get-Recipient that a more telling list already holds are left out here; they are counted in the
    ledger of their file. A column that one kind does not have is unknown for that kind.
    """
    parts: list[pa.Table] = []
    seen: tuple[set[str], set[str]] = (set(), set())
    for kind in CLOUD_KINDS:
        table = snapshot.table(f"cloud.{kind}")
        if table is None:
            continue
        if snapshot.table("cloud.recipient") is not None:
            keys = _recipient_keys(table)
            if kind == "recipient":
                known = [[bool(k) and k in s for k in column] for column, s in zip(keys, seen, strict=True)]
                table = table.filter(pa.array([not any(row) for row in zip(*known, strict=True)], pa.bool_()))
            for column, found in zip(keys, seen, strict=True):
                found.update(column)
        parts.append(table.append_column(KIND, pa.repeat(pa.scalar(kind), table.num_rows)))
    # Not in one piece: that would be a second copy of every list.
    return pa.concat_tables(parts, promote_options="permissive") if parts else None


def _recipient_keys(table: pa.Table) -> tuple[list[str], list[str]]:
    """Entra id and primary address of each row: one of the two shows that two lists hold one object."""
    return _folded(table, "ExternalDirectoryObjectId"), _folded(table, "PrimarySmtpAddress")


def _folded(table: pa.Table, name: str) -> list[str]:
    if name not in table.column_names:
        return [""] * table.num_rows
    return [(v or "").casefold() for v in table[name].to_pylist()]


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
    _cache: dict[str, pa.Array | None] = field(default_factory=dict, repr=False)

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
        found = self._cache.pop(key, None)
        if found is None:
            found = self.take(side, name, np.arange(self.count))
        self._cache[key] = found
        held = sum(c.nbytes for c in self._cache.values() if c is not None)
        for oldest in list(self._cache)[:-1]:
            if held <= _KEPT * self.count:
                break
            gone = self._cache.pop(oldest)
            held -= gone.nbytes if gone is not None else 0
        return found

    def forget(self) -> None:
        """Columns that were asked for are no longer kept; asked again, they are made again."""
        self._cache.clear()

    def take(self, side: str, name: str, which: Rows) -> pa.Array | None:
        """The column for some identities only, not kept in memory."""
        table, rows = self.tables[side]
        if table is None or name not in table.column_names:
            return None
        chosen = rows[which]
        taken = pc.take(table[name], pa.array(chosen, mask=chosen < 0))
        return taken.combine_chunks() if isinstance(taken, pa.ChunkedArray) else taken

    def evidence(self, side: str, which: Rows) -> tuple[list[int | None], list[int | None]]:
        """File index and row of that side for some identities."""
        files = self.take(side, FILE, which)
        rows = self.take(side, ROW, which)
        if files is None or rows is None:
            return [None] * len(which), [None] * len(which)
        return files.to_pylist(), rows.to_pylist()
