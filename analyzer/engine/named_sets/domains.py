"""Sets of mail domains."""

from typing import TYPE_CHECKING

from analyzer.engine.named_sets import NamedSet, column_set, named_set

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@named_set("tenant_domains")
def tenant_domains(estate: "Estate") -> NamedSet:
    """Accepted domains of Exchange Online."""
    return column_set(estate, "cloud.accepted_domain", "DomainName", "Get-AcceptedDomain of Exchange Online")
