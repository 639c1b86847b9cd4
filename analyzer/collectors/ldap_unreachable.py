"""Why there is no connection to a controller, in words: name, port, certificate, TLS."""

import ssl
from collections.abc import Iterator

from analyzer.collectors.ldap_access import LDAPS, STARTTLS, Server
from analyzer.errors import CertificateUntrusted, CollectError, ServerUnreachable


def not_open(server: Server, tls: Exception | None, error: Exception) -> CollectError:
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
    if isinstance(error, ssl.SSLError) and not isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
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
        help="So does a controller that has no certificate, or something in between. Use another controller, or have "
        "it given a certificate.",
    )  # fmt: skip


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        for given in error.args:
            for inside in given if isinstance(given, list) else ():
                if isinstance(inside, tuple) and inside and isinstance(inside[0], BaseException):
                    yield inside[0]
        error = error.__cause__ or error.__context__
