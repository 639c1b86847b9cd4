"""``analyze`` a second time: what people wrote into the workbook is in the new one, or nothing is replaced."""

from pathlib import Path

import openpyxl
from console import exready
from small_folder import place


def test_a_decision_survives_the_next_run_and_a_foreign_workbook_stops_it(tmp_path: Path):
    folder = place(tmp_path / "fabrikam")
    book = folder / "reports" / "readiness.xlsx"
    assert exready("analyze", folder, "--format", "xlsx").exit_code == 0
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Mailboxes"]
    headers = {c.value: c.column for c in sheet[1]}
    key = sheet.cell(2, headers["object_guid"]).value
    sheet.cell(2, headers["✎ decision"]).value = "wait"
    workbook.save(book)
    result = exready("analyze", folder, "--format", "xlsx")
    assert result.exit_code == 0
    assert "Notes on 1 row kept from readiness.xlsx." in result.stderr
    sheet = openpyxl.load_workbook(book)["Mailboxes"]
    headers = {c.value: c.column for c in sheet[1]}
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [line[headers["object_guid"] - 1] for line in lines if line[headers["✎ decision"] - 1] == "wait"] == [key]
    book.write_bytes(b"not a workbook")
    result = exready("analyze", folder, "--format", "xlsx")
    assert result.exit_code == 3
    assert "E180" in result.stderr
    assert book.read_bytes() == b"not a workbook"
