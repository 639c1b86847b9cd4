"""Delimited text in every encoding, delimiter and state of damage."""

import codecs
from pathlib import Path

import pytest
from export_files import codes, column, csv_text, mailbox, read, read_mailboxes, told

from analyzer.collectors import unusable

PEOPLE = [mailbox("kim", DisplayName="Jörg Müller"), mailbox("ada", DisplayName="Ada €5")]
TEXT = csv_text(PEOPLE)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16 le", "utf-16 be", "utf-16 le bare", "utf-16 be bare"],
)
def test_unicode_is_read_without_a_word(tmp_path: Path, data: bytes) -> None:
    snapshot = read(tmp_path, {"cloud/m.csv": data})
    assert column(snapshot, "DisplayName") == ["Jörg Müller", "Ada €5"]
    assert codes(snapshot) == []


def test_windows_text_is_read_and_told(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"cloud/m.csv": TEXT.encode("cp1252")})
    assert column(snapshot, "DisplayName") == ["Jörg Müller", "Ada €5"]
    assert told(snapshot, "W408").message.startswith("2 lines")


def test_appended_windows_text_is_read_line_by_line(tmp_path: Path) -> None:
    head, first, second, _end = TEXT.split("\r\n")
    data = f"{head}\r\n{first}\r\n".encode() + f"{second}\r\n".encode("cp1252")
    snapshot = read(tmp_path, {"cloud/m.csv": data})
    assert column(snapshot, "DisplayName") == ["Jörg Müller", "Ada €5"]
    assert told(snapshot, "W409").message.startswith("The file mixes two encodings: 1 ")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "^"])
@pytest.mark.parametrize("quoted", [True, False])
def test_the_delimiter_is_found_by_the_names(tmp_path: Path, delimiter: str, quoted: bool) -> None:
    snapshot = read_mailboxes(tmp_path, *PEOPLE, delimiter=delimiter, quoted=quoted)
    assert column(snapshot, "DisplayName") == ["Jörg Müller", "Ada €5"]
    assert codes(snapshot) == []


def test_a_bar_between_columns_and_between_addresses(tmp_path: Path) -> None:
    snapshot = read_mailboxes(tmp_path, *PEOPLE, delimiter="|", quoted=True)
    assert len(column(snapshot, "EmailAddresses")[0]) == 2


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\r\n'])
def test_the_line_for_spreadsheets_names_the_delimiter(tmp_path: Path, first: str) -> None:
    snapshot = read(tmp_path, {"cloud/m.csv": first + csv_text(PEOPLE, ";")})
    assert column(snapshot, "_row") == [2, 3]


def test_the_type_line_beats_the_header(tmp_path: Path) -> None:
    text = "#TYPE Deserialized.Microsoft.Exchange.Data.Directory.Management.RemoteMailbox\r\n" + TEXT
    snapshot = read(tmp_path, {"m.csv": text})
    assert list(snapshot.tables) == ["onprem.remote_mailbox"]
    # A spreadsheet shows the line, so the first row of data is the third.
    assert column(snapshot, "_row", "onprem.remote_mailbox") == [3, 4]


def test_line_breaks_inside_cells_are_kept(tmp_path: Path) -> None:
    snapshot = read_mailboxes(tmp_path, mailbox(MailTip='<p>\r\nHello,\n "you"</p>'), mailbox("ada"))
    assert column(snapshot, "MailTip")[0] == '<p>\r\nHello,\n "you"</p>'
    assert column(snapshot, "_row") == [2, 3]


def test_a_very_long_cell_is_read(tmp_path: Path) -> None:
    long = "x" * 300_000
    snapshot = read_mailboxes(tmp_path, mailbox(MailTip=long))
    assert column(snapshot, "MailTip") == [long]


def test_case_blanks_and_marks_in_the_header_do_not_matter(tmp_path: Path) -> None:
    text = TEXT.replace("UserPrincipalName", "userprincipalname\u00a0").replace("IsDirSynced", "\u200bISDIRSYNCED ")
    snapshot = read(tmp_path, {"cloud/m.csv": text})
    assert column(snapshot, "UserPrincipalName")[0] == "kim@contoso.example"
    assert snapshot.files[0].unknown_columns == ()


def test_unknown_columns_are_kept_and_listed(tmp_path: Path) -> None:
    snapshot = read_mailboxes(tmp_path, mailbox(CostCentre="12"))
    assert column(snapshot, "CostCentre") == ["12"]
    assert snapshot.files[0].unknown_columns == ("CostCentre",)


def test_the_first_of_two_columns_of_one_name_is_used(tmp_path: Path) -> None:
    text = csv_text([mailbox(Alias="", X="kim"), mailbox("ada", Alias="ada", X="other")]).replace('"X"', '"alias"')
    snapshot = read(tmp_path, {"cloud/m.csv": text})
    assert column(snapshot, "Alias") == ["kim", "ada"]
    assert told(snapshot, "W420").column == "Alias"


def test_a_file_cut_in_a_quoted_cell_is_refused(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"cloud/m.csv": TEXT[:-40]})
    assert "E206" in [p.code for p in unusable(snapshot)]
    assert not snapshot.tables
    assert snapshot.files[0].rows_read == snapshot.files[0].rows_rejected > 0


@pytest.mark.parametrize("cut", [3, 10, 90, 200, 300])
def test_a_file_cut_anywhere_in_its_last_row_is_refused(tmp_path: Path, cut: int) -> None:
    assert "E206" in codes(read(tmp_path, {"cloud/m.csv": TEXT[:-cut]}))


def test_a_file_cut_inside_a_letter_is_refused(tmp_path: Path) -> None:
    data = csv_text([mailbox("kim"), mailbox("ada", WhenChangedUTC="ü")]).encode()
    snapshot = read(tmp_path, {"cloud/m.csv": data[: data.rindex("ü".encode()) + 1]})
    assert "E206" in codes(snapshot)


def test_a_few_rows_of_another_width_are_left_out_and_told(tmp_path: Path) -> None:
    lines = csv_text([mailbox(f"user{n}") for n in range(20)]).split("\r\n")
    lines.insert(5, '"a","b"')
    snapshot = read(tmp_path, {"cloud/m.csv": "\r\n".join(lines)})
    (file,) = snapshot.files
    assert (file.rows_read, file.rows_used, file.rows_rejected, file.health) == (21, 20, 1, "damaged")
    assert [r.row for r in snapshot.rejected] == [6]
    assert told(snapshot, "W414").row == 6
    assert not snapshot.complete("cloud.mailbox")


def test_many_rows_of_another_width_refuse_the_file(tmp_path: Path) -> None:
    lines = csv_text([mailbox(f"user{n}") for n in range(20)], quoted=False).split("\r\n")
    lines[3:15] = [line.replace("kim", "a") + ",more" for line in lines[3:15]]
    snapshot = read(tmp_path, {"cloud/m.csv": "\r\n".join(lines)})
    assert told(snapshot, "E208").message.startswith("12 rows do not have the 13 cells")


def test_error_text_of_the_export_refuses_the_file(tmp_path: Path) -> None:
    text = TEXT + "Get-Mailbox : The operation could not be performed.\r\n"
    assert "E207" in codes(read(tmp_path, {"cloud/m.csv": text}))
    assert "E207" in codes(read(tmp_path / "b", {"cloud/m.csv": "WARNING: By default only 1000\r\n" + TEXT}))


def test_an_empty_file_and_a_lone_header_say_nothing(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"cloud/a.csv": b"", "cloud/m.csv": TEXT.split("\r\n")[0] + "\r\n"})
    assert codes(snapshot) == ["W404", "N502", "W405"]
    assert not snapshot.tables
    assert not snapshot.complete("cloud.mailbox")


@pytest.mark.parametrize("count", [999, 1000, 1001])
def test_exactly_a_limit_looks_cut(tmp_path: Path, count: int) -> None:
    snapshot = read_mailboxes(
        tmp_path, *(mailbox(f"user{n}", ExternalDirectoryObjectId=f"id{n}") for n in range(count))
    )
    assert ("W401" in codes(snapshot)) == (count == 1000)
    assert snapshot.files[0].health == ("capped" if count == 1000 else "whole")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("m.xlsx", b"PK\x03\x04rest", "E202"),
        ("m.csv", b"<!DOCTYPE html><html>Sign in</html>", "E203"),
        ("m.csv", b'"ClassId2e4f51ef21dd47e99d3c952918aff9cd","pageHeaderEntry"\r\n"x","y"\r\n', "E204"),
        ("m.csv", b'"Length"\r\n"12"\r\n', "E205"),
        ("m.csv", b'#TYPE System.String\r\n"Length"\r\n"12"\r\n', "E205"),
    ],
)
def test_files_without_data_are_refused(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    snapshot = read(tmp_path, {name: data})
    assert code in [p.code for p in unusable(snapshot)]
    assert snapshot.files[0].health == "refused"


def test_what_nobody_knows_does_not_stop_the_run(tmp_path: Path) -> None:
    snapshot = read(
        tmp_path, {"cloud/m.csv": TEXT, "other.csv": "Colour,Shape\r\nred,round\r\n", "x.bin": bytes(range(9)) * 50}
    )
    assert codes(snapshot) == ["W406", "W406"]
    assert snapshot.ignored == {"nobody recognised the file": 1}
    assert snapshot.tables["cloud.mailbox"].num_rows == 2


def test_the_minimum_of_get_exomailbox_is_told(tmp_path: Path) -> None:
    row = mailbox()
    for name in ("ExchangeGuid", "IsDirSynced", "IsExchangeCloudManaged", "LitigationHoldEnabled", "WhenChangedUTC"):
        del row[name]
    snapshot = read_mailboxes(tmp_path, row)
    assert snapshot.files[0].title == "Get-EXOMailbox (Exchange Online)"
    assert codes(snapshot) == ["W418", "W311"]
    assert "IsExchangeCloudManaged" in told(snapshot, "W311").message


def test_a_list_chosen_by_hand_is_known_by_its_types(tmp_path: Path) -> None:
    rows = [
        {"RecipientTypeDetails": t, "PrimarySmtpAddress": "a@contoso.example", "IsDirSynced": "True"}
        for t in ("UserMailbox", "SharedMailbox")
    ]
    assert list(read(tmp_path / "a", {"m.csv": csv_text(rows)}).tables) == ["cloud.mailbox"]
    rows[0]["RecipientTypeDetails"] = "MailUser"
    assert list(read(tmp_path / "b", {"m.csv": csv_text(rows)}).tables) == ["cloud.recipient"]
