"""One verdict per mailbox, about that mailbox's transfer only.

Order: not_applicable, done, blocked, unknown, wait, ready_with_warnings, ready. Rules of other gates and
tenant-wide rules never change it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer.engine.checks import HIT, UNKNOWN
from analyzer.engine.estate import Estate
from analyzer.engine.evaluate import Outcome, effective_level
from analyzer.engine.populations import MAYBE, NO, YES
from analyzer.engine.populations.mailboxes import is_administrator, is_dirsynced, is_onprem, is_remote
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


def _add(target: Objects, where: npt.NDArray[np.bool_], rule_id: str) -> None:
    target[where] = target[where] + (rule_id + " ")


def decide(estate: Estate, outcomes: Sequence[Outcome], waived: dict[str, npt.NDArray[np.bool_]]) -> Verdicts:
    """The verdict of every mailbox-like identity, from the rules of the transfer gate about mailboxes.

    ``waived`` holds, per rule id, the identities whose finding somebody signed for.
    """
    count = estate.identities.count
    blockers, warnings, unknowns = (np.full(count, "", dtype=object) for _ in range(3))
    blocked, unsure, waits, warned = (np.zeros(count, dtype=bool) for _ in range(4))
    blocking: dict[str, npt.NDArray[np.bool_]] = {}
    out_of_question = _not_applicable(estate)
    done = (estate.transferred == YES) & ~out_of_question
    asked = estate.is_mailbox_like & ~out_of_question & ~done
    for outcome in outcomes:
        rule = outcome.rule
        if Gate.TRANSFER not in rule.gates or rule.subject not in _SUBJECTS:
            continue
        level = effective_level(rule, Gate.TRANSFER)
        hit, unknown = (
            outcome.of_identities(HIT, count) & asked,
            outcome.of_identities(UNKNOWN, count) & asked,
        )
        if outcome.blanket:
            unknown = asked.copy()
        if rule.id in waived:
            hit &= ~waived[rule.id]
        weak = _weak_identities(outcome, count)
        if level in {Level.BLOCKER, Level.WAIT, Level.UNKNOWN}:
            firm = hit & ~weak
            blocking[rule.id] = firm | unknown
            if level is Level.BLOCKER:
                blocked |= firm
                _add(blockers, firm, rule.id)
            elif level is Level.WAIT:
                waits |= firm
                _add(warnings, firm, rule.id)
            else:
                unsure |= firm
                _add(unknowns, firm, rule.id)
            warned |= hit & weak
            _add(warnings, hit & weak, rule.id)
            unsure |= unknown
            _add(unknowns, unknown, rule.id)
        elif level is Level.WARNING:
            warned |= hit | unknown
            _add(warnings, hit, rule.id)
            _add(unknowns, unknown, rule.id)
    unsure |= asked & _unclear(estate)
    verdict = np.full(count, "ready", dtype=object)
    for words, mask in (
        ("ready_with_warnings", warned),
        ("wait", waits),
        ("unknown", unsure),
        ("blocked", blocked),
        ("done", done),
        ("not_applicable", out_of_question),
    ):
        verdict[mask] = words
    strip = np.frompyfunc(str.strip, 1, 1)
    blockers, warnings, unknowns = strip(blockers), strip(warnings), strip(unknowns)
    return Verdicts(
        is_mailbox=estate.is_mailbox_like,
        verdict=verdict,
        blockers=blockers,
        warnings=warnings,
        unknowns=unknowns,
        reason=_reasons(estate, verdict, {o.rule.id: o.rule.title for o in outcomes}, blockers, warnings, unknowns),
        blocking_rules=blocking,
    )


def _weak_identities(outcome: Outcome, count: int) -> npt.NDArray[np.bool_]:
    out = np.zeros(count, dtype=bool)
    owner = outcome.population.subjects.identity() if outcome.population.subjects is not None else None
    if owner is not None and outcome.weak:
        out[owner[sorted(outcome.weak)]] = True
    return out


def _not_applicable(estate: Estate) -> npt.NDArray[np.bool_]:
    """Cloud-only, departed, system, public folder and administrator mailboxes: no transfer is meant for them."""
    system = estate.number_in(estate.facts.numbers("system", "public_folder", "linked_user")) == YES
    admin = (is_administrator(estate) == YES) & ~estate.has_cloud
    in_list = estate.cloud_kind == "mailbox"
    cloud_only = in_list & (estate.cloud_true("IsDirSynced") == NO) & ~estate.has_ad
    departed = in_list & ~estate.is_live_cloud_mailbox
    return np.asarray(estate.is_mailbox_like & (system | admin | cloud_only | departed))


def _unclear(estate: Estate) -> npt.NDArray[np.bool_]:
    """Mailboxes whose very state cannot be told: flag or sync state blank, or no rule population fits them."""
    live = estate.is_live_cloud_mailbox
    state = live & ((estate.transferred == MAYBE) | (is_dirsynced(estate) == MAYBE))
    homeless = ~live & (is_remote(estate) != YES) & (is_onprem(estate) != YES)
    twin = live & (estate.cloud_true("IsDirSynced") == NO)
    return np.asarray(state | homeless | twin)


def _reasons(
    estate: Estate,
    verdict: Objects,
    titles: dict[str, str],
    blockers: Objects,
    warnings: Objects,
    unknowns: Objects,
) -> Objects:
    """The verdict in one line."""
    fixed = {
        "done": "Already managed in the cloud.",
        "ready": "Both sides agree and nothing stands in the way.",
        "not_applicable": "No transfer is meant for this object.",
    }
    lead = {"blocked": blockers, "wait": warnings, "ready_with_warnings": warnings, "unknown": unknowns}
    out: Any = np.full(len(verdict), "", dtype=object)
    seen: dict[tuple[str, str], str] = {}
    for i in np.flatnonzero(estate.is_mailbox_like):
        word = verdict[i]
        ids = str(lead[word][i] or unknowns[i]) if word in lead else ""
        key = (word, ids)
        if key not in seen:
            first = [titles[r] for r in ids.split()]
            more = f" (and {len(first) - 1} more)" if len(first) > 1 else ""
            unclear = "Whether it is synced or already transferred cannot be told from the files."
            seen[key] = fixed.get(word) or (f"{first[0]}{more}." if first else unclear)
        out[i] = seen[key]
    return np.asarray(out)
