"""Tiny estates for engine tests: the tables of rule examples, without a rule file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from estates import snapshot_of

from analyzer.classify.flags import MAYBE, YES
from analyzer.engine.estate import Estate, build_estate
from analyzer.engine.evaluate import Outcome, judge
from analyzer.engine.pack import Pack, load_pack
from analyzer.model.rules import Example, Gate, Level, Rule
from analyzer.model.settings import Settings

RULES = Path(__file__).resolve().parents[2] / "rules"
PACK: Pack = load_pack(RULES)


@dataclass(frozen=True, kw_only=True)
class Tiny:
    """An estate and the identity of each id."""

    estate: Estate
    index: Mapping[str, int]

    def members(self, population: str) -> tuple[set[str], set[str]]:
        """Ids that belong, and ids that may."""
        found = self.estate.population(population)
        assert found.subjects is not None, found.missing
        names = {i: name for name, i in self.index.items()}
        return tuple({names[int(i)] for i in np.flatnonzero(found.member == state)} for state in (YES, MAYBE))  # type: ignore[return-value]

    def cells(self, name: str) -> dict[str, Any]:
        """A trait or column by id."""
        column = self.estate.recipients.column(name)
        assert column is not None
        values = column.to_pylist()
        return {name: values[i] for name, i in self.index.items()}


def tiny(rows: str = "", *, settings: Mapping[str, Any] | None = None, **extra: Any) -> Tiny:
    """An estate from a table of people, with the keys of rule examples as further words.

    ``settings`` replaces fields of the settings (waivers, statements, planned).
    """
    example = Example(says="", rows=rows, settings=extra)
    snapshot, _ids, as_of, minutes = snapshot_of(example, PACK.catalogue)
    if settings:
        snapshot = replace(snapshot, settings=replace(snapshot.settings or Settings(), **settings))
    estate = build_estate(snapshot, PACK.catalogue, PACK.facts, as_of=as_of, sync_interval_minutes=minutes)
    upn, shown = (estate.trait(t) for t in ("upn", "shown_name"))
    assert upn is not None
    assert shown is not None
    pairs = zip(upn.to_pylist(), shown.to_pylist(), strict=True)
    names = [s or u.partition("@")[0] for u, s in pairs]
    return Tiny(estate=estate, index={name: i for i, name in enumerate(names)})


def rule(
    check: str,
    population: str,
    *,
    level: str = "blocker",
    gates: str = "T",
    subject: str = "mailbox",
    rule_id: str = "TST-001",
    fix: str = "Nothing.",
    **more: Any,
) -> Rule:
    """A rule that stands in no file; ``params`` and the other keys of a rule as further words."""
    words: dict[str, Any] = {
        "id": rule_id,
        "name": "test",
        "title": f"Fault {rule_id}",
        "level": Level(level),
        "gates": tuple(Gate(g) for g in gates.split()),
        "population": population,
        "check": check,
        "params": {},
        "why": "",
        "fix": fix,
        "sources": ("K",),
        "since": "2026-11-23",
        "confidence": "H",
        "subject": subject,
    }
    return Rule(**(words | more))


def outcome_of(estate: Estate, given: Rule | str) -> Outcome:
    """What one rule (or the rule of the pack with this id) says."""
    return judge(estate, named(given) if isinstance(given, str) else given)


def named(rule_id: str) -> Rule:
    """The rule of the pack with this id."""
    return next(r for r in PACK.rules if r.id == rule_id)


def codes_of(made: Tiny, given: Rule | str) -> dict[str, int]:
    """Outcome code of each id; 0 outside, 1 pass, 2 hit, 3 unknown."""
    outcome = outcome_of(made.estate, given)
    return {name: int(outcome.codes[i]) for name, i in made.index.items()}
