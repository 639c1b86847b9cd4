"""What Exchange Online sends to the organisation on-premises: connectors, and the domains they lead to."""

from typing import TYPE_CHECKING

import numpy as np

from analyzer.classify.flags import MAYBE, NO, YES, Flags, both
from analyzer.engine.configuration import is_true
from analyzer.engine.named_sets import NamedSet, named_set
from analyzer.engine.populations.organisation import onprem_domains
from analyzer.engine.table_flags import is_word, list_cells, mail_domains, text_cells

if TYPE_CHECKING:
    import pyarrow as pa

    from analyzer.engine.estate import Estate

CONNECTORS = "Get-OutboundConnector of Exchange Online"
CLOUD_DOMAINS = "Get-AcceptedDomain of Exchange Online"
ONPREM_DOMAINS = "Get-AcceptedDomain of the Exchange shell"


def to_onprem(table: "pa.Table") -> Flags:
    """Enabled outbound connectors of Exchange Online that lead to the organisation on-premises."""
    return both(is_true(table, "Enabled"), is_word(table, "ConnectorType", ("OnPremises",)))


@named_set("onprem_connector_names")
def onprem_connector_names(estate: "Estate") -> NamedSet:
    """Names of the enabled outbound connectors of Exchange Online that lead on-premises."""
    table = estate.snapshot.table("cloud.outbound_connector")
    if table is None:
        return NamedSet(values=None, complete=False, missing=CONNECTORS)
    flags = to_onprem(table)
    names = text_cells(table, "Name")
    doubtful = any(f == MAYBE or (f == YES and n is None) for f, n in zip(flags, names, strict=True))
    whole = estate.snapshot.complete("cloud.outbound_connector") and not doubtful
    return NamedSet(
        values=frozenset(n.casefold() for n, f in zip(names, flags, strict=True) if n and f == YES),
        complete=whole,
        missing="" if whole else f"Name, Enabled and ConnectorType of {CONNECTORS}",
    )


@named_set("onprem_routed_domains")
def onprem_routed_domains(estate: "Estate") -> NamedSet:
    """Domains whose mail ends on-premises.

    Those that an enabled connector to on-premises names, relay domains of the tenant, domains that only the
    organisation on-premises accepts, and domains that are not the tenant's own and whose MX is not in the cloud.
    """
    connectors = estate.snapshot.table("cloud.outbound_connector")
    accepted = estate.snapshot.table("cloud.accepted_domain")
    onprem = onprem_domains(estate)
    gone = [
        words
        for table, words in ((connectors, CONNECTORS), (accepted, CLOUD_DOMAINS), (onprem, ONPREM_DOMAINS))
        if table is None
    ]
    found: set[str] = set()
    if connectors is not None:
        found |= _of_connectors(connectors)
        if np.any(to_onprem(connectors) == MAYBE):
            gone.append(f"Enabled and ConnectorType of {CONNECTORS}")
    if accepted is not None:
        own = {n.casefold() for n in text_cells(accepted, "DomainName") if n}
        relay = is_word(accepted, "DomainType", ("InternalRelay",))
        names = text_cells(accepted, "DomainName")
        relayed = {n.casefold() for n, f in zip(names, relay, strict=True) if n and f == YES}
        if np.any(relay == MAYBE):
            gone.append(f"DomainType of {CLOUD_DOMAINS}")
        found |= relayed
        if onprem is not None:
            found |= {d for d in onprem["domain"].to_pylist() if d and "." in d} - own
        found |= _mail_elsewhere(estate) - (own - relayed)
    return NamedSet(
        values=frozenset(found) if connectors is not None or accepted is not None else None,
        complete=not gone,
        missing="; ".join(gone),
    )


def _of_connectors(table: "pa.Table") -> set[str]:
    flags, lists = to_onprem(table), list_cells(table, "RecipientDomains")
    return {
        d for f, cell in zip(flags, lists, strict=True) if f == YES for part in cell or () for d in mail_domains(part)
    }


def _mail_elsewhere(estate: "Estate") -> set[str]:
    """Domains of the DNS export that have an MX and none of whose MX is that of Exchange Online."""
    table = estate.snapshot.table("onprem.dns_record")
    if table is None:
        return set()
    mx = is_word(table, "Type", ("MX",), blank=NO)
    elsewhere: dict[str, bool] = {}
    for name, value, flag in zip(text_cells(table, "Name"), text_cells(table, "Value"), mx, strict=True):
        if flag == YES and name and value:
            host = value.split()[-1].rstrip(".")
            in_cloud = estate.facts.builtin.is_listed("mail_exchangers", "exchange_online", host)
            domain = name.rstrip(".").casefold()
            elsewhere[domain] = elsewhere.get(domain, True) and not in_cloud
    return {d for d, away in elsewhere.items() if away}
