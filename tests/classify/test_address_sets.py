"""Addresses of a pair: the primary apart from the set, and what the service adds or drops by itself."""

import pytest
from pair_estates import compare, person, rows_of, snapshot

from analyzer.classify import kinds as k

MINE = "SMTP:anna@contoso.example"


def found(directory: list[str], cloud: list[str], **extra: object) -> dict[str, tuple[str, str]]:
    """Kind and direction of each aspect of one person that has a row."""
    accepted = extra.pop("accepted", ("contoso.example", "contoso.onmicrosoft.com"))
    one = person("anna", {"proxyAddresses": directory}, {"EmailAddresses": cloud} | extra)
    rows = rows_of(snapshot([one], accepted=accepted))
    return {a.removeprefix("proxyAddresses."): (r["kind"], r["direction"]) for (_, a), r in rows.items()}


@pytest.mark.parametrize(
    ("directory", "cloud"),
    [
        ([MINE], ["SMTP:Anna@Contoso.EXAMPLE"]),
        ([MINE, "smtp:a@contoso.example"], ["smtp:A@contoso.example", "SMTP:anna@contoso.example"]),
        ([MINE], [MINE, "smtp:anna@contoso.onmicrosoft.com"]),
        ([MINE], [MINE, "smtp:anna@contoso.mail.onmicrosoft.com"]),
        ([MINE], [MINE, "SPO:SPO_1@SPO_2", "SIP:anna@contoso.example", "X500:/o=Old/cn=anna"]),
        ([MINE, "X500:/o=ExchangeLabs/ou=x/cn=anna"], [MINE]),
        ([MINE, "smtp:a@b\u00fccher.example"], [MINE, "smtp:A@xn--bcher-kva.example"]),
        ([MINE, MINE.lower()], [MINE]),
    ],
)
def test_what_the_service_does_by_itself_is_no_row(directory: list[str], cloud: list[str]) -> None:
    assert found(directory, cloud) == {}


@pytest.mark.parametrize(
    ("directory", "cloud", "expected"),
    [
        ([MINE, "smtp:a@contoso.example"], [MINE], {"smtp": ("drift", "only_directory")}),
        ([MINE], [MINE, "smtp:a@contoso.example"], {"smtp": ("drift", "only_cloud")}),
        ([MINE, "smtp:a@contoso.example"], [MINE, "smtp:b@contoso.example"], {"smtp": ("drift", "both")}),
        ([MINE, "smtp:a@legacy.example"], [MINE], {"smtp": ("by_design", "only_directory")}),
        ([MINE, "smtp:a@legacy.example", "smtp:a@contoso.example"], [MINE], {"smtp": ("drift", "only_directory")}),
        ([MINE, "X500:/o=Contoso/cn=anna"], [MINE], {"x500": ("drift", "only_directory")}),
        ([MINE, "sip:anna@contoso.example"], [MINE], {"sip": ("drift", "only_directory")}),
        ([MINE, "eum:4711;phone-context=x"], [MINE], {"other": ("drift", "only_directory")}),
        ([MINE, "smtp:nohost"], [MINE], {"smtp": ("drift", "only_directory")}),
    ],
)
def test_what_differs(directory: list[str], cloud: list[str], expected: dict[str, tuple[str, str]]) -> None:
    assert found(directory, cloud) == expected


def test_the_sign_in_name_as_an_alias_is_by_design() -> None:
    extra = {"UserPrincipalName": "a.berg@contoso.example"}
    one = person(
        "anna",
        {"userPrincipalName": "a.berg@contoso.example"},
        {"EmailAddresses": [MINE, "smtp:a.berg@contoso.example"]} | extra,
    )
    row = rows_of(snapshot([one]))["anna", "proxyAddresses.smtp"]
    assert row["kind"] == "by_design"
    assert "sign-in name" in row["why"]


def test_another_primary_is_told_apart_from_the_set() -> None:
    swapped = ["SMTP:a@contoso.example", "smtp:anna@contoso.example"]
    one = person(
        "anna",
        {"proxyAddresses": [MINE, "smtp:a@contoso.example"]},
        {"EmailAddresses": swapped, "PrimarySmtpAddress": "a@contoso.example"},
    )
    rows = rows_of(snapshot([one]))
    assert set(rows) == {("anna", "proxyAddresses.primary")}
    row = rows["anna", "proxyAddresses.primary"]
    assert (row["directory_value"], row["cloud_value"]) == ("anna@contoso.example", "a@contoso.example")


@pytest.mark.parametrize(
    ("directory", "cloud", "single", "kind"),
    [
        ([MINE], [MINE], "", None),
        ([MINE], None, "anna@contoso.example", None),
        ([MINE], None, "ben@contoso.example", "drift"),
        (["smtp:anna@contoso.example"], [MINE], "anna@contoso.example", "drift"),
        ([MINE, "SMTP:b@contoso.example"], [MINE], "anna@contoso.example", "unknown"),
        ([MINE], [MINE], "ben@contoso.example", "unknown"),
        ([MINE], [MINE, "SMTP:b@contoso.example"], "anna@contoso.example", "unknown"),
        ([MINE], None, None, "unknown"),
        ([], [MINE], "anna@contoso.example", "drift"),
    ],
)
def test_primary(directory: list[str], cloud: list[str] | None, single: str | None, kind: str | None) -> None:
    one = person("anna", {"proxyAddresses": directory}, {"EmailAddresses": cloud, "PrimarySmtpAddress": single})
    rows = rows_of(snapshot([one, person("ben")]))
    row = rows.get(("anna", "proxyAddresses.primary"))
    assert (row and row["kind"]) == kind


def test_an_export_without_upper_case_prefixes_lost_the_primary() -> None:
    people = [person(n, {"proxyAddresses": [f"smtp:{n}@contoso.example"]}) for n in ("anna", "ben")]
    _, comparison, _ = compare(snapshot(people))
    assert set(comparison.kinds["proxyAddresses.primary"]) == {k.UNKNOWN}
    assert "mark of the primary is lost" in comparison.unknown_because["proxyAddresses.primary"]
    assert set(comparison.kinds["proxyAddresses.smtp"]) == {k.EQUAL}
    assert comparison.rows.empty


def test_without_accepted_domains_only_the_doubtful_rows_are_unknown() -> None:
    assert found([MINE], [MINE], accepted=None) == {}
    assert found([MINE, "smtp:a@contoso.example"], [MINE], accepted=None)["smtp"][0] == "drift"
    assert found([MINE, "smtp:a@legacy.example"], [MINE], accepted=None)["smtp"][0] == "unknown"


def test_a_wildcard_domain_covers_its_subdomains() -> None:
    accepted = ("contoso.example", "*.legacy.example")
    assert found([MINE, "smtp:a@old.legacy.example"], [MINE], accepted=accepted)["smtp"][0] == "drift"


@pytest.mark.parametrize(
    ("name", "cloud", "own", "kind"),
    [
        ("", [MINE], "/o=ExchangeLabs/cn=a", k.BY_DESIGN),
        ("/o=Contoso/cn=a", [MINE, "X500:/O=CONTOSO/CN=A"], "", k.EQUAL),
        ("/o=Contoso/cn=a", [MINE], "/o=contoso/cn=A", k.EQUAL),
        ("/o=Contoso/cn=a", [MINE], "/o=ExchangeLabs/cn=a", k.DRIFT),
        ("/o=Contoso/cn=a", None, "", k.UNKNOWN),
        (None, [MINE], "", k.UNKNOWN),
        ("", [MINE], "", k.EQUAL),
    ],
)
def test_legacy_names_live_on_as_x500(name: str | None, cloud: list[str] | None, own: str, kind: int) -> None:
    one = person("anna", {"legacyExchangeDN": name}, {"EmailAddresses": cloud, "LegacyExchangeDN": own})
    _, comparison, places = compare(snapshot([one, person("ben")]))
    assert comparison.kinds["legacyExchangeDN"][places["anna"]] == kind
