"""One search sent and its whole answer taken: with our own decoder, or the long way through ldap3.

``OwnWire`` lets ldap3 encode and send the request and reads the answer from the connection's socket itself. It uses
parts of ldap3 that are not promised; where a version lacks them, ``LibraryWire`` does the same through the public
search, 2.3 times slower.
"""

import gc
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import ldap3
from ldap3.core.exceptions import LDAPExceptionError
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


class Answer(NamedTuple):
    """What came back for one request. ``referrals`` counts references to other servers; none is followed."""

    entries: list[Entry]
    referrals: int
    done: Done


class Lost(Exception):
    """The connection ended, or nothing came in time, before the answer was whole."""


class Wire(Protocol):
    """Sends a search and takes the answer."""

    names: Names

    def search(self, request: Request) -> Answer:
        """The whole answer. Raises ``Lost`` when it does not arrive."""


def wire_of(connection: Any) -> Wire:
    """The faster wire where this ldap3 has what it needs, else the public one."""
    strategy = getattr(connection, "strategy", None)
    fit = all(hasattr(strategy, name) for name in ("send", "_outstanding")) and hasattr(connection, "socket")
    return OwnWire(connection) if fit else LibraryWire(connection)


class OwnWire:
    """Reads the answers from the socket with our own decoder."""

    def __init__(self, connection: Any) -> None:
        self.names = Names()
        self._connection = connection
        self._data, self._at = b"", 0

    def search(self, request: Request) -> Answer:
        """The whole answer. Raises ``Lost`` when it does not arrive."""
        strategy = self._connection.strategy
        operation = search_operation(
            request.base, request.filter, SCOPES[request.scope], ldap3.DEREF_NEVER, request.attributes or ("1.1",),
            0, 0, False, auto_escape=True, auto_encode=False,
        )  # fmt: skip
        try:
            number = strategy.send("searchRequest", operation, request.controls())
        except (LDAPExceptionError, OSError) as error:
            raise Lost(str(error)) from error
        # The answer never reaches ldap3, so it must not wait for it.
        strategy._outstanding.pop(number, None)
        entries: list[Entry] = []
        referrals = 0
        # A page is a hundred thousand lists and no circle among them; looking for circles takes a third of the time.
        was_on = gc.isenabled()
        gc.disable()
        try:
            for data, start, end in self._messages():
                of, tag, at, stop = envelope(data, start, end)
                if of == number and tag == ENTRY:
                    entries.append(entry(data, at, stop, self.names))
                elif of == number and tag == REFERENCE:
                    referrals += 1
                elif of == number and tag == DONE:
                    return Answer(entries, referrals, done(data, at, stop, end))
                elif of == 0 and tag == EXTENDED:
                    told = done(data, at, stop, end)
                    raise Lost(f"the server said good-bye: {told.text or f'result {told.code}'}")
        except Malformed as error:
            raise Lost(f"the answer is damaged: {error}") from error
        finally:
            if was_on:
                gc.enable()
        raise Lost("the answer ended early")

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
    """The same through ldap3's public search, for a version without the parts that ``OwnWire`` uses."""

    def __init__(self, connection: Any) -> None:
        self.names = Names()
        self._connection = connection

    def search(self, request: Request) -> Answer:
        """The whole answer. Raises ``Lost`` when it does not arrive."""
        connection = self._connection
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
        return Answer(entries, referrals, result)
