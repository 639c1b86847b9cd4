"""How the report itself stands: what to know before reading on, and what it rests on."""

from dataclasses import dataclass

from analyzer.model.assessment import Assessment
from analyzer.report.html_words import age, counted, link, moment, number

# Problems of the run itself, not of one file: waivers that do not hold, an old rule pack, exports of different days.
_ABOUT_THE_RUN = "W50"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something to know before everything else, and where more of it stands."""

    text: str
    link: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One labelled value."""

    label: str
    value: str
    link: str = ""
    tone: str = ""


def alarms(assessment: Assessment) -> tuple[Alarm, ...]:
    """What must be said before everything else."""
    evidence, rules = link("evidence"), link("rules")
    out = []
    if not assessment.reconciliation.reconciles:
        text = "The rows do not add up: read is not used + ignored + rejected. Do not rely on this report."
        out.append(Alarm(text=text, link=evidence, where="Evidence"))
    broken = [r.rule.id for r in assessment.rules if r.state == "error"]
    if broken:
        what = counted(len(broken), "rule stopped with an error", "rules stopped with an error")
        text = f"{what} and judged nothing: {', '.join(broken)}."
        out.append(Alarm(text=text, link=rules, where="Rules"))
    told = [p for p in assessment.problems if p.code.startswith(_ABOUT_THE_RUN)]
    out += [Alarm(text=p.message, link=evidence, where="Evidence") for p in told]
    today = assessment.meta.as_of.date()
    said = " ".join(p.message for p in told)
    ended = [w for w in assessment.waivers if w.expires < today and w.rule not in said]
    if ended:
        names = ", ".join(sorted({w.rule for w in ended}))
        what = counted(len(ended), "waiver has ended and counts", "waivers have ended and count")
        out.append(Alarm(text=f"{what} for nothing: {names}.", link=evidence, where="Evidence"))
    return tuple(out)


def nothing_to_correct(assessment: Assessment) -> str:
    """What stands where no correction is needed: what ran, and what could not."""
    return f"No correction would free a mailbox. {_looked(assessment)}"


def _looked(assessment: Assessment) -> str:
    ran = sum(r.state == "ran" for r in assessment.rules)
    could_not = sum(r.state in {"unknown", "error"} for r in assessment.rules)
    return (
        f"{counted(ran, 'rule')} ran on {counted(len(assessment.mailboxes), 'mailbox', 'mailboxes')}; "
        f"{number(could_not)} could not run."
    )


def nothing_in(assessment: Assessment) -> dict[str, str]:
    """What stands in place of each big table that has no row: what was looked at, so that it is no blank."""
    matched = counted(assessment.reconciliation.matched, "object", "objects")
    return {
        "findings": f"No finding. {_looked(assessment)}",
        "mailboxes": "No mailbox was read. The Evidence page says which exports are there and which are missing.",
        "differences": f"No difference is listed. {matched} could be matched on both sides.",
        "writeback": "Nothing was found that writeback would change.",
        "rollback": "Nothing was found that a roll-back would change.",
    }


def inputs(assessment: Assessment) -> tuple[Fact, ...]:
    """How whole and how old the inputs are, and what could be judged on them."""
    files, ledger = assessment.files, assessment.reconciliation
    whole = sum(f.health == "whole" for f in files)
    ages = [f.exported_at for f in files if f.exported_at is not None]
    ran = sum(r.state == "ran" for r in assessment.rules)
    could_not = sum(r.state in {"unknown", "error"} for r in assessment.rules)
    answered = sum(s.is_answered for s in assessment.statements)
    facts = [
        Fact(label="Files", value=f"{number(whole)} of {number(len(files))} whole", link=link("evidence")),
        Fact(label="Rows read", value=number(ledger.read), link=link("evidence")),
        Fact(label="Rows ignored", value=number(ledger.ignored), link=link("evidence")),
        Fact(label="Rows rejected", value=number(ledger.rejected), link=link("evidence")),
        Fact(label="Rules that ran", value=f"{number(ran)} of {number(len(assessment.rules))}", link=link("rules")),
        Fact(label="Rules without evidence", value=number(could_not), link=link("rules")),
        Fact(label="Exports missing", value=number(len(assessment.missing)), link=link("evidence")),
        Fact(label="Statements answered", value=number(answered), link=link("evidence")),
    ]
    if ages:
        # The newest time inside a file: the export is no older, it may be younger.
        oldest = f"at most {age(min(ages), assessment.meta.as_of)}"
        facts.append(Fact(label="Oldest export", value=oldest, link=link("evidence")))
    return tuple(facts)


def inputs_note(assessment: Assessment) -> str:
    """How the two sides met, and the time the report speaks of."""
    ledger, meta = assessment.reconciliation, assessment.meta
    basis = "as given" if meta.as_of_basis == "given" else f"the {meta.as_of_basis}"
    return (
        f"{counted(ledger.matched, 'object is', 'objects are')} matched on both sides; "
        f"{number(ledger.only_directory)} only in the directory, {number(ledger.only_cloud)} only in the cloud, "
        f"{number(ledger.ambiguous)} ambiguous. As of {moment(meta.as_of)}, {basis}."
    )
