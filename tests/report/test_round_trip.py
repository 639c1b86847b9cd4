"""What people wrote into the last workbook stands beside the same rows of the next one, or on the sheet Gone."""

import datetime as dt
import io
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from assessments import small_assessment
from openpyxl.worksheet.table import Table
from workbooks import opened, small, table_rows, written

from analyzer.collectors.last_workbook import read_notes
from analyzer.errors import NotesUnusable
from analyzer.report.workbook_notes import kept_tables, match_notes

FILLED = {"owner": "Mia Sørensen", "decision": "wait", "due": dt.date(2026, 12, 1), "note": "=call her\nאמת \u200f🙂"}
READ = {**FILLED, "due": "2026-12-01"}


def read(content: bytes, tmp_path: Path):
    path = tmp_path / "readiness.xlsx"
    path.write_bytes(content)
    return read_notes(path, *kept_tables())


def kept(content: bytes, tmp_path: Path, assessment=None):
    return match_notes(assessment or small_assessment(), read(content, tmp_path))


def saved(workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def columns(sheet) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[1]}


def fill(sheet, row: int, values=FILLED):
    for name, value in values.items():
        cell = sheet.cell(row, columns(sheet)["✎ " + name])
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"


def filled(*rows: tuple[str, int]):
    workbook = opened(small())
    for sheet, row in rows:
        fill(workbook[sheet], row)
    return workbook


def key_at(sheet, row: int) -> str:
    header = {"Findings": "finding_key", "Organisation": "finding_key", "Mailboxes": "object_guid"}.get(
        sheet.title, "difference_key"
    )
    return sheet.cell(row, columns(sheet)[header]).value


def note_in(content: bytes, sheet: str, key: str) -> dict:
    workbook = opened(content)
    (line,) = [r for r in table_rows(workbook, sheet) if key in r.values()]
    return {k: v for k, v in line.items() if k.startswith("✎")}


@pytest.mark.parametrize("sheet", ["Mailboxes", "Findings", "Differences", "Organisation"])
def test_notes_stand_beside_their_rows_again(sheet, tmp_path):
    workbook = filled((sheet, 3))
    key = key_at(workbook[sheet], 3)
    again = written(small_assessment(), kept=kept(saved(workbook), tmp_path))
    found = note_in(again, sheet, key)
    assert found["✎ owner"] == "Mia Sørensen"
    assert found["✎ due"] == dt.datetime(2026, 12, 1)  # noqa: DTZ001
    assert found["✎ note"] == "=call her\nאמת \u200f🙂"
    for line in opened(again)[sheet].iter_rows():
        assert all(c.data_type != "f" for c in line)
    twice = read(again, tmp_path)
    assert [n.values for n in twice.notes if n.key == key] == [READ]


def test_a_run_without_notes_says_nothing(tmp_path):
    found = kept(small(), tmp_path)
    assert (found.count, found.gone, found.told) == (0, (), ())
    assert "Gone" not in opened(written(small_assessment(), kept=found)).sheetnames


def test_gates_and_steps_keep_theirs(tmp_path):
    workbook = filled(("Gates", 2), ("Sequence", 2))
    found = kept(saved(workbook), tmp_path)
    assert min(found.placed["gates"].values(), key=lambda n: n.key).values == READ
    assert len(found.placed["sequence"]) == 1


def test_a_row_that_vanished_keeps_its_note_and_takes_it_again(tmp_path):
    workbook = filled(("Findings", 2))
    key = key_at(workbook["Findings"], 2)
    whole = small_assessment()
    without = replace(whole, findings=whole.findings[whole.findings["finding_key"] != key].reset_index(drop=True))
    less = written(without, kept=kept(saved(workbook), tmp_path, without))
    (line,) = table_rows(opened(less), "Gone")
    assert (line["key"], line["table"], line["✎ owner"]) == (key, "findings", "Mia Sørensen")
    assert line["last_seen"] == dt.datetime(2026, 11, 16)  # noqa: DTZ001
    assert line["was"]
    # It stays there for another run, and goes back when the row does.
    still = written(without, kept=kept(less, tmp_path, without))
    assert table_rows(opened(still), "Gone") == [line]
    back = kept(still, tmp_path)
    assert back.gone == ()
    assert back.placed["findings"][key].values == READ


def test_sorted_filtered_and_moved_sheets_lose_nothing(tmp_path):
    workbook = filled(("Findings", 2), ("Mailboxes", 5))
    sheet = workbook["Findings"]
    key = key_at(sheet, 2)
    lines = [[c.value for c in line] for line in sheet.iter_rows(min_row=2)]
    for number, line in enumerate(reversed(lines), start=2):
        for at, value in enumerate(line, start=1):
            sheet.cell(number, at).value = value
    sheet.row_dimensions[len(lines) + 1].hidden = True
    workbook.move_sheet("Findings", offset=-5)
    found = kept(saved(workbook), tmp_path)
    assert found.placed["findings"][key].values["owner"] == "Mia Sørensen"
    assert len(found.placed["mailboxes"]) == 1
    assert found.told == ()


def without_table(sheet):
    for name in list(sheet.tables):
        del sheet.tables[name]


def test_a_renamed_sheet_without_its_table_is_known_by_its_headers(tmp_path):
    workbook = filled(("Findings", 2))
    sheet = workbook["Findings"]
    key = key_at(sheet, 2)
    without_table(sheet)
    sheet.title = "Arbeit"
    sheet.insert_rows(1, 2)
    assert kept(saved(workbook), tmp_path).placed["findings"][key].values == READ


def test_moved_and_renamed_columns(tmp_path):
    workbook = filled(("Findings", 2))
    sheet = workbook["Findings"]
    key, at = key_at(sheet, 2), columns(sheet)
    without_table(sheet)
    sheet.cell(1, at["✎ owner"]).value = "Owner"
    sheet.cell(1, at["✎ decision"]).value = "Entscheidung"
    sheet.insert_cols(1)
    for row in (1, 2):
        sheet.cell(row, 1).value = sheet.cell(row, at["✎ note"] + 1).value
        sheet.cell(row, 1).data_type = "s"
        sheet.cell(row, at["✎ note"] + 1).value = None
    found = kept(saved(workbook), tmp_path)
    values = found.placed["findings"][key].values
    assert values == {k: v for k, v in READ.items() if k != "decision"} | {"Entscheidung": "wait"}
    assert any("✎ decision" in t for t in found.told)
    assert any("“Entscheidung”" in t for t in found.told)
    again = opened(written(small_assessment(), kept=found))["Findings"]
    assert again.cell(1, again.max_column).value == "Entscheidung"
    assert "Entscheidung" in [c.name for c in again.tables["tblFindings"].tableColumns]


def test_without_the_key_column_the_notes_stand_on_gone_and_it_is_said(tmp_path):
    workbook = filled(("Findings", 2), ("Findings", 4))
    sheet = workbook["Findings"]
    without_table(sheet)
    sheet.delete_cols(columns(sheet)["finding_key"])
    found = kept(saved(workbook), tmp_path)
    assert [n.values for n in found.gone] == [READ, READ]
    assert any("finding_key is missing" in t and "2 rows with notes" in t for t in found.told)
    assert len(table_rows(opened(written(small_assessment(), kept=found)), "Gone")) == 2


def test_a_copied_row_and_a_row_of_their_own_go_to_gone(tmp_path):
    workbook = filled(("Findings", 2))
    sheet = workbook["Findings"]
    end = sheet.max_row
    for cell in sheet[2]:
        sheet.cell(end + 1, cell.column).value = cell.value
    fill(sheet, end + 1, {"note": "another"})
    fill(sheet, end + 2, {"note": "a row of mine"})
    found = kept(saved(workbook), tmp_path)
    assert found.placed["findings"][key_at(sheet, 2)].values == READ
    assert {n.values["note"] for n in found.gone} == {"another", "a row of mine"}


def test_an_owner_nobody_knew_is_offered(tmp_path):
    again = opened(written(small_assessment(), kept=kept(saved(filled(("Findings", 2))), tmp_path)))
    _, _, cells = again.defined_names["lstOwner"].attr_text.partition("!")
    assert "Mia Sørensen" in [c.value for line in again["Lists"][cells.replace("$", "")] for c in line]


def foreign() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.append(["name", "note"])
    workbook.active.append(["a", "b"])
    workbook.active.add_table(Table(displayName="tblOther", ref="A1:B2"))
    return saved(workbook)


def not_excel() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (foreign(), "is no workbook that exready wrote"),
        (not_excel(), "is no workbook that exready wrote"),
        (b"name;note\n", "is no .xlsx file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is locked with a password"),
        (small()[: len(small()) // 2], "is damaged"),
        (b"", "is no .xlsx file"),
    ],
    ids=["foreign", "another zip", "text", "password", "cut", "empty"],
)
def test_what_cannot_be_read_is_refused_and_says_why(content, said, tmp_path):
    with pytest.raises(NotesUnusable, match=said):
        read(content, tmp_path)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet8.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_a_part_that_is_no_xml_any_more_is_damage(part, tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(small())) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[: len(content) // 2] + b"<<" if name == part else content)
    with pytest.raises(NotesUnusable, match="is damaged"):
        read(stream.getvalue(), tmp_path)


@pytest.mark.spreadsheet
@pytest.mark.filterwarnings("ignore:.* extension is not supported:UserWarning")
def test_a_workbook_that_libreoffice_saved_keeps_every_note(need, tmp_path):
    program = need("spreadsheet")
    rows = [("Findings", 2), ("Mailboxes", 5), ("Differences", 4), ("Organisation", 2), ("Gates", 2), ("Sequence", 3)]
    content = saved(filled(*rows))
    (tmp_path / "in").mkdir()
    source = tmp_path / "in" / "readiness.xlsx"
    source.write_bytes(content)
    subprocess.run(
        [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    before = kept(content, tmp_path)
    after = kept((tmp_path / "out" / "readiness.xlsx").read_bytes(), tmp_path)
    assert after.placed.keys() == before.placed.keys()
    for name, notes in before.placed.items():
        assert {k: n.values for k, n in after.placed[name].items()} == {k: n.values for k, n in notes.items()}
    assert (after.gone, after.told) == ((), ())
