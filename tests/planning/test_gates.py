# ruff: noqa: E501 - tables are wider than code
"""Gates: every state, and the shortest list of what opens each."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from tiny_estates import PACK, Tiny, named, rule, tiny

from analyzer.engine.evaluate import evaluate
from analyzer.engine.findings import build_findings
from analyzer.engine.verdicts import decide
from analyzer.model.assessment import GATE_NAMES, GATE_STATES, GateResult
from analyzer.model.rules import Gate, Rule
from analyzer.model.settings import Statement, Waiver
from analyzer.planning.gates import build_gates

SIGNED = Statement(id="ATT-008", answer="yes", person="Ines Holm", date=dt.date(2026, 11, 2))
EXPORTS = {"A1": "LDIF of the directory", "C1": "Get-Mailbox", "D8": "assessment.toml"}


def gates_of(made: Tiny, rules: Sequence[Rule]) -> dict[Gate, GateResult]:
    outcomes = evaluate(made.estate, rules)
    _findings, waived, counts = build_findings(made.estate, outcomes)
    verdicts = decide(made.estate, outcomes, waived, mandatory=PACK.mandatory)
    return {g.gate: g for g in build_gates(outcomes, verdicts, counts, EXPORTS)}


def _when(rule_id: str, attribute: str, gates: str, level: str = "blocker", **more: object) -> Rule:
    params = {"attribute": attribute, "values": ["x"]}
    return rule("is_one_of", "synced_mailboxes", rule_id=rule_id, gates=gates, level=level, params=params, settles=("A1",), owner="Messaging", **more)  # type: ignore[arg-type]  # fmt: skip


OURS = _when("TST-001", "extensionAttribute1", "T R")
TENANT = replace(_when("TST-002", "extensionAttribute2", "T"), subject="tenant")
HEAD = "id | ad.extensionAttribute1 | ad.extensionAttribute2 | cloud.IsExchangeCloudManaged\n"


@pytest.mark.parametrize(
    ("rows", "state", "reach", "total"),
    [
        ("u1 | | | False", "open", 1, 1),
        ("u1 | | | False\nu2 | | | True", "open", 2, 2),
        ("u1 | | | False\nu2 | x | | False", "open_in_part", 1, 2),
        ("u1 | | | True\nu2 | x | | False", "open_in_part", 1, 2),
        ("u1 | x | | False", "closed", 0, 1),
        ("u1 | ? | | False", "unknown", 0, 1),
        ("u1 | ? | | False\nu2 | x | | False", "closed", 0, 2),
        ("u1 | | x | False\nu2 | | | False", "closed", 2, 2),
        ("u1 | | ? | False\nu2 | | | False", "unknown", 2, 2),
        ("u1 | x | x | False\nu2 | | | False", "closed", 1, 2),
    ],
)
def test_the_transfer_gate(rows: str, state: str, reach: int, total: int) -> None:
    gate = gates_of(tiny(HEAD + rows), [OURS, TENANT])[Gate.TRANSFER]
    assert (gate.state, gate.reach, gate.total) == (state, reach, total)


def test_conditions_of_the_tenant_close_the_gate_and_no_mailbox() -> None:
    gate = gates_of(tiny(HEAD + "u1 | | x | False\nu2 | | | False"), [TENANT])[Gate.TRANSFER]
    assert gate.state == "closed"
    assert gate.reason == (
        "1 condition closes the gate for all. 2 of 2 mailboxes can be transferred; 0 mailboxes are done."
    )
    assert gate.closed_by == ("TST-002",)


def test_what_closes_the_gate_for_all_comes_before_what_holds_up_single_mailboxes() -> None:
    made = tiny(HEAD + "u1 | x | x | False\nu2 | y | y | False")
    gate = gates_of(made, [OURS, TENANT])[Gate.TRANSFER]
    assert [o.rules for o in gate.openers] == [("TST-002",), ("TST-001",)]


def test_without_any_mailbox_nothing_can_be_said() -> None:
    gate = gates_of(tiny("id | sides\nu1 | entra", missing=["cloud.mailbox"]), [OURS])[Gate.TRANSFER]
    assert gate.state == "unknown"
    assert gate.total == 0


@pytest.mark.parametrize(
    ("rows", "state", "reason"),
    [
        ("u1 | | | False", "open", "Every condition was judged and holds."),
        ("u1 | x | | False", "closed", "1 condition stands in the way."),
        ("u1 | ? | | False", "unknown", "Nothing found stands in the way, but 1 condition cannot be judged."),
        (
            "u1 | x | | False\nu2 | ? | | False",
            "closed",
            "1 condition stands in the way. 1 condition cannot be judged yet.",
        ),
    ],
)
def test_another_gate(rows: str, state: str, reason: str) -> None:
    gate = gates_of(tiny(HEAD + rows), [OURS])[Gate.RETIRE]
    assert (gate.state, gate.reason) == (state, reason)


GROUPS = "id | class | ad.msExchRecipientTypeDetails\ng1 | group | 256\ng2 | group | 256"


@pytest.mark.parametrize(("said", "state"), [((SIGNED,), "waived"), ((), "closed")])
def test_what_was_accepted_by_name(said: tuple[Statement, ...], state: str) -> None:
    gate = gates_of(tiny(GROUPS, settings={"statements": said}), [named("GRP-001")])[Gate.RETIRE]
    assert gate.state == state
    assert [o.text for o in gate.openers] == ([] if said else ["A distribution group is managed from AD: 2 groups"])


def test_a_signature_for_one_of_two_opens_nothing() -> None:
    waiver = Waiver(rule="GRP-001", reason="r", approver="A", expires=dt.date(2026, 12, 31), object="g1")
    made = tiny(GROUPS, settings={"waivers": (waiver,)})
    gate = gates_of(made, [named("GRP-001")])[Gate.RETIRE]
    assert gate.state == "closed"
    assert [o.count for o in gate.openers] == [1]


def test_the_transfer_gate_says_that_it_was_opened_by_name() -> None:
    waiver = Waiver(rule="TST-001", reason="r", approver="A", expires=dt.date(2026, 12, 31))
    made = tiny(HEAD + "u1 | x | | False", settings={"waivers": (waiver,)})
    assert gates_of(made, [replace(OURS, waivable=True)])[Gate.TRANSFER].state == "waived"


@pytest.mark.parametrize(
    "given",
    [
        replace(OURS, confidence="U"),
        replace(OURS, level=named("DIR-012").level),
        replace(OURS, level=named("MBX-005").level),
    ],
    ids=["unverified", "warning", "info"],
)
def test_what_closes_no_gate(given: Rule) -> None:
    gate = gates_of(tiny(HEAD + "u1 | x | | False"), [given, named("ATT-001")])[Gate.RETIRE]
    assert gate.state == "unknown"
    assert [o.rules for o in gate.openers] == [("ATT-001",)]


def test_weak_evidence_closes_no_gate() -> None:
    made = tiny(
        "id | sides | ad.homeMDB | ad.msExchMailboxGuid | ad.msDS-ExternalDirectoryObjectId\nu1 | ad cloud | CN=DB01 | |"
    )
    gate = gates_of(made, [named("MBX-003")])[Gate.RETIRE]
    assert (gate.state, gate.openers) == ("open", ())


def test_level_at_one_gate() -> None:
    gates = gates_of(tiny("id\nu1"), [named("MBX-008")])
    assert gates[Gate.TRANSFER].state == "open"
    assert gates[Gate.RETIRE].state == "closed"


def test_an_error_keeps_its_gate_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    import logging

    from analyzer.engine.checks import CHECKS

    def explode(*_args: object, **_words: object) -> None:
        raise ValueError("broken")

    logging.disable(logging.CRITICAL)
    monkeypatch.setitem(CHECKS, "is_one_of", explode)
    gates = gates_of(tiny(HEAD + "u1 | | | False"), [OURS])
    logging.disable(logging.NOTSET)
    assert gates[Gate.RETIRE].state == "unknown"
    assert gates[Gate.TRANSFER].state == "unknown"


def test_a_gate_that_no_rule_decides_is_never_open() -> None:
    gates = gates_of(tiny("id | ad.msExchRemoteRecipientType\nu1 | 97"), [named("DIR-003")])
    assert gates[Gate.PATH].state == "unknown"
    assert gates[Gate.PATH].reason == "No rule of this pack decides this gate yet, so it stays unknown."
    # DIR-003 warns of the way back, but only for mailboxes that are transferred.
    assert gates[Gate.MOVE_BACK].state == "unknown"
    done = tiny("id | ad.msExchRemoteRecipientType | cloud.IsExchangeCloudManaged\nu1 | 97 | True")
    reason = gates_of(done, [named("DIR-003")])[Gate.MOVE_BACK].reason
    assert reason.endswith("so it stays unknown. 1 rule gives warnings for it.")


def test_unknowns_that_one_export_settles_are_one_line() -> None:
    rules = [named(r) for r in ("ORG-011", "ORG-017", "ORG-033", "ATT-001", "ATT-002", "MBX-008")]
    gate = gates_of(tiny("id\nu1"), rules)[Gate.RETIRE]
    assert [o.rules for o in gate.openers] == [
        ("MBX-008",),
        ("ORG-011", "ORG-017", "ORG-033"),
        ("ATT-001", "ATT-002"),
    ]
    fault, export, people = gate.openers
    assert (fault.text, fault.state) == ("A synced mailbox is not transferred yet: 1 mailbox", "fail")
    assert (export.text, export.count) == ("3 conditions cannot be judged yet", 3)
    assert "configuration partition" in export.settles
    assert people.text == "Answer 2 open statements, each with person and date"
    assert people.settles == "assessment.toml"


def test_one_unknown_names_itself_and_the_export() -> None:
    gate = gates_of(tiny("id | ad.extensionAttribute1\nu1 | ?\nu2 | ?"), [OURS])[Gate.RETIRE]
    (one,) = gate.openers
    assert (one.text, one.count) == ("Cannot be judged yet for 2 mailboxes: Fault TST-001", 2)
    assert (one.settles, one.owner, one.state) == ("LDIF of the directory", "Messaging", "unknown")
    (said,) = gates_of(tiny("id\nu1"), [named("ATT-001")])[Gate.RETIRE].openers
    assert said.text == f"Answer ATT-001: {named('ATT-001').title}"


def test_every_gate_has_a_name_and_a_state() -> None:
    gates = gates_of(tiny("id\nu1"), PACK.rules)
    assert list(gates) == list(Gate) == list(GATE_NAMES)
    assert all(g.state in GATE_STATES and g.reason.endswith(".") for g in gates.values())
