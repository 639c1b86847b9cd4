"""Changes of a minute ago: lag, and mailboxes that have to wait, are the same from a collection and from an LDIF.

The LDIF gets the change times as a Windows controller would write them into it (msDS-ReplAttributeMetaData); this
server has only the stored form, which is taken apart here once more, by other code than the collector's.
"""

import base64
import datetime as dt
import re
import struct
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from cloud_side import write_cloud
from directory_steps import PAGED, RECIPIENTS, change, coded, collect, other_places, read
from real_directory import Server
from test_collect_analyze import proved, rows, unlike

from analyzer.model.assessment import Assessment
from analyzer.pipeline import analyze

pytestmark = [
    pytest.mark.directory,
    pytest.mark.filterwarnings("ignore:ssl.match_hostname:DeprecationWarning"),
]

CYCLE = dt.timedelta(minutes=30)
DAY = dt.timedelta(hours=24)
PREFIXES = {"1.2.840.113556.1.2": 2, "1.2.840.113556.1.4": 9, "2.5.4": 0, "0.9.2342.19200300.100.1": 21}


@pytest.fixture(scope="module")
def server(changing_server: Server) -> Server:
    return changing_server


@pytest.fixture(scope="module")
def remote(server: Server) -> list[str]:
    """Names of the remote mailboxes that nothing odd is in."""
    found = server.ldapsearch(server.base_dn, "-LLL", "-o", "ldif-wrap=no", "(msExchRemoteRecipientType=4)", "1.1")
    names = re.findall(rb"^dn:: (.+)$", found, re.MULTILINE)  # their place has an umlaut
    return sorted(base64.b64decode(n).decode() for n in names)


@pytest.fixture(scope="module")
def moment(server: Server, remote: list[str]) -> dt.datetime:
    """Everything changed before it, but for some mailboxes: they change after it."""
    time.sleep(2)
    between = dt.datetime.now(dt.UTC).replace(microsecond=0)
    time.sleep(2)
    extra = [f"dn:: {coded(dn)}\nchangetype: modify\nreplace: {name}\n{name}: {value}\n-\n\n"
             for n, dn in enumerate(remote[:20])
             for name, value in (CHANGES[n % len(CHANGES)],)]  # fmt: skip
    change(server, "ldapmodify", "".join(extra))
    return between


# The first ones make a mailbox wait; the others are no attributes that a transfer moves.
CHANGES = (
    ("extensionAttribute3", "just now"), ("msExchHideFromAddressLists", "TRUE"), ("displayName", "Just Now"),
    ("department", "Just now"), ("comment", "just now"),
)  # fmt: skip


def names(server: Server) -> dict[int, str]:
    """Attribute names by their numbers in replication metadata."""
    asked = ("lDAPDisplayName", "attributeID", "msDS-IntId")
    found = server.ldapsearch(
        f"CN=Schema,{server.configuration_dn}", "-LLL", *PAGED, "(objectClass=attributeSchema)", *asked
    )
    out = {}
    for block in found.decode().split("\n\n"):
        held = dict(re.findall(r"^([\w-]+): (.*)$", block, re.MULTILINE))
        front, _dot, last = held.get("attributeID", "").rpartition(".")
        if "msDS-IntId" in held:
            out[int(held["msDS-IntId"]) & 0xFFFFFFFF] = held["lDAPDisplayName"]
        elif front in PREFIXES:
            out[PREFIXES[front] << 16 | int(last)] = held["lDAPDisplayName"]
    return out


def controllers(server: Server) -> dict[bytes, str]:
    """Settings objects of the controllers by the identifier that replication metadata names them by."""
    asked = ("-LLL", *PAGED, "-o", "ldif-wrap=no", "(objectClass=nTDSDSA)", "invocationId")
    found = server.ldapsearch(f"CN=Sites,{server.configuration_dn}", *asked).decode()
    held = re.findall(r"^dn: (.*)\ninvocationId:: (.*)$", found, re.MULTILINE)
    assert held
    return {base64.b64decode(key): dn for dn, key in held}


def as_windows_writes_it(ldif: str, known: Mapping[int, str], by: Mapping[bytes, str]) -> Iterator[str]:
    """The same dump with the times of attributes as XML in place of the stored form."""
    for line in ldif.split("\n"):
        name, _colons, value = line.partition(":: ")
        if name != "replPropertyMetaData":
            yield line
            continue
        blob = base64.b64decode(value)
        for at in range(16, len(blob), 48):
            number, version, seconds, who = struct.unpack_from("<IIQ16s", blob, at)
            if number in known:
                moment = dt.datetime(1601, 1, 1) + dt.timedelta(seconds=seconds)  # noqa: DTZ001
                xml = (
                    f"<DS_REPL_ATTR_META_DATA>\n<pszAttributeName>{known[number]}</pszAttributeName>\n"
                    f"<dwVersion>{version}</dwVersion>\n"
                    f"<ftimeLastOriginatingChange>{moment:%Y-%m-%dT%H:%M:%SZ}</ftimeLastOriginatingChange>\n"
                    f"<pszLastOriginatingDsaDN>{by.get(who, '')}</pszLastOriginatingDsaDN>\n"
                    "</DS_REPL_ATTR_META_DATA>\n"
                )
                yield f"msDS-ReplAttributeMetaData:: {base64.b64encode(xml.encode()).decode()}"


def export(server: Server, folder: Path) -> None:
    """The same as a collection, by ldapsearch."""
    (folder / "directory").mkdir()
    wide = (*PAGED, "-o", "ldif-wrap=no")
    exchange = f"CN=Microsoft Exchange,CN=Services,{server.configuration_dn}"
    version = f"CN=ms-Exch-Schema-Version-Pt,CN=Schema,{server.configuration_dn}"
    users = server.ldapsearch(
        server.base_dn, *wide, f"(&(objectClass=user){RECIPIENTS})", "*", "memberOf", "replPropertyMetaData"
    )
    for name, content in (
        ("users", "\n".join(as_windows_writes_it(users.decode(), names(server), controllers(server))).encode()),
        ("others", server.ldapsearch(server.base_dn, *wide, f"(&(!(objectClass=user)){RECIPIENTS})")),
        ("configuration", server.ldapsearch(exchange, *wide)),
        ("schema", server.ldapsearch(version, *wide, "-s", "base")),
        *other_places(server),
    ):
        (folder / "directory" / f"{name}.ldf").write_bytes(content)


@pytest.fixture(scope="module")
def both(server: Server, moment: dt.datetime, tmp_path_factory: pytest.TempPathFactory) -> tuple[Assessment, ...]:
    """What a collection says, and what the LDIF says, a day and a cycle after that moment."""
    ours, theirs = tmp_path_factory.mktemp("ours"), tmp_path_factory.mktemp("theirs")
    collect(server, ours)
    export(server, theirs)
    people = read(theirs).tables["ad.object"].to_pylist()
    # What the last sync must have brought ends one cycle before it.
    synced = f"{moment + CYCLE:%Y-%m-%dT%H:%M:%SZ}"
    for folder in (ours, theirs):
        assert write_cloud(folder, people, synced=synced) > 40
    for folder in (ours, theirs):
        _differ(folder)
    return tuple(analyze(folder, as_of=moment + DAY + CYCLE) for folder in (ours, theirs))


def _differ(folder: Path) -> None:
    """The cloud has not got what changed a minute ago."""
    path = folder / "cloud" / "mailboxes.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("just now", "before").replace("Just Now", "Before"), encoding="utf-8")


def test_the_same_verdicts_and_the_same_differences_of_a_minute_ago(both: tuple[Assessment, ...]) -> None:
    ours, theirs = both
    assert rows(ours.mailboxes) == rows(theirs.mailboxes)
    assert unlike(rows(proved(ours)), rows(proved(theirs))) == []
    assert rows(ours.differences) == rows(theirs.differences)
    assert [(g.name, g.state) for g in ours.gates] == [(g.name, g.state) for g in theirs.gates]


def test_some_are_lag_and_some_have_to_wait(both: tuple[Assessment, ...], remote: list[str]) -> None:
    ours = both[0]
    kinds = Counter(ours.differences["kind"])
    assert kinds["lag"] > 4
    assert kinds["drift"] > 20
    waits = ours.findings[ours.findings["rule"] == "MBX-009"]
    # Two of five changes are of attributes that move; who is transferred already has nothing to wait for.
    assert 3 < len(waits) <= 8
    assert set(waits["outcome"]) == {"fail"}


def test_more_than_mailboxes_are_among_the_findings(both: tuple[Assessment, ...]) -> None:
    ours = both[0]
    files = {Path(f).name for f in ours.findings["source_file"]} | {Path(f).name for f in ours.findings["cloud_file"]}
    assert "contoso.test.users.jsonl" in files
    assert [f for f in files if "contacts" in f]
    assert len(ours.findings) > 40
