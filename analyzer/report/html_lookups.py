"""The rules and what they said, worked out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.model.assessment import GATE_NAMES, Assessment
from analyzer.model.rules import RuleResult
from analyzer.report.html_overview import TONES, level_word
from analyzer.report.html_sources import TRUST, SourceLine, by_id, named
from analyzer.report.html_standing import Fact
from analyzer.report.html_words import counted, link, number

# What became of a rule: word, tone, and how the sentence above the table tells it. In the order of the table.
_RESULTS = {
    "error": ("Error", "blocked", "broke"),
    "found": ("Found something", "", "found something"),  # looks like the level of the rule
    "in part": ("Unknown in part", "unknown", "could judge only a part"),
    "no evidence": ("No evidence", "unknown", "had no evidence"),
    "waived": ("Waived", "waived", "found only what is waived"),
    "passed": ("Nothing found", "ready", "judged everything and found nothing"),
    "nobody": ("Nothing to judge", "na", "had nothing to judge"),
    "not applicable": ("Not applicable", "na", "did not apply"),
}
# Only an address that can be nothing else becomes a link.


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
    result: str
    result_tone: str
    reason: str
    judged: str
    hits: Count
    unknown: Count
    waived: Count
    details: tuple[Fact, ...]
    sources: tuple[SourceLine, ...]


def build_rules(assessment: Assessment) -> tuple[RuleRow, ...]:
    """Every rule of the pack, what found most first; those that passed stand there with what they judged."""
    sources = by_id(assessment)
    order = list(_RESULTS)
    results = sorted(assessment.rules, key=lambda r: (order.index(_result(r)), -r.hits, r.rule.id))
    return tuple(_rule(result, sources) for result in results)


def _result(rule: RuleResult) -> str:
    """One of _RESULTS. A rule that looked at nothing, or not at everything, has not passed."""
    if rule.state != "ran":
        return {"error": "error", "unknown": "no evidence", "not_applicable": "not applicable"}[rule.state]
    if rule.hits:
        return "found"
    if rule.unknown:
        return "in part"
    if rule.waived:
        return "waived"
    return "passed" if rule.judged else "nobody"


def _rule(result: RuleResult, sources: Mapping[str, SourceLine]) -> RuleRow:
    rule = result.rule

    def count(outcome: str, value: int) -> Count:
        where = link("findings", ("rule", rule.id), ("outcome", outcome)) if value else ""
        return Count(text=number(value), link=where)

    word, tone, _ = _RESULTS[_result(result)]
    details = (
        Fact(label="Why it matters", value=rule.why),
        Fact(label="What to do", value=rule.fix),
        Fact(label="Owner", value=rule.owner),
        Fact(
            label="Trust in the fact",
            value=TRUST.get(rule.confidence, rule.confidence),
        ),
        Fact(label="Decided", value=rule.decided),
        Fact(label="Since", value=rule.since),
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
        result=word,
        result_tone=tone or TONES[rule.level.value],
        reason=result.reason,
        judged=number(result.judged) if ran else "–",
        hits=count("fail", result.hits) if ran else Count(text="–", link=""),
        unknown=count("unknown", result.unknown),
        waived=count("waived", result.waived),
        details=tuple(d for d in details if d.value),
        sources=named(rule.sources, sources),
    )


# The columns of the sums: what became of a rule, in fewer words than it has.
_SUMS = (
    ("Found something", ("found",)),
    ("Nothing found", ("passed",)),
    ("Not judged, or not whole", ("error", "in part", "no evidence")),
    ("Waived", ("waived",)),
    ("Nothing to judge", ("nobody", "not applicable")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSums:
    """How the rules about one kind of thing ended, in the columns of ``RULE_SUMS``."""

    subject: str
    rules: Count
    ended: tuple[Count, ...]


RULE_SUMS = tuple(title for title, _ in _SUMS)


def rule_sums(assessment: Assessment) -> tuple[RuleSums, ...]:
    """For each kind of thing that rules look at, most rules first; each number leads to its rules."""
    found: dict[str, Counter[str]] = {}
    for result in assessment.rules:
        found.setdefault(level_word(result.rule.subject), Counter())[_result(result)] += 1

    def count(subject: str, value: int, results: tuple[str, ...]) -> Count:
        words = (("result", _RESULTS[r][0]) for r in results)
        return Count(text=number(value), link=link("rules", ("about", subject), *words) if value else "")

    return tuple(
        RuleSums(
            subject=subject,
            rules=count(subject, counts.total(), ()),
            ended=tuple(count(subject, sum(counts[r] for r in results), results) for _, results in _SUMS),
        )
        for subject, counts in sorted(found.items(), key=lambda x: (-x[1].total(), x[0]))
    )


def rules_summary(assessment: Assessment) -> str:
    """How many rules found something, passed, and could not run."""
    counts = Counter(_result(r) for r in assessment.rules)
    told = [f"{number(counts[name])} {says}" for name, (_, _, says) in _RESULTS.items() if counts[name]]
    return (
        f"{counted(len(assessment.rules), 'rule')}: {'; '.join(told)}. "
        "A rule without evidence says unknown, never pass; open one for its reasons and sources."
    )
