"""The sheets to read first: Cover and Read me."""

from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink

from analyzer.model.assessment import Assessment
from analyzer.report.workbook_cells import text_height
from analyzer.report.workbook_links import place
from analyzer.report.workbook_logo import add_logo
from analyzer.report.workbook_notes import KeptNotes
from analyzer.report.workbook_plan import Plan, Sheet
from analyzer.report.workbook_register import DECIDING
from analyzer.report.workbook_sheets import excel_table, print_set_up, protect, text_cell

_SHEET_HEADERS = ("sheet", "what_it_holds", "rows", "rows_in_csv", "part", "note")
_SHEET_WIDTHS = (24, 84, 10, 16, 12, 50)
_BASIS = {"given": "given on the command line"}
_WORDS = (
    ("Yellow columns", "Headers that begin with ✎ are yours: owner, decision, due, note. They are the only unlocked "
     "cells of a locked sheet. Sheets are locked without a password; Findings, Differences and Mailboxes are not "
     "locked, so that they can be sorted."),
    ("Keep your notes", "The next run of exready reads what stands in the yellow columns, and in columns you add at "
     "the right end, and writes it beside the same rows again. Each row is found by its key, however the sheet is "
     "sorted. A row that is not there any more keeps its note on the sheet Gone. Other changes are not kept."),
    ("Filter and sort", "Each row carries its key, so filtering and sorting harm nothing. A link leads to the top of a "
     "sheet; the rule or word to filter for stands beside it."),
    ("Colours", "A colour only repeats the word in its cell: green done, ready, open; yellow warning, waived; blue "
     "wait, lag; red and bold blocked, closed, drift; violet and italic unknown; grey not applicable, by design."),
    ("Unknown", "Unknown is never a pass. It says that an export is missing or was cut; Missing and Problems name the "
     "command that supplies it."),
    ("Times", "All times are UTC."),
    ("Values", "Values from the estate are text, whatever they begin with. Control characters stand as pictures such "
     "as ␀, direction marks by name such as ⟨RLM⟩. The CSV tables hold every value in full."),
)  # fmt: skip


def add_cover(workbook: Workbook, assessment: Assessment, plan: Plan, kept: KeptNotes, sheets: Iterable[str]) -> Any:
    """The first sheet: decision, scope, evidence, and the way to every other sheet."""
    ws = workbook.create_sheet("Cover")
    ws.sheet_properties.tabColor = DECIDING
    ws.sheet_view.showGridLines = False
    ws.column_dimensions["A"].width = 26
    ws.column_dimensions["B"].width = 84
    print_set_up(ws, assessment.meta, portrait=True)
    protect(ws)
    ws.row_dimensions[1].height = 34
    add_logo(ws, assessment.meta.logo, "C1")
    title = assessment.meta.customer or "Retiring the last Exchange server"
    ws.append([text_cell(ws, title, "exTitle")])
    for number, (label, text) in enumerate(_facts(assessment, plan, kept), start=2):
        strong = label in {"Decision", "Asked today"}
        ws.row_dimensions[number].height = text_height(text, 72 if strong else 90, 17 if strong else 14)
        ws.append([text_cell(ws, label, "exLabel"), text_cell(ws, text, "exSentence" if strong else "exLong")])
    ws.append([])
    links = [(name, place(name), "") for name in sheets]
    links += [("The page", "", "readiness.html"), ("The CSV tables", "", "tables/")]
    row = len(_facts(assessment, plan, kept)) + 3
    for number, (name, location, target) in enumerate(links):
        ws.append([text_cell(ws, "" if number else "Go to", "exLabel"), text_cell(ws, name, "exLink")])
        ws._hyperlinks.append(Hyperlink(ref=f"B{row + number}", location=location or None, target=target or None))
    return ws


def add_read_me(
    workbook: Workbook, assessment: Assessment, plan: Plan, kept: KeptNotes, sheets: Iterable[Sheet]
) -> Any:
    """The second sheet: what each sheet holds, what was left out, and how to work with the workbook."""
    ws = workbook.create_sheet("Read me")
    ws.sheet_properties.tabColor = DECIDING
    ws.sheet_view.showGridLines = False
    ws.freeze_panes = "A2"
    for letter, width in zip("ABCDEF", _SHEET_WIDTHS, strict=True):
        ws.column_dimensions[letter].width = width
    print_set_up(ws, assessment.meta)
    protect(ws)
    ws.row_dimensions[1].height = 30
    lines = list(_sheet_lines(sheets))
    ws.append([text_cell(ws, h, "exHead") for h in _SHEET_HEADERS])
    ws.tables.add(excel_table("tblSheets", list(_SHEET_HEADERS), 1, len(lines) + 1))
    for number, line in enumerate(lines, start=2):
        ws.row_dimensions[number].height = text_height(str(line[1]), _SHEET_WIDTHS[1])
        ws.append([_cell(ws, v, s) for v, s in zip(line, _LINE_STYLES, strict=True)])
        ws._hyperlinks.append(Hyperlink(ref=f"A{number}", location=place(str(line[0]))))
    ws.append([])
    below = [(name, f"Has no sheet: {why}.") for name, why in plan.left_out]
    below += [("Not all is here", note) for note in plan.notes]
    below += [("Notes kept", told) for told in (kept.sentence(), *kept.told) if told]
    for number, (label, text) in enumerate((*below, *_WORDS), start=len(lines) + 3):
        ws.row_dimensions[number].height = text_height(text, _SHEET_WIDTHS[1])
        ws.append([text_cell(ws, label, "exLabel"), text_cell(ws, text, "exLong")])
    return ws


_LINE_STYLES = ("exLink", "exLong", "exInt", "exInt", "exText", "exLong")


def _cell(ws: Any, value: str | int | None, style: str) -> Any:
    cell = text_cell(ws, str(value), style)
    if isinstance(value, int):
        cell.value = value
    return None if value is None else cell


def _sheet_lines(sheets: Iterable[Sheet]) -> Iterator[tuple[str | int | None, ...]]:
    for s in sheets:
        yield (s.name, s.spec.about, s.rows.num_rows, s.rows_in_csv, s.part, s.note)


def _facts(assessment: Assessment, plan: Plan, kept: KeptNotes) -> list[tuple[str, str]]:
    meta, counts = assessment.meta, assessment.reconciliation
    ran = sum(r.state == "ran" for r in assessment.rules)
    blocks = " ".join(meta.fingerprint[n : n + 8] for n in range(0, len(meta.fingerprint), 8))
    facts = [
        ("Decision", assessment.sentence),
        ("Asked today", assessment.ask),
        ("As of", f"{meta.as_of:%Y-%m-%d %H:%M} UTC, {_BASIS.get(meta.as_of_basis, meta.as_of_basis)}"),
        ("Scope", f"{len(assessment.mailboxes):,} mailboxes, {len(assessment.files):,} files, "
                  f"{ran:,} of {len(assessment.rules):,} rules ran"),
        ("Result", f"{len(assessment.findings):,} findings, {len(assessment.differences):,} differences"),
        ("Rows", f"{counts.read:,} read = {counts.used:,} used + {counts.ignored:,} ignored + "
                 f"{counts.rejected:,} rejected" + ("" if counts.reconciles else " (these do not add up)")),
        ("Matched", f"{counts.matched:,} pairs, {counts.only_directory:,} only in the directory, "
                    f"{counts.only_cloud:,} only in the cloud, {counts.ambiguous:,} ambiguous"),
        ("Not all is here", "\n".join(plan.notes)),
        ("Notes kept", kept.sentence()),
        ("Sync interval", f"{meta.sync_interval_minutes} minutes, {meta.sync_interval_basis}"),
        ("Evidence fingerprint", blocks),
        ("Created with", f"exready {meta.product_version}, {meta.rules_from}"),
        ("Classification", meta.classification),
        ("Prepared by", meta.author),
        ("Introduction", meta.introduction),
    ]  # fmt: skip
    return [(label, text) for label, text in facts if text]
