"""DNS as it was asked for each mail domain: where mail and clients are sent, and who may send."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, NO, YES
from analyzer.engine.configuration import text_column
from analyzer.engine.named_sets import NAMED_SETS
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.populations.organisation import onprem_domains
from analyzer.engine.subjects import TableSubjects

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

KIND, EXPORT = "onprem.dns_record", "Resolve-DnsName of every domain, inside and outside"
ONLINE = "exchange_online"
INSIDE, OUTSIDE = "inside", "outside"
_VIEWS = {"inside": INSIDE, "internal": INSIDE, "outside": OUTSIDE, "external": OUTSIDE}
_TYPES = {"1": "A", "5": "CNAME", "15": "MX", "16": "TXT", "28": "AAAA", "33": "SRV"}
# Where a plain answer carries what the kit writes as Value.
_ANSWERS = ("NameExchange", "NameHost", "NameTarget", "IPAddress", "IP4Address", "IP6Address", "Strings", "Text")
_MOST_HOPS = 8
_SERVICE = ".onmicrosoft.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One answer; ``value`` is None when nobody knows it, empty when there is no such record."""

    name: str
    kind: str
    value: str | None
    view: str  # inside, outside, or empty when the file does not say

    @property
    def seen(self) -> str:
        """The value as findings show it, with the side it was seen from."""
        return f"{self.value} ({self.view})" if self.view else self.value or ""


def _records(table: pa.Table) -> list[Record]:
    blank: list[str | None] = [None] * table.num_rows

    def cells(name: str) -> Sequence[str | None]:
        return table[name].to_pylist() if name in table.column_names else blank

    answers = [cells(a) for a in _ANSWERS]
    out = []
    rows = zip(cells("Name"), cells("Type"), cells("Value"), cells("View"), strict=True)
    for i, (name, kind, value, view) in enumerate(rows):
        found = value or next((a[i] for a in answers if a[i]), value)
        word = (kind or "").strip().upper()
        out.append(
            Record(
                name=(name or "").strip().rstrip(".").casefold(),
                kind=_TYPES.get(word, word),
                value=None if found is None else _text(found),
                view=_VIEWS.get((view or "").strip().casefold(), ""),
            )
        )
    return out


def _text(value: object) -> str:
    joined = "".join(map(str, value)) if isinstance(value, list) else str(value)
    return joined.strip().rstrip(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDomains:
    """Accepted domains without those of the service; None when nobody supplied a list."""

    all: frozenset[str] | None
    expected: frozenset[str]  # DNS should have been asked for these
    missing: str  # words for the list of the tenant, when it is not whole

    def has(self, domain: str) -> bool:
        """The domain is one of ours, as far as anybody knows."""
        return self.all is None or domain in self.all


def mail_domains(estate: "Estate") -> MailDomains:
    """Accepted domains of both sides; a domain that only the server accepts need not be in any public zone."""
    cloud, onprem = NAMED_SETS["tenant_domains"](estate), onprem_domains(estate)
    own = {d for d in (onprem["domain"].to_pylist() if onprem is not None else ()) if d}
    missing = "" if cloud.complete else cloud.missing
    if cloud.values is None and onprem is None:
        return MailDomains(all=None, expected=frozenset(), missing=missing)
    service = NAMED_SETS["tenant_routing_domains"](estate).values or frozenset()

    def public(domains: Iterable[str]) -> frozenset[str]:
        return frozenset(d for d in domains if d not in service and not d.endswith(_SERVICE) and "*" not in d)

    expected = own if cloud.values is None else cloud.values
    return MailDomains(all=public(own | (cloud.values or set())), expected=public(expected), missing=missing)


def _of(
    estate: "Estate", table: pa.Table, traits: dict[str, pa.Array], member: list[int], unseen: Iterable[str]
) -> Population:
    """The rows with their derived columns; a domain that nobody asked for leaves the whole incomplete."""
    gap = mail_domains(estate).missing
    gaps = sorted(unseen)
    if gaps:
        more = f" and {len(gaps) - 5} more" if len(gaps) > 5 else ""
        gap = f"{EXPORT}: {', '.join(gaps[:5])}{more}"
    elif not estate.snapshot.complete(KIND):
        gap = f"a whole export: {EXPORT}"
    subjects = TableSubjects(table=table, traits=traits, name_columns=("Name",), supplied_by=EXPORT)
    return Population(subjects=subjects, member=np.array(member, np.uint8), complete=not gap, gap=gap)


@population("mx_records")
def mx_records(estate: "Estate") -> Population:
    """Mail exchangers of the accepted domains with ``points_to``: exchange_online, or the host and who sees it."""
    table = estate.snapshot.table(KIND)
    if table is None:
        return not_supplied(EXPORT)
    domains = mail_domains(estate)
    records = _records(table)
    member = [YES if r.kind == "MX" and domains.has(r.name) else NO for r in records]
    names = estate.facts.builtin

    def points_to(record: Record) -> str | None:
        # A lone dot says that the domain takes no mail; it was cut off with the dot of full names.
        if not record.value:
            return record.value
        return ONLINE if names.is_listed("mail_exchangers", ONLINE, record.value) else record.seen

    asked = {r.name for r in records if r.kind == "MX" and r.view != INSIDE}
    unseen = {f"MX of {d}" for d in domains.expected if d not in asked}
    return _of(estate, table, {"points_to": text_column([points_to(r) for r in records])}, member, unseen)


@population("autodiscover_records")
def autodiscover_records(estate: "Estate") -> Population:
    """Autodiscover of the accepted domains with ``points_to``: exchange_online, or the end and who sees it.

    An alias is followed; the addresses behind it are not records of the domain. Each domain is asked for inside and
    outside.
    """
    table = estate.snapshot.table(KIND)
    if table is None:
        return not_supplied(EXPORT)
    domains = mail_domains(estate)
    records = _records(table)
    aliases: dict[tuple[str, str], set[str]] = {}
    for r in records:
        if r.kind == "CNAME" and r.value:
            aliases.setdefault((r.name, r.view), set()).add(r.value.casefold())
    owners = [_domain_of(r) for r in records]
    member = [
        YES if d and domains.has(d) and not (r.kind in {"A", "AAAA"} and (r.name, r.view) in aliases) else NO
        for r, d in zip(records, owners, strict=True)
    ]
    names = estate.facts.builtin

    def points_to(record: Record) -> str | None:
        if not record.value:
            return record.value
        ends = _ends(record, aliases)
        return ONLINE if any(names.is_listed("autodiscover_names", ONLINE, e) for e in ends) else record.seen

    seen = {(d, r.view) for r, d in zip(records, owners, strict=True) if d}
    unseen = {f"autodiscover.{d} {v}" for d in domains.expected for v in (INSIDE, OUTSIDE) if (d, v) not in seen}
    return _of(estate, table, {"points_to": text_column([points_to(r) for r in records])}, member, unseen)


def _domain_of(record: Record) -> str:
    """The domain whose Autodiscover a record is about; empty when it is about something else."""
    if record.kind == "SRV" and record.name.startswith("_autodiscover._tcp."):
        return record.name.removeprefix("_autodiscover._tcp.")
    if record.kind in {"A", "AAAA", "CNAME"} and record.name.startswith("autodiscover."):
        return record.name.removeprefix("autodiscover.")
    return ""


def _ends(record: Record, aliases: dict[tuple[str, str], set[str]]) -> set[str]:
    """Every name that the record leads to, through further aliases and the others of its own name."""
    found = {(record.value or "").casefold()} | aliases.get((record.name, record.view), set())
    for _hop in range(_MOST_HOPS):
        more = {v for name in found for v in aliases.get((name, record.view), ())}
        if more <= found:
            break
        found |= more
    return found


@population("spf_records")
def spf_records(estate: "Estate") -> Population:
    """Sender policies of the accepted domains with ``onprem_senders``: addresses and hosts that are not those of
    Exchange Online."""
    table = estate.snapshot.table(KIND)
    if table is None:
        return not_supplied(EXPORT)
    domains = mail_domains(estate)
    records = _records(table)
    member = []
    for r in records:
        mine = r.kind == "TXT" and domains.has(r.name)
        is_policy = MAYBE if r.value is None else YES if r.value.casefold().startswith("v=spf1") else NO
        member.append(is_policy if mine else NO)
    online = [ip_network(n) for n in estate.facts.builtin.of("relay_clients", ONLINE)]
    lists = [None if r.value is None else _senders(r.value, online) for r in records]
    asked = {r.name for r in records if r.kind == "TXT"}
    unseen = {f"TXT of {d}" for d in domains.expected if d not in asked}
    return _of(estate, table, {"onprem_senders": pa.array(lists, pa.list_(pa.string()))}, member, unseen)


def _senders(policy: str, online: Sequence[IPv4Network | IPv6Network]) -> list[str]:
    """Mechanisms that name addresses or hosts; what the ranges of Exchange Online hold is left out."""
    out = []
    for word in policy.split()[1:]:
        plain = word.lstrip("+?~-")
        name, _colon, value = plain.partition(":")
        named = name.casefold().partition("/")[0] in {"a", "mx", "ptr", "exists"}
        address = name.casefold() in {"ip4", "ip6"} and not _within(value, online)
        if named or address:
            out.append(plain)
    return out


def _within(value: str, online: Sequence[IPv4Network | IPv6Network]) -> bool:
    try:
        net = ip_network(value, strict=False)
    except ValueError:
        return False
    # mypy cannot see that both are of one version.
    return any(net.version == o.version and net.subnet_of(o) for o in online)  # type: ignore[arg-type]
