"""One verdict per mailbox, about that mailbox's transfer only.

Order: not_applicable, done, blocked, unknown, wait, ready_with_warnings, ready. Rules of other gates and
tenant-wide rules never change it. A warning that cannot be judged changes it only when its input is mandatory.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from analyzer.classify.flags import MAYBE, NO, YES
from analyzer.engine.checks import HIT, UNKNOWN
from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import CLOSING, Outcome, effective_level
from analyzer.engine.populations.mailboxes import is_dirsynced, is_onprem, is_remote
from analyzer.model.rules import Gate, Level

Objects = npt.NDArray[np.object_]
_SUBJECTS = {"mailbox"}


@dataclass(frozen=True, kw_only=True)
class Verdicts:
    """Arrays over all identities; only those with ``is_mailbox`` count."""

    is_mailbox: npt.NDArray[np.bool_]
    verdict: Objects
    blockers: Objects  # rule ids joined with a space
    warnings: Objects
    unknowns: Objects
    reason: Objects
    blocking_rules: dict[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    # The part of it that is no fault: nobody could judge.
    unjudged: dict[str, npt.NDArray[np.bool_]] = field(default_factory=dict)


class _Tally:
    """Which identities are marked, and the ids of the rules that marked each."""

    def __init__(self, count: int) -> None:
        self.marked = np.zeros(count, dtype=bool)
        self._ids: Objects = np.full(count, "", dtype=object)

    def add(self, where: npt.NDArray[np.bool_], rule_id: str) -> None:
        """Marks some identities for one rule."""
        self.marked |= where
        self._ids[where] = self._ids[where] + (rule_id + " ")

    def ids(self) -> Objects:
        """Rule ids joined with a space, in the order they were added."""
        return np.asarray(np.frompyfunc(str.strip, 1, 1)(self._ids))


def decide(
    estate: Estate,
    outcomes: Sequence[Outcome],
    waived: Mapping[str, npt.NDArray[np.bool_]],
    *,
    mandatory: frozenset[str],
) -> Verdicts:
    """The verdict of every mailbox-like identity, from the rules of the transfer gate about mailboxes.

    ``waived`` holds, per rule id, the identities for all of whose findings somebody signed. ``mandatory`` holds
    the codes of the exports without which there is no verdict.
    """
    count = estate.identities.count
    blockers, warnings, unknowns, waits, unsure = (_Tally(count) for _ in range(5))
    careful = np.zeros(count, dtype=bool)
    blocking: dict[str, npt.NDArray[np.bool_]] = {}
    unjudged: dict[str, npt.NDArray[np.bool_]] = {}
    out_of_question = estate.no_transfer_meant
    done = (estate.transferred == YES) & ~out_of_question
    asked = estate.is_mailbox_like & ~out_of_question & ~done
    for outcome in outcomes:
        rule = outcome.rule
        if Gate.TRANSFER not in rule.gates or rule.subject not in _SUBJECTS:
            continue
        level = effective_level(rule, Gate.TRANSFER)
        hit = outcome.of_identities(HIT, count) & asked
        unknown = asked.copy() if outcome.blanket else outcome.of_identities(UNKNOWN, count) & asked
        if rule.id in waived:
            hit &= ~waived[rule.id]
        weak = hit & _weak_identities(outcome, count)
        firm = hit & ~weak
        if level in CLOSING:
            # An export that is no condition of a verdict is missing altogether: that is listed, nothing more.
            counts = not outcome.blanket or bool(outcome.error) or bool(mandatory.intersection(rule.settles))
            blocking[rule.id] = firm | unknown if counts else firm
            unjudged[rule.id] = unknown | firm if level is Level.UNKNOWN else unknown
            shown, made = {Level.BLOCKER: (blockers, blockers), Level.WAIT: (warnings, waits)}.get(
                level, (unknowns, unsure)
            )
            shown.add(firm, rule.id)
            if made is not shown:
                made.add(firm, rule.id)
            # A finding on weak evidence counts one level lower.
            warnings.add(weak, rule.id)
            careful |= weak
            if counts:
                unsure.add(unknown, rule.id)
        elif level is Level.WARNING:
            warnings.add(hit, rule.id)
            careful |= hit
            if mandatory.intersection(rule.settles):
                careful |= unknown
        else:
            continue
        unknowns.add(unknown, rule.id)
    unclear = _unclear(estate)
    verdict = np.full(count, "ready", dtype=object)
    for word, mask in (
        ("ready_with_warnings", careful),
        ("wait", waits.marked),
        ("unknown", unsure.marked | (asked & (unclear != ""))),
        ("blocked", blockers.marked),
        ("done", done),
        ("not_applicable", out_of_question),
    ):
        verdict[mask] = word
    # The reason names what made the verdict, not what is also there.
    leads = {
        "blocked": blockers.ids(),
        "wait": waits.ids(),
        "unknown": unsure.ids(),
        "ready_with_warnings": warnings.ids(),
    }
    titles = {o.rule.id: o.rule.title for o in outcomes}
    return Verdicts(
        is_mailbox=estate.is_mailbox_like,
        verdict=verdict,
        blockers=blockers.ids(),
        warnings=warnings.ids(),
        unknowns=unknowns.ids(),
        reason=_reasons(estate, verdict, titles, leads, unknowns.ids(), unclear),
        blocking_rules=blocking,
        unjudged=unjudged,
    )


def _weak_identities(outcome: Outcome, count: int) -> npt.NDArray[np.bool_]:
    out = np.zeros(count, dtype=bool)
    owner = outcome.population.subjects.identity() if outcome.population.subjects is not None else None
    if owner is not None and outcome.weak:
        out[owner[sorted(outcome.weak)]] = True
    return out


def _unclear(estate: Estate) -> Objects:
    """Why the very state of a mailbox cannot be told; empty where it can."""
    live = estate.is_live_cloud_mailbox
    out = np.full(estate.identities.count, "", dtype=object)
    remote, onprem = is_remote(estate), is_onprem(estate)
    out[~live & (remote != YES) & (onprem != YES)] = "What kind of mailbox AD means cannot be told from the files."
    out[~live & (remote == NO) & (onprem == NO)] = "AD stamps a mailbox, but there is no home database and none online."
    out[live & ((estate.transferred == MAYBE) | (is_dirsynced(estate) == MAYBE))] = (
        "Whether it is synced or already transferred cannot be told from the files."
    )
    return out


def _reasons(
    estate: Estate,
    verdict: Objects,
    titles: Mapping[str, str],
    leads: Mapping[str, Objects],
    unknowns: Objects,
    unclear: Objects,
) -> Objects:
    """The verdict in one line."""
    fixed = {
        "done": "Already managed in the cloud.",
        "ready": "Both sides agree and nothing stands in the way.",
        "not_applicable": "No transfer is meant for this object.",
    }
    out: Objects = np.full(len(verdict), "", dtype=object)
    seen: dict[tuple[str, str, str], str] = {}
    for i in np.flatnonzero(estate.is_mailbox_like):
        word = verdict[i]
        ids = str(leads[word][i] or unknowns[i]) if word in leads else ""
        state = unclear[i] if word == "unknown" else ""
        key = (word, ids, state)
        if key not in seen:
            first = [titles[r] for r in ids.split()]
            more = f" (and {len(first) - 1} more)" if len(first) > 1 else ""
            unsure = "Cannot be judged: " if word == "unknown" or (word in leads and not leads[word][i]) else ""
            seen[key] = fixed.get(word) or state or f"{unsure}{first[0]}{more}."
        out[i] = seen[key]
    return out
