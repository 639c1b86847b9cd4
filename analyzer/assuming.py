"""What if: the evidence is judged as it is, and again under assumptions; what changes is told."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from analyzer.assumptions import NAMES, Assumption, assumed_settings, read_assumptions, with_writeback
from analyzer.classify.kinds import Comparison
from analyzer.classify.pairs import compare_pairs
from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import Outcome, evaluate
from analyzer.engine.findings import Told
from analyzer.engine.pack import Pack
from analyzer.engine.reads import AS_OF, COMPARISON, EVERY_STATEMENT, INTERVAL, JOBS, Reads, statement
from analyzer.memory import keeping_freed
from analyzer.model.assessment import Assessment
from analyzer.model.progress import Progress, Silent
from analyzer.pipeline import Evaluated, assessment_of, evaluated, known_exports, read_whole
from analyzer.planning.changes import (
    GateChange,
    PathChange,
    RuleChange,
    Side,
    VerdictChange,
    changed_mailboxes,
    gate_changes,
    path_changes,
    rule_changes,
    verdict_changes,
)
from analyzer.planning.weighing import Exports, weigh
from analyzer.planning.wording import number_of
from analyzer.shelf import Keeper
from analyzer.survey import open_pack


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What changes under some assumptions; everything else stays as it is."""

    folder: str
    assumptions: tuple[Assumption, ...]
    as_of: tuple[dt.datetime, dt.datetime]
    sync_interval_minutes: tuple[int, int]
    judged_again: str  # what the assumptions made necessary
    mailboxes: int
    changing: int
    verdicts: tuple[VerdictChange, ...]
    gates: tuple[GateChange, ...]  # all five
    rules: tuple[RuleChange, ...]
    sentence: tuple[str, str]
    advice: tuple[str, str]
    paths: tuple[PathChange, ...]
    hypothetical: tuple[str, ...]  # rules assumed as waived for which no signature would be accepted
    changed: pd.DataFrame = field(repr=False)  # a row per mailbox of which anything told changes


def what_ifs(
    folder: Path,
    questions: Sequence[Sequence[str]],
    *,
    rules: Path | None = None,
    as_of: dt.datetime | None = None,
    progress: Progress | None = None,
    keeper: Keeper | None = None,
    shown: Callable[[Assessment], Callable[[WhatIf], WhatIf]] | None = None,
) -> tuple[WhatIf, ...]:
    """The difference that the assumptions of each question make. Reads files only, once; writes what is kept.

    Args:
        folder: the assessment folder.
        questions: for each the assumptions that hold together.
        rules: another rule pack, or rules to lay over the shipped one.
        as_of: the time to judge for before anything is assumed; the newest of the files by default.
        progress: told about each stage.
        keeper: has what an earlier run read and judged, or keeps it for the next one.
        shown: makes of the assessment without assumptions what turns an answer into what may be told of it.

    Raises:
        AssumptionUnusable: an assumption is none; nothing was read then.
        FolderUnusable: the folder is missing, no folder, or empty.
        InputsUnusable: files are broken or a whole side is missing.
        PackUnusable: the rule pack has faults.
        TimeUnusable: no time was given and none is in the files.
    """
    progress = progress or Silent()
    pack = open_pack(rules)
    asked = [read_assumptions(texts, pack) for texts in questions]
    snapshot, pack, layouts = read_whole(folder, rules=rules, progress=progress, keeper=keeper, pack=pack)
    inputs, reads = known_exports(layouts), Reads()
    found = evaluated(snapshot, pack, as_of=as_of, progress=progress, reads=reads, keeper=keeper)
    out = answers(found, pack, inputs, asked, reads, progress)
    return out if shown is None else tuple(map(shown(assessment_of(found, pack, inputs)), out))


def answers(
    found: Evaluated,
    pack: Pack,
    inputs: Exports,
    asked: Sequence[tuple[Assumption, ...]],
    reads: Reads,
    progress: Progress,
) -> tuple[WhatIf, ...]:
    """The difference that each of the questions makes to what was judged; ``reads`` holds what the rules looked at."""
    old = found.estate, weigh(found.estate, found.outcomes, pack, inputs, told=found.told)
    out = []
    for assumptions in asked:
        estate, outcomes, again = _assumed(found.estate, found.outcomes, pack, assumptions, progress, reads)
        new = estate, weigh(estate, outcomes, pack, inputs, told=_still(found.told, found.outcomes, outcomes))
        out.append(_compared(old, new, assumptions, again))
    return tuple(out)


def _still(told: Mapping[str, Told], old: Sequence[Outcome], new: Sequence[Outcome]) -> dict[str, Told]:
    """What is told of the rules that were not judged again."""
    same = (b.rule.id for a, b in zip(old, new, strict=True) if a.population is b.population and a.codes is b.codes)
    return {rule: told[rule] for rule in same if rule in told}


def _assumed(
    estate: Estate,
    outcomes: tuple[Outcome, ...],
    pack: Pack,
    assumptions: Sequence[Assumption],
    progress: Progress,
    reads: Reads,
) -> tuple[Estate, tuple[Outcome, ...], str]:
    """The estate and its outcomes under the assumptions, and what had to be judged again.

    A waiver changes no outcome, it is counted when findings become verdicts. Only another interval needs another
    comparison, because it decides what the last sync can have brought. Only rules that looked at what is assumed are
    judged again.
    """
    said = {a.name: a.value for a in assumptions}
    as_of = dt.datetime.fromisoformat(said["as-of"]) if "as-of" in said else estate.as_of
    minutes = int(said.get("sync-interval", estate.sync_interval_minutes))
    waived = {a.value for a in assumptions if a.name == "waive"}
    settings = assumed_settings(estate.snapshot.settings, assumptions, as_of.date())
    if all(name == "waive" for name in said):
        return replace(estate, snapshot=replace(estate.snapshot, settings=settings)), _open(outcomes, waived), "no rule"
    snapshot = with_writeback(estate, said["writeback"]) if "writeback" in said else estate.snapshot
    pair_identity, comparison = estate.pair_identity, estate.comparison
    compared_again = minutes != estate.sync_interval_minutes
    if compared_again:
        with keeping_freed():
            pair_identity, comparison = compare_pairs(
                snapshot, estate.identities, estate.catalogue, sync_interval_minutes=minutes, progress=progress
            )
    assumed = Estate(
        snapshot=replace(snapshot, settings=settings),
        identities=estate.identities,
        comparison=comparison,
        pair_identity=pair_identity,
        catalogue=estate.catalogue,
        facts=estate.facts,
        as_of=as_of,
        sync_interval_minutes=minutes,
    )
    touched = _touched(assumptions)
    if compared_again and not _same(comparison, estate.comparison):
        touched |= {COMPARISON}
    rules = [rule for rule in pack.rules if touched & reads.by_rule(rule.id)]
    with keeping_freed():
        new = {o.rule.id: o for o in evaluate(assumed, rules, progress)}
    told = number_of("rule", len(rules)) if rules else "no rule"
    again = f"the comparison and {told}" if compared_again else told
    return assumed, _open([new.get(o.rule.id, o) for o in outcomes], waived), again


def _touched(assumptions: Sequence[Assumption]) -> set[str]:
    """What rules may have looked at that is now another."""
    sources = {"writeback": {JOBS}, "sync-interval": {INTERVAL}, "as-of": {AS_OF}, "waive": set[str]()}
    found = [sources.get(a.name, {statement(a.name), EVERY_STATEMENT}) for a in assumptions]
    return set().union(*found)


def _same(one: Comparison, other: Comparison) -> bool:
    """Both found the same differences, of the same kinds and for the same reasons."""
    kinds = one.kinds.keys() == other.kinds.keys() and all(
        np.array_equal(codes, other.kinds[name]) for name, codes in one.kinds.items()
    )
    return kinds and one.rows.equals(other.rows)


def _open(outcomes: Sequence[Outcome], waived: set[str]) -> tuple[Outcome, ...]:
    """The outcomes with these rules open to a signature, also those for which none would be accepted."""
    return tuple(
        replace(o, rule=replace(o.rule, waivable=True, waived_by="")) if o.rule.id in waived else o for o in outcomes
    )


def _compared(old: Side, new: Side, assumptions: tuple[Assumption, ...], again: str) -> WhatIf:
    (before, was), (after, now) = old, new
    changed = changed_mailboxes(old, new)
    moved = changed[changed["verdict_before"] != changed["verdict_after"]]
    waived = {a.value for a in assumptions if a.name == "waive"}
    return WhatIf(
        folder=before.snapshot.folder,
        assumptions=assumptions,
        as_of=(before.as_of, after.as_of),
        sync_interval_minutes=(before.sync_interval_minutes, after.sync_interval_minutes),
        judged_again=again,
        mailboxes=int(np.count_nonzero(was.verdicts.is_mailbox)),
        changing=len(moved),
        verdicts=verdict_changes(moved),
        gates=gate_changes(was.gates, now.gates),
        rules=rule_changes(was.results, now.results),
        sentence=(was.sentence, now.sentence),
        advice=(was.advice.sentence, now.advice.sentence),
        paths=path_changes(was.advice, now.advice),
        hypothetical=tuple(r.rule.id for r in was.results if not r.rule.waivable and r.rule.id in waived),
        changed=changed,
    )


__all__ = ["NAMES", "Assumption", "GateChange", "WhatIf", "what_ifs"]
