"""Several files of one kind: one table, each object once, every row accounted for."""

from pathlib import Path

from export_files import codes, column, csv_text, mailbox, read, told

from analyzer.collectors.merge import OLDER, SAME


def test_files_of_one_kind_make_one_table(tmp_path: Path) -> None:
    other = mailbox("ada", Office="Oslo")
    snapshot = read(tmp_path, {"cloud/a.csv": csv_text([mailbox("kim")]), "cloud/b.csv": csv_text([other])})
    assert column(snapshot, "Identity") == ["kim", "ada"]
    assert column(snapshot, "_file") == [0, 1]
    assert column(snapshot, "_row") == [2, 2]
    # The first file has no such column: unknown, not empty.
    assert column(snapshot, "Office") == [None, "Oslo"]
    assert codes(snapshot) == []


def test_the_same_export_twice_counts_once(tmp_path: Path) -> None:
    text = csv_text([mailbox("kim"), mailbox("ada")])
    snapshot = read(tmp_path, {"cloud/a.csv": text, "cloud/b.csv": text})
    assert column(snapshot, "_file") == [0, 0]
    assert codes(snapshot) == ["N503"]
    again = told(snapshot, "N503")
    assert (again.file, again.row, again.message[:12]) == ("cloud/b.csv", 2, "2 rows hold ")
    assert [(f.rows_read, f.rows_used, f.rows_ignored) for f in snapshot.files] == [(2, 2, 0), (2, 0, 2)]
    assert snapshot.ignored == {SAME: 2}


def test_the_newer_of_two_differing_rows_wins(tmp_path: Path) -> None:
    old = mailbox("kim", Alias="old")
    new = mailbox("kim", Alias="new", WhenChangedUTC="2026-11-19T10:00:00Z")
    snapshot = read(tmp_path, {"cloud/a.csv": csv_text([old]), "cloud/b.csv": csv_text([new])})
    assert column(snapshot, "Alias") == ["new"]
    lost = told(snapshot, "W415")
    assert lost.message.startswith("1 row holds")
    # The file whose row is not used, not the one that won.
    assert (lost.file, lost.row) == ("cloud/a.csv", 2)
    assert "Get-Mailbox" in lost.help
    assert [(f.rows_used, f.rows_ignored) for f in snapshot.files] == [(0, 1), (1, 0)]
    assert snapshot.ignored == {OLDER: 1}


def test_each_file_is_told_of_its_own_rows(tmp_path: Path) -> None:
    kim, ada = mailbox("kim"), mailbox("ada")
    files = {"cloud/a.csv": csv_text([kim, ada]), "cloud/b.csv": csv_text([kim]), "cloud/c.csv": csv_text([ada])}
    lost = [p for p in read(tmp_path, files).problems if p.code == "N503"]
    assert [(p.file, p.row) for p in lost] == [("cloud/b.csv", 2), ("cloud/c.csv", 2)]


def test_without_a_time_the_first_file_wins(tmp_path: Path) -> None:
    first, second = mailbox("kim", Alias="a", WhenChangedUTC=""), mailbox("kim", Alias="b", WhenChangedUTC="")
    snapshot = read(tmp_path, {"cloud/b.csv": csv_text([second]), "cloud/a.csv": csv_text([first])})
    assert column(snapshot, "Alias") == ["a"]


def test_identifiers_are_compared_without_case_and_blank_ones_never(tmp_path: Path) -> None:
    key = "ABCDEF00-1111-4111-8111-111111111111"
    rows = [
        mailbox("kim", ExternalDirectoryObjectId=key),
        mailbox("kim", ExternalDirectoryObjectId=key.lower()),
        mailbox("ada", ExternalDirectoryObjectId=""),
        mailbox("eve", ExternalDirectoryObjectId=""),
    ]
    snapshot = read(tmp_path, {"cloud/a.csv": csv_text(rows)})
    assert sorted(column(snapshot, "Identity")) == ["ada", "eve", "kim"]


def test_an_unknown_cell_is_no_difference(tmp_path: Path) -> None:
    lost = mailbox("kim", InPlaceHolds="System.Object[]")
    known = mailbox("kim", InPlaceHolds="a")
    snapshot = read(tmp_path, {"cloud/a.csv": csv_text([lost]), "cloud/b.csv": csv_text([known])})
    assert "N503" in codes(snapshot)


def test_soft_deleted_rows_stay(tmp_path: Path) -> None:
    gone = mailbox("ada", WhenSoftDeleted="2026-11-01T00:00:00Z", IsInactiveMailbox="True")
    live = mailbox("kim", WhenSoftDeleted="", IsInactiveMailbox="False")
    snapshot = read(tmp_path, {"cloud/all.csv": csv_text([live, gone])})
    assert column(snapshot, "WhenSoftDeleted") == ["", "2026-11-01T00:00:00Z"]


def test_a_list_of_departed_mailboxes_is_a_table_of_its_own(tmp_path: Path) -> None:
    # The same person may have a live mailbox again: one of the two rows would push the other out.
    gone = mailbox("ada", WhenSoftDeleted="2026-11-01T00:00:00Z", WhenChangedUTC="2026-11-19T10:00:00Z")
    snapshot = read(tmp_path, {"cloud/a.csv": csv_text([mailbox("ada")]), "cloud/gone.csv": csv_text([gone])})
    assert column(snapshot, "UserPrincipalName") == ["ada@contoso.example"]
    assert column(snapshot, "WhenSoftDeleted", "cloud.departed_mailbox") == ["2026-11-01T00:00:00Z"]


def test_a_column_of_arrays_in_one_file_and_text_in_another(tmp_path: Path) -> None:
    as_json = (
        '[{"Identity":"ada","UserPrincipalName":"a@contoso.example","IsExchangeCloudManaged":false,"Mine":["x","y"]}]'
    )
    snapshot = read(tmp_path, {"a.csv": csv_text([mailbox("kim", Mine="z")]), "b.json": as_json})
    assert column(snapshot, "Mine") == ["z", "x|y"]
