"""Files of several pieces: read without being held, and with the same words as small ones."""

import codecs
from pathlib import Path

import pytest
from export_files import codes, column, csv_text, mailbox, read, told

from analyzer.collectors import unusable
from analyzer.collectors.formats import pieces


def person(number: int, **changes: str) -> dict[str, str]:
    """A mailbox with identifiers of its own."""
    ids = {"ExternalDirectoryObjectId": f"{number:08d}-1111-4111-8111-111111111111"}
    ids["ExchangeGuid"] = f"{number:08d}-2222-4222-8222-222222222222"
    return mailbox(f"user{number}", **ids | changes)


PEOPLE = [
    person(n, DisplayName=f"Zoë {n}", MailTip="one\r\ntwo", OriginatingServer="x.prod.outlook.com") for n in range(400)
]
TEXT = csv_text(PEOPLE)


@pytest.fixture(autouse=True, params=[97, 1001, 4096])
def small_pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece is smaller than the file, and ends anywhere in it."""
    # The header has to be in the first piece, also where a letter takes two bytes.
    assert len(TEXT.split("\r\n")[0]) < 400
    monkeypatch.setattr(pieces, "PIECE", request.param + 800)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.replace("\r\n", "\r").encode(),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16 le", "utf-16 be bare", "windows", "old mac"],
)
def test_every_encoding_gives_the_same_rows(tmp_path: Path, data: bytes) -> None:
    snapshot = read(tmp_path, {"cloud/m.csv": data})
    assert column(snapshot, "DisplayName") == [p["DisplayName"] for p in PEOPLE]
    assert column(snapshot, "_row") == list(range(2, 402))
    assert column(snapshot, "EmailAddresses")[7][0] == "SMTP:user7@contoso.example"
    assert snapshot.files[0].rows_used == 400
    assert [c for c in codes(snapshot) if c != "W408"] == []


def test_columns_that_nothing_looks_at_are_listed_and_not_kept(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"cloud/m.csv": TEXT})
    assert "OriginatingServer" in snapshot.files[0].columns
    assert "OriginatingServer" not in snapshot.tables["cloud.mailbox"].column_names


def test_windows_lines_are_counted_once(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"cloud/m.csv": TEXT.encode("cp1252")})
    assert told(snapshot, "W408").message.startswith("400 lines")


def test_a_row_of_another_width_is_found_by_its_number(tmp_path: Path) -> None:
    head, sep, rest = TEXT.partition('"user300"')
    snapshot = read(tmp_path, {"cloud/m.csv": f'{head}"a","b"\r\n{sep}{rest}'})
    assert [r.row for r in snapshot.rejected] == [302]
    (file,) = snapshot.files
    assert (file.rows_read, file.rows_used, file.rows_rejected) == (401, 400, 1)
    assert column(snapshot, "_row")[-1] == 402


@pytest.mark.parametrize("cut", [1, 3, 60, 500])
def test_a_cut_file_is_refused(tmp_path: Path, cut: int) -> None:
    snapshot = read(tmp_path, {"cloud/m.csv": TEXT.rstrip("\r\n")[:-cut]})
    assert "E206" in [p.code for p in unusable(snapshot)]
    assert snapshot.files[0].rows_read == snapshot.files[0].rows_rejected > 0


def test_blanks_at_the_end_are_no_rows(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"cloud/m.csv": TEXT + "\r\n \r\n" * 900})
    assert snapshot.files[0].rows_read == 400
    assert codes(snapshot) == []


def test_later_rows_that_make_it_another_export_are_heard(tmp_path: Path) -> None:
    rows = [person(n, IsDirSynced="", IsExchangeCloudManaged="", DistinguishedName="") for n in range(400)]
    for n, row in enumerate(rows):
        row["ExternalDirectoryObjectId"] = row["WhenChangedUTC"] = ""
        row["LegacyExchangeDN"] = f"/o=Contoso/cn={n}" if n > 210 else ""
    snapshot = read(tmp_path, {"cloud/m.csv": csv_text(rows)})
    assert list(snapshot.tables) == ["onprem.mailbox"]
