"""Configuration as rules see it: objects of the directory's configuration partition, and rows of exported tables."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, NO, YES, Flags
from analyzer.engine.populations import Population, not_supplied, whole
from analyzer.engine.subjects import TableSubjects

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

CONFIGURATION = "the Exchange configuration partition (LDIF of CN=Microsoft Exchange,CN=Services,CN=Configuration)"


def values(table: pa.Table, name: str) -> list[list[str] | None]:
    """A configuration attribute as lists; None where unknown."""
    for found in table.column_names:
        if found.casefold() == name.casefold():
            return [v if v is None or isinstance(v, list) else [v] for v in table[found].to_pylist()]
    return [[] if whole else None for whole in _dumpedwhole_partition(table)]


def _dumpedwhole_partition(table: pa.Table) -> list[bool]:
    """Rows that carry two of what only a full dump shows: an attribute that nobody in it has is then empty."""
    names = [n for n in ("objectCategory", "uSNCreated", "dSCorePropagationData") if n in table.column_names]
    if len(names) < 2:
        return [False] * table.num_rows
    return [sum(map(bool, row)) >= 2 for row in zip(*(table[n].to_pylist() for n in names), strict=True)]


def first_values(table: pa.Table, name: str) -> list[str]:
    """The first value of each object; empty where there is none or nobody knows."""
    return [v[0] if v else "" for v in values(table, name)]


def objects(estate: "Estate", *classes: str, below: str = "") -> pa.Table | None:
    """Configuration objects of one of the classes, below a container; None when the partition was not read."""
    table = estate.snapshot.table("ad.configuration")
    if table is None:
        return None
    dns = [(d or "").casefold() for d in table["distinguishedName"].to_pylist()]
    if not any("cn=microsoft exchange," in d for d in dns) or not any(values(table, "objectClass")):
        return None
    wanted = {c.casefold() for c in classes}
    keep = [
        bool(wanted & {c.casefold() for c in k or ()}) and below.casefold() in d
        for k, d in zip(values(table, "objectClass"), dns, strict=True)
    ]
    return table.filter(pa.array(keep, pa.bool_()))


def text_column(cells: Sequence[str | None]) -> pa.Array:
    """Text cells; None is unknown."""
    return pa.array(cells, pa.string())


def whole_partition(estate: "Estate", subjects: TableSubjects) -> Population:
    """Every row; a partition that was cut may hold more."""
    complete = estate.snapshot.complete("ad.configuration")
    return whole(subjects, complete=complete, gap=f"a whole export: {CONFIGURATION}")


def found_objects(estate: "Estate", *classes: str, below: str = "") -> Population:
    """Configuration objects of some classes as a population."""
    table = objects(estate, *classes, below=below)
    if table is None:
        return not_supplied(CONFIGURATION)
    return whole_partition(estate, TableSubjects(table=table, supplied_by=CONFIGURATION))


def exported(
    estate: "Estate",
    kind: str,
    export: str,
    *,
    traits: Mapping[str, pa.Array] | None = None,
    member: Flags | None = None,
) -> Population:
    """The rows of one kind of export as a population; a capped or cut file may hide more.

    Args:
        estate: what was read.
        kind: the table, such as ``cloud.inbound_connector``.
        export: words for the export, such as "Get-InboundConnector of Exchange Online".
        traits: derived columns, as long as the table.
        member: who belongs; everybody by default.
    """
    table = estate.snapshot.table(kind)
    if table is None:
        return not_supplied(export)
    cloud = kind.startswith(("cloud.", "entra."))
    subjects = TableSubjects(table=table, traits=traits or {}, cloud=cloud, supplied_by=export)
    found = whole(subjects, complete=estate.snapshot.complete(kind), gap=f"a whole export: {export}")
    return found if member is None else replace(found, member=member)


def is_true(table: pa.Table, name: str) -> Flags:
    """Cells that say True in any case: yes; another word: no; blank, unknown or no column: maybe."""
    if name not in table.column_names:
        return np.full(table.num_rows, MAYBE, np.uint8)
    cells = table[name].to_pylist()
    return np.array([MAYBE if not c else YES if c.strip().casefold() == "true" else NO for c in cells], np.uint8)
