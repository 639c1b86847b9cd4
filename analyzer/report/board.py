"""The paper for the change board: two printed pages, and the same as a file of its own."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from analyzer.model.assessment import Assessment, GateResult
from analyzer.model.papers import Change, Signer
from analyzer.model.rules import Gate
from analyzer.report.board_risks import READY, Risk, WaiverLine, and_more, build_risks, build_waivers
from analyzer.report.html_doors import Piece, decision_pieces
from analyzer.report.html_overview import GATE_WORDS, TONES, Segment, build_overview
from analyzer.report.html_standing import alarms
from analyzer.report.html_words import age, counted, number
from analyzer.report.papers import clipped, paper_of, render_paper

_OPEN = ("open", "open_in_part", "waived")
_MOST_ALARMS = 2
_MOST_CHANGES = 5
_MOST_STEPS = 4
_MOST_SIGNERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of the ask."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLine:
    """One gate in one row."""

    name: str
    state: str
    tone: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """What changes for one group of people."""

    who: str
    size: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything the paper shows."""

    alarms: tuple[str, ...]
    kick: str
    heading: str
    answer: str
    said: tuple[Piece, ...]  # the answer in parts, its numbers as links into the page
    cells: tuple[Cell, ...]
    stand: str
    bar_title: str
    segments: tuple[Segment, ...]
    gates: tuple[GateLine, ...]
    changes: tuple[ChangeLine, ...]
    stays: str
    risks: tuple[Risk, ...]
    risks_more: str
    no_risks: str
    waivers: tuple[WaiverLine, ...]
    waivers_more: str
    back: tuple[str, ...]
    proof: str
    fingerprint: tuple[str, ...]
    rests: str
    signers: tuple[Signer, ...]


def render_board(assessment: Assessment, templates: Path) -> bytes:
    """The paper as UTF-8, printed on exactly two pages of A4: same assessment, same bytes."""
    paper = paper_of(assessment, "Change board paper, Exchange readiness")
    return render_paper("board", assessment, templates, paper, board=build_board(assessment))


def build_board(assessment: Assessment) -> Board:
    """The paper of this assessment. Every text is held to a length, so that the pages stay two."""
    words, overview = assessment.papers.board, build_overview(assessment)
    risks, risks_in_all = build_risks(assessment)
    waivers, waivers_in_all = build_waivers(assessment)
    heading, kick = _heading(assessment)
    fingerprint = assessment.meta.fingerprint
    return Board(
        alarms=_alarms(assessment),
        kick=kick,
        heading=heading,
        answer=clipped(assessment.sentence, 240),
        said=_said(assessment),
        cells=_cells(assessment),
        stand=overview.heading,
        bar_title=clipped(overview.bar_title, 400),
        segments=tuple(replace(s, label=clipped(s.label, 30)) for s in overview.segments),
        gates=tuple(_gate(g) for g in assessment.gates),
        changes=tuple(_change(assessment, c) for c in words.changes[:_MOST_CHANGES]),
        stays=clipped(words.stays, 220),
        risks=risks,
        risks_more=and_more(len(risks), risks_in_all, "Rules"),
        no_risks=f"None was found on {counted(_able(assessment), 'ready mailbox', 'ready mailboxes')}.",
        waivers=waivers,
        waivers_more=and_more(len(waivers), waivers_in_all, "Waivers"),
        back=_back(assessment),
        proof=clipped(words.proof, 300),
        fingerprint=tuple(clipped(fingerprint, 64)[k : k + 8] for k in range(0, 64, 8) if fingerprint[k : k + 8]),
        rests=_rests(assessment),
        signers=tuple(
            Signer(title=clipped(s.title, 30), role=clipped(s.role, 34)) for s in words.signers[:_MOST_SIGNERS]
        ),
    )


def _said(assessment: Assessment) -> tuple[Piece, ...]:
    whole = clipped(assessment.sentence, 240)
    return decision_pieces(assessment) if whole == assessment.sentence else (Piece(text=whole),)


def _able(assessment: Assessment) -> int:
    return sum(v.mailboxes for v in assessment.verdicts if v.verdict in READY)


def _gate_of(assessment: Assessment, gate: Gate) -> GateResult | None:
    return next((g for g in assessment.gates if g.gate is gate), None)


def _may_ask(assessment: Assessment) -> bool:
    transfer = _gate_of(assessment, Gate.TRANSFER)
    return bool(_able(assessment)) and transfer is not None and transfer.state in _OPEN


def _heading(assessment: Assessment) -> tuple[str, str]:
    """The headline and what stands above it."""
    able = _able(assessment)
    if _may_ask(assessment):
        whom = counted(able, "mailbox", "mailboxes")
        return f"Approve the switch: the Exchange attributes of {whom} move to the cloud.", "What is asked"
    if able:
        be = "is" if able == 1 else "are"
        whom = counted(able, "mailbox", "mailboxes")
        return (
            f"Nothing to approve yet: {whom} {be} ready, but the transfer gate is not open.",
            "Nothing is asked today",
        )
    return "Nothing to approve yet: no mailbox is ready for the switch.", "Nothing is asked today"


def _alarms(assessment: Assessment) -> tuple[str, ...]:
    found = [clipped(a.text, 130) for a in alarms(assessment)]
    rest = len(found) - _MOST_ALARMS
    more = (f"And {number(rest)} more, in readiness.html.",) if rest > 0 else ()
    return (*found[:_MOST_ALARMS], *more)


def _cells(assessment: Assessment) -> tuple[Cell, ...]:
    words, able = assessment.papers.board, _able(assessment)
    warned = sum(v.mailboxes for v in assessment.verdicts if v.verdict == "ready_with_warnings")
    total = sum(v.mailboxes for v in assessment.verdicts if v.verdict != "not_applicable")
    retire, back = _gate_of(assessment, Gate.RETIRE), _gate_of(assessment, Gate.MOVE_BACK)
    shut = f"the retire gate is {GATE_WORDS[retire.state].lower()}" if retire else "nothing is known of it"
    way = f"The move-back gate is {GATE_WORDS[back.state].lower()}. " if back and back.state not in _OPEN else ""
    ask = "Approval of the switch" if _may_ask(assessment) else "Nothing; this paper informs"
    return (
        Cell(label="Asked today", value=ask, note=f"Not asked: shutting the last server down; {shut}"),
        Cell(
            label="Scope",
            value=f"{number(able)} of {counted(total, 'mailbox', 'mailboxes')}",
            note=_kinds(assessment) + (f"; {number(warned)} of them with warnings (page 2)" if warned else ""),
        ),
        Cell(label="Way back", value=clipped(words.way_back, 80), note=clipped(way + words.way_back_cost, 130)),
    )


def _kinds(assessment: Assessment) -> str:
    """The scope by kind of mailbox, the largest first."""
    scope = assessment.mailboxes[assessment.mailboxes["verdict"].isin(READY)]
    found: Counter[str] = Counter(
        {str(k) or "other": int(n) for k, n in scope["recipient_type"].value_counts().items()}
    )
    shown = found.most_common(4)
    rest = sum(found.values()) - sum(n for _kind, n in shown)
    told = [f"{number(n)} {clipped(kind, 20)}" for kind, n in shown] + (
        [f"{number(rest)} of other kinds"] if rest else []
    )
    return ", ".join(told) or "no mailbox"


def _gate(gate: GateResult) -> GateLine:
    reach = f"{number(gate.reach)} of {number(gate.total)}. " if gate.state == "open_in_part" else ""
    return GateLine(
        name=clipped(gate.name.replace("_", "-").capitalize(), 14),
        state=GATE_WORDS[gate.state],
        tone=TONES[gate.state],
        reason=clipped(reach + gate.reason, 150),
    )


def _change(assessment: Assessment, change: Change) -> ChangeLine:
    lines = assessment.attributes
    sizes = {
        "asked": counted(_able(assessment), "mailbox", "mailboxes"),
        "attributes": counted(sum(a.owner_before != a.owner_after for a in lines), "attribute"),
        "written_back": counted(sum(a.written_back != "no" for a in lines), "attribute"),
    }
    return ChangeLine(who=clipped(change.who, 24), size=sizes.get(change.size, ""), what=clipped(change.what, 190))


def _back(assessment: Assessment) -> tuple[str, ...]:
    minutes = counted(assessment.meta.sync_interval_minutes, "minute")
    told = [s.what.replace("{minutes}", minutes) for s in assessment.papers.board.back]
    return tuple(clipped(text, 190) for text in told[:_MOST_STEPS])


def _rests(assessment: Assessment) -> str:
    ledger, meta = assessment.reconciliation, assessment.meta
    ages = [f.exported_at for f in assessment.files if f.exported_at is not None]
    could_not = sum(r.state in {"unknown", "error"} for r in assessment.rules)
    oldest = f" Oldest export: at most {age(min(ages), meta.as_of)} before." if ages else ""
    text = (
        f"{counted(len(assessment.files), 'file')}, {counted(ledger.read, 'row')} read: {number(ledger.used)} used, "
        f"{number(ledger.ignored)} ignored, {number(ledger.rejected)} rejected.{oldest} "
        f"Rules: {meta.pack_name} {meta.pack_version}, {counted(len(assessment.rules), 'rule')}, "
        f"{number(could_not)} without evidence. exready {meta.product_version}. "
        "The same files and as-of time give the same fingerprint on any computer."
    )
    return clipped(text, 420)
