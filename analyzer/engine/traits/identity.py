"""Traits of identities: what they are, on which sides they stand, and what their own values say."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.columns import PairColumns
from analyzer.classify.containers import moved_since
from analyzer.classify.flags import MAYBE, NO, YES
from analyzer.classify.sync_scope import sync_scope
from analyzer.engine.cells import coded_words, flags_true, from_flags, is_filled, is_unknown, texts
from analyzer.engine.traits import trait
from analyzer.engine.vectors import any_member, count_members, map_values, test_values
from analyzer.normalise.guid_columns import guid_bytes, guid_texts
from analyzer.normalise.keys import entra_ids, guid_text

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

# Named by the policy switch of Set-RemoteMailbox; seen in several public scripts (2026-11-23).
POLICY_OFF = "26491cfc-9e50-4857-861b-0cb8df22b5d7"
_OUT_OF_SCOPE = (
    "adminDescription starts with User_",
    "critical system object",
    "no Entra user",
    "the connector leaves its container out",
    "a sync rule leaves it out",
)


@trait("guid")
def guid(estate: "Estate") -> pa.Array:
    """objectGUID; without a directory object ``cloud:`` and the Entra object id."""
    ids = estate.identities
    out = _guid_column(ids.column("ad", "objectGUID"), ids.count)
    rest = np.flatnonzero(pc.equal(out, "").to_numpy(zero_copy_only=False))
    if not len(rest):
        return out
    entra = entra_ids(_taken(ids.column("entra", "Id"), rest), len(rest))
    external = entra_ids(_taken(ids.column("cloud", "ExternalDirectoryObjectId"), rest), len(rest))
    own = [guid_text(v) for v in texts(ids.column("cloud", "Guid"), ids.count, rest)]
    mail = texts(ids.column("cloud", "PrimarySmtpAddress"), ids.count, rest)
    dn = texts(ids.column("ad", "distinguishedName"), ids.count, rest)
    rows = zip(external, entra, own, mail, dn, strict=True)
    others = pa.array([(d and f"dn:{d}") or f"cloud:{x or e or o or m}" for x, e, o, m, d in rows], pa.string())
    return pc.replace_with_mask(out, pc.equal(out, ""), others)


def _taken(column: pa.Array | None, rows: npt.NDArray[np.int64]) -> pa.Array | None:
    return None if column is None else pc.take(column, pa.array(rows))


def _guid_column(column: pa.Array | None, count: int) -> pa.Array:
    """GUIDs in one spelling; empty where there is none or none can be read."""
    if column is None:
        return pa.array([""] * count, pa.string())
    values, read = guid_bytes(column)
    out = pc.if_else(pa.array(read & values.any(axis=1)), guid_texts(values), "")
    odd = np.flatnonzero(~read & is_filled(column, count))
    if len(odd):
        spelled = pa.array([guid_text(v) for v in texts(column, count, odd)], pa.string())
        mask = np.zeros(count, dtype=bool)
        mask[odd] = True
        out = pc.replace_with_mask(out, pa.array(mask), spelled)
    return out


def _first(estate: "Estate", *columns: tuple[str, str]) -> pa.Array:
    """The first filled of several columns."""
    ids = estate.identities
    parts = [c for side, name in columns if (c := ids.column(side, name)) is not None]
    empty = pa.array([""] * ids.count, pa.string())
    out = empty
    for part in reversed(parts):
        text = pc.fill_null(part, "")
        out = pc.if_else(pc.equal(text, ""), out, text)
    return out.combine_chunks() if isinstance(out, pa.ChunkedArray) else out


@trait("upn")
def upn(estate: "Estate") -> pa.Array:
    """Sign-in name, directory first."""
    sides = ("ad", "userPrincipalName"), ("cloud", "UserPrincipalName"), ("entra", "UserPrincipalName")
    return _first(estate, *sides)


@trait("shown_name")
def shown_name(estate: "Estate") -> pa.Array:
    """Display name, else common name, else distinguished name."""
    return _first(
        estate,
        ("ad", "displayName"),
        ("cloud", "DisplayName"),
        ("entra", "DisplayName"),
        ("ad", "cn"),
        ("ad", "name"),
        ("cloud", "Name"),
        ("ad", "distinguishedName"),
    )


@trait("primary_address")
def primary_address(estate: "Estate") -> pa.Array:
    """Primary SMTP address: the cloud's where there is one, else the directory's."""
    from analyzer.normalise.keys import primary_of

    ids = estate.identities
    cloud = ids.column("cloud", "PrimarySmtpAddress")
    out = pc.fill_null(cloud, "") if cloud is not None else pa.array([""] * ids.count, pa.string())
    rest = np.flatnonzero(pc.equal(out, "").to_numpy(zero_copy_only=False))
    proxies = ids.take("ad", "proxyAddresses", rest)
    lists = proxies.to_pylist() if proxies is not None else [None] * len(rest)
    mail = texts(ids.take("ad", "mail", rest), len(rest))
    own = [primary_of(p) or m for p, m in zip(lists, mail, strict=True)]
    return pc.replace_with_mask(out, pc.equal(out, ""), pa.array(own, pa.string()))


@trait("primary_count", needs="proxyAddresses of the directory export")
def primary_count(estate: "Estate") -> pa.Array | None:
    """How many ``SMTP:`` entries proxyAddresses has; unknown where the prefixes lost their case."""
    column = estate.identities.column("ad", "proxyAddresses")
    if column is None:
        return None
    entries = pc.list_flatten(column)
    marked = np.asarray(pc.fill_null(pc.starts_with(entries, "SMTP:"), False).to_numpy(zero_copy_only=False))
    numbers = count_members(column, marked)
    unknown = is_unknown(column, len(column))
    others = pc.or_(pc.starts_with(entries, "X500:"), pc.starts_with(entries, "SIP:"))
    if not marked.any() and not pc.any(others).as_py():
        unknown = unknown | is_filled(column, len(column))
    return coded_words([str(n) for n in range(int(numbers.max(initial=0)) + 1)], numbers, unknown)


@trait("type", needs="msExchRecipientTypeDetails of the directory export")
def directory_type(estate: "Estate") -> pa.Array | None:
    """user, shared, room, equipment and the rest, from msExchRecipientTypeDetails."""
    column = estate.identities.column("ad", "msExchRecipientTypeDetails")
    if column is None:
        return None
    return map_values(column, estate.facts.word_of)


@trait("cloud_type", needs="RecipientTypeDetails of Get-Mailbox", cloud=True)
def cloud_type(estate: "Estate") -> pa.Array | None:
    """user, shared, room, equipment, or the cloud's own word in lower case."""
    column = estate.identities.column("cloud", "RecipientTypeDetails")
    if column is None:
        return None
    return map_values(column, estate.facts.word_of_cloud)


@trait("remote_type", needs="msExchRemoteRecipientType of the directory export")
def remote_type(estate: "Estate") -> pa.Array | None:
    """What the type bits of msExchRemoteRecipientType say: 0 user, 32 room, 64 equipment, 96 shared, 128 team."""
    column = estate.identities.column("ad", "msExchRemoteRecipientType")
    if column is None:
        return None
    kinds = {0: "user", 32: "room", 64: "equipment", 96: "shared"}

    def word(value: str) -> str | None:
        if not value.strip().isdigit():
            return "" if value == "" else None
        number = int(value)
        # 0 and "absent" are the same: DIR-002's business, not a contradiction.
        return "" if number == 0 else "team" if number & 128 else kinds[number & 96]

    return map_values(column, word)


@trait("in_cloud", needs="a whole Get-Mailbox list")
def in_cloud(estate: "Estate") -> pa.Array:
    """A live row of Get-Mailbox: yes; none although the list is whole: no; else unknown."""
    live = estate.is_live_cloud_mailbox
    absent = NO if estate.snapshot.complete("cloud.mailbox") else MAYBE
    flags = np.where(live, YES, absent).astype(np.uint8)
    return from_flags(np.where(estate.is_ambiguous & ~live, MAYBE, flags).astype(np.uint8))


@trait("in_directory", needs="the directory export of every domain")
def in_directory(estate: "Estate") -> pa.Array:
    """A directory object was matched: yes; none although every domain was exported: no; else unknown."""
    absent = MAYBE if estate.directory_gaps else NO
    flags = np.where(estate.has_ad, YES, absent).astype(np.uint8)
    return from_flags(np.where(estate.is_ambiguous & ~estate.has_ad, MAYBE, flags).astype(np.uint8))


@trait("address_policy", needs="msExchPoliciesExcluded of the directory export")
def address_policy(estate: "Estate") -> pa.Array | None:
    """off when msExchPoliciesExcluded names the exclusion GUID, else applies."""
    column = estate.identities.column("ad", "msExchPoliciesExcluded")
    if column is None:
        return None
    off = any_member(column, lambda v: POLICY_OFF in v.casefold())
    return coded_words(("applies", "off"), off.astype(np.uint8), is_unknown(column, len(column)))


@trait("provisioning_errors", needs="OnPremisesProvisioningErrors of Get-MgUser as JSON", cloud=True)
def provisioning_errors(estate: "Estate") -> pa.Array | None:
    """OnPremisesProvisioningErrors of Entra as text; empty when there is none."""
    return estate.identities.column("entra", "OnPremisesProvisioningErrors")


@trait("out_of_scope_because", needs="Get-MgUser")
def out_of_scope_because(estate: "Estate") -> pa.Array:
    """Why the sync leaves a directory object out; empty when nothing does; unknown where a reason was not exported.

    A synced Entra user is no proof: what gets such a mark leaves the scope at the next cycle. Containers and filters
    that prove nothing leave the word to Entra, but not for an object that was moved since the last sync.
    """
    ids = estate.identities
    count = ids.count
    description = ids.column("ad", "adminDescription")
    critical = flags_true(ids.column("ad", "isCriticalSystemObject"), estate.has_ad)
    synced = flags_true(ids.column("entra", "OnPremisesSyncEnabled"), ids.has("entra"))
    entra_whole = estate.snapshot.complete("entra.user")
    marked = np.zeros(count, dtype=bool)
    if description is not None:
        marked = test_values(description, lambda v: v.casefold().startswith("user_"))
    no_user = ids.entra_row < 0
    # An object that several claim may well be one of Entra's users.
    missing = no_user & entra_whole & estate.has_ad & (ids.ambiguous == "")
    everybody = PairColumns(snapshot=estate.snapshot, identities=ids, which=np.arange(count, dtype=np.int64))
    scope = sync_scope(everybody)
    left_out = estate.has_ad & (scope.reading.read == NO)
    filtered = estate.has_ad & ((scope.filtered_by[0] >= 0) | (scope.brought == NO))
    reasons = 1 * marked + 2 * (critical == YES) + 4 * missing + 8 * left_out + 16 * filtered
    unknown = no_user | (synced == MAYBE) | (critical == MAYBE) | is_unknown(description, count)
    # Of another container than the last sync saw, Entra's word says nothing.
    unknown |= estate.has_ad & moved_since(everybody) & ~scope.reading.settled
    words_of = [
        "; ".join(r for bit, r in enumerate(_OUT_OF_SCOPE) if n >> bit & 1) for n in range(1 << len(_OUT_OF_SCOPE))
    ]
    return pa.array(words_of, pa.string()).take(pa.array(reasons, mask=(reasons == 0) & unknown))


@trait("has_alias")
def has_alias(estate: "Estate") -> pa.Array:
    """mailNickname has a value; without it the sync sends no Exchange attribute."""
    column = estate.identities.column("ad", "mailNickname")
    filled, unknown = is_filled(column, estate.identities.count), is_unknown(column, estate.identities.count)
    return from_flags(np.where(unknown, MAYBE, filled).astype(np.uint8))
