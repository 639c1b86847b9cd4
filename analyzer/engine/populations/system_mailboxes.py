"""Mailboxes of Exchange itself: arbitration, audit logs, discovery, monitoring."""

from typing import TYPE_CHECKING

import numpy as np

from analyzer.classify.flags import Flags
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.populations.mailboxes import DIRECTORY

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

ARBITRATION = "arbitration"


def _of_types(estate: "Estate", member: Flags) -> Population:
    if estate.snapshot.table("ad.object") is None:
        return not_supplied(DIRECTORY)
    whole = estate.snapshot.complete("ad.object")
    gap = "" if whole else f"a whole export: {DIRECTORY}"
    return Population(subjects=estate.recipients, member=member, complete=whole, gap=gap)


@population("system_mailboxes")
def system_mailboxes(estate: "Estate") -> Population:
    """Directory objects whose type number is that of a mailbox of Exchange itself."""
    return _of_types(estate, estate.number_in(estate.facts.numbers("system")))


@population("arbitration_mailboxes")
def arbitration_mailboxes(estate: "Estate") -> Population:
    """The system mailboxes that approvals, migrations and the organisation itself use; not the health mailboxes."""
    words = {number for number, word in estate.facts.word_by_number.items() if word == ARBITRATION}
    return _of_types(estate, np.asarray(estate.number_in(words), np.uint8))
