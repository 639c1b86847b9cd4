"""The whole folder: what is read, what is left out, and that nothing is lost."""

import json
from pathlib import Path

import pytest
from export_files import CATALOGUE, LAYOUTS, codes, column, csv_text, mailbox, read, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.collectors import read_folder, unusable
from analyzer.errors import FolderUnusable
from analyzer.model.progress import Silent
from analyzer.model.snapshot import Snapshot

LDIF = (
    "dn: CN=kim,OU=Staff,DC=contoso,DC=example\nchangetype: add\nobjectClass: top\nobjectClass: user\n"
    "objectGUID:: AAECAwQFBgcICQoLDA0ODw==\nmail: kim@contoso.example\nwhenChanged: 20261118100000.0Z\n\n"
)
SCHEDULER = """
AllowedSyncCycleInterval            : 00:30:00
CurrentlyEffectiveSyncCycleInterval : 00:30:00
CustomizedSyncCycleInterval         :
NextSyncCyclePolicyType             : Delta
NextSyncCycleStartTimeInUTC         : 11/20/2026 1:57:11 PM
SyncCycleEnabled                    : True
StagingModeEnabled                  : False
"""


def reconciles(snapshot: Snapshot) -> bool:
    """Read = used + ignored + rejected, for each file and for the whole."""
    files = snapshot.files
    each = all(f.rows_read == f.rows_used + f.rows_ignored + f.rows_rejected for f in files)
    ignored = sum(f.rows_ignored for f in files) == sum(snapshot.ignored.values())
    rejected = sum(f.rows_rejected for f in files) == len(snapshot.rejected)
    # Change times inside LDIF are made of rows that are counted as objects.
    used = sum(f.rows_used for f in files) == sum(
        t.num_rows for k, t in snapshot.tables.items() if k != "ad.change" or snapshot.files_of(k)
    )
    return each and ignored and rejected and used


def test_a_folder_with_everything(tmp_path: Path) -> None:
    snapshot = read(
        tmp_path,
        {
            "assessment.toml": "[customer]\nname = 'Contoso'\n",
            "directory/ad.ldf": LDIF,
            "cloud/mailboxes.csv": csv_text([mailbox()]),
            "sync/scheduler.txt": SCHEDULER,
            "entra/users.json": json.dumps([{"id": "1", "userPrincipalName": "k", "onPremisesSyncEnabled": True}]),
            "README.md": "# What is here\n",
            "reports/readiness.html": "<html>",
            ".hidden": "x",
            "cloud/half.csv.part": "x",
        },
    )
    assert [f.file for f in snapshot.files] == [
        "README.md", "cloud/mailboxes.csv", "directory/ad.ldf", "entra/users.json", "sync/scheduler.txt",
    ]  # fmt: skip
    assert set(snapshot.tables) == {"cloud.mailbox", "ad.object", "entra.user", "sync.scheduler"}
    assert snapshot.settings.customer == "Contoso"
    assert snapshot.folder == tmp_path.name
    assert unusable(snapshot) == ()
    assert reconciles(snapshot)


def test_the_text_of_format_list_is_read_with_a_word(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"s.txt": SCHEDULER.encode("utf-16")})
    assert column(snapshot, "CurrentlyEffectiveSyncCycleInterval", "sync.scheduler") == ["00:30:00"]
    assert column(snapshot, "NextSyncCycleStartTimeInUTC", "sync.scheduler") == ["2026-11-20T13:57:11Z"]
    assert codes(snapshot) == ["W424"]


def test_the_text_of_format_list_is_no_list_of_mailboxes(tmp_path: Path) -> None:
    text = "\n".join(f"{k:30} : {v}" for k, v in mailbox().items())
    assert "E204" in codes(read(tmp_path, {"m.txt": text}))


def test_sync_parameters_are_known_by_their_names(tmp_path: Path) -> None:
    rows = [{"Name": "Microsoft.Synchronize.StagingMode", "Value": "False"}, {"Name": "Other", "Value": ""}]
    assert list(read(tmp_path, {"p.csv": csv_text(rows)}).tables) == ["sync.parameters"]
    assert codes(read(tmp_path / "b", {"p.csv": csv_text([{"Name": "A", "Value": "b"}])})) == ["W406"]


def test_both_sides_must_be_there(tmp_path: Path) -> None:
    assert [p.code for p in unusable(read(tmp_path / "a", {"x.csv": "A,B\n1,2\n"}))] == ["E220", "E221"]
    assert [p.code for p in unusable(read(tmp_path / "b", {"x.ldf": LDIF}))] == ["E221"]
    # Who gave a broken list is told about that alone.
    broken = csv_text([mailbox(EmailAddresses="System.Object[]")])
    assert [p.code for p in unusable(read(tmp_path / "c", {"x.ldf": LDIF, "m.csv": broken}))] == ["E212"]


def test_one_object_in_two_directory_files_stays_once(tmp_path: Path) -> None:
    newer = LDIF.replace("20261118", "20261119").replace("kim@", "k@")
    snapshot = read(tmp_path, {"a.ldf": LDIF, "b.ldf": newer})
    assert column(snapshot, "mail", "ad.object") == ["k@contoso.example"]
    assert "W415" in codes(snapshot)
    assert reconciles(snapshot)


@pytest.mark.parametrize("case", ["missing", "file", "empty", "only settings"])
def test_a_folder_that_holds_nothing_is_said_so(tmp_path: Path, case: str) -> None:
    folder = tmp_path / "f"
    if case == "file":
        folder.write_text("x")
    elif case != "missing":
        folder.mkdir()
    if case == "only settings":
        (folder / "assessment.toml").write_text("")
    with pytest.raises(FolderUnusable) as caught:
        read_folder(folder, layouts=LAYOUTS, catalogue=CATALOGUE, progress=Silent())
    assert caught.value.help
    if case in {"empty", "only settings"}:
        assert "ldifde " in caught.value.help
        assert "Get-Mailbox -ResultSize Unlimited" in caught.value.help


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    read(outside, {"m.csv": csv_text([mailbox("ada")])})
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.csv").symlink_to(outside / "m.csv")
    (inside / "folder").symlink_to(outside)
    snapshot = read(inside, {"m.csv": csv_text([mailbox("kim")])})
    assert column(snapshot, "Identity") == ["kim"]
    # Somebody put them there on purpose, so both are listed.
    assert [(f.file, f.note) for f in snapshot.files] == [
        ("folder", "not read"),
        ("link.csv", "not read"),
        ("m.csv", ""),
    ]
    assert codes(snapshot) == ["N507", "N507"]


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def refuse(path: Path, *args: object, **kwargs: object) -> object:
        if path.name == "locked.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **kwargs)  # type: ignore[call-overload]

    (tmp_path / "locked.csv").write_text("x")
    (tmp_path / "m.csv").write_text(csv_text([mailbox()]))
    monkeypatch.setattr(Path, "open", refuse)
    snapshot = read_folder(tmp_path, layouts=LAYOUTS, catalogue=CATALOGUE, progress=Silent())
    assert told(snapshot, "E201").message == "The file cannot be read: Permission denied"
    assert list(snapshot.tables) == ["cloud.mailbox"]


class Heard:
    """Adds up what it is told."""

    def __init__(self) -> None:
        self.total, self.steps, self.ended = 0, 0, 0

    def start(self, label: str, total: int | None = None) -> None:
        self.total += total or 0

    def advance(self, steps: int = 1) -> None:
        self.steps += steps

    def done(self) -> None:
        self.ended += 1


def test_progress_is_told_in_bytes(tmp_path: Path) -> None:
    files = {"ad.ldf": LDIF, "m.csv": csv_text([mailbox()]), "x.xlsx": "PK\x03\x04", "e.csv": "", "README.md": "x"}
    read(tmp_path, files)
    heard = Heard()
    read_folder(tmp_path, layouts=LAYOUTS, catalogue=CATALOGUE, progress=heard)
    assert heard.steps == heard.total == sum(len(t.encode()) for t in files.values())
    assert heard.ended == 1


def test_the_same_files_give_the_same_snapshot(tmp_path: Path) -> None:
    files = {"cloud/b.csv": csv_text([mailbox("kim")]), "cloud/a.csv": csv_text([mailbox("ada")]), "x.ldf": LDIF}
    first, second = read(tmp_path / "f", files), read(tmp_path / "g" / "f", dict(reversed(files.items())))
    assert first.files == second.files
    assert all(first.tables[k].equals(second.tables[k]) for k in first.tables)


PIECES = st.sampled_from(
    [
        "dn: CN=a,DC=contoso,DC=example\nobjectClass: user\n\n", "dn:: x\n", "changetype: modify\n",
        '"', ",", ";", "\t", "\r\n", "\n", "|", "{", "}", "[", "]", ":", "\0", "ü", "\ufeff",
        '{"id":1}', '[{"userPrincipalName":"a","onPremisesSyncEnabled":true}]',
        "UserPrincipalName,IsExchangeCloudManaged\r\n", "a@contoso.example,True\r\n",
        "Id,OnPremisesSyncEnabled,UserPrincipalName\n", '"a","b"\n', "#TYPE x\n", "sep=;\n",
        "Name : x\n", "System.Object[]", "12/24/2025", "<Objs", "PK\x03\x04",
    ]
)  # fmt: skip
GARBAGE = st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=25).map(lambda p: "".join(p).encode()))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contents=st.lists(GARBAGE, min_size=1, max_size=4))
def test_no_row_of_any_file_vanishes(tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("any")
    snapshot = read(folder, {f"{n}.csv": c for n, c in enumerate(contents)})
    assert len(snapshot.files) == len(contents)
    assert reconciles(snapshot)
    assert all(f.health in {"whole", "capped", "cut", "damaged", "refused", "unrecognised"} for f in snapshot.files)
    assert all(p.message and p.file for p in snapshot.problems)
