"""Searches sent and their whole answers taken: with our own decoder, or the long way through ldap3.

An answer is cut into its messages first and decoded when asked for, so that the next request can go out in between.

``OwnWire`` lets ldap3 encode and send the request and reads the answer from the connection's socket itself. It uses
parts of ldap3 that are not promised; where a version lacks them, ``LibraryWire`` does the same through the public
search, 2.3 times slower.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import ldap3
from ldap3.core.exceptions import LDAPExceptionError
from ldap3.operation.abandon import abandon_operation
from ldap3.operation.search import search_operation
from ldap3.protocol.microsoft import security_descriptor_control
from ldap3.protocol.rfc2696 import paged_search_control

from analyzer.collectors.ldap_decode import (
    DONE,
    ENTRY,
    EXTENDED,
    PAGED,
    REFERENCE,
    Done,
    Entry,
    Malformed,
    Names,
    done,
    entry,
    envelope,
    message_end,
)

SCOPES = {"base": ldap3.BASE, "level": ldap3.LEVEL, "subtree": ldap3.SUBTREE}
_CHUNK = 256 * 1024
_Place = tuple[bytes, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One search. ``page_size`` 0 asks without paging; ``sd_flags`` says which parts of rights are wanted."""

    base: str
    scope: str
    filter: str
    attributes: tuple[str, ...]
    page_size: int = 0
    cookie: bytes = b""
    sd_flags: int | None = None

    def controls(self) -> list[Any] | None:
        """The controls that go with the request."""
        asked = []
        if self.page_size:
            asked.append(paged_search_control(True, self.page_size, self.cookie))
        if self.sd_flags is not None:
            asked += security_descriptor_control(True, self.sd_flags)
        return asked or None


class Arrived(NamedTuple):
    """What came back for one request: so many objects; ``entries`` decodes them, once.

    ``referrals`` counts references to other servers; none is followed.
    """

    done: Done
    referrals: int
    number: int
    entries: Callable[[], list[Entry]]


class Lost(Exception):
    """The connection ended, or nothing came in time, before the answer was whole."""


class Wire(Protocol):
    """Sends searches and takes their answers. Every method raises ``Lost`` when the connection ended."""

    names: Names

    def send(self, request: Request) -> int:
        """The request is on its way, where the wire can have several; the number is for ``receive``, once."""

    def receive(self, number: int) -> Arrived:
        """The whole answer to a request that was sent."""

    def give_up(self, number: int) -> None:
        """Nobody waits for the answer any more, and the server is told so."""


def wire_of(connection: Any) -> Wire:
    """The faster wire where this ldap3 has what it needs, else the public one."""
    strategy = getattr(connection, "strategy", None)
    fit = all(hasattr(strategy, name) for name in ("send", "_outstanding")) and hasattr(connection, "socket")
    return OwnWire(connection) if fit else LibraryWire(connection)


@contextmanager
def _without_circles() -> Iterator[None]:
    """A page is a hundred thousand lists and no circle among them; looking for circles takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class OwnWire:
    """Reads the answers from the socket with our own decoder."""

    def __init__(self, connection: Any) -> None:
        self.names = Names()
        self._connection = connection
        self._data, self._at = b"", 0
        # What arrived for requests that still wait, by number: a block of bytes, start and end of each object in it.
        self._waiting: dict[int, list[_Place]] = {}
        self._referrals: dict[int, int] = {}
        self._done: dict[int, Done] = {}

    def send(self, request: Request) -> int:
        """The request is on its way. Raises ``Lost`` when the connection ended."""
        operation = search_operation(
            request.base, request.filter, SCOPES[request.scope], ldap3.DEREF_NEVER, request.attributes or ("1.1",),
            0, 0, False, auto_escape=True, auto_encode=False,
        )  # fmt: skip
        number = self._send("searchRequest", operation, request.controls())
        self._waiting[number], self._referrals[number] = [], 0
        return number

    def give_up(self, number: int) -> None:
        """The server is told to stop; what still arrives is dropped. Raises ``Lost`` when the connection ended."""
        was_whole = self._done.pop(number, None)
        self._referrals.pop(number, None)
        if self._waiting.pop(number, None) is not None and was_whole is None:
            self._send("abandonRequest", abandon_operation(number), None)

    def _send(self, kind: str, operation: Any, controls: list[Any] | None) -> int:
        strategy = self._connection.strategy
        try:
            number = int(strategy.send(kind, operation, controls))
        except (LDAPExceptionError, OSError) as error:
            raise Lost(str(error)) from error
        # The answer never reaches ldap3, so it must not wait for it.
        strategy._outstanding.pop(number, None)
        return number

    def receive(self, number: int) -> Arrived:
        """The whole answer; what arrives for other requests meanwhile is kept for them. Raises ``Lost``."""
        with _without_circles():
            try:
                if number not in self._done:
                    self._take_until(number)
            except Malformed as error:
                raise Lost(f"the answer is damaged: {error}") from error
        places = self._waiting.pop(number)
        return Arrived(self._done.pop(number), self._referrals.pop(number), len(places), lambda: self._decoded(places))

    def _take_until(self, number: int) -> None:
        for data, start, end in self._messages():
            of, tag, at, stop = envelope(data, start, end)
            if of == 0 and tag == EXTENDED:
                told = done(data, at, stop, end)
                raise Lost(f"the server said good-bye: {told.text or f'result {told.code}'}")
            if of not in self._waiting:
                continue
            if tag == ENTRY:
                self._waiting[of].append((data, at, stop))
            elif tag == REFERENCE:
                self._referrals[of] += 1
            elif tag == DONE:
                self._done[of] = done(data, at, stop, end)
                if of == number:
                    return
        raise Lost("the answer ended early")

    def _decoded(self, places: list[_Place]) -> list[Entry]:
        with _without_circles():
            try:
                return [entry(data, at, stop, self.names) for data, at, stop in places]
            except Malformed as error:
                raise Lost(f"the answer is damaged: {error}") from error

    def _messages(self) -> Iterator[tuple[bytes, int, int]]:
        """Each message as it arrives: a block of bytes and where in it the message starts and ends."""
        while True:
            end = message_end(self._data, self._at)
            if -1 < end <= len(self._data):
                start, self._at = self._at, end
                yield self._data, start, end
            else:
                self._data, self._at = self._more(self._data[self._at :], end - self._at), 0

    def _more(self, have: bytes, need: int) -> bytes:
        """``have`` and what arrived after it, at least ``need`` bytes."""
        parts, size = [have], len(have)
        while True:
            try:
                part = self._connection.socket.recv(_CHUNK)
            except (TimeoutError, BlockingIOError) as error:
                raise Lost("no answer in time") from error
            except (OSError, AttributeError) as error:
                raise Lost(str(error)) from error
            if not part:
                raise Lost("the server closed the connection")
            parts.append(part)
            size += len(part)
            if size >= need:
                return b"".join(parts)


class LibraryWire:
    """The same through ldap3's public search, for a version without the parts that ``OwnWire`` uses. One request at a
    time: what is sent ahead waits here."""

    def __init__(self, connection: Any) -> None:
        self.names = Names()
        self._connection = connection
        self._asked: dict[int, Request] = {}
        self._number = 0

    def send(self, request: Request) -> int:
        """The request waits to be received."""
        self._number += 1
        self._asked[self._number] = request
        return self._number

    def give_up(self, number: int) -> None:
        """It is never sent."""
        self._asked.pop(number, None)

    def receive(self, number: int) -> Arrived:
        """The whole answer. Raises ``Lost`` when it does not arrive."""
        connection, request = self._connection, self._asked.pop(number)
        try:
            connection.search(
                request.base, request.filter, SCOPES[request.scope], ldap3.DEREF_NEVER, request.attributes or ("1.1",),
                controls=request.controls(),
            )  # fmt: skip
        except (LDAPExceptionError, OSError) as error:
            raise Lost(str(error)) from error
        entries, referrals = [], 0
        for found in connection.response or ():
            if found["type"] == "searchResRef":
                referrals += 1
            elif found["type"] == "searchResEntry":
                raw = found["raw_attributes"]
                for name in raw:
                    self.names(name.encode())
                entries.append(Entry(found["dn"], {name: list(values or ()) for name, values in raw.items()}))
        told = connection.result
        paged = (told.get("controls") or {}).get(PAGED.decode())
        cookie = bytes(paged["value"]["cookie"] or b"") if paged else b""
        text = str(told["message"] or "").strip("\0 \r\n")
        result = Done(told["result"], told["dn"] or "", text, tuple(told["referrals"] or ()), cookie)
        return Arrived(result, referrals, len(entries), lambda: entries)
