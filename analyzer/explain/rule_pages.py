"""The page of a rule: what it looks for, why that matters, what to do, what it rests on, and its examples."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from analyzer.engine.checks import CHECKS
from analyzer.engine.pack import Pack
from analyzer.engine.populations import REGISTRY
from analyzer.explain.examples import example_sections
from analyzer.explain.page import filled, first_paragraph, one_line, section
from analyzer.explain.parameters import parameter_rows
from analyzer.model.assessment import GATE_NAMES
from analyzer.model.page import Page, Section
from analyzer.model.rules import LeftOut, Level, Rule, Source

_PLACEHOLDER = re.compile(r"\{\w+\}")
LEVELS = {
    Level.BLOCKER: "blocker: it closes its gates until it is corrected",
    Level.WAIT: "wait: it closes its gates until a time",
    Level.UNKNOWN: "unknown: a hit means that nobody can judge, and that closes its gates",
    Level.WARNING: "warning: it is shown, and closes nothing",
    Level.INFO: "info: it is shown, and closes nothing",
    Level.NONE: "none: a stated exception, counted and never reported",
}
TRUST = {
    "H": "high: documented",
    "M": "middle: one source, or a safe inference",
    "U": "unverified: it never closes a gate",
}


def rule_page(rule: Rule | LeftOut, pack: Pack, exports: Mapping[str, str], as_of: dt.date | None = None) -> Page:
    """The page of one rule.

    Args:
        rule: judged, or known and left out.
        pack: the pack it is from.
        exports: titles of the exports by code.
        as_of: the day whose values of dated facts are shown; the day of the pack where nothing else is said.
    """
    sections = _left_out(rule, pack) if isinstance(rule, LeftOut) else _judged(rule, pack, exports, as_of)
    return Page(kind="rule", id=rule.id, title=rule.title, sections=filled(sections))


def _left_out(rule: LeftOut, pack: Pack) -> Iterator[Section]:
    yield section(
        "rule",
        text=["This rule is known and deliberately not judged."],
        facts=[
            ("Reason", rule.reason),
            ("Speaks about", rule.subject),
            ("See", ", ".join(rule.see)),
            ("Stated on", rule.since),
            ("File", f"rules/{rule.file}"),
        ],
    )
    yield sources_section(rule.sources, pack.sources)


def _judged(rule: Rule, pack: Pack, exports: Mapping[str, str], as_of: dt.date | None) -> Iterator[Section]:
    day = as_of or day_of(pack)
    yield section(
        "rule",
        facts=[
            ("Level", LEVELS[rule.level]),
            ("Gates", _gates(rule)),
            ("Clean-up step", _step(rule, pack)),
            ("For whom", in_words(rule.population, REGISTRY[rule.population].__doc__)),
            ("It is a finding when", in_words(rule.check, CHECKS[rule.check].__doc__)),
            ("Weak joins", _needs_match(rule)),
            ("A signature", _signature(rule)),
            ("Asks", rule.asks),
            ("Assumes", _assumes(rule, pack)),
            ("Speaks about", rule.subject + (", as one finding with a count" if rule.summary else "")),
            ("Who does it", rule.owner),
            ("Settled by", "; ".join(f"{code} {exports.get(code, '')}".strip() for code in rule.settles)),
            ("Trust", TRUST[rule.confidence]),
            ("Stated on", rule.since),
            ("File", f"rules/{rule.file}"),
        ],
    )
    yield section("why", "Why it matters", text=[rule.why])
    placeholders = " ".join(dict.fromkeys(_PLACEHOLDER.findall(rule.fix)))
    told = (f"Filled in for each object: {placeholders}.",) if placeholders else ()
    yield Section(key="fix", title="What to do", text=told, code=one_line(rule.fix))
    rows = parameter_rows(rule.params, pack, day)
    title = f"Parameters on {day.isoformat()}" if day else "Parameters"
    yield Section(key="parameters", title=title, columns=("Parameter", "Value", "Meaning"), rows=rows)
    yield section("decided", "Decided", text=[rule.decided])
    yield sources_section(rule.sources, pack.sources)
    yield from example_sections(rule)


def day_of(pack: Pack) -> dt.date | None:
    """The day that the pack is of."""
    return dt.date.fromisoformat(pack.date) if pack.date else None


def in_words(name: str, documentation: str | None) -> str:
    """A name of the rule file with what it stands for."""
    said = first_paragraph(documentation)
    return f"{name}: {said[0].lower()}{said[1:]}" if said and not said[1:2].isupper() else f"{name}: {said}"


def _gates(rule: Rule) -> str:
    if not rule.gates:
        return "none: it moves no gate"
    own = [f"{GATE_NAMES[g][0]} ({g.value})" for g in rule.gates]
    differ = {g: level for g, level in rule.level_at.items() if level is not rule.level}
    return ", ".join(
        f"{words}: {differ[g].value} there" if g in differ else words for g, words in zip(rule.gates, own, strict=True)
    )


def _step(rule: Rule, pack: Pack) -> str:
    if rule.step is None:
        return ""
    titles = [s.title for s in pack.road.steps if s.number == rule.step]
    return f"step {rule.step}: {titles[0]}" if titles else f"step {rule.step}"


def _needs_match(rule: Rule) -> str:
    if rule.needs_match != "strong":
        return ""
    return "a pair that is joined only by address or sign-in name gives a possible finding, one level lower"


def _signature(rule: Rule) -> str:
    if not rule.waivable:
        return "opens nothing"
    return f"the answer yes to {rule.waived_by} opens it" if rule.waived_by else "a waiver in assessment.toml opens it"


def _assumes(rule: Rule, pack: Pack) -> str:
    asked = {r.id: r.asks for r in pack.rules}
    return rule.assumes and f"{rule.assumes}: {asked[rule.assumes]} The answer no makes this rule not applicable."


def sources_section(ids: Sequence[str], known: Sequence[Source]) -> Section:
    """Where a fact is from, with the dates of the sources."""
    by_id = {s.id: s for s in known}
    items = tuple(f"{s.id}: {s.title}{_dated(s.date)}{_address(s)}" for i in ids if (s := by_id.get(i)))
    return replace(section("sources", "Sources"), items=items)


def _address(source: Source) -> str:
    return f" {source.url}" if source.url else ""


def _dated(date: str) -> str:
    return f" ({date})" if date else ""
