"""What is another in one weighing than in the other: mailboxes, verdicts, gates, rules and paths."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.cells import text_column
from analyzer.engine.estate import Estate
from analyzer.engine.safe_times import safe_time_columns
from analyzer.model.assessment import VERDICTS, Advice, GateResult
from analyzer.model.rules import RuleResult
from analyzer.planning.weighing import Weighed

FIRST = 5  # objects named for each change
_KEYS = {"object_guid": "guid", "user_principal_name": "upn", "primary_smtp_address": "primary_address"}
_TIME = "earliest_safe_transfer"
_TOLD = ("verdict", "reason", _TIME, "blockers", "warnings", "unknowns")
_MEANT = ("verdict", "blockers", "warnings", "unknowns")
Index = npt.NDArray[np.int64]
Side = tuple[Estate, Weighed]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """Mailboxes whose verdict goes from one word to another."""

    before: str
    after: str
    mailboxes: int
    first: tuple[str, ...]  # sign-in names or GUIDs of the first few


@dataclass(frozen=True, slots=True, kw_only=True)
class GateChange:
    """One gate before and under the assumptions."""

    name: str
    before: str
    after: str
    reach_before: int
    reach_after: int
    total: int
    reason: str  # under the assumptions
    no_longer: tuple[str, ...]  # what needed to be done before and need not be now
    new: tuple[str, ...]  # what has to be done only now

    @property
    def changes(self) -> bool:
        """Anything about the gate changes."""
        return self.before != self.after or self.reach_before != self.reach_after or bool(self.no_longer or self.new)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """One rule whose counts change."""

    rule: str
    title: str
    hits: tuple[int, int]
    unknown: tuple[int, int]
    waived: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathChange:
    """One way to go on whose state changes."""

    path: str
    title: str
    before: str
    after: str


def changed_mailboxes(old: Side, new: Side) -> pd.DataFrame:
    """Mailboxes of which the verdict, its rules or the time they wait for changes, sorted by sign-in name, then GUID.

    Both sides hold the same mailboxes: no assumption makes or unmakes one. Nothing is worked out for those that
    stay as they are.
    """
    (before, was), (after, now) = ((estate, weighed.verdicts) for estate, weighed in (old, new))
    differs = np.any([getattr(was, name) != getattr(now, name) for name in _MEANT], axis=0)
    # Another time matters only to those that wait for it.
    waits = now.verdict == "wait"
    which: Index = np.flatnonzero(now.is_mailbox & (differs | waits)).astype(np.int64)
    times = [safe_time_columns(e, v, which)[_TIME] for e, v in ((before, was), (after, now))]
    moved = np.asarray(pc.not_equal(*times).to_numpy(zero_copy_only=False), dtype=bool) & waits[which]
    left = np.flatnonzero(differs[which] | moved)
    which, times = which[left], [column.take(pa.array(left)) for column in times]
    names = {key: text_column(before.trait(trait), before.identities.count, which) for key, trait in _KEYS.items()}
    columns = dict(names)
    for name in _TOLD:
        for side, verdicts, time in (("before", was, times[0]), ("after", now, times[1])):
            cells = time if name == _TIME else pa.array(getattr(verdicts, name)[which], pa.string())
            columns[f"{name}_{side}"] = cells
    order = [(name, "ascending") for name in ("user_principal_name", "object_guid")]
    table = pa.table(columns)
    table = table.take(pc.sort_indices(table, sort_keys=order))
    return pd.DataFrame({name: pd.arrays.ArrowExtensionArray(table[name]) for name in table.column_names})


def verdict_changes(moved: pd.DataFrame) -> tuple[VerdictChange, ...]:
    """How many go from which verdict to which, most first."""
    out = []
    for (before, after), rows in moved.groupby(["verdict_before", "verdict_after"], sort=False):
        head = rows.head(FIRST)
        names = [upn or guid for upn, guid in zip(head["user_principal_name"], head["object_guid"], strict=True)]
        out.append(VerdictChange(before=before, after=after, mailboxes=len(rows), first=tuple(names)))
    order = {word: place for place, word in enumerate(VERDICTS)}
    return tuple(sorted(out, key=lambda c: (-c.mailboxes, order[c.before], order[c.after])))


def gate_changes(old: Sequence[GateResult], new: Sequence[GateResult]) -> tuple[GateChange, ...]:
    """Every gate, whether it changes or not."""
    return tuple(_gate(a, b) for a, b in zip(old, new, strict=True))


def _gate(old: GateResult, new: GateResult) -> GateChange:
    before, after = ({o.rules: o.text for o in gate.openers} for gate in (old, new))
    return GateChange(
        name=new.name,
        before=old.state,
        after=new.state,
        reach_before=old.reach,
        reach_after=new.reach,
        total=new.total,
        reason=new.reason,
        no_longer=tuple(text for key, text in before.items() if key not in after),
        new=tuple(text for key, text in after.items() if key not in before),
    )


def rule_changes(old: Sequence[RuleResult], new: Sequence[RuleResult]) -> tuple[RuleChange, ...]:
    """The rules whose counts change."""
    out = []
    for a, b in zip(old, new, strict=True):
        if (a.hits, a.unknown, a.waived) != (b.hits, b.unknown, b.waived):
            change = RuleChange(
                rule=a.rule.id,
                title=a.rule.title,
                hits=(a.hits, b.hits),
                unknown=(a.unknown, b.unknown),
                waived=(a.waived, b.waived),
            )
            out.append(change)
    return tuple(out)


def path_changes(old: Advice, new: Advice) -> tuple[PathChange, ...]:
    """The ways to go on whose state changes."""
    paths = {p.path: p.state for p in old.paths}
    return tuple(
        PathChange(path=p.path, title=p.title, before=paths[p.path], after=p.state)
        for p in new.paths
        if paths.get(p.path, p.state) != p.state
    )
