"""Traits of names and addresses: routing address, sign-in name, primary address, and what the cloud made of them."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.address_columns import SMTP, X500
from analyzer.engine.address_index import address_index, as_found, not_held
from analyzer.engine.cells import is_unknown
from analyzer.engine.own_lists import gathered, have_prefix, not_in_own, with_prefix
from analyzer.engine.traits import trait
from analyzer.normalise.addresses import ONMICROSOFT
from analyzer.normalise.key_columns import addresses, guids, names, primaries
from analyzer.normalise.plain_columns import lowered, trimmed, without_first

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


def domain_part(values: pa.Array) -> pa.Array:
    """What stands behind the last @, in lower case; empty without one."""
    parts = pc.split_pattern(lowered(trimmed(values)), "@", max_splits=1, reverse=True)
    last = pa.array(parts.offsets.to_numpy()[1:] - 1, mask=parts.is_null().to_numpy(zero_copy_only=False))
    return pc.if_else(pc.greater(pc.list_value_length(parts), 1), parts.values.take(last), "")


@trait("routing_domain", needs="targetAddress of the directory export")
def routing_domain(estate: "Estate") -> pa.Array | None:
    """The domain of targetAddress; empty where there is none."""
    column = estate.identities.column("ad", "targetAddress")
    return None if column is None else domain_part(column)


@trait("upn_domain", needs="userPrincipalName of the directory export")
def upn_domain(estate: "Estate") -> pa.Array | None:
    """The domain of the sign-in name in the directory."""
    column = estate.identities.column("ad", "userPrincipalName")
    return None if column is None else domain_part(column)


@trait("directory_primary", needs="proxyAddresses of the directory export")
def directory_primary(estate: "Estate") -> pa.Array | None:
    """The primary SMTP address of proxyAddresses without case; empty where none is marked."""
    column = estate.identities.column("ad", "proxyAddresses")
    if column is None:
        return None
    found = pc.fill_null(primaries(column, len(column)), "")
    return pc.if_else(pc.is_null(column), pa.scalar(None, pa.string()), found)


@trait("alias", needs="mailNickname of the directory export")
def alias(estate: "Estate") -> pa.Array | None:
    """mailNickname without case; unknown also where it is empty, so that nobody shares nothing."""
    column = estate.identities.column("ad", "mailNickname")
    return None if column is None else names(column, len(column))


@trait("directory_mailbox_guid", needs="msExchMailboxGuid of the directory export")
def directory_mailbox_guid(estate: "Estate") -> pa.Array | None:
    """msExchMailboxGuid as text; empty where it is absent or zero."""
    column = estate.identities.column("ad", "msExchMailboxGuid")
    if column is None:
        return None
    return pc.if_else(pc.is_null(column), pa.scalar(None, pa.string()), pc.fill_null(guids(column, len(column)), ""))


@trait("fallback_addresses", needs="PrimarySmtpAddress and UserPrincipalName of Get-Mailbox", cloud=True)
def fallback_addresses(estate: "Estate") -> pa.Array | None:
    """Names that the service made up because the wanted one was taken: the tenant's own domain and added digits."""
    ids = estate.identities
    upn, mail = ids.column("cloud", "UserPrincipalName"), ids.column("cloud", "PrimarySmtpAddress")
    primary, own_upn = estate.trait("directory_primary"), ids.column("ad", "userPrincipalName")
    if upn is None and mail is None:
        return None
    nickname = estate.trait("alias")
    words: dict[int, list[str]] = {}
    unknown = np.zeros(ids.count, dtype=bool)
    for cloud, own in ((mail, primary), (upn, own_upn)):
        unknown |= is_unknown(cloud, ids.count) | is_unknown(own, ids.count)
        if cloud is None or own is None:
            continue
        for i in _candidates(cloud, own):
            known = [own[i].as_py().partition("@")[0], "" if nickname is None else nickname[i].as_py() or ""]
            if _made_up(cloud[i].as_py().strip().casefold(), [k.casefold() for k in known]):
                words.setdefault(i, []).append(cloud[i].as_py())
    out = np.full(ids.count, "", dtype=object)
    for i, found in words.items():
        out[i] = "; ".join(dict.fromkeys(found))
    blank = unknown & ids.has("ad") & ids.has("cloud") & (out == "")
    return pa.array(out, pa.string(), mask=blank)


def _candidates(cloud: pa.Array, own: pa.Array) -> list[int]:
    """Rows with digits before the @ and the tenant's own domain behind it in the cloud, and another domain in AD."""
    low = lowered(trimmed(cloud))
    ours = pc.fill_null(pc.ends_with(low, ONMICROSOFT), False)
    mine = lowered(own.filter(ours))
    service = pc.match_substring_regex(low.filter(ours), r"[0-9]@[^@]+" + ONMICROSOFT.replace(".", r"\.") + "$")
    custom = pc.and_(pc.match_substring(mine, "@"), pc.invert(pc.ends_with(mine, ONMICROSOFT)))
    found = pc.fill_null(pc.and_(service, custom), False).to_numpy(zero_copy_only=False)
    rows: list[int] = np.flatnonzero(ours.to_numpy(zero_copy_only=False))[np.asarray(found)].tolist()
    return rows


def _made_up(name: str, known: list[str]) -> bool:
    """The local part is a known one with digits behind it."""
    local = name.partition("@")[0]
    return any(k and local.startswith(k) and local[len(k) :].isdigit() for k in known)


@trait("lost_routing_address", needs="targetAddress of the directory export and EmailAddresses of Get-Mailbox")
def lost_routing_address(estate: "Estate") -> pa.Array | None:
    """targetAddress where it is no address of the own cloud mailbox; empty where it is one, or there is none."""
    ids = estate.identities
    wanted, listed = ("ad", "targetAddress"), ("cloud", "EmailAddresses")
    if not (ids.supplied(*wanted) and ids.supplied(*listed)):
        return None
    index = address_index(estate)
    mine = index.columns[wanted]
    # Few need a closer look: the others are the same but for case.
    mine = mine.only(not_held(mine, [index.columns[listed]], len(index.texts)))
    values, owner = as_found(estate, wanted, mine.place), mine.owner
    bare = pc.replace_substring_regex(values, r"^(?i)smtp:", "")
    own = ids.take("cloud", "EmailAddresses", owner)
    theirs, row = with_prefix(own, SMTP) if own is not None else (pa.array([], pa.string()), owner[:0])
    lost = not_in_own(addresses(bare, len(bare)), np.arange(len(owner)), addresses(theirs, len(theirs)), row)
    out = np.full(ids.count, "", dtype=object)
    out[owner[lost]] = values.filter(pa.array(lost)).to_pylist()
    filled = np.zeros(ids.count, dtype=bool)
    filled[index.columns[wanted].holder] = True
    unknown = ids.unknown(*wanted) | (ids.unknown(*listed) & filled)
    return pa.array(out, pa.string(), mask=unknown)


@trait("lost_x500_addresses", needs="legacyExchangeDN of the directory export and EmailAddresses of Get-Mailbox")
def lost_x500_addresses(estate: "Estate") -> pa.Array | None:
    """Legacy names of AD (legacyExchangeDN and X500 entries) that the own cloud mailbox does not carry."""
    ids = estate.identities
    legacy, proxies = ("ad", "legacyExchangeDN"), ("ad", "proxyAddresses")
    own, listed = ("cloud", "LegacyExchangeDN"), ("cloud", "EmailAddresses")
    if not all(ids.supplied(*key) for key in (legacy, proxies, listed)):
        return None
    index = address_index(estate)
    theirs = [index.columns[key] for key in (listed, own) if key in index.columns]
    unknown = ids.unknown(*legacy) | ids.unknown(*proxies)
    # Without the cloud's own legacy name, one that is lost may be that one.
    unsure = ids.unknown(*listed) | ids.unknown(*own)
    found, codes, owners = [], [], []
    for key in (legacy, proxies):
        mine = index.columns[key]
        mine = mine.only(index.is_x500[mine.code])
        mine = mine.only(not_held(mine, theirs, len(index.texts)) & ~unsure[mine.holder])
        values = trimmed(as_found(estate, key, mine.place))
        found.append(lowered(trimmed(without_first(values, len(X500)) if key == proxies else values)))
        codes.append(mine.code)
        owners.append(mine.owner)
    # A name that AD holds twice is lost once.
    owner, code = np.concatenate(owners), np.concatenate(codes)
    first = np.sort(np.unique(owner * (len(index.texts) + 1) + code, return_index=True)[1])
    return gathered(pa.concat_arrays(found).take(pa.array(first)), owner[first], unknown | unsure)


def holds_prefix(estate: "Estate", prefix: str) -> np.ndarray:
    """Directory objects with an entry of proxyAddresses that carries the prefix."""
    column = estate.identities.column("ad", "proxyAddresses")
    return np.zeros(estate.identities.count, dtype=bool) if column is None else have_prefix(column, prefix)
