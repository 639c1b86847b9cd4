"""What would change the verdict of one mailbox: round by round, until nothing stands in its way."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import CLOSING, Outcome, effective_level
from analyzer.engine.verdicts import Verdicts, decide
from analyzer.model.page import Row, Section
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
    findings: pd.DataFrame,
    first: Verdicts,
) -> list[Section]:
    """The rounds of corrections, each with the verdict that it leads to.

    The verdict is decided anew without the rules of the rounds before, so what hid behind a blocker is shown too.
    ``first`` is the verdict as it stands.
    """
    left = list(outcomes)
    rows: list[Row] = []
    way: list[str] = []
    verdicts = first
    while True:
        word = str(verdicts.verdict[identity])
        way.append(LABELS[word][0].lower())
        if word in _FINAL:
            break
        ids = _leading(verdicts, word, identity, {o.rule.id: o for o in left}, mandatory)
        if not ids:
            rows.append((LABELS[word][0], "", str(verdicts.reason[identity]), "Export both sides again, whole."))
            break
        for outcome in (o for o in left if o.rule.id in ids):
            rows += _rows(LABELS[word][0], outcome, findings)
        left = [o for o in left if o.rule.id not in ids]
        verdicts = decide(estate, left, waived, mandatory=mandatory)
    if not rows:
        said = _STATIC[str(first.verdict[identity])]
        return [Section(key="changes", title="What would change the verdict", text=(said,))]
    text = f"One after the other: {', then '.join(way)}."
    return [
        Section(
            key="changes", title="What would change the verdict", text=(text,), columns=COLUMNS, rows=tuple(rows),
            wide=True,
        )
    ]  # fmt: skip


def _leading(
    verdicts: Verdicts, word: str, identity: int, outcomes: Mapping[str, Outcome], mandatory: frozenset[str]
) -> frozenset[str]:
    """The rules that make the verdict what it is, by the same conditions as the verdict itself."""
    blockers, warnings, unknowns = (
        str(column[identity]).split() for column in (verdicts.blockers, verdicts.warnings, verdicts.unknowns)
    )
    levels = {i: effective_level(o.rule, Gate.TRANSFER) for i, o in outcomes.items()}
    needed = {i for i, o in outcomes.items() if mandatory.intersection(o.rule.settles)}
    counts = {i for i, o in outcomes.items() if not o.blanket or o.error or i in needed}
    found: dict[str, list[str]] = {
        "blocked": blockers,
        "unknown": [i for i in unknowns if levels[i] in CLOSING and i in counts],
        "wait": [i for i in warnings if levels[i] is Level.WAIT],
        "ready_with_warnings": [*warnings, *(i for i in unknowns if levels[i] is Level.WARNING and i in needed)],
    }
    return frozenset(found[word])


def _rows(now: str, outcome: Outcome, findings: pd.DataFrame) -> Iterator[Row]:
    rule = outcome.rule
    own = findings[(findings["rule"] == rule.id) & (findings["outcome"] != "waived")]
    told = list(dict.fromkeys(zip(own["message"], own["remediation"], own["outcome"], strict=True)))
    for message, fix, result in told or [(f"Cannot be judged: {rule.title}.", "", "unknown")]:
        # A hit of that level says itself what nobody can know and what would tell it.
        asks_more = result == "unknown" and rule.level is not Level.UNKNOWN
        yield now, rule.id, message, settled_by(outcome) if asks_more else fix


def settled_by(outcome: Outcome) -> str:
    """Which exports would let the rule be judged."""
    codes = ", ".join(outcome.rule.settles)
    if outcome.missing:
        return f"Supply {outcome.missing}" + (f" (export {codes})." if codes else ".")
    return f"Export {codes} again, with every column and every object." if codes else outcome.rule.fix
