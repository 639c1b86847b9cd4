"""Relationships, token services and endpoints: who made them, and what is unknown."""

from typing import Any

from tiny_estates import outcome_of, tiny

from analyzer.classify.flags import MAYBE, NO, YES

ROUTING = "contoso.mail.onmicrosoft.com"


def _estate(*tables: tuple[str, str], **extra: Any) -> Any:
    return tiny(**{"with": [{"table": t, "rows": r} for t, r in tables]}, **extra).estate


def test_without_the_domains_of_the_tenant_only_the_name_tells() -> None:
    rows = f"id | Name | DomainNames\na | Ours | {ROUTING}\nb | On-premises to O365 - 1 | {ROUTING}"
    with_list = _estate(("onprem.organization_relationship", rows)).population("organization_relationships")
    assert with_list.subjects.column("made_by").to_pylist() == ["wizard", "wizard"]
    alone = _estate(("onprem.organization_relationship", rows), missing=["cloud.accepted_domain"])
    made = alone.population("organization_relationships").subjects.column("made_by").to_pylist()
    assert made == ["admin", "wizard"]


def test_half_of_the_partners_is_not_all_of_them() -> None:
    estate = _estate(("onprem.availability_address_space", f"id | ForestName\na | {ROUTING}"))
    found = estate.population("sharing_partners")
    assert found.subjects.column("made_by").to_pylist() == ["wizard"]
    assert "Get-OrganizationRelationship" in found.gap
    # No partner was found, but not every list was seen.
    assert outcome_of(estate, "ORG-020").unknowns == 1


def test_what_is_switched_off_is_nobody_s_partner() -> None:
    rows = "id | Name | Enabled\na | SP | True\nb | Lync | False\nc | Other | ?"
    found = _estate(("onprem.partner_application", rows)).population("oauth_partners")
    assert found.member.tolist() == [YES, NO, YES]


def test_a_certificate_is_called_by_its_thumbprint() -> None:
    rows = "id | Subject | Thumbprint\na | CN=Federation | 0A1B\nb | CN=x | 2C\nc | ? | 3D"
    found = _estate(("onprem.certificate", rows)).population("federation_objects")
    assert found.member.tolist() == [YES, NO, MAYBE]
    assert found.subjects.labels([0])[0].name == "0A1B"
    assert "Get-FederationTrust" in found.gap


def test_a_file_without_exchange_online_proves_nothing() -> None:
    other = _estate(("entra.service_principal", "id | AppId | KeyCredentials\na | 1 | "))
    assert not other.population("exchange_service_principals").complete
    own = "id | AppId | KeyCredentials\na | 00000002-0000-0FF1-CE00-000000000000 | "
    assert _estate(("entra.service_principal", own)).population("exchange_service_principals").complete


def test_an_endpoint_is_unknown_only_when_nothing_of_it_is_known() -> None:
    rows = "id | Name | TargetSharingEpr | DiscoveryEndpoint\na | A | ? | https://x.example\nb | B | ? | \nc | C | | "
    found = _estate(("cloud.intra_organization_connector", rows)).population("remote_endpoints")
    assert found.subjects.column("address").to_pylist() == [["https://x.example"], None, []]
