"""The sequence: each state by its own facts, order, both ways of step 23, and the shipped 28 steps."""

from dataclasses import replace

import pytest
from roads import plan, stands
from tiny_estates import PACK

from analyzer.model.assessment import REVERSIBLE, STEP_BASES, STEP_STATES, Advice, PathAdvice, Step
from analyzer.model.road import Cause, Road, StepPlan
from analyzer.planning.sequence import build_sequence
from analyzer.planning.standing import Standings

NO_ADVICE = Advice(sentence="", is_said=False, paths=())


def steps_of(
    standing: Standings, *plans: StepPlan, causes: tuple[Cause, ...] = (), advice: Advice = NO_ADVICE
) -> dict[str, Step]:
    return {s.step: s for s in build_sequence(Road(steps=plans, causes=causes), standing, advice)}


def advice_for(path: str) -> Advice:
    def one(name: str) -> PathAdvice:
        state = "advised" if name == path else "ruled_out"
        return PathAdvice(path=name, title=name, about="", state=state, reason="", grounds=(), changes=(), sources=())

    return replace(NO_ADVICE, is_said=True, paths=(one("uninstall"), one("keep_tools")))


@pytest.mark.parametrize(
    ("rule", "answer", "state", "basis", "reason"),
    [
        ("none", "yes", "done", "data and person", "Every condition holds, and a person stated the rest."),
        ("hit 3", "yes", "to_do", "data and person", "Fault MBX-001: 3 mailboxes."),
        ("possible", "yes", "to_do", "data and person", "Fault MBX-001: 1 mailbox (possible)."),
        ("unknown", "yes", "unknown", "data and person", "1 condition cannot be judged."),
        ("", "yes", "unknown", "data and person", "1 condition cannot be judged."),
        ("none", "", "unanswered", "person", "A person owes the answer to ATT-001."),
        ("none", "no", "to_do", "data and person", "ATT-001 is answered no."),
        ("unknown", "", "unknown", "data and person", "1 condition cannot be judged."),
        ("hit", "no", "to_do", "data and person", "Fault MBX-001: 1 mailbox; ATT-001 is answered no."),
    ],
)
def test_the_state_of_a_step(rule: str, answer: str, state: str, basis: str, reason: str) -> None:
    given = stands({"MBX-001": rule} if rule else {}, said={"ATT-001": answer} if answer else {})
    step = steps_of(given, plan("2", holds=("MBX-001",), statements=("ATT-001",)))["2"]
    assert (step.state, step.basis, step.reason) == (state, basis, reason)


def test_who_stated_it_and_when() -> None:
    step = steps_of(stands({}, said={"ATT-009": "yes"}), plan("19", statements=("ATT-009",)))["19"]
    (ground,) = step.grounds
    assert (step.state, step.basis) == ("done", "person")
    assert (ground.says, ground.person, str(ground.day)) == ("stated", "Ines Holm", "2026-11-02")


def test_what_cannot_be_judged_names_the_export_and_the_rules_that_the_pack_lacks() -> None:
    step = steps_of(stands({"MBX-001": "unknown", "MBX-003": "unknown"}), plan("2", holds=("MBX-*", "PF-002")))["2"]
    assert [(g.rules, g.settles) for g in step.grounds] == [
        (("MBX-001", "MBX-003"), "the export for MBX"),
        ((), "another rule pack"),
    ]
    assert step.grounds[1].text == "The rule pack does not judge PF-002"
    assert step.reason == "3 conditions cannot be judged."


def test_a_rule_left_out_with_a_reason_holds_nothing_up() -> None:
    given = stands({"DIR-001": "none"}, left_out=frozenset({"DIR-030"}))
    assert steps_of(given, plan("5", holds=("DIR-001", "DIR-030")))["5"].state == "done"


def test_information_holds_nothing_up_but_in_its_own_step() -> None:
    assert steps_of(stands({"SYS-001": "hit 3"}), plan("2", holds=("SYS-*",)))["2"].state == "done"
    found = steps_of(stands({"SYS-001": "hit 3"}, step=23), plan("2", holds=("SYS-*",)), plan("23A"), plan("23B"))
    # A clean-up rule belongs to its step without being named there, and to no other one.
    assert {k: s.state for k, s in found.items()} == {"2": "done", "23A": "to_do", "23B": "done"}


def test_what_is_listed_holds_nothing_up() -> None:
    made = plan("1", holds=("ORG-045",), lists=("ORG-001",))
    step = steps_of(stands({"ORG-001": "hit", "ORG-045": "none"}), made)["1"]
    assert (step.state, [g.says for g in step.grounds]) == ("done", ["listed"])
    must = replace(made, lists_count=True)
    assert steps_of(stands({"ORG-001": "unknown", "ORG-045": "none"}), must)["1"].state == "unknown"
    assert steps_of(stands({"ORG-001": "unknown", "ORG-045": "none"}), made)["1"].state == "done"


@pytest.mark.parametrize(
    ("state", "wanted"), [("hit 20", "done"), ("none", "to_do"), ("unknown", "unknown"), ("possible", "unknown")]
)
def test_only_what_shows_it_makes_it_done(state: str, wanted: str) -> None:
    assert steps_of(stands({"MBX-006": state}), plan("10", shows=("MBX-006",)))["10"].state == wanted


def test_an_answer_confirms_what_data_cannot_show() -> None:
    made = plan("13", holds=("ORG-030",), asks="Made anew?", statement="STEP-013", confirms=True)
    assert steps_of(stands({"ORG-030": "hit"}), made)["13"].state == "to_do"
    confirmed = steps_of(stands({"ORG-030": "hit"}, said={"STEP-013": "yes"}), made)["13"]
    assert (confirmed.state, [g.says for g in confirmed.grounds]) == ("done", ["listed", "stated"])
    # Nothing is there that would have to be confirmed.
    assert steps_of(stands({"ORG-030": "none"}), made)["13"].state == "done"
    assert steps_of(stands({"ORG-030": "unknown"}, said={"STEP-013": "yes"}), made)["13"].state == "unknown"


def test_a_step_that_nobody_needs() -> None:
    made = plan("8", holds=("WB-004",), skipped_by="WB-001")
    assert steps_of(stands({"WB-004": "hit"}, said={"WB-001": "no"}), made)["8"].state == "not_needed"
    assert steps_of(stands({"WB-004": "hit"}, said={"WB-001": "yes"}), made)["8"].state == "to_do"


def test_what_comes_too_early_is_later_and_says_what_it_waits_for() -> None:
    first, second = plan("2", holds=("MBX-001",)), plan("15", holds=("TEN-003",), needs=("2",), only_after=True)
    open_ = stands({"MBX-001": "hit", "TEN-003": "none"})
    early = steps_of(open_, first, second)["15"]
    assert (early.state, early.waits_for, early.reason) == ("later", ("2",), "Comes after step 2.")
    assert steps_of(stands({"MBX-001": "none", "TEN-003": "none"}), first, second)["15"].state == "done"
    # What was done out of order is done; only what means nothing before its time is not.
    assert steps_of(open_, first, replace(second, only_after=False))["15"].state == "done"
    begun = plan("10", shows=("MBX-006",), holds=("MBX-018",), needs=("2",))
    assert steps_of(stands({"MBX-001": "hit", "MBX-006": "hit", "MBX-018": "hit"}), first, begun)["10"].state == "to_do"


def test_a_clean_up_holds_up_only_the_step_after_it() -> None:
    plans = (plan("21"), plan("22", needs=("21",)), plan("23A", needs=("22",), statements=("ATT-001",)), plan("24"))
    found = steps_of(stands({"TEN-008": "hit"}, step=22), *plans)
    assert {k: s.state for k, s in found.items()} == {"21": "done", "22": "to_do", "23A": "later", "24": "done"}


@pytest.mark.parametrize(("path", "other"), [("uninstall", "23B"), ("keep_tools", "23A")])
def test_of_two_ways_the_other_one_is_named(path: str, other: str) -> None:
    ways = (
        plan("23A", path="uninstall", shows=("ORG-008",)),
        plan("23B", path="keep_tools", shows=("ORG-009",)),
        plan("24", needs=("23",), statements=("ATT-001",)),
    )
    found = steps_of(stands({"ORG-008": "none", "ORG-009": "none"}), *ways, advice=advice_for(path))
    assert [k for k, s in found.items() if s.state == "other_path"] == [other]
    assert found["24"].state == "later"
    done = steps_of(stands({"ORG-008": "hit", "ORG-009": "none"}), *ways, advice=advice_for(path))
    assert (done["23A"].state, done["24"].state) == ("done", "unanswered")


def test_rules_of_one_cause_are_one_thing_to_do() -> None:
    cause = Cause(action="Free the address", rules=("DIR-016", "CON-002"), counts="first")
    given = stands({"DIR-016": "hit 4", "CON-002": "hit 2"})
    step = steps_of(given, plan("5", holds=("DIR-016", "CON-002")), causes=(cause,))["5"]
    assert [(g.text, g.rules, g.count) for g in step.grounds] == [
        ("Free the address: 4 mailboxes", ("DIR-016", "CON-002"), 4)
    ]


def test_the_shipped_steps_are_the_28_with_both_ways_of_23() -> None:
    names = [s.id for s in PACK.road.steps]
    assert names == [*(str(n) for n in range(1, 23)), "23A", "23B", *(str(n) for n in range(24, 29))]
    assert all(s.sources and s.back and s.owner for s in PACK.road.steps)
    assert [s.id for s in PACK.road.steps if s.border] == ["15", "23A", "23B"]
    asked = [s.statement for s in PACK.road.steps if s.asks]
    assert len(set(asked)) == len(asked)


def test_nothing_known_makes_no_step_done() -> None:
    found = build_sequence(PACK.road, stands({}), NO_ADVICE)
    assert {s.state for s in found} == {"unknown", "unanswered", "later"}
    assert all(s.state in STEP_STATES and s.basis in STEP_BASES and s.reversible in REVERSIBLE for s in found)
    assert all(s.reason.endswith(".") for s in found)
