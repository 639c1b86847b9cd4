"""Message tracking as clients: who is counted, who is not, and what few days prove."""

from typing import Any

from tiny_estates import outcome_of, tiny

from analyzer.classify.flags import MAYBE, YES

HEAD = "id | Timestamp | ClientIp | ClientHostname | ServerHostname | ConnectorId | Source | EventId | Sender"


def _tracking(*rows: str, **extra: Any) -> Any:
    return tiny(**{"with": [{"table": "onprem.message_tracking", "rows": "\n".join([HEAD, *rows])}]}, **extra).estate


def _row(when: str = "2026-11-19T08:00:00Z", ip: str = "192.0.2.10", host: str = "printer01", **more: str) -> str:
    cells = {"server": "EX01", "connector": "EX01/Relay", "source": "SMTP", "event": "RECEIVE", "sender": "a@x.example"}
    cells |= more
    return " | ".join(["m" + when + ip + host, when, ip, host, *cells.values()])


def _names(estate: Any) -> list[str]:
    found = estate.population("relay_clients")
    return [label.name for label in found.subjects.labels(range(found.subjects.count))]


def test_one_row_for_each_address_with_what_it_sent() -> None:
    estate = _tracking(_row("2026-11-18T08:00:00Z"), _row(sender="b@x.example"), _row(ip="192.0.2.11"))
    found = estate.population("relay_clients")
    assert _names(estate) == ["192.0.2.10", "192.0.2.11"]
    assert found.subjects.column("relayed").to_pylist()[0] == (
        "2 messages; newest 2026-11-19T08:00:00Z; host printer01; senders a@x.example, b@x.example; through EX01/Relay"
    )


def test_mapped_addresses_and_ranges_are_understood() -> None:
    rows = (_row(ip="::ffff:40.92.1.1"), _row(ip="fe80::1%4"), _row(ip="127.0.0.1"), _row(ip="2a01:111:f403::5"))
    assert _names(_tracking(*rows)) == []


def test_servers_are_known_by_who_wrote_the_rows_and_by_the_directory() -> None:
    org = "CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com"
    config = f"id | distinguishedName | objectClass\ns | CN=EX07,CN=Servers,{org} | msExchExchangeServer"
    tables = [
        {
            "table": "onprem.message_tracking",
            "rows": "\n".join([HEAD, _row(host="ex01.contoso.com"), _row(host="EX07")]),
        },
        {"table": "ad.configuration", "rows": config},
    ]
    assert _names(tiny(**{"with": tables}).estate) == []


def test_a_client_without_an_address_only_may_be_one() -> None:
    estate = _tracking(_row(ip="?"), _row(ip="192.0.2.11"))
    assert sorted(estate.population("relay_clients").member.tolist()) == [YES, MAYBE]


def test_a_server_among_rows_without_addresses_hides_nobody() -> None:
    mixed = _tracking(_row(ip="?", host="ex01.contoso.com"), _row(ip="?", host="printer01"))
    assert mixed.population("relay_clients").member.tolist() == [MAYBE]
    alone = _tracking(_row(ip="?", host="ex01.contoso.com"), _row(ip="?", host="EX01"))
    assert alone.population("relay_clients").member.tolist() == []
    untold = _tracking(_row(ip="?", host="ex01.contoso.com"), _row(ip="?", host="?"))
    assert untold.population("relay_clients").member.tolist() == [MAYBE]


def test_few_or_old_days_prove_nothing() -> None:
    month = (_row("2026-10-20T08:00:00Z", ip="127.0.0.1"), _row("2026-11-19T08:00:00Z", ip="127.0.0.1"))
    whole = _tracking(*month).population("relay_clients")
    assert whole.complete
    week = outcome_of(_tracking(month[1]), "ORG-013")
    assert "30 days" in week.missing
    assert week.unknowns == 1
    old = (_row("2026-01-01T08:00:00Z", ip="127.0.0.1"), _row("2026-02-15T08:00:00Z", ip="127.0.0.1"))
    assert "2026-02-15" in _tracking(*old).population("relay_clients").gap
    cut = _tracking(*month, incomplete=["onprem.message_tracking"]).population("relay_clients")
    assert not cut.complete


def test_without_tracking_it_is_not_supplied() -> None:
    assert tiny().estate.population("relay_clients").subjects is None


def test_a_signed_statement_fills_the_gap() -> None:
    signed = {"statements": {"ATT-001": "yes by Ines Holm on 2026-11-02"}}
    assert tiny(**signed).estate.population("relay_clients").complete
    assert _tracking(_row(ip="127.0.0.1"), **signed).population("relay_clients").complete
    assert tiny(statements={"ATT-001": "yes"}).estate.population("relay_clients").subjects is None
    assert outcome_of(_tracking(_row(), **signed), "ORG-013").hits == 1
