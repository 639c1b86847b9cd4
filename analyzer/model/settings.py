"""What people said in ``assessment.toml``. Every field has the value it takes when the file is silent."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One answer of a person to one of the open statements (ATT-001 ...)."""

    id: str
    answer: str  # "yes" or "no"
    person: str = ""
    date: dt.date | None = None
    text: str = ""

    @property
    def is_answered(self) -> bool:
        """A yes without person and date is no answer; a no needs neither."""
        return self.answer == "no" or (self.answer == "yes" and bool(self.person) and self.date is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A signed acceptance of one rule on one object (or all of them), until a day."""

    rule: str
    reason: str
    approver: str
    expires: dt.date
    object: str = "*"  # objectGUID, user principal name or "*"
    attribute: str = "*"
    evidence: str = ""  # where the acceptance is kept: a ticket, a minute, a mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A program that reads or writes attributes in AD. ``lines`` says where in the file each name stands first."""

    name: str
    owner: str = ""
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture that was checked and may be embedded."""

    media: str  # image/png or image/svg+xml
    width: int  # pixels
    height: int
    data: str  # base64

    @property
    def uri(self) -> str:
        """The picture as a ``data:`` address."""
        return f"data:{self.media};base64,{self.data}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``assessment.toml`` as read; times in minutes and hours."""

    customer: str = ""
    author: str = ""
    classification: str = ""
    introduction: str = ""
    accent: str = ""
    logo: Logo | None = None
    sync_interval_minutes: int | None = None  # None: the scheduler export, else 30
    settle_hours: int = 24
    statements: tuple[Statement, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    planned: tuple[str, ...] = field(default=())  # GUIDs or UPNs of the planned wave; empty = all
    returns_onprem: tuple[str, ...] = field(default=())  # mailboxes that will move back on-premises
    leaves_scope: tuple[str, ...] = field(default=())  # objects that will leave the scope of the sync
    transferred_by: dt.date | None = None  # the day by which all that are transferred today were so
    none_found: tuple[str, ...] = ()  # kinds of exports of which a person says that there is nothing to export
    applications: tuple[Application, ...] = ()
    sha256: str = ""

    def statement(self, statement_id: str) -> Statement | None:
        """The statement with this id, or None when nobody said anything."""
        return next((s for s in self.statements if s.id == statement_id), None)
