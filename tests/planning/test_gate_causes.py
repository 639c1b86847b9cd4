"""Gates: a cause counts once, clean-up closes nothing, and what a signature or an answer would open is marked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from tiny_estates import PACK, Tiny, named, rule, tiny

from analyzer.engine.evaluate import evaluate
from analyzer.engine.findings import build_findings
from analyzer.engine.verdicts import decide
from analyzer.model.assessment import Correction, GateResult
from analyzer.model.road import Cause
from analyzer.model.rules import Gate, Level, Rule
from analyzer.model.settings import Statement
from analyzer.planning.corrections import build_corrections
from analyzer.planning.gates import build_gates

EXPORTS = {"A1": "LDIF of the directory", "B5": "Get-MessageTrackingLog", "D8": "assessment.toml"}
HEAD = "id | ad.extensionAttribute1 | ad.extensionAttribute2\n"


def gates_of(made: Tiny, rules: Sequence[Rule], causes: Sequence[Cause] = PACK.road.causes) -> dict[Gate, GateResult]:
    outcomes = evaluate(made.estate, rules)
    findings, waived, counts = build_findings(made.estate, outcomes)
    verdicts = decide(made.estate, outcomes, waived, mandatory=PACK.mandatory)
    found = build_gates(outcomes, verdicts, counts, EXPORTS, causes=causes, findings=findings)
    return {g.gate: g for g in found}


def corrections_of(made: Tiny, rules: Sequence[Rule], causes: Sequence[Cause] = ()) -> tuple[Correction, ...]:
    outcomes = evaluate(made.estate, rules)
    verdicts = decide(made.estate, outcomes, {}, mandatory=PACK.mandatory)
    settles = {r.id: "the LDIF" for r in rules}
    return build_corrections(verdicts, {r.id: r for r in rules}, causes, settles)


def fault(rule_id: str, number: int, **more: object) -> Rule:
    params = {"attribute": f"extensionAttribute{number}", "values": ["x"]}
    words = {"gates": "T R", "params": params, "settles": ("A1",), "owner": "Messaging"} | more
    return rule("is_one_of", "synced_mailboxes", rule_id=rule_id, **words)  # type: ignore[arg-type]


ONE, TWO = fault("TST-001", 1), fault("TST-002", 2, owner="Identity")
BOTH = Cause(action="Mend it", rules=("TST-001", "TST-002"), counts="object")


def test_rules_of_one_cause_are_one_line_and_count_an_object_once() -> None:
    made = tiny(HEAD + "u1 | x | x\nu2 | x |\nu3 | | x")
    gate = gates_of(made, [ONE, TWO], (BOTH,))[Gate.RETIRE]
    (line,) = gate.openers
    assert (line.text, line.rules, line.count) == ("Mend it: 3 mailboxes", ("TST-001", "TST-002"), 3)
    assert line.owner == "Identity, Messaging"
    assert gate.reason == "1 condition stands in the way."
    assert gate.closed_by == ("TST-001", "TST-002")
    apart = gates_of(made, [ONE, TWO], ())[Gate.RETIRE]
    assert [o.count for o in apart.openers] == [2, 2]
    assert apart.reason == "2 conditions stand in the way."


def test_a_cause_of_which_one_rule_fires_is_told_by_its_own_title() -> None:
    (line,) = gates_of(tiny(HEAD + "u1 | x |"), [ONE, TWO], (BOTH,))[Gate.RETIRE].openers
    assert (line.text, line.rules) == ("Fault TST-001: 1 mailbox", ("TST-001",))


def test_a_mailbox_and_its_database_are_one_thing_to_move() -> None:
    database = "CN=DB01,CN=Databases,DC=contoso,DC=com"
    people = "".join(f"\n{name} | mailuser | 1 | {database}" for name in ("u1", "u2"))
    rows = f"id | kind | ad.msExchRecipientTypeDetails | ad.homeMDB{people}"
    rules = [named("MBX-001"), replace(named("MBX-001"), id="ORG-006", subject="server")]
    (line,) = gates_of(tiny(rows), rules)[Gate.RETIRE].openers
    assert line.rules == ("MBX-001", "ORG-006")
    assert line.text == "Move the mailboxes that are still on the server to Exchange Online: 2 mailboxes"


def test_clean_up_closes_no_gate() -> None:
    gate = gates_of(tiny(HEAD + "u1 | x |"), [replace(ONE, step=22), TWO])[Gate.RETIRE]
    assert (gate.state, gate.openers) == ("open", ())


GROUPS = "id | class | ad.msExchRecipientTypeDetails\ng1 | group | 256\ng2 | group | 256"


def test_the_open_question_of_a_cause_goes_with_its_faults() -> None:
    rules = [named("GRP-001"), named("ATT-008"), named("ATT-009")]
    gate = gates_of(tiny(GROUPS), rules)[Gate.RETIRE]
    first, rest = gate.openers
    assert (first.rules, first.state) == (("GRP-001", "ATT-008"), "fail")
    assert first.text.endswith("accept it as frozen: 2 groups")
    assert first.opens_also == "A yes to ATT-008, with person and date, opens this too."
    assert rest.rules == ("ATT-009",)


def test_what_a_signature_opens_is_marked() -> None:
    made = tiny(HEAD + "u1 | x | x")
    lines = gates_of(made, [replace(ONE, waivable=True), TWO], ())[Gate.RETIRE].openers
    assert [o.opens_also for o in lines] == ["A signed waiver opens this too.", ""]
    # A cause is opened by a signature only where every rule of it is.
    (both,) = gates_of(made, [replace(ONE, waivable=True), TWO], (BOTH,))[Gate.RETIRE].openers
    assert both.opens_also == ""


def test_what_rests_on_an_answer_is_marked_until_it_is_given() -> None:
    given = replace(ONE, assumes="TST-009")
    (line,) = gates_of(tiny(HEAD + "u1 | x |"), [given])[Gate.RETIRE].openers
    assert line.opens_also == "The answer no to TST-009 opens this too."
    said = Statement(id="TST-009", answer="yes", person="Ines Holm", date=dt.date(2026, 11, 2))
    (line,) = gates_of(tiny(HEAD + "u1 | x |", settings={"statements": (said,)}), [given])[Gate.RETIRE].openers
    assert line.opens_also == ""


def _tracking(waived_by: str = "ATT-001") -> Rule:
    """Nobody supplied the tracking log; a hit of the level unknown."""
    params = {"attribute": "extensionAttribute1", "values": ["x"]}
    return rule(
        "is_one_of", "synced_mailboxes", rule_id="TST-014", level="unknown", gates="R", params=params,
        subject="organisation", waivable=True, waived_by=waived_by, settles=("B5",), owner="Service owner",
    )  # fmt: skip


def test_what_an_answer_opens_needs_no_line_where_the_question_is_asked_anyhow() -> None:
    made = tiny(HEAD + "u1 | x |")
    (line,) = gates_of(made, [_tracking(), named("ATT-001"), named("ATT-002")])[Gate.RETIRE].openers
    assert line.text == "Answer 2 open statements, each with person and date"
    assert line.rules == ("ATT-001", "ATT-002", "TST-014")
    assert line.opens_also == "The answers open TST-014 too."
    (alone,) = gates_of(made, [_tracking()])[Gate.RETIRE].openers
    assert alone.opens_also == "A yes to ATT-001, with person and date, opens this too."


def test_a_signature_stands_for_evidence_that_nobody_supplied() -> None:
    said = Statement(id="ATT-001", answer="yes", person="Ines Holm", date=dt.date(2026, 11, 2))
    made = tiny(HEAD + "u1 | x |", settings={"statements": (said,)})
    gate = gates_of(made, [_tracking()])[Gate.RETIRE]
    assert (gate.state, gate.openers) == ("waived", ())
    assert gates_of(tiny(HEAD + "u1 | x |"), [_tracking()])[Gate.RETIRE].state == "unknown"


def test_a_correction_mends_every_rule_of_its_cause() -> None:
    made = tiny(HEAD + "u1 | x | x\nu2 | x | x\nu3 | x |")
    apart = corrections_of(made, [ONE, TWO])
    assert [(c.rule, c.frees, c.together) for c in apart] == [("TST-001", 1, 1), ("TST-002", 0, 3)]
    (one,) = corrections_of(made, [ONE, TWO], (BOTH,))
    assert (one.text, one.rules, one.frees) == ("Mend it", ("TST-001", "TST-002"), 3)


def test_one_export_is_one_correction_for_all_that_it_settles() -> None:
    made = tiny(HEAD + "u1 | ? | ?\nu2 | ? | x\nu3 | x |")
    found = corrections_of(made, [ONE, TWO])
    assert [(c.text, c.rules, c.settles, c.frees, c.touches) for c in found] == [
        ("Supply the missing evidence: the LDIF", ("TST-001", "TST-002"), "the LDIF", 1, 2),
        ("Fault TST-001", ("TST-001",), "", 1, 1),
        ("Fault TST-002", ("TST-002",), "", 0, 1),
    ]
    assert found[-1].together == 3
    assert ONE.level is Level.BLOCKER
