"""What is true about an invented company: every object with both its sides, before any file is written."""

import base64
import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Cell = str | bytes | list[str] | list[bytes]
Attributes = dict[str, Cell]

_NAMESPACE = uuid.UUID("3d1f6c52-77a0-4b35-9f0e-2f4f6d1c0a11")
# The newest moment in any file; everything is told relative to it.
NOW = dt.datetime(2026, 11, 16, 6, 0, 0, tzinfo=dt.UTC)
UNTIL_2026 = 116_444_736_000_000_000  # 100 ns ticks between 1601 and 1970


def guid(*parts: str) -> uuid.UUID:
    """The same GUID for the same words, always."""
    return uuid.uuid5(_NAMESPACE, "/".join(parts))


def number(*parts: str, below: int) -> int:
    """A number from 0 that looks random and never changes."""
    return guid(*parts).int % below


def anchor(value: uuid.UUID) -> str:
    """The base64 text of the directory's 16 bytes."""
    return base64.b64encode(value.bytes_le).decode()


def stamp(moment: dt.datetime) -> str:
    """As AD writes a time."""
    return moment.strftime("%Y%m%d%H%M%S.0Z")


def iso(moment: dt.datetime) -> str:
    """ISO 8601 in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def ticks(moment: dt.datetime) -> str:
    """As AD writes a logon."""
    return str(UNTIL_2026 + int(moment.timestamp()) * 10_000_000)


def earlier(*, days: float = 0, hours: float = 0, minutes: float = 0) -> dt.datetime:
    """A moment before the newest one."""
    return (NOW - dt.timedelta(days=days, hours=hours, minutes=minutes)).replace(microsecond=0)


@dataclass(slots=True, kw_only=True)
class Recipient:
    """One object and its sides; a side that is None does not exist."""

    key: str
    domain: str = ""  # AD domain
    ad: Attributes | None = None
    cloud: Attributes | None = None
    kind: str = ""  # the cloud list it is in: mailbox, mailuser, group, contact, recipient
    entra: Attributes | None = None
    changes: dict[str, str] = field(default_factory=dict)  # attribute -> ISO time, where someone asked for it

    @property
    def directory(self) -> Attributes:
        """The directory side of an object that has one."""
        assert self.ad is not None, self.key
        return self.ad

    @directory.setter
    def directory(self, value: Attributes) -> None:
        self.ad = value

    @property
    def online(self) -> Attributes:
        """The cloud side of an object that has one."""
        assert self.cloud is not None, self.key
        return self.cloud

    @online.setter
    def online(self, value: Attributes) -> None:
        self.cloud = value

    @property
    def user(self) -> Attributes:
        """The Entra side of an object that has one."""
        assert self.entra is not None, self.key
        return self.entra

    @user.setter
    def user(self, value: Attributes) -> None:
        self.entra = value

    @property
    def called(self) -> str:
        """The common name in the directory."""
        return str(self.directory["cn"])

    @property
    def guid(self) -> str:
        """The name findings use: objectGUID, else ``cloud:`` and the Entra id."""
        if self.ad is not None:
            value = self.ad["objectGUID"]
            assert isinstance(value, bytes)
            return str(uuid.UUID(bytes_le=value))
        return f"cloud:{self.online['ExternalDirectoryObjectId']}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One finding that must come out: who, what, both values, and where the evidence stands.

    ``who`` is the key of a recipient, the name of a configuration object, or empty for findings about nobody
    in particular. A value of None is not checked (a count, a long text).
    """

    rule: str
    who: str = ""
    attribute: str | None = None
    directory: str | None = None
    cloud: str | None = None
    outcome: str = "fail"
    certainty: str = "certain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong, told in a sentence, with all findings that it must cause."""

    title: str
    tells: str
    expects: tuple[Expected, ...]


@dataclass(kw_only=True)
class Company:
    """A whole company, ready to be exported."""

    name: str
    tenant: str  # contoso
    domains: tuple[str, ...]  # AD domains
    recipients: dict[str, Recipient] = field(default_factory=dict)
    configuration: list[tuple[str, Attributes]] = field(default_factory=list)  # distinguished name, attributes
    tables: dict[str, list[Attributes]] = field(default_factory=dict)  # the small exports
    faults: list[Fault] = field(default_factory=list)
    statements: dict[str, Mapping[str, str]] = field(default_factory=dict)
    waivers: list[Mapping[str, str]] = field(default_factory=list)
    applications: list[Mapping[str, str]] = field(default_factory=list)

    def add(self, recipient: Recipient) -> Recipient:
        """Puts an object into the company; keys are unique."""
        if recipient.key in self.recipients:
            raise ValueError(f"{recipient.key} exists")
        self.recipients[recipient.key] = recipient
        return recipient

    def __getitem__(self, key: str) -> Recipient:
        return self.recipients[key]

    def of_domain(self, domain: str) -> Iterator[Recipient]:
        """The directory objects of one AD domain."""
        return (r for r in self.recipients.values() if r.ad is not None and r.domain == domain)

    def of_kind(self, *kinds: str) -> Iterator[Recipient]:
        """The cloud objects of some lists."""
        return (r for r in self.recipients.values() if r.cloud is not None and r.kind in kinds)

    def fault(self, title: str, tells: str, *expects: Expected) -> None:
        """Writes a fault down."""
        self.faults.append(Fault(title=title, tells=tells, expects=expects))

    @property
    def expected(self) -> tuple[Expected, ...]:
        """Every finding that must come out."""
        return tuple(e for f in self.faults for e in f.expects)
