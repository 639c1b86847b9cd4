# ruff: noqa: E501 - tables are wider than code
"""Could there be objects that no file shows?"""

import pytest
from tiny_estates import tiny

from analyzer.engine.coverage import cloud_gaps, directory_gaps, known_domains, organizational_unit
from analyzer.engine.dn_columns import domain_of

HEAD = "id | class | sides | ad.distinguishedName | entra.OnPremisesDistinguishedName\n"
USER = "u1 | user | ad cloud entra | CN=u1,OU=Staff,DC=contoso,DC=com | CN=u1,OU=Staff,DC=contoso,DC=com"
REST = "\ng1 | group | ad cloud | CN=g1,DC=contoso,DC=com |\nc1 | contact | ad cloud | CN=c1,DC=contoso,DC=com |"


def test_a_whole_directory_has_no_gap() -> None:
    assert directory_gaps(tiny(HEAD + USER + REST).estate) == ()


@pytest.mark.parametrize(
    ("rows", "extra", "gap"),
    [
        (USER + REST, {"missing": ["ad.object"]}, "no directory export was read"),
        (USER + REST, {"incomplete": ["ad.object"]}, "ad.object.csv is not whole"),
        (USER + REST, {"missing": ["entra.user"]}, "without Get-MgUser nobody can say which domains exist"),
        (USER.replace("CN=u1,OU=Staff,DC=contoso,DC=com", "", 2).replace("u1 | user", "u1 | user") + REST, {}, "Get-MgUser was exported without OnPremisesDistinguishedName and OnPremisesDomainName"),
        (USER + REST + "\nu2 | user | entra | | CN=u2,DC=emea,DC=contoso,DC=com", {}, "no directory file of the domain emea.contoso.com"),
        (USER + "\ng1 | group | cloud | |", {}, "the cloud holds synced groups, the directory files hold none"),
        (USER + "\nc1 | contact | cloud | |", {}, "the cloud holds synced contacts, the directory files hold none"),
        (USER, {"missing": ["cloud.group"]}, "no group in the directory files, and no cloud list to compare with"),
    ],
)  # fmt: skip
def test_each_gap_is_said(rows: str, extra: dict[str, list[str]], gap: str) -> None:
    assert gap in directory_gaps(tiny(HEAD + rows, **extra).estate)


def test_an_estate_without_groups_has_no_gap() -> None:
    assert directory_gaps(tiny(HEAD + USER).estate) == ()


@pytest.mark.parametrize(
    ("extra", "gaps"),
    [
        ({}, ()),
        ({"incomplete": ["cloud.mailbox"]}, ("Get-Mailbox of Exchange Online is not whole",)),
        # Groups of Microsoft 365 hold addresses that no other list shows.
        ({"missing": ["cloud.recipient"]}, ("Get-Recipient of Exchange Online was not supplied",)),
        ({"incomplete": ["cloud.recipient"]}, ("Get-Recipient of Exchange Online is not whole",)),
        ({"missing": ["cloud.group", "cloud.contact", "cloud.mailuser"]}, ()),
    ],
)
def test_cloud_lists(extra: dict[str, list[str]], gaps: tuple[str, ...]) -> None:
    assert cloud_gaps(tiny(HEAD + USER, **extra).estate) == gaps


@pytest.mark.parametrize(
    ("addresses", "gaps"),
    [("SMTP:u1@contoso.com", ()), ("?", ("Get-Recipient was exported without its addresses",))],
)
def test_the_list_of_all_recipients_stands_for_the_others(addresses: str, gaps: tuple[str, ...]) -> None:
    recipients = {
        "table": "cloud.recipient",
        "rows": f"id | Name | PrimarySmtpAddress | EmailAddresses\nu1 | u1 | u1@contoso.com | {addresses}",
    }
    estate = tiny(HEAD + USER, missing=["cloud.group", "cloud.contact"], **{"with": [recipients]}).estate
    assert cloud_gaps(estate) == gaps


@pytest.mark.parametrize(
    ("dn", "domain", "unit"),
    [
        ("CN=Anna,OU=Staff,DC=Contoso,DC=com", "contoso.com", "OU=Staff,DC=Contoso,DC=com"),
        (r"CN=Berg\, Anna,OU=Staff,dc=contoso,dc=com", "contoso.com", "OU=Staff,dc=contoso,dc=com"),
        ("CN=Anna, DC=contoso, DC=com", "contoso.com", " DC=contoso, DC=com"),
        ("CN=ADC=x,DC=contoso,DC=com", "contoso.com", "DC=contoso,DC=com"),
        ("", "", ""),
        ("Anna", "", ""),
    ],
)
def test_parts_of_a_name(dn: str, domain: str, unit: str) -> None:
    assert (domain_of(dn), organizational_unit(dn)) == (domain, unit)


def test_domains_are_those_of_synced_users_whatever_their_case() -> None:
    rows = (
        "id | sides | entra.OnPremisesDistinguishedName | entra.OnPremisesSyncEnabled\n"
        "u1 | entra | CN=u1,OU=A,DC=CONTOSO,DC=com | True\n"
        "u2 | entra | CN=u2,OU=B,DC=contoso,DC=com | ?\n"
        "u3 | entra | CN=u3,DC=left,DC=example | False\n"
        "u4 | entra | | True\n"
        "u5 | entra | ? | True"
    )
    assert known_domains(tiny(rows).estate) == {"contoso.com"}
