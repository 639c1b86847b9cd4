"""A collection of a real directory says the same as an LDIF of it made by ldapsearch."""

import base64
import datetime as dt
import os
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from cloud_side import write_cloud
from directory_steps import (
    ADMINISTRATOR,
    CATALOGUE,
    PAGED,
    PASSWORD,
    RECIPIENTS,
    access,
    change,
    coded,
    collect,
    entry,
    escaped,
    lines,
    other_places,
    read,
)
from real_directory import Server

from analyzer.model.assessment import Assessment
from analyzer.pipeline import analyze

pytestmark = [
    pytest.mark.directory,
    # ldap3 checks the server's name with a function that Python 3.11 warns about.
    pytest.mark.filterwarnings("ignore:ssl.match_hostname:DeprecationWarning"),
]

# Months after the objects were made, so that no transfer has to wait for a change to settle.
AS_OF = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
MEMBERS = 5000
NAMES = (
    'Comma, "quoted"; <x>=y\\z', "#Sharp + plus", "Ümläut Straße", "Emoji 😀 person", "Trailing blank ",
    " Leading blank", "Right \u202eto left", "日本語",
)  # fmt: skip


@pytest.fixture(scope="module")
def server(changing_server: Server) -> Server:
    return changing_server


@pytest.fixture(scope="module")
def place(server: Server) -> str:
    """A place with a large group and odd names. It stays: to make it again takes longer than all tests."""
    dn = f"OU=Collected,{server.base_dn}"
    if b"numEntries: 1\n" in server.ldapsearch(dn, "(sAMAccountName=largegroup)", "cn"):
        return dn
    odd = [
        entry(
            f"CN={escaped(name)},{dn}", objectClass="user", sAMAccountName=f"odd{n}", displayName=name,
            userPrincipalName=f"odd{n}@contoso.test", mail=f"odd{n}@contoso.test", mailNickname=f"odd{n}",
            proxyAddresses=[f"SMTP:odd{n}@contoso.test", f"X500:/o=a, b/cn=é{n}"], userAccountControl=514,
            msExchRecipientTypeDetails=2147483648, msExchRemoteRecipientType=4, msExchRecipientDisplayType=-2147483642,
        )
        for n, name in enumerate(NAMES)
    ]  # fmt: skip
    members = [f"CN=Member {n},{dn}" for n in range(MEMBERS)]
    group = entry(
        f"CN=Large group,{dn}", objectClass="group", sAMAccountName="largegroup", groupType=8,
        mail="large@contoso.test", mailNickname="large", proxyAddresses="SMTP:large@contoso.test", member=members,
    )  # fmt: skip
    unit = entry(dn, objectClass="organizationalUnit")
    # Again where a run was stopped in between: what is there already is no fault.
    change(server, "ldapadd", "".join([unit, *odd, *(entry(m, objectClass="contact") for m in members), group]), "-c")
    return dn


@pytest.fixture(scope="module")
def collected(server: Server, place: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("collected")
    manifest = collect(server, folder)
    assert [(d.name, d.state) for d in manifest.domains] == [("contoso.test", "collected")]
    assert not manifest.failures
    return folder


@pytest.fixture(scope="module")
def exported(server: Server, place: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same places as ldapsearch writes them."""
    folder = tmp_path_factory.mktemp("exported") / "directory"
    folder.mkdir()
    exchange = f"CN=Microsoft Exchange,CN=Services,{server.configuration_dn}"
    version = f"CN=ms-Exch-Schema-Version-Pt,CN=Schema,{server.configuration_dn}"
    for name, content in (
        ("recipients", server.ldapsearch(server.base_dn, *PAGED, RECIPIENTS)),
        ("configuration", server.ldapsearch(exchange, *PAGED)),
        ("schema", server.ldapsearch(version, *PAGED, "-s", "base")),
        *other_places(server),
    ):
        (folder / f"{name}.ldf").write_bytes(content)
    return folder.parent


def rows(frame: pd.DataFrame, *without: str) -> list[tuple[Any, ...]]:
    """Rows of a frame without where they were found and when the directory changed."""
    gone = {"source_file", "source_row", "cloud_file", "cloud_row", *without}
    return sorted(map(tuple, frame[[c for c in frame.columns if c not in gone]].astype(str).to_numpy().tolist()))


def unlike(ours: list[tuple[Any, ...]], theirs: list[tuple[Any, ...]]) -> list[str]:
    """Rows that only one of two frames has."""
    mine, other = Counter(ours), Counter(theirs)
    return [f"collected: {row}" for row in mine - other] + [f"exported: {row}" for row in other - mine]


# That something is not there only a collection proves: it says where it looked.
PROVED_BY_COLLECTION = ["ORG-008", "ORG-009", "ORG-010"]


def proved(assessment: Assessment) -> pd.DataFrame:
    """The findings that both kinds of export can have; when AD changed, the end of a drift's words, only one knows."""
    both = assessment.findings[~assessment.findings["rule"].isin(PROVED_BY_COLLECTION)]
    return both.assign(message=both["message"].str.replace(r" differs: .*", " differs", regex=True))


def test_same_verdicts_findings_and_differences(collected: Path, exported: Path) -> None:
    people = read(exported).tables["ad.object"].to_pylist()
    results: list[Assessment] = []
    for folder in (collected, exported):
        assert write_cloud(folder, people) > 50
        results.append(analyze(folder, as_of=AS_OF))
    ours, theirs = results
    # How the time of a change is known differs: only the collector has the times of attributes.
    assert rows(ours.mailboxes, "earliest_safe_transfer", "safe_basis", "safe_reason", "safe_confidence") == rows(
        theirs.mailboxes, "earliest_safe_transfer", "safe_basis", "safe_reason", "safe_confidence"
    )
    assert unlike(rows(proved(ours)), rows(proved(theirs))) == []
    timed = ("directory_changed", "changed_basis", "changed_last", "classed_by", "why")
    assert unlike(rows(ours.differences, *timed), rows(theirs.differences, *timed)) == []
    assert len(ours.differences) > 50
    assert len(ours.findings) > 20
    assert len({v.verdict for v in ours.verdicts if v.mailboxes}) > 1
    assert [(g.name, g.state) for g in ours.gates] == [(g.name, g.state) for g in theirs.gates]
    assert set(ours.differences["changed_basis"]) >= {"attribute time"}


def _is_partitions(row: Mapping[str, Any]) -> bool:
    return _dn(row).startswith("CN=Partitions,")


def _dn(row: Mapping[str, Any]) -> str:
    return str(row["distinguishedName"])


def test_same_tables(collected: Path, exported: Path) -> None:
    mine, other = read(collected), read(exported)
    for kind in ("ad.object", "ad.configuration"):
        ours, theirs = mine.tables[kind], other.tables[kind]
        shared = [c for c in ours.column_names if c in theirs.column_names and not c.startswith("_")]
        assert len(shared) > (100 if kind == "ad.object" else 20)
        # Of the container of the partitions only the level is asked for; a dump has all of it.
        held = [
            sorted((_row(r) for r in t.select(shared).to_pylist() if not _is_partitions(r)), key=_dn)
            for t in (ours, theirs)
        ]
        assert unlike(*([tuple(sorted(map(str, r.items()))) for r in part] for part in held)) == []
        # Whatever a full dump has and the catalogue knows was asked for.
        lacking = {c for c in theirs.column_names if c not in shared and CATALOGUE.find(c)}
        assert lacking <= {"_row", "_file"}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: sorted(v) if isinstance(v, list) else v for k, v in row.items()}


def test_a_group_of_5000_members_is_whole(collected: Path, place: str) -> None:
    held = lines(collected, "groups")[f"CN=Large group,{place}"]["member"]
    assert sorted(held) == sorted(f"CN=Member {n},{place}" for n in range(MEMBERS))


def test_odd_names_arrive_letter_by_letter(collected: Path, place: str) -> None:
    held = {h["displayName"]: h for h in lines(collected, "users").values() if h["dn"].endswith(place)}
    assert set(held) == set(NAMES)
    for n, name in enumerate(NAMES):
        assert held[name]["cn"] == name
        assert sorted(held[name]["proxyAddresses"]) == [f"SMTP:odd{n}@contoso.test", f"X500:/o=a, b/cn=é{n}"]
    table = read(collected).tables["ad.object"].select(["distinguishedName", "cn"]).to_pylist()
    assert set(NAMES) <= {r["cn"] for r in table}


def test_an_address_has_its_own_change_time_and_a_logon_moves_nothing(
    server: Server, place: str, tmp_path: Path
) -> None:
    dn, user = f"CN={escaped(NAMES[2])},{place}", "odd2@contoso.test"
    first = _times(server, tmp_path / "first", dn)
    word = base64.b64encode('"Test-Only-Us3r!"'.encode("utf-16-le")).decode()
    change(
        server, "ldapmodify",
        f"dn:: {coded(dn)}\nchangetype: modify\nreplace: unicodePwd\n"
        f"unicodePwd:: {word}\n-\nreplace: userAccountControl\nuserAccountControl: 512\n-\n\n",
    )  # fmt: skip
    bound = subprocess.run(
        ["ldapsearch", "-x", "-H", f"ldaps://{server.address}", "-D", user, "-w", "Test-Only-Us3r!", "-s", "base"],
        env={**os.environ, "LDAPTLS_CACERT": server.ca_file}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert bound.returncode == 0, bound.stderr
    logged_on = lines_of(server, tmp_path / "logon", dn)
    assert logged_on["lastLogonTimestamp"] not in {"", "0"}
    # The logon changed the object, and none of the times that matter.
    assert {k: v for k, v in _changed(logged_on).items() if k != "userAccountControl"} == {
        k: v for k, v in first.items() if k != "userAccountControl"
    }
    change(
        server, "ldapmodify",
        f"dn:: {coded(dn)}\nchangetype: modify\nadd: proxyAddresses\n"
        "proxyAddresses: smtp:later@contoso.test\n-\n\n",
    )  # fmt: skip
    held = lines_of(server, tmp_path / "last", dn)
    last = _changed(held)
    # The controller that took the change is named.
    (addresses,) = (each for each in held["@changed"] if each.startswith("proxyAddresses "))
    assert addresses.split(" ")[3].casefold() == server.host.partition(".")[0].casefold()
    assert last["proxyAddresses"][1] == first["proxyAddresses"][1] + 1
    assert last["proxyAddresses"][0] >= first["proxyAddresses"][0]
    assert last["mailNickname"] == first["mailNickname"]
    assert "lastLogonTimestamp" not in last


def lines_of(server: Server, folder: Path, dn: str) -> dict[str, Any]:
    collect(server, folder, search_bases=(dn,))
    return lines(folder, "users")[dn]


def _changed(held: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    return {n: (t, int(v)) for n, t, v in (each.split(" ")[:3] for each in held["@changed"])}


def _times(server: Server, folder: Path, dn: str) -> dict[str, tuple[str, int]]:
    return _changed(lines_of(server, folder, dn))


def test_since_brings_the_collection_up_to_date(server: Server, place: str, tmp_path: Path) -> None:
    collect(server, tmp_path / "old")
    dn = f"CN={escaped(NAMES[3])},{place}"
    change(
        server, "ldapmodify",
        f"dn:: {coded(dn)}\nchangetype: modify\nreplace: displayName\n"
        "displayName: Another name\n-\n\n",
    )  # fmt: skip
    manifest = collect(server, tmp_path / "old", since=True)
    collect(server, tmp_path / "fresh")
    for part in ("users", "groups", "contacts", "exchange-configuration"):
        assert lines(tmp_path / "old", part) == lines(tmp_path / "fresh", part), part
    assert lines(tmp_path / "old", "users")[dn]["displayName"] == "Another name"
    assert manifest.renamed == 0
    change(
        server, "ldapmodify",
        f"dn:: {coded(dn)}\nchangetype: modify\nreplace: displayName\n"
        f"displayName:: {coded(NAMES[3])}\n-\n\n",
    )  # fmt: skip


class Cut:
    """A connection that breaks for good after some pages; everything else is the real one."""

    def __init__(self, real: Any, pages: int) -> None:
        self._real, self._left = real, pages

    def __enter__(self) -> "Cut":
        return self

    def __exit__(self, *_: object) -> None:
        self._real.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def pages(self, base: str, **asked: Any) -> Iterator[Any]:
        from analyzer.errors import ControllerGone

        for page in self._real.pages(base, **asked):
            if "(mail=*)" in asked["filter"]:
                self._left -= 1
                if self._left < 0:
                    raise ControllerGone("the connection ended")
            yield page


def test_an_interrupted_run_resumes_to_the_same(server: Server, collected: Path, tmp_path: Path) -> None:
    from analyzer.errors import ControllerGone

    real = access(server).connect
    with pytest.raises(ControllerGone):
        collect(server, tmp_path, lambda h, g: Cut(real(h, g), 3), page_size=40)  # type: ignore[arg-type]
    folder = tmp_path / "directory"
    assert (folder / "contoso.test.users.jsonl.part").stat().st_size or list(folder.glob("*users*before*"))
    assert not [f for f in folder.iterdir() if not f.name.endswith(".part")]
    collect(server, tmp_path, page_size=40, resume=True)
    for part in ("users", "groups", "contacts", "others", "exchange-configuration"):
        ours, theirs = lines(tmp_path, part), lines(collected, part)
        assert ours.keys() == theirs.keys()
    assert not [f for f in folder.iterdir() if f.name.endswith(".part")]


def test_rights_are_decoded(server: Server, place: str, tmp_path: Path) -> None:
    dn = f"CN={escaped(NAMES[1])},{place}"
    collect(server, tmp_path, search_bases=(dn,), acls=True)
    rights = lines(tmp_path, "users")[dn]["@rights"]
    # Administrators have full control of everything; the account itself may send as itself.
    assert "allow send-as S-1-5-10" in rights
    assert any(r.startswith("allow full S-1-5-21-") for r in rights)


SEND_AS = "ab721a54-1e2f-11d0-9819-00aa0040529b"
RECEIVE_AS = "ab721a56-1e2f-11d0-9819-00aa0040529b"


def test_who_may_send_as_or_has_everything(server: Server, place: str, tmp_path: Path) -> None:
    dn = f"CN={escaped(NAMES[4])},{place}"
    grant = [
        f"(OA;;CR;{SEND_AS};;S-1-5-32-546)", "(A;;GA;;;S-1-5-32-545)", f"(OD;;CR;{SEND_AS};;S-1-5-32-551)",
        f"(OA;;CR;{RECEIVE_AS};;S-1-5-32-552)", "(A;;RP;;;S-1-5-32-553)", f"(OA;IO;CR;{SEND_AS};;S-1-5-32-554)",
    ]  # fmt: skip
    for sddl in grant:
        done = subprocess.run(
            ["samba-tool", "dsacl", "set", "-H", f"ldaps://{server.address}", f"--objectdn={dn}", f"--sddl={sddl}",
             f"--simple-bind-dn={ADMINISTRATOR},{server.base_dn}", f"--password={PASSWORD}",
             "--option=tls verify peer=no_check"],
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    collect(server, tmp_path, search_bases=(dn,), acls=True)
    rights = lines(tmp_path, "users")[dn]["@rights"]
    mine = {545, 546, 551, 552, 553, 554}
    # Other rights, and those for objects below only, are no right to send.
    assert {r for r in rights if r.rpartition(" ")[2] in {f"S-1-5-32-{n}" for n in mine}} == {
        "allow send-as S-1-5-32-546", "allow full S-1-5-32-545", "deny send-as S-1-5-32-551",
    }  # fmt: skip


def test_a_place_that_is_not_there_is_told(server: Server, tmp_path: Path) -> None:
    manifest = collect(server, tmp_path, search_bases=(f"OU=Nowhere,{server.base_dn}",))
    assert {f.part for f in manifest.failures} >= {"users", "groups"}
    assert manifest.domains[0].state == "collected in part"
