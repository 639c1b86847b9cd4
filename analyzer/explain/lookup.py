"""The objects of an estate that a word names: by id, sign-in name, address or name, on every side."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.cells import texts
from analyzer.engine.estate import Estate
from analyzer.errors import NameAmbiguous
from analyzer.normalise import key_columns as keys
from analyzer.normalise.keys import guid_text
from analyzer.normalise.names import canonical_dn

Mask = npt.NDArray[np.bool_]
_SIGN_IN = (("ad", "userPrincipalName"), ("cloud", "UserPrincipalName"), ("entra", "UserPrincipalName"))
_DNS = (("ad", "distinguishedName"), ("cloud", "DistinguishedName"), ("entra", "OnPremisesDistinguishedName"))
_ENTRA = (("entra", "Id"), ("cloud", "ExternalDirectoryObjectId"))
_IDS = (("cloud", "Guid"), ("cloud", "ExchangeGuid"), ("ad", "msExchMailboxGuid"), ("ad", "mS-DS-ConsistencyGuid"))
_ADDRESSES = (
    ("ad", "proxyAddresses"), ("ad", "mail"), ("ad", "targetAddress"), ("cloud", "EmailAddresses"),
    ("cloud", "PrimarySmtpAddress"), ("cloud", "ExternalEmailAddress"), ("entra", "ProxyAddresses"), ("entra", "Mail"),
)  # fmt: skip
_NAMES = (
    ("ad", "displayName"), ("cloud", "DisplayName"), ("entra", "DisplayName"), ("ad", "cn"), ("cloud", "Name"),
    ("ad", "mailNickname"), ("cloud", "Alias"), ("ad", "sAMAccountName"),
)  # fmt: skip
# Names that one object alone should have; the first object that has one of them is meant.
UNIQUE = frozenset({"objectGUID", "Entra id", "distinguished name", "sign-in name"})
_LISTED = 20
_CANDIDATES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """An object that a word names, and the names it has in common with it."""

    identity: int
    ways: tuple[str, ...]

    @property
    def is_unique(self) -> bool:
        """It is named by what one object alone should have."""
        return bool(UNIQUE.intersection(self.ways))


def fits(estate: Estate, word: str) -> tuple[Fit, ...]:
    """Every object that the word names, in the order of the estate. Case and outer blanks do not matter."""
    ways: dict[int, list[str]] = {}
    for way, found in _ways(estate, word.strip()):
        for identity in np.flatnonzero(found).tolist():
            ways.setdefault(identity, []).append(way)
    return tuple(Fit(identity=i, ways=tuple(dict.fromkeys(w))) for i, w in sorted(ways.items()))


def one_of(estate: Estate, word: str, found: tuple[Fit, ...]) -> Fit:
    """The one object that is meant: the only one, or the only one with that id or sign-in name.

    Raises:
        NameAmbiguous: with the objects listed, and how to name each of them.
    """
    unique = [f for f in found if f.is_unique]
    if len(found) == 1 or len(unique) == 1:
        return (unique or list(found))[0]
    listed = "\n".join(f"  {described(estate, f)}" for f in found[:_LISTED])
    more = f"\n  and {len(found) - _LISTED:,} more" if len(found) > _LISTED else ""
    raise NameAmbiguous(
        f"{len(found):,} objects are named {word.strip()}:\n{listed}{more}",
        help="Name one of them by the id that stands first in its line.",
    )


def described(estate: Estate, fit: Fit) -> str:
    """Id, display name, sign-in name and kind of an object, on one line."""
    which = np.array([fit.identity])
    guid, name, upn = (texts(estate.trait(t), 1, which)[0] for t in ("guid", "shown_name", "upn"))
    kind = str(estate.cloud_kind[fit.identity] or estate.ad_class[fit.identity] or "user")
    same = f"the same {', '.join(fit.ways)}"
    return "  ".join(" ".join(part.split()) for part in (guid, name, upn, f"({kind}; {same})") if part.strip())


def _ways(estate: Estate, word: str) -> Iterator[tuple[str, Mask]]:
    ids, count = estate.identities, estate.identities.count
    folded, guid = word.casefold(), guid_text(word)
    if not word:
        return
    own = keys.names(estate.trait("guid"), count)
    yield "objectGUID", _equal(own, folded) | _equal(own, guid or folded)
    if guid:
        for side, name in _ENTRA:
            yield "Entra id", _equal(keys.entra_ids(ids.column(side, name), count), guid)
        for side, name in _IDS:
            yield name, _equal(keys.guids(ids.column(side, name), count), guid)
    if "=" in word:
        for side, name in _DNS:
            yield "distinguished name", _equal(keys.dns(ids.column(side, name), count), canonical_dn(word))
    for side, name in _SIGN_IN:
        yield "sign-in name", _equal(keys.names(ids.column(side, name), count), folded)
    for side, name in _ADDRESSES:
        yield "address", _has_address(ids.column(side, name), folded, count)
    for side, name in _NAMES:
        yield "name", _equal(keys.names(ids.column(side, name), count), folded)


def _equal(column: pa.Array, folded: str) -> Mask:
    return _mask(pc.equal(column, folded))


def _mask(found: pa.Array) -> Mask:
    return np.asarray(pc.fill_null(found, False).to_numpy(zero_copy_only=False)).astype(bool)


def _has_address(column: pa.Array | None, folded: str, count: int) -> Mask:
    """One of the addresses is the word, with or without its prefix."""
    out = np.zeros(count, dtype=bool)
    if column is None:
        return out
    listed = pa.types.is_list(column.type) or pa.types.is_large_list(column.type)
    flat = pc.list_flatten(column) if listed else column
    values = keys.names(flat, len(flat))
    found = _mask(pc.or_(pc.equal(values, folded), pc.ends_with(values, pattern=f":{folded}")))
    out[pc.list_parent_indices(column).to_numpy()[found] if listed else found] = True
    return out


def near_objects(estate: Estate, word: str) -> tuple[str, ...]:
    """Up to three sign-in or display names that begin alike and look like the word."""
    key = word.strip().casefold()
    near: list[str] = []
    for trait in ("upn", "shown_name"):
        column = estate.trait(trait)
        if column is None or not key:
            continue
        alike = column.filter(pc.fill_null(pc.starts_with(pc.utf8_lower(column), key[:2]), False))
        by_fold = {v.casefold(): v for v in alike[:_CANDIDATES].to_pylist()}
        near += [by_fold[n] for n in difflib.get_close_matches(key, by_fold, n=3)]
    return tuple(dict.fromkeys(near))[:3]
