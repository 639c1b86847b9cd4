"""Reads a live directory: signs in, searches page by page, and does nothing else.

Only bind, search, unbind and abandon ever leave it (and the request that starts TLS). References to other servers
are counted, never followed.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, NamedTuple, Self

from analyzer.collectors.ldap_access import Login, Server
from analyzer.collectors.ldap_decode import Entry
from analyzer.collectors.ldap_errors import BUSY, NO_OBJECT, UNAVAILABLE, failed_search
from analyzer.collectors.ldap_login import abandon, open_connection
from analyzer.collectors.ldap_ranges import Vanished, whole
from analyzer.collectors.ldap_wire import Arrived, Lost, Request, Wire, wire_of
from analyzer.errors import ControllerGone, ServerUnreachable

__all__ = ["Directory", "Entry", "Login", "Page", "RootDse", "Server", "connect"]

# How long to wait, in seconds, when the server says that it is busy; then it is an error.
_PATIENCE = (1.0, 4.0, 10.0)


class Page(NamedTuple):
    """Some of the objects of a search. ``cookie`` is the place in it; empty on the last page."""

    entries: list[Entry]
    referrals: int
    cookie: bytes


class _Sent(NamedTuple):
    """A request whose answer was not taken yet."""

    wire: Wire
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RootDse:
    """What a controller says about itself. Levels are Microsoft's numbers (7 is Windows Server 2016); -1 unsaid."""

    default_naming_context: str
    configuration_naming_context: str
    schema_naming_context: str
    root_domain_naming_context: str
    dns_host_name: str
    highest_usn: int
    forest_level: int
    domain_level: int
    current_time: datetime
    supported_controls: tuple[str, ...]


def connect(
    server: Server, login: Login, *, delay: float = 0.0, pause: Callable[[float], None] = time.sleep
) -> "Directory":
    """A connection that is signed in. ``delay``: seconds to wait before each further page.

    Raises:
        CollectError: one of its kinds, with the reason in words.
    """
    return Directory(server, login, delay=delay, pause=pause)


class Directory:
    """A connection to one controller, for use with ``with``. Not for use from several threads."""

    def __init__(self, server: Server, login: Login, *, delay: float, pause: Callable[[float], None]) -> None:
        self._server, self._login, self._delay, self._pause = server, login, delay, pause
        self._connection: Any = None
        self._wire: Wire
        self._open()
        try:
            self.root = self._read_root()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Says good-bye; may be called twice."""
        if self._connection is not None:
            abandon(self._connection)
            self._connection = None

    def pages(
        self,
        base: str,
        *,
        scope: str,
        filter: str,  # noqa: A002 - the word of LDAP
        attributes: Sequence[str],
        page_size: int = 500,
        sd_flags: int | None = None,
    ) -> Iterator[Page]:
        """Every object that fits, page by page; long lists of values are whole. ``scope``: base, level, subtree.

        The next page is asked for before the objects of one are decoded, so the server works meanwhile; at most one
        page is on its way. With a delay it is asked for after the wait. Whoever stops early gives up the rest.

        Raises:
            ControllerGone: the connection ended and the place in the search is lost. Calling again starts anew.
            CollectError: another of its kinds, with the reason in words.
        """
        request: Request | None = Request(
            base=base, scope=scope, filter=filter, attributes=tuple(attributes), page_size=page_size, sd_flags=sd_flags
        )
        sent: _Sent | None = None
        try:
            while request is not None:
                arrived = self._ask(request, sent)
                sent, wire, cookie = None, self._wire, arrived.done.cookie
                if arrived.done.code:
                    raise failed_search(
                        arrived.done, base=base, where=self._server.where, got=arrived.number, cookie=request.cookie
                    )
                request = replace(request, cookie=cookie) if cookie else None
                if request is not None and not self._delay:
                    sent = self._ahead(request)
                page = Page(self._objects(arrived, wire), arrived.referrals, cookie)
                del arrived  # its bytes: while the page is used the next one arrives
                yield page
                del page
                if request is not None and self._wire is not wire:
                    raise self._gone("it was made anew for another search meanwhile")
                if request is not None and self._delay:
                    self._pause(self._delay)
        finally:
            self._give_up(sent)

    def read(self, dn: str, attributes: Sequence[str]) -> Entry | None:
        """One object; None when it is not there or invisible.

        Raises:
            CollectError: one of its kinds, with the reason in words.
        """
        entry = self._one(dn, tuple(attributes))
        return self._whole(entry) if entry and self._wire.names.ranged else entry

    def _one(self, dn: str, attributes: tuple[str, ...]) -> Entry | None:
        arrived = self._ask(Request(base=dn, scope="base", filter="(objectClass=*)", attributes=attributes))
        if arrived.done.code == NO_OBJECT:
            return None
        if arrived.done.code:
            raise failed_search(arrived.done, base=dn, where=self._server.where, got=arrived.number, cookie=b"")
        return next(iter(self._decoded(arrived)), None)

    def _whole(self, entry: Entry) -> Entry:
        """The same object with every list whole that the server gave in part."""
        try:
            return whole(entry, self._one)
        except Vanished as error:
            raise ControllerGone(
                f"{entry.dn} vanished while its values were read",
                help="It was moved or deleted meanwhile. Run again with --resume.",
            ) from error

    def _ask(self, request: Request, sent: _Sent | None = None) -> Arrived:
        """The answer of the server; waits while it says that it is busy, connects again where nothing is lost by it."""
        arrived = self._try(request, sent)
        for seconds in _PATIENCE:
            if arrived.done.code not in {BUSY, UNAVAILABLE}:
                break
            self._pause(seconds)
            arrived = self._try(request)
        return arrived

    def _try(self, request: Request, sent: _Sent | None = None) -> Arrived:
        if self._connection is None:
            if request.cookie:
                raise self._gone("the connection is closed")
            self._open_again()
        try:
            return self._wire.receive(self._wire.send(request) if sent is None else sent.number)
        except Lost as lost:
            self.close()
            if request.cookie:
                # A place in a search belongs to the connection; nobody can go on from it.
                raise self._gone(str(lost)) from lost
        except BaseException:
            # An answer that was not read to its end would be taken for the next one's.
            self.close()
            raise
        self._open_again()
        try:
            return self._wire.receive(self._wire.send(request))
        except Lost as lost:
            self.close()
            raise self._gone(str(lost)) from lost

    def _ahead(self, request: Request) -> _Sent | None:
        """The request is on its way, or the connection ended: whoever asks for the answer is told."""
        try:
            return _Sent(self._wire, self._wire.send(request))
        except Lost:
            self.close()
            return None

    def _decoded(self, arrived: Arrived) -> list[Entry]:
        try:
            return arrived.entries()
        except Lost as lost:
            self.close()
            raise self._gone(str(lost)) from lost

    def _objects(self, arrived: Arrived, wire: Wire) -> list[Entry]:
        entries = self._decoded(arrived)
        return [self._whole(entry) for entry in entries] if wire.names.ranged else entries

    def _give_up(self, sent: _Sent | None) -> None:
        if sent is None or sent.wire is not self._wire or self._connection is None:
            return
        try:
            self._wire.give_up(sent.number)
        except Lost:
            self.close()

    def _gone(self, seen: str) -> ControllerGone:
        return ControllerGone(
            f"The connection to {self._server.where} ended in the middle of a search", seen=seen,
            help="Run again with --resume. If it happens often: smaller pages (--page-size), a longer --timeout.",
        )  # fmt: skip

    def _open(self) -> None:
        self._connection = open_connection(self._server, self._login)
        self._wire = wire_of(self._connection)

    def _open_again(self) -> None:
        try:
            self._open()
        except ServerUnreachable as error:
            raise self._gone(f"{error.message}: {error.seen}") from error

    def _read_root(self) -> RootDse:
        entry = self._one("", _ROOT)
        found = {name.casefold(): values for name, values in entry.attributes.items()} if entry else {}

        def first(name: str) -> str:
            return next(iter(found.get(name.casefold(), ())), b"").decode("utf-8", "replace")

        if not first("defaultNamingContext"):
            raise ServerUnreachable(
                f"{self._server.where} is no domain controller of an Active Directory",
                seen="its own entry names no domain (defaultNamingContext)",
                help="Name a domain controller. AD LDS and other directories hold no recipients of Exchange.",
            )
        return RootDse(
            default_naming_context=first("defaultNamingContext"),
            configuration_naming_context=first("configurationNamingContext"),
            schema_naming_context=first("schemaNamingContext"),
            root_domain_naming_context=first("rootDomainNamingContext"),
            dns_host_name=first("dnsHostName"),
            highest_usn=_number(first("highestCommittedUSN")),
            forest_level=_number(first("forestFunctionality")),
            domain_level=_number(first("domainFunctionality")),
            current_time=_time(first("currentTime"), self._server.where),
            supported_controls=tuple(v.decode("ascii", "replace") for v in found.get("supportedcontrol", ())),
        )


_ROOT = (
    "defaultNamingContext", "configurationNamingContext", "schemaNamingContext", "rootDomainNamingContext",
    "dnsHostName", "highestCommittedUSN", "forestFunctionality", "domainFunctionality", "currentTime",
    "supportedControl",
)  # fmt: skip


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,19}", text) else -1


def _time(text: str, where: str) -> datetime:
    found = re.fullmatch(r"(\d{14})(?:\.\d+)?Z", text)
    if found is None:
        raise ServerUnreachable(
            f"{where} does not tell its time", seen=text or "currentTime is missing", help="Name another controller."
        )
    return datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
