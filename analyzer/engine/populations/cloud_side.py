"""What links lead to, judged by the cloud: objects that are not there, owners who cannot act, objects only there."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import MAYBE, NO, YES, Flags, both, either, negated, sure
from analyzer.engine.cells import flags_true, is_unknown, texts
from analyzer.engine.entra_groups import ENTRA_GROUPS, rows_of
from analyzer.engine.kept import kept
from analyzer.engine.memberships import links_of
from analyzer.engine.own_lists import flat
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.populations.mailboxes import DIRECTORY, is_onprem
from analyzer.engine.subjects import TableSubjects
from analyzer.engine.traits.groups import mail_group_flags
from analyzer.engine.vectors import is_list, test_values
from analyzer.normalise.keys import primary_of
from analyzer.normalise.plain_columns import in_one_piece

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

# Members of other forests and of the system stand for somebody who never syncs.
_FOREIGN = ",CN=ForeignSecurityPrincipals,"
# Where setup puts its own groups; they own groups that nobody was made the owner of.
_OWN_GROUPS = ",OU=Microsoft Exchange Security Groups,"
_DISABLED = 2


@kept
def in_the_cloud(estate: "Estate") -> Flags:
    """Directory objects that Entra or Exchange Online has: yes; in none of the whole lists: no; else maybe."""
    snapshot, kind = estate.snapshot, estate.ad_class
    found = estate.has_cloud | estate.identities.has("entra") | (rows_of(estate) >= 0) | _contacts_in_entra(estate)
    recipients = snapshot.complete("cloud.recipient")
    mail = mail_group_flags(estate) == YES
    whole = {
        "user": snapshot.complete("entra.user"),
        "contact": recipients or snapshot.complete("cloud.contact"),
        # Neither is ever sent by the sync.
        "dynamic": True,
        "publicFolder": True,
    }
    absent = np.isin(kind, [k for k, is_whole in whole.items() if is_whole])
    if recipients or snapshot.complete("cloud.group"):
        absent |= mail
    if snapshot.complete("entra.group"):
        absent |= kind == "group"
    # Nobody misses mail to a computer.
    there = found | (kind == "computer")
    flags = np.where(there, YES, np.where(absent & ~estate.is_ambiguous, NO, MAYBE))
    return np.where(estate.has_ad, flags, NO).astype(np.uint8)


def _contacts_in_entra(estate: "Estate") -> npt.NDArray[np.bool_]:
    """Contacts of the directory whose address some contact of Entra holds."""
    out = np.zeros(estate.identities.count, dtype=bool)
    table = estate.snapshot.table("entra.contact")
    if table is None:
        return out
    held: set[str] = set()
    if "Mail" in table.column_names:
        held |= {v.casefold() for v in table["Mail"].to_pylist() if v}
    if "ProxyAddresses" in table.column_names and is_list(table["ProxyAddresses"]):
        entries = (e for v in table["ProxyAddresses"].to_pylist() for e in v or ())
        held |= {e[5:].casefold() for e in entries if e[:5].casefold() == "smtp:"}
    which = np.flatnonzero(estate.ad_class == "contact").astype(np.int64)
    lists = estate.identities.take("ad", "proxyAddresses", which)
    proxies = lists.to_pylist() if lists is not None else [None] * len(which)
    mail = texts(estate.identities.take("ad", "mail", which), len(which))
    own = [primary_of(p) or m for p, m in zip(proxies, mail, strict=True)]
    out[which] = [bool(o) and o.casefold() in held for o in own]
    return out


def _ends(estate: "Estate", member: Flags, more: dict[str, int], gap: str) -> Population:
    """Directory objects and further names as the ends of links, with a state each."""
    names = estate.identities.column("ad", "distinguishedName")
    if names is None:
        return not_supplied("distinguishedName of the directory export (LDIF)")
    ends = pa.concat_arrays([pc.fill_null(names, "").cast(pa.string()), pa.array(list(more), pa.string())])
    subjects = TableSubjects(table=pa.table({"distinguishedName": ends}), supplied_by=DIRECTORY)
    flags = np.concatenate([member, np.array(list(more.values()), np.uint8)])
    return Population(subjects=subjects, member=flags, complete=not gap, gap=gap)


def _links_below(estate: "Estate", attributes: tuple[str, ...], place: str) -> list[str]:
    """The distinct ends of groups' links that stand below a place of the directory."""
    out: dict[str, None] = {}
    for name in attributes:
        found = links_of(estate, name, estate.ad_class == "group")
        if found is not None:
            below = found[1].filter(pc.match_substring(found[1], place, ignore_case=True))
            out |= dict.fromkeys(pc.unique(below).to_pylist())
    return list(out)


def _only_in_entra(estate: "Estate") -> list[str]:
    """Names of directory objects that no file holds, and that Entra has a user of."""
    lone = np.flatnonzero(estate.identities.has("entra") & ~estate.has_ad).astype(np.int64)
    names = estate.identities.take("entra", "OnPremisesDistinguishedName", lone)
    return [n for n in names.to_pylist() if n] if names is not None else []


@population("objects_not_in_cloud")
def objects_not_in_cloud(estate: "Estate") -> Population:
    """Directory objects that no list of the cloud holds, and foreign members, who never sync."""
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    cloud_kinds = ("cloud.recipient", "cloud.mailbox", "cloud.group", "entra.user", "entra.group")
    if all(estate.snapshot.table(k) is None for k in cloud_kinds):
        return not_supplied("Get-MgUser, Get-Recipient of Exchange Online and Get-MgGroup")
    gone = both(sure(estate.has_ad), negated(in_the_cloud(estate)))
    more = dict.fromkeys(_links_below(estate, ("member",), _FOREIGN), YES) | dict.fromkeys(_only_in_entra(estate), NO)
    missing = [w for k, w in (("entra.user", "Get-MgUser"), ("entra.group", ENTRA_GROUPS))
               if not estate.snapshot.complete(k)]  # fmt: skip
    return _ends(estate, gone, more, f"a whole export: {' and '.join(missing)}" if missing else "")


@population("unfit_group_owners")
def unfit_group_owners(estate: "Estate") -> Population:
    """Who cannot manage a group in the cloud: not synced, disabled, or without a mailbox anywhere.

    A group as owner is not counted; a mailbox that still lives on-premises is one.
    """
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    if estate.snapshot.table("cloud.mailbox") is None:
        return not_supplied("Get-Mailbox of Exchange Online")
    who = np.isin(estate.ad_class, ["user", "contact", "other"])
    live = estate.is_live_cloud_mailbox
    absent = NO if estate.snapshot.complete("cloud.mailbox") else MAYBE
    unsure = estate.is_ambiguous
    mailbox = np.where(live, YES, np.where(unsure, MAYBE, absent)).astype(np.uint8)
    without = negated(either(mailbox, is_onprem(estate)))
    flags = both(sure(who), either(without, negated(in_the_cloud(estate)), is_disabled(estate)))
    own = dict.fromkeys(_links_below(estate, ("managedBy", "msExchCoManagedByLink"), _OWN_GROUPS), NO)
    known = {d.casefold() for d in texts(estate.identities.column("ad", "distinguishedName"), 0, np.flatnonzero(
        estate.ad_class == "group").astype(np.int64))}  # fmt: skip
    return _ends(estate, flags, {d: s for d, s in own.items() if d.casefold() not in known}, "")


@kept
def is_disabled(estate: "Estate") -> Flags:
    """Accounts that the directory or Entra has switched off."""
    count = estate.identities.count
    column = estate.identities.column("ad", "userAccountControl")
    off = np.zeros(count, dtype=bool)
    if column is not None:
        off = test_values(column, lambda v: v.isdecimal() and bool(int(v) & _DISABLED))
    state = np.where(is_unknown(column, count), MAYBE, np.where(off, YES, NO))
    directory = np.where(estate.has_ad & (estate.ad_class == "user"), state, NO).astype(np.uint8)
    column = estate.identities.column("entra", "AccountEnabled")
    entra_off = np.zeros(count, dtype=bool)
    if column is not None:
        entra_off = test_values(column, lambda v: v.strip().casefold() == "false")
    return np.where(entra_off, YES, directory).astype(np.uint8)


@population("cloud_only_objects")
def cloud_only_objects(estate: "Estate") -> Population:
    """Users and groups of Entra that the directory does not feed, by object id and sign-in name."""
    names: list[pa.Array] = []
    flags: list[Flags] = []
    for kind in ("entra.user", "entra.group"):
        table = estate.snapshot.table(kind)
        if table is None:
            continue
        column = (
            table["OnPremisesSyncEnabled"].combine_chunks() if "OnPremisesSyncEnabled" in table.column_names else None
        )
        synced = flags_true(column, np.ones(table.num_rows, dtype=bool))
        for name in ("Id", "UserPrincipalName"):
            if name in table.column_names:
                cells, rows = flat(in_one_piece(table[name]))
                names.append(cells)
                flags.append(negated(synced)[rows])
    if not sum(map(len, names)) and estate.snapshot.table("entra.user") is None:
        return not_supplied("Get-MgUser")
    subjects = TableSubjects(
        table=pa.table({"distinguishedName": pa.chunked_array(names, pa.string())}), supplied_by="Get-MgUser"
    )
    return Population(subjects=subjects, member=np.concatenate([*flags, np.zeros(0, np.uint8)]))
