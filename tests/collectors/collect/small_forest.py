"""A forest in memory, for what no test server does: two domains, cuts at a given object, changes in between.

It knows no filters: a search finds the objects whose ``parts`` name it, by its first words.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from analyzer.errors import AccessDenied, ControllerGone, PlaceMissing, ServerUnreachable

ROOT, CHILD = "DC=contoso,DC=example", "DC=emea,DC=contoso,DC=example"
CONFIGURATION = f"CN=Configuration,{ROOT}"
SCHEMA = f"CN=Schema,{CONFIGURATION}"
NOW = dt.datetime(2026, 11, 16, 6, 0, tzinfo=dt.UTC)
_KIND = re.compile(r"\(objectClass=(\w+)\)")
_GUID = re.compile(r"\(objectGUID=((?:\\[0-9a-f]{2})+)\)")


class Entry(NamedTuple):
    dn: str
    attributes: dict[str, list[bytes]]


class Page(NamedTuple):
    entries: list[Entry]
    referrals: int = 0
    cookie: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Root:
    default_naming_context: str = ROOT
    configuration_naming_context: str = CONFIGURATION
    schema_naming_context: str = SCHEMA
    root_domain_naming_context: str = ROOT
    dns_host_name: str = "dc1.contoso.example"
    highest_usn: int = 9000
    forest_level: int = 7
    domain_level: int = 7
    current_time: dt.datetime = NOW + dt.timedelta(seconds=3)


def entry(dn: str, **values: object) -> Entry:
    """An object; names with a hyphen are written with an underscore."""
    held = {}
    for name, value in values.items():
        each = value if isinstance(value, list) else [value]
        held[name.replace("_", "-")] = [v if isinstance(v, bytes) else str(v).encode() for v in each]
    return Entry(dn, held)


def person(number: int, domain: str = ROOT, usn: int = 0, **values: object) -> Entry:
    """A mail-enabled user."""
    guid = hashlib.md5(f"{number}{domain}".encode(), usedforsecurity=False).digest()
    name = f"Person {number}"
    defaults: dict[str, object] = {
        "objectClass": ["top", "person", "organizationalPerson", "user"],
        "objectGUID": guid,
        "cn": name,
        "mail": f"p{number}@contoso.example",
        "proxyAddresses": [f"SMTP:p{number}@contoso.example", f"smtp:q{number}@contoso.example"],
        "whenCreated": "20240102080000.0Z",
        "whenChanged": "20261110080000.0Z",
        "uSNChanged": usn or 1000 + number,
    }
    return entry(f"CN={name},OU=Staff,{domain}", **{**defaults, **values})


IN_CATALOGUE = ("cn", "mail", "proxyAddresses", "objectClass", "objectGUID", "whenCreated", "whenChanged", "uSNChanged")


def attribute(name: str, oid: str, syntax: str, *, single: bool, link: int = 0, number: str = "") -> Entry:
    more: dict[str, object] = {"linkID": link} if link else {}
    if name in IN_CATALOGUE:
        more["isMemberOfPartialAttributeSet"] = "TRUE"
    if number:
        more["msDS_IntId"] = number
    return entry(
        f"CN={name},{SCHEMA}", objectClass="attributeSchema", lDAPDisplayName=name, attributeID=oid,
        attributeSyntax=syntax, isSingleValued="TRUE" if single else "FALSE", **more,
    )  # fmt: skip


def schema_entries() -> list[Entry]:
    text, octets = "2.5.5.12", "2.5.5.10"
    return [
        attribute("cn", "2.5.4.3", text, single=True),
        attribute("mail", "0.9.2342.19200300.100.1.3", text, single=True),
        attribute("proxyAddresses", "1.2.840.113556.1.2.210", text, single=False),
        attribute("extensionAttribute1", "1.2.840.113556.1.2.423", text, single=True),
        attribute("lastLogonTimestamp", "1.2.840.113556.1.4.1696", "2.5.5.16", single=True),
        attribute("uSNChanged", "1.2.840.113556.1.2.120", "2.5.5.16", single=True),
        attribute("whenChanged", "1.2.840.113556.1.2.3", "2.5.5.11", single=True),
        attribute("whenCreated", "1.2.840.113556.1.2.2", "2.5.5.11", single=True),
        attribute("objectClass", "2.5.4.0", "2.5.5.2", single=False),
        attribute("objectGUID", "1.2.840.113556.1.4.2", octets, single=True),
        attribute("publicDelegates", "1.2.840.113556.1.2.238", "2.5.5.1", single=False, link=14),
        attribute("msExchMailboxGuid", "1.2.840.113556.1.4.7000.102.11058", octets, single=True, number="-1958936531"),
    ]


def _cross_ref(dn: str) -> Entry:
    name = dn.partition(",")[0].removeprefix("DC=")
    return entry(f"CN={name},CN=Partitions,{CONFIGURATION}", objectClass="crossRef", nCName=dn, systemFlags=3)


# The blobs of the tests say that dc1 took their changes.
INVOCATIONS = {"dc1.contoso.example": b"d" * 16, "dc2.emea.contoso.example": b"e" * 16}


def _controller(host: str, domain: str) -> list[Entry]:
    server = f"CN={host.split('.', maxsplit=1)[0]},CN=Servers,CN=Berlin,CN=Sites,{CONFIGURATION}"
    return [
        entry(server, objectClass="server", dNSHostName=host),
        entry(
            f"CN=NTDS Settings,{server}",
            objectClass="nTDSDSA",
            hasMasterNCs=[domain, CONFIGURATION],
            invocationId=INVOCATIONS.get(host, b""),
        ),
    ]


@dataclass(kw_only=True)
class Forest:
    """The objects, the hosts that answer, and the object number after which a connection breaks."""

    people: dict[str, list[Entry]] = field(default_factory=lambda: {ROOT: [], CHILD: []})
    hosts: dict[str, str] = field(
        default_factory=lambda: {"dc1.contoso.example": ROOT, "dc2.emea.contoso.example": CHILD}
    )
    cut_after: int = -1
    cuts: int = 0  # how many connections break
    asked: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)  # whole objects, by name
    accesses: list[object] = field(default_factory=list)
    refused: str = ""  # a word in the names of places that nobody may read
    has_exchange: bool = True

    def connect(self, host: str, is_catalogue: bool) -> "Connection":
        if host not in self.hosts:
            raise ServerUnreachable(f"{host} does not answer")
        return Connection(forest=self, host=host, domain=self.hosts[host], is_catalogue=is_catalogue)

    def configuration(self) -> list[Entry]:
        found = [_cross_ref(ROOT), _cross_ref(CHILD)]
        found += [*_controller("dc1.contoso.example", ROOT), *_controller("dc2.emea.contoso.example", CHILD)]
        organisation = f"CN=Contoso,CN=Microsoft Exchange,CN=Services,{CONFIGURATION}"
        guid = b"o" * 16
        found.append(entry(organisation, objectClass=["top", "msExchOrganizationContainer"], objectVersion=16222,
                           objectGUID=guid, uSNChanged=5, cn="Contoso"))  # fmt: skip
        return found


@dataclass(kw_only=True)
class Connection:
    forest: Forest
    host: str
    domain: str
    is_catalogue: bool = False

    @property
    def root(self) -> Root:
        return Root(default_naming_context=self.domain, dns_host_name=self.host)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing."""

    def read(self, dn: str, attributes: Sequence[str]) -> Entry | None:
        return entry(dn) if dn == SCHEMA else None

    def pages(
        self, base: str, *, scope: str, filter: str, attributes: Sequence[str], page_size: int = 500,  # noqa: A002
        cookie: bytes = b"", sd_flags: int | None = None,
    ) -> Iterator[Page]:  # fmt: skip
        self.forest.asked.append((base, filter, tuple(attributes)))
        found = self._found(base, filter)
        for start in range(0, len(found), page_size):
            entries = [_only(e, attributes) for e in found[start : start + page_size]]
            if self.forest.cuts and "(mail=*)" in filter and start >= self.forest.cut_after:
                self.forest.cuts -= 1
                raise ControllerGone(f"{self.host} closed the connection")
            if len(attributes) > 2:
                self.forest.sent += [e.dn for e in entries]
            yield Page(entries)

    def _found(self, base: str, text: str) -> list[Entry]:
        if self.forest.refused and self.forest.refused in base:
            raise AccessDenied(f"This account may not read {base}")
        if base == SCHEMA:
            exchange = b"msExchMailboxGuid"
            return [
                e for e in schema_entries() if self.forest.has_exchange or e.attributes["lDAPDisplayName"] != [exchange]
            ]
        domains = self.forest.people if self.is_catalogue else [self.domain]
        people = [p for d in domains for p in self.forest.people[d]] if "(mail=*)" in text else []
        held = [*people, *self.forest.configuration()]
        below = [e for e in held if e.dn.casefold().endswith(base.casefold())]
        if not below and base not in {ROOT, CHILD}:
            raise PlaceMissing(f"{base} is not there")
        if guids := _GUID.findall(text):
            wanted = {bytes.fromhex(g.replace("\\", "")) for g in guids}
            below = [e for e in below if e.attributes.get("objectGUID", [b""])[0] in wanted]
        kinds = {k.encode() for k in _KIND.findall(text.partition("(!")[0])}
        if text.startswith("(&(|(proxy") or "(!(|(proxy" in text:
            return []  # the parts of what has no class of its own, and of what has no address
        return [e for e in below if not kinds or kinds & set(e.attributes["objectClass"])]


def _only(found: Entry, attributes: Sequence[str]) -> Entry:
    if "*" in attributes:
        return found
    wanted = {a.casefold() for a in attributes}
    return Entry(found.dn, {n: v for n, v in found.attributes.items() if n.casefold() in wanted})
