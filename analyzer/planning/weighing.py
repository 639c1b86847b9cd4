"""Outcomes weighed: what is signed for, the verdicts, the gates and the advised path. The tables come after it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analyzer.engine.checks import UNKNOWN
from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import Outcome
from analyzer.engine.findings import Told, build_findings
from analyzer.engine.pack import Pack
from analyzer.engine.verdicts import Verdicts, decide
from analyzer.model.assessment import Advice, GateResult
from analyzer.model.rules import Gate, RuleResult
from analyzer.planning.gates import build_gates
from analyzer.planning.path import build_advice
from analyzer.planning.standing import Standings, standings
from analyzer.planning.wording import decision

Exports = Sequence[tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What follows from the outcomes, before anything is listed for a reader."""

    findings: pd.DataFrame
    verdicts: Verdicts
    counts: Mapping[str, int]  # mailboxes by verdict; a verdict that none has is 0
    exports: Mapping[str, str]  # titles by code
    standing: Standings
    advice: Advice
    gates: tuple[GateResult, ...]
    results: tuple[RuleResult, ...]
    sentence: str

    def gate(self, gate: Gate) -> GateResult:
        """One of them."""
        return next(g for g in self.gates if g.gate is gate)


def weigh(
    estate: Estate,
    outcomes: Sequence[Outcome],
    pack: Pack,
    inputs: Exports,
    *,
    told: Mapping[str, Told] | None = None,
) -> Weighed:
    """Verdicts, gates and path.

    Args:
        estate: what was judged.
        outcomes: what the rules say of it.
        pack: the rules, their causes and the road.
        inputs: code, title, command and layout id of every known export.
        told: findings by rule that are known already.
    """
    settings = estate.snapshot.settings
    findings, waived, waived_counts = build_findings(estate, outcomes, told)
    verdicts = decide(estate, outcomes, waived, mandatory=pack.mandatory)
    exports: dict[str, str] = {}
    for code, title, _command, _kind in inputs:
        exports[code] = f"{exports[code]}, {title}" if code in exports else title
    standing = standings(outcomes, pack.left_out, waived_counts, exports, settings)
    advice = build_advice(pack.road, standing)
    gates = tuple(
        _with_advice(g, advice)
        for g in build_gates(outcomes, verdicts, waived_counts, exports, causes=pack.road.causes, findings=findings)
    )
    by_gate = {g.gate: g for g in gates}
    transfer, retire = by_gate[Gate.TRANSFER], by_gate[Gate.RETIRE]
    counts = Counter(verdicts.verdict[verdicts.is_mailbox].tolist())
    # A cause counts once, whatever the number of rules that see it; an open question each.
    conditions = sum(1 if o.state == "fail" else len(o.rules) for o in retire.openers)
    return Weighed(
        findings=findings,
        verdicts=verdicts,
        counts=counts,
        exports=exports,
        standing=standing,
        advice=advice,
        gates=gates,
        results=tuple(_result(o, waived_counts.get(o.rule.id, 0)) for o in outcomes),
        sentence=decision(
            counts["ready"] + counts["ready_with_warnings"],
            counts["done"],
            transfer.total,
            transfer.state,
            retire.state,
            conditions,
            closed_by=transfer.closed_by,
        ),
    )


def _with_advice(gate: GateResult, advice: Advice) -> GateResult:
    """The gate of the path says which path."""
    return replace(gate, reason=f"{gate.reason} {advice.sentence}") if gate.gate is Gate.PATH else gate


def _result(outcome: Outcome, waived: int) -> RuleResult:
    codes = outcome.codes
    judged = int(np.count_nonzero((codes > 0) & (codes < UNKNOWN)))
    state = "ran"
    if outcome.error:
        state = "error"
    elif outcome.blanket or (outcome.unknowns and not judged and not outcome.hits):
        state = "unknown"
    elif not codes.any():
        state = "not_applicable"
    return RuleResult(
        rule=outcome.rule,
        state=state,
        reason=outcome.error or outcome.missing,
        judged=judged,
        hits=outcome.hits,
        unknown=outcome.unknowns,
        waived=waived,
    )
