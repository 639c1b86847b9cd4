"""Transport rules on-premises, and where journal rules of the cloud send their copies."""

from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.engine.configuration import exported, is_true
from analyzer.engine.places import either, lacking, one_column
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.table_flags import text_cells

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

RULES, JOURNALS = "Get-TransportRule (on-premises)", "Get-JournalRule of Exchange Online"
CONTAINER = "cn=transportversioned,"


@population("onprem_transport_rules")
def onprem_transport_rules(estate: "Estate") -> Population:
    """Transport rules on-premises with ``state``: enabled or disabled.

    How the directory keeps the state is unverified: from there it is unknown.
    """
    rows = either(estate, "onprem.transport_rule", RULES, "msExchTransportRule", below=CONTAINER)
    if rows is None:
        return lacking(RULES)
    states = rows.texts("State", "")
    known = {"enabled", "disabled"}
    return one_column(
        rows, "state", [s.casefold() if (s or "").casefold() in known else None for s in map(_plain, states)]
    )


def _plain(text: str | None) -> str:
    return (text or "").strip()


@population("cloud_journal_rules")
def cloud_journal_rules(estate: "Estate") -> Population:
    """Journal rules of Exchange Online that are switched on, with ``target_domains`` of their address."""
    table = estate.snapshot.table("cloud.journal_rule")
    if table is None:
        return not_supplied(JOURNALS)
    domains = [_domains(cell) for cell in text_cells(table, "JournalEmailAddress")]
    traits = {"target_domains": pa.array(domains, pa.list_(pa.string()))}
    return exported(estate, "cloud.journal_rule", JOURNALS, traits=traits, member=is_true(table, "Enabled"))


def _domains(address: str | None) -> list[str] | None:
    """The domain of an address; a name that is no address hides it."""
    if address is None:
        return None
    if not address:
        return []
    domain = address.rpartition("@")[2].strip().rstrip(">").casefold() if "@" in address else ""
    return [domain] if domain else None
