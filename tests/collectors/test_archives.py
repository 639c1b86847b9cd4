"""Zip and gzip: every file in them is read like one of its own, under its own name, and nothing is left behind."""

import gzip
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from export_files import CATALOGUE, LAYOUTS, codes, column, csv_text, mailbox, read, told

from analyzer.collectors import read_folder, unusable
from analyzer.collectors.collect.manifest import Manifest, PartFile, to_text
from analyzer.model.snapshot import Snapshot, SourceFile

MAILBOXES = csv_text([mailbox("kim"), mailbox("ada")])
LDIF = (
    "dn: CN=kim,OU=Staff,DC=contoso,DC=example\nchangetype: add\nobjectClass: top\nobjectClass: user\n"
    "objectGUID:: AAECAwQFBgcICQoLDA0ODw==\nmail: kim@contoso.example\nproxyAddresses: SMTP:kim@contoso.example\n"
    "whenChanged: 20261118100000.0Z\n\n"
)


def packed(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these members, their names exactly as given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo("x")
            # The constructor would tidy the name up.
            info.filename = info.orig_filename = name
            info.compress_type = method
            archive.writestr(info, content)
    return out.getvalue()


def file(snapshot: Snapshot, name: str) -> SourceFile:
    (found,) = [f for f in snapshot.files if f.file == name]
    return found


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], ids=["stored", "deflated"])
def test_members_of_a_zip_are_read_like_files(tmp_path: Path, method: int) -> None:
    data = packed({"cloud/m.csv": MAILBOXES, "ad/ad.ldf": LDIF}, method)
    snapshot = read(tmp_path, {"kit.zip": data})
    assert [f.file for f in snapshot.files] == ["kit.zip/ad/ad.ldf", "kit.zip/cloud/m.csv", "kit.zip"]
    assert unusable(snapshot) == ()
    assert codes(snapshot) == []
    assert column(snapshot, "Identity") == ["kim", "ada"]
    inside = file(snapshot, "kit.zip/cloud/m.csv")
    assert (inside.kind, inside.rows_read, inside.rows_used, inside.health) == ("cloud.mailbox", 2, 2, "whole")
    assert inside.sha256 == hashlib.sha256(MAILBOXES.encode()).hexdigest()
    whole = file(snapshot, "kit.zip")
    assert (whole.kind, whole.title, whole.health, whole.note) == ("archive", "Zip archive", "whole", "2 files inside")
    assert whole.sha256 == hashlib.sha256(data).hexdigest()
    assert whole.bytes == len(data)
    assert whole.rows_read == 0


def test_a_gzip_is_known_by_its_content(tmp_path: Path) -> None:
    data = gzip.compress(MAILBOXES.encode("utf-16"))
    snapshot = read(tmp_path, {"cloud/m.csv.gz": data, "ad.ldf": gzip.compress(LDIF.encode())})
    names = [f.file for f in snapshot.files]
    assert names == ["ad.ldf/ad.ldf", "ad.ldf", "cloud/m.csv.gz/m.csv", "cloud/m.csv.gz"]
    assert unusable(snapshot) == ()
    assert file(snapshot, "cloud/m.csv.gz").title == "Gzip file"


def test_several_streams_in_one_gzip_are_one_file(tmp_path: Path) -> None:
    first, second = MAILBOXES[:200].encode(), MAILBOXES[200:].encode()
    snapshot = read(tmp_path, {"m.csv.gz": gzip.compress(first) + gzip.compress(second)})
    assert column(snapshot, "Identity") == ["kim", "ada"]


def test_the_folder_inside_tells_the_side(tmp_path: Path) -> None:
    blank = (
        "DistinguishedName",
        "IsDirSynced",
        "IsExchangeCloudManaged",
        "ExternalDirectoryObjectId",
        "WhenChangedUTC",
    )
    row = mailbox(**dict.fromkeys(blank, ""))
    for place, kind in (("cloud", "cloud.mailbox"), ("onprem", "onprem.mailbox")):
        snapshot = read(tmp_path / place, {"all.zip": packed({f"{place}/m.csv": csv_text([row])})})
        assert list(snapshot.tables) == [kind]
        assert "N502" in codes(snapshot)


def test_names_of_windows_powershell_are_paths(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"kit.zip": packed({"cloud\\": b"", "cloud\\m.csv": MAILBOXES})})
    assert [f.file for f in snapshot.files] == ["kit.zip/cloud/m.csv", "kit.zip"]


def test_findings_of_rows_name_the_file_in_the_archive(tmp_path: Path) -> None:
    lines = csv_text([mailbox(f"user{n}") for n in range(20)]).split("\r\n")
    lines.insert(5, '"a","b"')
    snapshot = read(tmp_path, {"kit.zip": packed({"cloud/m.csv": "\r\n".join(lines)})})
    assert told(snapshot, "W414").file == "kit.zip/cloud/m.csv"
    assert [(r.file, r.row) for r in snapshot.rejected] == [("kit.zip/cloud/m.csv", 6)]
    assert sum(f.rows_read for f in snapshot.files) == 21


def test_what_a_folder_leaves_out_an_archive_leaves_out_too(tmp_path: Path) -> None:
    members = {"m.csv": MAILBOXES, "README.md": "x", ".DS_Store": b"\0", "__MACOSX/._m.csv": b"\0", "n.csv.part": "x"}
    snapshot = read(tmp_path, {"kit.zip": packed(members)})
    assert [f.file for f in snapshot.files] == ["kit.zip/README.md", "kit.zip/m.csv", "kit.zip"]
    assert file(snapshot, "kit.zip").note == "2 files inside; 3 hidden or unfinished left out"
    assert file(snapshot, "kit.zip/README.md").title == "Text for people"


def collection() -> dict[str, str]:
    """What ``exready collect`` leaves in the folder ``directory``."""
    held = {
        "dn": "CN=kim,OU=Staff,DC=contoso,DC=example", "objectClass": ["top", "user"], "mail": "kim@contoso.example",
        "objectGUID:base64": "AAECAwQFBgcICQoLDA0ODw==", "uSNChanged": "7", "whenChanged": "20261118100000.0Z",
    }  # fmt: skip
    line = json.dumps(held) + "\n"
    when = "2026-11-18T10:00:00Z"
    part = PartFile(
        file="contoso.example.users.jsonl", part="users", title="Users", domain="contoso.example", host="dc1",
        bases=("DC=contoso,DC=example",), scope="subtree", filter="(mail=*)", attributes=("mail", "objectGUID"),
        table="ad.object", highest_usn=9, started=when, finished=when, objects=1, bytes=len(line),
        sha256=hashlib.sha256(line.encode()).hexdigest(),
    )  # fmt: skip
    manifest = Manifest(tool="exready", forest="contoso.example", server="dc1", started=when, files=(part,))
    return {"contoso.example.manifest.json": to_text(manifest), part.file: line}


def test_a_zipped_collection_is_read_with_its_manifest(tmp_path: Path) -> None:
    whole = {f"directory/{name}": text for name, text in collection().items()}
    manifest, lines = whole
    snapshot = read(tmp_path, {"d.zip": packed(whole)})
    assert [p.code for p in unusable(snapshot)] == ["E221"]
    assert file(snapshot, f"d.zip/{lines}").rows_used == 1
    assert file(snapshot, f"d.zip/{manifest}").kind == "ad.manifest"
    # Both in different folders are not beside each other.
    apart = read(tmp_path / "apart", {"d.zip": packed({"a/" + manifest: whole[manifest], lines: whole[lines]})})
    assert codes(apart)[:2] == ["E215", "E216"]


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        ("../m.csv", "leads out"),
        ("cloud/../../m.csv", "leads out"),
        ("..\\m.csv", "leads out"),
        ("/etc/m.csv", "root"),
        ("\\\\server\\share\\m.csv", "root"),
        ("C:\\m.csv", "root"),
        ("c:m.csv", "root"),
        ("m.csv\0.txt", "control"),
        ("m\n.csv", "control"),
        ("./", "no name"),
    ],
)
def test_paths_that_lead_elsewhere_refuse_the_archive(tmp_path: Path, member: str, reason: str) -> None:
    snapshot = read(tmp_path / "in", {"kit.zip": packed({"a.csv": MAILBOXES, member: b""})})
    problem = told(snapshot, "E242")
    assert reason in problem.message
    assert problem.file == "kit.zip"
    assert [f.health for f in snapshot.files] == ["refused"]
    assert not snapshot.tables
    assert [p.name for p in tmp_path.iterdir()] == ["in"]
    assert [p.name for p in (tmp_path / "in").iterdir()] == ["kit.zip"]


def test_links_doubles_and_folders_with_content_refuse_the_archive(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "link" in told(read(tmp_path / "a", {"k.zip": out.getvalue()}), "E242").message
    double = packed({"a/m.csv": MAILBOXES, "a\\m.csv": MAILBOXES})
    assert "one name" in told(read(tmp_path / "b", {"k.zip": double}), "E242").message
    assert "folder" in told(read(tmp_path / "c", {"k.zip": packed({"m.csv/": MAILBOXES})}), "E242").message


def patched(data: bytes, offset: int, value: bytes) -> bytes:
    """The zip with other bytes in the list of its members, counted from the first entry."""
    at = data.index(b"PK\x01\x02") + offset
    return data[:at] + value + data[at + len(value) :]


def test_encrypted_and_unknown_packing_are_refused(tmp_path: Path) -> None:
    plain = packed({"m.csv": MAILBOXES})
    assert codes(read(tmp_path / "a", {"k.zip": patched(plain, 8, b"\x01\x00")})) == ["E243"]
    assert "Deflate64" in told(read(tmp_path / "b", {"k.zip": patched(plain, 10, b"\x09\x00")}), "E244").message
    lzma = packed({"m.csv": MAILBOXES}, zipfile.ZIP_LZMA)
    assert "LZMA" in told(read(tmp_path / "c", {"k.zip": lzma}), "E244").message


@pytest.mark.parametrize(
    ("head", "kind"), [(b"7z\xbc\xaf\x27\x1c", "7-Zip"), (b"Rar!\x1a\x07\0", "RAR"), (b"x" * 257 + b"ustar\0", "tar")]
)
def test_other_archives_are_named_and_refused(tmp_path: Path, head: bytes, kind: str) -> None:
    assert kind in told(read(tmp_path, {"k.bin": head + bytes(300)}), "E244").message


@pytest.mark.parametrize("inner", ["zip", "gzip"])
def test_an_archive_in_an_archive_is_refused(tmp_path: Path, inner: str) -> None:
    data = packed({"m.csv": MAILBOXES}) if inner == "zip" else gzip.compress(MAILBOXES.encode())
    snapshot = read(tmp_path, {"k.zip": packed({"in.csv": data, "m.csv": MAILBOXES}), "n.gz": gzip.compress(data)})
    assert [(p.code, p.file) for p in snapshot.problems] == [("E245", "k.zip/in.csv"), ("E245", "n.gz/n")]
    assert file(snapshot, "k.zip").health == "damaged"
    # The other file was looked at all the same: all problems are told at once.
    assert file(snapshot, "k.zip/m.csv").rows_used == 2


def test_a_workbook_stays_a_workbook(tmp_path: Path) -> None:
    book = packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})
    snapshot = read(tmp_path, {"m.xlsx": book, "n.csv": book, "cut.csv": book[:60], "k.zip": packed({"m.xlsx": book})})
    assert codes(snapshot) == ["E202"] * 4


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_cut_archive_is_refused(tmp_path: Path, keep: float) -> None:
    zipped, gzipped = packed({"m.csv": MAILBOXES * 9}), gzip.compress(MAILBOXES.encode() * 9)
    snapshot = read(tmp_path, {"k.zip": zipped[: int(len(zipped) * keep)], "m.gz": gzipped[: int(len(gzipped) * keep)]})
    assert [(p.code, p.file) for p in snapshot.problems] == [("E240", "k.zip"), ("E240", "m.gz/m")]


def test_a_member_that_does_not_fit_its_checksum_is_refused(tmp_path: Path) -> None:
    data = bytearray(packed({"a.csv": MAILBOXES, "b.csv": MAILBOXES}, zipfile.ZIP_STORED))
    data[data.index(b"kim")] = ord("t")
    snapshot = read(tmp_path, {"k.zip": bytes(data)})
    assert [(p.code, p.file) for p in snapshot.problems if p.severity == "refuse"] == [("E240", "k.zip/a.csv")]
    gzipped = bytearray(gzip.compress(MAILBOXES.encode()))
    gzipped[-6] ^= 1
    assert codes(read(tmp_path / "b", {"m.gz": bytes(gzipped)})) == ["E240"]


def test_an_empty_archive_says_so(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"k.zip": packed({}), "m.csv": MAILBOXES})
    assert codes(snapshot) == ["W450"]


def test_bombs_are_refused_before_they_are_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = bytes(70 << 20)
    snapshot = read(tmp_path / "a", {"k.zip": packed({"a.csv": bomb}), "k.gz": gzip.compress(bomb)})
    assert [(p.code, p.file) for p in snapshot.problems] == [("E241", "k.gz/k"), ("E241", "k.zip")]
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["k.gz", "k.zip"]
    many = packed({f"{n}.csv": b"" for n in range(10_001)})
    assert "10,001 members" in told(read(tmp_path / "b", {"k.zip": many}), "E241").message
    huge = patched(packed({"a.csv": MAILBOXES}), 24, b"\xfe\xff\xff\xff")
    assert "1/250" in told(read(tmp_path / "c", {"k.zip": huge}), "E241").message
    monkeypatch.setattr("analyzer.collectors.containers.LARGEST_TOTAL", 1000)
    assert "together" in told(read(tmp_path / "d", {"k.zip": packed({"a.csv": MAILBOXES})}), "E241").message


def test_members_that_share_their_bytes_are_a_bomb(tmp_path: Path) -> None:
    data = packed({"a.csv": MAILBOXES, "b.csv": MAILBOXES})
    second = data.rindex(b"PK\x01\x02")
    overlapping = data[: second + 42] + bytes(4) + data[second + 46 :]
    assert "overlap" in told(read(tmp_path, {"k.zip": overlapping}), "E241").message


def test_a_list_of_members_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    data = packed({"a.csv": MAILBOXES})
    at = data.rindex(b"PK\x05\x06") + 12
    snapshot = read(tmp_path, {"k.zip": data[:at] + (20 << 20).to_bytes(4, "little") + data[at + 4 :]})
    assert "list of members" in told(snapshot, "E241").message


def test_the_disk_is_never_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=1 << 30)
    monkeypatch.setattr("analyzer.collectors.unpacking.shutil.disk_usage", lambda _path: full)
    snapshot = read(tmp_path, {"k.zip": packed({"a.csv": MAILBOXES})})
    assert told(snapshot, "E246").file == "k.zip/a.csv"
    assert [p.name for p in tmp_path.iterdir()] == ["k.zip"]


class Interrupts:
    """Somebody presses Ctrl-C while the first file is read."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.seen = folder, [0]

    def start(self, label: str, total: int | None = None) -> None:
        """Nothing."""

    def advance(self, steps: int = 1) -> None:
        """Looks at the unpacked file and interrupts."""
        self.seen = [p.stat().st_mode & 0o777 for p in self.folder.iterdir() if p.is_dir()]
        raise KeyboardInterrupt

    def done(self) -> None:
        """Nothing."""


def test_an_interruption_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "k.zip").write_bytes(packed({"a.csv": MAILBOXES}))
    other = tmp_path / ".exready-unpacked-1"
    other.mkdir(mode=0o755)
    listener = Interrupts(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        read_folder(tmp_path, layouts=LAYOUTS, catalogue=CATALOGUE, progress=listener)
    assert sorted(listener.seen) == [0o700, 0o755]
    # What another run left there is not ours to remove.
    assert sorted(p.name for p in tmp_path.iterdir()) == [other.name, "k.zip"]
