"""The rows of every declared table, taken from the finished assessment."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from analyzer.model.assessment import Assessment, Step
from analyzer.model.settings import Waiver
from analyzer.report.tickets import ticket_rows
from analyzer.report.view_estate import ESTATE_TABLES
from analyzer.report.view_objects import OBJECT_TABLES
from analyzer.report.view_previews import FRAME_TABLES, SUM_TABLES
from analyzer.report.view_recipients import RECIPIENT_TABLES
from analyzer.report.view_waves import WAVES, wave_rows

ARROW = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}
READY = ("ready", "ready_with_warnings")
_FRAMES = {spec.name: spec for spec in (*OBJECT_TABLES, *RECIPIENT_TABLES, *FRAME_TABLES)}
_ESTATE = {spec.name: spec for spec in (*ESTATE_TABLES, *SUM_TABLES, WAVES)}


def rows(assessment: Assessment, table: str) -> pa.Table:
    """The rows of one declared table, with exactly its columns in order.

    Text, times and days are text (ISO 8601, times in UTC ending in ``Z``), empty = nothing to say;
    numbers and yes/no are null where nothing is known.
    """
    if table in _FRAMES:
        frame = getattr(assessment, table)[list(_FRAMES[table].names)]
        return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    spec = _ESTATE[table]
    if table == "dead_edits":
        edited = assessment.differences
        frame = edited[edited["dead_edit"] != ""][list(spec.names)]
        return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    lines = list(_MAKERS[table](assessment))
    columns = list(zip(*lines, strict=True)) if lines else [() for _ in spec.columns]
    return pa.table(
        {
            c.name: pa.array(values, ARROW.get(c.kind, pa.string()))
            for c, values in zip(spec.columns, columns, strict=True)
        }
    )


def moment_text(value: datetime | None) -> str:
    """The time as the tables write it: ``2026-11-16T06:00:00Z``."""
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if value else ""


def day_text(value: date | None) -> str:
    """The day as the tables write it: ``2026-11-16``."""
    return value.isoformat() if value else ""


Line = tuple[Any, ...]


def _gates(a: Assessment) -> Iterable[Line]:
    for g in a.gates:
        head = (g.name, g.state, g.reason)
        if not g.openers:
            yield (*head, "", "", "", g.reach, g.total, None, "", "")
        for o in g.openers:
            yield (*head, " ".join(o.rules), o.text, o.owner, g.reach, g.total, o.count, o.settles, o.opens_also)


def _paths(a: Assessment) -> Iterable[Line]:
    for p in a.advice.paths:
        head, tail = (p.path, p.title, p.state, p.reason), (" ".join(p.changes), " ".join(p.sources))
        if not p.grounds:
            yield (*head, "neither", "", None, "", None, "", "", "", *tail)
        for g in p.grounds:
            rules, count = " ".join(g.rules), g.count or None
            yield (*head, g.says, g.text, g.decides, rules, count, g.settles, g.person, day_text(g.day), *tail)


def _sequence(a: Assessment) -> Iterable[Line]:
    for s in a.sequence:
        stated = [f"{' '.join(g.rules)}: {g.person}, {day_text(g.day)}" for g in s.grounds if g.person]
        settles = dict.fromkeys(g.settles for g in s.grounds if g.settles)
        yield (
            s.step, s.state, s.title, s.reason, s.owner, s.basis, " ".join(s.needs), " ".join(s.waits_for),
            _rules_that(s, "holds"), _rules_that(s, "unknown"), _rules_that(s, "unanswered"),
            "; ".join(stated), "; ".join(settles),
            s.question, s.reversible, s.back, s.border, s.path, " ".join(s.sources),
        )  # fmt: skip


def _rules_that(step: Step, says: str) -> str:
    return " ".join(dict.fromkeys(r for g in step.grounds if g.says == says for r in g.rules))


def _evidence(a: Assessment) -> Iterable[Line]:
    for f in a.files:
        age = None
        if f.exported_at is not None:
            age = round((a.meta.as_of - f.exported_at).total_seconds() / 3600, 1)
        yield (
            f.file, f.kind, f.side, f.sha256, f.bytes, moment_text(f.exported_at),
            f.rows_read, f.rows_used, f.rows_ignored, f.rows_rejected, f.health, f.note,
            f.title, age, ", ".join(f.unknown_columns),
            f.rows_read == f.rows_used + f.rows_ignored + f.rows_rejected,
        )  # fmt: skip


def _attributes(a: Assessment) -> Iterable[Line]:
    *names, _readers = _ESTATE["attributes"].names
    readers: dict[str, list[str]] = {}
    for used in a.previews.applications:
        if used.use == "reads":
            readers.setdefault(used.attribute.partition(".")[0].casefold(), []).append(used.application)
    for line in a.attributes:
        own = dict.fromkeys(readers.get(line.ldap_name.casefold(), ()))
        yield (*(getattr(line, name) for name in names), "; ".join(own))


def _rules(a: Assessment) -> Iterable[Line]:
    for r in a.rules:
        u = r.rule
        yield (
            u.id, u.title, u.level.value, " ".join(u.gates), u.subject, r.state,
            r.judged, r.hits, r.unknown, r.waived, r.reason, u.step, u.owner, u.waivable,
            u.confidence, u.since, u.why, u.fix, " ".join(u.sources),
        )  # fmt: skip


def _verdicts(a: Assessment) -> Iterable[Line]:
    total = sum(v.mailboxes for v in a.verdicts)
    for v in a.verdicts:
        yield (v.verdict, v.label, v.meaning, v.mailboxes, v.mailboxes / total if total else None)


def _corrections(a: Assessment) -> Iterable[Line]:
    for c in a.corrections:
        yield (c.rank, c.text, c.rule, c.owner, c.frees, c.touches, c.together, " ".join(c.rules), c.settles)


def _calendar(a: Assessment) -> Iterable[Line]:
    safe = sum(v.mailboxes for v in a.verdicts if v.verdict in READY)
    for day in a.calendar:
        safe += day.mailboxes
        yield (day.day, day.mailboxes, safe)


def _transfer_times(a: Assessment) -> Iterable[Line]:
    safe = a.timing.ready
    yield ("now", "", a.timing.ready, safe)
    for day in a.calendar:
        safe += day.mailboxes
        yield ("day", day.day, day.mailboxes, safe)
    yield ("never", "", a.timing.never, None)
    yield ("unknown", "", a.timing.unknown, None)


def _recent_writers(a: Assessment) -> Iterable[Line]:
    names = _ESTATE["recent_writers"].names
    for writer in a.timing.writers:
        row = {name: getattr(writer, name) for name in names}
        yield tuple((row | {"applications": ", ".join(writer.applications)}).values())


def _statements(a: Assessment) -> Iterable[Line]:
    for s in a.statements:
        yield (s.id, s.answer, s.person, day_text(s.date), s.text, s.is_answered)


def _waivers(a: Assessment) -> Iterable[Line]:
    for w in a.waivers:
        count = _accepted(a, w)
        state = "ended" if w.expires < a.meta.as_of.date() else "used" if count else "unused"
        yield (w.rule, w.object, w.attribute, w.reason, w.approver, day_text(w.expires), w.evidence, state, count)


def _accepted(a: Assessment, waiver: Waiver) -> int:
    """How many waived findings this waiver covers."""
    f = a.findings
    mine = (f["outcome"] == "waived") & (f["rule"] == waiver.rule)
    if waiver.object != "*":
        wanted = waiver.object.casefold()
        mine &= (f["object_guid"].str.lower() == wanted) | (f["user_principal_name"].str.lower() == wanted)
    if waiver.attribute != "*":
        mine &= f["attribute"].str.lower() == waiver.attribute.casefold()
    return int(mine.sum())


def _problems(a: Assessment) -> Iterable[Line]:
    for p in a.problems:
        yield (p.code, p.severity.value, p.message, p.file, p.row, p.column, p.seen, p.help)


def _rejected(a: Assessment) -> Iterable[Line]:
    for r in a.rejected:
        yield (r.file, r.row, r.reason)


def _conflicts(a: Assessment) -> Iterable[Line]:
    for c in a.conflicts:
        yield (c.object, c.columns, c.file, c.row, c.used_file, c.used_row)


def _applications(a: Assessment) -> Iterable[Line]:
    names = _ESTATE["applications"].names
    for line in a.previews.applications:
        yield tuple(getattr(line, name) for name in names)


def _missing(a: Assessment) -> Iterable[Line]:
    yield from a.missing


def _sources(a: Assessment) -> Iterable[Line]:
    rules = Counter(s for r in a.rules for s in set(r.rule.sources))
    attributes = Counter(s for line in a.attributes for s in set(line.sources.split()))
    for s in a.sources:
        yield (s.id, s.title, s.date, s.trust, s.url, s.unlinked, rules[s.id], attributes[s.id])


_MAKERS: Mapping[str, Callable[[Assessment], Iterable[Line]]] = {
    "gates": _gates,
    "paths": _paths,
    "sequence": _sequence,
    "evidence": _evidence,
    "attributes": _attributes,
    "rules": _rules,
    "verdicts": _verdicts,
    "corrections": _corrections,
    "calendar": _calendar,
    "transfer_times": _transfer_times,
    "recent_writers": _recent_writers,
    "statements": _statements,
    "waivers": _waivers,
    "problems": _problems,
    "rejected": _rejected,
    "conflicts": _conflicts,
    "missing": _missing,
    "applications": _applications,
    "tickets": ticket_rows,
    "waves": wave_rows,
    "sources": _sources,
}

__all__ = ["READY", "day_text", "moment_text", "rows"]
