"""``causes.toml``, ``paths.toml`` and ``sequence.toml`` of a pack, checked in every part."""

import re
from collections.abc import Sequence
from pathlib import Path as Folder
from typing import Any

from analyzer.engine.entries import Tell, known, made_of, one_of, teller
from analyzer.engine.rule_file import read_toml
from analyzer.model.road import COUNTS, SAYS, Answer, Cause, Path, PathFact, Road, StepPlan

CAUSES, PATHS, STEPS = "causes.toml", "paths.toml", "sequence.toml"
_RULE = re.compile(r"^[A-Z]{2,4}-(\d{3}|\*)$")
_STEP = re.compile(r"^(\d{1,2})[AB]?$")
_KINDS = ("pause", "end", "addition")
_CHECKS = ("data", "part", "person")
_BACK = ("yes", "with loss", "no")
_RESULTS = {"rules": {"hit", "none"}, "statement": {"yes", "no"}}


def load_road(folder: Folder, sources: set[str], faults: list[str]) -> Road:
    """The road of a pack; a file that is not there says nothing. Faults go to the list.

    Rules that are named need not be in the pack: what they would say is unknown then.
    """

    def entries(name: str, key: str) -> list[tuple[dict[str, Any], Tell]]:
        if not (folder / name).is_file():
            return []
        found = read_toml(folder / name, folder, faults).get(key, [])
        return [(e, teller(faults.append, f"{name}: {key} {n}")) for n, e in enumerate(found, 1)]

    before = len(faults)
    causes = [_cause(e, tell) for e, tell in entries(CAUSES, "cause")]
    paths = [_path(e, sources, tell) for e, tell in entries(PATHS, "path")]
    steps = [_step(e, sources, tell) for e, tell in entries(STEPS, "step")]
    if len(faults) == before:
        _check_together(paths, steps, faults)
    return Road(
        causes=tuple(c for c in causes if c), paths=tuple(p for p in paths if p), steps=tuple(s for s in steps if s)
    )


def _ids(names: Sequence[str], tell: Tell) -> None:
    for name in names:
        if not _RULE.match(str(name)):
            tell(f"{name!r} is no rule id")


def _cause(data: dict[str, Any], tell: Tell) -> Cause | None:
    made: Cause | None = made_of(Cause, data, tell)
    if made is not None:
        _ids(made.rules, tell)
        one_of(made.counts, COUNTS, "counts", tell)
    return made


def _path(data: dict[str, Any], sources: set[str], tell: Tell) -> Path | None:
    facts = [_fact(f, teller(tell, f"fact {n}")) for n, f in enumerate(data.pop("fact", []), 1)]
    made: Path | None = made_of(Path, data, tell, facts=tuple(f for f in facts if f))
    if made is not None:
        one_of(made.kind, _KINDS, "kind", tell)
        known(made.sources, sources, tell)
    return made


def _fact(data: dict[str, Any], tell: Tell) -> PathFact | None:
    kinds = [k for k in _RESULTS if k in data]
    if len(kinds) != 1:
        tell("a fact has either rules or a statement")
        return None
    wanted = _RESULTS[kinds[0]]
    answers = {k: made_of(Answer, data.pop(k), tell) for k in sorted({"hit", "none", "yes", "no"} & data.keys())}
    if answers.keys() != wanted:
        tell(f"a fact of {kinds[0]} has the results {' and '.join(sorted(wanted))}")
    for answer in answers.values():
        if answer is not None:
            one_of(answer.says, SAYS, "says", tell)
    made: PathFact | None = made_of(PathFact, data, tell, answers=answers)
    if made is not None:
        _ids([*made.rules, *([made.statement] if made.statement else [])], tell)
    return made


def _step(data: dict[str, Any], sources: set[str], tell: Tell) -> StepPlan | None:
    found = _STEP.match(str(data.get("id", "")))
    made: StepPlan | None = made_of(StepPlan, data, tell, number=int(found[1]) if found else 0)
    if made is None:
        return None
    if found is None:
        tell(f"id {made.id!r} is no step such as 7 or 23A")
    ids = (*made.holds, *made.lists, *made.shows, *made.statements)
    _ids([*ids, *(x for x in (made.statement, made.skipped_by) if x)], tell)
    one_of(made.check, _CHECKS, "check", tell)
    one_of(made.reversible, _BACK, "reversible", tell)
    known(made.sources, sources, tell)
    if bool(made.asks) != bool(made.statement):
        tell("asks and statement go together")
    if made.confirms and not made.asks:
        tell("confirms without asks")
    return made


def _check_together(paths: Sequence[Path | None], steps: Sequence[StepPlan | None], faults: list[str]) -> None:
    """A step needs only steps before it, and belongs to a path that is there."""
    named = {p.id for p in paths if p}
    before: list[str] = []
    for step in steps:
        if step is None:
            continue
        if step.id in before:
            faults.append(f"{STEPS}: step {step.id} is there twice")
        late = [n for n in step.needs if n not in before and not any(b[-1].isalpha() and b[:-1] == n for b in before)]
        faults.extend(f"{STEPS}: step {step.id} needs {need}, which is no step before it" for need in late)
        if step.path and step.path not in named:
            faults.append(f"{STEPS}: step {step.id} belongs to the path {step.path}, which {PATHS} has not")
        before.append(step.id)
