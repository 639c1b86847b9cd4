"""Traits of names and addresses: routing address, sign-in name, primary address, and what the cloud made of them."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.cells import is_unknown
from analyzer.engine.own_lists import flat, gathered, have_prefix, not_in_own, with_prefix
from analyzer.engine.traits import trait
from analyzer.normalise.addresses import ONMICROSOFT
from analyzer.normalise.key_columns import addresses, guids, names, primaries
from analyzer.normalise.plain_columns import lowered, trimmed

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_PREFIX = "smtp:"
_X500 = "x500:"


def domain_part(values: pa.Array) -> pa.Array:
    """What stands behind the last @, in lower case; empty without one."""
    low = lowered(trimmed(values))
    return pc.if_else(pc.match_substring(low, "@"), pc.replace_substring_regex(low, r"(?s)^.*@", ""), "")


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
    low, mine = lowered(trimmed(cloud)), lowered(own)
    service = pc.match_substring_regex(low, r"[0-9]@[^@]+" + ONMICROSOFT.replace(".", r"\.") + "$")
    custom = pc.and_(pc.match_substring(mine, "@"), pc.invert(pc.ends_with(mine, ONMICROSOFT)))
    found = pc.fill_null(pc.and_(service, custom), False)
    return [int(i) for i in np.flatnonzero(found.to_numpy(zero_copy_only=False))]


def _made_up(name: str, known: list[str]) -> bool:
    """The local part is a known one with digits behind it."""
    local = name.partition("@")[0]
    return any(k and local.startswith(k) and local[len(k) :].isdigit() for k in known)


@trait("lost_routing_address", needs="targetAddress of the directory export and EmailAddresses of Get-Mailbox")
def lost_routing_address(estate: "Estate") -> pa.Array | None:
    """targetAddress where it is no address of the own cloud mailbox; empty where it is one, or there is none."""
    ids = estate.identities
    target, listed = ids.column("ad", "targetAddress"), ids.column("cloud", "EmailAddresses")
    if target is None or listed is None:
        return None
    values, owner = _not_as_printed(target, listed)
    bare = pc.replace_substring_regex(values, r"^(?i)smtp:", "")
    theirs, their_owner = with_prefix(pc.if_else(pa.array(_held(owner, ids.count)), listed, None), _PREFIX)
    lost = not_in_own(addresses(bare, len(bare)), owner, addresses(theirs, len(theirs)), their_owner)
    out = np.full(ids.count, "", dtype=object)
    out[owner[lost]] = values.filter(pa.array(lost)).to_pylist()
    unknown = is_unknown(target, ids.count) | (is_unknown(listed, ids.count) & (target_filled(target)))
    return pa.array(out.tolist(), pa.string(), mask=unknown)


def _not_as_printed(target: pa.Array, listed: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """The filled targets that no entry of the own list equals but for case, and their rows: few need a closer look."""
    entries, parents = pc.list_flatten(listed), pc.list_parent_indices(listed)
    wanted = lowered(target)
    same = pc.fill_null(pc.equal(lowered(entries), wanted.take(parents)), False)
    found = np.zeros(len(target), dtype=bool)
    found[parents.filter(same).to_numpy(zero_copy_only=False).astype(np.int64)] = True
    rest = target_filled(target) & ~found
    return target.filter(pa.array(rest)), np.flatnonzero(rest).astype(np.int64)


def _held(rows: np.ndarray, count: int) -> np.ndarray:
    out = np.zeros(count, dtype=bool)
    out[rows] = True
    return out


def target_filled(column: pa.Array) -> np.ndarray:
    """Cells with text."""
    return np.asarray(pc.fill_null(pc.not_equal(column, ""), False).to_numpy(zero_copy_only=False))


@trait("lost_x500_addresses", needs="legacyExchangeDN of the directory export and EmailAddresses of Get-Mailbox")
def lost_x500_addresses(estate: "Estate") -> pa.Array | None:
    """Legacy names of AD (legacyExchangeDN and X500 entries) that the own cloud mailbox does not carry."""
    ids = estate.identities
    legacy, proxies = ids.column("ad", "legacyExchangeDN"), ids.column("ad", "proxyAddresses")
    own, listed = ids.column("cloud", "LegacyExchangeDN"), ids.column("cloud", "EmailAddresses")
    if legacy is None or proxies is None or listed is None:
        return None
    mine = [flat(legacy), with_prefix(proxies, _X500)]
    theirs = [with_prefix(listed, _X500), *([] if own is None else [flat(own)])]
    values, owner = _joined(mine)
    others, their_owner = _joined(theirs)
    # A name that AD holds twice is lost once.
    lost = not_in_own(values, owner, others, their_owner)
    values, owner = _once(values.filter(pa.array(lost)), owner[lost])
    unknown = is_unknown(legacy, ids.count) | is_unknown(proxies, ids.count)
    # Without the cloud's own legacy name, one that is lost may be that one.
    unsure = is_unknown(listed, ids.count) | is_unknown(own, ids.count)
    keep = ~unsure[owner]
    return gathered(values.filter(pa.array(keep)), owner[keep], unknown | unsure)


def _joined(parts: list[tuple[pa.Array, np.ndarray]]) -> tuple[pa.Array, np.ndarray]:
    texts = pa.concat_arrays([v.cast(pa.string()) for v, _ in parts])
    folded = lowered(trimmed(texts))
    return folded, np.concatenate([o for _, o in parts]).astype(np.int64)


def _once(values: pa.Array, owner: np.ndarray) -> tuple[pa.Array, np.ndarray]:
    codes = values.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    first = np.sort(np.unique(owner * (len(values) + 1) + codes, return_index=True)[1])
    return values.take(pa.array(first)), owner[first]


def holds_prefix(estate: "Estate", prefix: str) -> np.ndarray:
    """Directory objects with an entry of proxyAddresses that carries the prefix."""
    column = estate.identities.column("ad", "proxyAddresses")
    return np.zeros(estate.identities.count, dtype=bool) if column is None else have_prefix(column, prefix)
