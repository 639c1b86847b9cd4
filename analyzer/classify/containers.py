"""Which objects the connectors of Connect read: their container lists, and the attributes that are selected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.columns import PairColumns
from analyzer.classify.flags import MAYBE, NO, YES, Flags, Mask
from analyzer.classify.sync_rules import rule_cells, rule_lists
from analyzer.model.snapshot import Snapshot
from analyzer.normalise.key_columns import Column, dns
from analyzer.normalise.keys import guid_text
from analyzer.normalise.names import canonical_dn

CONNECTORS = "sync.connector"
_FIRST_PART = r"^(?:[^,\\]|\\.)*,"
_DOMAIN = "dc="


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """A domain as one connector of one server reads it; what cannot be read is None."""

    dn: str  # canonical
    connector: str
    selected: bool | None
    spelled: str  # as the export writes it
    included: Mapping[str, str] | None  # canonical name to its spelling
    excluded: Mapping[str, str] | None
    attributes: frozenset[str] | None  # folded LDAP names
    pilot: bool  # only members of one group are read

    def reads(self, container: str) -> tuple[int, str]:
        """Whether objects of the container are read, and the container that decides: the nearest one listed."""
        if self.selected is False:
            return NO, self.spelled
        if not self.included or self.excluded is None:
            return MAYBE, ""
        mine, other = (_nearest(container, listed) for listed in (self.included, self.excluded))
        if mine and mine == other:
            return MAYBE, ""
        if len(mine) > len(other):
            return (MAYBE if self.pilot else YES), ""
        return NO, self.excluded.get(other, self.spelled)


def _nearest(container: str, listed: Iterable[str]) -> str:
    return max((c for c in listed if is_below(container, c)), key=len, default="")


def is_below(dn: str, container: str) -> bool:
    """The same container, or one inside of it; both names are canonical."""
    return dn == container or dn.endswith(f",{container}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the connectors do with some identities; without their export nothing is said: everything is read."""

    read: Flags  # no: the connectors leave the object's container out
    container: npt.NDArray[np.int64] = field(repr=False)  # per identity the place in ``containers`` that leaves it out
    set_of: npt.NDArray[np.int64] = field(repr=False)  # per identity the place in ``sets``, -1: no partition is known
    containers: tuple[str, ...] = ()
    partitions: tuple[Partition, ...] = ()
    sets: tuple[frozenset[int], ...] = ()  # places of partitions that hold the same domain

    @property
    def settled(self) -> Mask:
        """Per identity: the connectors surely read it, or surely do not."""
        return np.asarray((self.set_of >= 0) & (self.read != MAYBE))

    def leaves_out(self, ldap_name: str) -> Mask:
        """Per identity: no connector of its domain has the attribute selected."""
        name = ldap_name.casefold()
        out = [all(self._lacks(n, name) for n in mine) for mine in self.sets]
        return np.array([*out, False], dtype=bool)[self.set_of]

    def _lacks(self, place: int, name: str) -> bool:
        chosen = self.partitions[place].attributes
        return bool(chosen) and name not in (chosen or ())

    @property
    def connectors(self) -> tuple[frozenset[str], ...]:
        """The connectors of each set."""
        return tuple(frozenset(self.partitions[n].connector for n in mine) for mine in self.sets)


def read_partitions(snapshot: Snapshot) -> tuple[Partition, ...]:
    """The partitions of domains of all exported connectors; the connector of the cloud has none."""
    table = snapshot.table(CONNECTORS)
    if table is None or "PartitionDN" not in table.column_names:
        return ()
    cells = [rule_cells(table, n) for n in ("PartitionDN", "Identifier", "Selected", "PilotGroup")]
    lists = [
        rule_lists(table, n) for n in ("ContainerInclusionList", "ContainerExclusionList", "AttributeInclusionList")
    ]
    out = []
    for dn, who, selected, pilot, included, excluded, chosen in zip(*cells, *lists, strict=True):
        name = canonical_dn(dn or "")
        if _DOMAIN not in name:
            continue
        out.append(
            Partition(
                dn=name,
                spelled=(dn or "").strip(),
                connector=guid_text(who or "") or "",
                selected={"true": True, "false": False}.get((selected or "").strip().casefold()),
                included=_names(included),
                excluded=_names(excluded),
                pilot=bool((pilot or "").strip()),
                attributes=None if chosen is None else frozenset(c.strip().casefold() for c in chosen),
            )
        )
    return tuple(out)


def read_by_connectors(columns: PairColumns) -> Reading:
    """What the exported connectors do with the directory objects of some identities."""
    partitions = read_partitions(columns.snapshot)
    count = columns.count
    whole = columns.take("ad", "distinguishedName") if partitions else None
    if whole is None:
        nowhere = np.full(count, -1, dtype=np.int64)
        return Reading(read=np.full(count, YES, np.uint8), container=nowhere, set_of=nowhere)
    encoded = pc.dictionary_encode(pc.fill_null(_container_of(whole, count), ""))
    codes = np.asarray(encoded.indices.to_numpy(zero_copy_only=False)).astype(np.int64)
    states, decided, owners = [], [], []
    containers: dict[str, int] = {}
    sets: dict[frozenset[int], int] = {}
    for parent in encoded.dictionary.to_pylist():
        mine = _partitions_of(parent, partitions)
        state, container = _agreed([partitions[n].reads(parent) for n in mine])
        states.append(state)
        decided.append(containers.setdefault(container, len(containers)))
        owners.append(sets.setdefault(mine, len(sets)) if mine else -1)
    return Reading(
        read=np.array(states, np.uint8)[codes],
        container=np.array(decided, np.int64)[codes],
        containers=tuple(containers),
        partitions=partitions,
        set_of=np.array(owners, np.int64)[codes],
        sets=tuple(sets),
    )


def moved_since(columns: PairColumns) -> Mask:
    """Identities whose object stands in another container than when the sync last told Entra of it."""
    now, then = columns.take("ad", "distinguishedName"), columns.take("entra", "OnPremisesDistinguishedName")
    moved = np.zeros(columns.count, dtype=bool)
    if now is None or then is None:
        return moved
    unlike = pc.fill_null(pc.and_(pc.not_equal(now, then), pc.not_equal(then, "")), False)
    some = np.flatnonzero(np.asarray(unlike.to_numpy(zero_copy_only=False)))
    if len(some):
        above = [_container_of(side.take(pa.array(some)), len(some)) for side in (now, then)]
        moved[some] = np.asarray(pc.fill_null(pc.not_equal(*above), False).to_numpy(zero_copy_only=False))
    return moved


def _container_of(names: Column, count: int) -> pa.Array:
    """The canonical name of what each object stands in."""
    return pc.replace_substring_regex(dns(names, count), _FIRST_PART, "", max_replacements=1)


def _agreed(found: Sequence[tuple[int, str]]) -> tuple[int, str]:
    """What all say; servers that disagree prove nothing, and where no partition is known nothing is said."""
    if not found:
        return YES, ""
    return min(found) if len({state for state, _ in found}) == 1 else (MAYBE, "")


def _partitions_of(container: str, partitions: Sequence[Partition]) -> frozenset[int]:
    """Those of the nearest domain; every server and forest that reads it has one."""
    longest = max((len(p.dn) for p in partitions if is_below(container, p.dn)), default=0)
    return frozenset(n for n, p in enumerate(partitions) if len(p.dn) == longest and is_below(container, p.dn))


def _names(cells: Sequence[str] | None) -> Mapping[str, str] | None:
    """Canonical names with their spelling; a list that holds something else has lost its contents."""
    if cells is None or any("=" not in c for c in cells):
        return None
    return {canonical_dn(c): c.strip() for c in cells}
