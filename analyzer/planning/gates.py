"""Gates: what keeps each of the five closed, and the shortest list of things that opens it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analyzer.engine.evaluate import CLOSING, Outcome, effective_level
from analyzer.engine.verdicts import Verdicts
from analyzer.model.assessment import GATE_NAMES, GateResult, Opener
from analyzer.model.frames import FINDINGS, empty
from analyzer.model.road import Cause
from analyzer.model.rules import Gate, Level
from analyzer.planning.causes import grouped, together, words
from analyzer.planning.openers import opener, opens_also, owners, shortened
from analyzer.planning.wording import number_of

_Counted = list[tuple[Outcome, int]]


def build_gates(
    outcomes: Sequence[Outcome],
    verdicts: Verdicts,
    waived: Mapping[str, int],
    exports: Mapping[str, str],
    *,
    causes: Sequence[Cause] = (),
    findings: pd.DataFrame | None = None,
) -> tuple[GateResult, ...]:
    """The state of every gate. A gate without a blocker rule that could be judged is unknown, never open.

    Rules that share a cause count once. Clean-up rules (those with a step) never close a gate.
    """
    listed = empty(FINDINGS) if findings is None else findings
    return tuple(_gate(gate, outcomes, verdicts, waived, exports, causes, listed) for gate in Gate)


def _counts(verdicts: Verdicts) -> dict[str, int]:
    words_, numbers = np.unique(verdicts.verdict[verdicts.is_mailbox].astype(str), return_counts=True)
    return dict(zip(words_.tolist(), numbers.tolist(), strict=True))


def _gate(
    gate: Gate,
    outcomes: Sequence[Outcome],
    verdicts: Verdicts,
    waived: Mapping[str, int],
    exports: Mapping[str, str],
    causes: Sequence[Cause],
    findings: pd.DataFrame,
) -> GateResult:
    name, question = GATE_NAMES[gate]
    mine = [o for o in outcomes if gate in o.rule.gates and o.rule.step is None]
    closing = [o for o in mine if effective_level(o.rule, gate) in CLOSING]
    per_mailbox = gate is Gate.TRANSFER
    failing, unknown = _standing(closing, gate, waived)
    own = {o.rule.id for o in closing if not (per_mailbox and o.rule.subject == "mailbox")}
    closed_by = tuple(o.rule.id for o, _n in failing if o.rule.id in own)
    own_unknown = any(o.rule.id in own for o, _n in unknown)
    asks = frozenset(o.rule.id for o in closing if o.rule.subject == "statement")
    # What closes the gate for all stands before what holds up single mailboxes.
    failing.sort(key=lambda f: f[0].rule.id not in own)
    faults, unknown = _faults(failing, unknown, asks, gate, causes, findings, exports)
    answers = {o.rule.id: o.rule.waived_by for o, _n in unknown if o.rule.waived_by}
    doubts = [opener(o, n, "unknown", exports) for o, n in unknown]
    openers = shortened([*faults, *doubts], asks, answers)
    signed = any(waived.get(o.rule.id, 0) for o in closing)
    if per_mailbox:
        return _transfer(name, question, verdicts, openers, closed_by=closed_by, own_unknown=own_unknown, signed=signed)
    judged = [o for o in closing if not o.blanket]
    if failing:
        state = "closed"
    elif unknown or not judged:
        state = "unknown"
    else:
        state = "waived" if signed else "open"
    return GateResult(
        gate=gate,
        name=name,
        question=question,
        state=state,
        reason=_reason(state, faults, doubts, bool(judged)) if closing else _undecided(mine, gate),
        openers=openers,
        closed_by=closed_by,
    )


def _standing(closing: Sequence[Outcome], gate: Gate, waived: Mapping[str, int]) -> tuple[_Counted, _Counted]:
    """What stands in the way of the gate, and what cannot be judged, each with how often."""
    failing: _Counted = []
    unknown: _Counted = []
    for outcome in closing:
        rule, level = outcome.rule, effective_level(outcome.rule, gate)
        # What rests on weak evidence counts one level lower and closes nothing.
        left = max(outcome.hits - len(outcome.weak) - waived.get(rule.id, 0), 0)
        if left > 0 and level is not Level.UNKNOWN:
            failing.append((outcome, left))
        unknowns = outcome.unknowns + (left if level is Level.UNKNOWN else 0)
        if outcome.error or unknowns > 0:
            unknown.append((outcome, max(unknowns, 1)))
    return failing, unknown


def _faults(
    failing: _Counted,
    unknown: _Counted,
    asks: frozenset[str],
    gate: Gate,
    causes: Sequence[Cause],
    findings: pd.DataFrame,
    exports: Mapping[str, str],
) -> tuple[list[Opener], _Counted]:
    """One line for each thing to do, and what is left unknown: the open question of a cause goes with its faults."""
    by_id = {o.rule.id: (o, n) for o, n in failing}
    asked = {o.rule.id: (o, n) for o, n in unknown if o.rule.id in asks and o.rule.id not in by_id}
    out = []
    gone: set[str] = set()
    first = {rule: cause.rules[0] for cause in causes for rule in cause.rules}
    for cause, ids in grouped([*by_id, *asked], causes):
        mine = [by_id[i] for i in ids if i in by_id]
        if not mine:
            continue
        if cause is None:
            out.append(replace(opener(*mine[0], "fail", exports), key=first.get(ids[0], ids[0])))
            continue
        gone.update(i for i in ids if i in asked)
        fired = [o.rule.id for o, _n in mine]
        text, count = words(cause, [(o.rule, n) for o, n in mine], together(findings, cause, fired, gate))
        rules = [(by_id.get(i) or asked[i])[0].rule for i in ids]
        also = opens_also([o for o, _n in mine])
        key, who = cause.rules[0], owners(rules)
        out.append(Opener(text=text, rules=ids, count=count, owner=who, state="fail", opens_also=also, key=key))
    return out, [(o, n) for o, n in unknown if o.rule.id not in gone]


def _reason(state: str, failing: Sequence[Opener], unknown: Sequence[Opener], judged: bool) -> str:
    if state == "closed":
        rest = f" {number_of('condition', len(unknown))} cannot be judged yet." if unknown else ""
        be = "stands" if len(failing) == 1 else "stand"
        return f"{number_of('condition', len(failing)).capitalize()} {be} in the way.{rest}"
    if state == "unknown" and not judged:
        return "No export that this gate needs was read, so nothing can be said."
    if state == "unknown":
        return f"Nothing found stands in the way, but {number_of('condition', len(unknown))} cannot be judged."
    if state == "waived":
        return "What stands in the way was accepted by name."
    return "Every condition was judged and holds."


def _undecided(mine: Sequence[Outcome], gate: Gate) -> str:
    """Words for a gate that no rule of the pack can close: it is never open for want of a question."""
    said = "No rule of this pack decides this gate yet, so it stays unknown."
    warned = [o for o in mine if o.hits and effective_level(o.rule, gate) is Level.WARNING]
    if not warned:
        return said
    give = "gives" if len(warned) == 1 else "give"
    return f"{said} {number_of('rule', len(warned)).capitalize()} {give} warnings for it."


def _transfer(
    name: str,
    question: str,
    verdicts: Verdicts,
    openers: tuple[Opener, ...],
    *,
    closed_by: tuple[str, ...],
    own_unknown: bool,
    signed: bool,
) -> GateResult:
    """Mailbox by mailbox; conditions of the tenant and the sync close it for all."""
    counts = _counts(verdicts)
    able = counts.get("ready", 0) + counts.get("ready_with_warnings", 0)
    done = counts.get("done", 0)
    total = sum(n for w, n in counts.items() if w != "not_applicable")
    rest = total - able - done
    are = "is" if done == 1 else "are"
    said = f"{able:,} of {number_of('mailbox', total)} can be transferred; {number_of('mailbox', done)} {are} done."
    if closed_by:
        closes = "closes" if len(closed_by) == 1 else "close"
        state, reason = "closed", f"{number_of('condition', len(closed_by))} {closes} the gate for all. {said}"
    elif own_unknown:
        state, reason = "unknown", "A condition of the tenant or the synchronisation cannot be judged. " + said
    elif total == 0:
        state, reason = "unknown", "No mailbox was found that could be transferred."
    elif rest == 0:
        state, reason = ("waived" if signed else "open"), said
    elif able or done:
        state, reason = "open_in_part", said
    else:
        state, reason = ("unknown" if counts.get("unknown", 0) == rest else "closed"), said
    return GateResult(
        gate=Gate.TRANSFER,
        name=name,
        question=question,
        state=state,
        reason=reason,
        openers=openers,
        reach=able + done,
        total=total,
        closed_by=closed_by,
    )
