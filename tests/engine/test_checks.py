# ruff: noqa: E501 - tables are wider than code
"""Checks: each with a pass, a hit and an unknown, and with its parameters."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from tiny_estates import codes_of, outcome_of, rule, tiny

from analyzer.engine import registry
from analyzer.engine.checks import CHECKS, HIT, PASS, UNKNOWN, Scope, check
from analyzer.engine.checks.values import version_parts
from analyzer.engine.subjects import TableSubjects
from analyzer.model.settings import Statement

REMOTE = "remote_mailboxes"


def test_every_check_is_registered_under_one_name() -> None:
    assert set(CHECKS) == registry.checks()
    again = check("exists")
    with pytest.raises(ValueError, match="defined twice"):
        again(CHECKS["exists"])


def test_exists_hits_members_and_doubts_possible_ones() -> None:
    made = tiny("id | ad.msExchRecipientTypeDetails\nu1 | 2147483648\nu2 | ?\nu3 | 64")
    assert codes_of(made, rule("exists", REMOTE)) == {"u1": HIT, "u2": UNKNOWN, "u3": 0}


@pytest.mark.parametrize(
    ("name", "params", "cells"),
    [
        ("is_present", {"attributes": ["mailNickname"]}, {"anna": HIT, "": PASS, " ": PASS, "?": UNKNOWN}),
        ("is_absent", {"attributes": ["mailNickname"]}, {"anna": PASS, "": HIT, " ": HIT, "?": UNKNOWN}),
        ("is_one_of", {"attribute": "mailNickname", "values": ["Anna", "ben"]}, {"ANNA": HIT, "ben": HIT, "cleo": PASS, "": PASS, "?": UNKNOWN}),
        ("is_none_of", {"attribute": "mailNickname", "values": ["anna"]}, {"Anna": PASS, "ben": HIT, "": PASS, "?": UNKNOWN}),
        ("is_below", {"attribute": "mailNickname", "minimum": "2.5.190.0"}, {"2.5.79.0": HIT, "2.5.190.0": PASS, "2.6": PASS, "10.0": PASS, "": UNKNOWN, "new": UNKNOWN, "?": UNKNOWN}),
    ],
)  # fmt: skip
def test_values_of_one_column(name: str, params: dict[str, Any], cells: dict[str, int]) -> None:
    rows = "\n".join(f"u{n} | {cell}" for n, cell in enumerate(cells))
    found = codes_of(tiny(f"id | ad.mailNickname\n{rows}"), rule(name, REMOTE, params=params))
    assert found == {f"u{n}": code for n, code in enumerate(cells.values())}


TWO = """
id | ad.mailNickname | ad.displayName
u1 | a               | u1
u2 |                 | ?
u3 | ?               | ?
u4 | b               | ?
"""


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("is_present", {"u1": HIT, "u2": UNKNOWN, "u3": UNKNOWN, "u4": HIT}),
        ("is_absent", {"u1": PASS, "u2": UNKNOWN, "u3": UNKNOWN, "u4": PASS}),
    ],
)
def test_one_known_value_of_several_is_enough(name: str, wanted: dict[str, int]) -> None:
    made = tiny(TWO)
    outcome = outcome_of(made.estate, rule(name, REMOTE, params={"attributes": ["mailNickname", "displayName"]}))
    order = [int(c) for c in outcome.codes]
    assert order == list(wanted.values())


def test_parts_of_a_list_count_each() -> None:
    made = tiny("id | ad.proxyAddresses\nu1 | SMTP:a@contoso.com; X500:/o=x\nu2 |\nu3 | ?")
    one = rule("is_one_of", REMOTE, params={"attribute": "proxyAddresses", "values": ["x500:/O=X"]})
    none = rule("is_none_of", REMOTE, params={"attribute": "proxyAddresses", "values": ["x500:/O=X"]})
    assert codes_of(made, one) == {"u1": HIT, "u2": PASS, "u3": UNKNOWN}
    assert codes_of(made, none) == {"u1": PASS, "u2": PASS, "u3": UNKNOWN}


def test_disagrees_needs_both_values() -> None:
    made = tiny("id | ad.mail | ad.mailNickname\nu1 | A | a\nu2 | a | b\nu3 | a |\nu4 | ? | b")
    given = rule("disagrees", REMOTE, params={"attribute": "mail", "other": "mailNickname"})
    assert codes_of(made, given) == {"u1": PASS, "u2": HIT, "u3": PASS, "u4": UNKNOWN}
    (hit,) = [e for e in outcome_of(made.estate, given).evidence if e.outcome == HIT]
    assert hit.detail == "mail: a, mailNickname: b"


@pytest.mark.parametrize(
    "given",
    [
        rule("is_present", REMOTE, params={"attributes": ["noSuchColumn"]}),
        rule("is_absent", REMOTE, params={"attributes": ["mailNickname", "noSuchColumn"]}),
        rule("is_one_of", REMOTE, params={"attribute": "noSuchColumn", "values": ["x"]}),
        rule("is_none_of", REMOTE, params={"attribute": "noSuchColumn", "values": ["x"]}),
        rule("is_below", REMOTE, params={"attribute": "noSuchColumn", "minimum": "1"}),
        rule("disagrees", REMOTE, params={"attribute": "mail", "other": "noSuchColumn"}),
        rule("is_not_among", REMOTE, params={"attribute": "noSuchColumn", "among": "tenant_domains"}),
        rule("is_before", REMOTE, params={"attribute": "noSuchColumn", "moment": "as_of"}),
        rule("is_shared", REMOTE, params={"attribute": "noSuchColumn", "among": "directory_addresses"}),
        rule("differs", REMOTE, params={"attributes": ["noSuchColumn"]}),
    ],
    ids=lambda r: r.check,
)
def test_a_column_that_no_file_has_is_unknown_for_all_and_named(given: Any) -> None:
    outcome = outcome_of(tiny("id\nu1\nu2").estate, given)
    assert outcome.codes.tolist() == [UNKNOWN, UNKNOWN]
    assert "noSuchColumn" in outcome.missing


@pytest.mark.parametrize(
    ("name", "hours", "wanted"),
    [
        ("is_after", 0, {"u1": PASS, "u2": HIT, "u3": UNKNOWN}),
        ("is_after", 1, {"u1": HIT, "u2": HIT, "u3": UNKNOWN}),
        ("is_before", 0, {"u1": HIT, "u2": PASS, "u3": UNKNOWN}),
        ("is_before", 1, {"u1": PASS, "u2": PASS, "u3": UNKNOWN}),
    ],
)
def test_moments(name: str, hours: int, wanted: dict[str, int]) -> None:
    # Safe from 11:30 and from 12:30 (a cycle of 30 minutes and 24 hours); the as-of time is 12:00.
    made = tiny(
        "id | ad.whenChanged\nu1 | 20261119110000.0Z\nu2 | 20261119120000.0Z\nu3 | ?",
        as_of=dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC),
    )
    params = {"attribute": "earliest_safe_transfer", "moment": "as_of", "hours": hours}
    given = rule(name, "paired_mailboxes", params=params)
    assert codes_of(made, given) == wanted
    told = [e.detail for e in outcome_of(made.estate, given).evidence if e.outcome == HIT]
    assert all(d.startswith("safe from 2026-11-20T") and d.endswith("at the latest") for d in told)


def test_a_moment_that_no_file_carries_is_unknown() -> None:
    made = tiny("id\nu1", exported_at=None)
    params = {"attribute": "earliest_safe_transfer", "moment": "export_time"}
    outcome = outcome_of(made.estate, rule("is_before", "paired_mailboxes", params=params))
    assert outcome.codes.tolist() == [UNKNOWN]
    assert outcome.missing == "a file that carries a time"


def _domains(rows: str, **extra: Any) -> list[int]:
    made = tiny(
        table="onprem.accepted_domain",
        rows=rows,
        **{"with": [{"rows": "id | ad.proxyAddresses | ad.mail\nu1 | SMTP:a@contoso.com; smtp:a@b.example | a@contoso.com"}]},
        **extra,
    )  # fmt: skip
    params = {"attribute": "domain", "among": "tenant_domains"}
    given = rule("is_not_among", "onprem_accepted_domains", subject="organisation", params=params)
    return [int(c) for c in outcome_of(made.estate, given).codes]


DOMAINS = "id | DomainName | DomainType\nd1 | CONTOSO.com | Authoritative\nd2 | b.example | Authoritative\nd3 | ? | Authoritative"


def test_not_among_a_named_set() -> None:
    assert _domains(DOMAINS) == [PASS, HIT, UNKNOWN]
    assert _domains(DOMAINS, incomplete=["cloud.accepted_domain"]) == [PASS, UNKNOWN, UNKNOWN]
    assert _domains(DOMAINS, missing=["cloud.accepted_domain"]) == [UNKNOWN, UNKNOWN, UNKNOWN]


SHARED = """
id | class | sides          | ad.proxyAddresses                          | ad.mail       | cloud.EmailAddresses | cloud.PrimarySmtpAddress
u1 | user  | ad cloud entra | SMTP:a@contoso.com; smtp:info@contoso.com  | a@contoso.com | SMTP:a@contoso.com   | a@contoso.com
u2 | user  | ad cloud entra | SMTP:b@contoso.com; smtp:INFO@contoso.com  | b@contoso.com | SMTP:b@contoso.com   | b@contoso.com
u3 | user  | ad cloud entra | SMTP:c@contoso.com                         | c@contoso.com | SMTP:c@contoso.com   | c@contoso.com
u4 | user  | ad cloud entra | ?                                          | d@contoso.com | SMTP:d@contoso.com   | d@contoso.com
g1 | group | ad cloud       | SMTP:g@contoso.com                         | g@contoso.com | SMTP:g@contoso.com   | g@contoso.com
c1 | contact | ad cloud     | SMTP:k@contoso.com                         | k@contoso.com | SMTP:k@contoso.com   | k@contoso.com
"""


def _by_owner(made: Any, given: Any) -> dict[str, set[int]]:
    outcome = outcome_of(made.estate, given)
    owner = outcome.population.subjects.identity()  # type: ignore[union-attr]
    names = {i: n for n, i in made.index.items()}
    out: dict[str, set[int]] = {}
    for o, c in zip(owner, outcome.codes, strict=True):  # type: ignore[arg-type]
        out.setdefault(names[int(o)], set()).add(int(c))
    return out


def test_shared_with_another_owner() -> None:
    given = rule("is_shared", "directory_addresses", params={"attribute": "address", "among": "directory_addresses"})
    found = _by_owner(tiny(SHARED), given)
    assert HIT in found["u1"]
    assert HIT in found["u2"]
    assert found["u3"] == {PASS}
    assert found["u4"] == {PASS, UNKNOWN}
    assert found["g1"] == {0}
    cut = _by_owner(tiny(SHARED, incomplete=["ad.object"]), given)
    assert HIT in cut["u1"]
    assert cut["u3"] == {UNKNOWN}


def test_one_evidence_per_address_and_owner_names_the_others() -> None:
    given = rule("is_shared", "directory_addresses", params={"attribute": "address", "among": "directory_addresses"})
    hits = [e for e in outcome_of(tiny(SHARED).estate, given).evidence if e.outcome == HIT]
    assert [(e.directory_value, e.detail) for e in hits] == [
        ("info@contoso.com", "also held by u2"),
        ("info@contoso.com", "also held by u1"),
    ]


def test_many_other_owners_are_counted() -> None:
    rows = "\n".join(f"u{n} | SMTP:u{n}@contoso.com; smtp:all@contoso.com" for n in range(6))
    given = rule("is_shared", "directory_addresses", params={"attribute": "address", "among": "directory_addresses"})
    hits = [e for e in outcome_of(tiny("id | ad.proxyAddresses\n" + rows).estate, given).evidence if e.outcome == HIT]
    assert len(hits) == 6
    assert all(h.detail.endswith(" and 2 more") for h in hits)


SERVERS = """
id | distinguishedName | objectClass
s1 | CN=EX01,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=x | msExchExchangeServer
s2 | CN=EX02,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=x | msExchExchangeServer
"""


@pytest.mark.parametrize(
    ("params", "health", "hits", "unknowns"),
    [
        ({"at_least": 2}, (), 1, 0),
        ({"at_least": 3}, (), 0, 0),
        ({"at_least": 2}, ("ad.configuration",), 1, 0),
        ({"at_least": 3}, ("ad.configuration",), 0, 1),
        ({"at_least": 1, "at_most": 2}, (), 1, 0),
        ({"at_least": 1, "at_most": 2}, ("ad.configuration",), 0, 1),
        ({"at_most": 1}, (), 0, 0),
    ],
)
def test_count(params: dict[str, int], health: tuple[str, ...], hits: int, unknowns: int) -> None:
    estate = tiny(table="ad.configuration", rows=SERVERS, incomplete=list(health)).estate
    outcome = outcome_of(estate, rule("count", "exchange_servers", subject="organisation", gates="R", params=params))
    assert (outcome.hits, outcome.unknowns) == (hits, unknowns)
    assert outcome.settled


def test_count_of_nothing_seen_in_a_cut_file_is_unknown() -> None:
    rows = "id | distinguishedName | objectClass\nx1 | CN=A,CN=Microsoft Exchange,CN=Services,DC=x | container"
    estate = tiny(table="ad.configuration", rows=rows, incomplete=["ad.configuration"]).estate
    outcome = outcome_of(estate, rule("count", "exchange_servers", subject="organisation", params={"at_least": 2}))
    assert outcome.unknowns == 1
    assert outcome.missing


def test_count_of_different_values() -> None:
    made = tiny("id | cloud.IsExchangeCloudManaged\nu1 | True\nu2 | False\nu3 | False")
    given = rule(
        "count", "synced_mailboxes", subject="tenant", params={"of": "cloud.IsExchangeCloudManaged", "at_least": 2}
    )
    assert outcome_of(made.estate, given).hits == 1


@pytest.mark.parametrize(
    ("rows", "missing", "words"),
    [
        ("id | cloud.IsDirSynced\nu1 | True", (), ""),
        ("id | cloud.IsDirSynced\nu1 | ?", (), "IsDirSynced of Get-Mailbox of Exchange Online"),
        ("id | sides\nu1 | ad", ("cloud.mailbox",), "Get-Mailbox of Exchange Online"),
    ],
)
def test_not_supplied(rows: str, missing: tuple[str, ...], words: str) -> None:
    given = rule("not_supplied", "tenant", level="unknown", subject="tenant", params={"inputs": ["cloud.mailbox.IsDirSynced"]})  # fmt: skip
    outcome = outcome_of(tiny(rows, missing=list(missing)).estate, given)
    assert outcome.hits == bool(words)
    assert [e.detail for e in outcome.evidence] == ([f"missing: {words}"] if words else [])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (None, UNKNOWN),
        (Statement(id="ATT-001", answer="yes"), UNKNOWN),
        (Statement(id="ATT-001", answer="yes", person="Ines Holm"), UNKNOWN),
        (Statement(id="ATT-001", answer="yes", date=dt.date(2026, 11, 2)), UNKNOWN),
        (Statement(id="ATT-001", answer="yes", person="Ines Holm", date=dt.date(2026, 11, 2)), PASS),
        (Statement(id="ATT-001", answer="no"), HIT),
        (Statement(id="ATT-002", answer="no"), UNKNOWN),
    ],
)
def test_statements(said: Statement | None, code: int) -> None:
    estate = tiny("id\nu1", settings={"statements": (said,) if said else ()}).estate
    outcome = outcome_of(estate, "ATT-001")
    assert outcome.codes.tolist() == [code]
    assert (outcome.hits, outcome.unknowns) == (code == HIT, code == UNKNOWN)


def test_differs_is_unknown_without_a_comparison_for_one_of_its_attributes() -> None:
    made = tiny("id\nu1")
    params = {"attributes": ["mail", "accountExpires"]}
    assert codes_of(made, rule("differs", "paired_mailboxes", params=params))["u1"] in {PASS, UNKNOWN}
    made.estate.comparison = type(made.estate.comparison)(
        kinds={}, rows=made.estate.comparison.rows, unknown_because={}
    )
    outcome = outcome_of(made.estate, rule("differs", "paired_mailboxes", params=params))
    assert outcome.codes.tolist() == [UNKNOWN]
    assert outcome.missing == "a cloud column for mail"


def test_versions_are_numbers() -> None:
    assert version_parts("15.2.2562") > version_parts("15.2.999")
    assert version_parts("none") == ()


def test_a_check_over_an_empty_frame_says_nothing() -> None:
    import pyarrow as pa

    empty = TableSubjects(table=pa.table({"Name": pa.array([], pa.string())}))
    scope = Scope(estate=tiny("id\nu1").estate, subjects=empty, member=np.zeros(0, np.uint8), complete=True)
    assert CHECKS["is_one_of"](scope, attribute="Name", values=["x"]).codes.tolist() == []
    assert CHECKS["count"](scope, at_least=1).codes.tolist() == []
