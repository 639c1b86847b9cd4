"""DNS of the mail domains: what was asked, what was not, and where it leads."""

from tiny_estates import tiny

from analyzer.engine.estate import Estate

ONE_DOMAIN = {
    "table": "cloud.accepted_domain",
    "rows": """
id | DomainName              | DomainType    | InitialDomain
t1 | contoso.com             | Authoritative | False
t2 | contoso.onmicrosoft.com | Authoritative | True
t3 | *.contoso.com           | Authoritative | False
""",
}


def estate_of(rows: str, **extra: object) -> Estate:
    """An estate with one mail domain and these DNS answers."""
    return tiny(rows, table="onprem.dns_record", **{"with": [ONE_DOMAIN], **extra}).estate


def test_a_domain_that_nobody_asked_for_leaves_the_records_incomplete() -> None:
    estate = estate_of("id | View | Name | Type | Value\nm1 | outside | other.example | MX | mail.other.example")
    found = estate.population("mx_records")
    assert not found.complete
    assert "MX of contoso.com" in found.gap
    assert "onmicrosoft" not in found.gap


def test_an_answer_from_inside_does_not_settle_the_mx() -> None:
    estate = estate_of("id | View | Name | Type | Value\nm1 | inside | contoso.com | MX |")
    assert not estate.population("mx_records").complete


def test_one_answer_from_outside_settles_the_mx() -> None:
    estate = estate_of(
        "id | View | Name | Type | Value\nm1 | outside | contoso.com | MX | contoso-com.mail.protection.outlook.com"
    )
    found = estate.population("mx_records")
    assert found.complete
    assert found.subjects is not None
    assert found.subjects.column("points_to").to_pylist() == ["exchange_online"]


def test_autodiscover_has_to_be_asked_for_on_both_sides() -> None:
    rows = (
        "id | View | Name | Type | Value\na1 | outside | autodiscover.contoso.com | CNAME | autodiscover.outlook.com\n"
    )
    one_side = estate_of(rows).population("autodiscover_records")
    assert one_side.gap.endswith("autodiscover.contoso.com inside")
    both = estate_of(rows + "a2 | inside | autodiscover.contoso.com | CNAME | autodiscover.outlook.com")
    assert both.population("autodiscover_records").complete


def test_a_circle_of_aliases_ends() -> None:
    estate = estate_of("""
id | View   | Name                     | Type  | Value
a1 | inside | autodiscover.contoso.com | CNAME | two.contoso.com
a2 | inside | two.contoso.com          | CNAME | autodiscover.contoso.com
""")
    found = estate.population("autodiscover_records")
    assert found.subjects is not None
    assert found.subjects.column("points_to").to_pylist()[0] == "two.contoso.com (inside)"


def test_a_cut_file_is_not_whole() -> None:
    rows = "id | View | Name | Type | Value\nm1 | outside | contoso.com | MX | x.mx.microsoft"
    found = estate_of(rows, incomplete=["onprem.dns_record"]).population("mx_records")
    assert found.gap.startswith("a whole export")


def test_senders_of_a_policy_are_those_beside_exchange_online() -> None:
    policy = "v=spf1 +a:mail.contoso.com ip4:192.0.2.0/24 ip4:40.92.1.0/24 ip6:broken include:x.example ~all"
    found = estate_of(f"id | View | Name | Type | Value\ns1 | outside | contoso.com | TXT | {policy}")
    spf = found.population("spf_records")
    assert spf.complete
    assert spf.subjects is not None
    assert spf.subjects.column("onprem_senders").to_pylist() == [
        ["a:mail.contoso.com", "ip4:192.0.2.0/24", "ip6:broken"]
    ]


def test_a_domain_of_the_server_alone_need_not_be_in_a_public_zone() -> None:
    onprem = {"table": "onprem.accepted_domain", "rows": "id | DomainName | DomainType\nd1 | ad.local | Authoritative"}
    rows = "id | View | Name | Type | Value\nm1 | outside | contoso.com | MX | x.mx.microsoft\n"
    parts = {"with": [ONE_DOMAIN, onprem]}
    assert estate_of(rows, **parts).population("mx_records").complete
    asked = estate_of(rows + "m2 | outside | ad.local | MX | mail.ad.local", **parts).population("mx_records")
    assert asked.member.tolist() == [1, 1]
