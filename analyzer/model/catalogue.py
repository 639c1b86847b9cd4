"""The attribute catalogue: one row per attribute, read from ``rules/attributes.csv``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase

# Every object has a change time of these, and nobody asks for them alone: an object that shows one shows all it has.
ALWAYS_TIMED = frozenset({"objectclass", "instancetype", "whencreated", "cn", "name", "samaccountname"})
# What the closed words of the catalogue mean, as reports and pages print it.
CATEGORY_WORDS = {
    "exchange": "exchange: it moves with the transfer",
    "identity": "identity: it stays in the directory",
    "object": "object: set by the system",
    "other": "other",
}
TRUST_WORDS = {
    "confirmed": "confirmed: documented, or seen in more than one place",
    "secondary": "secondary: from one place that quotes another",
    "inferred": "inferred: a safe conclusion, not documented as such",
}
WRITTEN_BACK_WORDS = {
    "yes": "yes: writeback brings it from the cloud to AD",
    "calculated": "yes, calculated: writeback makes it from other values",
    "no": "no",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute on both sides: who owns it, what syntax it has, how it is compared."""

    ldap_name: str
    category: str  # exchange (moves), identity (stays), object, other
    owner_before: str  # directory or cloud
    owner_after: str  # directory or cloud
    written_back: str  # yes, calculated, no
    synced: bool  # Connect Sync sends it from AD to the cloud for users
    syntax: str  # unicode, integer, large-integer, boolean, dn, octet, generalized-time, ...
    multi_valued: bool
    cmdlet: str  # "Get-Mailbox"; empty where the cloud has no such value
    properties: tuple[str, ...]  # cloud columns, usually one
    compare: str  # word of the normalise registry; "none" = not comparable
    oid: str
    trust: str  # confirmed, secondary, inferred
    notes: str
    sources: tuple[str, ...]
    stated_on: date
    remote_mailbox: bool = True  # Set-RemoteMailbox can set it; without it only an edit of AD can

    @property
    def moves(self) -> bool:
        """Its source of authority moves to the cloud at the transfer."""
        return self.category == "exchange" and self.owner_after == "cloud"

    @property
    def is_written_back(self) -> bool:
        """One of the 24 that the writeback job brings back to AD."""
        return self.written_back != "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All attributes by LDAP name, and the named sets rules may use."""

    attributes: Mapping[str, Attribute]
    by_folded: Mapping[str, Attribute] = field(repr=False)
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)  # numbers to cloud words

    def __iter__(self) -> Iterator[Attribute]:
        return iter(self.attributes.values())

    def find(self, name: str) -> Attribute | None:
        """The attribute with this LDAP name, whatever its case."""
        return self.by_folded.get(name.casefold())

    def expand(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Attribute names with stars and the sets ``cloud_managed`` and ``written_back`` written out."""
        out: list[str] = []
        for name in names:
            if name == "cloud_managed":
                out += [a.ldap_name for a in self if a.moves]
            elif name == "written_back":
                out += [a.ldap_name for a in self if a.is_written_back]
            elif "*" in name:
                out += [a.ldap_name for a in self if fnmatchcase(a.ldap_name.casefold(), name.casefold())]
            else:
                out.append(name)
        return tuple(dict.fromkeys(out))
