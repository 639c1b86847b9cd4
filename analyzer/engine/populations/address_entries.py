"""Populations of the addresses of directory objects, entry by entry and of every kind."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.cells import is_unknown
from analyzer.engine.flags import NO, YES
from analyzer.engine.named_sets import NAMED_SETS
from analyzer.engine.own_lists import flat
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.populations.addresses import AddressSubjects, fold
from analyzer.engine.populations.mailboxes import DIRECTORY
from analyzer.engine.subjects import Index, Label, Place
from analyzer.engine.traits.domains import domain_part
from analyzer.engine.vectors import map_values
from analyzer.normalise.addresses import is_accepted

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

KINDS = frozenset({"smtp", "x500", "x400", "sip", "eum", "spo"})
_LONGEST = 256
_PLAIN = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$"
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
    entry: pa.Array
    owner: Index
    attribute: list[str]
    side: str = "ad"

    @property
    def count(self) -> int:
        """How many entries."""
        return len(self.entry)

    @cached_property
    def kind(self) -> pa.Array:
        """smtp, x500, x400, sip, eum, spo or other; an entry without prefix is an smtp address."""
        prefix = pc.replace_substring_regex(self.entry, r"(?s):.*$", "")
        bare = pc.invert(pc.match_substring(self.entry, ":"))
        low = pc.if_else(bare, "smtp", pc.utf8_lower(pc.utf8_trim_whitespace(prefix)))
        return map_values(low, lambda v: v if v in KINDS else "other")

    @cached_property
    def address(self) -> pa.Array:
        """The entry without the prefix smtp, without case; other kinds as they are."""
        return fold(pc.replace_substring_regex(self.entry, r"^(?i)smtp:", ""))

    @cached_property
    def domain(self) -> pa.Array:
        """The domain of an smtp address; empty for other kinds."""
        return pc.if_else(pc.equal(self.kind, "smtp"), domain_part(self.entry), "")

    @cached_property
    def fault(self) -> pa.Array:
        """What is wrong with an smtp address, and the entry; empty when nothing is."""
        bare = pc.replace_substring_regex(self.entry, r"^(?i)smtp:", "")
        at = pc.count_substring(bare, "@")
        tests = (
            pc.match_substring_regex(bare, r"\s"),
            pc.equal(at, 0),
            pc.greater(at, 1),
            pc.greater(pc.utf8_length(bare), _LONGEST),
            pc.invert(pc.string_is_ascii(bare)),
            pc.invert(pc.match_substring_regex(bare, _PLAIN)),
        )
        words = pa.scalar("")
        for word, test in zip(reversed(_FAULTS), reversed(tests), strict=True):
            words = pc.if_else(test, f"{word}: ", words)
        wrong = pc.and_(pc.equal(self.kind, "smtp"), pc.not_equal(words, ""))
        return pc.if_else(wrong, pc.binary_join_element_wise(words, self.entry, ""), "")

    @cached_property
    def foreign_address(self) -> pa.Array | None:
        """The smtp address where its domain is no accepted domain of the tenant; else empty."""
        judged = _foreign_domains(self.estate, self.domain)
        return None if judged is None else pc.if_else(judged, self.address, "")

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


def _foreign_domains(estate: "Estate", domains: pa.Array) -> pa.Array | None:
    """Whether each domain is none of the tenant's; null where a list that was cut, or a missing column, cannot tell."""
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

    def is_foreign(domain: str) -> bool | None:
        if not domain or is_accepted(domain, surely):
            return False
        return None if not accepted.complete or is_accepted(domain, perhaps) else True

    coded = domains.dictionary_encode()
    answers = pa.array([is_foreign(d) for d in coded.dictionary.to_pylist()], pa.bool_())
    return answers.take(coded.indices)


def _entries(estate: "Estate", *names: str) -> Population:
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    if not estate.identities.supplied("ad", "proxyAddresses"):
        return not_supplied("proxyAddresses of the directory export")
    texts, owners, attributes = [], [], []
    for name in names:
        column = estate.identities.column("ad", name)
        if column is None:
            continue
        values, owner = flat(column)
        hidden = np.flatnonzero(estate.has_ad & is_unknown(column, estate.identities.count))
        texts += [values.cast(pa.string()), pa.nulls(len(hidden), pa.string())]
        owners += [owner, hidden]
        attributes += [name] * (len(values) + len(hidden))
    owner = np.concatenate(owners).astype(np.int64)
    subjects = AddressEntries(estate=estate, entry=pa.concat_arrays(texts), owner=owner, attribute=attributes)
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
    parts, owners, attributes = [], [], []
    for name in ("userPrincipalName", "targetAddress"):
        column = estate.identities.column("ad", name)
        if column is None:
            return not_supplied(f"{name} of the directory export")
        values, owner = flat(column)
        parts.append(fold(pc.replace_substring_regex(values.cast(pa.string()), r"^(?i)smtp:", "")))
        owners.append(owner)
        attributes += [name] * len(values)
    owner = np.concatenate(owners).astype(np.int64)
    subjects = AddressSubjects(
        estate=estate, address=pa.concat_arrays(parts), owner=owner, attribute=attributes, side="ad"
    )
    member = np.where(estate.is_mailbox_like[owner], YES, NO).astype(np.uint8)
    gap = "; ".join(estate.directory_gaps)
    return Population(subjects=subjects, member=member, complete=not gap, gap=gap)
