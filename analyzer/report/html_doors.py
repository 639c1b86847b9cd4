"""Sentences whose numbers are doors: each leads to the rows that it counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.model.assessment import Assessment, GateResult, Opener
from analyzer.model.rules import Gate
from analyzer.report.html_words import link

_READY = link("mailboxes", ("verdict", "ready"), ("verdict", "ready_with_warnings"))
_DONE = link("mailboxes", ("verdict", "done"))
_NOT_YET = link("mailboxes", ("verdict", "blocked"), ("verdict", "wait"), ("verdict", "unknown"))
_UNKNOWN = link("mailboxes", ("verdict", "unknown"))
# What the sentences of the planning say of mailboxes, and which rows it is about.
_MAILBOXES = (
    (r"[\d,]+ of [\d,]+ mailbox(?:es)?(?= (?:is|are) ready| can be transferred)", _READY),
    (r"All [\d,]+ mailboxes(?= can be transferred)", _READY),
    (r"All [\d,]+ mailboxes(?= are transferred)", _DONE),
    (r"[\d,]+ mailbox(?:es)?(?= (?:is|are) done)", _DONE),
    (r"None of the [\d,]+ mailboxes(?: left)?(?= can be transferred)", _NOT_YET),
    (r"[\d,]+ mailbox(?:es)?(?= cannot be judged)", _UNKNOWN),
    (r"(?<=the transfer of )[\d,]+ mailbox(?:es)?", _READY),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a sentence; with a link where it counts rows of this page."""

    text: str
    link: str = ""


def decision_pieces(assessment: Assessment) -> tuple[Piece, ...]:
    """The decision: mailboxes and conditions lead to their rows."""
    gates = {gate.gate: gate for gate in assessment.gates}
    transfer, retire = gates.get(Gate.TRANSFER), gates.get(Gate.RETIRE)
    doors = list(_MAILBOXES)
    if transfer:
        doors.append((r"(?<=for all by )[\d,]+ conditions?", _closing(transfer)))
    if retire:
        doors.append((r"(?<=stay until )[\d,]+ conditions?", _of(retire.openers)))
        doors.append((r"(?<=depends on )[\d,]+ open questions?", _of(retire.openers)))
    return pieces(assessment.sentence, doors)


def ask_pieces(assessment: Assessment) -> tuple[Piece, ...]:
    """What is asked for today."""
    return pieces(assessment.ask, _MAILBOXES)


def reason_pieces(gate: GateResult) -> tuple[Piece, ...]:
    """Why a gate stands as it does."""
    faults = [o for o in gate.openers if o.state == "fail"]
    doubts = [o for o in gate.openers if o.state == "unknown"]
    return pieces(
        gate.reason,
        (
            *_MAILBOXES,
            (r"[\d,]+ conditions?(?= closes? the gate)", _closing(gate)),
            (r"[\d,]+ conditions?(?= stands? in the way)", _of(faults, "fail")),
            (r"[\d,]+ conditions?(?= cannot be judged)", _of(doubts, "unknown")),
        ),
    )


def pieces(sentence: str, doors: Sequence[tuple[str, str]]) -> tuple[Piece, ...]:
    """The sentence in parts; put together they are the sentence. Doors without an address stay text."""
    found = []
    for pattern, address in doors:
        match = re.search(pattern, sentence)
        if match and address and not match[0].startswith("0 "):  # no door where nothing is behind it
            found.append((match.start(), match.end(), address))
    out, at = [], 0
    for start, end, address in sorted(found):
        if start < at:
            continue
        if start > at:
            out.append(Piece(text=sentence[at:start]))
        out.append(Piece(text=sentence[start:end], link=address))
        at = end
    if at < len(sentence):
        out.append(Piece(text=sentence[at:]))
    return tuple(out)


def _closing(gate: GateResult) -> str:
    return link("findings", *(("rule", rule) for rule in gate.closed_by)) if gate.closed_by else ""


def _of(openers: Sequence[Opener], outcome: str = "") -> str:
    rules = dict.fromkeys(rule for opener in openers for rule in opener.rules)
    if not rules:
        return ""
    return link("findings", *(("rule", r) for r in rules), *((("outcome", outcome),) if outcome else ()))
