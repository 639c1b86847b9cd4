"""Populations of directory objects, seen from the directory alone."""

from typing import TYPE_CHECKING

import numpy as np

from analyzer.classify.flags import Flags, both, either, sure
from analyzer.engine.cells import flags_present
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.populations.mailboxes import DIRECTORY, is_onprem, is_remote

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


def _of_directory(estate: "Estate", member: Flags) -> Population:
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    complete = estate.snapshot.complete("ad.object")
    gap = "" if complete else f"a whole export: {DIRECTORY}"
    return Population(subjects=estate.recipients, member=member, complete=complete, gap=gap)


@population("directory_mailboxes")
def directory_mailboxes(estate: "Estate") -> Population:
    """Mailboxes of the directory, on-premises and remote ones."""
    return _of_directory(estate, either(is_onprem(estate), is_remote(estate)))


@population("directory_people")
def directory_people(estate: "Estate") -> Population:
    """Accounts of the directory, with or without a mailbox."""
    return _of_directory(estate, sure(np.isin(estate.ad_class, ["user", "other"])))


def _has_alias(estate: "Estate") -> Flags:
    return flags_present(estate.identities.column("ad", "mailNickname"), estate.has_ad)


@population("aliased_mailboxes")
def aliased_mailboxes(estate: "Estate") -> Population:
    """Mailboxes of the directory with a mailNickname."""
    return _of_directory(estate, both(either(is_onprem(estate), is_remote(estate)), _has_alias(estate)))


@population("aliased_objects")
def aliased_objects(estate: "Estate") -> Population:
    """Directory objects of any class with a mailNickname; complete when every domain was exported."""
    if not estate.identities.supplied("ad", "mailNickname"):
        return not_supplied("mailNickname of the directory export")
    complete = not estate.directory_gaps
    gap = "; ".join(estate.directory_gaps)
    return Population(subjects=estate.recipients, member=_has_alias(estate), complete=complete, gap=gap)
