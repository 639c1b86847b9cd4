"""What every rule says of one object: fired, passed, not known and for want of which export, not meant and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analyzer.classify.flags import MAYBE, NO
from analyzer.engine.checks import HIT, PASS, UNKNOWN
from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import Outcome
from analyzer.engine.populations import REGISTRY
from analyzer.explain.page import filled, first_paragraph
from analyzer.explain.rule_pages import in_words
from analyzer.model.page import Row, Section
from analyzer.model.rules import Level

FIRED = (
    "Rule", "Level", "Outcome", "Gates", "What was found", "Attribute", "AD has", "Cloud has", "What to do", "Evidence",
)  # fmt: skip
_RECIPIENTS = ("mailbox", "group", "contact", "mail user", "public folder")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one rule says of the object."""

    outcome: Outcome
    result: str  # hit, unknown, pass, outside, other (it does not speak of single objects of this kind)
    reason: str = ""


def said_of(estate: Estate, outcomes: Sequence[Outcome], identity: int, subject: str) -> tuple[Said, ...]:
    """One for each rule. ``subject`` is what the object is to the rules: mailbox, group, contact ..."""
    return tuple(_said(estate, outcome, identity, subject) for outcome in outcomes)


def _said(estate: Estate, outcome: Outcome, identity: int, subject: str) -> Said:
    rule, population = outcome.rule, outcome.population
    mine = rule.subject == subject
    if outcome.error:
        return Said(outcome=outcome, result="unknown", reason=f"a bug in exready: {outcome.error}")
    if population.subjects is None:
        if not mine:
            return Said(outcome=outcome, result="other")
        if outcome.assumed == "no":
            return Said(outcome=outcome, result="outside", reason=f"{rule.assumes} is answered no")
        return Said(outcome=outcome, result="unknown", reason=_needs(outcome))
    owner = population.subjects.identity()
    if owner is None:
        return Said(outcome=outcome, result="other")
    places = np.flatnonzero(owner == identity)
    codes = outcome.codes[places]
    for code, result in ((HIT, "hit"), (UNKNOWN, "unknown"), (PASS, "pass")):
        if (codes == code).any():
            return Said(outcome=outcome, result=result, reason=_needs(outcome) if code == UNKNOWN else "")
    if not mine and rule.subject in _RECIPIENTS:
        return Said(outcome=outcome, result="other")
    return Said(outcome=outcome, result="outside", reason=_outside(estate, population.member[places], identity))


def _needs(outcome: Outcome) -> str:
    told = outcome.missing or outcome.population.missing
    codes = " ".join(outcome.rule.settles)
    return "; ".join(filter(None, (told, f"settled by {codes}" if codes else "")))


def _outside(estate: Estate, member: np.ndarray, identity: int) -> str:
    """Why the rule does not ask about the object although it was judged."""
    if not len(member) or (member == NO).all():
        return "not one of them"
    if (member == MAYBE).any():
        return "whether it is one of them is not known, and it would pass"
    if estate.no_transfer_meant[identity]:
        return "no transfer is meant for it"
    return "its gates no longer ask: the mailbox is transferred, or writeback does not concern it"


def only_of(outcomes: Sequence[Outcome], identity: int) -> tuple[Outcome, ...]:
    """The outcomes with what they say of this object alone, for its own findings."""
    out = []
    for outcome in outcomes:
        subjects = outcome.population.subjects
        owner = subjects.identity() if subjects is not None else None
        if owner is None or outcome.settled or outcome.error:
            continue
        own = owner == identity
        codes = np.where(own, outcome.codes, 0).astype(np.uint8)
        evidence = tuple(e for e in outcome.evidence if own[e.index])
        if codes.any():
            # One object is told by its own words, not as what lacks for all.
            missing = "" if evidence else outcome.missing
            out.append(each_told(replace(outcome, codes=codes, evidence=evidence, missing=missing)))
    return tuple(out)


def narrowed(outcomes: Sequence[Outcome], identity: int) -> tuple[Outcome, ...]:
    """The outcomes as far as they decide about this object: the verdict is the same, and cheap for any estate."""
    out = []
    for outcome in outcomes:
        subjects = outcome.population.subjects
        owner = subjects.identity() if subjects is not None else None
        if owner is not None and not outcome.settled:
            out.append(replace(outcome, codes=np.where(owner == identity, outcome.codes, 0).astype(np.uint8)))
        else:
            out.append(outcome)
    return tuple(out)


def each_told(outcome: Outcome) -> Outcome:
    """The outcome with a finding for each object, where the rule would give one with a count."""
    rule = outcome.rule
    if not (rule.summary and outcome.evidence):
        return outcome
    return replace(outcome, rule=replace(rule, summary=False, fix=rule.fix.replace("{count} ", "")))


def rule_sections(said: Sequence[Said], findings: pd.DataFrame) -> tuple[Section, ...]:
    """The rules that fired, then those that did not, with the reason."""
    return filled(_sections(said, findings))


def _sections(said: Sequence[Said], findings: pd.DataFrame) -> Iterator[Section]:
    hits = {s.outcome.rule.id for s in said if s.result == "hit"}
    rows = tuple(_finding(row) for row in findings[findings["rule"].isin(hits)].to_dict("records"))
    yield Section(key="fired", title="Rules that fired", columns=FIRED, rows=rows, wide=True)
    if not rows:
        yield Section(key="none_fired", title="Rules that fired", text=("None.",))
    unknown = tuple(
        (s.outcome.rule.id, s.outcome.rule.level.value, s.outcome.rule.title, s.reason)
        for s in said
        if s.result == "unknown"
    )
    columns = ("Rule", "Level", "Looks for", "Cannot be judged without")
    yield Section(key="not_known", title="Rules that cannot be judged", columns=columns, rows=unknown)
    passed = tuple((s.outcome.rule.id, s.outcome.rule.title) for s in said if s.result == "pass" and _is_shown(s))
    yield Section(key="passed", title="Rules that it passes", columns=("Rule", "Not so"), rows=passed)
    yield Section(
        key="outside",
        title="Rules that are not about it",
        columns=("Meant for", "Why not", "Rules"),
        rows=tuple(_grouped(said)),
        text=(_others(said),),
    )


def _is_shown(said: Said) -> bool:
    return said.outcome.rule.level is not Level.NONE


def _finding(row: Mapping[str, object]) -> Row:
    cells = [str(row[n]) for n in ("rule", "level", "outcome", "gate", "message", "attribute")]
    if row["certainty"] == "possible":
        cells[2] = "possible"
    if row["waiver"]:
        cells[2] = f"waived by {row['waiver']}"
    places = (("source_file", "source_row"), ("cloud_file", "cloud_row"))
    where = [f"{row[f]} row {row[r]}" if not pd.isna(row[r]) else str(row[f]) for f, r in places if row[f]]
    return (*cells, str(row["directory_value"]), str(row["cloud_value"]), str(row["remediation"]), "; ".join(where))


def _grouped(said: Sequence[Said]) -> Iterator[Row]:
    groups: dict[tuple[str, str], list[str]] = {}
    for each in said:
        if each.result == "outside":
            key = (each.outcome.rule.population, each.reason)
            groups.setdefault(key, []).append(each.outcome.rule.id)
    for (population, reason), ids in groups.items():
        yield in_words(population, first_paragraph(REGISTRY[population].__doc__)), reason, " ".join(ids)


def _others(said: Sequence[Said]) -> str:
    count = sum(s.result == "other" for s in said)
    return f"{count:,} more rules speak of the organisation, its servers, or other kinds of objects." if count else ""
