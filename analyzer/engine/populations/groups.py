"""Populations of groups, and what links of groups may lead to."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from analyzer.classify.flags import MAYBE, NO, YES, Flags, both, either, negated, sure
from analyzer.engine.cells import flags_in, flags_present
from analyzer.engine.entra_groups import ENTRA_GROUPS, KIND, MANAGED, is_cloud_managed, is_synced_in_entra
from analyzer.engine.kept import kept
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.populations.mailboxes import DIRECTORY, GROUPS, population_of, synced_as
from analyzer.engine.traits.groups import is_security, mail_group_flags
from analyzer.engine.vectors import test_values

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_ADDRESSES = ("proxyAddresses", "mail", "mailNickname")
# What Exchange Online calls the types of the directory's groups.
_CLOUD_NAMES = {"MailUniversalDistributionGroup", "MailUniversalSecurityGroup", "RoomList", "MailNonUniversalGroup"}


@kept
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
    """Groups that were handed over to the cloud as whole objects: isCloudManaged of Entra is True.

    Without Entra's list only a group with a twin in the directory, which Exchange Online no longer takes from
    there, may be one.
    """
    table = estate.snapshot.table(KIND)
    if table is not None and MANAGED in table.column_names:
        complete = estate.snapshot.complete(KIND)
        found = population_of(estate, is_cloud_managed(estate), complete=complete)
        return found if complete else replace(found, gap=f"a whole export: {ENTRA_GROUPS}")
    lists = [k for k in ("cloud.group", "cloud.recipient") if estate.snapshot.table(k) is not None]
    if not lists or estate.identities.ad is None:
        return not_supplied(ENTRA_GROUPS)
    unlisted = NO if any(estate.snapshot.complete(k) for k in lists) else MAYBE
    loose = np.where(estate.has_cloud, negated(estate.cloud_true("IsDirSynced")), unlisted)
    possible = (estate.ad_class == "group") & (loose != NO)
    flags = np.where(possible, MAYBE, NO).astype(np.uint8)
    found = population_of(estate, flags, complete=not possible.any())
    return replace(found, gap=ENTRA_GROUPS) if possible.any() else found


@population("plain_security_groups")
def plain_security_groups(estate: "Estate") -> Population:
    """Security groups of the directory without any address: what access rights are given to."""
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    column = estate.identities.column("ad", "groupType")
    secure = np.full(estate.identities.count, MAYBE, np.uint8)
    if column is not None:
        secure[test_values(column, lambda v: is_security(v) is True)] = YES
        secure[test_values(column, lambda v: is_security(v) is False)] = NO
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
