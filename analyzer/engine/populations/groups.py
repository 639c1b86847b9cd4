"""Populations of groups, and what links of groups may lead to."""

from typing import TYPE_CHECKING

import numpy as np

from analyzer.engine.cells import flags_in, flags_present
from analyzer.engine.entra_groups import ENTRA_GROUPS, KIND, MANAGED, is_cloud_managed, is_synced_in_entra
from analyzer.engine.flags import MAYBE, NO, YES, Flags, both, either, negated, sure
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.populations.mailboxes import DIRECTORY, GROUPS, population_of, synced_as
from analyzer.engine.traits.groups import is_security, mail_group_flags

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_ADDRESSES = ("proxyAddresses", "mail", "mailNickname")
# What Exchange Online calls the types of the directory's groups.
_CLOUD_NAMES = {"MailUniversalDistributionGroup", "MailUniversalSecurityGroup", "RoomList", "MailNonUniversalGroup"}


def has_address(estate: "Estate") -> Flags:
    """Directory objects with an address or an alias."""
    columns = (estate.identities.column("ad", name) for name in _ADDRESSES)
    return either(*(flags_present(c, estate.has_ad) for c in columns))


@population("mail_groups")
def mail_groups(estate: "Estate") -> Population:
    """Directory groups that Exchange knows as mail groups: distribution, security, not universal, room list."""
    return population_of(estate, mail_group_flags(estate), needs=DIRECTORY)


@population("addressed_groups")
def addressed_groups(estate: "Estate") -> Population:
    """Mail groups, and groups that merely carry an address."""
    return population_of(estate, _addressed(estate), needs=DIRECTORY)


def _addressed(estate: "Estate") -> Flags:
    untyped = flags_in(estate.identities.column("ad", "msExchRecipientTypeDetails"), {""}, estate.has_ad)
    carried = both(sure(estate.ad_class == "group"), untyped, has_address(estate))
    return either(mail_group_flags(estate), carried)


@population("room_lists")
def room_lists(estate: "Estate") -> Population:
    """Room lists of the directory."""
    lists = both(mail_group_flags(estate), estate.number_in(estate.facts.numbers("room_list")))
    return population_of(estate, lists, needs=DIRECTORY)


@population("synced_groups")
def synced_groups(estate: "Estate") -> Population:
    """Mail groups of every type that the sync feeds to the cloud."""
    return synced_as(estate, mail_group_flags(estate), "group", _CLOUD_NAMES, GROUPS)


@population("transferred_groups")
def transferred_groups(estate: "Estate") -> Population:
    """Groups that were handed over to the cloud as whole objects: isCloudManaged of Entra is True."""
    table = estate.snapshot.table(KIND)
    if table is None:
        return not_supplied(ENTRA_GROUPS)
    if MANAGED not in table.column_names:
        return not_supplied(f"{MANAGED} of Get-MgGroup")
    complete = estate.snapshot.complete(KIND)
    return population_of(estate, is_cloud_managed(estate), complete=complete)


@population("plain_security_groups")
def plain_security_groups(estate: "Estate") -> Population:
    """Security groups of the directory without any address: what access rights are given to."""
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    column = estate.identities.column("ad", "groupType")
    cells = column.to_pylist() if column is not None else [None] * estate.identities.count
    kinds = {True: YES, False: NO, None: MAYBE}
    secure = np.array([kinds[is_security(v)] for v in cells], np.uint8)
    flags = both(sure(estate.ad_class == "group"), secure, negated(has_address(estate)))
    return population_of(estate, both(flags, negated(mail_group_flags(estate))), needs=DIRECTORY)


@population("directory_managed_groups")
def directory_managed_groups(estate: "Estate") -> Population:
    """Directory groups that the sync still feeds to the cloud, with or without an address."""
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    group = sure(estate.ad_class == "group")
    in_exchange = np.where(estate.has_cloud, estate.cloud_true("IsDirSynced"), NO).astype(np.uint8)
    synced = either(in_exchange, is_synced_in_entra(estate))
    handed_over = is_cloud_managed(estate)
    return population_of(estate, both(group, synced, negated(handed_over)), needs=DIRECTORY)
