"""What ldapsearch writes about a real directory is read as the directory holds it."""

import base64
import ssl
from collections.abc import Mapping, Sequence
from pathlib import Path

import ldap3
import pytest
from real_directory import Server

from analyzer.collectors.formats.ldif import LdifFile, read_ldif
from analyzer.engine.catalogue import load_catalogue
from analyzer.model.progress import Silent

pytestmark = [
    pytest.mark.directory,
    # ldap3 checks the server's name with a function that Python 3.11 warns about.
    pytest.mark.filterwarnings("ignore:ssl.match_hostname:DeprecationWarning"),
]

CATALOGUE = load_catalogue(Path(__file__).resolve().parents[2] / "rules")
BYTES = {"octet", "sid", "security-descriptor"}
RECIPIENTS = "(|(proxyAddresses=*)(mailNickname=*)(msExchRecipientTypeDetails=*)(targetAddress=*)(mail=*))"
PAGED = ("-E", "pr=100/noprompt")
Held = Mapping[str, Mapping[str, Sequence[bytes]]]


def read(folder: Path, content: bytes) -> LdifFile:
    path = folder / "dump.ldf"
    path.write_bytes(content)
    found = read_ldif(path, file="directory/dump.ldf", catalogue=CATALOGUE, progress=Silent())
    assert found.rows_read == sum(found.used.values()) + sum(found.ignored.values()) + len(found.rejected)
    return found


def held(server: Server, base: str, search: str) -> Held:
    """Distinguished names and raw values of the same objects, asked for by another client."""
    # By name: ldap3 does not find an address in a certificate under newer Pythons.
    tls = ldap3.Tls(ca_certs_file=server.ca_file, validate=ssl.CERT_REQUIRED, valid_names=[server.host])
    connection = ldap3.Connection(
        ldap3.Server(server.address, port=636, use_ssl=True, tls=tls, get_info=ldap3.NONE),
        server.reader_dn, server.reader_password, auto_bind=True, read_only=True,
    )  # fmt: skip
    rows = connection.extend.standard.paged_search(base, search, attributes=["*"], paged_size=100, generator=True)
    out = {r["dn"]: dict(r["raw_attributes"]) for r in rows if r["type"] == "searchResEntry"}
    connection.unbind()
    return out


def shown(name: str, value: bytes) -> str:
    """A value as the tables keep it."""
    attribute = CATALOGUE.find(name)
    if attribute is not None and attribute.syntax in BYTES:
        return base64.b64encode(value).decode()
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()
    if attribute is None and any(ord(c) < 32 and c not in "\t\r\n" for c in text):
        return base64.b64encode(value).decode()
    return text


def check(found: LdifFile, table: str, expected: Held) -> None:
    """Every object, every attribute, every value."""
    columns = {k: v for k, v in found.tables[table].to_pydict().items() if k != "_row"}
    names = columns.pop("distinguishedName")
    assert sorted(names) == sorted(expected)
    seen = {c.casefold() for c in columns}
    for attribute in {a for values in expected.values() for a, v in values.items() if v}:
        assert attribute.casefold() in seen | {"distinguishedname", "ntsecuritydescriptor", "replpropertymetadata"}
    for i, dn in enumerate(names):
        values = {k.casefold(): v for k, v in expected[dn].items()}
        for column, cells in columns.items():
            cell = cells[i]
            wanted = [shown(column, v) for v in values.get(column.casefold(), ())]
            got = cell if isinstance(cell, list) else [cell] if cell else []
            assert sorted(got or []) == sorted(wanted), (dn, column)


@pytest.fixture(scope="module")
def recipients(server: Server) -> Held:
    return held(server, server.base_dn, RECIPIENTS)


def test_paged_dump_of_the_domain(server: Server, recipients: Held, tmp_path: Path) -> None:
    found = read(tmp_path, server.ldapsearch(server.base_dn, *PAGED, RECIPIENTS))
    assert len(recipients) > 300
    assert found.health == "whole"
    assert found.full
    assert found.domains == ("contoso.test",)
    assert [p.code for p in found.problems] == ["N505"]
    check(found, "ad.object", recipients)


def test_plain_dump_without_comments(server: Server, recipients: Held, tmp_path: Path) -> None:
    found = read(tmp_path, server.ldapsearch(server.base_dn, "-LLL", "-o", "ldif-wrap=no", RECIPIENTS))
    assert found.health == "whole"
    check(found, "ad.object", recipients)


def test_same_dump_as_windows_writes_it(server: Server, recipients: Held, tmp_path: Path) -> None:
    lines = server.ldapsearch(server.base_dn, "-LLL", RECIPIENTS).decode("ascii")
    text = "\n\n".join(b for b in lines.split("\n\n") if "dn:" in b) + "\n\n"
    check(read(tmp_path, text.replace("\n", "\r\n").encode("utf-16")), "ad.object", recipients)


def test_rows_point_at_the_names(server: Server, tmp_path: Path) -> None:
    content = server.ldapsearch(server.base_dn, *PAGED, RECIPIENTS)
    lines = content.split(b"\n")
    rows = read(tmp_path, content).tables["ad.object"]["_row"].to_pylist()
    assert all(lines[row - 1].startswith(b"dn:") for row in rows)
    assert len(set(rows)) == sum(line.startswith(b"dn:") for line in lines)


def test_letters_and_identifiers_of_one_person(server: Server, tmp_path: Path) -> None:
    found = read(tmp_path, server.ldapsearch(server.base_dn, "(mailNickname=odd)"))
    row = {k: v[0] for k, v in found.tables["ad.object"].to_pydict().items()}
    assert row["displayName"] == '日本語 – "quoted"'
    assert row["info"] == "line one\r\nline two\t tab "
    assert row["cn"] == '#Odd + Name, "quoted"; <x>=y\\z '
    assert len(base64.b64decode(row["objectGUID"])) == 16
    assert row["proxyAddresses"] == ["SMTP:odd@partner.test"]
    # A contact has no mailbox, and the dump would have shown it.
    assert row["msExchMailboxGuid"] == ""
    assert row["publicDelegates"] == []


def test_chosen_attributes_leave_the_rest_unknown(server: Server, tmp_path: Path) -> None:
    wanted = ("objectClass", "objectGUID", "mail", "msExchMailboxGuid", "targetAddress")
    found = read(tmp_path, server.ldapsearch(server.base_dn, *PAGED, RECIPIENTS, *wanted))
    assert not found.full
    assert set(found.columns) == set(wanted)
    table = found.tables["ad.object"].to_pylist()
    kinds = {r["objectClass"][-1]: r for r in table}
    assert kinds["group"]["msExchMailboxGuid"] is None
    assert kinds["contact"]["targetAddress"].startswith("SMTP:")
    assert {r["msExchMailboxGuid"] is None for r in table if r["objectClass"][-1] == "user"} == {False}


def test_group_in_ranges(server: Server, recipients: Held, tmp_path: Path) -> None:
    group = "(sAMAccountName=allstaff)"
    members = next(v["member"] for v in recipients.values() if v.get("sAMAccountName") == [b"allstaff"])
    assert len(members) == 250
    part = read(tmp_path, server.ldapsearch(server.base_dn, group, "objectClass", "mail", "member;range=0-99"))
    assert part.tables["ad.object"]["member"].to_pylist() == [None]
    assert "W309" in [p.code for p in part.problems]
    whole = read(tmp_path, server.ldapsearch(server.base_dn, group, "objectClass", "mail", "member;range=0-*"))
    assert sorted(whole.tables["ad.object"]["member"].to_pylist()[0]) == sorted(m.decode() for m in members)


def test_everything_in_the_domain_is_used_or_ignored_with_a_reason(server: Server, tmp_path: Path) -> None:
    found = read(tmp_path, server.ldapsearch(server.base_dn, *PAGED, "(objectClass=*)"))
    assert found.health == "whole"
    assert not found.rejected
    assert found.ignored["not a recipient: organizationalUnit"] > 8
    assert found.used["ad.computer"] == 1
    everyone = held(server, server.base_dn, "(|(objectClass=user)(objectClass=group)(objectClass=contact)(mail=*))")
    people = {dn: v for dn, v in everyone.items() if b"computer" not in v["objectClass"]}
    check(found, "ad.object", people)


def test_configuration_partition(server: Server, tmp_path: Path) -> None:
    base = f"CN=Microsoft Exchange,CN=Services,{server.configuration_dn}"
    found = read(tmp_path, server.ldapsearch(base, *PAGED, "(objectClass=*)"))
    assert set(found.tables) == {"ad.configuration"}
    check(found, "ad.configuration", held(server, base, "(objectClass=*)"))
    classes = {c[-1] for c in found.tables["ad.configuration"]["objectClass"].to_pylist()}
    assert {
        "msExchOrganizationContainer", "msExchExchangeServer", "msExchPrivateMDB", "msExchRoutingSMTPConnector",
        "msExchSmtpReceiveConnector", "msExchAcceptedDomain", "msExchCoexistenceRelationship", "msExchRecipientPolicy",
    } <= classes  # fmt: skip


def test_whole_configuration_with_the_schema(server: Server, tmp_path: Path) -> None:
    found = read(tmp_path, server.ldapsearch(server.configuration_dn, *PAGED, "(objectClass=*)", "objectClass"))
    assert found.health == "whole"
    schema = read(tmp_path, server.ldapsearch(f"CN=Schema,{server.configuration_dn}", *PAGED, "(objectClass=*)", "cn"))
    assert schema.ignored["object of the schema"] > 1500
    version = schema.tables["ad.configuration"].to_pylist()
    assert [v["cn"] for v in version] == [["ms-Exch-Schema-Version-Pt"]]


def test_search_in_a_place_that_is_not_there(server: Server, tmp_path: Path) -> None:
    found = read(tmp_path, server.ldapsearch(f"OU=Nowhere,{server.base_dn}", "(mail=*)"))
    assert [p.code for p in found.problems] == ["E207"]


def test_dump_that_was_cut_on_the_way(server: Server, tmp_path: Path) -> None:
    content = server.ldapsearch(server.base_dn, *PAGED, RECIPIENTS)
    for share in (0.3, 0.77):
        found = read(tmp_path, content[: int(len(content) * share)])
        assert found.health == "cut"
        assert "E206" in [p.code for p in found.problems]
