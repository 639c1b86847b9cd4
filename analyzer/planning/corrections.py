"""Which few corrections free the most mailboxes, and when the waiting ones become safe."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from analyzer.engine.estate import Estate
from analyzer.engine.verdicts import Verdicts
from analyzer.model.assessment import Correction, SafeDay
from analyzer.model.rules import Level, Rule

MOST = 10


def build_corrections(verdicts: Verdicts, rules: Mapping[str, Rule]) -> tuple[Correction, ...]:
    """At most ten, greedy: each next one frees the most mailboxes together with those before it.

    Waiting is nobody's correction and is left out; a mailbox that also waits counts as freed to wait.
    """
    stuck = verdicts.is_mailbox & np.isin(verdicts.verdict, ["blocked", "unknown"])
    sets: Counter[frozenset[str]] = Counter()
    names = [r for r in verdicts.blocking_rules if rules[r].level is not Level.WAIT]
    if not names or not stuck.any():
        return ()
    matrix = np.array([verdicts.blocking_rules[r][stuck] for r in names])
    combos, counts = np.unique(matrix, axis=1, return_counts=True)
    for column, number in zip(combos.T, counts, strict=True):
        sets[frozenset(n for n, on in zip(names, column, strict=True) if on)] += int(number)
    sets.pop(frozenset(), None)
    done: set[str] = set()
    out: list[Correction] = []
    while len(out) < MOST and any(not s <= done for s in sets):
        best = max(sorted({r for s in sets for r in s} - done), key=lambda r: _gain(sets, done, r))
        done.add(best)
        out.append(
            Correction(
                rank=len(out) + 1,
                text=rules[best].title,
                rule=best,
                owner=rules[best].owner,
                frees=sets[frozenset({best})],
                touches=sum(n for s, n in sets.items() if best in s),
                together=sum(n for s, n in sets.items() if s <= done),
            )
        )
    return tuple(out)


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
