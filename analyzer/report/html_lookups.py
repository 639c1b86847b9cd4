"""The look-up views, worked out: attribute ledger, rules, evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from analyzer.model.assessment import GATE_NAMES, Assessment, AttributeLine
from analyzer.model.rules import RuleResult
from analyzer.model.snapshot import SourceFile
from analyzer.report.html_overview import TONES, Fact, level_word, link
from analyzer.report.html_words import age, counted, day, fingerprint, is_command, number

_HEALTH = {
    "whole": ("Whole", "ready"),
    "capped": ("Row limit reached", "warn"),
    "cut": ("Cut", "blocked"),
    "damaged": ("Damaged", "blocked"),
    "refused": ("Refused", "blocked"),
    "unrecognised": ("Not recognised", "na"),
}
_SIDES = {"directory": "Directory", "onprem": "On-premises", "cloud": "Cloud", "entra": "Entra", "sync": "Sync"}
_STATES = {
    "ran": ("Ran", "ready"),
    "unknown": ("No evidence", "unknown"),
    "not_applicable": ("Not applicable", "na"),
    "error": ("Error", "blocked"),
}
_MOST_REJECTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number that may be a link to its rows."""

    text: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeRow:
    """One line of the ledger."""

    name: str
    cloud_name: str
    category: str
    before: str
    after: str
    edit_after: str
    edit_before: str
    written_back: str
    pairs: str
    lag: Count
    drift: Count
    by_design: Count
    unknown: Count
    differs: str
    details: tuple[Fact, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One file and its ledger line."""

    file: str
    recognised: str
    side: str
    health: str
    tone: str
    read: str
    used: str
    ignored: str
    rejected: str
    age: str
    bytes: str
    sha256: str
    sha_short: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow:
    """One problem of one input."""

    code: str
    severity: str
    tone: str
    message: str
    place: str
    seen: str
    help: str
    is_command: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRow:
    """A statement or a waiver."""

    id: str
    state: str
    tone: str
    who: str
    text: str
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRow:
    """An export nobody supplied."""

    code: str
    title: str
    command: str
    settles: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything the evidence view shows."""

    facts: tuple[Fact, ...]
    files: tuple[FileRow, ...]
    totals: tuple[str, str, str, str]
    reconciliation: str
    ignored: tuple[str, ...]
    problems: tuple[ProblemRow, ...]
    missing: tuple[MissingRow, ...]
    rejected: tuple[tuple[str, str, str], ...]
    rejected_note: str
    statements: tuple[SignedRow, ...]
    waivers: tuple[SignedRow, ...]
    sources: tuple[tuple[str, str, str], ...]


def build_attributes(assessment: Assessment) -> tuple[AttributeRow, ...]:
    """The ledger, attributes that differ most first."""
    lines = sorted(assessment.attributes, key=lambda a: (-_differ(a), -a.unknown, a.ldap_name.casefold()))
    return tuple(_attribute(line) for line in lines)


def _differ(line: AttributeLine) -> int:
    return line.lag + line.drift


def _attribute(line: AttributeLine) -> AttributeRow:
    def count(kind: str, value: int) -> Count:
        where = link("differences", ("attribute", line.ldap_name), ("kind", kind)) if value else ""
        return Count(text=number(value), link=where)

    compared = line.pairs > 0 or line.unknown > 0
    details = (
        Fact(label="Compared as", value=line.compared_as.replace("_", " ")),
        Fact(label="Compared", value=_compared(line)),
        Fact(label="Edit today with", value=line.edit_before),
        Fact(label="Unknown because", value=line.unknown_because),
        Fact(label="Trust", value=line.trust),
        Fact(label="Notes", value=line.notes),
        Fact(label="Rests on", value=", ".join(x for x in (line.sources, line.stated_on) if x)),
    )
    return AttributeRow(
        name=line.ldap_name,
        cloud_name=line.cloud_name,
        category=level_word(line.category),
        before=level_word(line.owner_before),
        after=level_word(line.owner_after),
        edit_after=line.edit_after,
        edit_before=line.edit_before,
        written_back=level_word(line.written_back),
        pairs=number(line.pairs) if compared else "–",
        lag=count("lag", line.lag),
        drift=count("drift", line.drift),
        by_design=count("by_design", line.by_design),
        unknown=count("unknown", line.unknown),
        differs="With differences" if _differ(line) else "Without",
        details=tuple(d for d in details if d.value),
    )


def _compared(line: AttributeLine) -> str:
    if line.pairs == 0:
        return ""
    return f"{counted(line.pairs, 'pair')}, {number(line.equal)} equal"


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


def build_evidence(assessment: Assessment) -> Evidence:
    """What the report rests on."""
    meta, ledger = assessment.meta, assessment.reconciliation
    files = assessment.files
    today = meta.as_of.date()
    rejected = tuple((r.file, number(r.row), r.reason) for r in assessment.rejected[:_MOST_REJECTED])
    more = len(assessment.rejected) - len(rejected)
    return Evidence(
        facts=(
            Fact(label="Evidence fingerprint, over all inputs, rules and settings", value=meta.fingerprint),
            Fact(label="Rules", value=f"{meta.pack_name} {meta.pack_version} of {meta.pack_date}"),
            Fact(label="Sync interval", value=f"{number(meta.sync_interval_minutes)} min, {meta.sync_interval_basis}"),
            Fact(label="Made with", value=f"exready {meta.product_version}"),
        ),
        files=tuple(_file(f, assessment, meta.as_of) for f in files),
        totals=(number(ledger.read), number(ledger.used), number(ledger.ignored), number(ledger.rejected)),
        reconciliation=(
            f"{counted(ledger.read, 'row')} read = {number(ledger.used)} used + {number(ledger.ignored)} ignored "
            f"+ {number(ledger.rejected)} rejected. {'The counts add up.' if ledger.reconciles else 'The counts do not add up.'}"
        ),
        ignored=tuple(
            f"{number(n)} {why}" for why, n in sorted(ledger.ignored_because.items(), key=lambda x: (-x[1], x[0]))
        ),
        problems=_problems(assessment),
        missing=tuple(
            MissingRow(code=code, title=title, command=command, settles=counted(rules, "rule"))
            for code, title, command, rules in assessment.missing
        ),
        rejected=rejected,
        rejected_note=f"{counted(more, 'more row is', 'more rows are')} not listed here; assessment.json has all."
        if more
        else "",
        statements=tuple(
            SignedRow(
                id=s.id,
                state=("Yes" if s.answer == "yes" else "No") if s.is_answered else "Yes, but unsigned",
                tone="ready" if s.answer == "yes" and s.is_answered else "unknown" if s.answer == "yes" else "na",
                who=", ".join(x for x in (s.person, day(s.date) if s.date else "") if x),
                text=s.text,
            )
            for s in assessment.statements
        ),
        waivers=tuple(
            SignedRow(
                id=w.rule,
                state=f"Ended {day(w.expires)}" if w.expires < today else f"Until {day(w.expires)}",
                tone="blocked" if w.expires < today else "waived",
                who=w.approver,
                text=w.reason,
                scope="all objects" if w.object == "*" else w.object,
            )
            for w in assessment.waivers
        ),
        sources=tuple((s.id, s.title, s.date) for s in assessment.sources),
    )


def _file(source: SourceFile, assessment: Assessment, now: datetime) -> FileRow:
    health, tone = _HEALTH.get(source.health, (level_word(source.health), "na"))
    problems = sum(p.file == source.file for p in assessment.problems)
    unknown = source.unknown_columns
    notes = (
        source.note,
        f"{counted(problems, 'problem')}, see below" if problems else "",
        f"{counted(len(unknown), 'column is', 'columns are')} in no catalogue: {', '.join(unknown[:8])}"
        + (", …" if len(unknown) > 8 else "")
        if unknown
        else "",
    )
    return FileRow(
        file=source.file,
        recognised=source.title or "–",
        side=_SIDES.get(source.side, "–"),
        health=health,
        tone=tone,
        read=number(source.rows_read),
        used=number(source.rows_used),
        ignored=number(source.rows_ignored),
        rejected=number(source.rows_rejected),
        age=age(source.exported_at, now) if source.exported_at else "unknown",
        bytes=counted(source.bytes, "byte"),
        sha256=source.sha256,
        sha_short=fingerprint(source.sha256),
        notes=tuple(n for n in notes if n),
    )


def _problems(assessment: Assessment) -> tuple[ProblemRow, ...]:
    words = {
        "refuse": ("Refused", "blocked"),
        "column": ("Column unknown", "unknown"),
        "warn": ("Lower trust", "warn"),
        "note": ("Note", "na"),
    }
    return tuple(
        ProblemRow(
            code=p.code,
            severity=words[p.severity.value][0],
            tone=words[p.severity.value][1],
            message=p.message,
            place=", ".join(x for x in (p.file, f"row {number(p.row)}" if p.row is not None else "", p.column) if x),
            seen=p.seen,
            help=p.help,
            is_command=is_command(p.help),
        )
        for p in assessment.problems
    )
