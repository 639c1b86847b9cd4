# ruff: noqa: E501 - tables are wider than code
"""Numbers with their nouns, and the decision in one sentence."""

import pytest

from analyzer.engine.rule_file import SUBJECTS
from analyzer.planning.wording import decision, number_of


@pytest.mark.parametrize(
    ("noun", "one", "two"),
    [
        ("mailbox", "1 mailbox", "2 mailboxes"),
        ("group", "1 group", "2 groups"),
        ("mail user", "1 mail user", "2 mail users"),
        ("public folder", "1 public folder", "2 public folders"),
        ("sync", "1 sync server", "2 sync servers"),
        ("organisation", "1 object of the organisation", "2 objects of the organisation"),
        ("condition", "1 condition", "2 conditions"),
    ],
)
def test_singular_and_plural(noun: str, one: str, two: str) -> None:
    assert (number_of(noun, 1), number_of(noun, 2)) == (one, two)


def test_thousands_have_commas() -> None:
    assert number_of("mailbox", 12168) == "12,168 mailboxes"


@pytest.mark.parametrize("noun", SUBJECTS)
def test_every_subject_has_both_forms(noun: str) -> None:
    assert number_of(noun, 1) != number_of(noun, 2)[:-1]
    assert number_of(noun, 2).endswith("s") or "objects" in number_of(noun, 2)


@pytest.mark.parametrize(
    ("numbers", "transfer", "retire", "sentence"),
    [
        ((0, 0, 0), "unknown", ("closed", 3), "No synced mailbox was found, so there is nothing to transfer."),
        ((3, 0, 10), "open_in_part", ("closed", 2), "3 of 10 mailboxes can be transferred now; the last Exchange server must stay until 2 conditions are met."),
        ((3, 0, 10), "closed", ("closed", 1), "3 of 10 mailboxes are ready, but the transfer gate is closed for all; the last Exchange server must stay until 1 condition is met."),
        ((1, 0, 10), "closed", ("unknown", 1), "1 of 10 mailboxes is ready, but the transfer gate is closed for all; whether the last Exchange server can go depends on 1 open question."),
        ((3, 0, 10), "unknown", ("unknown", 2), "3 of 10 mailboxes are ready, but the transfer gate cannot be judged; whether the last Exchange server can go depends on 2 open questions."),
        ((0, 4, 10), "closed", ("open", 0), "None of the 6 mailboxes left can be transferred now; the last Exchange server can go."),
        ((0, 0, 10), "closed", ("open", 0), "None of the 10 mailboxes can be transferred now; the last Exchange server can go."),
        ((0, 9, 10), "closed", ("open", 0), "The one mailbox left cannot be transferred now; the last Exchange server can go."),
        ((0, 0, 1), "closed", ("open", 0), "The one mailbox cannot be transferred now; the last Exchange server can go."),
        ((1, 0, 1), "open", ("open", 0), "The one mailbox can be transferred now; the last Exchange server can go."),
        ((27, 0, 27), "open", ("closed", 15), "All 27 mailboxes can be transferred now; the last Exchange server must stay until 15 conditions are met."),
        ((0, 10, 10), "open", ("waived", 0), "All 10 mailboxes are transferred; the last Exchange server can go with what was accepted by name."),
        ((0, 1, 1), "open", ("open", 0), "The one mailbox is transferred; the last Exchange server can go."),
    ],
)  # fmt: skip
def test_the_decision(numbers: tuple[int, int, int], transfer: str, retire: tuple[str, int], sentence: str) -> None:
    assert decision(*numbers, transfer, *retire) == sentence
