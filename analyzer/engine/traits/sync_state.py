"""Single facts of the synchronisation: its engine, what stopped it, machines that nobody exported."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, NO, YES, both, negated
from analyzer.engine.cells import words
from analyzer.engine.configuration import is_true
from analyzer.engine.sync_engine import CLOUD_SYNC, engine_of
from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_LISTS = pa.list_(pa.string())
SCHEDULER = "Get-ADSyncScheduler of every Connect server"
_REASONS = (
    ("SyncCycleEnabled", NO, "SyncCycleEnabled is False"),
    ("SchedulerSuspended", YES, "SchedulerSuspended is True"),
    ("StagingModeEnabled", YES, "StagingModeEnabled is True"),
)


@trait("engine", on="sync", needs="the Connect parameters, the synchronization jobs, or the statement SYNC-006")
def engine(estate: "Estate") -> pa.Array | None:
    """connect, cloud_sync or both; unknown while no file and no person says it."""
    return words([engine_of(estate)])


@trait("stopped_because", on="sync", needs=SCHEDULER)
def stopped_because(estate: "Estate") -> pa.Array | None:
    """Why no Connect server sends; empty when one of them does, or when Cloud Sync is the only engine."""
    if engine_of(estate) == CLOUD_SYNC:
        return pa.array([[]], _LISTS)
    table = estate.snapshot.table("sync.scheduler")
    if table is None or not table.num_rows:
        return None
    suspended = is_true(table, "SchedulerSuspended")
    staging = is_true(table, "StagingModeEnabled")
    sends = both(is_true(table, "SyncCycleEnabled"), negated(suspended), negated(staging))
    if np.any(sends == YES):
        return pa.array([[]], _LISTS)
    if np.any(sends == MAYBE):
        return pa.array([None], _LISTS)
    if np.all(staging == YES) and _somebody_sends(estate):
        # The server that sends was not exported.
        return pa.array([None], _LISTS)
    flags = {name: is_true(table, name) for name, _state, _text in _REASONS}
    return pa.array([[text for name, state, text in _REASONS if np.any(flags[name] == state)]], _LISTS)


def _somebody_sends(estate: "Estate") -> bool:
    """The tenant saw a sync within a day before the newest export."""
    last = estate.population("sync").subjects
    column = last.column("last_sync") if last is not None else None
    when = column[0].as_py() if column is not None else None
    if when is None or estate.export_time is None:
        return False
    return bool((estate.export_time - when).total_seconds() < 24 * 3600)
