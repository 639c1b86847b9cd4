"""Populations of one row or few: the tenant, the sync engine, its servers, cloud connectors, statements."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.engine.flags import MAYBE, NO, YES, both, negated
from analyzer.engine.populations import Population, not_supplied, population, whole
from analyzer.engine.populations.mailboxes import is_onprem, is_synced
from analyzer.engine.subjects import OneSubject, Place, TableSubjects
from analyzer.engine.traits.times import parse_times
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

DEFAULT = "BlockExchangeProvisioningFromOnPremEnabled"
VERSION = "microsoft.synchronize.serverconfigurationversion"
STAGING = "microsoft.synchronize.stagingmode"


def _place(table: pa.Table | None, *, cloud: bool = True) -> Place:
    if table is None or not table.num_rows:
        return Place()
    file, row = table[FILE][0].as_py(), table[ROW][0].as_py()
    return Place(cloud_file=file, cloud_row=row) if cloud else Place(file=file, row=row)


def _cell(table: pa.Table | None, name: str) -> pa.Array | None:
    if table is None or not table.num_rows or name not in table.column_names:
        return None
    return table[name].slice(0, 1).combine_chunks()


def cloud_default_state(estate: "Estate", default: str | None) -> str | None:
    """fine, too early (on while mailboxes are on-premises) or due (all transferred, still off); None = unknown."""
    if not default:
        return None
    onprem = is_onprem(estate) if estate.identities.ad is not None else np.array([MAYBE], np.uint8)
    if default.casefold() == "true":
        return "too early" if np.any(onprem == YES) else None if np.any(onprem == MAYBE) else "fine"
    synced = is_synced(estate)
    waiting = both(synced, negated(estate.transferred))
    if not np.any(synced == YES) or np.any(waiting == YES) or np.any(onprem == YES):
        return "fine"
    return None if np.any(waiting == MAYBE) or np.any(onprem == MAYBE) or np.any(synced == MAYBE) else "due"


@population("tenant")
def tenant(estate: "Estate") -> Population:
    """The tenant as one row: its configuration and the state of the cloud-managed default."""
    table = estate.snapshot.table("cloud.organization_config")
    facts = {n: _cell(table, n) for n in (table.column_names if table is not None else ())}
    default = facts.get(DEFAULT)
    state = cloud_default_state(estate, default.to_pylist()[0] if default is not None else None)
    facts["cloud_default_state"] = None if default is None else pa.array([state], pa.string())
    export = f"{DEFAULT} of Get-OrganizationConfig (Exchange Online)"
    subject = OneSubject(
        name="tenant",
        facts=facts,
        where=_place(table),
        supplied_by={"cloud_default_state": export, DEFAULT: export},
    )
    return whole(subject)


@population("organisation")
def organisation(estate: "Estate") -> Population:
    """The on-premises organisation as one row."""
    return whole(OneSubject(name="organisation", facts={}))


@population("sync")
def sync(estate: "Estate") -> Population:
    """The synchronisation as one row: ``last_sync`` of the tenant."""
    table = estate.snapshot.table("entra.organization")
    column = _cell(table, "OnPremisesLastSyncDateTime")
    last = None
    if column is not None:
        times = parse_times(column, 1)
        last = pa.array(times, pa.timestamp("us", "UTC"), mask=np.isnat(times))
    subject = OneSubject(
        name="directory synchronisation",
        facts={"last_sync": last},
        where=_place(table),
        supplied_by={"last_sync": "OnPremisesLastSyncDateTime of Get-MgOrganization"},
    )
    return whole(subject)


@population("sync_servers")
def sync_servers(estate: "Estate") -> Population:
    """One row per Connect server, that is per parameters file, with ``version`` and ``support_ends``.

    Where every file says that its server is staging, the one that sends was not exported: nobody knows all.
    """
    table = estate.snapshot.table("sync.parameters")
    if table is None:
        return not_supplied("the parameters of each Connect server: (Get-ADSyncGlobalSettings).Parameters")
    blank: list[str | None] = [None] * table.num_rows
    names, values = (table[c].to_pylist() if c in table.column_names else blank for c in ("Name", "Value"))
    rows = zip(table[FILE].to_pylist(), table[ROW].to_pylist(), names, values, strict=True)
    versions: dict[int, tuple[int, str | None]] = {}
    staging: set[int] = set()
    for file, row, name, value in rows:
        versions.setdefault(file, (row, None))
        if (name or "").strip().casefold() == VERSION:
            versions[file] = (row, (value or "").strip() or None)
        if (name or "").strip().casefold() == STAGING and (value or "").strip().casefold() == "true":
            staging.add(file)
    support = [estate.facts.sync_support_ends(v) for _row, v in versions.values()]
    names = [estate.snapshot.files[f].file for f in versions]
    built = pa.table(
        {
            "Server": pa.array(names, pa.string()),
            FILE: pa.array(list(versions), pa.int32()),
            ROW: pa.array([r for r, _v in versions.values()], pa.int64()),
        }
    )
    traits = {
        "version": pa.array([v for _r, v in versions.values()], pa.string()),
        "support_ends": pa.array(support, pa.timestamp("us", "UTC")),
    }
    found = whole(TableSubjects(table=built, traits=traits, cloud=True, supplied_by="the Connect parameters"))
    if versions.keys() - staging:
        return found
    return replace(found, complete=False, missing="the parameters of the Connect server that is not staging")


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
