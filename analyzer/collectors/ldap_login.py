"""Opens a connection to a controller, puts TLS around it, and signs in: three ways, one place.

Certificates are checked by Python itself, host names and addresses alike: ldap3's own check of names is gone with
Python 3.12 for addresses and warns before.
"""

import ipaddress
import math
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ldap3
from ldap3.core.exceptions import (
    LDAPExceptionError,
    LDAPPasswordIsMandatoryError,
    LDAPSessionTerminatedByServerError,
    LDAPSocketReceiveError,
)

from analyzer.collectors import ldap_kerberos
from analyzer.collectors.ldap_errors import refused_login
from analyzer.errors import CertificateUntrusted, CollectError, LoginRefused, PartMissing, ServerUnreachable

LDAPS, STARTTLS, PLAIN = "ldaps", "starttls", "plain"
KERBEROS, NTLM, SIMPLE = "kerberos", "ntlm", "simple"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A controller and the way to it. ``port`` None: the usual one of the transport. ``timeout`` is in seconds."""

    host: str
    port: int | None = None
    transport: str = LDAPS
    ca_file: Path | None = None
    insecure: bool = False
    timeout: float = 60.0
    allow_plain_password: bool = False

    @property
    def number(self) -> int:
        """The port."""
        return self.port or (636 if self.transport == LDAPS else 389)

    @property
    def where(self) -> str:
        """Host and port, for messages."""
        return f"{self.host}:{self.number}"

    @property
    def is_proven(self) -> bool:
        """Whether the certificate proves who answers."""
        return self.transport != PLAIN and not self.insecure

    @property
    def warning(self) -> str:
        """What whoever runs this has to be told loudly; empty when nothing."""
        if self.transport == PLAIN:
            return f"The connection to {self.host} is not encrypted: everybody on the way can read what is collected."
        if self.insecure:
            return (
                f"The certificate of {self.host} is not checked: anybody on the way can pose as this server, read the "
                "password and alter what is collected."
            )
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who signs in, and how. Kerberos takes the current ticket; a user there chooses among several."""

    method: str
    user: str = ""
    password: str = field(default="", repr=False)


class _Channel(ldap3.Tls):  # type: ignore[misc]
    """TLS as Python checks it; remembers what went wrong, for ldap3 keeps only the words."""

    def __init__(self, server: Server) -> None:
        super().__init__(validate=ssl.CERT_NONE if server.insecure else ssl.CERT_REQUIRED)
        self.problem: Exception | None = None
        self._host = server.host
        try:
            self._context = ssl.create_default_context(cafile=server.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise CertificateUntrusted(
                f"The file of trusted authorities cannot be used: {server.ca_file}", seen=str(error),
                help="Give a file with one or more certificates in PEM form (BEGIN CERTIFICATE).",
            ) from error  # fmt: skip
        if server.insecure:
            self._context.check_hostname = False
            self._context.verify_mode = ssl.CERT_NONE

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
        """The connection's socket is a checked TLS channel."""
        try:
            connection.socket = self._context.wrap_socket(
                connection.socket, do_handshake_on_connect=do_handshake, server_hostname=self._host
            )
        except (OSError, ValueError) as error:
            self.problem = error
            raise


def open_connection(server: Server, login: Login) -> Any:
    """A connection that is open and signed in.

    Raises:
        CollectError: one of its kinds, with the reason in words.
    """
    _check(server, login)
    channel = _Channel(server)
    connection = _connection(server, login, channel)
    try:
        try:
            connection.open(read_server_info=False)
            if server.transport == STARTTLS:
                connection.start_tls(read_server_info=False)
        except (LDAPExceptionError, OSError) as error:
            raise _not_open(server, channel.problem, error) from error
        _sign_in(connection, server, login)
    except BaseException:
        with suppress(LDAPExceptionError, OSError):
            connection.unbind()
        raise
    return connection


def _check(server: Server, login: Login) -> None:
    if login.method == KERBEROS:
        return
    if not login.user or not login.password:
        # A simple bind without a password succeeds as nobody: never sent.
        raise LoginRefused(
            f"Signing in with {login.method} needs a name and a password",
            help="Give both, or sign in with --auth kerberos and the current ticket.",
        )
    if login.method == SIMPLE and server.transport == PLAIN and not server.allow_plain_password:
        raise LoginRefused(
            "A password would cross the network readable: simple sign-in without TLS is refused",
            help="Use LDAPS or StartTLS, or sign in with --auth kerberos.",
        )
    if login.method == NTLM and login.user.count("\\") != 1:
        raise LoginRefused(
            f"NTLM needs the name as DOMAIN\\user, not {login.user}", help="For example CONTOSO\\reader."
        )


def _connection(server: Server, login: Login, channel: _Channel) -> Any:
    try:
        found = socket.getaddrinfo(server.host, server.number, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ServerUnreachable(
            f"The name {server.host} cannot be resolved", seen=str(error),
            help="Check the spelling and the name servers of this computer, or give the address.",
        ) from error  # fmt: skip
    # Servers often have an IPv6 address that leads nowhere: the old one first, then the other.
    mode = ldap3.IP_V4_PREFERRED if found else ldap3.IP_SYSTEM_DEFAULT
    seconds = max(1, math.ceil(server.timeout))
    target = ldap3.Server(
        server.host, port=server.number, use_ssl=server.transport == LDAPS, tls=channel, get_info=ldap3.NONE,
        connect_timeout=seconds, mode=mode,
    )  # fmt: skip
    ways = {SIMPLE: ldap3.SIMPLE, NTLM: ldap3.NTLM}
    return ldap3.Connection(
        target, user=login.user or None, password=login.password or None,
        authentication=ways.get(login.method, ldap3.ANONYMOUS) if login.password else ldap3.ANONYMOUS,
        read_only=True, auto_referrals=False, auto_range=False, return_empty_attributes=False, check_names=False,
        receive_timeout=seconds, raise_exceptions=False,
    )  # fmt: skip


def _sign_in(connection: Any, server: Server, login: Login) -> None:
    method = login.method
    try:
        if method == KERBEROS:
            result = ldap_kerberos.bind(connection, host=_full_name(connection, server), user=login.user)
        else:
            connection.bind(read_server_info=False)
            result = connection.result
    except LDAPPasswordIsMandatoryError as error:
        raise LoginRefused("The password is empty", help="Give a password.") from error
    except (LDAPSessionTerminatedByServerError, LDAPSocketReceiveError, OSError) as error:
        hint = "It may not offer NTLM in this form: sign in with --auth kerberos, or --auth simple over LDAPS."
        raise LoginRefused(
            f"{server.where} ended the connection during the sign-in with {method}", seen=str(error),
            help=hint if method == NTLM else "Try again; if it stays so, look into the controller's event log.",
        ) from error  # fmt: skip
    except ValueError as error:  # Python without MD4, which NTLM is made of
        if method != NTLM or "md4" not in str(error).lower():
            raise
        raise _no_md4() from error
    except ImportError as error:
        raise _no_md4() if method == NTLM else ldap_kerberos.missing() from error
    except LDAPExceptionError as error:
        raise CollectError(
            f"The sign-in to {server.where} failed", seen=str(error), help="Try another way to sign in: --auth."
        ) from error
    if result is None or result["result"] != 0:
        code = result["result"] if result else 7
        text = str(result.get("message") or "") if result else ""
        raise refused_login(code, text, method=method, user=login.user, where=server.where)
    connection.bound = True


def _full_name(connection: Any, server: Server) -> str:
    """The name to ask a ticket for. What the server calls itself is believed only when its certificate is checked."""
    if server.is_proven:
        connection.search("", "(objectClass=*)", ldap3.BASE, attributes=["dnsHostName"])
        for found in connection.response or ():
            for name in found.get("raw_attributes", {}).get("dnsHostName", ()):
                return str(name, "utf-8", "replace")
    return server.host


def _no_md4() -> CollectError:
    return PartMissing(
        "Signing in with NTLM needs MD4, which this Python lacks",
        help="Install exready[ntlm], or sign in with --auth kerberos, or --auth simple over LDAPS.",
    )


def _not_open(server: Server, tls: Exception | None, error: Exception) -> CollectError:
    """Why no connection came about."""
    if tls is not None:
        return _no_channel(server, tls)
    seen = str(error)
    kinds = {type(e) for e in _chain(error)}
    names = {base for kind in kinds for base in kind.__mro__}
    if server.transport == STARTTLS and "startTLS" in seen:
        return ServerUnreachable(
            f"{server.where} does not start TLS", seen=seen,
            help="It has no certificate. Use LDAPS on another controller, or Kerberos without TLS.",
        )  # fmt: skip
    if ConnectionRefusedError in names or "refused" in seen:
        closed = "LDAPS needs a certificate on the controller" if server.transport == LDAPS else "check the port"
        return ServerUnreachable(
            f"Nothing listens at {server.where}", seen=seen,
            help=f"Check that it is a domain controller; {closed}. Otherwise try --starttls on port 389.",
        )  # fmt: skip
    if TimeoutError in names or "timed out" in seen:
        return ServerUnreachable(
            f"{server.where} does not answer within {server.timeout:g} seconds", seen=seen,
            help="A firewall may be in between; check that the port is open, or give a longer --timeout.",
        )  # fmt: skip
    return ServerUnreachable(
        f"No connection to {server.where}", seen=seen, help="Check the name, the port, and the network in between."
    )


def _no_channel(server: Server, error: Exception) -> CollectError:
    """Why TLS did not come about."""
    seen = str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        if "mismatch" in seen or "doesn't match" in seen or "not valid for" in seen:
            return CertificateUntrusted(
                f"The certificate is not made out for {server.host}", seen=error.verify_message or seen,
                help="Connect by a name that is in the certificate; mostly the controller's full name.",
            )  # fmt: skip
        if "expired" in seen or "not yet valid" in seen:
            return CertificateUntrusted(
                f"The certificate of {server.host} is out of date", seen=error.verify_message or seen,
                help="Have it renewed, or use another controller. Check this computer's clock too.",
            )  # fmt: skip
        return CertificateUntrusted(
            f"The certificate of {server.host} comes from an authority this computer does not trust",
            seen=error.verify_message or seen,
            help="Export the certificate of your authority (root, PEM form) and give it with --ca-file.",
        )
    if isinstance(error, ssl.SSLError):
        return CertificateUntrusted(
            f"{server.where} and this computer find no common form of TLS", seen=seen,
            help="TLS 1.2 is needed; old controllers have it switched off. Or the port does not speak TLS: "
            "LDAPS is 636, StartTLS 389.",
        )  # fmt: skip
    if isinstance(error, TimeoutError):
        return ServerUnreachable(
            f"{server.where} does not answer within {server.timeout:g} seconds", seen=seen,
            help="Is this port LDAPS? Otherwise try --starttls on port 389.",
        )  # fmt: skip
    return ServerUnreachable(
        f"{server.where} takes the connection, but drops it at the start of TLS", seen=seen,
        help="So does a controller that has no certificate. Have it given one, or use another controller.",
    )  # fmt: skip


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        for given in error.args:
            for inside in given if isinstance(given, list) else ():
                if isinstance(inside, tuple) and inside and isinstance(inside[0], BaseException):
                    yield inside[0]
        error = error.__cause__ or error.__context__


def is_address(host: str) -> bool:
    """Whether the host is given as a number."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
