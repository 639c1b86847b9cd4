"""Host names, certificates and the groups of Exchange."""

import pytest
from tiny_estates import tiny

from analyzer.engine.populations.published import host_of


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://Mail.contoso.com:443/owa", "mail.contoso.com"),
        ("mail.contoso.com:443", "mail.contoso.com"),
        ("mail.contoso.com/owa", "mail.contoso.com"),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_host_of_an_address(address: str, host: str) -> None:
    assert host_of(address) == host


def test_virtual_directories_without_addresses_leave_the_names_incomplete() -> None:
    found = tiny("id | Name\nv1 | owa", table="onprem.virtual_directory").estate.population("published_names")
    assert not found.complete


def test_certificates_alone_do_not_make_the_names_whole() -> None:
    rows = "id | Subject | CertificateDomains\nc1 | CN=mail.contoso.com | mail.contoso.com"
    found = tiny(rows, table="onprem.certificate").estate.population("published_names")
    assert found.subjects is not None
    assert found.subjects.column("Name").to_pylist() == ["mail.contoso.com"]
    assert not found.complete


def test_a_send_connector_names_its_certificate_by_issuer_and_subject() -> None:
    connector = {
        "table": "onprem.send_connector",
        "rows": "id | Name | TlsCertificateName\ns1 | Outbound | <I>CN=Example CA<S>CN=mail.contoso.com",
    }
    rows = "id | Subject | Thumbprint\nc1 | CN=mail.contoso.com | 1\nc2 | CN=contoso.com | 2"
    found = tiny(rows, table="onprem.certificate", **{"with": [connector]}).estate.population("hybrid_certificates")
    assert found.member.tolist() == [1, 2]


GROUP = "id | class | sides | ad.distinguishedName | ad.member\n"
SERVERS = {
    "table": "onprem.exchange_server",
    "rows": "id | Name | IsEdgeServer\ns1 | EX01 | False",
}


def foreign(members: str, **extra: object) -> list[str] | None:
    """The foreign members of Exchange Servers."""
    rows = f"{GROUP}g | group | ad | CN=Exchange Servers,OU=Groups,DC=contoso,DC=com | {members}"
    return tiny(rows, **extra).cells("foreign_members")["g"]  # type: ignore[no-any-return]


def test_servers_of_the_shell_are_expected_members() -> None:
    members = "CN=EX01,CN=Computers,DC=contoso,DC=com; CN=EX09,CN=Computers,DC=contoso,DC=com"
    assert foreign(members, **{"with": [SERVERS]}) == ["EX09"]


def test_an_account_named_administrator_elsewhere_is_not_the_built_in_one() -> None:
    members = "CN=Administrator,OU=Fake,DC=contoso,DC=com; CN=Administrateur,CN=Users,DC=contoso,DC=com"
    assert foreign(members, **{"with": [SERVERS]}) == ["Administrator"]


def test_without_servers_an_empty_group_is_known_to_be_empty() -> None:
    assert foreign("") == []
    assert foreign("CN=EX01,CN=Computers,DC=contoso,DC=com") is None


def test_without_any_group_of_exchange_the_unit_was_not_exported() -> None:
    estate = tiny("id | class | sides\ng | group | ad").estate
    assert not estate.population("powerful_exchange_groups").complete
    assert not estate.population("exchange_security_groups").complete


def test_rights_without_a_domain_head_prove_nothing() -> None:
    rows = r"""
id | Identity               | User                               | Deny
p1 | contoso.com/Staff/Anna | CONTOSO\Exchange Trusted Subsystem | False
"""
    found = tiny(rows, table="onprem.ad_permission").estate.population("exchange_permissions")
    assert not found.complete
    assert found.member.size == 0
