"""Rules that see one cause: grouped, worded and counted once; and as few exports as will do."""

import pandas as pd
import pytest
from tiny_estates import PACK, rule

from analyzer.model.road import Cause
from analyzer.model.rules import Gate
from analyzer.planning.causes import grouped, together, words
from analyzer.planning.exports import fewest

ADDRESS = Cause(action="Free the address", rules=("DIR-016", "CON-002"), counts="value")
FOLDERS = Cause(action="Migrate the folders", rules=("PF-001", "PF-003"), counts="each")


def test_rules_of_a_cause_stand_at_the_place_of_the_first_and_one_alone_without_it() -> None:
    found = grouped(["MBX-001", "CON-002", "PF-001", "DIR-016"], (ADDRESS, FOLDERS))
    assert found == ((None, ("MBX-001",)), (ADDRESS, ("CON-002", "DIR-016")), (None, ("PF-001",)))


@pytest.mark.parametrize(
    ("counts", "number", "text", "total"),
    [
        ("first", None, "Do it: 3 mailboxes", 3),
        ("each", None, "Do it: 3 mailboxes, 2 contacts", 5),
        ("value", 4, "Do it: 4 mailboxes", 4),
        ("object", None, "Do it: 3 mailboxes", 3),
    ],
)
def test_how_often_a_cause_is_there(counts: str, number: int | None, text: str, total: int) -> None:
    cause = Cause(action="Do it", rules=("A", "B", "C"), counts=counts)
    found = [
        (rule("exists", "tenant", rule_id="C", subject="tenant"), 1),
        (rule("exists", "contacts", rule_id="B", subject="contact"), 2),
        (rule("exists", "remote_mailboxes", rule_id="A"), 3),
    ]
    assert words(cause, found, number) == (text, total)
    assert words(cause, found[:1]) == ("Do it", 1)


def test_one_value_that_two_rules_name_counts_once() -> None:
    columns = ["rule", "outcome", "certainty", "gate", "object_name", "object_guid", "directory_value"]
    rows = [
        ("DIR-016", "fail", "certain", "T W", "a", "g1", "INFO@contoso.com"),
        ("CON-002", "fail", "certain", "T", "b", "g2", "info@contoso.com"),
        ("CON-002", "fail", "certain", "T", "b", "g2", "other@contoso.com"),
        ("CON-002", "waived", "certain", "T", "b", "g2", "third@contoso.com"),
        ("CON-002", "fail", "possible", "T", "b", "g2", "fourth@contoso.com"),
        ("DIR-016", "fail", "certain", "W", "c", "g3", "fifth@contoso.com"),
    ]
    findings = pd.DataFrame(rows, columns=columns)
    assert together(findings, ADDRESS, ADDRESS.rules, Gate.TRANSFER) == 2
    assert together(findings, ADDRESS, ADDRESS.rules) == 3
    assert together(findings, FOLDERS, FOLDERS.rules) is None
    assert together(findings.iloc[:0], ADDRESS, ADDRESS.rules) is None


def test_no_rule_has_two_causes() -> None:
    named = [r for c in PACK.road.causes for r in c.rules]
    assert len(named) == len(set(named))


def test_a_choice_of_exports_goes_with_the_one_that_is_asked_for_anyhow() -> None:
    texts = ["Get-ReceiveConnector, or the partition", "the partition", "DNS", ""]
    assert list(fewest(texts).values()) == ["the partition", "the partition", "DNS", ""]
