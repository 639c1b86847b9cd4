"""Populations of the addresses of directory objects, entry by entry and of every kind."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import NO, YES
from analyzer.engine.address_columns import fold
from analyzer.engine.address_index import Runs, address_index, as_found
from analyzer.engine.named_sets import NAMED_SETS
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.populations.addresses import AddressSubjects
from analyzer.engine.populations.mailboxes import DIRECTORY
from analyzer.engine.subjects import Index, Label, Place
from analyzer.engine.traits.domains import domain_part
from analyzer.engine.vectors import map_values
from analyzer.normalise.addresses import is_accepted
from analyzer.normalise.plain_columns import has_prefix, lowered, trimmed

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

KINDS = frozenset({"smtp", "x500", "x400", "sip", "eum", "spo"})
_LONGEST = 256
_PLAIN = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$"
_SOUND = r"^(?i:smtp:)?" + _PLAIN[1:]
_SMTP = "smtp:"
_FEW = 40  # more accepted domains than this are looked up, not tried one by one
_FAULTS = (
    "blank inside",
    "no @",
    "more than one @",
    "longer than 256 characters",
    "not ASCII",
    "character not allowed",
)


@dataclass(frozen=True, kw_only=True)
class AddressEntries:
    """Entries as found, each with the object that holds it; null for a list that nobody knows."""

    estate: "Estate"
    parts: tuple[tuple[str, int], ...]  # columns, and how many lists of each nobody knows
    owner: Index
    attribute: Runs
    side: str = "ad"

    @property
    def count(self) -> int:
        """How many entries."""
        return len(self.owner)

    @property
    def entry(self) -> pa.Array:
        """The entries as found. They are many: nothing here keeps them."""
        columns = address_index(self.estate).columns
        texts = [
            text
            for name, hidden in self.parts
            for text in (as_found(self.estate, ("ad", name), columns["ad", name].place), pa.nulls(hidden, pa.string()))
        ]
        return pa.concat_arrays(texts)

    @property
    def kind(self) -> pa.Array:
        """smtp, x500, x400, sip, eum, spo or other; an entry without prefix is an smtp address."""
        entry = self.entry
        prefix = pc.replace_substring_regex(entry, r"(?s):.*$", "")
        bare = pc.invert(pc.match_substring(entry, ":"))
        low = pc.if_else(bare, "smtp", lowered(trimmed(prefix)))
        return map_values(low, lambda v: v if v in KINDS else "other")

    @property
    def address(self) -> pa.Array:
        """The entry without the prefix smtp, without case; other kinds as they are."""
        return fold(pc.replace_substring_regex(self.entry, r"^(?i)smtp:", ""))

    @property
    def domain(self) -> pa.Array:
        """The domain of an smtp address; empty for other kinds."""
        entry = self.entry
        return pc.if_else(is_smtp(entry), domain_part(entry), "")

    @property
    def fault(self) -> pa.Array:
        """What is wrong with an smtp address, and the entry; empty when nothing is."""
        entry = self.entry
        # No text has more characters than bytes; the few long ones are counted one by one.
        sound = pc.and_(pc.match_substring_regex(entry, _SOUND), pc.less(pc.binary_length(entry), _LONGEST))
        odd = pc.and_(is_smtp(entry), pc.invert(sound))
        return _patched(entry, odd, lambda v: f"{fault_of(v)}: {v}" if fault_of(v) else "")

    @property
    def foreign_address(self) -> pa.Array | None:
        """The smtp address where its domain is no accepted domain of the tenant; else empty."""
        accepted = _accepted(self.estate)
        if accepted is None:
            return None
        entry = self.entry
        rest = is_smtp(entry)
        if len(accepted.surely) <= _FEW:
            low = lowered(entry)
            for name in sorted(accepted.surely):
                rest = pc.and_(rest, pc.invert(pc.ends_with(low, f"@{name}")))

        def foreign(entry: str) -> str | None:
            bare = entry[len(_SMTP) :] if entry.casefold().startswith(_SMTP) else entry
            judged = accepted.is_foreign(bare.rpartition("@")[2].strip().casefold() if "@" in bare else "")
            return None if judged is None else bare.strip().casefold() if judged else ""

        return _patched(entry, rest, foreign)

    def column(self, name: str) -> pa.Array | None:
        """entry, kind, address, domain, fault or foreign_address."""
        known = {"entry", "kind", "address", "domain", "fault", "foreign_address"}
        return getattr(self, name) if name in known else None

    def needs(self, name: str) -> str:
        """Whether a domain is the tenant's own is told by its accepted domains."""
        return "Get-AcceptedDomain of Exchange Online" if name == "foreign_address" else name

    def labels(self, which: Index) -> list[Label]:
        """The owner's labels."""
        return self.estate.recipients.labels(self.owner[which])

    def places(self, which: Index) -> list[Place]:
        """The owner's evidence."""
        return self.estate.recipients.places(self.owner[which])

    def identity(self) -> Index | None:
        """The owner."""
        return self.owner


def is_smtp(entry: pa.Array) -> pa.Array:
    """The entry is an smtp address: by its prefix, or because it has none."""
    marked = has_prefix(entry, _SMTP)
    others = pc.invert(marked)
    # Nearly all carry it: only the others are searched for another prefix.
    return pc.replace_with_mask(marked, others, pc.invert(pc.match_substring(entry.filter(others), ":")))


def fault_of(entry: str) -> str:
    """What is wrong with an smtp address, with or without its prefix; empty when nothing is."""
    bare = entry[len(_SMTP) :] if entry.casefold().startswith(_SMTP) else entry
    tests = (
        any(c.isspace() for c in bare),
        "@" not in bare,
        bare.count("@") > 1,
        len(bare) > _LONGEST,
        not bare.isascii(),
        re.fullmatch(_PLAIN, bare) is None,
    )
    return next((word for word, wrong in zip(_FAULTS, tests, strict=True) if wrong), "")


def _patched(entry: pa.Array, which: pa.Array, word: Callable[[str], str | None]) -> pa.Array:
    """The word for the entries in question, empty for the others, null for those that nobody knows."""
    chosen = np.asarray(pc.fill_null(which, False).to_numpy(zero_copy_only=False)).astype(bool)
    words = [word(v) for v in entry.filter(pa.array(chosen)).to_pylist()]
    # The first word is that of the entries that nobody asks about.
    known = pa.array(["", *words], pa.string())
    place = np.zeros(len(entry), dtype=np.int64)
    place[chosen] = np.arange(1, len(words) + 1)
    return known.take(pa.array(place, mask=np.asarray(pc.is_null(entry).to_numpy(zero_copy_only=False))))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Accepted:
    """Accepted domains of the tenant; ``*.name`` for those that cover what is below them, surely or perhaps."""

    surely: frozenset[str]
    perhaps: frozenset[str]
    complete: bool

    def is_foreign(self, domain: str) -> bool | None:
        """The domain is none of them; None where a list that was cut, or a missing column, cannot tell."""
        if not domain or is_accepted(domain, self.surely):
            return False
        return None if not self.complete or is_accepted(domain, self.perhaps) else True


def _accepted(estate: "Estate") -> _Accepted | None:
    accepted = NAMED_SETS["tenant_domains"](estate)
    table = estate.snapshot.table("cloud.accepted_domain")
    if accepted.values is None or table is None:
        return None
    names = [(n or "").strip().casefold() for n in table["DomainName"].to_pylist()]
    blank: list[str | None] = [None] * len(names)
    below = table["MatchSubDomains"].to_pylist() if "MatchSubDomains" in table.column_names else blank
    pairs = list(zip(names, below, strict=True))
    surely = accepted.values | {f"*.{n}" for n, b in pairs if (b or "").casefold() == "true"}
    perhaps = surely | {f"*.{n}" for n, b in pairs if b is None}
    return _Accepted(surely=surely, perhaps=perhaps, complete=accepted.complete)


def _entries(estate: "Estate", *names: str) -> Population:
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    if not estate.identities.supplied("ad", "proxyAddresses"):
        return not_supplied("proxyAddresses of the directory export")
    columns, ids = address_index(estate).columns, estate.identities
    owners, parts, attributes = [], [], []
    for name in names:
        if ("ad", name) not in columns:
            continue
        entries = columns["ad", name]
        hidden = np.flatnonzero(estate.has_ad & ids.unknown("ad", name))
        owners += [entries.owner, hidden]
        parts.append((name, len(hidden)))
        attributes.append((name, len(entries.code) + len(hidden)))
    owner = np.concatenate(owners).astype(np.int64)
    subjects = AddressEntries(estate=estate, parts=tuple(parts), owner=owner, attribute=Runs.of(*attributes))
    member = np.where(estate.is_mailbox_like[owner], YES, NO).astype(np.uint8)
    complete = estate.snapshot.complete("ad.object")
    gap = "" if complete else f"a whole export: {DIRECTORY}"
    return Population(subjects=subjects, member=member, complete=complete, gap=gap)


@population("directory_address_entries")
def directory_address_entries(estate: "Estate") -> Population:
    """Every entry of proxyAddresses, mail and targetAddress of the mailboxes of the directory, of any kind."""
    return _entries(estate, "proxyAddresses", "mail", "targetAddress")


@population("directory_proxy_entries")
def directory_proxy_entries(estate: "Estate") -> Population:
    """Every entry of proxyAddresses of the mailboxes of the directory, of any kind."""
    return _entries(estate, "proxyAddresses")


@population("directory_login_names")
def directory_login_names(estate: "Estate") -> Population:
    """Sign-in names and routing addresses of all directory objects, as addresses."""
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    index, names = address_index(estate), ("userPrincipalName", "targetAddress")
    for name in names:
        if not estate.identities.supplied("ad", name):
            return not_supplied(f"{name} of the directory export")
    parts = [index.columns["ad", name] for name in names]
    owner = np.concatenate([part.owner for part in parts])
    subjects = AddressSubjects(
        estate=estate,
        numbers=np.concatenate([part.code for part in parts]),
        owner=owner,
        attribute=Runs.of(*((name, len(part.code)) for name, part in zip(names, parts, strict=True))),
        side="ad",
    )
    member = np.where(estate.is_mailbox_like[owner], YES, NO).astype(np.uint8)
    gap = "; ".join(estate.directory_gaps)
    return Population(subjects=subjects, member=member, complete=not gap, gap=gap)
