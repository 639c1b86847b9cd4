"""What would open a gate, in few lines: a thing to do each, and a line for what one answer or export would settle."""

from collections.abc import Mapping, Sequence

from analyzer.engine.evaluate import Outcome
from analyzer.model.assessment import Opener
from analyzer.model.rules import Rule
from analyzer.planning.exports import fewest
from analyzer.planning.wording import number_of

_ASKED = "a statement"


def opener(outcome: Outcome, count: int, state: str, exports: Mapping[str, str]) -> Opener:
    """One condition: a fault with how often it was found, or what cannot be judged and what would settle it."""
    rule = outcome.rule
    if state == "unknown":
        settles = outcome.missing or "; ".join(exports[c] for c in rule.settles if c in exports)
        whom = f" for {number_of('mailbox', count)}" if rule.subject == "mailbox" and not outcome.missing else ""
        lead = f"Answer {rule.id}" if rule.subject == "statement" else f"Cannot be judged yet{whom}"
        text = f"{lead}: {rule.title}"
        also = opens_also([outcome]) if rule.waived_by else ""
        return Opener(
            text=text, rules=(rule.id,), count=count, owner=rule.owner, state=state, settles=settles, opens_also=also
        )
    text = f"{rule.title}: {number_of(rule.subject, count)}" if count > 1 or rule.subject == "mailbox" else rule.title
    return Opener(
        text=text, rules=(rule.id,), count=count, owner=rule.owner, state=state, opens_also=opens_also([outcome])
    )


def opens_also(outcomes: Sequence[Outcome]) -> str:
    """The signatures and answers that open all of these conditions without a correction; empty when none do."""
    each = [_signature(o.rule, o.assumed) for o in outcomes]
    return " ".join(dict.fromkeys(text for some in each for text in some)) if all(each) else ""


def _signature(rule: Rule, assumed: str) -> list[str]:
    out = []
    if rule.waived_by:
        out.append(f"A yes to {rule.waived_by}, with person and date, opens this too.")
    elif rule.waivable:
        out.append("A signed waiver opens this too.")
    if rule.assumes and not assumed:
        out.append(f"The answer no to {rule.assumes} opens this too.")
    return out


def owners(rules: Sequence[Rule]) -> str:
    """Who does it; several joined with a comma."""
    return ", ".join(sorted({r.owner for r in rules} - {""}))


def shortened(
    openers: Sequence[Opener], statements: frozenset[str], answers: Mapping[str, str] | None = None
) -> tuple[Opener, ...]:
    """Faults first, each on its own; then what one export settles on one line, and all open statements on one.

    Args:
        openers: one per condition.
        statements: ids of the rules that ask a person.
        answers: for a rule that the answer to a question opens, that question. Where it is asked anyhow, the rule
            needs no line of its own.
    """
    faults = [o for o in openers if o.state != "unknown"]
    asked = {r for o in openers if o.state == "unknown" for r in o.rules if r in statements}
    groups: dict[str, list[Opener]] = {}
    enough = fewest([o.settles for o in openers if o.state == "unknown"])
    for one in openers:
        if one.state == "unknown":
            answered = statements.issuperset(one.rules) or (answers or {}).get(one.rules[0]) in asked
            groups.setdefault(_ASKED if answered else f"by {enough[one.settles] or one.rules[0]}", []).append(one)
    # The line that settles most comes first; the statements, which take a person each, last.
    order = sorted(groups, key=lambda k: (k == _ASKED, -len(groups[k]), groups[k][0].rules))
    return (*faults, *(_together(groups[key], statements if key == _ASKED else frozenset()) for key in order))


def _together(group: Sequence[Opener], asked: frozenset[str]) -> Opener:
    if len(group) == 1:
        return group[0]
    # The questions stand before what their answers open.
    group = sorted(group, key=lambda o: not asked.issuperset(o.rules)) if asked else group
    number = len(group)
    # The shortest of them is the one that settles all.
    settles, also = min((o.settles for o in group), key=len), ""
    if asked:
        questions = [o for o in group if asked.issuperset(o.rules)]
        opened = [r for o in group if o not in questions for r in o.rules]
        number = len(questions)
        text = f"Answer {number_of('open statement', number)}, each with person and date"
        if number == 1:
            text = questions[0].text
        also = f"The answers open {', '.join(opened)} too." if opened else ""
    else:
        text = f"{number_of('condition', number).capitalize()} cannot be judged yet"
        also = " ".join(dict.fromkeys(o.opens_also for o in group if o.opens_also))
    names = {name for o in group for name in o.owner.split(", ") if name}
    return Opener(
        text=text,
        rules=tuple(r for o in group for r in o.rules),
        count=number,
        owner=", ".join(sorted(names)),
        state="unknown",
        settles=settles,
        opens_also=also,
    )
