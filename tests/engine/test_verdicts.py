# ruff: noqa: E501 - tables are wider than code
"""One verdict per mailbox: the order, and what may and may not change it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from tiny_estates import PACK, Tiny, named, rule, tiny

from analyzer.engine.evaluate import Outcome, evaluate
from analyzer.engine.findings import build_findings
from analyzer.engine.populations import Population
from analyzer.engine.verdicts import Verdicts, decide
from analyzer.model.rules import Gate, Level, Rule
from analyzer.model.settings import Waiver

MANDATORY = frozenset({"A1", "C1"})
DB = "CN=DB01,CN=Databases,DC=contoso,DC=com"


def _when(rule_id: str, attribute: str, level: str, **more: object) -> Rule:
    """Hits where the attribute says x; unknown where it is unknown."""
    words = {"settles": ("A1",), "params": {"attribute": attribute, "values": ["x"]}} | more
    population = str(words.pop("population", "untransferred_mailboxes"))
    return rule("is_one_of", population, level=level, rule_id=rule_id, **words)  # type: ignore[arg-type]


BLOCKER = _when("TST-001", "extensionAttribute1", "blocker")
WAIT = _when("TST-002", "extensionAttribute2", "wait")
NOBODY = _when("TST-003", "extensionAttribute3", "unknown")
WARNING = _when("TST-004", "extensionAttribute4", "warning")
RULES = (BLOCKER, WAIT, NOBODY, WARNING)


def verdicts_of(made: Tiny, rules: Sequence[Rule]) -> tuple[Verdicts, dict[str, str]]:
    outcomes = evaluate(made.estate, rules)
    _findings, waived, _counts = build_findings(made.estate, outcomes)
    found = decide(made.estate, outcomes, waived, mandatory=MANDATORY)
    return found, {name: str(found.verdict[i]) for name, i in made.index.items() if found.is_mailbox[i]}


def _row(name: str, cells: Sequence[str], flag: str = "False") -> str:
    return " | ".join([name, *cells, flag])


HEAD = "id | ad.extensionAttribute1 | ad.extensionAttribute2 | ad.extensionAttribute3 | ad.extensionAttribute4 | cloud.IsExchangeCloudManaged"
STATES = ("", "x", "?")


def _expected(blocker: str, wait: str, nobody: str, warning: str) -> str:
    """The order of the verdicts, said once more in plain words."""
    if blocker == "x":
        return "blocked"
    if "?" in {blocker, wait, nobody} or nobody == "x":
        return "unknown"
    if wait == "x":
        return "wait"
    return "ready_with_warnings" if warning in {"x", "?"} else "ready"


def test_all_combinations_of_what_four_levels_say() -> None:
    combinations = list(product(STATES, repeat=4))
    rows = "\n".join(_row(f"u{n}", c) for n, c in enumerate(combinations))
    _, found = verdicts_of(tiny(f"{HEAD}\n{rows}"), RULES)
    assert found == {f"u{n}": _expected(*c) for n, c in enumerate(combinations)}


def test_a_transferred_mailbox_is_done_whatever_else() -> None:
    _, found = verdicts_of(tiny(f"{HEAD}\n{_row('u1', 'xxxx', 'True')}\n{_row('u2', '????', 'True')}"), RULES)
    assert found == {"u1": "done", "u2": "done"}


def test_the_columns_name_the_rules() -> None:
    made = tiny(f"{HEAD}\n{_row('u1', ['x', 'x', '', 'x'])}\n{_row('u2', ['?', '', 'x', '?'])}")
    found, _ = verdicts_of(made, RULES)
    first, second = made.index["u1"], made.index["u2"]
    assert (found.blockers[first], found.warnings[first], found.unknowns[first]) == ("TST-001", "TST-002 TST-004", "")
    assert (found.blockers[second], found.warnings[second]) == ("", "")
    assert found.unknowns[second] == "TST-001 TST-003 TST-004"
    assert found.blocking_rules["TST-001"].tolist() == [True, True]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["x", "x", "x", "x"], "Fault TST-001."),
        (["", "x", "", "x"], "Fault TST-002."),
        (["?", "x", "", "x"], "Cannot be judged: Fault TST-001."),
        (["?", "", "x", "?"], "Cannot be judged: Fault TST-001 (and 1 more)."),
        (["", "", "", "x"], "Fault TST-004."),
        (["", "", "", "?"], "Cannot be judged: Fault TST-004."),
        (["", "", "", ""], "Both sides agree and nothing stands in the way."),
    ],
)
def test_the_reason_names_what_made_the_verdict(cells: list[str], reason: str) -> None:
    found, _ = verdicts_of(tiny(f"{HEAD}\n{_row('u1', cells)}"), RULES)
    assert found.reason[0] == reason


@pytest.mark.parametrize(
    ("settles", "verdict"),
    [(("A1",), "ready_with_warnings"), (("A8", "C1"), "ready_with_warnings"), (("A8",), "ready"), ((), "ready")],
)
def test_an_unjudged_warning_counts_only_when_its_export_is_mandatory(settles: tuple[str, ...], verdict: str) -> None:
    found, words = verdicts_of(tiny(f"{HEAD}\n{_row('u1', ['', '', '', '?'])}"), [replace(WARNING, settles=settles)])
    assert words == {"u1": verdict}
    assert found.unknowns[0] == "TST-004"


def test_the_pack_says_which_exports_are_mandatory() -> None:
    assert PACK.mandatory == {"A1", "A2", "C1", "C2", "C3", "C4", "D1", "D2", "D5"}


@pytest.mark.parametrize(
    "other",
    [
        _when("TST-005", "extensionAttribute1", "blocker", gates="R"),
        _when("TST-005", "extensionAttribute1", "blocker", gates="W M P"),
        _when("TST-005", "extensionAttribute1", "info", gates=""),
        _when("TST-005", "extensionAttribute1", "none", gates=""),
        _when("TST-005", "extensionAttribute1", "blocker", gates="T", subject="tenant"),
        _when("TST-005", "extensionAttribute1", "blocker", gates="T", subject="sync"),
        _when("TST-005", "extensionAttribute1", "blocker", gates="T R", level_at={Gate.TRANSFER: Level.INFO}),
    ],
    ids=["retire", "other gates", "info", "none", "tenant", "sync", "info at T"],
)
@pytest.mark.parametrize("cell", ["x", "?"])
def test_other_gates_and_other_subjects_leave_the_verdict_alone(other: Rule, cell: str) -> None:
    _, found = verdicts_of(tiny(f"{HEAD}\n{_row('u1', [cell, '', '', ''])}"), [other])
    assert found == {"u1": "ready"}


def test_what_is_unverified_is_a_warning_at_most() -> None:
    given = replace(BLOCKER, confidence="U")
    _, found = verdicts_of(tiny(f"{HEAD}\n{_row('u1', 'x   ')}\n{_row('u2', '?   ')}"), [given])
    assert found == {"u1": "ready_with_warnings", "u2": "ready_with_warnings"}


def test_a_hit_on_a_weak_match_counts_one_level_lower() -> None:
    made = tiny(
        """
        id | sides          | ad.homeMDB | ad.msExchMailboxGuid | ad.msDS-ExternalDirectoryObjectId
        u1 | ad cloud       | CN=DB01    |                      |
        u2 | ad cloud entra | CN=DB01    |                      |
        """
    )
    found, words = verdicts_of(made, [named("MBX-003")])
    assert words == {"u1": "ready_with_warnings", "u2": "blocked"}
    assert found.warnings[made.index["u1"]] == "MBX-003"


def test_a_rule_that_could_not_run_at_all_makes_every_open_mailbox_unknown() -> None:
    made = tiny(f"{HEAD}\n{_row('u1', ['', '', '', ''])}\n{_row('u2', ['', '', '', ''], 'True')}")
    nobody = Population(subjects=None, member=np.zeros(0, np.uint8), missing="an export")
    blank = Outcome(rule=BLOCKER, population=nobody, codes=np.zeros(0, np.uint8), missing="an export", blanket=True)
    found = decide(made.estate, [blank], {}, mandatory=MANDATORY)
    assert found.verdict.tolist() == ["unknown", "done"]
    assert found.unknowns[0] == "TST-001"


WAIVABLE = replace(BLOCKER, waivable=True)


@pytest.mark.parametrize(
    ("waiver", "verdict"),
    [
        ({}, "ready"),
        ({"object": "u1@contoso.com"}, "ready"),
        ({"object": "U1@CONTOSO.COM"}, "ready"),
        ({"object": "u2@contoso.com"}, "blocked"),
        ({"rule": "TST-009"}, "blocked"),
        ({"attribute": "mail"}, "blocked"),
        ({"attribute": "extensionAttribute1"}, "ready"),
    ],
)
def test_a_signed_blocker_no_longer_blocks(waiver: dict[str, str], verdict: str) -> None:
    words = {"rule": "TST-001", "reason": "known", "approver": "Ines Holm", "expires": dt.date(2026, 12, 31)} | waiver
    made = tiny(f"{HEAD}\n{_row('u1', ['x', '', '', ''])}", settings={"waivers": (Waiver(**words),)})  # type: ignore[arg-type]
    assert verdicts_of(made, [WAIVABLE])[1] == {"u1": verdict}
    assert verdicts_of(made, [BLOCKER])[1] == {"u1": "blocked"}


def test_one_signed_finding_of_two_does_not_free_a_mailbox() -> None:
    made = tiny(
        """
        id | ad.proxyAddresses                              | ad.mail
        u1 | SMTP:a@contoso.com; smtp:x@contoso.com; smtp:y@contoso.com | a@contoso.com
        u2 | SMTP:b@contoso.com; smtp:x@contoso.com         | y@contoso.com
        """,
        settings={
            "waivers": (
                Waiver(rule="DIR-016", reason="r", approver="A", expires=dt.date(2026, 12, 31), attribute="mail"),
            )
        },
    )
    _, found = verdicts_of(made, [replace(named("DIR-016"), waivable=True)])
    assert found == {"u1": "blocked", "u2": "blocked"}


PEOPLE = f"""
id  | sides          | kind     | ad.msExchRecipientTypeDetails | ad.homeMDB | ad.isCriticalSystemObject | cloud.IsDirSynced | cloud.IsExchangeCloudManaged | cloud.WhenSoftDeleted
u1  | ad cloud entra | mailbox  | 2147483648                    |            |                           | True              | False                        |
u2  | cloud entra    | mailbox  |                               |            |                           | False             | False                        |
u3  | cloud entra    | mailbox  |                               |            |                           | False             | True                         |
u4  | cloud entra    | mailbox  |                               |            |                           | ?                 | False                        |
u5  | ad cloud entra | mailbox  | 2147483648                    |            |                           | True              | ?                            |
u6  | ad             | none     | 8388608                       | {DB}       |                           |                   |                              |
u7  | ad             | none     | 1                             | {DB}       | TRUE                      |                   |                              |
u8  | ad cloud entra | mailuser | 1                             | {DB}       |                           | True              |                              |
u9  | ad             | none     | 1                             |            |                           |                   |                              |
u10 | ad cloud entra | mailbox  | 2147483648                    |            |                           | True              | False                        | 2026-11-02T08:00:00Z
u11 | cloud entra    | mailbox  |                               |            |                           | True              | False                        | 2026-11-02T08:00:00Z
u12 | ad cloud entra | mailbox  | 2147483648                    |            |                           | False             | False                        |
u13 | ad             | none     | 33554432                      |            |                           |                   |                              |
u14 | ad             | none     | 549755813888                  | {DB}       |                           |                   |                              |
u15 | ad cloud entra | mailuser | 128                           |            |                           | True              |                              |
"""


def test_who_gets_which_verdict_by_what_it_is() -> None:
    # The rules that speak of the state of a mailbox; the others have nothing to say here.
    rules = [named(r) for r in ("MBX-001", "MBX-002", "MBX-004")]
    made = tiny(PEOPLE)
    found, words = verdicts_of(made, rules)
    assert words == {
        "u1": "ready",
        "u2": "not_applicable",
        "u3": "not_applicable",
        "u4": "unknown",
        "u5": "unknown",
        "u6": "not_applicable",
        "u7": "not_applicable",
        "u8": "blocked",
        "u9": "unknown",
        "u10": "blocked",  # AD still stands for a mailbox that the cloud has deleted
        "u11": "not_applicable",
        "u12": "not_applicable",  # MBX-025 names its twin
        "u14": "not_applicable",
    }
    reasons = {name: found.reason[made.index[name]] for name in ("u4", "u5", "u9")}
    assert "cannot be told from the files" in reasons["u4"]
    assert "cannot be told from the files" in reasons["u5"]
    assert "no home database" in reasons["u9"]
