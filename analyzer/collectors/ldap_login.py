"""Opens a connection to a controller, puts TLS around it, and signs in: three ways, one place.

Certificates are checked by Python itself, host names and addresses alike: ldap3's own check of names is gone with
Python 3.12 for addresses and warns before.
"""

import math
import socket
import ssl
import struct
from contextlib import suppress
from typing import Any

import ldap3
from ldap3.core.exceptions import (
    LDAPExceptionError,
    LDAPPasswordIsMandatoryError,
    LDAPSessionTerminatedByServerError,
    LDAPSocketReceiveError,
)
from pyasn1.error import PyAsn1Error

from analyzer.collectors import ldap_kerberos
from analyzer.collectors.ldap_access import KERBEROS, LDAPS, NTLM, PLAIN, SIMPLE, STARTTLS, Login, Server
from analyzer.collectors.ldap_errors import refused_login
from analyzer.collectors.ldap_unreachable import not_open
from analyzer.errors import CertificateUntrusted, CollectError, LoginRefused, PartMissing, ServerUnreachable


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
            raise not_open(server, channel.problem, error) from error
        _sign_in(connection, server, login)
    except BaseException:
        abandon(connection)
        raise
    return connection


def abandon(connection: Any) -> None:
    """The connection is closed, however far it came."""
    half_open = connection.socket
    with suppress(LDAPExceptionError, OSError):
        connection.unbind()
    if half_open is not None:  # ldap3 forgets the socket of a connection that was never made
        half_open.close()


def _check(server: Server, login: Login) -> None:
    if login.method == KERBEROS:
        return
    if not login.user or not login.password:
        # A simple bind without a password succeeds as nobody: never sent.
        raise LoginRefused(
            f"Signing in with {login.method} needs a name and a password",
            help="Give both, or sign in with --login kerberos and the current ticket.",
        )
    if login.method == SIMPLE and server.transport == PLAIN and not server.allow_plain_password:
        raise LoginRefused(
            "A password would cross the network readable: simple sign-in without TLS is refused",
            help="Use LDAPS or StartTLS, or sign in with --login kerberos.",
        )
    if login.method == NTLM and login.user.count("\\") != 1:
        raise LoginRefused(
            f"NTLM needs the name as DOMAIN\\user, not {login.user}", help="For example CONTOSO\\reader."
        )


def _connection(server: Server, login: Login, channel: _Channel) -> Any:
    try:
        socket.getaddrinfo(server.host, server.number, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ServerUnreachable(
            f"The name {server.host} cannot be resolved", seen=str(error),
            help="Check the spelling and the name servers of this computer, or give the address.",
        ) from error  # fmt: skip
    seconds = max(1, math.ceil(server.timeout))
    target = ldap3.Server(
        server.host, port=server.number, use_ssl=server.transport == LDAPS, tls=channel, get_info=ldap3.NONE,
        connect_timeout=seconds, mode=ldap3.IP_V4_PREFERRED,  # an IPv6 address often leads nowhere
    )  # fmt: skip
    way = {SIMPLE: ldap3.SIMPLE, NTLM: ldap3.NTLM}.get(login.method)
    return ldap3.Connection(
        target, user=login.user if way else None, password=login.password if way else None,
        authentication=way or ldap3.ANONYMOUS,
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
        ended = f"{server.where} ended the connection during the sign-in with {method}"
        if method == NTLM:
            raise LoginRefused(
                ended, seen=str(error),
                help="It may not offer NTLM in this form: sign in with --login kerberos, or --login simple over LDAPS.",
            ) from error  # fmt: skip
        raise ServerUnreachable(
            ended, seen=str(error), help="Try again; if it stays so, look into the controller's event log."
        ) from error
    except ImportError as error:
        raise _no_md4() if method == NTLM else ldap_kerberos.missing() from error
    except (LDAPExceptionError, PyAsn1Error, ValueError, IndexError, struct.error) as error:
        if "md4" in str(error).lower():
            raise _no_md4() from error
        # ldap3 takes the challenge of an NTLM server apart without checking it.
        raise CollectError(
            f"The sign-in to {server.where} with {method} failed", seen=str(error),
            help="Try another way to sign in: --login.",
        ) from error  # fmt: skip
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
        help="Install exready[ntlm], or sign in with --login kerberos, or --login simple over LDAPS.",
    )
