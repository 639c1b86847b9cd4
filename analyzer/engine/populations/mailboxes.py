"""Populations of mailboxes and other recipients."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import MAYBE, NO, YES, Flags, both, either, negated, sure
from analyzer.engine.cells import Mask, flags_in, flags_present, flags_true, is_unknown, texts
from analyzer.engine.kept import kept
from analyzer.engine.populations import Population, not_supplied, population

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

DIRECTORY = "the directory export of every domain (LDIF)"
MAILBOXES = "Get-Mailbox of Exchange Online"
GROUPS = "Get-DistributionGroup of Exchange Online"
ANCHOR = "mS-DS-ConsistencyGuid"
# Base64 of the 28 bytes of an account's SID, and how it ends where the last four are 500.
_USUAL_LENGTH, _ENDS_500 = 40, "9AEAAA=="
SYSTEM_OBJECTS = "CN=Microsoft Exchange System Objects,"


def population_of(estate: "Estate", member: Flags, *, needs: str = "", complete: bool = True) -> Population:
    kinds = {DIRECTORY: "ad.object", MAILBOXES: "cloud.mailbox"}
    if needs and estate.snapshot.table(kinds[needs]) is None:
        return not_supplied(needs)
    # A file that was cut may hide members; "none found" is then no pass for the organisation.
    whole = complete and (not needs or estate.snapshot.complete(kinds[needs]))
    gap = "" if whole else f"a whole export: {needs}"
    return Population(subjects=estate.recipients, member=member, complete=whole, gap=gap)


@kept
def is_administrator(estate: "Estate") -> Flags:
    """A user mailbox of the account whose SID ends in -500, or that the system marks as critical.

    Unknown where neither was exported; a known SID decides alone.
    """
    column = estate.identities.column("ad", "objectSid")
    rid = _is_500(column, estate.identities.count)
    critical = flags_true(estate.identities.column("ad", "isCriticalSystemObject"), estate.has_ad)
    unsure = is_unknown(column, estate.identities.count) & (critical == MAYBE) & estate.has_ad
    marks = np.where(rid | (critical == YES), YES, np.where(unsure, MAYBE, NO)).astype(np.uint8)
    return both(estate.number_in({"1"}), marks)


def _is_500(column: pa.Array | None, count: int) -> Mask:
    """Rows whose SID ends in -500; of 28 bytes in base64, those of nearly all accounts, the end of the text says so."""
    out = np.zeros(count, dtype=bool)
    if column is None:
        return out
    text = pc.fill_null(column, "")
    usual = pc.and_(pc.equal(pc.binary_length(text), _USUAL_LENGTH), pc.ends_with(text, "=="))
    left = pc.or_(pc.invert(usual), pc.ends_with(text, _ENDS_500))
    rows = np.flatnonzero(left.to_numpy(zero_copy_only=False))
    out[rows] = [_ends_500(v) for v in text.take(pa.array(rows)).to_pylist()]
    return out


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


@kept
def is_onprem(estate: "Estate") -> Flags:
    """An on-premises type number and a home database, the built-in Administrator left out.

    Where nobody can tell whether it is the Administrator, it is a mailbox on-premises all the same.
    """
    home = flags_present(estate.identities.column("ad", "homeMDB"), estate.has_ad)
    others = sure(is_administrator(estate) != YES)
    return both(estate.number_in(estate.facts.numbers("mailbox")), home, others)


@kept
def is_remote(estate: "Estate") -> Flags:
    """Remote user, shared, room or equipment mailbox in the directory."""
    return estate.number_in(estate.facts.numbers("remote"))


@kept
def is_dirsynced(estate: "Estate") -> Flags:
    """A live cloud mailbox with IsDirSynced True."""
    return both(sure(estate.is_live_cloud_mailbox), estate.cloud_true("IsDirSynced"))


@kept
def is_synced(estate: "Estate") -> Flags:
    """Dirsynced, and of one of the four covered types."""
    column = estate.trait("cloud_type")
    covered = {"user", "shared", "room", "equipment"}
    if column is None:
        kind = np.where(estate.has_cloud, MAYBE, NO).astype(np.uint8)
    else:
        kind = flags_in(column, covered, np.ones(len(column), dtype=bool))
    return both(is_dirsynced(estate), kind)


@kept
def is_paired(estate: "Estate") -> Flags:
    """Synced, and joined to exactly one directory object."""
    return both(is_synced(estate), sure(estate.has_ad & estate.has_cloud))


def no_transfer_meant(estate: "Estate") -> np.ndarray:
    """Cloud-only, departed, system, public folder and administrator mailboxes: no transfer is meant for them.

    A deleted cloud mailbox does not excuse a directory object that still stands for a mailbox.
    """
    system = estate.number_in(estate.facts.numbers("system", "public_folder", "linked_user")) == YES
    admin = (is_administrator(estate) == YES) & ~estate.has_cloud
    in_list = estate.cloud_kind == "mailbox"
    onprem, live = is_onprem(estate) != NO, estate.is_live_cloud_mailbox
    # An AD object that matches it is MBX-025; the cloud says that nothing feeds this mailbox.
    cloud_only = live & (estate.cloud_true("IsDirSynced") == NO) & ~onprem
    departed = in_list & ~live & (is_remote(estate) == NO) & ~onprem
    return np.asarray(estate.is_mailbox_like & (system | admin | cloud_only | departed))


@population("onprem_mailboxes")
def onprem_mailboxes(estate: "Estate") -> Population:
    """Mailboxes that still live on an on-premises server."""
    return population_of(estate, is_onprem(estate), needs=DIRECTORY)


@population("administrator_mailboxes")
def administrator_mailboxes(estate: "Estate") -> Population:
    """The mailbox of the built-in Administrator."""
    return population_of(estate, is_administrator(estate), needs=DIRECTORY)


@population("remote_mailboxes")
def remote_mailboxes(estate: "Estate") -> Population:
    """Directory objects stamped as remote mailboxes."""
    return population_of(estate, is_remote(estate), needs=DIRECTORY)


@population("dirsynced_mailboxes")
def dirsynced_mailboxes(estate: "Estate") -> Population:
    """Live cloud mailboxes that directory synchronisation feeds, of any type."""
    return population_of(estate, is_dirsynced(estate), needs=MAILBOXES)


@population("synced_mailboxes")
def synced_mailboxes(estate: "Estate") -> Population:
    """Dirsynced mailboxes of the four types that the transfer covers."""
    return population_of(estate, is_synced(estate), needs=MAILBOXES)


@population("paired_mailboxes")
def paired_mailboxes(estate: "Estate") -> Population:
    """Synced mailboxes with exactly one directory object."""
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    return population_of(estate, is_paired(estate), needs=MAILBOXES)


@population("aliasless_mailboxes")
def aliasless_mailboxes(estate: "Estate") -> Population:
    """Paired mailboxes whose mailNickname is empty."""
    has = flags_present(estate.identities.column("ad", "mailNickname"), estate.has_ad)
    return population_of(estate, both(is_paired(estate), negated(has)), needs=MAILBOXES)


@population("transferred_mailboxes")
def transferred_mailboxes(estate: "Estate") -> Population:
    """Synced mailboxes with IsExchangeCloudManaged True."""
    return population_of(estate, both(is_synced(estate), estate.transferred), needs=MAILBOXES)


@population("untransferred_mailboxes")
def untransferred_mailboxes(estate: "Estate") -> Population:
    """Synced mailboxes with IsExchangeCloudManaged False."""
    return population_of(estate, both(is_synced(estate), negated(estate.transferred)), needs=MAILBOXES)


@population("cloud_managed_or_planned")
def cloud_managed_or_planned(estate: "Estate") -> Population:
    """Transferred mailboxes and those of the plan; without a plan all paired mailboxes."""
    plan = {p.casefold() for p in estate.snapshot.settings.planned}
    if not plan:
        return paired_mailboxes(estate)
    count = estate.identities.count
    names = zip(texts(estate.trait("guid"), count), texts(estate.trait("upn"), count), strict=True)
    planned = sure(np.array([g in plan or u.casefold() in plan for g, u in names], dtype=bool))
    return population_of(estate, both(is_paired(estate), either(estate.transferred, planned)), needs=MAILBOXES)


@population("cloud_only_mailboxes")
def cloud_only_mailboxes(estate: "Estate") -> Population:
    """Live cloud mailboxes that no directory feeds."""
    flags = both(sure(estate.is_live_cloud_mailbox), negated(estate.cloud_true("IsDirSynced")))
    return population_of(estate, flags, needs=MAILBOXES)


@population("ambiguous_objects")
def ambiguous_objects(estate: "Estate") -> Population:
    """Mailboxes that a key joins to more than one object of the other side.

    Where the sync takes its anchor from an attribute that was not exported, anybody may claim anybody.
    """
    ids = estate.identities
    found = sure((ids.ambiguous != "") & estate.is_mailbox_like)
    if estate.anchor_attribute.casefold() == ANCHOR.casefold():
        anchors = ids.column("entra", "OnPremisesImmutableId")
        blind = is_unknown(anchors, ids.count) & (ids.has("entra") if anchors is not None else True)
        unseen = (is_unknown(ids.column("ad", ANCHOR), ids.count) | blind) & estate.has_ad & estate.is_mailbox_like
        found = np.where(unseen & (found == NO), MAYBE, found).astype(np.uint8)
    return population_of(estate, found)


@population("linked_users")
def linked_users(estate: "Estate") -> Population:
    """Accounts such as Exchange Online-ApplicationAccount; never mailboxes."""
    return population_of(estate, estate.number_in(estate.facts.numbers("linked_user")), needs=DIRECTORY)


@population("public_folder_mailboxes")
def public_folder_mailboxes(estate: "Estate") -> Population:
    """Public folder mailboxes on an on-premises server."""
    return population_of(estate, estate.number_in(estate.facts.numbers("public_folder")), needs=DIRECTORY)


@population("stranded_users")
def stranded_users(estate: "Estate") -> Population:
    """Remote mailboxes with an Entra user and no cloud recipient, while the cloud default is on."""
    tenant = estate.population("tenant")
    default = tenant.subjects.column("BlockExchangeProvisioningFromOnPremEnabled") if tenant.subjects else None
    word = default.to_pylist()[0] if default is not None else None
    on = MAYBE if word is None else YES if word.casefold() == "true" else NO
    if on == NO:
        return population_of(estate, np.zeros(estate.identities.count, np.uint8))
    if estate.identities.entra is None:
        return not_supplied("Get-MgUser")
    lonely = estate.has_ad & estate.identities.has("entra") & ~estate.has_cloud
    there = np.full(estate.identities.count, MAYBE if estate.cloud_gaps else on, np.uint8)
    return population_of(estate, both(is_remote(estate), sure(lonely), there), needs=DIRECTORY)


@population("synced_entra_users")
def synced_entra_users(estate: "Estate") -> Population:
    """Entra users with OnPremisesSyncEnabled True that belong to a mailbox."""
    if estate.identities.entra is None:
        return not_supplied("Get-MgUser")
    synced = flags_true(estate.identities.column("entra", "OnPremisesSyncEnabled"), estate.identities.has("entra"))
    return population_of(estate, both(synced, sure(estate.is_mailbox_like)))


def synced_as(estate: "Estate", numbers: Flags, kind: str, names: set[str], export: str) -> Population:
    """Directory objects of some types that have a synced cloud object of one kind.

    A synced cloud object whose directory object no file shows is one too: the cloud itself says who feeds it.
    """
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    lists = [f"cloud.{k}" for k in (kind, "recipient") if estate.snapshot.table(f"cloud.{k}") is not None]
    if not lists and np.any(numbers != NO):
        return not_supplied(export)
    listed = np.isin(estate.cloud_kind, (kind, "recipient"))
    whole = any(estate.snapshot.complete(k) for k in lists)
    synced = both(sure(listed), estate.cloud_true("IsDirSynced"))
    # No cloud object found: not synced, unless the list was cut or the match is ambiguous.
    open_end = estate.has_ad & ~estate.has_cloud & (estate.is_ambiguous | (not whole))
    in_directory = both(numbers, np.where(open_end, MAYBE, synced).astype(np.uint8))
    typed = flags_in(estate.identities.column("cloud", "RecipientTypeDetails"), names, estate.has_cloud)
    lone = both(sure(~estate.has_ad & listed), typed, synced)
    if kind == "mailuser":
        # Its twin may be an on-premises mailbox of a domain that nobody exported.
        lone = np.where(lone == YES, MAYBE, lone).astype(np.uint8)
    gap = "" if whole or not lists else f"a whole export: {export}"
    found = population_of(estate, either(in_directory, lone), needs=DIRECTORY, complete=not gap)
    return replace(found, gap=found.gap or gap)


@population("synced_distribution_groups")
def synced_distribution_groups(estate: "Estate") -> Population:
    """Universal distribution groups that the sync feeds to the cloud."""
    numbers = estate.number_in({"256"})
    return synced_as(estate, numbers, "group", {"MailUniversalDistributionGroup"}, GROUPS)


@population("synced_security_groups")
def synced_security_groups(estate: "Estate") -> Population:
    """Mail-enabled universal security groups that the sync feeds to the cloud."""
    return synced_as(estate, estate.number_in({"1024"}), "group", {"MailUniversalSecurityGroup"}, GROUPS)


@population("synced_contacts")
def synced_contacts(estate: "Estate") -> Population:
    """Mail contacts that the sync feeds to the cloud."""
    export = "Get-MailContact of Exchange Online"
    return synced_as(estate, estate.number_in({"64"}), "contact", {"MailContact"}, export)


@population("synced_mail_users")
def synced_mail_users(estate: "Estate") -> Population:
    """Mail users that the sync feeds to the cloud: type 128, or no type but a routing address.

    On-premises mailboxes show as mail users in the cloud and are not meant.
    """
    untyped = flags_in(estate.identities.column("ad", "msExchRecipientTypeDetails"), {""}, estate.has_ad)
    routed = flags_present(estate.identities.column("ad", "targetAddress"), estate.has_ad)
    numbers = either(estate.number_in({"128"}), both(untyped, routed, sure(estate.ad_class == "user")))
    return synced_as(estate, numbers, "mailuser", {"MailUser"}, "Get-MailUser of Exchange Online")


@population("dynamic_groups")
def dynamic_groups(estate: "Estate") -> Population:
    """Dynamic distribution groups of the directory."""
    flags = either(estate.number_in({"2048"}), sure(estate.ad_class == "dynamic"))
    sure_class = np.where(np.isin(estate.ad_class, ["user", "contact", "group", "publicFolder"]), NO, flags)
    return population_of(estate, sure_class.astype(np.uint8), needs=DIRECTORY)


@population("mail_public_folders")
def mail_public_folders(estate: "Estate") -> Population:
    """Mail-enabled public folders: publicFolder objects with addresses.

    They lie in a container of their own; where no file holds an object of it, nobody looked there.
    """
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    column = estate.identities.column("ad", "proxyAddresses")
    flags = both(sure(estate.ad_class == "publicFolder"), flags_present(column, estate.has_ad))
    names = estate.identities.ad["distinguishedName"] if estate.identities.supplied("ad", "distinguishedName") else None
    looked = names is not None and pc.any(pc.match_substring(names, SYSTEM_OBJECTS, ignore_case=True)).as_py()
    if not estate.identities.supplied("ad", "objectClass"):
        return not_supplied("objectClass of the directory export")
    found = population_of(estate, flags, needs=DIRECTORY, complete=bool(looked or np.any(flags == YES)))
    return found if looked else replace(found, gap="the container Microsoft Exchange System Objects of each domain")
