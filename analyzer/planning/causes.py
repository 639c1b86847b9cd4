"""Rules that see one cause are one thing to do and count once."""

from collections.abc import Iterable, Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.model.road import Cause
from analyzer.model.rules import Gate, Rule
from analyzer.planning.wording import number_of

# There is one of each; a number of them says nothing.
NOT_COUNTED = frozenset({"statement", "tenant", "organisation", "sync"})
Group = tuple[Cause | None, tuple[str, ...]]


def grouped(ids: Sequence[str], causes: Sequence[Cause]) -> tuple[Group, ...]:
    """The rules in their order, those of one cause together at the place of the first of them.

    A rule that is alone stands without its cause: its own title says more.
    """
    of = {rule: cause for cause in causes for rule in cause.rules}
    out: dict[object, list[str]] = {}
    for one in ids:
        out.setdefault(of.get(one, one), []).append(one)
    return tuple((key if isinstance(key, Cause) and len(mine) > 1 else None, tuple(mine)) for key, mine in out.items())


def words(cause: Cause, counts: Iterable[tuple[Rule, int]], together: int | None = None) -> tuple[str, int]:
    """What to do, with how often the cause is there; and that number. What there is one of is not counted.

    Args:
        cause: the cause.
        counts: its rules that fire, each with its count.
        together: how many objects or values all of them name, where that is known.
    """
    order = {rule: k for k, rule in enumerate(cause.rules)}
    found = [(r, n) for r, n in sorted(counts, key=lambda c: order[c[0].id]) if r.subject not in NOT_COUNTED]
    if not found:
        return cause.action, 1
    if cause.counts == "each":
        by: dict[str, int] = {}
        for rule, number in found:
            by[rule.subject] = by.get(rule.subject, 0) + number
        return f"{cause.action}: {', '.join(number_of(s, n) for s, n in by.items())}", sum(by.values())
    first, number = found[0]
    if cause.counts != "first":
        number = max(n for _r, n in found) if together is None else together
    return f"{cause.action}: {number_of(first.subject, number)}", number


def together(findings: pd.DataFrame, cause: Cause, ids: Sequence[str], gate: Gate | None = None) -> int | None:
    """How many objects or values the findings of these rules name; None where the cause is counted otherwise."""
    column = {"object": "object_guid", "value": "directory_value"}.get(cause.counts)
    if column is None or not len(findings):
        return None
    table = pa.Table.from_pandas(findings[["rule", "outcome", "certainty", "gate", "object_name", column]])
    mine = pc.is_in(table["rule"], value_set=pa.array(list(ids)))
    for name, value in (("outcome", "fail"), ("certainty", "certain")):
        mine = pc.and_(mine, pc.equal(table[name], value))
    if gate is not None:
        mine = pc.and_(mine, pc.match_substring(table["gate"], gate.value))
    table = table.filter(mine)
    keys = pc.if_else(pc.equal(table[column], ""), table["object_name"], pc.utf8_lower(table[column]))
    return len(pc.unique(keys)) or None
