"""Mail flow of Exchange Online: connectors from on-premises, and transport rules in use."""

from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.classify.flags import both
from analyzer.engine.configuration import exported, is_true, text_column
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.table_flags import is_word, text_cells

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

INBOUND = "Get-InboundConnector of Exchange Online"
RULES = "Get-TransportRule of Exchange Online"


def source_of(table: pa.Table) -> pa.Array:
    """wizard where ConnectorSource says HybridWizard, admin where it says anything else; a blank is unknown.

    The name is no proof: a connector can be renamed, and a person can give one the wizard's name.
    """
    cells = text_cells(table, "ConnectorSource")
    return text_column([("wizard" if c.casefold() == "hybridwizard" else "admin") if c else None for c in cells])


@population("onprem_inbound_connectors")
def onprem_inbound_connectors(estate: "Estate") -> Population:
    """Enabled inbound connectors of Exchange Online of type OnPremises, with ``made_by``: wizard or admin."""
    table = estate.snapshot.table("cloud.inbound_connector")
    if table is None:
        return not_supplied(INBOUND)
    member = both(is_true(table, "Enabled"), is_word(table, "ConnectorType", ("OnPremises",)))
    return exported(estate, "cloud.inbound_connector", INBOUND, traits={"made_by": source_of(table)}, member=member)


@population("cloud_transport_rules")
def cloud_transport_rules(estate: "Estate") -> Population:
    """Transport rules of Exchange Online that are switched on."""
    table = estate.snapshot.table("cloud.transport_rule")
    if table is None:
        return not_supplied(RULES)
    return exported(estate, "cloud.transport_rule", RULES, member=is_word(table, "State", ("Enabled",)))
