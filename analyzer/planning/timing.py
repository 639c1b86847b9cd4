"""When mailboxes become safe, who keeps them waiting, and what was edited in AD in vain."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.engine.estate import Estate
from analyzer.engine.recent_changes import ChangeRows, change_rows
from analyzer.engine.verdicts import Verdicts
from analyzer.model.assessment import DeadEdits, RecentWriter, Timing
from analyzer.planning.wording import number_of

MOST = 10
DAYS = 30  # how far back a habit is looked for
_LEAST_DAYS, _LEAST_MAILBOXES = 2, 3
_HOURS = 24
Index = npt.NDArray[np.int64]
NO_TIMES = (
    "The change times of attributes were not exported, so nobody can say what was written last and by whom: the "
    "time of the object stands for them."
)
Applications = Mapping[str, Sequence[str]]  # folded LDAP name to the applications that write it


def build_timing(estate: Estate, verdicts: Verdicts, applications: Applications | None = None) -> Timing:
    """Ready now, by waiting, never by waiting, unknown; and the recent writers that hold waiting mailboxes up."""
    verdict = np.where(verdicts.is_mailbox, verdicts.verdict, "")
    waits = verdict == "wait"
    exact = int(np.count_nonzero(waits & estate.clock.exact))
    waiting = int(np.count_nonzero(waits))
    rows = change_rows(estate) if waiting else None
    writers = _writers(estate, rows, waits, verdicts.is_mailbox, applications or {}) if rows is not None else []
    return Timing(
        ready=int(np.count_nonzero(np.isin(verdict, ["ready", "ready_with_warnings"]))),
        waiting=waiting,
        never=int(np.count_nonzero(verdict == "blocked")),
        unknown=int(np.count_nonzero(verdict == "unknown")),
        exact=exact,
        latest=waiting - exact,
        days_looked_at=DAYS,
        writers=tuple(writers[:MOST]),
        more_writers=max(len(writers) - MOST, 0),
        note=_note(waiting, exact, has_times=rows is not None),
    )


def _note(waiting: int, exact: int, *, has_times: bool) -> str:
    if not waiting or exact == waiting:
        return ""
    if not has_times or not exact:
        return NO_TIMES
    rest = number_of("waiting mailbox", waiting - exact)
    return f"The change times of attributes of {rest} were not exported, so nobody can say what was written there."


def _writers(
    estate: Estate,
    rows: ChangeRows,
    waits: npt.NDArray[np.bool_],
    is_mailbox: npt.NDArray[np.bool_],
    known: Applications,
) -> list[RecentWriter]:
    """One for each attribute, hour and controller with a change that a waiting mailbox waits for."""
    as_of = np.datetime64(estate.as_of.replace(tzinfo=None), "us")
    near = is_mailbox[rows.owner] & (rows.when > as_of - np.timedelta64(DAYS, "D"))
    near |= waits[rows.owner] & (rows.when + estate.settling > as_of)
    owner, when, name = rows.owner[near].astype(np.int64), rows.when[near], rows.attribute[near].astype(np.int64)
    hour = (when.astype("datetime64[h]").astype(np.int64)) % _HOURS
    key = (name * _HOURS + hour) * max(len(rows.controllers), 1) + rows.controller[near]
    holds = waits[owner] & (when + estate.settling > as_of)
    held, alone = _held(key[holds], owner[holds])
    in_all = {int(n): int(c) for n, c in zip(*_distinct(name, owner), strict=True)}
    place = {int(k): c for k, c in zip(*np.unique(key[holds], return_counts=True), strict=True)}
    chosen = np.isin(key, list(place))
    key, owner, when = key[chosen], owner[chosen], when[chosen]
    mailboxes = {int(k): int(c) for k, c in zip(*_distinct(key, owner), strict=True)}
    days = {int(k): int(c) for k, c in zip(*_distinct(key, when.astype("datetime64[D]").astype(np.int64)), strict=True)}
    newest: dict[int, np.datetime64] = {}
    order = np.lexsort((when, key))
    for at in order[np.flatnonzero(np.append(np.diff(key[order]) != 0, True))] if len(order) else ():
        newest[int(key[at])] = when[at]
    made = []
    for one in place:
        rest, controller = divmod(one, max(len(rows.controllers), 1))
        attribute, at = divmod(rest, _HOURS)
        ldap_name = rows.names[attribute]
        made.append(
            _writer(
                attribute=ldap_name,
                controller=rows.controllers[controller],
                hour=at,
                waiting=held[one],
                alone=alone.get(one, 0),
                mailboxes=mailboxes[one],
                days=days[one],
                all_changes=in_all[attribute],
                newest=f"{np.datetime_as_string(newest[one], unit='s')}Z",
                applications=tuple(known.get(ldap_name.casefold(), ())),
            )
        )
    return sorted(made, key=lambda w: (-w.waiting, -w.days, w.attribute, w.hour, w.controller))


def _held(key: Index, owner: Index) -> tuple[dict[int, int], dict[int, int]]:
    """Per group the mailboxes that it holds up, and those that nothing else holds up."""
    pairs = np.unique(np.stack([owner, key]), axis=1)
    _owners, place, groups = np.unique(pairs[0], return_inverse=True, return_counts=True)
    only = pairs[1][groups[place] == 1]
    return (
        {int(k): int(n) for k, n in zip(*np.unique(pairs[1], return_counts=True), strict=True)},
        {int(k): int(n) for k, n in zip(*np.unique(only, return_counts=True), strict=True)},
    )


def _distinct(key: Index, value: Index) -> tuple[Index, Index]:
    """Each key and how many different values it has."""
    pairs = np.unique(np.stack([key, value]), axis=1)
    found, counts = np.unique(pairs[0], return_counts=True)
    return found, counts


def _writer(
    *,
    attribute: str,
    controller: str,
    hour: int,
    waiting: int,
    alone: int,
    mailboxes: int,
    days: int,
    all_changes: int,
    newest: str,
    applications: tuple[str, ...],
) -> RecentWriter:
    habit = days >= _LEAST_DAYS and mailboxes >= _LEAST_MAILBOXES and 2 * mailboxes > all_changes
    by = f" by {controller}" if controller else ""
    text = (
        f"{attribute} was last set on {number_of('mailbox', mailboxes)} between {hour:02d}:00 and "
        f"{(hour + 1) % _HOURS:02d}:00 UTC on {number_of('day', days)}{by}"
    )
    if habit:
        text += ": something writes it at this hour again and again"
    if applications:
        text += f"; {' and '.join(applications)} {'writes' if len(applications) == 1 else 'write'} it"
    return RecentWriter(
        attribute=attribute,
        controller=controller,
        hour=hour,
        waiting=waiting,
        alone=alone,
        mailboxes=mailboxes,
        days=days,
        all_changes=all_changes,
        newest=newest,
        is_habit=habit,
        applications=applications,
        text=f"{text}.",
    )


def count_dead_edits(differences: pd.DataFrame) -> tuple[DeadEdits, ...]:
    """Per attribute how many values were edited in AD in vain, for sure and possibly; most first."""
    mine = differences[differences["dead_edit"] != ""]
    if not len(mine):
        return ()
    counts = mine.groupby(["attribute", "cloud_name", "dead_edit"], sort=True).size()
    found: dict[tuple[str, str], dict[str, int]] = {}
    for (attribute, cloud_name, word), number in counts.items():
        found.setdefault((attribute, cloud_name), {})[word] = int(number)
    lines = [
        DeadEdits(attribute=a, cloud_name=c, yes=n.get("yes", 0), possible=n.get("possible", 0))
        for (a, c), n in found.items()
    ]
    return tuple(sorted(lines, key=lambda x: (-x.yes, -x.possible, x.attribute)))
