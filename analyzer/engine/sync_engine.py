"""Which engine synchronises the directory: Connect Sync, Cloud Sync, or both."""

from typing import TYPE_CHECKING

from analyzer.engine.dated import fact_at
from analyzer.engine.table_flags import text_cells

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

CONNECT, CLOUD_SYNC, BOTH = "connect", "cloud_sync", "both"
# The statement by which a person says that there is no Connect server.
ONLY_CLOUD_SYNC = "SYNC-006"
_RUNNING = frozenset({"active", "running", "quarantine", "notrun"})


def engine_of(estate: "Estate") -> str | None:
    """connect, cloud_sync or both; None when nobody can tell.

    Parameters of a Connect server prove Connect. A missing file proves nothing: that there is no Connect server
    has to be said by a person. A synchronization job from AD to Entra proves Cloud Sync.
    """
    said = estate.snapshot.settings.statement(ONLY_CLOUD_SYNC)
    alone = said.answer if said is not None and said.is_answered else ""
    has_connect = estate.snapshot.table("sync.parameters") is not None or alone == "no"
    has_cloud_sync = _has_inbound_job(estate) or alone == "yes"
    if has_connect:
        return BOTH if has_cloud_sync else CONNECT
    return CLOUD_SYNC if alone == "yes" else None


def _has_inbound_job(estate: "Estate") -> bool:
    """A job from AD to Entra that is not switched off."""
    table = estate.snapshot.table("entra.sync_job")
    if table is None:
        return False
    template = fact_at(estate.facts.dated, "template_inbound", estate.as_of).value.casefold()
    cells = zip(text_cells(table, "TemplateId"), text_cells(table, "Status.Code"), strict=True)
    return any((t or "").casefold() == template and (s or "").casefold() in _RUNNING for t, s in cells)
