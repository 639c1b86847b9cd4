"""What-if judges only what an assumption touches, and says what judging everything again would say."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analyzer import assuming
from analyzer.assuming import what_ifs
from analyzer.assumptions import read_assumptions
from analyzer.engine.evaluate import Outcome, evaluate
from analyzer.engine.reads import Reads
from analyzer.model.assessment import Assessment
from analyzer.model.progress import Silent
from analyzer.model.rules import Rule
from analyzer.pipeline import Evaluated, evaluated, read_whole
from analyzer.planning.assemble import assemble
from analyzer.survey import open_pack

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
PACK = open_pack(None)
ASKED = sorted({r.id for r in PACK.rules if r.check == "is_answered" or r.asks})
KINDS = [
    ["writeback=on"],
    ["writeback=off"],
    ["sync-interval=3h"],
    ["sync-interval=5d"],
    ["as-of=2026-11-20T06:00Z"],
    ["as-of=2027-12-01"],
    ["waive=MBX-009"],
    ["writeback=on", "sync-interval=3h", "as-of=2027-01-01", "waive=DIR-012", f"{ASKED[0]}=yes", f"{ASKED[1]}=no"],
]
Base = tuple[Evaluated, Reads]
TIME = "earliest_safe_transfer"
KEYS = ("object_guid", "user_principal_name", "primary_smtp_address")
MEANT = ("verdict", "blockers", "warnings", "unknowns")
TOLD = ("verdict", "reason", TIME, "blockers", "warnings", "unknowns")


@pytest.fixture(scope="module", params=["contoso", "fabrikam"])
def base(request: pytest.FixtureRequest) -> Base:
    reads = Reads()
    snapshot, pack, _layouts = read_whole(SAMPLES / request.param, rules=None, progress=Silent())
    return evaluated(snapshot, pack, as_of=None, progress=Silent(), reads=reads), reads


def both(base: Base, texts: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any, int]:
    """The estate and outcomes judged as the command does, and the same with every rule judged again."""
    found, reads = base
    judged: list[str] = []

    def counted(estate: Any, rules: Sequence[Rule], progress: Any) -> tuple[Outcome, ...]:
        judged.extend(r.id for r in rules)
        return evaluate(estate, rules, progress)

    monkeypatch.setattr(assuming, "evaluate", counted)
    assumptions = read_assumptions(texts, PACK)
    narrow = assuming._assumed(found.estate, found.outcomes, PACK, assumptions, Silent(), reads)
    number = len(judged)
    monkeypatch.setattr(reads, "by_rule", lambda _rule: frozenset(assuming._touched(assumptions)), raising=False)
    whole = assuming._assumed(found.estate, found.outcomes, PACK, assumptions, Silent(), reads)
    monkeypatch.undo()
    assert len(judged) - number == (len(PACK.rules) if any(not t.startswith("waive=") for t in texts) else 0)
    return narrow, whole, number


def told(value: Any) -> Any:
    """A value that can be compared: arrays and frames as lists, dataclasses as their fields."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, pd.DataFrame):
        return value.astype(object).where(value.notna(), None).to_dict("list")
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: told(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {k: told(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [told(v) for v in value]
    return value


def outcome(one: Outcome) -> dict[str, Any]:
    """Everything of an outcome but the frame it speaks of, which holds the estate."""
    names = ("codes", "missing", "settled", "error", "weak", "blanket", "assumed")
    kept: dict[str, Any] = {n: told(getattr(one, n)) for n in names}
    frame = one.population
    return kept | {
        "rule": one.rule.id,
        "waivable": one.rule.waivable,
        "evidence": [told(e) for e in one.evidence],
        "member": frame.member.tolist(),
        "population": (
            frame.missing,
            frame.complete,
            frame.gap,
            None if frame.subjects is None else frame.subjects.count,
        ),
    }


@pytest.mark.parametrize("texts", KINDS, ids=" ".join)
def test_the_assessment_is_that_of_judging_everything_again(
    base: Base, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, _reads = base
    narrow, whole, number = both(base, texts, monkeypatch)
    assert number < len(PACK.rules) / 2
    one, other = (told(assemble(estate, outcomes, PACK, **basis(found))) for estate, outcomes, _ in (narrow, whole))
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert value == other[name], name


@pytest.fixture(scope="module")
def assessed(base: Base) -> Assessment:
    """The assessment before anything is assumed."""
    found, _reads = base
    return assemble(found.estate, found.outcomes, PACK, **basis(found))


def basis(found: Evaluated) -> dict[str, Any]:
    """What an assessment needs beside what was judged."""
    return {"as_of_basis": found.as_of_basis, "interval_basis": found.interval_basis, "inputs": []}


@pytest.mark.parametrize("texts", KINDS[1::2], ids=" ".join)
def test_the_answer_is_the_difference_of_two_assessments(base: Base, assessed: Assessment, texts: list[str]) -> None:
    (found, reads), old = base, assessed
    assumptions = read_assumptions(texts, PACK)
    (answer,) = assuming.answers(found, PACK, [], [assumptions], reads, Silent())
    estate, outcomes, _again = assuming._assumed(found.estate, found.outcomes, PACK, assumptions, Silent(), reads)
    new = assemble(estate, outcomes, PACK, **basis(found))
    assert (answer.folder, answer.mailboxes) == (old.meta.folder, len(old.mailboxes))
    assert answer.as_of == (old.meta.as_of, new.meta.as_of)
    assert answer.sentence == (old.sentence, new.sentence)
    assert answer.advice == (old.advice.sentence, new.advice.sentence)
    assert [(g.before, g.after, g.reach_after) for g in answer.gates] == [
        (a.state, b.state, b.reach) for a, b in zip(old.gates, new.gates, strict=True)
    ]
    before, after = old.mailboxes, new.mailboxes
    rows = [
        tuple(a[n] for n in KEYS) + tuple(x[n] for n in TOLD for x in (a, b))
        for a, b in zip(before.to_dict("records"), after.to_dict("records"), strict=True)
        if any(a[n] != b[n] for n in TOLD if n not in {"reason", TIME})
        or (b["verdict"] == "wait" and a[TIME] != b[TIME])
    ]
    assert list(answer.changed.columns) == [*KEYS, *(f"{n}_{side}" for n in TOLD for side in ("before", "after"))]
    assert [tuple(r) for r in answer.changed.itertuples(index=False)] == rows
    assert answer.changing == sum(a != b for a, b in zip(before["verdict"], after["verdict"], strict=True))


def test_every_statement_touches_what_it_says(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ASKED:
        for answer in ("yes", "no"):
            narrow, whole, number = both(base, [f"{name}={answer}"], monkeypatch)
            assert 0 < number < len(PACK.rules) / 2, name
            assert [outcome(o) for o in narrow[1]] == [outcome(o) for o in whole[1]], name


def test_it_says_how_much_was_judged_again() -> None:
    assert what_ifs(SAMPLES / "contoso", [["ATT-001=yes"]])[0].judged_again == "2 rules"
