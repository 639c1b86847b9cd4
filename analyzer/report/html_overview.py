"""The first screen, worked out: decision, verdicts, gates, corrections, days, inputs. Templates only place it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from analyzer.model.assessment import Assessment, Correction, GateResult, SafeDay
from analyzer.model.rules import Level
from analyzer.report.html_words import age, counted, is_command, moment, number, share, short_day

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
# Problems of the run itself, not of one file: waivers that do not hold, an old rule pack, exports of different days.
_ABOUT_THE_RUN = "W50"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """One gate as a row."""

    name: str
    question: str
    state: str
    tone: str
    reach: str
    reason: str
    opens: str
    openers: tuple[OpenerLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """One correction with its bar."""

    rank: int
    text: str
    rule: str
    link: str
    owner: str
    frees: str
    touches: str
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
class Fact:
    """One labelled value."""

    label: str
    value: str
    link: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something to know before everything else, and where more of it stands."""

    text: str
    link: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything the first screen shows."""

    sentence: str
    ask: str
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


def link(view: str, *pairs: tuple[str, str]) -> str:
    """The address of a view with filters set."""
    return f"#/{view}?{urlencode(pairs)}" if pairs else f"#/{view}"


def build_overview(assessment: Assessment) -> Overview:
    """The first screen of this assessment."""
    total = sum(v.mailboxes for v in assessment.verdicts)
    ready = sum(v.mailboxes for v in assessment.verdicts if v.verdict in {"ready", "ready_with_warnings"})
    segments = _segments(assessment, total)
    days, note = _days(assessment.calendar, ready)
    return Overview(
        sentence=assessment.sentence,
        ask=assessment.ask,
        introduction=assessment.meta.introduction,
        alarms=_alarms(assessment),
        heading=f"Where the {counted(total, 'mailbox', 'mailboxes')} {'stands' if total == 1 else 'stand'}",
        bar_title="; ".join(f"{s.label} {s.number}" for s in segments),
        segments=segments,
        gates=tuple(_gate(g) for g in assessment.gates),
        corrections=_corrections(assessment.corrections),
        corrections_note=_nothing_to_correct(assessment),
        days=days,
        days_note=note,
        ready_now=number(ready),
        inputs=_inputs(assessment),
        inputs_note=_inputs_note(assessment),
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
    return GateRow(
        name=gate.name.replace("_", "-").capitalize(),
        question=gate.question,
        state=GATE_WORDS[gate.state],
        tone=TONES[gate.state],
        reach=f"{number(gate.reach)} of {counted(gate.total, 'mailbox', 'mailboxes')}"
        if gate.state == "open_in_part"
        else "",
        reason=gate.reason,
        opens="What opens the rest" if gate.state == "open_in_part" else "What opens it",
        openers=tuple(
            OpenerLine(
                text=opener.text,
                link=link(
                    "findings",
                    *(("rule", r) for r in opener.rules),
                    ("outcome", "unknown" if opener.state == "unknown" else "fail"),
                ),
                owner=opener.owner,
                settles=opener.settles,
                is_command=is_command(opener.settles),
            )
            for opener in gate.openers
        ),
    )


def _corrections(corrections: Sequence[Correction]) -> tuple[CorrectionRow, ...]:
    most = max((c.touches for c in corrections), default=0)
    return tuple(
        CorrectionRow(
            rank=c.rank,
            text=c.text,
            rule=c.rule,
            link=link("findings", ("rule", c.rule)),
            owner=c.owner,
            frees=number(c.frees),
            touches=number(c.touches),
            together=number(c.together),
            width=f"{100 * c.touches / most:.1f}%" if most else "0%",
        )
        for c in corrections
    )


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


def _alarms(assessment: Assessment) -> tuple[Alarm, ...]:
    """What must be said before everything else."""
    evidence, rules = link("evidence"), link("rules")
    out = []
    if not assessment.reconciliation.reconciles:
        text = "The rows do not add up: read is not used + ignored + rejected. Do not rely on this report."
        out.append(Alarm(text=text, link=evidence, where="Evidence"))
    broken = [r.rule.id for r in assessment.rules if r.state == "error"]
    if broken:
        what = counted(len(broken), "rule stopped with an error", "rules stopped with an error")
        text = f"{what} and judged nothing: {', '.join(broken)}."
        out.append(Alarm(text=text, link=rules, where="Rules"))
    told = [p for p in assessment.problems if p.code.startswith(_ABOUT_THE_RUN)]
    out += [Alarm(text=p.message, link=evidence, where="Evidence") for p in told]
    today = assessment.meta.as_of.date()
    said = " ".join(p.message for p in told)
    ended = [w for w in assessment.waivers if w.expires < today and w.rule not in said]
    if ended:
        names = ", ".join(sorted({w.rule for w in ended}))
        what = counted(len(ended), "waiver has ended and counts", "waivers have ended and count")
        out.append(Alarm(text=f"{what} for nothing: {names}.", link=evidence, where="Evidence"))
    return tuple(out)


def _nothing_to_correct(assessment: Assessment) -> str:
    """What stands where no correction is needed: what ran, and what could not."""
    ran = sum(r.state == "ran" for r in assessment.rules)
    could_not = sum(r.state in {"unknown", "error"} for r in assessment.rules)
    return (
        f"No correction would free a mailbox. {counted(ran, 'rule')} ran on {counted(len(assessment.mailboxes), 'mailbox', 'mailboxes')}; "
        f"{number(could_not)} could not run."
    )


def _inputs(assessment: Assessment) -> tuple[Fact, ...]:
    files, ledger = assessment.files, assessment.reconciliation
    whole = sum(f.health == "whole" for f in files)
    ages = [f.exported_at for f in files if f.exported_at is not None]
    ran = sum(r.state == "ran" for r in assessment.rules)
    could_not = sum(r.state in {"unknown", "error"} for r in assessment.rules)
    answered = sum(s.is_answered for s in assessment.statements)
    facts = [
        Fact(label="Files", value=f"{number(whole)} of {number(len(files))} whole", link=link("evidence")),
        Fact(label="Rows read", value=number(ledger.read), link=link("evidence")),
        Fact(label="Rules that ran", value=f"{number(ran)} of {number(len(assessment.rules))}", link=link("rules")),
        Fact(label="Rules without evidence", value=number(could_not), link=link("rules")),
        Fact(label="Exports missing", value=number(len(assessment.missing)), link=link("evidence")),
        Fact(label="Statements answered", value=number(answered), link=link("evidence")),
    ]
    if ages:
        oldest = age(min(ages), assessment.meta.as_of)
        facts.append(Fact(label="Oldest export", value=oldest, link=link("evidence")))
    return tuple(facts)


def _inputs_note(assessment: Assessment) -> str:
    ledger, meta = assessment.reconciliation, assessment.meta
    basis = "as given" if meta.as_of_basis == "given" else f"the {meta.as_of_basis}"
    return (
        f"{counted(ledger.matched, 'object is', 'objects are')} matched on both sides; "
        f"{number(ledger.only_directory)} only in the directory, {number(ledger.only_cloud)} only in the cloud, "
        f"{number(ledger.ambiguous)} ambiguous. As of {moment(meta.as_of)}, {basis}."
    )


def level_word(level: Level | str) -> str:
    """``Blocker`` for ``blocker``."""
    return str(level).replace("_", " ").capitalize()
