"""A waiver or a statement that does nothing is said: ended, misspelt, fitting no finding."""

import datetime as dt

import pytest
from tiny_estates import outcome_of, rule, tiny

from analyzer.engine.findings import build_findings
from analyzer.model.settings import Statement, Waiver
from analyzer.planning.waivers import waiver_problems

ROWS = "id | ad.mailNickname\nu1 |\nu2 | ben"
WORDS = {"rule": "TST-001", "reason": "known", "approver": "Ines Holm", "expires": dt.date(2026, 12, 31)}


def _told(waiver: dict[str, object], *, waivable: bool = True, statements: tuple[Statement, ...] = ()) -> list[str]:
    made = tiny(ROWS, settings={"waivers": (Waiver(**(WORDS | waiver)),), "statements": statements})  # type: ignore[arg-type]
    params = {"attributes": ["mailNickname"]}
    outcome = outcome_of(made.estate, rule("is_absent", "remote_mailboxes", params=params, waivable=waivable))
    findings, _waived, _counts = build_findings(made.estate, [outcome])
    return [p.message for p in waiver_problems(made.estate, [outcome], findings)]


@pytest.mark.parametrize(
    ("waiver", "words"),
    [
        ({}, None),
        ({"object": "U1@contoso.com", "attribute": "mailnickname"}, None),
        ({"expires": dt.date(2026, 11, 19)}, "ended on 2026-11-19"),
        ({"rule": "TST-01"}, "not in the pack. TST-001 may be meant."),
        ({"attribute": "mailNickName2"}, "not known. mailNickname may be meant."),
        ({"attribute": "targetAddress"}, "fits no finding"),
        ({"object": "u2@contoso.com"}, "for u2@contoso.com fits no finding"),
    ],
    ids=["all", "one object", "ended", "rule misspelt", "attribute misspelt", "other attribute", "other object"],
)
def test_what_a_waiver_does(waiver: dict[str, object], words: str | None) -> None:
    told = _told(waiver)
    assert (told == []) if words is None else (len(told) == 1 and words in told[0]), told


def test_a_rule_that_may_not_be_waived() -> None:
    assert _told({}, waivable=False) == ["TST-001 cannot be waived."]


def test_an_answer_to_a_question_that_nobody_asks() -> None:
    told = _told({}, statements=(Statement(id="ATT-099", answer="no"),))
    assert told == ["The statement ATT-099 answers nothing that a rule asks."]


def test_a_finding_says_that_a_signature_would_do() -> None:
    made = tiny(ROWS)
    params = {"attributes": ["mailNickname"]}
    fixes = []
    for waivable in (True, False):
        given = rule("is_absent", "remote_mailboxes", params=params, waivable=waivable, fix="Set it.")
        fixes += build_findings(made.estate, [outcome_of(made.estate, given)])[0]["remediation"].tolist()
    assert fixes == ["Set it. A signed waiver in assessment.toml opens this too.", "Set it."]
