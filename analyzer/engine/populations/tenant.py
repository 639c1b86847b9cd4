"""Populations of one row or few: the tenant, the sync engine, cloud connectors, statements."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, NO, YES
from analyzer.engine.populations import Population, not_supplied, population, whole
from analyzer.engine.subjects import OneSubject, Place, TableSubjects
from analyzer.engine.traits import FACTS, On
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


def _place(table: pa.Table | None, *, cloud: bool = True) -> Place:
    if table is None or not table.num_rows:
        return Place()
    file, row = table[FILE][0].as_py(), table[ROW][0].as_py()
    return Place(cloud_file=file, cloud_row=row) if cloud else Place(file=file, row=row)


def _cell(table: pa.Table | None, name: str) -> pa.Array | None:
    if table is None or not table.num_rows or name not in table.column_names:
        return None
    return table[name].slice(0, 1).combine_chunks()


def _one(estate: "Estate", on: On, name: str, table: pa.Table | None, export: str) -> Population:
    """One row: the columns of its main export, and the registered facts, each made when a rule asks for it."""
    columns = {n: _cell(table, n) for n in (table.column_names if table is not None else ())}
    made = FACTS[on]
    subject = OneSubject(
        name=name,
        facts=columns,
        makers={n: partial(t.make, estate) for n, t in made.items()},
        where=_place(table),
        supplied_by={n: t.needs for n, t in made.items() if t.needs},
        export=export,
    )
    return whole(subject)


@population("tenant")
def tenant(estate: "Estate") -> Population:
    """The tenant as one row: its configuration and the facts derived from it."""
    table = estate.snapshot.table("cloud.organization_config")
    return _one(estate, "tenant", "tenant", table, "Get-OrganizationConfig (Exchange Online)")


@population("organisation")
def organisation(estate: "Estate") -> Population:
    """The on-premises organisation as one row."""
    table = estate.snapshot.table("onprem.organization_config")
    found = _one(estate, "organisation", "organisation", table, "Get-OrganizationConfig (on-premises)")
    return replace(found, subjects=replace(cast("OneSubject", found.subjects), where=_place(table, cloud=False)))


@population("sync")
def sync(estate: "Estate") -> Population:
    """The synchronisation as one row of facts."""
    return _one(
        estate, "sync", "directory synchronisation", estate.snapshot.table("entra.organization"), "Get-MgOrganization"
    )


@population("outbound_connectors_in_use")
def outbound_connectors_in_use(estate: "Estate") -> Population:
    """Enabled outbound connectors of Exchange Online."""
    table = estate.snapshot.table("cloud.outbound_connector")
    if table is None:
        return not_supplied("Get-OutboundConnector of Exchange Online")
    subjects = TableSubjects(table=table, cloud=True, supplied_by="Get-OutboundConnector")
    enabled = subjects.column("Enabled")
    words = enabled.to_pylist() if enabled is not None else [None] * table.num_rows
    member = np.array([MAYBE if w is None else YES if w.casefold() == "true" else NO for w in words], np.uint8)
    return Population(subjects=subjects, member=member, complete=estate.snapshot.complete("cloud.outbound_connector"))


@population("statements")
def statements(estate: "Estate") -> Population:
    """The statements that people make; every one is a subject of its own rule."""
    return whole(OneSubject(name="statement", facts={}))
