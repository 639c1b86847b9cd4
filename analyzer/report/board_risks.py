"""What stays uncertain when the ready mailboxes are switched, and the waivers that this rests on."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from analyzer.model.assessment import Assessment
from analyzer.model.rules import Gate, Level, RuleResult
from analyzer.report.html_words import counted, day, filled, link, number
from analyzer.report.papers import clipped
from analyzer.report.view import rows

MOST_RISKS = 5
MOST_WAIVERS = 6
READY = ("ready", "ready_with_warnings")
# Where an advice goes over from words to a command, with what leads to it.
_TO_COMMAND = re.compile(r"[\s:,;(]*(?:\b(?:run|with|use|by)\s+)?\b[A-Z][A-Za-z]+-[A-Z][A-Za-z]+(?=\s|\Z)")
_LEAST_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """One thing that can still go wrong: what, on how many, how sure, and what is done about it."""

    number: int
    what: str
    rule: str
    link: str  # to its findings in the page
    on: str
    sure: str
    tone: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverLine:
    """One signed acceptance."""

    what: str
    reason: str
    approver: str
    ends: str


def build_risks(assessment: Assessment) -> tuple[tuple[Risk, ...], int]:
    """The risks that touch most first, at most five, and how many there are in all.

    They are the warnings of the mailboxes that are ready, what could not be judged on these mailboxes, and the
    warnings of the transfer gate about the organisation. What holds mailboxes back is no risk of the switch:
    those mailboxes are not in its scope.
    """
    found = sorted(_found(assessment), key=lambda r: (-r[1], not r[2], r[0].rule.id))
    risks = tuple(_risk(k, *one) for k, one in enumerate(found[:MOST_RISKS], 1))
    return risks, len(found)


def _found(assessment: Assessment) -> list[tuple[RuleResult, int, bool, bool]]:
    """Rule, how many it touches, whether it was found (or is unknown), whether mailboxes are counted."""
    scope = assessment.mailboxes[assessment.mailboxes["verdict"].isin(READY)]
    results = {r.rule.id: r for r in assessment.rules}
    out = []
    for column, is_found in (("warnings", True), ("unknowns", False)):
        # A mailbox has one of few combinations of rules, so the combinations are counted, not the mailboxes.
        count: Counter[str] = Counter()
        for words, times in scope[column].value_counts().items():
            for name in str(words).split():
                count[name] += int(times)
        out += [(results[name], times, is_found, True) for name, times in count.items() if name in results]
    for result in assessment.rules:
        rule = result.rule
        if rule.subject == "mailbox" or Gate.TRANSFER not in rule.gates or rule.level_for(Gate.TRANSFER) is Level.INFO:
            continue
        if result.hits and rule.level_for(Gate.TRANSFER) is Level.WARNING:
            out.append((result, result.hits, True, False))
        elif result.state in {"unknown", "error"} or result.unknown:
            out.append((result, result.unknown, False, False))
    return out


def _risk(place: int, result: RuleResult, count: int, is_found: bool, of_mailboxes: bool) -> Risk:
    rule = result.rule
    noun = ("mailbox", "mailboxes") if of_mailboxes else ("place", "places")
    action = in_words(_first_sentence(rule.fix)) if is_found else f"Supply the evidence: {result.reason or rule.fix}"
    return Risk(
        number=place,
        what=clipped(rule.title, 84),
        rule=clipped(rule.id, 12),
        link=link("findings", ("rule", rule.id)),
        on=counted(count, *noun) if count else "The organisation",
        sure="Found" if is_found else "Not known",
        tone="warn" if is_found else "unknown",
        done=clipped(filled(action, count), 104),
    )


def _first_sentence(text: str) -> str:
    head, dot, _rest = text.strip().partition(". ")
    return head + "." if dot else head


def in_words(text: str) -> str:
    """What is done, as far as it is said in words: a board reads no commands, and half a command helps nobody."""
    match = _TO_COMMAND.search(text)
    if match is None or match.start() < _LEAST_WORDS:
        return text
    return text[: match.start()].rstrip(" ,;:") + "."


def build_waivers(assessment: Assessment) -> tuple[tuple[WaiverLine, ...], int]:
    """The waivers that hold and accept something, at most six, and how many there are in all."""
    found = [w for w in rows(assessment, "waivers").to_pylist() if w["state"] == "used"]
    found.sort(key=lambda w: (-w["findings"], w["rule"], w["object"]))
    lines = tuple(
        WaiverLine(
            what=f"{clipped(w['rule'], 12)}, {counted(w['findings'], 'finding')}",
            reason=clipped(w["reason"], 60),
            approver=clipped(w["approver"], 26),
            ends=day(date.fromisoformat(w["expires"])),
        )
        for w in found[:MOST_WAIVERS]
    )
    return lines, len(found)


def and_more(shown: int, total: int, sheet: str) -> str:
    """``and 3 more, workbook sheet Waivers``; empty where everything is shown."""
    return f"and {number(total - shown)} more, workbook sheet {sheet}" if total > shown else ""
