"""Columns of the groups table that no rule needs: what holds a group, who can manage it, what limits its mail."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, NO, YES, Flags, either
from analyzer.engine.cells import coded_words, flags_true, is_unknown, texts
from analyzer.engine.memberships import Edges, edges, links_of
from analyzer.engine.subjects import Index
from analyzer.engine.traits.groups import mail_group_flags

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_OWNERS = ("managedBy", "msExchCoManagedByLink")
# Who may and who may not send: one entry is a limit.
_SENDERS = ("authOrig", "dLMemSubmitPerms", "unauthOrig", "dLMemRejectPerms")
_AUTHENTICATED = "msExchRequireAuthToSendTo"
_NONE, _NOT, _IN, _UNKNOWN = range(4)


def group_columns(estate: "Estate", which: Index) -> dict[str, pa.Array]:
    """``nested_in``, ``owner_in_cloud``, ``moderated`` and ``delivery_limits`` of these groups."""
    return {
        "nested_in": _nested_in(estate, which),
        "owner_in_cloud": _owner_in_cloud(estate, which),
        "moderated": _yes_no(_moderated(estate)[which]),
        "delivery_limits": _yes_no(_limited(estate)[which]),
    }


def _yes_no(flags: Flags) -> pa.Array:
    return coded_words(("no", "yes", "unknown"), np.select([flags == NO, flags == YES], [0, 1], 2))


def _nested_in(estate: "Estate", which: Index) -> pa.Array:
    """Names of the mail groups that hold the group directly, joined with a semicolon."""
    groups = mail_group_flags(estate) != NO
    ends = np.zeros(estate.identities.count, dtype=bool)
    ends[which] = True
    found = edges(estate, "member", groups, ends) or Edges(owner=np.zeros(0, np.int64), end=np.zeros(0, np.int64))
    above: dict[int, list[str]] = {}
    names = texts(estate.trait("shown_name"), estate.identities.count, found.owner)
    for end, name in zip(found.end.tolist(), names, strict=True):
        above.setdefault(end, []).append(name)
    return pa.array(["; ".join(sorted(above.get(i, ()))) for i in which.tolist()], pa.string())


def _owner_in_cloud(estate: "Estate", which: Index) -> pa.Array:
    """yes: Exchange Online has one of the owners; no: none of them; empty: no owner is named; unknown: not exported."""
    count = estate.identities.count
    mine = np.zeros(count, dtype=bool)
    mine[which] = True
    everybody = np.ones(count, dtype=bool)
    named, known, there = (np.zeros(count, dtype=np.int64) for _ in range(3))
    unasked = is_unknown(estate.identities.column("ad", _OWNERS[0]), count)
    for attribute in _OWNERS:
        links, found = links_of(estate, attribute, mine), edges(estate, attribute, mine, everybody)
        if links is None or found is None:
            continue
        np.add.at(named, links[0], 1)
        np.add.at(known, found.owner, 1)
        np.add.at(there, found.owner[estate.has_cloud[found.end]], 1)
    codes = np.select([there > 0, (named > known) | unasked, named > 0], [_IN, _UNKNOWN, _NOT], _NONE)
    return coded_words(("", "no", "yes", "unknown"), codes[which])


def _moderated(estate: "Estate") -> Flags:
    """As the cloud has it where it says so, else as AD does."""
    ids = estate.identities
    online = flags_true(ids.column("cloud", "ModerationEnabled"), estate.has_cloud)
    own = flags_true(ids.column("ad", "msExchEnableModeration"), estate.has_ad)
    return np.where(estate.has_cloud & (online != MAYBE), online, own).astype(np.uint8)


def _limited(estate: "Estate") -> Flags:
    """AD names somebody who may or may not send to it, or asks senders to sign in."""
    ids = estate.identities
    found = [flags_true(ids.column("ad", _AUTHENTICATED), estate.has_ad)]
    for name in _SENDERS:
        links = links_of(estate, name, estate.has_ad)
        flags = np.where(is_unknown(ids.column("ad", name), ids.count), MAYBE, NO).astype(np.uint8)
        if links is not None:
            flags[links[0]] = YES
        found.append(flags)
    return either(*found)
