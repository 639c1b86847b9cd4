"""Which connectors and domains of the cloud lead to the server."""

from tiny_estates import tiny

from analyzer.engine.named_sets import NAMED_SETS, NamedSet

CONNECTORS = {
    "table": "cloud.outbound_connector",
    "rows": """
id | Name    | Enabled | ConnectorType | RecipientDomains
c1 | Server  | True    | OnPremises    | contoso.com; *.plant.example
c2 | Partner | True    | Partner       | fabrikam.example
c3 | Old     | False   | OnPremises    | old.example
""",
}
ONPREM = {
    "table": "onprem.accepted_domain",
    "rows": """
id | DomainName     | DomainType
d1 | contoso.com    | Authoritative
d2 | legacy.example | Authoritative
""",
}
MX = {
    "table": "onprem.dns_record",
    "rows": """
id | Name             | Type | Value
m1 | elsewhere.test   | MX   | 10 mx.elsewhere.test
m2 | contoso.com      | MX   | gateway.contoso.com
m3 | cloudy.test      | MX   | cloudy-test.mail.protection.outlook.com.
m4 | elsewhere.test   | TXT  | v=spf1 -all
m5 | nowhere.test     | MX   |
""",
}


def made(name: str, *tables: object, **more: object) -> NamedSet:
    return NAMED_SETS[name](tiny("id\nu1", **{"with": list(tables), **more}).estate)


def test_only_enabled_connectors_to_the_server_count() -> None:
    found = made("onprem_connector_names", CONNECTORS)
    assert found.values == {"server"}
    assert found.complete


def test_a_connector_that_may_lead_there_makes_the_set_open() -> None:
    unclear = {"table": "cloud.outbound_connector", "rows": "id | Name | Enabled | ConnectorType\nc1 | X | True | ?"}
    found = made("onprem_connector_names", unclear)
    assert found.values == frozenset()
    assert not found.complete
    assert "Get-OutboundConnector" in found.missing


def test_without_connectors_nobody_knows_their_names() -> None:
    assert made("onprem_connector_names").values is None


def test_routed_domains_are_named_by_connectors_lists_and_mx() -> None:
    found = made("onprem_routed_domains", CONNECTORS, ONPREM, MX)
    assert found.values == {"contoso.com", "plant.example", "legacy.example", "elsewhere.test"}
    assert found.complete


def test_a_relay_domain_of_the_tenant_is_routed_and_its_own_mx_is_not() -> None:
    accepted = {
        "table": "cloud.accepted_domain",
        "rows": "id | DomainName | DomainType\nt1 | shared.test | InternalRelay\nt2 | contoso.com | Authoritative",
    }
    found = made("onprem_routed_domains", accepted, MX)
    assert found.values is not None
    assert "shared.test" in found.values
    assert "contoso.com" not in found.values
    assert not found.complete
    assert "Get-OutboundConnector" in found.missing


def test_without_any_list_nothing_is_known() -> None:
    assert made("onprem_routed_domains", missing=["cloud.accepted_domain"]).values is None
