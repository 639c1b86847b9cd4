"""``readiness.xlsx``: the workbook in which the work is done.

openpyxl makes the frame (styles, tables, filters, drop-downs, charts) in its write-only mode; the rows of
the tables are poured in as whole columns. Small memory, and the same assessment gives the same bytes.
"""

import re
from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from typing import BinaryIO
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.writer.excel import ExcelWriter

from analyzer.model.assessment import Assessment
from analyzer.report.cell_text import with_marks_shown
from analyzer.report.workbook_cells import SharedStrings
from analyzer.report.workbook_charts import chart_titles
from analyzer.report.workbook_cover import add_cover, add_read_me
from analyzer.report.workbook_dictionary import dictionary_sheet
from analyzer.report.workbook_file import assemble_file
from analyzer.report.workbook_links import links_of
from analyzer.report.workbook_notes import KeptNotes
from analyzer.report.workbook_people import choice_lists
from analyzer.report.workbook_plan import MOST_ROWS, MOST_ROWS_IN_ALL, plan_sheets
from analyzer.report.workbook_sheets import add_sheet, pour_of, text_cell
from analyzer.report.workbook_styles import add_styles
from analyzer.report.workbook_summary import add_summary, summary_tables

_DRAWINGS = "xl/drawings/drawing"
_CHART = re.compile(r'<(?:\w+:)?cNvPr id="[1-9]\d*" name="Chart \d+"')
_PICTURE = re.compile(r'(<(?:\w+:)?cNvPr id="\d+" name="Image \d+")(?: descr="[^"]*")?')


def write_workbook(
    assessment: Assessment,
    out: BinaryIO,
    kept: KeptNotes | None = None,
    *,
    most_rows: int = MOST_ROWS,
    most_in_all: int = MOST_ROWS_IN_ALL,
) -> None:
    """``out`` holds the finished workbook; its times are the as-of time, never the clock's.

    Args:
        assessment: what is shown.
        out: where the file is written.
        kept: the notes of the last workbook, matched with this assessment.
        most_rows: rows a sheet may have before its table is split.
        most_in_all: rows all sheets may have before lag and by-design differences stay in the CSV.
    """
    kept = kept or KeptNotes()
    plan = plan_sheets(assessment, kept, most_rows=most_rows, most_in_all=most_in_all)
    sheets = (*plan.sheets, dictionary_sheet(plan, summary_tables()))
    workbook = Workbook(write_only=True)
    add_styles(workbook)
    _set_properties(workbook, assessment)
    add_cover(workbook, assessment, plan, kept, ["Read me", "Summary", *(s.name for s in sheets)])
    add_read_me(workbook, assessment, plan, kept, sheets)
    add_summary(workbook, assessment, plan)
    shared, pours = SharedStrings(), {}
    for sheet in sheets:
        links = links_of(sheet, plan)
        ws = add_sheet(workbook, sheet, assessment.meta, links)
        if sheet.rows.num_rows:
            part = f"xl/worksheets/sheet{len(workbook.worksheets)}.xml"
            pours[part] = pour_of(ws, sheet, shared, links)
    _add_lists(workbook, choice_lists(assessment, _owners(kept)))
    frame = _saved(workbook)
    assemble_file(frame, pours, shared, _patches(frame, assessment), out)


def _owners(kept: KeptNotes) -> Iterator[str]:
    """Owners that people named in the last workbook."""
    for note in (*(n for notes in kept.placed.values() for n in notes.values()), *kept.gone):
        if owner := note.values.get("owner"):
            yield owner


def _set_properties(workbook: Workbook, assessment: Assessment) -> None:
    meta = assessment.meta
    moment = meta.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = workbook.properties
    properties.creator = "exready"
    properties.title = "Readiness assessment"
    properties.created = properties.modified = moment
    properties.identifier = meta.fingerprint
    properties.version = meta.product_version


def _add_lists(workbook: Workbook, lists: dict[str, tuple[str, ...]]) -> None:
    """The hidden sheet with the values of the drop-downs, each under a name of the workbook."""
    ws = workbook.create_sheet("Lists")
    ws.sheet_state = "hidden"
    ws.append([text_cell(ws, name, "exHead") for name in lists])
    deepest = max(len(values) for values in lists.values())
    for row in range(deepest):
        ws.append([text_cell(ws, v[row], "exText") if row < len(v) else None for v in lists.values()])
    for number, (name, values) in enumerate(lists.items(), start=1):
        letter = get_column_letter(number)
        reference = f"Lists!${letter}$2:${letter}${len(values) + 1}"
        workbook.defined_names[name] = DefinedName(name, attr_text=reference)


def _saved(workbook: Workbook) -> BytesIO:
    frame = BytesIO()
    # Not workbook.save: that writes the clock into the properties.
    ExcelWriter(workbook, ZipFile(frame, "w", ZIP_DEFLATED, compresslevel=1)).save()
    frame.seek(0)
    return frame


def _patches(frame: BytesIO, assessment: Assessment) -> dict[str, bytes]:
    """Text alternatives of charts and logo, which openpyxl cannot write."""
    waiting = iter(chart_titles(assessment))
    customer = quoteattr(with_marks_shown(assessment.meta.customer or "Logo"))
    out = {}
    with ZipFile(frame) as made:
        for name in sorted(n for n in made.namelist() if n.startswith(_DRAWINGS) and n.endswith(".xml")):
            drawing = made.read(name).decode("utf-8")
            described = _CHART.sub(lambda m: f"{m[0]} descr={quoteattr(next(waiting))}", drawing)
            described = _PICTURE.sub(lambda m: f"{m[1]} descr={customer}", described)
            out[name] = described.encode("utf-8")
    return out
