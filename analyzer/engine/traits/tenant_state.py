"""Single facts of the tenant: writeback, EWS, default domain, guards."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, NO, YES
from analyzer.engine.cells import words
from analyzer.engine.sync_engine import CLOUD_SYNC, engine_of
from analyzer.engine.sync_servers import HYBRID, PARAMETERS, sync_servers_of
from analyzer.engine.table_flags import is_word, list_cells, text_cells
from analyzer.engine.traits import trait
from analyzer.engine.writeback_jobs import JOBS, writeback_jobs_of

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

HARD_MATCH = "Features.BlockCloudObjectTakeoverThroughHardMatchEnabled"
SYNC_FEATURES = "Get-MgDirectoryOnPremiseSynchronization (JSON)"


@trait("writeback_kind", on="tenant", needs=f"{PARAMETERS}; {JOBS}")
def writeback_kind(estate: "Estate") -> pa.Array | None:
    """none, older only, new only or both: the option of Connect, and jobs of writeback."""
    older, new = _older(estate), _new(estate)
    if MAYBE in (older, new):
        return words([None])
    both = {(YES, YES): "both", (YES, NO): "older only", (NO, YES): "new only", (NO, NO): "none"}
    return words([both[older, new]])


def _older(estate: "Estate") -> int:
    """The hybrid option of a server that is not staging."""
    servers = sync_servers_of(estate)
    if servers is None:
        return NO if engine_of(estate) == CLOUD_SYNC else MAYBE
    values = [s.value(HYBRID) for s in servers if not s.is_staging]
    if any((v or "").casefold() == "true" for v in values):
        return YES
    return MAYBE if None in values or not values else NO


def _new(estate: "Estate") -> int:
    found = writeback_jobs_of(estate)
    if found is None:
        return MAYBE
    jobs, unclear = found
    if jobs.num_rows:
        return YES
    return NO if estate.snapshot.complete("entra.sync_job") and not unclear.num_rows else MAYBE


@trait("transferred_or_planned", on="tenant", needs="Get-Mailbox of Exchange Online")
def transferred_or_planned(estate: "Estate") -> pa.Array | None:
    """How many mailboxes are transferred or planned; what may be one counts too, so that no limit is missed."""
    found = estate.population("cloud_managed_or_planned")
    if found.subjects is None:
        return None
    return pa.array([int(np.count_nonzero(found.member))], pa.int64())


@trait("ews_state", on="tenant", needs="EwsEnabled of Get-OrganizationConfig (Exchange Online)")
def ews_state(estate: "Estate") -> pa.Array | None:
    """on, off or allow list; an empty list is unknown, for only a switch of the cmdlet fills it."""
    table = estate.snapshot.table("cloud.organization_config")
    if table is None or not table.num_rows or "EwsEnabled" not in table.column_names:
        return None
    enabled = is_word(table, "EwsEnabled", ("True",))[0]
    if enabled == NO:
        return words(["off"])
    return words(["allow list" if list_cells(table, "EwsAllowedAppIDs")[0] else None])


@trait("default_domain", on="tenant", needs="Default of Get-AcceptedDomain (Exchange Online)")
def default_domain(estate: "Estate") -> pa.Array | None:
    """The domain that new addresses get; unknown where none is marked."""
    table = estate.snapshot.table("cloud.accepted_domain")
    if table is None or "Default" not in table.column_names:
        return None
    marked = zip(text_cells(table, "DomainName"), is_word(table, "Default", ("True",)), strict=True)
    return words([next((n for n, flag in marked if flag == YES), None)])


@trait("hard_match_blocked", on="tenant", needs=SYNC_FEATURES)
def hard_match_blocked(estate: "Estate") -> pa.Array | None:
    """True where a synced object may not take over a cloud object by its anchor."""
    table = estate.snapshot.table("entra.on_premises_sync")
    if table is None or not table.num_rows or HARD_MATCH not in table.column_names:
        return None
    return words([text_cells(table, HARD_MATCH)[0] or None])
