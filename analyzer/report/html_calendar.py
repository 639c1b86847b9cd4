"""The calendar, worked out: who can go now and when, who keeps mailboxes waiting, and what was edited in vain."""

from dataclasses import dataclass
from datetime import date, datetime

from analyzer.model.assessment import Assessment, DeadEdits, RecentWriter
from analyzer.report.html_words import counted, link, moment, number, short_day

_RULE = "MBX-018"
_NO_WRITERS = "No mailbox waits for a change of which the time and the attribute are known."
_NO_EDITS = "No value is known to have been changed in AD after the transfer of its mailbox."


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """One line of the calendar: a state or a day, how many, and how many in all."""

    label: str
    tone: str
    mailboxes: str
    safe: str
    link: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterLine:
    """One recent writer."""

    text: str
    waiting: str
    alone: str
    newest: str
    tone: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLine:
    """One attribute that was edited in vain."""

    attribute: str
    cloud_name: str
    yes: str
    possible: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    """Everything the view of the calendar shows."""

    sentence: str
    times: tuple[TimeLine, ...]
    writers: tuple[WriterLine, ...]
    writers_note: str
    edits: tuple[EditLine, ...]
    edits_note: str


def build_calendar(assessment: Assessment) -> CalendarView:
    """The calendar of this assessment."""
    return CalendarView(
        sentence=_sentence(assessment),
        times=_times(assessment),
        writers=tuple(_writer(w) for w in assessment.timing.writers),
        writers_note=_writers_note(assessment),
        edits=tuple(_edit(e) for e in assessment.dead_edits),
        edits_note=_edits_note(assessment),
    )


def _sentence(assessment: Assessment) -> str:
    timing = assessment.timing
    parts = [f"{counted(timing.ready, 'mailbox', 'mailboxes')} can go now"]
    if timing.waiting:
        surely = "" if not timing.latest else f", {number(timing.latest)} of them at the latest then"
        parts.append(f"{number(timing.waiting)} by waiting{surely}")
    if timing.never:
        parts.append(f"{number(timing.never)} not by waiting")
    if timing.unknown:
        parts.append(f"of {number(timing.unknown)} nobody can say")
    return "; ".join(parts) + "."


def _times(assessment: Assessment) -> tuple[TimeLine, ...]:
    timing = assessment.timing
    safe = timing.ready
    able = link("mailboxes", ("verdict", "ready"), ("verdict", "ready_with_warnings"))
    lines = [_line("Now", "ready", timing.ready, safe, able, "At the as-of time")]
    for one in assessment.calendar:
        safe += one.mailboxes
        where = link("mailboxes", ("verdict", "wait"), ("safe", one.day))
        label = f"{short_day(date.fromisoformat(one.day))} {one.day[:4]}"
        lines.append(_line(label, "wait", one.mailboxes, safe, where, "If nothing changes until then"))
    blocked, unknown = (link("mailboxes", ("verdict", word)) for word in ("blocked", "unknown"))
    lines.append(_line("Not by waiting", "blocked", timing.never, None, blocked, "Something has to be corrected first"))
    lines.append(_line("Unknown", "unknown", timing.unknown, None, unknown, "Evidence is missing"))
    return tuple(lines)


def _line(label: str, tone: str, mailboxes: int, safe: int | None, where: str, about: str) -> TimeLine:
    return TimeLine(
        label=label,
        tone=tone,
        mailboxes=number(mailboxes),
        safe="" if safe is None else number(safe),
        link=where if mailboxes else "",
        about=about,
    )


def _writer(writer: RecentWriter) -> WriterLine:
    return WriterLine(
        text=writer.text,
        waiting=number(writer.waiting),
        alone=number(writer.alone),
        newest=moment(datetime.fromisoformat(writer.newest)),
        tone="warn" if writer.is_habit else "na",
        word="Again and again" if writer.is_habit else "Once",
    )


def _writers_note(assessment: Assessment) -> str:
    timing = assessment.timing
    words = [timing.note] if timing.note else []
    if not timing.writers and not timing.note:
        words.append(_NO_WRITERS)
    if timing.more_writers:
        words.append(f"And {number(timing.more_writers)} more that hold fewer mailboxes.")
    if timing.writers:
        words.append(
            f"Looked at: the last change of each attribute within {counted(timing.days_looked_at, 'day')} before the "
            "as-of time. Stopping a writer does not free a mailbox that already waits; it keeps it from waiting anew."
        )
    return " ".join(words)


def _edit(edits: DeadEdits) -> EditLine:
    return EditLine(
        attribute=edits.attribute,
        cloud_name=edits.cloud_name,
        yes=number(edits.yes),
        possible=number(edits.possible),
        link=link("differences", ("attribute", edits.attribute)),
    )


def _edits_note(assessment: Assessment) -> str:
    if not assessment.dead_edits:
        return _NO_EDITS
    note = (
        "These values were set in AD when the cloud already held the mailbox; set them in Exchange Online instead. "
        "Possible: only the time of the whole object is known, or writeback may have written it, or nothing says "
        "which came first. tables/dead_edits.csv lists each value."
    )
    known = any(r.rule.id == _RULE for r in assessment.rules)
    return (
        f"{note} {_RULE} names the mailboxes, once somebody has stated when they were transferred." if known else note
    )
