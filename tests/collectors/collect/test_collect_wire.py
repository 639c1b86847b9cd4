"""A whole collection over the wire from a small LDAP server: what Windows has and the real test server lacks."""

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from small_forest import CHILD, NOW, ROOT, SCHEMA, Entry, Forest, entry, person, schema_entries
from test_replication import SECOND, blob, link, prefix_map

from analyzer.collectors.collect.manifest import Manifest, from_text
from analyzer.collectors.ldap import Directory, Login, Server, connect
from analyzer.errors import ServerUnreachable
from analyzer.gathering import Options, gather
from analyzer.model.progress import Silent
from analyzer.pipeline import analyze

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from small_ldap_server import PASSWORD, USER, Behaviour, SmallServer

DNS = f"DC=contoso.example,CN=MicrosoftDNS,DC=DomainDnsZones,{ROOT}"
FOREST_DNS = f"DC=_msdcs.contoso.example,CN=MicrosoftDNS,DC=ForestDnsZones,{ROOT}"
RECORD = bytes.fromhex("0400010005f0000001000000000002580000000000000000c0000201")
WINDOWS_NUMBER = 0x1234_0007


def place(dn: str) -> Entry:
    return entry(dn, objectClass=["top", "container"])


def forest_objects() -> list[Entry]:
    """Two domains; one of them has its controllers elsewhere."""
    own = entry(
        f"CN=contoso-Own,{SCHEMA}", objectClass="attributeSchema", lDAPDisplayName="extensionAttribute2",
        attributeID="1.2.840.113556.1.8000.7", attributeSyntax="2.5.5.12", isSingleValued="TRUE",
    )  # fmt: skip
    raw = blob((0x200D2, 4, SECOND), (WINDOWS_NUMBER, 2, SECOND + 5), (0x906A0, 9, SECOND + 999))
    links = [link("publicDelegates", f"2026-11-{day:02d}T00:00:00Z") for day in range(1, 26)]
    delegates = [f"CN=Person {n},OU=Staff,{ROOT}" for n in (2, 3)]
    return [
        *Forest().configuration(), *schema_entries(), own,
        entry(SCHEMA, objectClass=["top", "dMD"], prefixMap=prefix_map((0x1234, bytes.fromhex("2a864886f71401be40")))),
        person(1, replPropertyMetaData=raw, msDS_ReplValueMetaData=links, publicDelegates=delegates,
               extensionAttribute2="x", userPrincipalName="p1@contoso.example"),
        person(2, replPropertyMetaData=blob((0x200D2, 1, SECOND))),
        place(f"CN=MicrosoftDNS,DC=DomainDnsZones,{ROOT}"), place(f"CN=MicrosoftDNS,DC=ForestDnsZones,{ROOT}"),
        entry(f"DC=autodiscover,{DNS}", objectClass=["top", "dnsNode"], objectGUID=b"d" * 16, name="autodiscover",
              dnsRecord=RECORD, uSNChanged=7),
        entry(f"DC=printer,{DNS}", objectClass=["top", "dnsNode"], objectGUID=b"p" * 16, name="printer",
              dnsRecord=RECORD, uSNChanged=7),
        entry(f"DC=mail.contoso.example,{FOREST_DNS}", objectClass=["top", "dnsNode"], objectGUID=b"f" * 16,
              name="mail.contoso.example", dnsRecord=RECORD, uSNChanged=7),
    ]  # fmt: skip


@pytest.fixture
def small() -> Iterator[SmallServer]:
    behaviour = Behaviour(has_places=True, max_values=10, root={"rootDomainNamingContext": [ROOT.encode()]})
    behaviour.objects = [(e.dn, e.attributes) for e in forest_objects()]
    with SmallServer(behaviour) as server:
        yield server
    assert set(server.requests) <= {"bind", "search", "unbind", "abandon"}


@pytest.fixture
def reach(small: SmallServer) -> Callable[[str, bool], Directory]:
    """Only the first controller can be reached; names of others lead nowhere."""

    def connected(host: str, _is_catalogue: bool) -> Directory:
        if host != "dc1.contoso.example":
            return connect(Server(host="dc2.emea.contoso.invalid"), Login(method="simple", user=USER, password="x"))
        where = Server(
            host="127.0.0.1", port=small.port, transport="plain", allow_plain_password=True, timeout=10
        )  # fmt: skip
        return connect(where, Login(method="simple", user=USER, password=PASSWORD))

    return connected


def run(folder: Path, reach: Callable[[str, bool], Directory], **options: object) -> Manifest:
    return gather(
        folder, Options(server="dc1.contoso.example", **options), reach, rules=None, now=lambda: NOW,
        progress=Silent(),
    )  # fmt: skip


def objects(folder: Path, part: str, domain: str = "contoso.example") -> list[dict[str, Any]]:
    text = (folder / "directory" / f"{domain}.{part}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_times_of_attributes_and_links_named_through_the_forests_own_prefixes(tmp_path: Path, reach) -> None:
    manifest = run(tmp_path, reach)
    one, two = sorted(objects(tmp_path, "users"), key=lambda h: h["cn"])
    # The number of extensionAttribute2 has a prefix that only the schema's map explains; the newest link counts, and
    # the list of links came in three parts.
    assert one["@changed"] == [
        "extensionAttribute2 2026-11-16T06:00:05Z 2 dc1", "proxyAddresses 2026-11-16T06:00:00Z 4 dc1",
        "publicDelegates 2026-11-25T00:00:00Z",
    ]  # fmt: skip
    assert two["@changed"] == ["proxyAddresses 2026-11-16T06:00:00Z 1 dc1"]
    assert manifest.change_times
    assert manifest.link_times
    assert manifest.unreadable == 0


def test_names_in_the_dns_of_domain_and_forest(tmp_path: Path, reach) -> None:
    run(tmp_path, reach)
    (node,) = objects(tmp_path, "dns")
    assert (node["name"], node["dnsRecord::"]) == (["autodiscover"], ["BAABAAXwAAABAAAAAAACWAAAAAAAAAAAwAACAQ=="])
    (node,) = objects(tmp_path, "dns-forest")
    assert node["name"] == ["mail.contoso.example"]
    manifest = from_text((tmp_path / "directory" / "contoso.example.manifest.json").read_text(encoding="utf-8"))
    assert next(f for f in manifest.files if f.part == "dns-legacy").is_absent


def test_a_domain_that_cannot_be_reached_is_unknown_to_the_analysis(tmp_path: Path, reach) -> None:
    manifest = run(tmp_path, reach)
    assert [(d.name, d.state) for d in manifest.domains] == [
        ("contoso.example", "collected"), ("emea.contoso.example", "unreachable"),
    ]  # fmt: skip
    assert "cannot be resolved" in manifest.domains[1].reason
    assert manifest.has_gaps
    write_cloud(tmp_path)
    findings = analyze(tmp_path, as_of=NOW + dt.timedelta(days=5)).findings
    found = findings[findings["rule"] == "ORG-045"]
    assert [(r.level, r.object_name) for r in found.itertuples()] == [("unknown", "emea.contoso.example")]


def write_cloud(folder: Path) -> None:
    """A mailbox and its user; nobody in it names the other domain."""
    (folder / "cloud").mkdir()
    (folder / "cloud" / "mailboxes.csv").write_text(
        "ExternalDirectoryObjectId,ExchangeGuid,Alias,DisplayName,UserPrincipalName,PrimarySmtpAddress,EmailAddresses,"
        "RecipientTypeDetails,IsDirSynced,IsExchangeCloudManaged,HiddenFromAddressListsEnabled,WhenChangedUTC\n"
        "11111111-1111-4111-8111-111111111111,22222222-1111-4111-8111-111111111111,p1,Person 1,p1@contoso.example,"
        "p1@contoso.example,SMTP:p1@contoso.example|smtp:q1@contoso.example,UserMailbox,True,False,False,"
        "2026-11-18T06:00:00Z\n",
        encoding="utf-8",
    )
    user = {
        "Id": "11111111-1111-4111-8111-111111111111", "AccountEnabled": True, "DisplayName": "Person 1",
        "UserPrincipalName": "p1@contoso.example", "OnPremisesSyncEnabled": True, "UserType": "Member",
        "OnPremisesDomainName": "contoso.example", "OnPremisesDistinguishedName": f"CN=Person 1,OU=Staff,{ROOT}",
        "OnPremisesImmutableId": "", "OnPremisesLastSyncDateTime": "2026-11-18T06:00:00Z",
    }  # fmt: skip
    (folder / "cloud" / "users.json").write_text(json.dumps([user]), encoding="utf-8")


def test_the_other_domain_from_a_named_controller(tmp_path: Path, small: SmallServer, reach) -> None:
    other = Behaviour(has_places=True, root={
        "defaultNamingContext": [CHILD.encode()], "rootDomainNamingContext": [ROOT.encode()],
        "dnsHostName": [b"dc2.emea.contoso.example"],
    })  # fmt: skip
    other.objects = [(e.dn, e.attributes) for e in (person(n, CHILD) for n in range(3))]
    with SmallServer(other) as second:

        def both(host: str, is_catalogue: bool) -> Directory:
            if host != "named.emea.contoso.example":
                return reach(host, is_catalogue)
            where = Server(host="127.0.0.1", port=second.port, transport="plain", allow_plain_password=True, timeout=10)
            return connect(where, Login(method="simple", user=USER, password=PASSWORD))

        manifest = run(tmp_path, both, controllers={"emea.contoso.example": "named.emea.contoso.example"})
    assert [d.state for d in manifest.domains] == ["collected", "collected"]
    assert [c.host for c in manifest.controllers] == ["dc1.contoso.example", "dc2.emea.contoso.example"]
    assert len(objects(tmp_path, "users", "emea.contoso.example")) == 3
    assert not manifest.has_gaps


def test_the_first_controller_is_gone(tmp_path: Path, small: SmallServer) -> None:
    def nowhere(_host: str, _is_catalogue: bool) -> Directory:
        return connect(Server(host="dc1.contoso.invalid"), Login(method="simple", user=USER, password="x"))

    with pytest.raises(ServerUnreachable):
        run(tmp_path, nowhere)
