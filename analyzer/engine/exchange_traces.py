"""What of Exchange stands in the directory: its configuration, its system mailboxes, its security groups."""

from typing import TYPE_CHECKING

import numpy as np

from analyzer.classify.flags import YES
from analyzer.engine.builtin_names import first_part
from analyzer.engine.cells import flags_present, texts
from analyzer.engine.configuration import values

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

KIND = "ad.configuration"
GROUPS_OU = "ou=microsoft exchange security groups,"
_BASE = "cn=microsoft exchange,cn=services,"
# What stays when the organisation is gone: the place itself, and connections of an older product.
_LEFT_BEHIND = ("msexchconfigurationcontainer", "msexchactivedirectoryconnect")
# Only recipients of an Exchange organisation, of today or of the past, have one of these.
_SIGNS = ("msExchRecipientTypeDetails", "msExchMailboxGuid", "msExchRemoteRecipientType", "homeMDB")
_SECURITY_GROUPS = "exchange_security_groups"


def is_collected(estate: "Estate") -> bool:
    """Our collector was there: what it does not find, it has searched for."""
    return bool(estate.snapshot.files_of("ad.manifest"))


def configuration_state(estate: "Estate") -> str | None:
    """there, or gone, of the Exchange organisation's container; None when nobody searched for it.

    Gone is proved by a collection that found the place empty, or by a whole export of the place without the
    container. An empty file of somebody else proves nothing.
    """
    table = estate.snapshot.table(KIND)
    if table is not None:
        dns = [(dn or "").casefold() for dn in table["distinguishedName"].to_pylist()] if table.num_rows else []
        base = [dn.startswith(_BASE) for dn in dns]
        classes = [{c.casefold() for c in k or ()} for k in values(table, "objectClass")]
        if any(_is_of_organisation(k) for k in classes):
            return "there"
        if any(base) and estate.snapshot.complete(KIND):
            return "gone"
    searched = [
        f
        for f in estate.snapshot.files
        if f.kind == KIND and "configuration" in f.file.casefold() and f.health == "whole" and not f.rows_read
    ]
    return "gone" if searched and is_collected(estate) else None


def _is_of_organisation(classes: set[str]) -> bool:
    """The organisation's container, or what stands below one."""
    own = [c for c in classes if c.startswith("msexch")]
    return bool(own) and not any(c.startswith(_LEFT_BEHIND) for c in own)


def has_recipients(estate: "Estate") -> bool:
    """Some object of the directory carries what only Exchange writes."""
    columns = (estate.identities.column("ad", name) for name in _SIGNS)
    return any(bool(np.any(flags_present(c, estate.has_ad) == YES)) for c in columns if c is not None)


def arbitration_mailboxes(estate: "Estate") -> bool:
    """Some object of the directory is an arbitration mailbox."""
    numbers = {number for number, word in estate.facts.word_by_number.items() if word == "arbitration"}
    return bool(np.any(estate.number_in(numbers) == YES))


def group_names(estate: "Estate") -> list[tuple[int, str]]:
    """Distinguished names of the groups of the directory, each with its identity."""
    which = np.flatnonzero(estate.ad_class == "group").astype(np.int64)
    names = texts(estate.identities.column("ad", "distinguishedName"), estate.identities.count, which)
    return [(int(i), dn) for i, dn in zip(which, names, strict=True)]


def security_groups(estate: "Estate") -> bool:
    """Some group of setup is there: by its name, in the organisational unit that setup makes."""
    builtin = estate.facts.builtin
    return any(
        GROUPS_OU in dn.casefold() and builtin.is_listed(_SECURITY_GROUPS, "setup", first_part(dn))
        for _i, dn in group_names(estate)
    )


def groups_were_searched(estate: "Estate") -> bool:
    """Groups without a mail address were asked for, in every domain, as far as files can tell."""
    if estate.identities.ad is None or estate.directory_gaps:
        return False
    if is_collected(estate):
        return True
    which = np.array([i for i, _dn in group_names(estate)], dtype=np.int64)
    mails = texts(estate.identities.column("ad", "mail"), estate.identities.count, which)
    return any(not m for m in mails)
