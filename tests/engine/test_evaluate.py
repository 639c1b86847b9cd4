# ruff: noqa: E501 - tables are wider than code
"""Every rule judges once: missing evidence before any logic, errors kept apart, gates that still ask."""

import logging

import numpy as np
import pytest
from tiny_estates import outcome_of, rule, tiny

from analyzer.engine.checks import CHECKS, HIT, UNKNOWN, Judged, Scope
from analyzer.engine.evaluate import effective_level, evaluate, gate_asks
from analyzer.model.rules import Gate, Level

EXISTS = rule("exists", "remote_mailboxes")


def test_missing_evidence_is_unknown_before_any_logic_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(scope: Scope) -> Judged:
        raise AssertionError("the check must not run")

    monkeypatch.setitem(CHECKS, "exists", explode)
    outcome = outcome_of(tiny("id | sides\nu1 | cloud", missing=["ad.object"]).estate, EXISTS)
    assert outcome.blanket
    assert outcome.unknowns == 1
    assert "LDIF" in outcome.missing


@pytest.mark.parametrize(
    "error", [ValueError, KeyError, TypeError, RuntimeError, NotImplementedError, ZeroDivisionError]
)
def test_a_check_that_raises_is_an_error_and_the_others_still_run(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def explode(scope: Scope, **_params: object) -> Judged:
        raise error("broken")

    monkeypatch.setitem(CHECKS, "is_present", explode)
    broken = rule("is_present", "remote_mailboxes", rule_id="TST-002", params={"attributes": ["mail"]})
    with caplog.at_level(logging.CRITICAL):
        first, second = evaluate(tiny("id\nu1").estate, [broken, EXISTS])
    assert error.__name__ in first.error
    assert "broken" in first.error
    assert first.blanket
    assert second.hits == 1
    assert not second.error


def test_a_possible_member_that_passes_stays_out_and_one_that_hits_is_unknown() -> None:
    made = tiny("id | ad.msExchRecipientTypeDetails | ad.mail\nu1 | ? | x\nu2 | ? |\nu3 | 2147483648 | x")
    outcome = outcome_of(made.estate, rule("is_present", "remote_mailboxes", params={"attributes": ["mail"]}))
    assert [int(outcome.codes[made.index[u]]) for u in ("u1", "u2", "u3")] == [UNKNOWN, 0, HIT]


FLAGS = "id | cloud.IsExchangeCloudManaged\nu1 | True\nu2 | False\nu3 | ?"


@pytest.mark.parametrize(
    ("gates", "asked"),
    [("T", "u2 u3"), ("M", "u1 u3"), ("R", "u1 u2 u3"), ("P", "u1 u2 u3"), ("T M", "u1 u2 u3"), ("", "u1 u2 u3")],
)
def test_a_gate_asks_only_those_it_still_matters_for(gates: str, asked: str) -> None:
    made = tiny(FLAGS)
    outcome = outcome_of(made.estate, rule("exists", "remote_mailboxes", gates=gates))
    assert {u for u, i in made.index.items() if outcome.codes[i]} == set(asked.split())


def test_writeback_asks_for_the_transferred_and_the_planned() -> None:
    made = tiny(FLAGS, planned=["u2"])
    asked = gate_asks(made.estate, Gate.WRITEBACK, np.arange(made.estate.identities.count))
    assert {u for u, i in made.index.items() if asked[i]} == {"u1", "u2", "u3"}
    other = tiny(FLAGS.replace("u3 | ?", "u3 | False"), planned=["u2"])
    asked = gate_asks(other.estate, Gate.WRITEBACK, np.arange(other.estate.identities.count))
    assert {u for u, i in other.index.items() if asked[i]} == {"u1", "u2"}


def test_no_transfer_is_asked_of_those_it_is_not_meant_for() -> None:
    made = tiny("id | sides | ad.msExchRecipientTypeDetails | ad.mail\nu1 | ad | 8388608 | x\nu2 | ad | 2147483648 | x")
    outcome = outcome_of(made.estate, "DIR-016")
    owner = outcome.population.subjects.identity()  # type: ignore[union-attr]
    assert owner is not None
    assert {int(o) for o in owner[outcome.codes > 0]} == {made.index["u2"]}


@pytest.mark.parametrize(
    ("given", "unknowns"),
    [
        (rule("exists", "onprem_mailboxes", gates="T R"), 1),
        (rule("exists", "onprem_mailboxes", gates="T"), 0),
        (rule("exists", "onprem_mailboxes", gates="R", level="warning"), 0),
        (rule("exists", "dynamic_groups", gates="R", subject="group"), 1),
    ],
    ids=["closes the retirement", "one mailbox only", "a warning", "not about mailboxes"],
)
def test_nothing_found_in_a_cut_file_is_no_pass_for_the_organisation(given: object, unknowns: int) -> None:
    estate = tiny("id\nu1", incomplete=["ad.object"]).estate
    outcome = outcome_of(estate, given)  # type: ignore[arg-type]
    assert outcome.hits == 0
    assert outcome.unknowns == unknowns
    assert bool(outcome.missing) == bool(unknowns)


def test_something_found_in_a_cut_file_is_found() -> None:
    made = tiny("id | ad.msExchRecipientTypeDetails | ad.homeMDB\nu1 | 1 | CN=DB01", incomplete=["ad.object"])
    outcome = outcome_of(made.estate, rule("exists", "onprem_mailboxes", gates="R"))
    assert (outcome.hits, outcome.unknowns, outcome.missing) == (1, 0, "")


def test_levels_at_gates() -> None:
    given = rule("exists", "remote_mailboxes", gates="T R", level_at={Gate.TRANSFER: Level.INFO})
    assert effective_level(given, Gate.TRANSFER) is Level.INFO
    assert effective_level(given, Gate.RETIRE) is Level.BLOCKER
    assert effective_level(rule("exists", "remote_mailboxes", confidence="U"), Gate.TRANSFER) is Level.WARNING


def test_a_strong_match_is_asked_for_by_name() -> None:
    rows = "id | sides | ad.msExchMailboxGuid | ad.msDS-ExternalDirectoryObjectId\nu1 | ad cloud | |\nu2 | ad cloud entra | |"
    made = tiny(rows)
    weak = outcome_of(made.estate, rule("exists", "paired_mailboxes", needs_match="strong")).weak
    assert weak == {made.index["u1"]}
    assert not outcome_of(made.estate, rule("exists", "paired_mailboxes")).weak
