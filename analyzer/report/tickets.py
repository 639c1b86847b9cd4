"""Actions for a tracker: what opens the gates, and the warnings that no gate waits for, by owner."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from analyzer.model.assessment import Assessment, GateResult, Opener
from analyzer.model.rules import Gate, Level, RuleResult
from analyzer.report.html_words import filled
from analyzer.report.view_tickets import PRIORITIES

_LONGEST = 240
_MOST_RULES = 8
Results = Mapping[str, RuleResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Action:
    """One action of one owner; ``about`` is what stays the same between two runs."""

    about: str
    summary: str
    owner: str
    priority: str
    gates: tuple[str, ...]
    count: int
    rules: tuple[str, ...]
    state: str
    settles: str = ""
    also: str = ""


def ticket_rows(assessment: Assessment) -> Iterator[tuple[Any, ...]]:
    """The rows of the table, most urgent first; an action that several gates wait for stands once for an owner."""
    results = {r.rule.id: r for r in assessment.rules}
    found: dict[tuple[str, str], _Action] = {}
    for action in (*_of_gates(assessment, results), *_of_warnings(assessment)):
        place = (action.about, action.owner)
        found[place] = _joined(found[place], action) if place in found else action
    order = sorted(found.values(), key=lambda a: (PRIORITIES.index(a.priority), -a.count, a.about, a.owner))
    for action in order:
        yield (
            _key(action), _line(action.summary), _description(action, results), action.owner, _labels(action),
            action.priority, " ".join(action.gates), action.count, " ".join(action.rules), action.state,
            action.settles,
        )  # fmt: skip


def _of_gates(assessment: Assessment, results: Results) -> Iterator[_Action]:
    for gate in assessment.gates:
        for opener in gate.openers:
            if opener.state != "unknown":
                yield from _each(opener, opener.key or opener.rules[0], opener.text, gate)
                continue
            asked = [r for r in opener.rules if r in results and results[r].rule.subject == "statement"]
            for rule in asked:
                # One answer each: a statement has one owner, the line of the gate names all of them.
                words = f"Answer {rule}: {results[rule].rule.title}"
                one = replace(opener, rules=(rule,), count=1, owner=results[rule].rule.owner, settles="")
                yield from _each(one, rule, words, gate)
            rest = tuple(r for r in opener.rules if r not in asked)
            if rest:
                about = f"export {opener.settles}" if opener.settles else rest[0]
                words = f"Supply the evidence: {opener.settles}" if opener.settles else opener.text
                names = {results[r].rule.owner for r in rest if r in results} if asked else set()
                owner = ", ".join(sorted(names - {""})) or opener.owner
                yield from _each(replace(opener, rules=rest, count=len(rest), owner=owner), about, words, gate)


def _each(opener: Opener, about: str, words: str, gate: GateResult) -> Iterator[_Action]:
    """The action once for each of its owners."""
    for owner in opener.owner.split(", "):
        yield _Action(
            about=about,
            summary=words,
            owner=owner,
            priority=_priority(opener, gate),
            gates=(gate.name,),
            count=opener.count,
            rules=opener.rules,
            state=opener.state,
            settles=opener.settles,
            also=opener.opens_also,
        )


def _priority(opener: Opener, gate: GateResult) -> str:
    if gate.gate is not Gate.TRANSFER:
        return "Medium"
    return "Highest" if set(opener.rules) & set(gate.closed_by) else "High"


def _of_warnings(assessment: Assessment) -> Iterator[_Action]:
    """What was found and no gate waits for."""
    waiting = {r for g in assessment.gates for o in g.openers for r in o.rules}
    names = {g.gate: g.name for g in assessment.gates}
    for result in assessment.rules:
        rule, left = result.rule, result.hits - result.waived
        if rule.id in waiting or left <= 0 or rule.level in {Level.INFO, Level.NONE, Level.WAIT}:
            continue
        yield _Action(
            about=rule.id,
            summary=rule.title,
            owner=rule.owner,
            priority="Low",
            gates=tuple(names[g] for g in rule.gates if g in names),
            count=left,
            rules=(rule.id,),
            state="fail",
        )


def _joined(one: _Action, other: _Action) -> _Action:
    urgent = one if PRIORITIES.index(one.priority) <= PRIORITIES.index(other.priority) else other
    return replace(
        urgent,
        gates=tuple(dict.fromkeys((*one.gates, *other.gates))),
        rules=tuple(dict.fromkeys((*one.rules, *other.rules))),
        count=max(one.count, other.count),
    )


def _key(action: _Action) -> str:
    """Neither counts nor words go in, so that the key outlives a second run and a better text."""
    return "EXR-" + sha256(f"{action.about}\0{action.owner}".encode()).hexdigest()[:10].upper()


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def _description(action: _Action, results: Results) -> str:
    """Why and what to do for each rule, then where the rows are."""
    known = [results[r].rule for r in action.rules if r in results]
    parts = [
        f"{rule.id} {rule.title}\n{rule.why.strip()}\nWhat to do: {filled(rule.fix, action.count).strip()}"
        for rule in known[:_MOST_RULES]
    ]
    if len(known) > _MOST_RULES:
        parts.append(f"And {len(known) - _MOST_RULES:,} more rules, see the column rules.")
    if action.settles:
        parts.append(f"Evidence that settles it: {action.settles}")
    if action.also:
        parts.append(action.also)
    parts.append(f"Rows: tables/findings.csv, column rule = {' or '.join(action.rules)}")
    return "\n\n".join(parts)


def _labels(action: _Action) -> str:
    gates: Sequence[str] = [f"gate-{g}" for g in action.gates]
    return " ".join(["exready", *gates, f"state-{action.state}", *(f"rule-{r}" for r in action.rules[:_MOST_RULES])])
