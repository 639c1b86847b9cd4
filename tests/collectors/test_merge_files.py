"""Several files of one kind: one table, each object once, every row accounted for."""

import json
from pathlib import Path

import pyarrow as pa
from clixml_files import clixml
from export_files import codes, column, csv_text, mailbox, read, told

from analyzer.collectors.layouts import Layout
from analyzer.collectors.merge import OLDER, SAME, merge


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


def test_a_conflict_says_who_which_columns_and_both_places(tmp_path: Path) -> None:
    old = [mailbox("ada", Alias="ada", Office=""), mailbox("kim", Alias="before", Office="Oslo")]
    new = [mailbox("kim", Alias="new", Office="Rome", WhenChangedUTC="2026-11-19T10:00:00Z")]
    snapshot = read(tmp_path, {"cloud/a.csv": csv_text(old), "cloud/b.csv": csv_text(new)})
    (conflict,) = snapshot.conflicts
    assert (conflict.file, conflict.row, conflict.used_file, conflict.used_row) == ("cloud/a.csv", 3, "cloud/b.csv", 2)
    assert conflict.object == "kim@contoso.example"
    assert set(conflict.columns.split(", ")) == {"Alias", "Office", "WhenChangedUTC"}
    problem = told(snapshot, "W415")
    assert "row 2 of cloud/b.csv" in problem.message
    assert (problem.column, problem.seen) == (conflict.columns, "kim@contoso.example")
    # No value of the differing cells is shown.
    assert "before" not in problem.message
    assert snapshot.files[0].note == f"1 row ignored: {OLDER}"


def test_one_row_fills_what_the_other_lacks(tmp_path: Path) -> None:
    short = {k: v for k, v in mailbox("kim").items() if k not in {"IsExchangeCloudManaged", "ExchangeGuid"}}
    others = [mailbox("ada"), mailbox("kim")]
    for row in others:
        del row["DisplayName"]
    snapshot = read(tmp_path, {"cloud/a.csv": csv_text([short]), "cloud/b.csv": csv_text(others)})
    kim = column(snapshot, "Identity").index("kim")
    assert column(snapshot, "_file")[kim] == 0
    assert column(snapshot, "IsExchangeCloudManaged")[kim] == "False"
    assert column(snapshot, "DisplayName")[kim] == "Kim"
    assert column(snapshot, "DisplayName")[1 - kim] is None
    assert snapshot.conflicts == ()


def test_a_row_that_says_something_else_fills_nothing(tmp_path: Path) -> None:
    short = mailbox("kim", Alias="new", WhenChangedUTC="2026-11-19T10:00:00Z")
    del short["DisplayName"]
    other = {"cloud/a.csv": csv_text([mailbox("kim", Alias="old")]), "cloud/b.csv": csv_text([short])}
    assert column(read(tmp_path, other), "DisplayName") == [None]


def test_spellings_are_no_conflict(tmp_path: Path) -> None:
    one = mailbox(
        ProhibitSendQuota="49.5 GB (53,150,220,288 bytes)", ExchangeGuid="ABCDEF00-1111-4111-8111-111111111111"
    )
    two = one | {
        "ProhibitSendQuota": "49,5 GB (53.150.220.288 bytes)",
        "ExchangeGuid": "abcdef00-1111-4111-8111-111111111111",
        "EmailAddresses": "|".join(reversed(one["EmailAddresses"].split("|"))),
        "WhenChangedUTC": "2026-11-18T11:00:00+01:00",
    }
    snapshot = read(tmp_path, {"cloud/a.csv": csv_text([one]), "cloud/b.csv": csv_text([two])})
    assert codes(snapshot) == ["N503"]


def test_the_same_list_as_csv_json_and_clixml_is_one_list(tmp_path: Path) -> None:
    row = mailbox("kim", GrantSendOnBehalfTo="ada@contoso.example|eve@contoso.example")
    lists = {name: row[name].split("|") for name in ("EmailAddresses", "GrantSendOnBehalfTo")}
    flags = {name: row[name] == "True" for name in ("IsDirSynced", "IsExchangeCloudManaged", "LitigationHoldEnabled")}
    typed = {**row, **lists, **flags}
    files = {"cloud/a.csv": csv_text([row]), "cloud/b.json": json.dumps([typed]), "cloud/c.xml": clixml([typed])}
    snapshot = read(tmp_path, files)
    assert codes(snapshot) == ["N503", "N503"]
    assert [(f.rows_used, f.rows_ignored) for f in snapshot.files] == [(1, 0), (0, 1), (0, 1)]


def test_twins_of_both_sides_are_two_objects(tmp_path: Path) -> None:
    here = mailbox("kim", DistinguishedName="CN=kim,DC=contoso,DC=example", IsDirSynced="False")
    here |= {"IsExchangeCloudManaged": "", "ExternalDirectoryObjectId": "", "Guid": here["ExchangeGuid"]}
    snapshot = read(tmp_path, {"cloud/m.csv": csv_text([mailbox("kim")]), "onprem/m.csv": csv_text([here])})
    assert sorted(snapshot.tables) == ["cloud.mailbox", "onprem.mailbox"]
    assert [f.rows_used for f in snapshot.files] == [1, 1]
    assert snapshot.conflicts == ()


def test_a_domain_exported_twice_counts_once(tmp_path: Path) -> None:
    def person(changed: str, office: str) -> str:
        lines = ("dn: CN=kim,DC=contoso,DC=example", "objectClass: top", "objectClass: user",
                 "objectGUID:: C4GP0FyjqEmkzckP3PwDHg==", "proxyAddresses: SMTP:kim@contoso.example",
                 f"physicalDeliveryOfficeName: {office}", f"whenChanged: {changed}")  # fmt: skip
        return "\n".join([*lines, "", ""])

    older, newer = person("20261118100000.0Z", "Oslo"), person("20261118120000.0Z", "Rome")
    snapshot = read(tmp_path, {"directory/a.ldf": newer, "directory/b.ldf": older})
    assert column(snapshot, "physicalDeliveryOfficeName", "ad.object") == ["Rome"]
    (conflict,) = snapshot.conflicts
    assert (conflict.file, conflict.object) == ("directory/b.ldf", "CN=kim,DC=contoso,DC=example")
    assert "physicalDeliveryOfficeName" in conflict.columns


def test_bytes_of_two_objects_may_differ_in_case_alone() -> None:
    cells = ["AAAAAAAAAAAAAAAAAAAAAA==", "aAAAAAAAAAAAAAAAAAAAAA=="]
    table = pa.table({"objectGUID": cells, "_row": pa.array([2, 3], pa.int64())})
    layout = Layout(id="ad.object", title="", side="directory", command="", prints=(), key=("objectGUID",))
    assert merge([(0, table)], layout).table.num_rows == 2
