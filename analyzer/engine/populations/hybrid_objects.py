"""What the Hybrid Configuration wizard and people tied to the outside: relationships, trusts, token services."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, NO, YES, Flags
from analyzer.engine.builtin_names import ADMIN, SETUP, WIZARD
from analyzer.engine.configuration import exported, text_column
from analyzer.engine.named_sets import NAMED_SETS
from analyzer.engine.places import Rows, either, joined, lacking, one_column
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.subjects import TableSubjects
from analyzer.engine.table_flags import text_cells

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

RELATIONSHIPS, SPACES = "Get-OrganizationRelationship (on-premises)", "Get-AvailabilityAddressSpace"
CONNECTORS, TRUSTS = "Get-IntraOrganizationConnector (on-premises)", "Get-FederationTrust"
AUTH_SERVERS, PARTNERS = "Get-AuthServer", "Get-PartnerApplication"
CERTIFICATES = "Get-ExchangeCertificate of every server"
PRINCIPALS = "Get-MgServicePrincipal of Exchange Online with KeyCredentials (JSON)"


def _enabled(rows: Rows) -> list[str | None]:
    """enabled or disabled, from the shell; how the directory keeps it is unverified, so it is unknown there."""
    words = {"true": "enabled", "false": "disabled"}
    return [words.get((v or "").strip().casefold()) for v in rows.texts("Enabled", "")]


def _not_off(rows: Rows) -> Flags:
    """Everything but what is known to be switched off."""
    return np.array([NO if s == "disabled" else YES for s in _enabled(rows)], np.uint8)


def _relationships(estate: "Estate") -> Rows | None:
    return either(estate, "onprem.organization_relationship", RELATIONSHIPS, "msExchFedSharingRelationship")


def _relationship_origins(estate: "Estate", rows: Rows) -> list[str | None]:
    """wizard by its name, or because it only leads to the tenant's own routing domains; else admin."""
    routing = NAMED_SETS["tenant_routing_domains"](estate).values or frozenset()
    domains = rows.lists("DomainNames", "msExchFedDomainNames")
    out = []
    for name, led in zip(rows.names(), domains, strict=True):
        own = bool(led) and all(d.strip().casefold() in routing for d in led or ())
        out.append(WIZARD if own else estate.facts.builtin.made_by("organization_relationships", name))
    return out


@population("organization_relationships")
def organization_relationships(estate: "Estate") -> Population:
    """Organization relationships on-premises with ``made_by``: wizard or admin."""
    rows = _relationships(estate)
    if rows is None:
        return lacking(RELATIONSHIPS)
    return one_column(rows, "made_by", _relationship_origins(estate, rows))


@population("sharing_partners")
def sharing_partners(estate: "Estate") -> Population:
    """Organization relationships and availability address spaces that are not switched off, with ``made_by``.

    An address space of the tenant's own routing domain is the wizard's.
    """
    relations = _relationships(estate)
    first = (
        one_column(relations, "made_by", _relationship_origins(estate, relations), _not_off(relations))
        if relations is not None
        else lacking(RELATIONSHIPS)
    )
    spaces = either(estate, "onprem.availability_address_space", SPACES, "msExchAvailabilityAddressSpace")
    second = one_column(spaces, "made_by", _space_origins(estate, spaces)) if spaces is not None else lacking(SPACES)
    return joined(first, second)


def _space_origins(estate: "Estate", rows: Rows) -> list[str | None]:
    routing = NAMED_SETS["tenant_routing_domains"](estate).values or frozenset()
    forests = zip(rows.texts("ForestName", "msExchAvailabilityForestName"), rows.names(), strict=True)
    named = [(forest or name or "").strip().casefold() for forest, name in forests]
    return [None if not n else WIZARD if n in routing else ADMIN for n in named]


@population("oauth_partners")
def oauth_partners(estate: "Estate") -> Population:
    """Authentication servers and partner applications that are not switched off, with ``made_by``."""
    servers = either(estate, "onprem.auth_server", AUTH_SERVERS, "msExchAuthAuthServer")
    partners = either(estate, "onprem.partner_application", PARTNERS, "msExchAuthPartnerApplication")
    parts = [
        one_column(rows, "made_by", _oauth_origins(estate, rows), _not_off(rows))
        if rows is not None
        else lacking(words)
        for rows, words in ((servers, AUTH_SERVERS), (partners, PARTNERS))
    ]
    return joined(*parts)


def _oauth_origins(estate: "Estate", rows: Rows) -> list[str | None]:
    builtin = estate.facts.builtin
    ids = rows.texts("ApplicationIdentifier", "msExchAuthApplicationIdentifier")
    return [
        SETUP if builtin.is_listed("oauth_partners", "applications", i) else builtin.made_by("oauth_partners", n)
        for i, n in zip(ids, rows.names(), strict=True)
    ]


@population("intra_organization_connectors")
def intra_organization_connectors(estate: "Estate") -> Population:
    """Intra-organization connectors on-premises with ``state``: enabled or disabled, from the shell only."""
    rows = either(estate, "onprem.intra_organization_connector", CONNECTORS, "msExchIntraOrganizationConnector")
    return lacking(CONNECTORS) if rows is None else one_column(rows, "state", _enabled(rows))


@population("federation_objects")
def federation_objects(estate: "Estate") -> Population:
    """Federation trusts, and certificates of the servers that were made for one."""
    trusts = either(estate, "onprem.federation_trust", TRUSTS, "msExchFedTrust")
    first = trusts.population({}) if trusts is not None else lacking(TRUSTS)
    table = estate.snapshot.table("onprem.certificate")
    if table is None:
        return joined(first, not_supplied(CERTIFICATES))
    # A certificate has no name: its thumbprint is what the commands take.
    subjects, prints = text_cells(table, "Subject"), text_cells(table, "Thumbprint")
    named = table.drop_columns([c for c in ("Name", "Identity") if c in table.column_names])
    named = named.append_column("Name", text_column([p or s for p, s in zip(prints, subjects, strict=True)]))
    is_listed = estate.facts.builtin.is_listed
    member = [
        MAYBE if s is None else YES if is_listed("federation_certificates", "subjects", s) else NO for s in subjects
    ]
    second = Population(
        subjects=TableSubjects(table=named, supplied_by=CERTIFICATES),
        member=np.array(member, np.uint8),
        complete=estate.snapshot.complete("onprem.certificate"),
        gap=f"a whole export: {CERTIFICATES}",
    )
    return joined(first, second)


@population("exchange_service_principals")
def exchange_service_principals(estate: "Estate") -> Population:
    """The service principal of Exchange Online in the tenant; a file without it proves nothing."""
    table = estate.snapshot.table("entra.service_principal")
    if table is None:
        return not_supplied(PRINCIPALS)
    is_listed = estate.facts.builtin.is_listed
    ids = text_cells(table, "AppId")
    member = [
        MAYBE if i is None else YES if is_listed("exchange_service_principals", "applications", i) else NO for i in ids
    ]
    found = exported(estate, "entra.service_principal", PRINCIPALS, member=np.array(member, np.uint8))
    if YES in member:
        return found
    return Population(subjects=found.subjects, member=found.member, complete=False, gap=PRINCIPALS)


@population("remote_endpoints")
def remote_endpoints(estate: "Estate") -> Population:
    """Endpoints and relationships of Exchange Online with the ``address`` on-premises that they point to."""
    parts = (
        ("cloud.migration_endpoint", "Get-MigrationEndpoint of Exchange Online", ("RemoteServer",)),
        ("cloud.organization_relationship", "Get-OrganizationRelationship of Exchange Online", ("TargetSharingEpr",)),
        (
            "cloud.intra_organization_connector",
            "Get-IntraOrganizationConnector of Exchange Online",
            ("TargetSharingEpr", "DiscoveryEndpoint"),
        ),
    )
    found = []
    for kind, words, columns in parts:
        table = estate.snapshot.table(kind)
        if table is None:
            found.append(not_supplied(words))
        else:
            found.append(exported(estate, kind, words, traits={"address": _addresses(table, columns)}))
    return joined(*found)


def _addresses(table: pa.Table, columns: Sequence[str]) -> pa.Array:
    """The known addresses of each row; unknown when one of the columns is and none is known."""
    cells = zip(*(text_cells(table, c) for c in columns), strict=True)
    lists = [[v for v in row if v] or (None if None in row else []) for row in cells]
    return pa.array(lists, pa.list_(pa.string()))
