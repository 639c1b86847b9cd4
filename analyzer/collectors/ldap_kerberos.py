"""Signs in with the current Kerberos ticket: the GSSAPI exchange of RFC 4752, bound to the TLS channel.

ldap3 has one too, but it needs one more package for the channel binding, and fails on a server that offers no
security layer at all (it compares bytes with text, 2.9.1). On Windows, where tickets are kept by the system, its
exchange through ``winkerberos`` is used.
"""

import hashlib
from importlib import import_module
from typing import Any

from ldap3 import SASL
from ldap3.core.exceptions import LDAPExceptionError, LDAPPackageUnavailableError
from ldap3.operation.bind import bind_operation

from analyzer.collectors.ldap_decode import into
from analyzer.errors import CollectError, KerberosFailed, PartMissing

_NO_LAYER = b"\x01\x00\x00\x00"
# Signature algorithms with another hash than SHA-256, by the bytes of their OID (RFC 8017, RFC 5758).
_HASHES = {
    bytes.fromhex("2a864886f70d01010c"): "sha384",
    bytes.fromhex("2a864886f70d01010d"): "sha512",
    bytes.fromhex("2a8648ce3d040303"): "sha384",
    bytes.fromhex("2a8648ce3d040304"): "sha512",
}


def bind(connection: Any, *, host: str, user: str) -> dict[str, Any]:
    """The result of the last step of the exchange, success or not. ``host`` is the controller's full name.

    Raises:
        PartMissing: neither ``gssapi`` nor ``winkerberos`` is installed.
        KerberosFailed: no usable ticket.
    """
    try:
        # By name: the package is typed where it is installed and unknown where it is not.
        gssapi: Any = import_module("gssapi")
    except ImportError:
        return _bind_through_library(connection, host)
    try:
        name = gssapi.Name(f"ldap@{host}", gssapi.NameType.hostbased_service)
        own = gssapi.Credentials(name=gssapi.Name(user), usage="initiate") if user else None
        context = gssapi.SecurityContext(
            name=name, creds=own, usage="initiate", mech=gssapi.MechType.kerberos,
            channel_bindings=_bindings(gssapi, connection.socket),
        )  # fmt: skip
        token = context.step()
        while True:
            result = _send(connection, token or b"")
            token = result.get("saslCreds")
            if result["result"] != 14:  # anything but "go on"
                return result
            if context.complete:
                break
            token = context.step(token)
        offered = context.unwrap(token).message
        if not offered[0] & 1:
            raise KerberosFailed(
                f"{host} demands signed or sealed messages after a Kerberos sign-in",
                help="Connect with LDAPS or StartTLS, where it accepts the sign-in without.",
            )
        return _send(connection, context.wrap(_NO_LAYER, False).message)
    except gssapi.exceptions.GSSError as error:
        raise failure(str(error), host) from error


def failure(text: str, host: str) -> KerberosFailed:
    """What a Kerberos library's complaint means."""
    low = text.lower()
    if "skew" in low:
        return KerberosFailed(
            f"The clocks of this computer and of {host} differ by more than Kerberos allows (5 minutes)", seen=text,
            help="Set this computer's clock, then get a new ticket (kinit).",
        )  # fmt: skip
    if "expired" in low:
        return KerberosFailed("The Kerberos ticket has expired", seen=text, help="Get a new one: kinit user@REALM.")
    if "not found in kerberos database" in low or "unknown server" in low or "server not found" in low:
        return KerberosFailed(
            f"Kerberos knows no directory service of the name {host}", seen=text,
            help="Connect by the controller's full name, as dc01.contoso.example, not by an address or an alias.",
        )  # fmt: skip
    if "no kerberos credentials" in low or "no credentials" in low or "cache" in low:
        return KerberosFailed(
            "There is no Kerberos ticket", seen=text,
            help="Get one first: kinit user@REALM; on Windows sign in with a domain account.",
        )  # fmt: skip
    if "cannot contact any kdc" in low or "cannot find kdc" in low or "cannot resolve" in low:
        return KerberosFailed(
            "No Kerberos server (KDC) of the domain can be found or reached", seen=text,
            help="Check krb5.conf, the name servers, and that port 88 is open.",
        )  # fmt: skip
    return KerberosFailed(
        f"The Kerberos sign-in to {host} failed", seen=text, help="klist shows the tickets; kinit gets a new one."
    )


def _send(connection: Any, token: bytes) -> dict[str, Any]:
    connection.sasl_in_progress = True
    try:
        request = bind_operation(connection.version, SASL, None, None, "GSSAPI", token)
        connection.post_send_single_response(connection.send("bindRequest", request, None))
        answer: dict[str, Any] = connection.result
        return answer
    finally:
        connection.sasl_in_progress = False


def _bindings(gssapi: Any, channel: Any) -> Any:
    """The TLS channel the ticket is bound to (RFC 5929, tls-server-end-point); None without TLS."""
    if not hasattr(channel, "getpeercert"):
        return None
    certificate = channel.getpeercert(True)
    at, end = into(certificate, 0, len(certificate), 0x30)
    _, at = into(certificate, at, end, 0x30)  # the part that is signed
    at, end = into(certificate, at, end, 0x30)  # how it is signed
    start, end = into(certificate, at, end, 0x06)
    name = _HASHES.get(certificate[start:end], "sha256")
    return gssapi.raw.ChannelBindings(
        application_data=b"tls-server-end-point:" + hashlib.new(name, certificate).digest()
    )


def _bind_through_library(connection: Any, host: str) -> dict[str, Any]:
    connection.authentication, connection.sasl_mechanism, connection.sasl_credentials = SASL, "GSSAPI", (host,)
    try:
        connection.bind(read_server_info=False)
    except LDAPPackageUnavailableError as error:
        raise missing() from error
    except LDAPExceptionError:
        raise
    except Exception as error:  # winkerberos is there only on Windows and has its own error class
        raise failure(str(error), host) from error
    answer: dict[str, Any] = connection.result
    return answer


def missing() -> CollectError:
    """The package for Kerberos is not installed."""
    return PartMissing(
        "Signing in with Kerberos needs one more package",
        help="Install exready[kerberos], or sign in with --login simple over LDAPS.",
    )
