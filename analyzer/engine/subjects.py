"""What rules speak about: frames of subjects with named columns, each cell value, empty or unknown.

A subject frame answers ``column(name)`` with an Arrow array as long as the frame, or None when no file
supplied that column. Names: ``ad.X``, ``cloud.X``, ``entra.X`` for identities; a bare attribute name means
its directory column; every other bare name is a trait or a column of the table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analyzer.model.snapshot import FILE, ROW
from analyzer.normalise.plain_columns import in_one_piece

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

Index = npt.NDArray[np.int64]
Trait = Callable[["Estate"], pa.Array | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the evidence of one subject stands."""

    file: int | None = None
    row: int | None = None
    cloud_file: int | None = None
    cloud_row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """How a finding names its subject."""

    guid: str = ""
    name: str = ""
    upn: str = ""


class Subjects(Protocol):
    """A frame of subjects."""

    @property
    def count(self) -> int:
        """How many subjects."""
        ...

    def column(self, name: str) -> pa.Array | None:
        """Cells of one column, or None when nobody supplied it."""
        ...

    def needs(self, name: str) -> str:
        """Words for the export that would supply a missing column."""
        ...

    def labels(self, which: Index) -> list[Label]:
        """Names for findings."""
        ...

    def places(self, which: Index) -> list[Place]:
        """Evidence for findings."""
        ...

    def identity(self) -> Index | None:
        """The identity each subject belongs to, or None when subjects are not recipients."""
        ...


@dataclass(frozen=True, kw_only=True)
class TableSubjects:
    """Rows of one or more exported tables: configuration objects, domains, connectors, sync servers."""

    table: pa.Table
    traits: Mapping[str, pa.Array] = field(default_factory=dict)
    name_columns: Sequence[str] = ("distinguishedName", "Identity", "Name", "DomainName", "Server")
    cloud: bool | npt.NDArray[np.bool_] = False  # of all rows, or of each
    supplied_by: str = ""

    @property
    def count(self) -> int:
        """How many rows."""
        return int(self.table.num_rows)

    def column(self, name: str) -> pa.Array | None:
        """A trait if there is one of that name, else the column as exported."""
        if name in self.traits:
            return self.traits[name]
        if name not in self.table.column_names:
            return None
        return in_one_piece(self.table[name])

    def needs(self, name: str) -> str:
        """The export and the column."""
        return f"{name} of {self.supplied_by}"

    def labels(self, which: Index) -> list[Label]:
        """The first name column that has a value."""
        names = [self.table[c].to_pylist() for c in self.name_columns if c in self.table.column_names]
        return [Label(name=next((n[i] for n in names if n[i]), "")) for i in which]

    def places(self, which: Index) -> list[Place]:
        """File and row as read."""
        if FILE not in self.table.column_names:
            return [Place() for _ in which]
        files, rows = self.table[FILE].to_pylist(), self.table[ROW].to_pylist()
        return [
            Place(cloud_file=files[i], cloud_row=rows[i]) if self.is_cloud(i) else Place(file=files[i], row=rows[i])
            for i in map(int, which)
        ]

    def is_cloud(self, index: int) -> bool:
        """The row is from an export of the cloud."""
        return self.cloud if isinstance(self.cloud, bool) else bool(self.cloud[index])

    def identity(self) -> Index | None:
        """Configuration is nobody's mailbox."""
        return None


@dataclass(frozen=True, kw_only=True)
class OneSubject:
    """The organisation, the tenant or the sync engine as one row of facts."""

    name: str
    facts: Mapping[str, pa.Array | None]
    makers: Mapping[str, Callable[[], pa.Array | None]] = field(default_factory=dict, repr=False)
    where: Place = field(default_factory=Place)
    supplied_by: Mapping[str, str] = field(default_factory=dict)
    export: str = ""  # the export whose columns are among the facts

    def is_cloud(self, index: int) -> bool:
        """Its main export is from the cloud."""
        return self.where.cloud_file is not None

    @property
    def count(self) -> int:
        """Always one."""
        return 1

    def column(self, name: str) -> pa.Array | None:
        """One fact; None when its export is missing."""
        return self.makers[name]() if name in self.makers else self.facts.get(name)

    def needs(self, name: str) -> str:
        """The export behind the fact."""
        return self.supplied_by.get(name) or (f"{name} of {self.export}" if self.export else name)

    def labels(self, which: Index) -> list[Label]:
        """Its name."""
        return [Label(name=self.name) for _ in which]

    def places(self, which: Index) -> list[Place]:
        """The file of its main export."""
        return [self.where for _ in which]

    def identity(self) -> Index | None:
        """Not a mailbox."""
        return None
