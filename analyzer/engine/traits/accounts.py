"""Traits of the account behind a mailbox: disabled or not, linked to another forest, protected."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, NO, YES, Flags, both, negated
from analyzer.engine.cells import coded_words, flags_in, flags_present, is_unknown
from analyzer.engine.own_lists import worded
from analyzer.engine.populations.mailboxes import is_remote
from analyzer.engine.traits import trait
from analyzer.engine.vectors import shared_words, test_values

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_DISABLED = 2
_REMOTE_USER = "2147483648"
# The SID that stands for the object itself, as text and as the bytes of a directory.
_SELF = {"s-1-5-10", "aqeaaaaaaaukaaaa"}
_LINKED = ("linked mailbox", "linked room mailbox", "account in another forest")
_PROTECTED = ("adminCount is 1",)


def is_disabled(estate: "Estate") -> Flags:
    """Accounts whose userAccountControl has bit 2; unknown where it is no number."""
    column = estate.identities.column("ad", "userAccountControl")
    if column is None:
        return np.where(estate.has_ad, MAYBE, NO).astype(np.uint8)
    number = test_values(column, lambda v: v.strip().isdigit())
    off = test_values(column, lambda v: v.strip().isdigit() and bool(int(v) & _DISABLED))
    return np.where(~estate.has_ad, NO, np.where(off, YES, np.where(number, NO, MAYBE))).astype(np.uint8)


@trait("account_fit", needs="userAccountControl of the directory export")
def account_fit(estate: "Estate") -> pa.Array | None:
    """fits, disabled_behind_user or enabled_behind_shared; the first also for what is no remote mailbox."""
    if not estate.identities.supplied("ad", "userAccountControl"):
        return None
    disabled = is_disabled(estate)
    online = shared_words(estate.trait("cloud_type"), estate.identities.count)
    in_cloud = np.where(online == "user", YES, np.where((online == "") & estate.has_cloud, MAYBE, NO)).astype(np.uint8)
    leaver = both(disabled, estate.number_in({_REMOTE_USER}), in_cloud)
    others = estate.facts.numbers("remote") - {_REMOTE_USER}
    open_door = both(negated(disabled), estate.number_in(others))
    code = np.where(leaver == YES, 1, np.where(open_door == YES, 2, 0))
    maybe = (code == 0) & ((leaver == MAYBE) | (open_door == MAYBE))
    return coded_words(("fits", "disabled_behind_user", "enabled_behind_shared"), code, maybe)


@trait("linked_because", needs="msExchRecipientTypeDetails and msExchMasterAccountSid of the directory export")
def linked_because(estate: "Estate") -> pa.Array | None:
    """Why the mailbox belongs to an account of another forest; empty when nothing says so.

    The SID that means the object itself is written on resource and shared mailboxes, and links to nobody.
    """
    ids = estate.identities
    linked, room = estate.number_in({"2"}), estate.number_in({"2199023255552"})
    sid = ids.column("ad", "msExchMasterAccountSid")
    named = flags_present(sid, estate.has_ad)
    if sid is not None:
        named = np.where(test_values(sid, lambda v: v.strip().casefold() in _SELF), NO, named).astype(np.uint8)
    foreign = both(named, is_remote(estate))
    masks = (linked == YES, room == YES, foreign == YES)
    unknown = (linked == MAYBE) | (room == MAYBE) | (foreign == MAYBE)
    return worded(_LINKED, masks, unknown)


@trait("protected_by", needs="adminCount of the directory export")
def protected_by(estate: "Estate") -> pa.Array | None:
    """What keeps inherited rights away from the object, as far as adminCount tells; empty when it does not."""
    column = estate.identities.column("ad", "adminCount")
    if column is None:
        return None
    marked = flags_in(column, {"1"}, estate.has_ad) == YES
    return worded(_PROTECTED, (marked,), is_unknown(column, estate.identities.count))
