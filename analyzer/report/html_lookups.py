"""The rules and what they said, worked out."""

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.model.assessment import GATE_NAMES, Assessment
from analyzer.model.rules import RuleResult
from analyzer.report.html_overview import TONES, level_word
from analyzer.report.html_standing import Fact
from analyzer.report.html_words import counted, link, number

_STATES = {
    "ran": ("Ran", "ready"),
    "unknown": ("No evidence", "unknown"),
    "not_applicable": ("Not applicable", "na"),
    "error": ("Error", "blocked"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number that may be a link to its rows."""

    text: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One rule and what it said."""

    id: str
    title: str
    level: str
    level_tone: str
    gates: str
    subject: str
    state: str
    state_tone: str
    reason: str
    judged: str
    hits: Count
    unknown: Count
    waived: Count
    details: tuple[Fact, ...]


def build_rules(assessment: Assessment) -> tuple[RuleRow, ...]:
    """Every rule of the pack, hits first within what ran."""
    titles = {s.id: f"{s.id} {s.title}, {s.date}" for s in assessment.sources}
    order = {"error": 0, "ran": 1, "unknown": 2, "not_applicable": 3}
    results = sorted(assessment.rules, key=lambda r: (order[r.state], -r.hits, r.rule.id))
    return tuple(_rule(result, titles) for result in results)


def _rule(result: RuleResult, titles: Mapping[str, str]) -> RuleRow:
    rule = result.rule

    def count(outcome: str, value: int) -> Count:
        where = link("findings", ("rule", rule.id), ("outcome", outcome)) if value else ""
        return Count(text=number(value), link=where)

    state, tone = _STATES[result.state]
    details = (
        Fact(label="Why it matters", value=rule.why),
        Fact(label="What to do", value=rule.fix),
        Fact(label="Owner", value=rule.owner),
        Fact(
            label="Trust in the fact",
            value={"H": "high", "M": "medium", "U": "unconfirmed"}.get(rule.confidence, rule.confidence),
        ),
        Fact(label="Decided", value=rule.decided),
        Fact(label="Since", value=rule.since),
        Fact(label="Rests on", value="; ".join(titles.get(s, s) for s in rule.sources)),
    )
    ran = result.state == "ran"
    return RuleRow(
        id=rule.id,
        title=rule.title,
        level=level_word(rule.level),
        level_tone=TONES[rule.level.value],
        gates=", ".join(GATE_NAMES[g][0].capitalize() for g in rule.gates)
        or (f"Step {rule.step}" if rule.step else "–"),
        subject=level_word(rule.subject),
        state=state,
        state_tone=tone,
        reason=result.reason,
        judged=number(result.judged) if ran else "–",
        hits=count("fail", result.hits) if ran else Count(text="–", link=""),
        unknown=count("unknown", result.unknown),
        waived=count("waived", result.waived),
        details=tuple(d for d in details if d.value),
    )


def rules_summary(assessment: Assessment) -> str:
    """How many rules ran, hit and could not run."""
    ran = [r for r in assessment.rules if r.state == "ran"]
    hit = sum(r.hits > 0 for r in ran)
    could_not = sum(r.state in {"unknown", "error"} for r in assessment.rules)
    return (
        f"{counted(len(ran), 'rule')} of {number(len(assessment.rules))} ran; {number(hit)} found something; "
        f"{number(could_not)} could not run. A rule without evidence says unknown, never pass."
    )
