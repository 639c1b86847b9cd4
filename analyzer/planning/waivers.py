"""What is wrong with signed waivers and statements: expired, naming nothing, misspelt. Such a one opens nothing."""

import difflib
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import Outcome
from analyzer.model.problems import Problem, Severity
from analyzer.model.road import Road
from analyzer.model.rules import Rule
from analyzer.model.settings import Waiver

FILE = "assessment.toml"
_HELP = "Correct the waiver in assessment.toml, or take it out."


def waiver_problems(
    estate: Estate, outcomes: Sequence[Outcome], findings: pd.DataFrame, road: Road | None = None
) -> tuple[Problem, ...]:
    """One problem for each waiver or statement that does nothing, in the order of ``assessment.toml``."""
    rules = {o.rule.id: o.rule for o in outcomes}
    told = [_about_waiver(w, rules, estate, findings) for w in estate.snapshot.settings.waivers]
    problems = [
        Problem(code="W501", severity=Severity.WARN, message=text, file=FILE, help=_HELP) for text in told if text
    ]
    asked = {o.rule.id for o in outcomes if o.rule.check == "is_answered" or o.rule.asks}
    asked |= {step.statement for step in road.steps if step.statement} if road else set()
    for said in estate.snapshot.settings.statements:
        if said.id not in asked:
            text = f"The statement {said.id} answers nothing that a rule asks.{_meant(said.id, asked)}"
            help_text = "Correct its name in assessment.toml, or take it out."
            problems.append(Problem(code="W504", severity=Severity.WARN, message=text, file=FILE, help=help_text))
    return tuple(problems)


def _about_waiver(waiver: Waiver, rules: Mapping[str, Rule], estate: Estate, findings: pd.DataFrame) -> str:
    """Why the waiver opens nothing; empty when it does what it says."""
    if waiver.rule not in rules:
        return f"The waiver names the rule {waiver.rule}, which is not in the pack.{_meant(waiver.rule, rules)}"
    if not rules[waiver.rule].waivable:
        return f"{waiver.rule} cannot be waived."
    if waiver.expires < estate.as_of.date():
        return f"The waiver of {waiver.rule} ended on {waiver.expires}."
    own = findings[findings["rule"] == waiver.rule]
    known = set(own["attribute"].str.casefold()) | {a.ldap_name.casefold() for a in estate.catalogue}
    name = waiver.attribute.partition(".")[0].casefold()
    if waiver.attribute != "*" and name not in known and waiver.attribute.casefold() not in known:
        meant = _meant(waiver.attribute, [a.ldap_name for a in estate.catalogue])
        return f"The waiver of {waiver.rule} names the attribute {waiver.attribute}, which is not known.{meant}"
    if (own["outcome"] == "waived").any() and _covers_any(waiver, own[own["outcome"] == "waived"]):
        return ""
    whom = "any object" if waiver.object == "*" else waiver.object
    return f"The waiver of {waiver.rule} for {whom} fits no finding."


def _covers_any(waiver: Waiver, findings: pd.DataFrame) -> bool:
    mine = pd.Series(data=True, index=findings.index)
    if waiver.object != "*":
        whom = waiver.object.casefold()
        names = (findings[c].str.casefold() == whom for c in ("object_guid", "user_principal_name", "object_name"))
        mine = pd.concat(list(names), axis=1).any(axis=1)
    if waiver.attribute != "*":
        mine &= findings["attribute"].str.casefold() == waiver.attribute.casefold()
    return bool(mine.any())


def _meant(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.7)
    return f" {close[0]} may be meant." if close else ""
