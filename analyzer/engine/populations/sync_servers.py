"""Connect servers as rows, and Connect as a whole where it is the engine."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.engine.configuration import text_column
from analyzer.engine.populations import Population, not_supplied, population, whole
from analyzer.engine.subjects import TableSubjects
from analyzer.engine.sync_engine import CLOUD_SYNC, engine_of
from analyzer.engine.sync_servers import HYBRID, PARAMETERS, VERSION, SyncServer, sync_servers_of
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@population("sync_servers")
def sync_servers(estate: "Estate") -> Population:
    """One row per Connect server, that is per parameters file, with what its version and options mean.

    ``version``, ``support_ends``, ``build_state`` (kept, withdrawn) and ``hybrid_option`` (True, False).
    Where every file says that its server is staging, the one that sends was not exported: nobody knows all.
    Where Cloud Sync is the only engine there is no server to look for.
    """
    servers = sync_servers_of(estate)
    if servers is None:
        if engine_of(estate) == CLOUD_SYNC:
            return whole(_subjects(estate, ()))
        return not_supplied(PARAMETERS)
    found = whole(_subjects(estate, servers))
    if any(not s.is_staging for s in servers):
        return found
    return replace(found, complete=False, missing="the parameters of the Connect server that is not staging")


def _subjects(estate: "Estate", servers: tuple[SyncServer, ...]) -> TableSubjects:
    table = pa.table(
        {
            "Server": text_column([estate.snapshot.files[s.file].file for s in servers]),
            FILE: pa.array([s.file for s in servers], pa.int32()),
            ROW: pa.array([s.row for s in servers], pa.int64()),
        }
    )
    versions = [s.value(VERSION) for s in servers]
    traits = {
        "version": text_column(versions),
        "support_ends": pa.array([estate.facts.sync_support_ends(v) for v in versions], pa.timestamp("us", "UTC")),
        "build_state": text_column([estate.facts.sync_build_state(v) for v in versions]),
        "hybrid_option": text_column([s.value(HYBRID) for s in servers]),
    }
    return TableSubjects(table=table, traits=traits, cloud=True, supplied_by="the Connect parameters")


@population("connect_sync")
def connect_sync(estate: "Estate") -> Population:
    """The synchronisation as one row, where Connect Sync is the engine or one of two."""
    return where_connect_is(estate, estate.population("sync"))


def where_connect_is(estate: "Estate", found: Population) -> Population:
    """The population as it is; where Cloud Sync is the only engine nobody belongs to it."""
    if engine_of(estate) != CLOUD_SYNC:
        return found
    return replace(found, member=np.zeros(len(found.member), np.uint8), complete=True, missing="", gap="")
