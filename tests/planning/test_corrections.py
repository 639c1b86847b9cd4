"""Which few corrections free the most mailboxes, and when the waiting ones become safe."""

import datetime as dt

import numpy as np
import pytest
from tiny_estates import PACK, named, rule, tiny

from analyzer.engine.evaluate import evaluate
from analyzer.engine.verdicts import Verdicts, decide
from analyzer.model.rules import Level, Rule
from analyzer.planning.corrections import MOST, build_calendar, build_corrections


def _rule(rule_id: str, level: str = "blocker") -> Rule:
    return rule("exists", "remote_mailboxes", rule_id=rule_id, level=level, owner="Messaging")


def _verdicts(who_blocks: dict[str, str], count: int, verdict: str = "blocked") -> Verdicts:
    """``who_blocks`` says per rule which mailboxes it blocks: one letter each, x or a dot."""
    nothing = np.full(count, "", dtype=object)
    return Verdicts(
        is_mailbox=np.ones(count, dtype=bool),
        verdict=np.full(count, verdict, dtype=object),
        blockers=nothing,
        warnings=nothing,
        unknowns=nothing,
        reason=nothing,
        blocking_rules={r: np.array([c == "x" for c in marks]) for r, marks in who_blocks.items()},
    )


def test_a_hand_checked_example() -> None:
    # Ten mailboxes. A alone blocks four, B alone one, C alone three; A and B together one, B and C one.
    marks = {
        "A": "xxxx....x.",
        "B": "....x...xx",
        "C": ".....xxx.x",
    }
    found = build_corrections(_verdicts(marks, 10), {r: _rule(r) for r in marks})
    assert [(c.rank, c.rule, c.frees, c.touches, c.together) for c in found] == [
        (1, "A", 4, 5, 4),
        (2, "C", 3, 4, 7),
        (3, "B", 1, 3, 10),
    ]
    assert found[0].text == "Fault A"
    assert found[0].owner == "Messaging"


def test_what_only_frees_together_is_still_listed() -> None:
    found = build_corrections(_verdicts({"A": "xx", "B": "xx"}, 2), {r: _rule(r) for r in "AB"})
    assert [(c.rule, c.frees, c.together) for c in found] == [("A", 0, 0), ("B", 0, 2)]


def test_waiting_is_nobodys_correction() -> None:
    rules = {"A": _rule("A"), "W": _rule("W", "wait")}
    found = build_corrections(_verdicts({"A": "x.", "W": "xx"}, 2), rules)
    assert [(c.rule, c.frees) for c in found] == [("A", 1)]


@pytest.mark.parametrize("verdict", ["ready", "ready_with_warnings", "wait", "done", "not_applicable"])
def test_only_stuck_mailboxes_count(verdict: str) -> None:
    assert build_corrections(_verdicts({"A": "xx"}, 2, verdict), {"A": _rule("A")}) == ()


def test_at_most_ten() -> None:
    names = [f"R{n:02d}" for n in range(MOST + 5)]
    marks = {r: "".join("x" if i == n else "." for i in range(len(names))) for n, r in enumerate(names)}
    found = build_corrections(_verdicts(marks, len(names)), {r: _rule(r) for r in names})
    assert [c.rule for c in found] == names[:MOST]
    assert found[-1].together == MOST


def test_unknown_stands_in_the_way_like_a_fault() -> None:
    made = tiny("id | ad.mail\nu1 | x\nu2 | ?\nu3 |")
    given = rule("is_present", "untransferred_mailboxes", params={"attributes": ["mail"]})
    outcomes = evaluate(made.estate, [given])
    verdicts = decide(made.estate, outcomes, {}, mandatory=PACK.mandatory)
    (only,) = build_corrections(verdicts, {given.id: given})
    assert (only.frees, only.touches, only.together) == (2, 2, 2)


def test_the_calendar_counts_the_waiting_by_day() -> None:
    made = tiny(
        """
        id | ad.whenChanged     | ad.mail
        u1 | 20261119233000.0Z  |
        u2 | 20261119235900.0Z  |
        u3 | 20261120110000.0Z  |
        u4 | 20261101080000.0Z  |
        u5 | 20261120110000.0Z  | x
        """,
        as_of=dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC),
    )
    blocker = rule("is_present", "untransferred_mailboxes", params={"attributes": ["mail"]})
    outcomes = evaluate(made.estate, [named("MBX-009"), blocker])
    verdicts = decide(made.estate, outcomes, {}, mandatory=PACK.mandatory)
    words = {u: verdicts.verdict[i] for u, i in made.index.items()}
    assert words == {"u1": "wait", "u2": "wait", "u3": "wait", "u4": "ready", "u5": "blocked"}
    days = build_calendar(made.estate, verdicts)
    # 23:30 + 24:30 is midnight: that belongs to the day that begins.
    assert [(d.day, d.mailboxes) for d in days] == [("2026-11-21", 3)]
    assert named("MBX-009").level is Level.WAIT


def test_nobody_waits_when_no_time_is_known() -> None:
    made = tiny("id | ad.whenChanged\nu1 | ?")
    verdicts = decide(made.estate, evaluate(made.estate, [named("MBX-009")]), {}, mandatory=PACK.mandatory)
    assert verdicts.verdict.tolist() == ["unknown"]
    assert build_calendar(made.estate, verdicts) == ()
