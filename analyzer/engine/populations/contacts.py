"""Populations of contacts and mail users, and of the addresses they hold in the directory."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from analyzer.classify.flags import MAYBE, NO, YES, Flags, both, either, negated, sure
from analyzer.engine.cells import flags_in, flags_present
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.populations.addresses import AddressSubjects
from analyzer.engine.populations.mailboxes import DIRECTORY, is_onprem, population_of

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

MAIL_USERS = "Get-MailUser of Exchange Online"
# Whoever has one of these besides mail is known to Exchange.
_EXCHANGE = (
    "mailNickname", "homeMDB", "targetAddress", "msExchMailboxGuid", "msExchRemoteRecipientType", "proxyAddresses",
)  # fmt: skip


def _filled(estate: "Estate", *names: str) -> Flags:
    columns = (estate.identities.column("ad", n) for n in names)
    return either(*(flags_present(c, estate.has_ad) for c in columns))


def _of_type(estate: "Estate", *numbers: str) -> Flags:
    return flags_in(estate.identities.column("ad", "msExchRecipientTypeDetails"), set(numbers), estate.has_ad)


@population("contacts")
def contacts(estate: "Estate") -> Population:
    """Contacts of the directory that Exchange knows, or that carry an address of any kind."""
    known = either(
        estate.number_in(estate.facts.numbers("contact")),
        _filled(estate, "mail", "mailNickname", "targetAddress", "proxyAddresses"),
    )
    return population_of(estate, both(sure(estate.ad_class == "contact"), known), needs=DIRECTORY)


def _addresses_of(estate: "Estate", ad_class: str) -> Population:
    """The directory's addresses whose owner is of one class."""
    found = estate.population("directory_addresses")
    if found.subjects is None:
        return not_supplied(found.missing)
    everything = cast("AddressSubjects", found.subjects)
    mine = np.asarray(estate.ad_class[everything.owner] == ad_class)
    which = np.flatnonzero(mine)
    kept = replace(
        everything,
        numbers=everything.numbers[which],
        owner=everything.owner[which],
        attribute=everything.attribute.taken(which),
    )
    return replace(found, subjects=kept, member=np.ones(len(which), np.uint8))


@population("contact_addresses")
def contact_addresses(estate: "Estate") -> Population:
    """SMTP entries of proxyAddresses, and mail, of contacts of the directory."""
    return _addresses_of(estate, "contact")


@population("user_addresses")
def user_addresses(estate: "Estate") -> Population:
    """SMTP entries of proxyAddresses, and mail, of users of the directory."""
    return _addresses_of(estate, "user")


@population("stray_mail_users")
def stray_mail_users(estate: "Estate") -> Population:
    """Synced mail users of the cloud whose directory object is no mailbox on-premises.

    One without a directory object may be the twin of a mailbox that no file shows. Get-Recipient, when it is whole,
    stands in for Get-MailUser.
    """
    kinds = [k for k in ("cloud.mailuser", "cloud.recipient") if estate.snapshot.table(k) is not None]
    if not kinds:
        return not_supplied(MAIL_USERS)
    typed = flags_in(estate.identities.column("cloud", "RecipientTypeDetails"), {"MailUser"}, estate.has_cloud)
    other = both(sure(estate.cloud_kind == "recipient"), typed)
    synced = both(either(sure(estate.cloud_kind == "mailuser"), other), estate.cloud_true("IsDirSynced"))
    twin_unseen = MAYBE if estate.directory_gaps else NO
    twin = np.where(estate.has_ad, is_onprem(estate), twin_unseen).astype(np.uint8)
    complete = any(estate.snapshot.complete(k) for k in kinds)
    found = population_of(estate, both(synced, negated(twin)), complete=complete)
    return found if complete else replace(found, gap=f"a whole export: {MAIL_USERS}")


@population("mail_only_users")
def mail_only_users(estate: "Estate") -> Population:
    """Users of the directory with the attribute mail and nothing else that Exchange writes."""
    plain = either(_of_type(estate, ""), estate.number_in(estate.facts.numbers("none")))
    known = _filled(estate, *_EXCHANGE)
    mail = _filled(estate, "mail")
    # What is certainly an Exchange object stays out, whatever else nobody exported.
    flags = both(sure(estate.ad_class == "user"), mail, negated(known), plain)
    return population_of(estate, np.where(known == YES, NO, flags).astype(np.uint8), needs=DIRECTORY)
