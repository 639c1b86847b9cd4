"""The evidence view, worked out: files with their ledger, problems, missing exports, statements, waivers, sources."""

from dataclasses import dataclass
from datetime import datetime

from analyzer.model.assessment import Assessment
from analyzer.model.snapshot import SourceFile
from analyzer.report.html_overview import level_word
from analyzer.report.html_sources import SourceLine, source_lines
from analyzer.report.html_standing import Fact
from analyzer.report.html_words import advice_and_command, age, counted, day, fingerprint, number

_HEALTH = {
    "whole": ("Whole", "ready"),
    "capped": ("Row limit reached", "warn"),
    "cut": ("Cut", "blocked"),
    "damaged": ("Damaged", "blocked"),
    "refused": ("Refused", "blocked"),
    "unrecognised": ("Not recognised", "na"),
}
_SIDES = {
    "directory": "Directory", "onprem": "On-premises", "cloud": "Cloud", "entra": "Entra", "sync": "Sync",
    "people": "People",
}  # fmt: skip
_MOST_REJECTED = 200


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
    advice: str
    command: str


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
    is_short: bool  # the command is one line


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
    sources: tuple[SourceLine, ...]


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
            Fact(label="Rules", value=meta.rules_from),
            Fact(label="Sync interval", value=f"{number(meta.sync_interval_minutes)} min, {meta.sync_interval_basis}"),
            Fact(label="Made with", value=f"exready {meta.product_version}"),
        ),
        files=tuple(_file(f, assessment, meta.as_of) for f in files),
        totals=(number(ledger.read), number(ledger.used), number(ledger.ignored), number(ledger.rejected)),
        reconciliation=(
            f"{counted(ledger.read, 'row')} read = {number(ledger.used)} used + {number(ledger.ignored)} ignored "
            f"+ {number(ledger.rejected)} rejected. The counts {'' if ledger.reconciles else 'do not '}add up."
        ),
        ignored=tuple(
            f"{number(n)} {why}" for why, n in sorted(ledger.ignored_because.items(), key=lambda x: (-x[1], x[0]))
        ),
        problems=_problems(assessment),
        missing=tuple(
            MissingRow(
                code=code,
                title=title,
                command=command,
                settles=f"settles {counted(rules, 'rule')}" if rules else "",
                is_short=bool(command) and "\n" not in command,
            )
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
                text=f"{w.reason} ({w.evidence})" if w.evidence else w.reason,
                scope="all objects" if w.object == "*" else w.object,
            )
            for w in assessment.waivers
        ),
        sources=source_lines(assessment.sources),
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
            advice=advice_and_command(p.help)[0],
            command=advice_and_command(p.help)[1],
        )
        for p in assessment.problems
    )
