"""Gates: what keeps each of the five closed, and the shortest list of things that opens it."""

from collections.abc import Mapping, Sequence

import numpy as np

from analyzer.engine.evaluate import CLOSING, Outcome, effective_level
from analyzer.engine.verdicts import Verdicts
from analyzer.model.assessment import GATE_NAMES, GateResult, Opener
from analyzer.model.rules import Gate, Level
from analyzer.planning.openers import opener, shortened
from analyzer.planning.wording import number_of


def build_gates(
    outcomes: Sequence[Outcome], verdicts: Verdicts, waived: Mapping[str, int], exports: Mapping[str, str]
) -> tuple[GateResult, ...]:
    """The state of every gate. A gate without a blocker rule that could be judged is unknown, never open."""
    return tuple(_gate(gate, outcomes, verdicts, waived, exports) for gate in Gate)


def _counts(verdicts: Verdicts) -> dict[str, int]:
    words, numbers = np.unique(verdicts.verdict[verdicts.is_mailbox].astype(str), return_counts=True)
    return dict(zip(words.tolist(), numbers.tolist(), strict=True))


def _gate(
    gate: Gate,
    outcomes: Sequence[Outcome],
    verdicts: Verdicts,
    waived: Mapping[str, int],
    exports: Mapping[str, str],
) -> GateResult:
    name, question = GATE_NAMES[gate]
    mine = [o for o in outcomes if gate in o.rule.gates]
    closing = [o for o in mine if effective_level(o.rule, gate) in CLOSING]
    per_mailbox = gate is Gate.TRANSFER
    failing: list[Opener] = []
    unknown: list[Opener] = []
    own_fail = own_unknown = False
    own = {o.rule.id for o in closing if not (per_mailbox and o.rule.subject == "mailbox")}
    for outcome in closing:
        rule, level = outcome.rule, effective_level(outcome.rule, gate)
        # What rests on weak evidence counts one level lower and closes nothing.
        left = max(outcome.hits - len(outcome.weak) - waived.get(rule.id, 0), 0)
        is_own = rule.id in own
        if left > 0 and level is not Level.UNKNOWN:
            failing.append(opener(outcome, left, "fail", exports))
            own_fail |= is_own
        unknowns = outcome.unknowns + (left if level is Level.UNKNOWN else 0)
        if outcome.error or unknowns > 0:
            unknown.append(opener(outcome, max(unknowns, 1), "unknown", exports))
            own_unknown |= is_own
    asks = frozenset(o.rule.id for o in closing if o.rule.subject == "statement")
    # What closes the gate for all stands before what holds up single mailboxes.
    failing.sort(key=lambda o: o.rules[0] not in own)
    openers = shortened([*failing, *unknown], asks)
    signed = any(waived.get(o.rule.id, 0) for o in closing)
    if per_mailbox:
        return _transfer(name, question, verdicts, openers, own_fail=own_fail, own_unknown=own_unknown, signed=signed)
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
        reason=_reason(state, failing, unknown, bool(judged)) if closing else _undecided(mine, gate),
        openers=openers,
    )


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
    own_fail: bool,
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
    if own_fail:
        state, reason = "closed", "A condition of the tenant or the synchronisation closes the gate for all. " + said
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
    )
