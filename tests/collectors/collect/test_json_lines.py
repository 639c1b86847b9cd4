"""What the collector wrote is read to the same tables as an LDIF of the same objects."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from small_forest import CHILD, ROOT, Forest, person
from test_collect_run import CATALOGUE, RULES, run
from test_replication import SECOND, blob

from analyzer.collectors import load_layouts, read_folder
from analyzer.collectors.formats.ldif import read_ldif
from analyzer.model.progress import Silent
from analyzer.model.snapshot import Snapshot

LAYOUTS = load_layouts(RULES)
FULL = {"objectCategory": f"CN=Person,CN=Schema,CN=Configuration,{ROOT}", "uSNCreated": "7"}


def people() -> list:
    return [
        person(1, **FULL, extensionAttribute1='Köln, "quoted"; \\ 😀 \u202e'),
        person(2, **FULL, mail=[], publicDelegates=[f"CN=Person 1,OU=Staff,{ROOT}"])._replace(
            dn=f'CN=#Odd \\+ Name\\, \\"q\\" ü😀\\ ,OU=Staff,{ROOT}'
        ),
        person(3, **FULL, proxyAddresses=["SMTP:only@contoso.example"], msExchMailboxGuid=bytes(range(16))),
        person(4, **FULL, info="line one\r\nline two\t tab ", proxyAddresses=[]),
    ]


def read(folder: Path) -> Snapshot:
    return read_folder(folder, layouts=LAYOUTS, catalogue=CATALOGUE, progress=Silent())


def ldif(folder: Path, entries: list) -> Path:
    lines = []
    for entry in entries:
        lines.append(b"dn:: " + base64.b64encode(entry.dn.encode()))
        lines += [n.encode() + b":: " + base64.b64encode(v) for n, vs in entry.attributes.items() for v in vs]
        lines.append(b"")
    path = folder / "same.ldf"
    path.write_bytes(b"\n".join([*lines, b""]))
    return path


def collected(folder: Path, entries: list, **options: object) -> Snapshot:
    run(folder, Forest(people={ROOT: entries, CHILD: []}), **options)
    return read(folder)


def test_the_same_table_as_from_ldif(tmp_path: Path) -> None:
    snapshot = collected(tmp_path / "a", people())
    assert not [p for p in snapshot.problems if p.code not in {"N509", "N510"}]
    ours = snapshot.tables["ad.object"].to_pylist()
    found = read_ldif(ldif(tmp_path, people()), file="same.ldf", catalogue=CATALOGUE, progress=Silent())
    theirs = {r["distinguishedName"]: r for r in found.tables["ad.object"].to_pylist()}
    gone = LAYOUTS.unasked["ad.object"] | {"_row", "_file", "thumbnailPhoto", "msDS-KeyCredentialLink"}
    assert len(ours) == len(theirs) == 4
    for row in ours:
        other = theirs[row["distinguishedName"]]
        shared = (row.keys() & other.keys()) - gone
        assert len(shared) > 150
        assert {k: row[k] for k in shared} == {k: other[k] for k in shared}


def test_asked_and_absent_is_empty_not_asked_is_unknown(tmp_path: Path) -> None:
    snapshot = collected(tmp_path, people())
    rows = {r["cn"]: r for r in snapshot.tables["ad.object"].to_pylist()}
    assert rows["Person 1"]["publicDelegates"] == []
    assert rows["Person 1"]["altRecipient"] == ""
    assert "thumbnailPhoto" not in rows["Person 1"]
    assert rows["Person 2"]["mail"] == ""


def test_ledger_and_coverage(tmp_path: Path) -> None:
    snapshot = collected(tmp_path, people())
    users = next(f for f in snapshot.files if f.file == "directory/contoso.example.users.jsonl")
    assert (users.kind, users.rows_read, users.rows_used, users.health) == ("ad.object", 4, 4, "whole")
    assert users.domains == ("contoso.example",)
    assert f"{users.exported_at:%Y-%m-%dT%H:%M}" == "2026-11-16T06:00"
    # A domain without any recipient is covered all the same.
    child = next(f for f in snapshot.files if f.file == "directory/emea.contoso.example.users.jsonl")
    assert (child.kind, child.rows_read, child.domains) == ("ad.object", 0, ("emea.contoso.example",))
    told = next(f for f in snapshot.files if f.kind == "ad.manifest")
    assert set(told.domains) == {"contoso.example", "emea.contoso.example"}
    assert snapshot.tables["ad.configuration"]["objectVersion"].to_pylist() == [["16222"]]


def test_change_times(tmp_path: Path) -> None:
    raw = blob((0x200D2, 4, SECOND), (0x906A0, 9, SECOND + 999), (-1958936531 & 0xFFFFFFFF, 1, SECOND // 2))
    snapshot = collected(tmp_path, [person(1, replPropertyMetaData=raw), person(2)])
    rows = snapshot.tables["ad.change"].to_pylist()
    guid = snapshot.tables["ad.object"]["objectGUID"].to_pylist()[0]
    names = ("AttributeName", "LastOriginatingChangeTime", "Version", "LastOriginatingChangeDirectoryServerIdentity")
    assert [tuple(r[n] for n in ("Object", *names, "_row")) for r in rows] == [
        (guid, "msExchMailboxGuid", "1813-12-09T15:00:00Z", "1", "", 1),
        (guid, "proxyAddresses", "2026-11-16T06:00:00Z", "4", "dc1", 1),
    ]
    assert [p.code for p in snapshot.problems] == ["N510", "N508"]


def test_a_domain_that_was_not_collected_is_not_covered(tmp_path: Path) -> None:
    one = Forest(people={ROOT: people(), CHILD: []})
    del one.hosts["dc2.emea.contoso.example"]
    run(tmp_path, one)
    snapshot = read(tmp_path)
    assert "emea.contoso.example" in next(f for f in snapshot.files if f.kind == "ad.manifest").domains
    assert {d for f in snapshot.files_of("ad.object") for d in f.domains} == {"contoso.example"}
    assert "W425" in [p.code for p in snapshot.problems]


def test_part_of_a_domain_does_not_cover_it(tmp_path: Path) -> None:
    snapshot = collected(tmp_path, people(), search_bases=(f"OU=Staff,{ROOT}",))
    assert not {d for f in snapshot.files_of("ad.object") for d in f.domains}


USERS = "directory/contoso.example.users.jsonl"
MANIFEST = "directory/contoso.example.manifest.json"


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    run(tmp_path, Forest(people={ROOT: people(), CHILD: []}))
    path = tmp_path / USERS
    path.write_bytes(path.read_bytes().replace(b"only@", b"lone@"))
    snapshot = read(tmp_path)
    assert [(p.code, p.file) for p in snapshot.problems if p.code.startswith("E")] == [("E217", USERS)]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    run(tmp_path, Forest(people={ROOT: people(), CHILD: []}))
    (tmp_path / USERS).unlink()
    found = [p for p in read(tmp_path).problems if p.code.startswith("E")]
    assert [(p.code, p.file) for p in found] == [("E216", MANIFEST)]
    assert "contoso.example.users.jsonl" in found[0].message


def test_files_without_their_manifest_are_refused(tmp_path: Path) -> None:
    run(tmp_path, Forest(people={ROOT: people(), CHILD: []}))
    (tmp_path / MANIFEST).unlink()
    found = [(p.code, p.file) for p in read(tmp_path).problems if p.code.startswith("E")]
    assert ("E215", USERS) in found


def test_a_damaged_manifest_is_refused(tmp_path: Path) -> None:
    run(tmp_path, Forest(people={ROOT: people(), CHILD: []}))
    path = tmp_path / MANIFEST
    path.write_text(path.read_text(encoding="utf-8")[:-100], encoding="utf-8")
    assert ("E211", MANIFEST) in [(p.code, p.file) for p in read(tmp_path).problems]


def test_a_manifest_cannot_name_files_elsewhere(tmp_path: Path) -> None:
    run(tmp_path, Forest(people={ROOT: people(), CHILD: []}))
    path = tmp_path / MANIFEST
    data = json.loads(path.read_text(encoding="utf-8"))
    data["files"][0]["file"] = "../../outside.jsonl"
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    assert ("E216", MANIFEST) in [(p.code, p.file) for p in read(tmp_path).problems]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{broken\n", "it is no JSON"),
        (b'["a"]\n', "it is no object with a distinguished name"),
        (b'{"dn":""}\n', "it is no object with a distinguished name"),
        (b'{"dn":"CN=x,DC=a","mail":7}\n', "the value of mail is no text"),
        (b'{"dn":"CN=x,DC=a","mail":"\\ud800"}\n', "the value of mail is no text"),
        (b'{"dn":"CN=x,DC=a","mail":"\xff"}\n', "it is no UTF-8"),
        (b'{"dn":"CN=x,DC=a","mail":"b', "the file stops inside it"),
    ],
    ids=["no json", "a list", "no name", "a number", "half a letter", "no utf-8", "cut"],
)
def test_a_line_that_cannot_be_used_is_rejected_alone(tmp_path: Path, line: bytes, reason: str) -> None:
    run(tmp_path, Forest(people={ROOT: people(), CHILD: []}))
    path, manifest = tmp_path / USERS, tmp_path / MANIFEST
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes() + line)
    text = manifest.read_text(encoding="utf-8").replace(before, hashlib.sha256(path.read_bytes()).hexdigest())
    manifest.write_text(text, encoding="utf-8")
    snapshot = read(tmp_path)
    source = next(f for f in snapshot.files if f.file == USERS)
    assert (source.rows_read, source.rows_rejected) == (5, 5)
    assert reason in [r.reason for r in snapshot.rejected]
    assert ("E211", 5) in [(p.code, p.row) for p in snapshot.problems]
