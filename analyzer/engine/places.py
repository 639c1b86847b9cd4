"""Configuration that two places can tell: an export of the Exchange shell, or the directory's own partition.

Either suffices. The shell's words are preferred, because not every encoding of the directory is verified; an
export that stopped early gives way to the partition, and one without rows to the place that shows some.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import Flags
from analyzer.engine.builtin_names import first_part
from analyzer.engine.configuration import CONFIGURATION, objects, text_column, values
from analyzer.engine.populations import Population, not_supplied
from analyzer.engine.subjects import TableSubjects
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

Lists = list[list[str] | None]
_NAMES = ("distinguishedName", "Identity", "Name")


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of one kind from one of the places; ``from_shell`` says which."""

    table: pa.Table
    from_shell: bool
    words: str  # for the exports that could supply it
    complete: bool = True
    cloud: bool = False
    # Columns of its own, as long as the table.
    traits: Mapping[str, pa.Array] = field(default_factory=dict)

    def texts(self, shell: str, directory: str) -> list[str | None]:
        """One column by its name in each place as texts, the first value of a list; None is unknown."""
        return [None if v is None else v[0] if v else "" for v in self.lists(shell, directory)]

    def lists(self, shell: str, directory: str) -> Lists:
        """One column by its name in each place as lists; None is unknown. No name: unknown in that place."""
        name = shell if self.from_shell else directory
        if not name:
            return [None] * self.table.num_rows
        if not self.from_shell:
            return values(self.table, name)
        if name not in self.table.column_names:
            return [None] * self.table.num_rows
        return [v if v is None or isinstance(v, list) else [v] if v else [] for v in self.table[name].to_pylist()]

    def names(self) -> list[str | None]:
        """What people call each object: its Name, or the first part of its distinguished name."""
        if self.from_shell and "Name" in self.table.column_names:
            return list(self.table["Name"].to_pylist())
        own = next(
            (c for c in ("distinguishedName", "DistinguishedName", "Identity") if c in self.table.column_names), ""
        )
        return [first_part(v) if v else None for v in self.table[own].to_pylist()] if own else [None] * len(self)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def population(self, traits: Mapping[str, pa.Array], member: Flags | None = None) -> Population:
        """The rows with their derived columns; an export that was cut may hide more."""
        subjects = TableSubjects(table=self.table, traits=dict(traits), cloud=self.cloud, supplied_by=self.words)
        flags = np.ones(len(self), np.uint8) if member is None else member
        gap = "" if self.complete else f"a whole export: {self.words}"
        return Population(subjects=subjects, member=flags, complete=self.complete, gap=gap)


def either(
    estate: "Estate", kind: str, cmdlet: str, *classes: str, below: str = "", shell_first: bool = True
) -> Rows | None:
    """Rows of the shell's export, or objects of the partition; None when nobody supplied one.

    Args:
        estate: what was read.
        kind: the table of the shell's export.
        cmdlet: words for it, such as "Get-SendConnector".
        classes: object classes in the directory.
        below: a container of the directory that they stand below.
        shell_first: the shell decides where both were supplied whole.
    """
    words = words_for(cmdlet)
    table, stored = estate.snapshot.table(kind), objects(estate, *classes, below=below) if classes else None
    shell = (
        Rows(table=table, from_shell=True, words=words, complete=estate.snapshot.complete(kind))
        if table is not None
        else None
    )
    directory = (
        Rows(table=stored, from_shell=False, words=words, complete=estate.snapshot.complete("ad.configuration"))
        if stored is not None
        else None
    )
    found = [r for r in ((shell, directory) if shell_first else (directory, shell)) if r is not None]
    # Rows beat none: a list that says "nothing" beside one that shows something was made at the wrong place.
    return min(found, key=lambda r: (not len(r), not r.complete), default=None)


def words_for(cmdlet: str) -> str:
    """Words for the two exports of which one suffices."""
    return f"{cmdlet}, or {CONFIGURATION}"


def lacking(cmdlet: str) -> Population:
    """A population that neither place supplied."""
    return not_supplied(words_for(cmdlet))


def one_column(rows: Rows, name: str, cells: Sequence[str | None], member: Flags | None = None) -> Population:
    """The rows with one derived text column."""
    return rows.population({name: text_column(cells)}, member)


def joined(*parts: Population) -> Population:
    """Several populations of tables as one: names, evidence and the derived columns that all have.

    A part that nobody supplied leaves the whole incomplete; when no part was supplied, neither was the whole.
    """
    there = [(p, p.subjects) for p in parts if isinstance(p.subjects, TableSubjects)]
    gaps = [p.missing or p.gap for p in parts if p.subjects is None or not p.complete]
    if not there:
        return not_supplied(" and ".join(p.missing for p in parts))
    shared = set.intersection(*(set(s.traits) for _p, s in there))
    traits = {n: pa.concat_arrays([_flat(s.traits[n]) for _p, s in there]) for n in sorted(shared)}
    table = pa.concat_tables([_named(s.table) for _p, s in there]).combine_chunks()
    cloud = np.concatenate([np.full(s.count, s.cloud, dtype=bool) for _p, s in there])
    words = " and ".join(dict.fromkeys(s.supplied_by for _p, s in there))
    subjects = TableSubjects(table=table, traits=traits, cloud=cloud, supplied_by=words)
    member = np.concatenate([p.member for p, _s in there]).astype(np.uint8)
    gap = " and ".join(dict.fromkeys(g for g in gaps if g))
    return Population(subjects=subjects, member=member, complete=not gaps, gap=gap)


def _flat(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _named(table: pa.Table) -> pa.Table:
    """Only what names a row and says where it stands."""
    blank = [None] * table.num_rows
    columns = {
        n: text_column([_one(v) for v in (table[n].to_pylist() if n in table.column_names else blank)]) for n in _NAMES
    }
    return pa.table(columns | {FILE: table[FILE], ROW: table[ROW]})


def _one(value: object) -> str | None:
    if isinstance(value, list):
        return str(value[0]) if value else None
    return None if value is None else str(value)
