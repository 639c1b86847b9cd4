"""Every example in a rule file is a test: the rule judges the small estate, and hits exactly what it says."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from estates import snapshot_of

from analyzer.engine.checks import HIT, UNKNOWN
from analyzer.engine.estate import build_estate
from analyzer.engine.evaluate import Outcome, judge
from analyzer.engine.facts import Facts
from analyzer.engine.pack import load_pack
from analyzer.model.rules import Example, Rule

PACK = load_pack(Path(__file__).resolve().parents[2] / "rules")
CASES = [
    pytest.param(rule, example, id=f"{rule.id}-{n}") for rule in PACK.rules for n, example in enumerate(rule.examples)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example(rule: Rule, example: Example) -> None:
    snapshot, ids, as_of, minutes = snapshot_of(example, PACK.catalogue)
    facts = with_facts(example.settings.get("facts", {}))
    estate = build_estate(snapshot, PACK.catalogue, facts, as_of=as_of, sync_interval_minutes=minutes)
    outcome = judge(estate, rule)
    names = subject_names(outcome, estate, ids, rule)
    found_hits, found_unknown = named(outcome, names, HIT), named(outcome, names, UNKNOWN)
    if outcome.population.subjects is None or outcome.blanket:
        assert example.unknown, f"not judged: {outcome.missing}"
        return
    assert found_hits == set(example.hits), f"hits; unknown were {found_unknown}; {outcome.missing}"
    assert found_unknown == set(example.unknown), f"unknown: {outcome.missing}"
    assert not {n for n in example.outside if n in judged_names(outcome, names)}, "should be outside"
    possible = {names[e.index] for e in outcome.evidence if e.possible} | {names[i] for i in outcome.weak}
    if "possible" in example.settings:
        assert possible >= set(example.settings["possible"])
    for name, until in example.settings.get("until", {}).items():
        safe = estate.trait("earliest_safe_transfer")
        assert safe is not None
        (index,) = [i for i, n in names.items() if n == name]
        assert safe[index].as_py().astimezone(dt.UTC) == until


def with_facts(values: Mapping[str, str]) -> Facts:
    """The facts of the pack, some dated ones with the value that an example gives: limits of 600,000 need no rows."""
    dated = tuple(replace(f, value=values.get(f.name, f.value)) for f in PACK.facts.dated)
    return replace(PACK.facts, dated=dated)


def subject_names(outcome: Outcome, estate, ids, rule: Rule) -> dict[int, str]:
    """The example's id of each subject."""
    subjects = outcome.population.subjects
    if subjects is None:
        return {}
    owner = subjects.identity()
    if owner is None:
        single = rule.subject in {"tenant", "sync", "organisation", "statement"}
        if single and subjects.count == 1 and not hasattr(subjects, "table"):
            return {0: rule.params.get("statement", rule.subject)}
        table = subjects.table
        if "_file" not in table.column_names:  # rows that the population made itself
            return dict(enumerate(table["Name"].to_pylist()))
        files, rows = table["_file"].to_pylist(), table["_row"].to_pylist()
        kinds = [f.kind for f in estate.snapshot.files]
        return {i: ids[kinds[f]][r - 1] for i, (f, r) in enumerate(zip(files, rows, strict=True))}
    found = {}
    for side, kind in (("ad", "ad.object"), ("cloud", ""), ("entra", "entra.user")):
        files, rows = estate.identities.evidence(side, np.arange(estate.identities.count))
        for i, (f, r) in enumerate(zip(files, rows, strict=True)):
            if f is not None:
                found.setdefault(i, ids[kind or estate.snapshot.files[f].kind][r - 1])
    return {n: found[int(i)] for n, i in enumerate(owner)}


def named(outcome: Outcome, names: dict[int, str], code: int) -> set[str]:
    """Ids with that code."""
    if outcome.settled:
        has = (outcome.codes == UNKNOWN).any() if code == UNKNOWN else outcome.hits > 0
        return {outcome.rule.params.get("statement", outcome.rule.subject)} if has else set()
    return {names[int(i)] for i in np.flatnonzero(outcome.codes == code)}


def judged_names(outcome: Outcome, names: dict[int, str]) -> set[str]:
    """Ids that were judged at all."""
    return {names[int(i)] for i in np.flatnonzero(outcome.codes > 0)}
