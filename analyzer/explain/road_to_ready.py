"""What would change the verdict of one mailbox: round by round, until nothing stands in its way."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import CLOSING, Outcome, effective_level
from analyzer.engine.verdicts import Verdicts, decide
from analyzer.explain.page import Row, Section
from analyzer.model.rules import Gate, Level
from analyzer.planning.assemble import LABELS

Waived = Mapping[str, npt.NDArray[np.bool_]]
COLUMNS = ("Now", "Rule", "Because", "What to do")
_FINAL = frozenset({"ready", "done", "not_applicable"})
_STATIC = {
    "done": "The cloud manages it already: nothing is ahead of it.",
    "not_applicable": "No transfer is meant for it. A change of what it is would change that, nothing else.",
    "ready": "Nothing stands in its way. A change in AD makes it wait again.",
}


def changes(
    estate: Estate,
    outcomes: Sequence[Outcome],
    waived: Waived,
    identity: int,
    *,
    mandatory: frozenset[str],
    exports: Mapping[str, str],
    findings: pd.DataFrame,
    safe: str,
) -> list[Section]:
    """The rounds of corrections, each with the verdict that it leads to.

    The verdict is decided anew without the rules of the rounds before, so what hid behind a blocker is shown too.
    """
    left = list(outcomes)
    rows: list[Row] = []
    way: list[str] = []
    while True:
        verdicts = decide(estate, left, waived, mandatory=mandatory)
        word = str(verdicts.verdict[identity])
        way.append(LABELS[word][0].lower())
        if word in _FINAL:
            break
        ids = _leading(verdicts, word, identity, {o.rule.id: o for o in left})
        if not ids:
            rows.append((LABELS[word][0], "", str(verdicts.reason[identity]), "Export both sides again, whole."))
            break
        for outcome in (o for o in left if o.rule.id in ids):
            rows += _rows(LABELS[word][0], outcome, findings, exports, safe)
        left = [o for o in left if o.rule.id not in ids]
    if not rows:
        return [Section(key="changes", title="What would change the verdict", text=(_STATIC[way[0]],))]
    text = f"One after the other: {', then '.join(way)}."
    return [
        Section(
            key="changes", title="What would change the verdict", text=(text,), columns=COLUMNS, rows=tuple(rows),
            wide=True,
        )
    ]  # fmt: skip


def _leading(verdicts: Verdicts, word: str, identity: int, outcomes: Mapping[str, Outcome]) -> frozenset[str]:
    """The rules that make the verdict what it is."""
    blockers, warnings, unknowns = (
        str(column[identity]).split() for column in (verdicts.blockers, verdicts.warnings, verdicts.unknowns)
    )
    levels = {i: effective_level(o.rule, Gate.TRANSFER) for i, o in outcomes.items()}
    found: dict[str, list[str]] = {
        "blocked": blockers,
        "unknown": [i for i in unknowns if levels[i] in CLOSING],
        "wait": [i for i in warnings if levels[i] is Level.WAIT],
        "ready_with_warnings": [*warnings, *(i for i in unknowns if levels[i] is Level.WARNING)],
    }
    return frozenset(found[word])


def _rows(now: str, outcome: Outcome, findings: pd.DataFrame, exports: Mapping[str, str], safe: str) -> Iterator[Row]:
    rule = outcome.rule
    own = findings[(findings["rule"] == rule.id) & (findings["outcome"] != "waived")]
    told = list(dict.fromkeys(zip(own["message"], own["remediation"], own["outcome"], strict=True)))
    if not told:
        told = [(f"Cannot be judged: {rule.title}.", "", "unknown")]
    for message, fix, result in told:
        if result == "unknown":
            listed = ", ".join(f"{c} {exports.get(c, '')}".strip() for c in rule.settles)
            missing = f"Missing: {outcome.missing}. " if outcome.missing else ""
            what = f"{missing}Export {listed}." if listed else f"{missing}{fix}"
        elif rule.level is Level.WAIT and safe:
            what = f"Safe from {safe} on. {fix}"
        else:
            what = fix
        yield now, rule.id, message, what
