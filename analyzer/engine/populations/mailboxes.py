"""Populations of mailboxes and other recipients."""

from typing import TYPE_CHECKING

import numpy as np

from analyzer.engine.cells import flags_present, flags_true, is_filled, texts
from analyzer.engine.populations import (
    MAYBE,
    NO,
    YES,
    Flags,
    Population,
    both,
    either,
    negated,
    not_supplied,
    population,
    sure,
)

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

DIRECTORY = "the directory export of every domain (LDIF)"
MAILBOXES = "Get-Mailbox of Exchange Online"


def _of(estate: "Estate", member: Flags, *, needs: str = "", complete: bool = True) -> Population:
    tables = {DIRECTORY: estate.identities.ad, MAILBOXES: estate.snapshot.table("cloud.mailbox")}
    if needs and tables.get(needs, estate.identities) is None:
        return not_supplied(needs)
    return Population(subjects=estate.recipients, member=member, complete=complete)


def is_administrator(estate: "Estate") -> Flags:
    """A user mailbox of the account whose SID ends in -500, or that the system marks as critical."""
    rid = [_ends_500(v) for v in texts(estate.identities.column("ad", "objectSid"), estate.identities.count)]
    critical = flags_true(estate.identities.column("ad", "isCriticalSystemObject"), estate.has_ad) == YES
    return both(estate.number_in({"1"}), sure(np.array(rid, dtype=bool) | critical))


def _ends_500(sid: str) -> bool:
    import base64
    import binascii

    if sid.upper().startswith("S-1-"):
        return sid.endswith("-500")
    try:
        raw = base64.b64decode(sid, validate=True) if sid else b""
    except (binascii.Error, ValueError):
        return False
    # The relative id is the last 32-bit part, least significant byte first.
    return len(raw) >= 28 and int.from_bytes(raw[-4:], "little") == 500


def is_onprem(estate: "Estate") -> Flags:
    """An on-premises type number and a home database, the built-in Administrator left out."""
    home = flags_present(estate.identities.column("ad", "homeMDB"), estate.has_ad)
    return both(estate.number_in(estate.facts.numbers("mailbox")), home, negated(is_administrator(estate)))


def is_remote(estate: "Estate") -> Flags:
    """Remote user, shared, room or equipment mailbox in the directory."""
    return estate.number_in(estate.facts.numbers("remote"))


def is_dirsynced(estate: "Estate") -> Flags:
    """A live cloud mailbox with IsDirSynced True."""
    return both(sure(estate.is_live_cloud_mailbox), estate.cloud_true("IsDirSynced"))


def is_synced(estate: "Estate") -> Flags:
    """Dirsynced, and of one of the four covered types."""
    column = estate.trait("cloud_type")
    covered = {"user", "shared", "room", "equipment"}
    if column is None:
        kind = np.where(estate.has_cloud, MAYBE, NO).astype(np.uint8)
    else:
        values = column.to_pylist()
        kind = np.array([MAYBE if v is None else YES if v in covered else NO for v in values], np.uint8)
    return both(is_dirsynced(estate), kind)


def is_paired(estate: "Estate") -> Flags:
    """Synced, and joined to exactly one directory object."""
    return both(is_synced(estate), sure(estate.has_ad & estate.has_cloud))


@population("onprem_mailboxes")
def onprem_mailboxes(estate: "Estate") -> Population:
    """Mailboxes that still live on an on-premises server."""
    return _of(estate, is_onprem(estate), needs=DIRECTORY)


@population("administrator_mailboxes")
def administrator_mailboxes(estate: "Estate") -> Population:
    """The mailbox of the built-in Administrator."""
    return _of(estate, is_administrator(estate), needs=DIRECTORY)


@population("remote_mailboxes")
def remote_mailboxes(estate: "Estate") -> Population:
    """Directory objects stamped as remote mailboxes."""
    return _of(estate, is_remote(estate), needs=DIRECTORY)


@population("dirsynced_mailboxes")
def dirsynced_mailboxes(estate: "Estate") -> Population:
    """Live cloud mailboxes that directory synchronisation feeds, of any type."""
    return _of(estate, is_dirsynced(estate), needs=MAILBOXES)


@population("synced_mailboxes")
def synced_mailboxes(estate: "Estate") -> Population:
    """Dirsynced mailboxes of the four types that the transfer covers."""
    return _of(estate, is_synced(estate), needs=MAILBOXES)


@population("paired_mailboxes")
def paired_mailboxes(estate: "Estate") -> Population:
    """Synced mailboxes with exactly one directory object."""
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    return _of(estate, is_paired(estate), needs=MAILBOXES)


@population("aliasless_mailboxes")
def aliasless_mailboxes(estate: "Estate") -> Population:
    """Paired mailboxes whose mailNickname is empty."""
    has = flags_present(estate.identities.column("ad", "mailNickname"), estate.has_ad)
    return _of(estate, both(is_paired(estate), negated(has)), needs=MAILBOXES)


@population("transferred_mailboxes")
def transferred_mailboxes(estate: "Estate") -> Population:
    """Synced mailboxes with IsExchangeCloudManaged True."""
    return _of(estate, both(is_synced(estate), estate.transferred), needs=MAILBOXES)


@population("untransferred_mailboxes")
def untransferred_mailboxes(estate: "Estate") -> Population:
    """Synced mailboxes with IsExchangeCloudManaged False."""
    return _of(estate, both(is_synced(estate), negated(estate.transferred)), needs=MAILBOXES)


@population("cloud_managed_or_planned")
def cloud_managed_or_planned(estate: "Estate") -> Population:
    """Transferred mailboxes and those of the plan; without a plan all paired mailboxes."""
    plan = {p.casefold() for p in estate.snapshot.settings.planned}
    if not plan:
        return paired_mailboxes(estate)
    count = estate.identities.count
    names = zip(texts(estate.trait("guid"), count), texts(estate.trait("upn"), count), strict=True)
    planned = sure(np.array([g in plan or u.casefold() in plan for g, u in names], dtype=bool))
    return _of(estate, both(is_paired(estate), either(estate.transferred, planned)), needs=MAILBOXES)


@population("cloud_only_mailboxes")
def cloud_only_mailboxes(estate: "Estate") -> Population:
    """Live cloud mailboxes that no directory feeds."""
    flags = both(sure(estate.is_live_cloud_mailbox), negated(estate.cloud_true("IsDirSynced")))
    return _of(estate, flags, needs=MAILBOXES)


@population("ambiguous_objects")
def ambiguous_objects(estate: "Estate") -> Population:
    """Mailboxes that a key joins to more than one object of the other side."""
    return _of(estate, sure((estate.identities.ambiguous != "") & estate.is_mailbox_like))


@population("linked_users")
def linked_users(estate: "Estate") -> Population:
    """Accounts such as Exchange Online-ApplicationAccount; never mailboxes."""
    return _of(estate, estate.number_in(estate.facts.numbers("linked_user")), needs=DIRECTORY)


@population("public_folder_mailboxes")
def public_folder_mailboxes(estate: "Estate") -> Population:
    """Public folder mailboxes on an on-premises server."""
    return _of(estate, estate.number_in(estate.facts.numbers("public_folder")), needs=DIRECTORY)


@population("stranded_users")
def stranded_users(estate: "Estate") -> Population:
    """Remote mailboxes with an Entra user and no cloud recipient, while the cloud default is on."""
    tenant = estate.population("tenant")
    default = tenant.subjects.column("BlockExchangeProvisioningFromOnPremEnabled") if tenant.subjects else None
    word = default.to_pylist()[0] if default is not None else None
    on = MAYBE if word is None else YES if word.casefold() == "true" else NO
    if on == NO:
        return _of(estate, np.zeros(estate.identities.count, np.uint8))
    if estate.identities.entra is None:
        return not_supplied("Get-MgUser")
    lonely = estate.has_ad & estate.identities.has("entra") & ~estate.has_cloud
    there = np.full(estate.identities.count, MAYBE if estate.cloud_gaps else on, np.uint8)
    return _of(estate, both(is_remote(estate), sure(lonely), there), needs=DIRECTORY)


@population("synced_entra_users")
def synced_entra_users(estate: "Estate") -> Population:
    """Entra users with OnPremisesSyncEnabled True that belong to a mailbox."""
    if estate.identities.entra is None:
        return not_supplied("Get-MgUser")
    synced = flags_true(estate.identities.column("entra", "OnPremisesSyncEnabled"), estate.identities.has("entra"))
    return _of(estate, both(synced, sure(estate.is_mailbox_like)))


def _synced_as(estate: "Estate", numbers: Flags, kind: str, export: str) -> Population:
    """Directory objects of some types that have a synced cloud object of one kind."""
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    if estate.snapshot.table(f"cloud.{kind}") is None and np.any(numbers != NO):
        return not_supplied(export)
    matched = sure(estate.has_ad & (estate.cloud_kind == kind))
    return _of(estate, both(numbers, matched, estate.cloud_true("IsDirSynced")))


@population("synced_distribution_groups")
def synced_distribution_groups(estate: "Estate") -> Population:
    """Universal distribution groups that the sync feeds to the cloud."""
    return _synced_as(estate, estate.number_in({"256"}), "group", "Get-DistributionGroup of Exchange Online")


@population("synced_security_groups")
def synced_security_groups(estate: "Estate") -> Population:
    """Mail-enabled universal security groups that the sync feeds to the cloud."""
    return _synced_as(estate, estate.number_in({"1024"}), "group", "Get-DistributionGroup of Exchange Online")


@population("synced_contacts")
def synced_contacts(estate: "Estate") -> Population:
    """Mail contacts that the sync feeds to the cloud."""
    return _synced_as(estate, estate.number_in({"64"}), "contact", "Get-MailContact of Exchange Online")


@population("synced_mail_users")
def synced_mail_users(estate: "Estate") -> Population:
    """Mail users (directory type 128) that the sync feeds to the cloud; on-premises mailboxes are not meant."""
    return _synced_as(estate, estate.number_in({"128"}), "mailuser", "Get-MailUser of Exchange Online")


@population("dynamic_groups")
def dynamic_groups(estate: "Estate") -> Population:
    """Dynamic distribution groups of the directory."""
    flags = either(estate.number_in({"2048"}), sure(estate.ad_class == "dynamic"))
    sure_class = np.where(np.isin(estate.ad_class, ["user", "contact", "group", "publicFolder"]), NO, flags)
    return _of(estate, sure_class.astype(np.uint8), needs=DIRECTORY)


@population("mail_public_folders")
def mail_public_folders(estate: "Estate") -> Population:
    """Mail-enabled public folders: publicFolder objects with addresses."""
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    folder = estate.ad_class == "publicFolder"
    filled = is_filled(estate.identities.column("ad", "proxyAddresses"), estate.identities.count)
    return _of(estate, sure(folder & filled))
