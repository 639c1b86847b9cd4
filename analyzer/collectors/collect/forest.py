"""The domains of a forest and who holds them, as its configuration partition tells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analyzer.collectors.collect.source import Directory, Entry

_DOMAIN_PARTITION = 2  # a crossRef's systemFlags: the partition is a domain
_CROSS_REFS = "(objectClass=crossRef)"
_CONTROLLERS = "(&(objectClass=nTDSDSA)(!(objectClass=nTDSDSARO)))"  # read-only ones lack attributes
_HELD = ("hasMasterNCs", "msDS-hasMasterNCs")
_INVOCATION = "invocationId"  # replication metadata names a controller by it
_COMMON_NAME = re.compile(r"CN=([^,\\]+),", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One domain of the forest."""

    name: str  # DNS name in lower case
    dn: str
    controllers: tuple[str, ...] = ()  # host names, writable ones, those of the first controller's site first


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """The forest of the controller that was asked first."""

    root: str  # DNS name of the root domain
    configuration: str
    schema: str
    root_dn: str
    domains: tuple[Domain, ...]
    nearest: str  # the domain of the first controller
    writers: Mapping[bytes, str] = field(default_factory=dict)  # invocation id to the name of the server

    def domain(self, name: str) -> Domain | None:
        """The domain of this DNS name or distinguished name."""
        wanted = name.casefold()
        return next((d for d in self.domains if wanted in {d.name, d.dn.casefold()}), None)


def dns_name(dn: str) -> str:
    """DNS name of the domain that a distinguished name ends in."""
    return ".".join(re.findall(r"(?:^|,)\s*DC=([^,]+)", dn, re.IGNORECASE)).casefold()


def read_forest(directory: Directory) -> Forest:
    """All domains of the forest with their writable controllers."""
    root = directory.root
    refs = _all(directory, f"CN=Partitions,{root.configuration_naming_context}", _CROSS_REFS,
                ("nCName", "dnsRoot", "systemFlags"))  # fmt: skip
    names = {dn for ref in refs if _number(ref, "systemFlags") & _DOMAIN_PARTITION for dn in _texts(ref, "nCName")}
    # Who cannot read the partitions sees at least the domain asked.
    home, root_dn = root.default_naming_context, root.root_domain_naming_context
    held = {name.casefold(): name for name in (*sorted(names), home)}
    hosts, writers = _hosts(directory)
    domains = [
        Domain(name=dns_name(dn), dn=dn, controllers=tuple(hosts.get(folded, ()))) for folded, dn in held.items()
    ]
    # The root first, then by name.
    domains.sort(key=lambda d: (d.dn.casefold() != root_dn.casefold(), d.name))
    return Forest(
        root=dns_name(root_dn),
        configuration=root.configuration_naming_context,
        schema=root.schema_naming_context,
        root_dn=root_dn,
        domains=tuple(domains),
        nearest=dns_name(home),
        writers=writers,
    )


def _hosts(directory: Directory) -> tuple[dict[str, list[str]], dict[bytes, str]]:
    """Host names of the controllers that hold each partition, by its folded name; servers by their invocation id."""
    sites = f"CN=Sites,{directory.root.configuration_naming_context}"
    servers = {e.dn.casefold(): e for e in _all(directory, sites, "(objectClass=server)", ("dNSHostName",))}
    found: list[tuple[str, str, str]] = []
    writers: dict[bytes, str] = {}
    own_site = ""
    for entry in _all(directory, sites, _CONTROLLERS, (*_HELD, _INVOCATION)):
        _settings, _comma, parent = entry.dn.partition(",")
        if named := _COMMON_NAME.match(parent):
            writers |= dict.fromkeys(_values(entry, _INVOCATION), named[1])
        server = servers.get(parent.casefold())
        host = next(iter(_texts(server, "dNSHostName")), "") if server else ""
        if not host:
            continue
        site = parent.partition(",")[2].casefold()
        if host.casefold() == directory.root.dns_host_name.casefold():
            own_site = site
        held = {dn.casefold() for name in _HELD for dn in _texts(entry, name)}
        found += [(dn, site, host) for dn in held]
    out: dict[str, list[str]] = {}
    for dn, _site, host in sorted(found, key=lambda f: (f[0], f[1] != own_site, f[2].casefold())):
        out.setdefault(dn, []).append(host)
    return out, writers


def _all(directory: Directory, base: str, search: str, attributes: Sequence[str]) -> list[Entry]:
    pages = directory.pages(base, scope="subtree", filter=search, attributes=attributes)
    return [entry for page in pages for entry in page.entries]


def _texts(entry: Entry, name: str) -> list[str]:
    return [v.decode("utf-8", errors="replace") for v in _values(entry, name)]


def _values(entry: Entry, name: str) -> Sequence[bytes]:
    folded = name.casefold()
    return next((v for n, v in entry.attributes.items() if n.casefold() == folded), [])


def _number(entry: Entry, name: str) -> int:
    text = next(iter(_texts(entry, name)), "0")
    return int(text) if text.lstrip("-").isdigit() else 0
