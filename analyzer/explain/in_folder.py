"""What a rule, an attribute or a problem is in one folder: how often, and where first."""

from collections.abc import Sequence

import pandas as pd

from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import Outcome
from analyzer.engine.findings import build_findings
from analyzer.explain.rules_of_object import each_told
from analyzer.model.catalogue import Attribute
from analyzer.model.page import Section
from analyzer.model.problems import Problem
from analyzer.planning.attributes import attribute_line

_SHOWN = 10
_FINDINGS = ("object_name", "user_principal_name", "outcome", "message")


def rule_in_folder(estate: Estate, outcomes: Sequence[Outcome], rule_id: str, folder: str) -> Section | None:
    """How often the rule fired, what it could not judge, and its first findings; None for one that is not judged."""
    mine = [o for o in outcomes if o.rule.id == rule_id]
    if not mine:
        return None
    findings, _waived, _counts = build_findings(estate, [each_told(mine[0])])
    rows = tuple(tuple(_cell(v) for v in row) for row in findings[list(_FINDINGS)].head(_SHOWN).itertuples(index=False))
    outcome = mine[0]
    judged = int((outcome.codes > 0).sum())
    text = [f"Looked at {judged:,}; {outcome.hits:,} found; {outcome.unknowns:,} cannot be judged."]
    if outcome.missing:
        text.append(f"Missing: {outcome.missing}.")
    if len(findings) > _SHOWN:
        text.append(
            f"The first {_SHOWN} of {len(findings):,} findings; tables/findings.csv of the reports has them all."
        )
    columns = ("Object", "Sign-in name", "Outcome", "What was found")
    return Section(key="in_folder", title=f"In {folder}", text=tuple(text), columns=columns, rows=rows)


def attribute_in_folder(estate: Estate, attribute: Attribute, folder: str) -> Section:
    """How often both sides differ in the attribute."""
    line = attribute_line(estate, attribute)
    counts = {
        "Pairs of mailboxes": line.pairs,
        "Equal": line.equal,
        "Lag": line.lag,
        "Drift": line.drift,
        "By design": line.by_design,
        "Unknown": line.unknown,
    }
    facts = [(name, f"{number:,}") for name, number in counts.items()]
    if line.unknown_because:
        facts.append(("Unknown because", line.unknown_because))
    return Section(key="in_folder", title=f"In {folder}", facts=tuple(facts))


def problem_in_folder(problems: Sequence[Problem], folder: str) -> Section:
    """Where the problem is in the files."""
    if not problems:
        return Section(key="in_folder", title=f"In {folder}", text=("No file of it has this problem.",))
    rows = tuple((p.file, "" if p.row is None else str(p.row), p.column, p.message, p.help) for p in problems[:_SHOWN])
    text = (f"The first {_SHOWN} of {len(problems):,}.",) if len(problems) > _SHOWN else ()
    columns = ("File", "Row", "Column", "What", "What to do")
    return Section(key="in_folder", title=f"In {folder}", text=text, columns=columns, rows=rows, wide=True)


def _cell(value: object) -> str:
    return "" if pd.isna(value) else str(value)
