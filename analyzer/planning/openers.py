"""What would open a gate, in few lines: a fault each, and one line for what one answer or one export would settle."""

from collections.abc import Mapping, Sequence

from analyzer.engine.evaluate import Outcome
from analyzer.model.assessment import Opener
from analyzer.planning.wording import number_of


def opener(outcome: Outcome, count: int, state: str, exports: Mapping[str, str]) -> Opener:
    """One condition: a fault with how often it was found, or what cannot be judged and what would settle it."""
    rule = outcome.rule
    if state == "unknown":
        settles = outcome.missing or "; ".join(exports[c] for c in rule.settles if c in exports)
        whom = f" for {number_of('mailbox', count)}" if rule.subject == "mailbox" and not outcome.missing else ""
        lead = f"Answer {rule.id}" if rule.subject == "statement" else f"Cannot be judged yet{whom}"
        text = f"{lead}: {rule.title}"
        return Opener(text=text, rules=(rule.id,), count=count, owner=rule.owner, state=state, settles=settles)
    text = f"{rule.title}: {number_of(rule.subject, count)}" if count > 1 or rule.subject == "mailbox" else rule.title
    return Opener(text=text, rules=(rule.id,), count=count, owner=rule.owner, state=state)


def shortened(openers: Sequence[Opener], statements: frozenset[str]) -> tuple[Opener, ...]:
    """Faults first, each on its own; then what one export settles on one line, and all open statements on one.

    ``statements`` holds the ids of the rules that ask a person.
    """
    faults = [o for o in openers if o.state != "unknown"]
    groups: dict[str, list[Opener]] = {}
    for one in openers:
        if one.state == "unknown":
            key = "a statement" if statements.issuperset(one.rules) else f"by {one.settles or one.rules[0]}"
            groups.setdefault(key, []).append(one)
    # The line that settles most comes first; the statements, which take a person each, last.
    order = sorted(groups, key=lambda k: (k == "a statement", -len(groups[k]), groups[k][0].rules))
    return (*faults, *(_together(groups[key], asks=key == "a statement") for key in order))


def _together(group: Sequence[Opener], *, asks: bool) -> Opener:
    if len(group) == 1:
        return group[0]
    owners = {o.owner for o in group}
    number = len(group)
    if asks:
        text = f"Answer {number_of('open statement', number)}, each with person and date"
    else:
        text = f"{number_of('condition', number).capitalize()} cannot be judged yet"
    return Opener(
        text=text,
        rules=tuple(r for o in group for r in o.rules),
        count=number,
        owner=owners.pop() if len(owners) == 1 else "",
        state="unknown",
        settles=group[0].settles,
    )
