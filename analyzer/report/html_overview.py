"""The first screen, worked out: decision, verdicts, gates, corrections, days, inputs. Templates only place it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from analyzer.model.assessment import Assessment, Correction, GateResult, Opener, SafeDay
from analyzer.model.rules import Level
from analyzer.report.html_doors import Piece, ask_pieces, decision_pieces, reason_pieces
from analyzer.report.html_standing import Alarm, Fact, alarms, inputs, inputs_note, nothing_to_correct
from analyzer.report.html_words import counted, is_command, link, number, share, short_day

# Colour, shape and pattern of each state; the word always stands beside it.
TONES = {
    "done": "done", "ready": "ready", "ready_with_warnings": "warn", "wait": "wait", "blocked": "blocked",
    "unknown": "unknown", "not_applicable": "na",
    "open": "ready", "open_in_part": "ready", "closed": "blocked", "waived": "waived",
    "blocker": "blocked", "warning": "warn", "info": "na", "none": "na",
}  # fmt: skip
GATE_WORDS = {
    "open": "Open", "open_in_part": "Open in part", "closed": "Closed", "unknown": "Unknown", "waived": "Waived",
}  # fmt: skip
_LABELLED = {"done", "ready", "ready_with_warnings"}
_LEAST_SHARE = 0.9
_MOST_DAYS = 14
_MOST_OPENERS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One verdict: its part of the bar and its column below."""

    tone: str
    label: str
    meaning: str
    number: str
    share: str
    link: str
    empty: bool
    x: str = ""
    width: str = ""
    text: str = ""  # inside the bar, where there is room and contrast


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenerLine:
    """One line of what opens a gate."""

    text: str
    link: str
    owner: str
    settles: str
    is_command: bool
    also: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """One gate as a row."""

    name: str
    question: str
    state: str
    tone: str
    reach: str
    reason: str
    why: tuple[Piece, ...]  # the reason in parts, its numbers as links
    opens: str
    openers: tuple[OpenerLine, ...]
    more: tuple[OpenerLine, ...]
    more_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """One correction with its bar."""

    rank: int
    text: str
    rule: str
    rules: tuple[str, ...]
    link: str
    owner: str
    frees: str
    touches: str
    touches_link: str
    together: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One day, or one week, of the strip."""

    label: str
    number: str
    total: str
    link: str
    height: str
    y: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything the first screen shows."""

    sentence: str
    said: tuple[Piece, ...]  # the sentence in parts, its numbers as links
    ask: str
    asked: tuple[Piece, ...]
    introduction: str
    alarms: tuple[Alarm, ...]
    heading: str
    bar_title: str
    segments: tuple[Segment, ...]
    gates: tuple[GateRow, ...]
    corrections: tuple[CorrectionRow, ...]
    corrections_note: str
    days: tuple[DayCell, ...]
    days_note: str
    ready_now: str
    inputs: tuple[Fact, ...]
    inputs_note: str


def build_overview(assessment: Assessment) -> Overview:
    """The first screen of this assessment."""
    total = sum(v.mailboxes for v in assessment.verdicts)
    ready = sum(v.mailboxes for v in assessment.verdicts if v.verdict in {"ready", "ready_with_warnings"})
    segments = _segments(assessment, total)
    days, note = _days(assessment.calendar, ready)
    return Overview(
        sentence=assessment.sentence,
        said=decision_pieces(assessment),
        ask=assessment.ask,
        asked=ask_pieces(assessment),
        introduction=assessment.meta.introduction,
        alarms=alarms(assessment),
        heading=f"Where the {counted(total, 'mailbox', 'mailboxes')} {'stands' if total == 1 else 'stand'}",
        bar_title="; ".join(f"{s.label} {s.number}" for s in segments),
        segments=segments,
        gates=tuple(_gate(g) for g in assessment.gates),
        corrections=_corrections(assessment.corrections),
        corrections_note=nothing_to_correct(assessment),
        days=days,
        days_note=note,
        ready_now=number(ready),
        inputs=inputs(assessment),
        inputs_note=inputs_note(assessment),
    )


def _segments(assessment: Assessment, total: int) -> tuple[Segment, ...]:
    raw = (
        [max(100 * v.mailboxes / total, _LEAST_SHARE) if v.mailboxes else 0.0 for v in assessment.verdicts]
        if total
        else []
    )
    scale = 100 / sum(raw) if sum(raw) else 0
    out, x = [], 0.0
    for k, verdict in enumerate(assessment.verdicts):
        width = raw[k] * scale if raw else 0.0
        text = ""
        if verdict.verdict in _LABELLED and width > 5:
            text = number(verdict.mailboxes)
            if width > 7 + len(verdict.label):
                text = f"{verdict.label} {text}"
        out.append(
            Segment(
                tone=TONES[verdict.verdict],
                label=verdict.label,
                meaning=verdict.meaning,
                number=number(verdict.mailboxes),
                share=share(verdict.mailboxes, total),
                link=link("mailboxes", ("verdict", verdict.verdict)),
                empty=not verdict.mailboxes,
                x=f"{x:.3f}%",
                width=f"{width:.3f}%",
                text=text,
            )
        )
        x += width
    return tuple(out)


def _gate(gate: GateResult) -> GateRow:
    openers = tuple(_opener(opener) for opener in gate.openers)
    # One left over would take the place of the words that fold it away.
    most = _MOST_OPENERS if len(openers) > _MOST_OPENERS + 1 else len(openers)
    return GateRow(
        name=gate.name.replace("_", "-").capitalize(),
        question=gate.question,
        state=GATE_WORDS[gate.state],
        tone=TONES[gate.state],
        reach=f"{number(gate.reach)} of {counted(gate.total, 'mailbox', 'mailboxes')}"
        if gate.state == "open_in_part"
        else "",
        reason=gate.reason,
        why=reason_pieces(gate),
        opens="What opens the rest" if gate.state == "open_in_part" else "What opens it",
        openers=openers[:most],
        more=openers[most:],
        more_text=f"And {number(len(openers) - most)} more",
    )


def _opener(opener: Opener) -> OpenerLine:
    outcome = "unknown" if opener.state == "unknown" else "fail"
    return OpenerLine(
        text=opener.text,
        link=link("findings", *(("rule", r) for r in opener.rules), ("outcome", outcome)),
        owner=opener.owner,
        settles=opener.settles,
        is_command=is_command(opener.settles),
        also=opener.opens_also,
    )


def _corrections(corrections: Sequence[Correction]) -> tuple[CorrectionRow, ...]:
    most = max((c.touches for c in corrections), default=0)
    return tuple(
        CorrectionRow(
            rank=c.rank,
            text=c.text,
            rule=", ".join(_rules(c)),
            rules=_rules(c),
            link=link("findings", *(("rule", r) for r in _rules(c))),
            owner=c.owner,
            frees=number(c.frees),
            touches=number(c.touches),
            touches_link=_held(c),
            together=number(c.together),
            width=f"{100 * c.touches / most:.1f}%" if most else "0%",
        )
        for c in corrections
    )


def _rules(correction: Correction) -> tuple[str, ...]:
    return correction.rules or (correction.rule,)


def _held(correction: Correction) -> str:
    """The mailboxes that it stands in the way of: found by its rules, or not to be judged without its export."""
    how = "unsure" if correction.settles else "blocker"
    stuck = (("verdict", "blocked"), ("verdict", "unknown"))
    return link("mailboxes", *stuck, *((how, r) for r in _rules(correction)))


def _days(calendar: Sequence[SafeDay], ready: int) -> tuple[tuple[DayCell, ...], str]:
    """A cell a day, days without figures too; beyond two weeks a cell a week."""
    if not calendar:
        return (), "No mailbox waits for time to pass."
    found = {date.fromisoformat(d.day): d.mailboxes for d in calendar}
    first, last = min(found), max(found)
    span = (last - first).days + 1
    step = 1 if span <= _MOST_DAYS else 7 * -(-span // (7 * 12))
    starts = [first + timedelta(days=k) for k in range(0, span, step)]
    groups = [[start + timedelta(days=k) for k in range(step)] for start in starts]
    sums = [sum(found.get(d, 0) for d in group) for group in groups]
    most, running, cells = max(sums), ready, []
    for group, here in zip(groups, sums, strict=True):
        running += here
        height = 100 * here / most if most else 0.0
        label = short_day(group[0]) if step == 1 else f"from {group[0].day} {short_day(group[0])[-3:]}"
        cells.append(
            DayCell(
                label=label,
                number=f"+{number(here)}" if here else "0",
                total=number(running),
                link=link("mailboxes", ("verdict", "wait"), *(("safe", d.isoformat()) for d in group if d in found))
                if here
                else "",
                height=f"{height:.1f}%",
                y=f"{100 - height:.1f}%",
                title=f"{label}: {counted(here, 'mailbox', 'mailboxes')} more, {number(running)} together",
            )
        )
    waiting = sum(found.values())
    verb = "becomes" if waiting == 1 else "become"
    return tuple(
        cells
    ), f"{counted(waiting, 'waiting mailbox', 'waiting mailboxes')} {verb} safe to transfer, if nothing else changes."


def level_word(level: Level | str) -> str:
    """``Blocker`` for ``blocker``; capitals inside a word stay: ``SchedulingMailbox``."""
    text = str(level).replace("_", " ")
    return text[:1].upper() + text[1:]
