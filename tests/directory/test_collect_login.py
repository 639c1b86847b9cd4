"""Ways to sign in to a real Active Directory, what is refused there, and connections that break."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import ldap3
import pytest
from cutting_proxy import CuttingProxy
from real_directory import Server as RealServer

from analyzer.collectors.ldap import Directory, Login, Server, connect
from analyzer.errors import (
    CertificateUntrusted,
    ControllerGone,
    KerberosFailed,
    LoginRefused,
    PlaceMissing,
    SearchRefused,
    ServerUnreachable,
    SigningRequired,
)

pytestmark = pytest.mark.directory
ASKED = ["mail", "proxyAddresses", "objectGUID", "member"]


@pytest.fixture
def at(server: RealServer) -> Callable[..., Server]:
    def made(**changed) -> Server:
        return Server(**{"host": server.address, "ca_file": Path(server.ca_file), "timeout": 20, **changed})

    return made


@pytest.fixture
def reader(server: RealServer) -> Login:
    return Login(method="simple", user=server.reader_dn, password=server.reader_password)


@pytest.fixture
def directory(at, reader) -> Iterator[Directory]:
    with connect(at(), reader) as found:
        yield found


def everything(directory: Directory, base: str, **changed) -> dict[str, dict[str, list[bytes]]]:
    asked = {"scope": "subtree", "filter": "(objectClass=*)", "attributes": ASKED, "page_size": 50, **changed}
    entries = [e for page in directory.pages(base, **asked) for e in page.entries]
    found = {e.dn: e.attributes for e in entries}
    assert len(found) == len(entries)
    return found


@pytest.mark.parametrize("transport", ["ldaps", "starttls"])
@pytest.mark.parametrize("user", ["{dn}", "reader@contoso.test", "CONTOSO\\reader"])
def test_simple_over_tls(server, at, transport, user):
    login = Login(method="simple", user=user.format(dn=server.reader_dn), password=server.reader_password)
    with connect(at(transport=transport), login) as directory:
        assert directory.root.default_naming_context == server.base_dn
        assert directory.root.dns_host_name == server.host
        found = everything(directory, server.base_dn, filter="(mailNickname=*)")
    theirs = server.ldapsearch(server.base_dn, "-LLL", "-o", "ldif-wrap=no", "(mailNickname=*)", "1.1")
    assert len(found) == theirs.count(b"\ndn:") + theirs.startswith(b"dn:") > 250


def test_the_certificate_counts_for_every_name_it_holds(at, reader, server):
    with CuttingProxy(server.address, 636, []) as proxy:
        with connect(at(host="localhost", port=proxy.port), reader) as directory:
            assert directory.root.dns_host_name == server.host
        with pytest.raises(CertificateUntrusted, match="not made out for 127") as told:
            connect(at(host="127.0.0.1", port=proxy.port), reader)
    assert told.value.code == "E302"


def test_plain_is_refused_here_and_there(at, reader):
    with pytest.raises(LoginRefused, match="readable"):
        connect(at(transport="plain"), reader)
    with pytest.raises(SigningRequired, match="signed or encrypted") as told:
        connect(at(transport="plain", allow_plain_password=True), reader)
    assert "encryption required" in told.value.seen


@pytest.mark.parametrize("transport", ["ldaps", "starttls"])
def test_an_unknown_authority(at, reader, transport):
    with pytest.raises(CertificateUntrusted, match="authority") as told:
        connect(at(transport=transport, ca_file=None), reader)
    assert "--ca-file" in told.value.help
    with connect(at(transport=transport, ca_file=None, insecure=True), reader) as directory:
        assert directory.root.highest_usn > 0
    assert "not checked" in at(insecure=True).warning
    assert at().warning == ""


def test_a_file_that_holds_no_authority(at, reader, tmp_path):
    (tmp_path / "ca.pem").write_text("nothing")
    for name in ("ca.pem", "missing.pem"):
        with pytest.raises(CertificateUntrusted, match="trusted authorities cannot be used"):
            connect(at(ca_file=tmp_path / name), reader)


@pytest.mark.parametrize(("user", "password"), [("{dn}", "wrong"), ("nobody@contoso.test", "wrong")])
def test_a_wrong_name_or_password(server, at, user, password):
    user = user.format(dn=server.reader_dn)
    with pytest.raises(LoginRefused, match=r"name or the password is wrong|knows no account") as told:
        connect(at(), Login(method="simple", user=user, password=password))
    assert user in told.value.message


def test_the_old_ntlm_is_not_offered_by_this_server(server, at):
    login = Login(method="ntlm", user="CONTOSO\\reader", password=server.reader_password)
    with pytest.raises(LoginRefused, match="ended the connection") as told:
        connect(at(), login)
    assert "kerberos" in told.value.help


def test_a_port_without_a_server(at, reader):
    with pytest.raises(ServerUnreachable, match="Nothing listens"):
        connect(at(port=637), reader)
    with pytest.raises(ServerUnreachable) as told:
        connect(at(port=389), reader)  # LDAPS where plain LDAP is spoken
    assert "TLS" in told.value.message


def test_only_reading_leaves_the_client(server, at, reader, monkeypatch):
    sent = []
    send = ldap3.strategy.base.BaseStrategy.send

    def watched(self, kind, request, controls=None):
        sent.append(kind)
        return send(self, kind, request, controls)

    monkeypatch.setattr(ldap3.strategy.base.BaseStrategy, "send", watched)
    with connect(at(), reader) as directory:
        everything(directory, server.base_dn)
        directory.read(server.reader_dn, ["memberOf"])
    assert set(sent) == {"bindRequest", "searchRequest", "unbindRequest"}


def test_every_name_leads_back_to_its_object(server, directory):
    """Commas, quotes, umlauts, signs and blanks at the ends."""
    found = everything(directory, server.base_dn, filter="(mailNickname=*)", attributes=["objectGUID"])
    odd = [dn for dn in found if not dn.isascii() or "\\" in dn]
    assert len(odd) > 20
    for dn in odd:
        entry = directory.read(dn, ["objectGUID"])
        assert entry is not None, dn
        assert entry.attributes == found[dn]


def test_a_list_in_parts_is_whole(server, directory):
    groups = everything(directory, server.base_dn, filter="(member=*)", attributes=["member"])
    dn, whole = max(groups.items(), key=lambda item: len(item[1]["member"]))
    assert len(whole["member"]) > 200
    entry = directory.read(dn, ["member;range=0-99"])
    assert entry is not None
    assert sorted(entry.attributes["member"]) == sorted(whole["member"])


def test_rights_without_the_audit_part(server, directory):
    """An ordinary account may read who may do what, when it does not ask for who is watched."""
    found = everything(
        directory, server.base_dn, filter="(mailNickname=*)", attributes=["nTSecurityDescriptor"], sd_flags=7
    )
    assert all(rights["nTSecurityDescriptor"] for rights in found.values())


def test_what_is_not_there(server, directory):
    with pytest.raises(PlaceMissing, match="OU=Nowhere"):
        everything(directory, f"OU=Nowhere,{server.base_dn}")
    assert directory.read(f"CN=nobody,{server.base_dn}", ["cn"]) is None
    with pytest.raises((SearchRefused, PlaceMissing)):
        everything(directory, "DC=elsewhere,DC=test")


@pytest.mark.parametrize("size", [40_000, 60_000, 80_000])  # behind the first page, which is asked for again
def test_a_killed_connection(server, at, reader, directory, size):
    whole = everything(directory, server.base_dn)
    with (
        CuttingProxy(server.address, 636, [size]) as proxy,
        connect(at(host="localhost", port=proxy.port), reader) as broken,
    ):
        seen = []
        pages = broken.pages(server.base_dn, scope="subtree", filter="(objectClass=*)", attributes=ASKED, page_size=10)
        with pytest.raises(ControllerGone, match="in the middle"):
            seen.extend(entry for page in pages for entry in page.entries)
        assert 0 < len(seen) < len(whole)
        assert all(whole[e.dn] == e.attributes for e in seen)
        # The next search signs in again and is whole.
        assert everything(broken, server.base_dn) == whole
        assert proxy.connections == 2


@pytest.fixture
def ticket(server: RealServer, tmp_path, monkeypatch) -> str:
    """A Kerberos ticket of the reader."""
    _kerberos(server, tmp_path, monkeypatch)
    subprocess.run(
        ["kinit", "reader@CONTOSO.TEST"], input=server.reader_password.encode(), check=True, capture_output=True
    )
    return server.host


def _kerberos(server: RealServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("kinit") is None or find_spec("gssapi") is None:
        pytest.skip("kinit or the Python package gssapi is not installed (Kerberos of a real Active Directory)")
    monkeypatch.setenv("KRB5_CONFIG", server.krb5_config)
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{tmp_path}/tickets")


@pytest.mark.parametrize("transport", ["ldaps", "starttls"])
@pytest.mark.parametrize("user", ["", "reader@CONTOSO.TEST"])
@pytest.mark.usefixtures("ticket")
def test_kerberos(server, at, directory, transport, user):
    with connect(at(transport=transport), Login(method="kerberos", user=user)) as found:
        assert everything(found, server.base_dn) == everything(directory, server.base_dn)


@pytest.mark.usefixtures("ticket")
def test_kerberos_without_tls_on_a_server_that_demands_signing(at, server, monkeypatch):
    # The name leads to the test server without a name server.
    real = ldap3.core.server.socket.getaddrinfo
    monkeypatch.setattr(
        "socket.getaddrinfo",
        lambda host, *more, **named: real(server.address if host == server.host else host, *more, **named),
    )
    with pytest.raises(SigningRequired):
        connect(at(host=server.host, transport="plain"), Login(method="kerberos"))


@pytest.mark.usefixtures("ticket")
def test_kerberos_with_an_address_where_the_name_is_not_proven(at):
    with pytest.raises(KerberosFailed, match="no directory service of the name") as told:
        connect(at(insecure=True), Login(method="kerberos"))
    assert "full name" in told.value.help


def test_kerberos_without_a_ticket(server, at, tmp_path, monkeypatch):
    _kerberos(server, tmp_path, monkeypatch)
    with pytest.raises(KerberosFailed, match="no Kerberos ticket") as told:
        connect(at(), Login(method="kerberos"))
    assert "kinit" in told.value.help


@contextmanager
def tls_port(context: ssl.SSLContext) -> Iterator[int]:
    """A port that shakes hands once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            client, _ = listener.accept()
            with client, suppress(OSError):
                context.wrap_socket(client, server_side=True).close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


def test_a_certificate_that_ran_out(server, at, reader, tmp_path):
    """Of the same authority and for the right name, but yesterday's."""
    authority = Path(server.ca_file)
    config = tmp_path / "names"
    config.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    for command in (
        ["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "csr.pem"],
        ["x509", "-req", "-in", "csr.pem", "-CA", authority, "-CAkey", authority.with_suffix(".key"), "-days", "-1",
         "-extfile", config, "-out", "cert.pem"],
    ):  # fmt: skip
        subprocess.run(["openssl", *command], cwd=tmp_path, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with tls_port(context) as port, pytest.raises(CertificateUntrusted, match="out of date"):
        connect(at(host="127.0.0.1", port=port), reader)
