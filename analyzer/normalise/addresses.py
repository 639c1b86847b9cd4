"""Addresses: prefix, colon, address. Upper-case ``SMTP`` marks the primary; case means nothing else."""

import unicodedata
from collections.abc import Sequence

from analyzer.normalise.caseless import caseless
from analyzer.normalise.words import (
    Canonical,
    NotComparable,
    Raw,
    Surroundings,
    Word,
    many,
    one,
    register,
)

PRIMARY = "SMTP:"
ONMICROSOFT = ".onmicrosoft.com"
# The cloud's own legacy names start so; the older hybrid writeback brings them to AD as X500.
CLOUD_LEGACY = "/o=exchangelabs/"


def domain(name: str) -> str:
    """A domain in lower case and ASCII, as IDNA writes it; one that cannot be written so stays as it is."""
    name = caseless(name.strip().rstrip("."))
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def smtp(address: str) -> str:
    """An address without case, its domain in ASCII."""
    if address.isascii():
        local, at, host = address.strip().lower().rpartition("@")
        return f"{local}@{host.strip().rstrip('.')}" if at else host
    whole = unicodedata.normalize("NFC", address.strip())
    local, at, host = whole.rpartition("@")
    # Without an @ nothing of it is a domain.
    return f"{caseless(local)}@{domain(host)}" if at else caseless(whole)


def split(entry: str) -> tuple[str, str]:
    """Prefix as found and comparable address; an entry without a colon is taken as smtp."""
    prefix, colon, rest = entry.strip().partition(":")
    if not colon:
        return "smtp", smtp(prefix)
    return (prefix, smtp(rest)) if prefix.casefold() == "smtp" else (prefix, caseless(rest.strip()))


def domain_of(address: str) -> str:
    """The part after the last @."""
    return address.rpartition("@")[2]


def is_accepted(name: str, accepted: frozenset[str]) -> bool:
    """The domain, or a domain above it that covers its subdomains (``*.contoso.com``)."""
    if name in accepted:
        return True
    labels = name.split(".")
    return any("*." + ".".join(labels[n:]) in accepted for n in range(1, len(labels)))


def is_service_address(address: str, initial_domains: frozenset[str]) -> bool:
    """An alias in a domain of the service, which every tenant has and the cloud adds by itself."""
    host = domain_of(address)
    return host.endswith(ONMICROSOFT) or host in initial_domains


def primaries(raw: Raw | Sequence[str]) -> tuple[str, ...]:
    """The comparable addresses that carry the primary mark."""
    return tuple(smtp(m[len(PRIMARY) :]) for m in many(tuple(raw)) if m.startswith(PRIMARY))


def without_prefix(raw: Raw, around: Surroundings) -> str:
    """One address without its prefix."""
    value = one(raw)
    return split(value)[1] if value else ""


def address_set(raw: Raw, around: Surroundings) -> frozenset[tuple[str, str]]:
    """Prefix without case and address of every entry."""
    return frozenset((p.casefold(), a) for p, a in map(split, many(raw)))


def primary(raw: Raw, around: Surroundings) -> str:
    """The one primary address."""
    found = primaries(raw)
    if len(found) > 1:
        raise NotComparable(f"{len(found)} primary addresses")
    return found[0] if found else ""


def show_addresses(value: Canonical) -> str:
    """``smtp:a; x500:b``."""
    return "; ".join(sorted(f"{p}:{a}" for p, a in value)) if isinstance(value, frozenset) else str(value or "")


def legacy(raw: Raw, around: Surroundings) -> str:
    """A legacy name without case."""
    return caseless(one(raw))


register(
    Word(
        name="address_without_prefix",
        says="address without case and prefix",
        directory=without_prefix,
        cloud=without_prefix,
        same_text=True,
    )
)
register(
    Word(
        name="address_own",
        says="address without case and prefix; none in AD leaves what was set in the cloud",
        directory=without_prefix,
        cloud=without_prefix,
        same_text=True,
        absent_is_routine=True,
    )
)
# The two words below are compared for all pairs at once (classify/address_sets.py); these functions state one value.
register(
    Word(
        name="proxy_addresses",
        says="primary, smtp addresses and X500 entries, each apart, without case",
        directory=address_set,
        cloud=address_set,
        show=show_addresses,
        more_cloud=("PrimarySmtpAddress", "UserPrincipalName", "LegacyExchangeDN"),
        by_rows=True,
    )
)
register(
    Word(
        name="legacy_dn",
        says="each side's name is an X500 address of the other",
        directory=legacy,
        cloud=legacy,
        more_directory=("proxyAddresses",),
        more_cloud=("EmailAddresses",),
        by_rows=True,
    )
)
