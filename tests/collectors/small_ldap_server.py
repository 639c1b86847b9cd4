"""A small LDAP server for what the real one (Samba) does not do, but a Windows controller does.

A thread on loopback, a port of its own, its own BER. It knows bind (simple and the old NTLM form called Sicily),
search, unbind and abandon, records every request, and misbehaves on demand.
"""

import hashlib
import hmac
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

BASE = "DC=contoso,DC=example"
USER, PASSWORD = "CONTOSO\\reader", "Invented-Passw0rd"
OPERATIONS = {0x60: "bind", 0x42: "unbind", 0x63: "search", 0x50: "abandon", 0x66: "modify", 0x68: "add",
              0x4A: "delete", 0x6C: "rename", 0x6E: "compare", 0x77: "extended"}  # fmt: skip
PAGED = b"1.2.840.113556.1.4.319"
CHALLENGE = b"\x01\x23\x45\x67\x89\xab\xcd\xef"
ROOT = {
    "defaultNamingContext": [BASE.encode()], "configurationNamingContext": [f"CN=Configuration,{BASE}".encode()],
    "schemaNamingContext": [f"CN=Schema,CN=Configuration,{BASE}".encode()],
    "rootDomainNamingContext": [BASE.encode()], "dnsHostName": [b"dc1.contoso.example"],
    "highestCommittedUSN": [b"123456"], "forestFunctionality": [b"7"], "domainFunctionality": [b"7"],
    "currentTime": [b"20260315101500.0Z"], "supportedControl": [PAGED],
}  # fmt: skip


def tlv(tag: int, *parts: bytes) -> bytes:
    """One element. Lengths in the long form of four bytes, as Windows writes them for what holds others."""
    content = b"".join(parts)
    if tag & 0x20:
        return bytes([tag, 0x84]) + len(content).to_bytes(4, "big") + content
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    size = (len(content).bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + len(content).to_bytes(size, "big") + content


def integer(value: int, tag: int = 0x02) -> bytes:
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        tag, size, at = data[at], data[at + 1], at + 2
        if size > 127:
            size, at = int.from_bytes(data[at : at + size - 128], "big"), at + size - 128
        yield tag, data[at : at + size]
        at += size


def entry_of(dn: str, attributes: dict[str, list[bytes]]) -> bytes:
    """The content of a SearchResultEntry with its tag."""
    listed = [
        tlv(0x30, tlv(0x04, name.encode()), tlv(0x31, *(tlv(0x04, value) for value in values)))
        for name, values in attributes.items()
    ]
    return tlv(0x64, tlv(0x04, dn.encode()), tlv(0x30, *listed))


def result(tag: int, code: int, text: str = "", matched: bytes = b"", more: bytes = b"") -> bytes:
    return tlv(tag, integer(code, 0x0A), tlv(0x04, matched), tlv(0x04, text.encode()), more)


@dataclass(slots=True, kw_only=True)
class Behaviour:
    """What the server holds and how it misbehaves. Numbers count down; each misbehaviour then ends."""

    objects: list[tuple[str, dict[str, list[bytes]]]] = field(default_factory=list)
    has_places: bool = False  # a search stays below its base, and a base without objects is not there
    root: dict[str, list[bytes]] = field(default_factory=dict)  # of its own entry, in place of the usual values
    max_page: int = 1000  # MaxPageSize
    max_values: int = 1500  # MaxValRange
    refuse_bind: tuple[int, str] | None = None
    refuse_search: tuple[int, str] | None = None
    referral: str = ""
    busy: int = 0  # this many searches are answered with "busy"
    forget_cookies: bool = False  # every cookie is unknown
    cut_after: int = -1  # objects until the connection breaks in the middle of one; once
    cuts: int = 1  # how many connections break
    silent: bool = False  # searches get no answer
    good_bye: bool = False  # the next search ends with a notice of disconnection
    garbage: bytes = b""  # sent in place of an answer


class SmallServer:
    """Runs from ``with`` to its end. ``requests`` has the name of each operation in the order of arrival."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.requests: list[str] = []
        self.page_sizes: list[int] = []
        self.asked: list[tuple[str, ...]] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._clients: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def __enter__(self) -> "SmallServer":
        return self

    def __exit__(self, *_: object) -> None:
        # A shutdown wakes the thread that waits for a connection.
        for one in (self._socket, *self._clients):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(10)
            assert not thread.is_alive()
        for one in (self._socket, *self._clients):
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                self._clients.append(client)
                self._threads.append(threading.Thread(target=_Session(self, client).run))
                self._threads[-1].start()


class _Session:
    """One connection: its sign-in and its places in paged searches."""

    def __init__(self, server: SmallServer, client: socket.socket) -> None:
        self._server, self._client, self._is_in = server, client, False

    def run(self) -> None:
        with suppress(OSError), self._client.makefile("rb") as stream:
            while (head := stream.read(2)) and head[0] == 0x30:
                size = head[1]
                if size > 127:
                    size = int.from_bytes(stream.read(size - 128), "big")
                (_, number), (tag, content), *controls = elements(stream.read(size))
                self._server.requests.append(OPERATIONS.get(tag, hex(tag)))
                if tag == 0x42:
                    break
                if tag == 0x60:
                    self._bind(number, content)
                elif tag == 0x63:
                    self._search(number, content, controls[0][1] if controls else b"")
        self._client.close()

    def _send(self, number: bytes, operation: bytes, controls: bytes = b"") -> None:
        self._client.sendall(tlv(0x30, tlv(0x02, number), operation, controls))

    def _bind(self, number: bytes, content: bytes) -> None:
        _, (_, name), (kind, secret) = elements(content)
        wrong = (49, "80090308: LdapErr: DSID-0C090449, comment: AcceptSecurityContext error, data 52e, v4563")
        code, text, creds = 0, "", b""
        if kind == 0x89:
            creds = b"NTLM"  # Sicily: which packages there are
        elif kind == 0x8A:
            creds = _challenge()
        elif self._server.behaviour.refuse_bind:
            code, text = self._server.behaviour.refuse_bind
        elif kind == 0x8B:
            code, text = (0, "") if _is_right(secret) else wrong
        elif (name, secret) != (USER.encode(), PASSWORD.encode()):
            code, text = wrong
        self._is_in = kind in {0x80, 0x8B} and code == 0
        self._send(number, result(0x61, code, text, creds))

    def _search(self, number: bytes, content: bytes, controls: bytes) -> None:
        (_, base), (_, scope), _, _, _, _, what, (_, attributes) = elements(content)
        asked = tuple(value.decode() for _, value in elements(attributes))
        self._server.asked.append(asked)
        behaviour = self._server.behaviour
        if base == b"" and scope == b"\0":
            self._send(number, entry_of("", {**ROOT, **behaviour.root}))
            self._send(number, result(0x65, 0))
            return
        if behaviour.garbage:
            self._client.sendall(behaviour.garbage)
        if behaviour.silent or behaviour.garbage:
            return
        if behaviour.good_bye:
            behaviour.good_bye = False
            self._send(b"\0", result(0x78, 52, "shutting down", more=tlv(0x8A, b"1.3.6.1.4.1.1466.20036")))
            self._client.shutdown(socket.SHUT_RDWR)
            return
        if behaviour.busy:
            behaviour.busy -= 1
            self._send(number, result(0x65, 51, "00002024: busy"))
            return
        if behaviour.referral:
            self._send(number, result(0x65, 10, more=tlv(0xA3, tlv(0x04, behaviour.referral.encode()))))
            return
        if behaviour.refuse_search:
            self._send(number, result(0x65, *behaviour.refuse_search))
            return
        found = [(dn, a) for dn, a in behaviour.objects if scope != b"\0" or dn.casefold() == base.decode().casefold()]
        is_gone = behaviour.has_places and not any(_is_below(dn, base) for dn, _ in behaviour.objects)
        if behaviour.has_places:
            found = [(dn, a) for dn, a in found if _is_below(dn, base)]
        found = [(dn, a) for dn, a in found if _fits(what, a)]
        if is_gone or (scope == b"\0" and not found):
            self._send(number, result(0x65, 32, "0000208D: NameErr: problem 2001 (NO_OBJECT)", BASE.encode()))
            return
        self._page(number, found, asked, controls)

    def _page(self, number: bytes, found: list, asked: tuple[str, ...], controls: bytes) -> None:
        behaviour = self._server.behaviour
        size, at, paged = behaviour.max_page, 0, False
        for _, control in elements(controls):
            (_, oid), *rest = elements(control)
            if oid == PAGED:
                paged = True
                ((_, inside),) = elements(rest[-1][1])
                (_, raw), (_, cookie) = elements(inside)
                self._server.page_sizes.append(int.from_bytes(raw, "big"))
                size, at = min(size, self._server.page_sizes[-1]), int(cookie or b"0")
                if cookie and behaviour.forget_cookies:
                    self._send(number, result(0x65, 12, "00000057: LdapErr: comment: Error processing control"))
                    return
        for dn, attributes in found[at : at + size]:
            message = entry_of(dn, self._parts(attributes, asked))
            if behaviour.cut_after == 0 and behaviour.cuts:
                behaviour.cuts -= 1
                behaviour.cut_after = -1
                self._client.sendall(tlv(0x30, tlv(0x02, number), message)[:-3])
                self._client.shutdown(socket.SHUT_RDWR)
                raise OSError("cut")
            behaviour.cut_after -= behaviour.cut_after > 0
            self._send(number, message)
        if at == 0:
            self._send(number, tlv(0x73, tlv(0x04, f"ldap://dc1.contoso.example/CN=Configuration,{BASE}".encode())))
        is_more = at + size < len(found)
        if not paged:
            self._send(number, result(0x65, 4 if is_more else 0))
            return
        value = tlv(0x30, integer(0), tlv(0x04, str(at + size).encode() if is_more else b""))
        self._send(number, result(0x65, 0), tlv(0xA0, tlv(0x30, tlv(0x04, PAGED), tlv(0x04, value))))

    def _parts(self, attributes: dict[str, list[bytes]], asked: tuple[str, ...]) -> dict[str, list[bytes]]:
        """What was asked for, long lists in parts: an empty list under the plain name, then the range."""
        most, out = self._server.behaviour.max_values, {}
        wanted = {a.partition(";range=")[0].casefold(): a for a in asked}
        for name, values in attributes.items():
            want = wanted.get(name.casefold())
            if want is None and "*" not in asked:
                continue
            first = int((want or "").partition(";range=")[2].partition("-")[0] or 0)
            if len(values) <= most and first == 0:
                out[name] = values
                continue
            if first == 0:
                out[name] = []
            last = first + most
            end = "*" if last >= len(values) else str(last - 1)
            out[f"{name};range={first}-{end}"] = values[first:last]
        return out


def _is_below(dn: str, base: bytes) -> bool:
    """Whether the object is the base or stands below it."""
    return f",{dn}".casefold().endswith(f",{base.decode()}".casefold())


def _fits(what: tuple[int, bytes], attributes: dict[str, list[bytes]]) -> bool:
    """Whether an object fits a filter; only what the tests ask for."""
    tag, content = what
    held = {name.casefold(): values for name, values in attributes.items()}
    if tag in {0xA0, 0xA1}:
        return (all, any)[tag & 1](_fits(one, attributes) for one in elements(content))
    if tag == 0xA2:
        return not _fits(next(elements(content)), attributes)
    if tag == 0xA4:
        # Only "starts with" and the last part of a longer pattern: what the parts of a collection ask for.
        (_, name), (_, pieces) = elements(content)
        first = dict(elements(pieces)).get(0x80, b"").lower()
        return any(v.lower().startswith(first) for v in held.get(name.decode().casefold(), []))
    if tag == 0x87:
        return content.decode().casefold() in {*held, "objectclass"}
    (_, name), (_, value) = elements(content)
    values = held.get(name.decode().casefold(), [])
    return value in values or value.lower() in {v.lower() for v in values}


def _challenge() -> bytes:
    """A challenge as Windows sends it, with the names of domain and controller."""
    name = "CONTOSO".encode("utf-16-le")
    names = {2: "CONTOSO", 1: "DC1", 4: "contoso.example", 3: "dc1.contoso.example"}
    listed = [(kind, text.encode("utf-16-le")) for kind, text in names.items()]
    listed += [(7, struct.pack("<Q", 133_000_000_000_000_000)), (0, b"")]
    info = b"".join(struct.pack("<HH", kind, len(value)) + value for kind, value in listed)
    fields = (len(name), len(name), 56, 0xE2898215, CHALLENGE, 0, len(info), len(info), 56 + len(name))
    return struct.pack("<8sIHHII8sQHHI8s", b"NTLMSSP\0", 2, *fields, b"\x0a\0\x7c\x4f\0\0\0\x0f") + name + info


def _is_right(answer: bytes) -> bool:
    """Whether an NTLM answer proves the password (NTLMv2; MS-NLMP 3.3.2)."""
    from Crypto.Hash import MD4

    def item(at: int) -> bytes:
        size, _, start = struct.unpack_from("<HHI", answer, at)
        return answer[start : start + size]

    proof, domain, user = item(20), item(28).decode("utf-16-le"), item(36).decode("utf-16-le")
    if f"{domain}\\{user}" != USER:
        return False
    secret = MD4.new(PASSWORD.encode("utf-16-le")).digest()  # noqa: S303 - NTLM is made of it
    key = hmac.new(secret, (user.upper() + domain).encode("utf-16-le"), hashlib.md5).digest()
    return hmac.compare_digest(proof[:16], hmac.new(key, CHALLENGE + proof[16:], hashlib.md5).digest())
