"""Servers, databases and availability groups from both places."""

import datetime as dt

from tiny_estates import outcome_of, tiny

from analyzer.classify.flags import MAYBE, NO, YES
from analyzer.engine.computers import logon_time, read_computers

ORG = "CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com"
SERVER = f"""
id | distinguishedName       | objectClass          | serialNumber                  | msExchCurrentServerRoles
s1 | CN=EX01,CN=Servers,{ORG} | msExchExchangeServer | Version 15.2 (Build 32562.17) | 16439
s2 | CN=EX02,CN=Servers,{ORG} | msExchExchangeServer | Version 15.1 (Build 32507.6)  | ?
"""
COMPUTER = """
id | sides | ad.objectClass | ad.distinguishedName | ad.lastLogonTimestamp
c1 | ad    | top; person; user; computer | CN=EX01,CN=Computers,DC=contoso,DC=com | 133500096000000000
"""


def _column(name: str, population: str, **extra: object) -> list[object]:
    found = tiny(**extra).estate.population(population)  # type: ignore[arg-type]
    assert found.subjects is not None, found.missing
    column = found.subjects.column(name)
    assert column is not None
    return list(column.to_pylist())


def test_a_server_of_the_directory_has_its_version_and_line() -> None:
    # The rows of the partition come in the file's order.
    config = {"table": "ad.configuration", "rows": SERVER}
    assert _column("version", "exchange_servers", **{"with": [config]}) == ["15.2.2562.17", "15.1.2507.6"]
    assert _column("support_line", "server_lines", **{"with": [config]}) == ["se", "ended"]


def test_the_shell_prints_the_build_itself() -> None:
    shell = {
        "table": "onprem.exchange_server",
        "rows": "id | Name | AdminDisplayVersion\na | EX01 | Version 15.2 (Build 1748.10)",
    }
    assert _column("version", "exchange_servers", **{"with": [shell]}) == ["15.2.1748.10"]


def test_a_version_that_nobody_knows_leaves_the_lines_open() -> None:
    shell = {"table": "onprem.exchange_server", "rows": "id | Name | AdminDisplayVersion\na | EX01 | ?"}
    made = tiny(**{"with": [shell]})
    assert not made.estate.population("server_lines").complete
    assert outcome_of(made.estate, "ORG-003").unknowns == 1


def test_unknown_roles_may_be_those_of_an_edge_server() -> None:
    found = tiny(**{"with": [{"table": "ad.configuration", "rows": SERVER}]}).estate.population("edge_servers")
    assert found.member.tolist() == [NO, MAYBE]


def test_a_subscription_stands_beside_the_servers() -> None:
    parts = [
        {"table": "ad.configuration", "rows": SERVER},
        {"table": "onprem.edge_subscription", "rows": "id | Name | Site\ne | EDGE01 | Berlin"},
    ]
    assert tiny(**{"with": parts}).estate.population("edge_servers").member.tolist() == [NO, MAYBE, YES]


def test_computers_are_found_by_the_name_of_the_server() -> None:
    config = {"table": "ad.configuration", "rows": SERVER}
    assert read_computers(tiny("id | sides\nu1 | ad", **{"with": [config]}).estate) is None
    assert _column("computer", "server_computers", rows=COMPUTER, **{"with": [config]}) == ["found", "missing"]
    logons = _column("computer_last_logon", "server_computers", rows=COMPUTER, **{"with": [config]})
    assert logons == [dt.datetime(2024, 1, 18, tzinfo=dt.UTC), None]
    cut = {"with": [config], "incomplete": ["ad.object"]}
    assert _column("computer", "server_computers", rows=COMPUTER, **cut) == ["found", None]


def test_a_logon_time_is_a_number_or_a_text() -> None:
    assert logon_time("133500096000000000") == dt.datetime(2024, 1, 18, tzinfo=dt.UTC)
    assert logon_time("2026-11-01T08:00:00Z") == dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC)
    assert logon_time("") is None
    assert logon_time("0") is None
    assert logon_time("never") is None


def test_a_database_counts_people_only_and_knows_when_it_cannot() -> None:
    base = {
        "table": "ad.configuration",
        "rows": f"id | distinguishedName | objectClass | homeMDBBL\nd | CN=DB,{ORG} | msExchPrivateMDB | ?",
    }
    people = f"""
    id | ad.msExchRecipientTypeDetails | ad.homeMDB  | ad.isCriticalSystemObject
    u1 | 1                             | cn=db,{ORG} | FALSE
    u2 | 8388608                       | CN=DB,{ORG} | FALSE
    """
    assert _column("user_mailbox_count", "mailbox_databases", rows=people, **{"with": [base]}) == ["1"]
    # Without the list of Entra nobody knows which domains there are.
    empty = people.replace("u1 | 1  ", "u1 | 128")
    assert _column(
        "user_mailbox_count", "mailbox_databases", rows=empty, missing=["entra.user"], **{"with": [base]}
    ) == [None]
    named = base | {"rows": base["rows"].replace("| ?", "| CN=u2,OU=Staff,DC=contoso,DC=com")}
    assert _column(
        "user_mailbox_count", "mailbox_databases", rows=empty, missing=["entra.user"], **{"with": [named]}
    ) == ["0"]
