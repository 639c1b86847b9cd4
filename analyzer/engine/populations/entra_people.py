"""Mailboxes by what Entra says about them."""

from typing import TYPE_CHECKING

import numpy as np

from analyzer.classify.flags import sure
from analyzer.engine.populations import Population, not_supplied, population

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

USERS = "Get-MgUser"


@population("entra_mailboxes")
def entra_mailboxes(estate: "Estate") -> Population:
    """Mailboxes of either side that Entra knows as a user, synced or not."""
    return _of(estate, estate.identities.has("entra"))


@population("anchored_mailboxes")
def anchored_mailboxes(estate: "Estate") -> Population:
    """Mailboxes with an AD object or an Entra user: both have an anchor."""
    return _of(estate, estate.identities.has("entra") | estate.has_ad)


def _of(estate: "Estate", there: np.ndarray) -> Population:
    if estate.identities.entra is None:
        return not_supplied(USERS)
    whole = estate.snapshot.complete("entra.user")
    gap = "" if whole else f"a whole export: {USERS}"
    return Population(subjects=estate.recipients, member=sure(there & estate.is_mailbox_like), complete=whole, gap=gap)
