"""Sets of domains that are the tenant's own: for routing, and those that it proved."""

import json
from typing import TYPE_CHECKING

from analyzer.engine.named_sets import NAMED_SETS, NamedSet, column_set, named_set

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_ACCEPTED = "cloud.accepted_domain"
_SERVICE = ".onmicrosoft.com"


@named_set("tenant_routing_domains")
def tenant_routing_domains(estate: "Estate") -> NamedSet:
    """Accepted domains that belong to the service: the initial one and those beside it, and coexistence domains."""
    whole = NAMED_SETS["tenant_domains"](estate)
    table = estate.snapshot.table(_ACCEPTED)
    if whole.values is None or table is None:
        return whole
    names = [(n or "").strip().casefold() for n in table["DomainName"].to_pylist()]
    own, suffixes = set(), {_SERVICE}
    for column in ("InitialDomain", "IsCoexistenceDomain"):
        marks = table[column].to_pylist() if column in table.column_names else []
        own |= {n for n, mark in zip(names, marks, strict=False) if (mark or "").strip().casefold() == "true"}
    # Sovereign clouds end differently; the initial domain shows how.
    suffixes |= {n[n.index(".") :] for n in own if "." in n and ".onm" in n}
    own |= {n for n in names if n.endswith(tuple(suffixes))}
    return NamedSet(values=frozenset(own), complete=whole.complete, missing=whole.missing)


@named_set("verified_domains")
def verified_domains(estate: "Estate") -> NamedSet:
    """Domains that the tenant has proved, from Get-MgDomain, else from VerifiedDomains of Get-MgOrganization."""
    listed = estate.snapshot.table("entra.domain")
    if listed is not None and {"Id", "IsVerified"} <= set(listed.column_names):
        cells = list(zip(listed["Id"].to_pylist(), listed["IsVerified"].to_pylist(), strict=True))
        sure = all(n is not None and proved for n, proved in cells)
        own = {n.strip().casefold() for n, proved in cells if n and (proved or "").strip().casefold() == "true"}
        whole = sure and estate.snapshot.complete("entra.domain")
        return NamedSet(values=frozenset(own), complete=whole, missing="" if whole else "a whole export: Get-MgDomain")
    if listed is not None:
        return column_set(estate, "entra.domain", "IsVerified", "Get-MgDomain")
    return _of_organization(estate)


def _of_organization(estate: "Estate") -> NamedSet:
    missing = "VerifiedDomains of Get-MgOrganization as JSON, or Get-MgDomain"
    table = estate.snapshot.table("entra.organization")
    if table is None or not table.num_rows or "VerifiedDomains" not in table.column_names:
        return NamedSet(values=None, complete=False, missing=missing)
    cell = table["VerifiedDomains"][0].as_py()
    found = {_name(text) for text in (cell if isinstance(cell, list) else [cell])} - {""}
    if not found:
        return NamedSet(values=None, complete=False, missing=missing)
    return NamedSet(values=frozenset(found))


def _name(text: str | None) -> str:
    """The name in one entry; a printed type name has none."""
    try:
        entry = json.loads(text or "null")
    except ValueError:
        return ""
    names = [v for k, v in entry.items() if k.casefold() == "name"] if isinstance(entry, dict) else []
    return str(names[0]).strip().casefold() if names else ""
