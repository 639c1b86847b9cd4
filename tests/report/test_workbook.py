"""The workbook as openpyxl and calamine find it again."""

import base64
import html
import io
import re
import zipfile
from dataclasses import replace

import pytest
from assessments import AS_OF, LONG, SOURCE_URL, small_assessment
from python_calamine import CalamineWorkbook
from workbooks import expected_rows, opened, small, table_rows, written

from analyzer.model.frames import DIFFERENCES, MAILBOXES, empty
from analyzer.model.settings import Logo
from analyzer.report.view_objects import RECIPIENTS
from analyzer.report.workbook_cells import CUT_MARK, MOST_UNITS

SHEETS = [
    "Cover", "Read me", "Summary", "Gates", "Waves", "Paths", "Sequence", "Mailboxes", "Findings", "Differences",
    "Groups",
    "Contacts", "Organisation", "Attributes", "Writeback", "Roll-back", "Applications", "Rules", "Waivers",
    "Statements", "Evidence", "Problems", "Missing", "Rejected", "Conflicts", "Sources", "Data dictionary", "Lists",
]  # fmt: skip
PLAIN = {
    "Waves": "waves", "Paths": "paths", "Mailboxes": "mailboxes", "Differences": "differences", "Groups": "groups",
    "Contacts": "contacts", "Attributes": "attributes",
    "Rules": "rules", "Waivers": "waivers", "Statements": "statements", "Evidence": "evidence", "Problems": "problems",
    "Missing": "missing", "Rejected": "rejected", "Writeback": "writeback", "Roll-back": "rollback",
    "Applications": "applications", "Sources": "sources",
}  # fmt: skip


def without_people(lines):
    return [{k: v for k, v in line.items() if not k.startswith("✎")} for line in lines]


def test_the_sheets_stand_in_reading_order():
    workbook = opened(small())
    assert workbook.sheetnames == SHEETS
    assert workbook["Lists"].sheet_state == "hidden"


@pytest.mark.parametrize(("sheet", "table"), PLAIN.items())
def test_a_sheet_holds_every_row_and_value(sheet, table):
    assert without_people(table_rows(opened(small()), sheet)) == expected_rows(small_assessment(), table)


def test_findings_and_organisation_hold_every_finding_once():
    workbook = opened(small())
    expected = expected_rows(small_assessment(), "findings")
    recipients = [f for f in expected if f["subject"] in RECIPIENTS]
    others = [f for f in expected if f["subject"] not in RECIPIENTS]
    assert recipients
    assert others
    assert without_people(table_rows(workbook, "Findings")) == recipients
    organisation = without_people(table_rows(workbook, "Organisation"))
    assert [{k: v for k, v in line.items() if k not in {"step", "waivable"}} for line in organisation] == others
    rules = {r.rule.id: r.rule for r in small_assessment().rules}
    told = {line["rule"]: line["waivable"] for line in organisation if line["rule"] in rules}
    assert told
    assert told == {rule: "yes" if rules[rule].waivable else "no" for rule in told}


def test_the_owner_of_a_gate_stands_in_the_column_people_go_on_with():
    found = table_rows(opened(small()), "Gates")
    assert "owner" not in found[0]
    assert found[0]["✎ owner"] == "Directory"


def test_a_second_reader_reads_the_same_cells():
    workbook = opened(small())
    other = CalamineWorkbook.from_filelike(io.BytesIO(small()))
    for sheet in PLAIN:
        lines = other.get_sheet_by_name(sheet).to_python()
        again = [{k: None if v == "" else v for k, v in zip(lines[0], line, strict=True)} for line in lines[1:]]
        mine = table_rows(workbook, sheet)
        assert len(again) == len(mine)
        for left, right in zip(again, mine, strict=True):
            for header, value in right.items():
                there = left.get(header)
                assert there == value or str(there) == str(value).split(" ")[0], (sheet, header)


def test_no_cell_is_a_formula_and_only_sources_link_outside():
    for sheet in opened(small()):
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
    with zipfile.ZipFile(io.BytesIO(small())) as parts:
        names = parts.namelist()
        links = b"".join(parts.read(n) for n in names if n.endswith(".rels"))
        outside = [link for link in re.findall(rb"<Relationship [^>]*>", links) if b'"External"' in link]
        assert {re.search(rb'Target="([^"]*)"', link)[1] for link in outside} == {
            b"readiness.html",
            b"tables/",
            SOURCE_URL.encode(),
        }
        assert not any(b"<f>" in parts.read(n) for n in names if n.startswith("xl/worksheets/sheet"))
    assert not any("externalLink" in n or "vba" in n.lower() for n in names)


def test_every_table_is_found_again_with_its_filter():
    workbook = opened(small())
    names = {t.displayName for sheet in workbook for t in sheet.tables.values()}
    assert names == {
        "tblSheets", "tblVerdicts", "tblCalendar", "tblCorrections", "tblTopRules", "tblGates", "tblMailboxes",
        "tblFindings", "tblDifferences", "tblGroups", "tblContacts", "tblOrganisation", "tblWaves",
        "tblAttributes", "tblRules", "tblWaivers",
        "tblStatements", "tblEvidence", "tblProblems", "tblMissing", "tblRejected",
        "tblConflicts", "tblPaths", "tblSequence", "tblWriteback", "tblRollback", "tblApplications",
        "tblSources", "tblDataDictionary",
    }  # fmt: skip
    for sheet in workbook:
        for table in sheet.tables.values():
            assert table.autoFilter.ref == table.ref
            headers = [c.value for c in sheet[table.ref][0]]
            assert [c.name for c in table.tableColumns] == headers
            assert len(set(headers)) == len(headers)


@pytest.mark.parametrize(
    ("sheet", "freeze"), [("Mailboxes", "C2"), ("Findings", "F2"), ("Differences", "E2"), ("Gates", "C2")]
)
def test_the_panes_are_frozen(sheet, freeze):
    assert opened(small())[sheet].freeze_panes == freeze


def test_times_are_real_times_and_numbers_are_numbers():
    sheet = opened(small())["Mailboxes"]
    headers = [c.value for c in sheet[1]]
    cells = [line[headers.index("earliest_safe_transfer")] for line in sheet.iter_rows(min_row=2)]
    real = [c for c in cells if c.value is not None]
    assert real
    assert all(c.is_date and c.number_format == "yyyy-mm-dd hh:mm" for c in real)
    assert all(isinstance(line[headers.index("drift")].value, int) for line in sheet.iter_rows(min_row=2))


def test_each_word_has_its_colour_as_a_rule_and_no_fixed_fill():
    sheet = opened(small())["Mailboxes"]
    formulas = [f for found in sheet.conditional_formatting for rule in found.rules for f in rule.formula]
    for word in ("done", "ready", "ready_with_warnings", "wait", "blocked", "unknown", "not_applicable"):
        assert any(f'"{word}"' in f for f in formulas), word
    assert all(c.fill.fill_type is None for line in sheet.iter_rows(min_row=2) for c in line)


@pytest.mark.parametrize(
    "sheet", ["Gates", "Mailboxes", "Findings", "Differences", "Groups", "Contacts", "Organisation"]
)
def test_each_drop_down_offers_a_list_of_the_workbook(sheet):
    workbook = opened(small())
    checks = workbook[sheet].data_validations.dataValidation
    lists = [c for c in checks if c.type == "list"]
    assert len(lists) == (3 if sheet == "Mailboxes" else 2)
    last = workbook[sheet].max_row
    for check in lists:
        name = check.formula1.removeprefix("=")
        place, _, cells = workbook.defined_names[name].attr_text.partition("!")
        assert place == "Lists"
        assert all(c.value for line in workbook["Lists"][cells.replace("$", "")] for c in line)
        assert check.errorStyle == "warning"
        assert str(check.sqref).endswith(f"{last}")
    (day,) = [c for c in checks if c.type == "date"]
    assert day.formula1 == "DATE(2026,11,16)"
    assert all(len(c.prompt) < 255 for c in checks)


def test_people_can_write_only_in_their_columns():
    workbook = opened(small())
    for name in ("Gates", "Organisation"):
        sheet = workbook[name]
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        for header in sheet[1]:
            assert header.protection.locked
            is_people = header.value.startswith("✎")
            assert sheet.column_dimensions[header.column_letter].protection.locked != is_people
    for name in ("Mailboxes", "Findings", "Differences"):
        assert not workbook[name].protection.sheet


def test_links_lead_to_sheets_that_exist():
    workbook = opened(small())
    for sheet in workbook:
        for line in sheet.iter_rows():
            for cell in line:
                link = cell.hyperlink
                if link is None:
                    continue
                if link.location:
                    target = re.fullmatch(r"'(.+)'!A1", link.location)
                    assert target
                    assert target[1] in workbook.sheetnames
                else:
                    assert link.target in {"readiness.html", "tables/", SOURCE_URL}
    assert [c.value for c in workbook["Cover"]["B"] if c.hyperlink][:3] == ["Read me", "Summary", "Gates"]


def test_the_summary_has_its_charts_with_words():
    workbook = opened(small())
    assert len(workbook["Summary"]._charts) == 3
    with zipfile.ZipFile(io.BytesIO(small())) as parts:
        drawing = parts.read("xl/drawings/drawing1.xml").decode("utf-8")
    words = re.findall(r'descr="([^"]+)"', drawing)
    assert words[0] == "14 of 37 mailboxes can be transferred"
    assert len(words) == 3


def test_every_column_of_every_table_is_in_the_dictionary():
    workbook = opened(small())
    known = {(d["table"], d["column"]) for d in table_rows(workbook, "Data dictionary")}
    for sheet in workbook:
        for table in sheet.tables.values():
            if table.displayName != "tblSheets":
                assert {(table.displayName, c.name) for c in table.tableColumns} <= known, table.displayName


def test_long_values_are_cut_with_a_mark_and_the_cover_says_so():
    workbook = opened(small())
    values = [f["directory_value"] for f in table_rows(workbook, "Findings")]
    (cut,) = [v for v in values if v and v.endswith(CUT_MARK)]
    assert len(LONG) > MOST_UNITS
    assert len(cut) == MOST_UNITS
    said = " ".join(str(c.value) for c in workbook["Cover"]["B"])
    assert "1 text too long for a cell" in said


def test_the_same_assessment_gives_the_same_bytes():
    assert written(small_assessment()) == small()


def test_the_properties_say_the_as_of_time():
    properties = opened(small()).properties
    assert properties.created == properties.modified == AS_OF.replace(tzinfo=None)
    with zipfile.ZipFile(io.BytesIO(small())) as parts:
        assert {i.date_time for i in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_table_above_the_limit_is_split_and_said_so():
    workbook = opened(written(small_assessment(), most_rows=15))
    assert [n for n in workbook.sheetnames if n.startswith("Mailboxes")] == [
        "Mailboxes 1",
        "Mailboxes 2",
        "Mailboxes 3",
    ]
    joined = [r for n in ("1", "2", "3") for r in table_rows(workbook, f"Mailboxes {n}")]
    assert without_people(joined) == expected_rows(small_assessment(), "mailboxes")
    assert "tblMailboxes_2" in workbook["Mailboxes 2"].tables
    said = " ".join(str(c.value) for c in workbook["Cover"]["B"])
    assert "Mailboxes: 40 rows stand on 3 sheets." in said


def test_differences_are_split_so_that_a_category_stays_whole():
    workbook = opened(written(small_assessment(), most_rows=46))
    found = [{r["category"] for r in table_rows(workbook, f"Differences {n}")} for n in (1, 2)]
    assert found == [{"exchange"}, {"identity"}]


def test_a_workbook_too_large_keeps_drift_and_unknown_and_says_so():
    workbook = opened(written(small_assessment(), most_in_all=100))
    assert "Differences, drift only" in workbook.sheetnames
    kinds = {r["kind"] for r in table_rows(workbook, "Differences, drift only")}
    assert kinds == {"drift", "unknown"}
    said = " ".join(str(c.value) for c in workbook["Cover"]["B"])
    assert "only in tables/differences.csv" in said


def test_what_has_no_rows_has_no_sheet_but_gates_waivers_and_evidence():
    bare = replace(
        small_assessment(), mailboxes=empty(MAILBOXES), differences=empty(DIFFERENCES), waivers=(), files=(),
        calendar=(), corrections=(), rejected=(),
    )  # fmt: skip
    workbook = opened(written(bare))
    assert not {"Mailboxes", "Differences", "Rejected"} & set(workbook.sheetnames)
    assert {"Gates", "Waivers", "Evidence"} <= set(workbook.sheetnames)
    assert workbook["Waivers"].tables["tblWaivers"].ref == "A1:I2"
    said = [c.value for c in workbook["Read me"]["A"]]
    assert {"Mailboxes", "Differences", "Rejected"} <= set(said)


def test_hostile_names_reach_no_sheet_name_footer_code_or_property():
    hostile = replace(small_assessment(), meta=replace(small_assessment().meta, customer="=A&B\u202e&R\x07" * 40))
    workbook = opened(written(hostile))
    assert workbook.sheetnames == SHEETS
    assert workbook["Cover"]["A1"].data_type == "s"
    assert workbook["Cover"]["A1"].value.startswith("=A&B⟨RLO⟩&R␇")
    with zipfile.ZipFile(io.BytesIO(written(hostile))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode("utf-8")
    footer = re.search("<oddFooter>(.*)</oddFooter>", sheet)
    assert footer
    assert len(html.unescape(footer[1])) < 255


def test_the_cover_carries_the_logo_and_every_sheet_its_classification():
    # One pixel.
    data = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    logo = Logo(media="image/png", width=1, height=1, data=data)
    content = written(replace(small_assessment(), meta=replace(small_assessment().meta, logo=logo)))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.read("xl/media/image1.png") == base64.b64decode(data)
        cover = parts.read("xl/drawings/drawing1.xml").decode("utf-8")
        charts = parts.read("xl/drawings/drawing2.xml").decode("utf-8")
    assert f'descr="{small_assessment().meta.customer}"' in cover
    assert len(re.findall(r'descr="[^"]+"', charts)) == 3
    for sheet in opened(content):
        if sheet.sheet_state == "visible":
            assert sheet.oddHeader.right.text == "Confidential"
