"""The tickets: a row per action and owner, keys that stay, words that a tracker takes."""

import dataclasses

from assessments import small_assessment

from analyzer.report.view import rows


def tickets(assessment=None):
    return rows(assessment or small_assessment(), "tickets").to_pylist()


def test_every_opener_of_every_gate_is_a_ticket_for_each_of_its_owners():
    assessment = small_assessment()
    wanted = {
        (rule, owner)
        for gate in assessment.gates
        for opener in gate.openers
        for rule in opener.rules
        for owner in opener.owner.split(", ")
        if opener.state == "fail"
    }
    found = {(rule, t["owner"]) for t in tickets() for rule in t["rules"].split()}
    assert wanted <= found


def test_keys_are_one_of_a_kind_and_do_not_change_with_counts_and_words():
    before = tickets()
    assert len({t["key"] for t in before}) == len(before)
    full = small_assessment()
    gates = tuple(
        dataclasses.replace(
            g,
            openers=tuple(
                dataclasses.replace(o, text=o.text + " and more", count=o.count + 7, key=o.rules[0]) for o in g.openers
            ),
        )
        for g in full.gates
    )
    after = tickets(dataclasses.replace(full, gates=gates))
    assert {t["key"] for t in before if t["state"] == "fail"} == {t["key"] for t in after if t["state"] == "fail"}


def test_the_key_of_a_cause_is_the_same_whichever_of_its_rules_fire():
    full = small_assessment()

    def with_rules(*names):
        gate = full.gates[0]
        opener = dataclasses.replace(gate.openers[0], rules=names, key="CON-002")
        gates = (dataclasses.replace(gate, openers=(opener,)), *full.gates[1:])
        return {t["key"] for t in tickets(dataclasses.replace(full, gates=gates)) if t["rules"].split() == list(names)}

    assert with_rules("DIR-016") == with_rules("DIR-016", "DIR-009") != set()


def test_two_owners_are_two_tickets():
    full = small_assessment()
    gate = full.gates[0]
    opener = dataclasses.replace(gate.openers[0], owner="Directory, Messaging")
    found = tickets(dataclasses.replace(full, gates=(dataclasses.replace(gate, openers=(opener,)), *full.gates[1:])))
    mine = [t for t in found if t["rules"] == "DIR-016"]
    assert {t["owner"] for t in mine} == {"Directory", "Messaging"}
    assert len({t["key"] for t in mine}) == 2


def test_statements_are_a_ticket_each_and_evidence_one_for_its_export():
    found = {t["rules"]: t for t in tickets()}
    assert found["ATT-007"]["summary"].startswith("Answer ATT-007: ")
    assert found["MBX-021"]["summary"].startswith("Supply the evidence: Get-Mailbox")
    assert found["MBX-021"]["state"] == "unknown"


def test_warnings_that_no_gate_waits_for_are_tickets_of_low_priority():
    low = {t["rules"] for t in tickets() if t["priority"] == "Low"}
    assert "DRF-003" in low
    assert not any(t["rules"] == "ORG-037" for t in tickets()), "information is nobody's work"


def test_words_fit_the_usual_trackers():
    for ticket in tickets():
        assert len(ticket["summary"]) <= 240
        assert "\n" not in ticket["summary"]
        assert all(label == label.strip() and label for label in ticket["labels"].split(" "))
        assert "{" not in ticket["description"].replace("{{ 7*7 }}", "")
        assert ticket["description"].endswith(ticket["rules"].replace(" ", " or "))


def test_an_action_that_two_gates_wait_for_is_one_ticket():
    full = small_assessment()
    first = full.gates[0].openers[0]
    gates = tuple(dataclasses.replace(g, openers=(first,)) if k < 2 else g for k, g in enumerate(full.gates))
    mine = [t for t in tickets(dataclasses.replace(full, gates=gates)) if t["rules"] == "DIR-016"]
    assert [t["gate"] for t in mine] == ["transfer retire"]
    assert mine[0]["priority"] in {"Highest", "High"}
