"""What if: the evidence is read once and judged twice, as it is and under assumptions; what changes is told."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from analyzer.assumptions import NAMES, Assumption, assumed_settings, read_assumptions, with_writeback
from analyzer.classify.kinds import Comparison
from analyzer.classify.pairs import compare_pairs
from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import Outcome, evaluate
from analyzer.engine.pack import Pack
from analyzer.engine.reads import AS_OF, COMPARISON, EVERY_STATEMENT, INTERVAL, JOBS, Reads, statement
from analyzer.model.assessment import VERDICTS, Assessment, GateResult
from analyzer.model.progress import Progress, Silent
from analyzer.pipeline import evaluated, known_exports, read_whole
from analyzer.planning.assemble import assemble
from analyzer.planning.wording import number_of
from analyzer.survey import open_pack

FIRST = 5  # objects named for each change
_KEYS = ("object_guid", "user_principal_name", "primary_smtp_address")
_MEANT = ("verdict", "blockers", "warnings", "unknowns")
_TOLD = ("verdict", "reason", "earliest_safe_transfer", "blockers", "warnings", "unknowns")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """Mailboxes whose verdict goes from one word to another."""

    before: str
    after: str
    mailboxes: int
    first: tuple[str, ...]  # sign-in names or GUIDs of the first few


@dataclass(frozen=True, slots=True, kw_only=True)
class GateChange:
    """One gate before and under the assumptions."""

    name: str
    before: str
    after: str
    reach_before: int
    reach_after: int
    total: int
    reason: str  # under the assumptions
    no_longer: tuple[str, ...]  # what needed to be done before and need not be now
    new: tuple[str, ...]  # what has to be done only now

    @property
    def changes(self) -> bool:
        """Anything about the gate changes."""
        return self.before != self.after or self.reach_before != self.reach_after or bool(self.no_longer or self.new)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """One rule whose counts change."""

    rule: str
    title: str
    hits: tuple[int, int]
    unknown: tuple[int, int]
    waived: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathChange:
    """One way to go on whose state changes."""

    path: str
    title: str
    before: str
    after: str


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


def what_if(
    folder: Path,
    texts: Sequence[str],
    *,
    rules: Path | None = None,
    as_of: dt.datetime | None = None,
    progress: Progress | None = None,
    shown: Callable[[Assessment], Assessment] | None = None,
) -> WhatIf:
    """The difference that the assumptions make. Reads files only, once.

    ``shown`` makes of each of the two assessments what may be told of it.

    Raises:
        AssumptionUnusable: an assumption is none; nothing was read then.
        FolderUnusable: the folder is missing, no folder, or empty.
        InputsUnusable: files are broken or a whole side is missing.
        PackUnusable: the rule pack has faults.
        TimeUnusable: no time was given and none is in the files.
    """
    progress = progress or Silent()
    assumptions = read_assumptions(texts, open_pack(rules))
    snapshot, pack, layouts = read_whole(folder, rules=rules, progress=progress)
    inputs = known_exports(layouts)
    reads = Reads()
    found = evaluated(snapshot, pack, as_of=as_of, progress=progress, reads=reads)
    estate, outcomes, again = _assumed(found.estate, found.outcomes, pack, assumptions, progress, reads)
    old, new = (
        assemble(e, o, pack, as_of_basis=found.as_of_basis, interval_basis=found.interval_basis, inputs=inputs)
        for e, o in ((found.estate, found.outcomes), (estate, outcomes))
    )
    if shown is not None:
        old, new = shown(old), shown(new)
    return _compared(old, new, assumptions, again)


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


def _compared(old: Assessment, new: Assessment, assumptions: tuple[Assumption, ...], again: str) -> WhatIf:
    changed = _changed(old.mailboxes, new.mailboxes)
    moved = changed[changed["verdict_before"] != changed["verdict_after"]]
    paths = {p.path: p for p in old.advice.paths}
    return WhatIf(
        folder=old.meta.folder,
        assumptions=assumptions,
        as_of=(old.meta.as_of, new.meta.as_of),
        sync_interval_minutes=(old.meta.sync_interval_minutes, new.meta.sync_interval_minutes),
        judged_again=again,
        mailboxes=len(old.mailboxes),
        changing=len(moved),
        verdicts=_verdicts(moved),
        gates=tuple(_gate(a, b) for a, b in zip(old.gates, new.gates, strict=True)),
        rules=_rules(old, new),
        sentence=(old.sentence, new.sentence),
        advice=(old.advice.sentence, new.advice.sentence),
        paths=tuple(
            PathChange(path=p.path, title=p.title, before=paths[p.path].state, after=p.state)
            for p in new.advice.paths
            if p.path in paths and paths[p.path].state != p.state
        ),
        hypothetical=tuple(
            r.rule.id
            for r in old.rules
            if not r.rule.waivable and any(a.name == "waive" and a.value == r.rule.id for a in assumptions)
        ),
        changed=changed,
    )


def _changed(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Mailboxes of which the verdict, its rules or the time they wait for changes, in the order of the assessment.

    Both frames hold the same mailboxes in the same order: no assumption makes or unmakes one.
    """
    differs = pd.Series(data=False, index=old.index)
    for name in _MEANT:
        differs |= old[name] != new[name]
    # Another time matters only to those that wait for it.
    differs |= (new["verdict"] == "wait") & (old["earliest_safe_transfer"] != new["earliest_safe_transfer"])
    columns = {name: old.loc[differs, name] for name in _KEYS}
    for name in _TOLD:
        columns |= {f"{name}_before": old.loc[differs, name], f"{name}_after": new.loc[differs, name]}
    return pd.DataFrame(columns).reset_index(drop=True)


def _verdicts(moved: pd.DataFrame) -> tuple[VerdictChange, ...]:
    out = []
    for (before, after), rows in moved.groupby(["verdict_before", "verdict_after"], sort=False):
        head = rows.head(FIRST)
        names = [upn or guid for upn, guid in zip(head["user_principal_name"], head["object_guid"], strict=True)]
        out.append(VerdictChange(before=before, after=after, mailboxes=len(rows), first=tuple(names)))
    order = {word: place for place, word in enumerate(VERDICTS)}
    return tuple(sorted(out, key=lambda c: (-c.mailboxes, order[c.before], order[c.after])))


def _gate(old: GateResult, new: GateResult) -> GateChange:
    before, after = ({o.rules: o.text for o in gate.openers} for gate in (old, new))
    return GateChange(
        name=new.name,
        before=old.state,
        after=new.state,
        reach_before=old.reach,
        reach_after=new.reach,
        total=new.total,
        reason=new.reason,
        no_longer=tuple(text for key, text in before.items() if key not in after),
        new=tuple(text for key, text in after.items() if key not in before),
    )


def _rules(old: Assessment, new: Assessment) -> tuple[RuleChange, ...]:
    out = []
    for a, b in zip(old.rules, new.rules, strict=True):
        if (a.hits, a.unknown, a.waived) != (b.hits, b.unknown, b.waived):
            change = RuleChange(
                rule=a.rule.id,
                title=a.rule.title,
                hits=(a.hits, b.hits),
                unknown=(a.unknown, b.unknown),
                waived=(a.waived, b.waived),
            )
            out.append(change)
    return tuple(out)


__all__ = ["NAMES", "Assumption", "WhatIf", "what_if"]
