"""A real spreadsheet program opens the workbook, mends nothing, and writes the same cells again."""

import io
import subprocess
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from workbooks import opened, small, table_rows

pytestmark = [
    pytest.mark.spreadsheet,
    # LibreOffice writes data bars in an extension that openpyxl does not read.
    pytest.mark.filterwarnings("ignore:.* extension is not supported:UserWarning"),
]


@pytest.fixture(scope="module")
def saved_again(need, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workbook after LibreOffice opened and saved it."""
    program = need("spreadsheet")
    folder = tmp_path_factory.mktemp("libreoffice")
    source = folder / "readiness.xlsx"
    source.write_bytes(small())
    out = folder / "again"
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(out),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return Path(out / "readiness.xlsx").read_bytes()


def test_every_cell_reads_back_equal(saved_again):
    before, after = opened(small()), opened(saved_again)
    assert after.sheetnames == before.sheetnames
    for name in before.sheetnames:
        if name in {"Cover", "Summary", "Lists"}:
            left = [[c for c in line if c is not None] for line in before[name].iter_rows(values_only=True)]
            right = [[c for c in line if c is not None] for line in after[name].iter_rows(values_only=True)]
            assert [line for line in right if line] == [line for line in left if line]
        elif name != "Read me":
            assert table_rows(after, name) == table_rows(before, name)


def test_a_second_reader_sees_the_same_in_both(saved_again):
    before = CalamineWorkbook.from_filelike(io.BytesIO(small()))
    after = CalamineWorkbook.from_filelike(io.BytesIO(saved_again))
    for name in ("Mailboxes", "Findings", "Differences", "Evidence"):
        assert after.get_sheet_by_name(name).to_python() == before.get_sheet_by_name(name).to_python()


def test_tables_and_filters_are_kept(saved_again):
    # Frozen panes belong to the window; without one LibreOffice forgets them when it saves.
    before, after = opened(small()), opened(saved_again)
    for sheet in before:
        assert {t.displayName: t.ref for t in after[sheet.title].tables.values()} == {
            t.displayName: t.ref for t in sheet.tables.values()
        }


def test_drop_downs_and_names_are_kept(saved_again):
    before, after = opened(small()), opened(saved_again)
    assert {n for n in after.defined_names if n.startswith("lst")} == set(before.defined_names)
    for name in ("Gates", "Mailboxes", "Findings", "Differences"):
        assert _lists(after[name]) == _lists(before[name])


def test_colours_locks_and_charts_are_kept(saved_again):
    before, after = opened(small()), opened(saved_again)
    for name in ("Mailboxes", "Findings", "Gates"):
        assert _rules(after[name]) >= _rules(before[name])
        assert after[name].protection.sheet == before[name].protection.sheet
    assert len(after["Summary"]._charts) == len(before["Summary"]._charts)
    assert after["Lists"].sheet_state == "hidden"


def test_hostile_values_are_still_text(saved_again):
    for sheet in opened(saved_again):
        assert not [c for line in sheet.iter_rows() for c in line if c.data_type == "f"]


def _lists(sheet: openpyxl.worksheet.worksheet.Worksheet) -> set[tuple[str, str]]:
    checks = sheet.data_validations.dataValidation
    return {(c.formula1.lstrip("="), str(c.sqref)) for c in checks if c.type == "list"}


def _rules(sheet: openpyxl.worksheet.worksheet.Worksheet) -> set[str]:
    return {str(found.sqref) for found in sheet.conditional_formatting}
