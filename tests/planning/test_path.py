"""The path advisor: every answer, what decides it, what would change it, and silence where something is not known."""

import pytest
from roads import stands
from tiny_estates import PACK

from analyzer.model.assessment import Advice, PathAdvice
from analyzer.model.road import Road
from analyzer.planning.path import build_advice

# Everything the shipped paths read, in an estate that is ready to uninstall.
CLEAR = dict.fromkeys((r for p in PACK.road.paths for f in p.facts for r in (*f.rules, f.statement) if r), "none")
ANSWERS = {"ATT-007": "yes", "WB-001": "no", "ATT-004": "yes"}


def advised(states: dict[str, str], *, said: dict[str, str] | None = None, **more: object) -> Advice:
    return build_advice(PACK.road, stands(CLEAR | states, said=ANSWERS | (said or {}), **more))


def states_of(advice: Advice) -> dict[str, str]:
    return {p.path: p.state for p in advice.paths}


def path(advice: Advice, name: str) -> PathAdvice:
    return next(p for p in advice.paths if p.path == name)


def test_nothing_in_the_way_transfer_and_uninstall() -> None:
    advice = advised({})
    assert states_of(advice) == {
        "wait": "ruled_out",
        "keep_tools": "possible",
        "uninstall": "advised",
        "no_writeback": "advised",
    }
    assert advice.is_said
    lead = "Transfer every mailbox and uninstall the server: no synced group, contact or mail user is left undecided; "
    assert advice.sentence.startswith(lead)
    assert "nothing asks for it" in path(advice, "keep_tools").reason


def test_groups_that_must_stay_editable_keep_the_tools() -> None:
    advice = advised({"GRP-001": "hit 14", "CON-001": "hit 2"})
    assert states_of(advice)["keep_tools"] == "advised"
    assert states_of(advice)["uninstall"] == "ruled_out"
    assert advice.sentence.startswith("Keep the management tools and shut the server down")
    kept = path(advice, "keep_tools")
    change = "As long as 14 groups and 2 contacts must stay editable in AD: keep the tools."
    assert any(c.startswith(change) for c in kept.changes)
    first = kept.grounds[0]
    assert (first.says, first.rules, first.count, first.decides) == ("for", ("GRP-001", "CON-001"), 16, True)
    assert "uninstalling becomes possible" in " ".join(path(advice, "uninstall").changes)


@pytest.mark.parametrize(
    ("rule", "about"),
    [
        ("MBX-001", "3 mailboxes still on the server"),
        ("SYNC-001", "synchronisation is not fit"),
        ("TEN-001", "set to the cloud too early"),
        ("MBX-010", "migration that is not finished"),
    ],
)
def test_reasons_to_wait_come_first_and_the_way_after_them_is_said(rule: str, about: str) -> None:
    advice = advised({rule: "hit 3"})
    assert states_of(advice)["wait"] == "advised"
    assert states_of(advice)["uninstall"] == "next"
    assert advice.sentence.startswith("Wait: ")
    assert about in advice.sentence
    assert " Then transfer every mailbox and uninstall the server" in advice.sentence
    assert advice.is_said


def test_what_there_is_one_of_is_said_by_its_rules() -> None:
    advice = advised({"TEN-012": "hit", "ORG-037": "hit"})
    texts = [g.text for p in advice.paths for g in p.grounds if {"TEN-012", "ORG-037"} & set(g.rules)]
    assert texts
    assert all(t == t.strip() and "{found}" not in t and ": ." not in t for t in texts)
    assert not any(t.startswith("in a migration") for t in texts)


def test_mailboxes_that_return_keep_the_server() -> None:
    advice = advised({}, said={"ATT-007": "no"})
    assert states_of(advice)["wait"] == "advised"
    assert states_of(advice)["uninstall"] == "ruled_out"
    assert "No way is open" in advice.sentence
    assert advice.is_said


@pytest.mark.parametrize("rule", ["GRP-001", "USR-001", "ORG-009", "ORG-010"])
def test_what_is_not_known_leaves_the_way_unsaid(rule: str) -> None:
    advice = advised({rule: "unknown"})
    assert states_of(advice)["uninstall"] == "unknown"
    assert not advice.is_said
    assert "cannot be said yet, because this is not known: " in advice.sentence
    changes = " ".join(path(advice, "uninstall").changes)
    assert f"the export for {rule[:3]} would settle: " in changes


def test_a_rule_that_the_pack_lacks_is_not_known() -> None:
    known = {k: v for k, v in CLEAR.items() if k != "ORG-010"}
    advice = build_advice(PACK.road, stands(known, said=ANSWERS))
    assert states_of(advice)["uninstall"] == "unknown"
    assert "another rule pack would settle" in " ".join(path(advice, "uninstall").changes)


def test_what_could_not_turn_the_answer_does_not_hold_it_back() -> None:
    # The groups ask for the tools whatever the clean-up script did, and one reason to wait is enough.
    advice = advised({"GRP-001": "hit", "ORG-010": "unknown", "MBX-001": "hit", "MBX-010": "unknown"})
    assert states_of(advice)["keep_tools"] == "next"
    assert states_of(advice)["wait"] == "advised"
    # But tools that might be impossible are not advised.
    assert states_of(advised({"GRP-001": "hit", "ORG-008": "unknown"}))["keep_tools"] == "unknown"


def test_tools_without_an_organisation_are_no_way() -> None:
    advice = advised({"GRP-001": "hit 2", "ORG-008": "hit"})
    assert states_of(advice)["keep_tools"] == "ruled_out"
    assert states_of(advice)["uninstall"] == "ruled_out"


def test_only_possible_and_unverified_findings_decide_nothing() -> None:
    assert states_of(advised({"GRP-001": "possible"}))["uninstall"] == "unknown"
    advice = advised({"GRP-001": "hit"}, confidence="U")
    assert states_of(advice)["uninstall"] != "ruled_out"
    assert any("(unverified)" in g.text and not g.decides for g in path(advice, "uninstall").grounds)


@pytest.mark.parametrize(
    ("said", "state"),
    [({"WB-001": "no"}, "advised"), ({"WB-001": "yes"}, "ruled_out"), ({"ATT-004": "no"}, "ruled_out")],
)
def test_writeback_hangs_on_the_readers(said: dict[str, str], state: str) -> None:
    assert states_of(advised({}, said=said))["no_writeback"] == state


def test_readers_that_nobody_named_leave_writeback_unsaid() -> None:
    advice = build_advice(PACK.road, stands(CLEAR, said={"ATT-007": "yes", "ATT-004": "yes"}))
    one = path(advice, "no_writeback")
    assert one.state == "unknown"
    assert [g.says for g in one.grounds if g.decides] == ["for", "unanswered"]
    # The answer to one question is no answer to the way itself.
    assert states_of(advice)["uninstall"] == "advised"


def test_a_person_who_decided_for_the_tools_is_named() -> None:
    advice = advised({}, said={"ORG-052": "yes"})
    assert states_of(advice)["keep_tools"] == "advised"
    ground = next(g for g in path(advice, "keep_tools").grounds if g.rules == ("ORG-052",) and g.person)
    assert (ground.person, str(ground.day)) == ("Ines Holm", "2026-11-02")


def test_a_pack_without_paths_says_so() -> None:
    advice = build_advice(Road(), stands({}))
    assert (advice.is_said, advice.paths) == (False, ())
    assert advice.sentence == "This rule pack says nothing of the ways to go on."


def test_every_path_tells_where_it_is_from_and_what_would_change_it() -> None:
    for one in PACK.road.paths:
        assert one.sources
        assert any(f.decides for f in one.facts)
        assert any(a.changes for f in one.facts for a in f.answers.values())
