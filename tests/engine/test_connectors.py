"""Connectors from the shell and from the directory."""

from typing import Any

from tiny_estates import outcome_of, tiny

from analyzer.classify.flags import MAYBE, NO, YES

ORG = "CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com"


def _estate(*tables: tuple[str, str], **extra: Any) -> Any:
    return tiny(**{"with": [{"table": t, "rows": r} for t, r in tables]}, **extra).estate


def test_a_default_connector_of_the_shell_is_known_without_its_distinguished_name() -> None:
    rows = """
    id | Name                    | Server           | Bindings   | RemoteIPRanges
    a  | Default Frontend EX01   | EX01.contoso.com | [::]:25    | 0.0.0.0-255.255.255.255
    b  | Default Frontend EX09   | EX01             | [::]:25    | 0.0.0.0-255.255.255.255
    c  | Default Frontend EX01   | EX01             | [::]:2526  | 0.0.0.0-255.255.255.255
    """
    found = _estate(("onprem.receive_connector", rows)).population("receive_connectors")
    assert found.subjects.column("made_by").to_pylist() == ["setup", "admin", "altered"]


def test_rights_without_the_connector_say_nothing_and_a_denial_wins() -> None:
    connectors = """
    id | Name | Identity  | PermissionGroups | AuthMechanism
    a  | R1   | EX01/R1   | AnonymousUsers   | Tls
    b  | R2   | EX01/R2   | AnonymousUsers   | Tls
    c  | R3   | EX01/R3   | AnonymousUsers   | Tls
    """
    rights = """
    id | Identity | User    | ExtendedRights                    | Deny
    a  | EX01/R1  | S-1-5-7 | ms-Exch-SMTP-Accept-Any-Recipient | False
    b  | EX01/R2  | S-1-5-7 | ms-Exch-SMTP-Accept-Any-Recipient | False
    c  | EX01/R2  | S-1-5-7 | ms-Exch-SMTP-Accept-Any-Recipient | True
    """
    estate = _estate(("onprem.receive_connector", connectors), ("onprem.ad_permission", rights))
    column = estate.population("receive_connectors").subjects.column("relays_for")
    assert column.to_pylist() == [["anonymous"], [], None]


def test_the_partition_stands_in_for_a_cut_export() -> None:
    stored = f"id | distinguishedName | objectClass\ns | CN=Internet,{ORG} | msExchRoutingSMTPConnector"
    shell = "id | Name\na | Outbound to Office 365 - 1\nb | Partner"
    tables = (("onprem.send_connector", shell), ("ad.configuration", stored))
    assert _estate(*tables).population("send_connectors").subjects.count == 2
    cut = _estate(*tables, incomplete=["onprem.send_connector"]).population("send_connectors")
    assert cut.subjects.count == 1
    assert cut.complete


def test_the_place_that_shows_something_wins() -> None:
    stored = f"id | distinguishedName | objectClass\ns | CN=Internet,{ORG} | msExchRoutingSMTPConnector"
    empty = _estate(("onprem.send_connector", ""), ("ad.configuration", stored))
    assert empty.population("send_connectors").subjects.count == 1
    other = f"id | distinguishedName | objectClass\ns | CN=EX01,{ORG} | msExchExchangeServer"
    shell = _estate(("onprem.send_connector", "id | Name\na | Partner"), ("ad.configuration", other))
    assert shell.population("send_connectors").subjects.column("made_by").to_pylist() == ["admin"]


def test_only_spaces_of_another_kind_make_a_send_connector_a_gateway() -> None:
    rows = """
    id | Name | AddressSpaces
    a  | A    | SMTP:*;1
    b  | B    | Local:FAX:*;1
    c  | C    | ?
    d  | D    | branch.example;1
    """
    found = _estate(("onprem.send_connector", rows)).population("gateway_connectors")
    assert found.member.tolist() == [NO, YES, MAYBE, NO]
    assert "Get-ForeignConnector" in found.gap
    assert outcome_of(_estate(("onprem.send_connector", rows)), "ORG-016").hits == 1
