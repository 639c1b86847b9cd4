"""Checks on links, sets, numbers and patterns; what a rule assumes; rules that are left out."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from tiny_estates import RULES, outcome_of, rule, tiny

from analyzer.engine.checks import HIT, PASS, UNKNOWN
from analyzer.engine.findings import build_findings
from analyzer.engine.pack import load_pack
from analyzer.errors import PackUnusable
from analyzer.model.settings import Statement

FORWARDS = """
id | ad.altRecipient                     | ad.msExchRecipientTypeDetails | ad.homeMDB
u1 | CN=u4,OU=Staff,DC=contoso,DC=com    | 2147483648                    |
u2 | cn=U3, ou=Staff,DC=contoso,DC=com   | 2147483648                    |
u3 |                                     | 2147483648                    |
u4 |                                     | 1                             | CN=DB1,DC=x
u5 | CN=far,DC=elsewhere,DC=com          | 2147483648                    |
u6 | ?                                   | 2147483648                    |
"""


def test_a_link_leads_to_a_member_past_it_or_out_of_the_files() -> None:
    made = tiny(FORWARDS)
    given = rule("leads_to", "remote_mailboxes", params={"links": ["altRecipient"], "targets": "onprem_mailboxes"})
    outcome = outcome_of(made.estate, given)
    codes = {name: int(outcome.codes[i]) for name, i in made.index.items()}
    assert codes == {"u1": HIT, "u2": PASS, "u3": PASS, "u4": 0, "u5": UNKNOWN, "u6": UNKNOWN}
    shown = {e.index: (e.directory_value, e.detail) for e in outcome.evidence}
    assert shown[made.index["u1"]] == ("CN=u4,OU=Staff,DC=contoso,DC=com", "")
    assert shown[made.index["u5"]] == ("CN=far,DC=elsewhere,DC=com", "is in no file")


def test_patterns_know_no_case_and_stars_only() -> None:
    made = tiny("id | ad.proxyAddresses\nu1 | SMTP:a@corp.local; smtp:b@c.com\nu2 | SMTP:a@c.com\nu3 | ?")
    params = {"attribute": "ad.proxyAddresses", "patterns": ["*@*.LOCAL", "x?"]}
    outcome = outcome_of(made.estate, rule("looks_like", "remote_mailboxes", params=params))
    assert {n: int(outcome.codes[i]) for n, i in made.index.items()} == {"u1": HIT, "u2": PASS, "u3": UNKNOWN}


def test_numbers_above_a_maximum() -> None:
    made = tiny("id | ad.extensionAttribute1\nu1 | 11\nu2 | 10\nu3 | many\nu4 |\nu5 | ?\nu6 | 1,200")
    params = {"attribute": "ad.extensionAttribute1", "maximum": 10}
    outcome = outcome_of(made.estate, rule("is_above", "remote_mailboxes", params=params))
    codes = {n: int(outcome.codes[i]) for n, i in made.index.items()}
    assert codes == {"u1": HIT, "u2": PASS, "u3": UNKNOWN, "u4": PASS, "u5": UNKNOWN, "u6": HIT}


DOMAINS = "id | DomainName | DomainType\nd1 | CONTOSO.com | Authoritative\nd2 | b.example | Authoritative"
PEOPLE = {"with": [{"rows": "id | ad.proxyAddresses\nu1 | SMTP:a@contoso.com; smtp:a@b.example"}]}


@pytest.mark.parametrize(
    ("incomplete", "codes"), [([], [HIT, PASS]), (["cloud.accepted_domain"], [HIT, UNKNOWN])], ids=["whole", "cut"]
)
def test_a_cut_set_proves_that_a_value_is_in_it_and_nothing_else(incomplete: list[str], codes: list[int]) -> None:
    made = tiny(table="onprem.accepted_domain", rows=DOMAINS, incomplete=incomplete, **PEOPLE)
    params = {"attribute": "domain", "among": "tenant_domains"}
    given = rule("is_among", "onprem_accepted_domains", subject="organisation", params=params)
    assert outcome_of(made.estate, given).codes.tolist() == codes


@pytest.mark.parametrize(
    ("rows", "incomplete", "code"),
    [
        ("id | ad.homeMDB\nu1 |", [], HIT),
        ("id | ad.homeMDB | ad.msExchRecipientTypeDetails\nu1 | CN=DB1,DC=x | 1", [], PASS),
        ("id | ad.homeMDB | ad.msExchRecipientTypeDetails\nu1 | ? | 1", [], UNKNOWN),
    ],
    ids=["nobody", "somebody", "perhaps"],
)
def test_nobody_belongs_to_the_population(rows: str, incomplete: list[str], code: int) -> None:
    made = tiny(rows, incomplete=incomplete)
    given = rule("none_exist", "onprem_mailboxes", subject="organisation", gates="R")
    outcome = outcome_of(made.estate, given)
    assert outcome.codes.tolist() == [code]
    assert outcome.hits == int(code == HIT)
    findings, _waived, _counts = build_findings(made.estate, [outcome])
    assert findings["object_name"].tolist() == (["organisation"] if code != PASS else [])


def _answer(word: str) -> Statement:
    return Statement(id="ATT-001", answer=word, person="Ines Holm", date=dt.date(2026, 11, 2))


def test_what_a_rule_assumes_is_judged_until_somebody_says_no() -> None:
    given = rule("is_absent", "remote_mailboxes", params={"attributes": ["mailNickname"]}, assumes="ATT-001")
    rows = "id | ad.mailNickname\nu1 |\nu2 | ben"
    silent, yes, no = (
        outcome_of(tiny(rows, settings={"statements": said}).estate, given)
        for said in ((), (_answer("yes"),), (_answer("no"),))
    )
    assert (silent.hits, yes.hits, no.hits) == (1, 1, 0)
    assert no.unknowns == 0
    messages = [
        build_findings(tiny(rows).estate, [o])[0]["message"].iloc[0].endswith("would lift this.") for o in (silent, yes)
    ]
    assert messages == [True, False]


LEFT = """
id = "DIR-930"
name = "old-version-stamp"
title = "A mailbox carries the stamp of an old version"
subject = "mailbox"
since = "2026-11-23"
left_out = "What follows from it is not known."
see = ["DIR-012"]
"""


def test_a_rule_left_out_is_listed_with_its_reason(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    (folder / "dir" / "DIR-930-old-version-stamp.toml").write_text(LEFT, encoding="utf-8")
    (found,) = [x for x in load_pack(folder).left_out if x.id == "DIR-930"]
    assert found.reason == "What follows from it is not known."
    bad = LEFT.replace('"DIR-012"', '"XYZ-001"') + 'check = "exists"\n'
    (folder / "dir" / "DIR-930-old-version-stamp.toml").write_text(bad, encoding="utf-8")
    with pytest.raises(PackUnusable, match="does not go with left_out"):
        load_pack(folder)
