"""Which few corrections free the most mailboxes, and when the waiting ones become safe."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from analyzer.engine.estate import Estate
from analyzer.engine.verdicts import Verdicts
from analyzer.model.assessment import Correction, SafeDay
from analyzer.model.road import Cause
from analyzer.model.rules import Level, Rule
from analyzer.planning.causes import grouped
from analyzer.planning.exports import fewest
from analyzer.planning.openers import owners

MOST = 10
Mask = npt.NDArray[np.bool_]


@dataclass(slots=True, kw_only=True)
class _Work:
    """One thing to do and the mailboxes it stands in the way of."""

    text: str
    rules: list[str]
    settles: str = ""
    mask: Mask = field(repr=False)


def build_corrections(
    verdicts: Verdicts,
    rules: Mapping[str, Rule],
    causes: Sequence[Cause] = (),
    settles: Mapping[str, str] | None = None,
) -> tuple[Correction, ...]:
    """At most ten, greedy: each next one frees the most mailboxes together with those before it.

    Waiting is nobody's correction and is left out; a mailbox that also waits counts as freed to wait. Rules that
    share a cause are one correction; what one export would settle is one too.

    Args:
        verdicts: who is stuck, and by which rules.
        rules: the rules by id.
        causes: the causes that rules share.
        settles: for each rule the export that would settle what it cannot judge.
    """
    stuck = verdicts.is_mailbox & np.isin(verdicts.verdict, ["blocked", "unknown"])
    work = _work(verdicts, rules, causes, settles or {}, stuck) if stuck.any() else {}
    sets: Counter[frozenset[str]] = Counter()
    if not work:
        return ()
    names = list(work)
    combos, counts = np.unique(np.array([work[n].mask for n in names]), axis=1, return_counts=True)
    for column, number in zip(combos.T, counts, strict=True):
        sets[frozenset(n for n, on in zip(names, column, strict=True) if on)] += int(number)
    sets.pop(frozenset(), None)
    done: set[str] = set()
    out: list[Correction] = []
    while len(out) < MOST and any(not s <= done for s in sets):
        best = max(sorted({r for s in sets for r in s} - done), key=lambda r: _gain(sets, done, r))
        done.add(best)
        one = work[best]
        out.append(
            Correction(
                rank=len(out) + 1,
                text=one.text,
                rule=one.rules[0],
                owner=owners([rules[r] for r in one.rules]),
                frees=sets[frozenset({best})],
                touches=sum(n for s, n in sets.items() if best in s),
                together=sum(n for s, n in sets.items() if s <= done),
                rules=tuple(one.rules),
                settles=one.settles,
            )
        )
    return tuple(out)


def _work(
    verdicts: Verdicts, rules: Mapping[str, Rule], causes: Sequence[Cause], settles: Mapping[str, str], stuck: Mask
) -> dict[str, _Work]:
    """What there is to do: a fault or a cause each, and an export each."""
    out: dict[str, _Work] = {}

    def add(key: str, text: str, rule: str, mask: Mask, export: str = "") -> None:
        if not mask.any():
            return
        if key in out:
            out[key].rules.append(rule)
            out[key].mask = out[key].mask | mask
        else:
            out[key] = _Work(text=text, rules=[rule], settles=export, mask=mask)

    faults: dict[str, Mask] = {}
    enough = fewest(settles.values())
    for rule, mask in verdicts.blocking_rules.items():
        if rules[rule].level is Level.WAIT:
            continue
        here, export = mask[stuck], enough.get(settles.get(rule, ""), "")
        nobody = np.zeros_like(verdicts.is_mailbox)
        unsure = verdicts.unjudged.get(rule, nobody)[stuck] & here & bool(export)
        add(f"export {export}", f"Supply the missing evidence: {export}", rule, unsure, export)
        if (here & ~unsure).any():
            faults[rule] = here & ~unsure
    for cause, mine in grouped(list(faults), causes):
        for rule in mine:
            add(cause.action if cause else rule, cause.action if cause else rules[rule].title, rule, faults[rule])
    return out


def _gain(sets: Mapping[frozenset[str], int], done: set[str], rule: str) -> tuple[int, int]:
    freed = sum(n for s, n in sets.items() if s <= done | {rule})
    return freed, sum(n for s, n in sets.items() if rule in s)


def build_calendar(estate: Estate, verdicts: Verdicts) -> tuple[SafeDay, ...]:
    """Per day (UTC) how many of the waiting mailboxes become safe."""
    column = estate.trait("earliest_safe_transfer")
    if column is None:
        return ()
    times = column.to_numpy(zero_copy_only=False).astype("datetime64[us]")
    waiting = verdicts.is_mailbox & (verdicts.verdict == "wait") & ~np.isnat(times)
    # A mailbox that is safe at 06:00 can go that day, one at midnight too.
    days, counts = np.unique(times[waiting].astype("datetime64[D]"), return_counts=True)
    return tuple(SafeDay(day=str(d), mailboxes=int(n)) for d, n in zip(days, counts, strict=True))
