"""One sheet for one table: header, widths, filters, drop-downs, colours, links, print set-up."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

from analyzer.model.assessment import Meta
from analyzer.report.cell_text import with_marks_shown
from analyzer.report.specs import ColumnSpec
from analyzer.report.workbook_cells import SharedStrings, cell_columns, row_blocks, row_heights
from analyzer.report.workbook_file import Pour
from analyzer.report.workbook_links import SheetLinks
from analyzer.report.workbook_plan import Sheet
from analyzer.report.workbook_styles import STYLE_OF_KIND, bar_rule, style_number, warning_rule, word_rules

_A4 = "9"
_INCH = 25.4
_BARS = {"attributes": ("drift", "lag", "unknown"), "rules": ("hits",)}


def add_sheet(workbook: Workbook, sheet: Sheet, meta: Meta, links: SheetLinks) -> Any:
    """The workbook has the sheet with everything but its rows; those are poured in later.

    Args:
        workbook: a write-only workbook with our named styles.
        sheet: the planned sheet.
        meta: for the footer and the as-of day.
        links: the cells that lead to another sheet.
    """
    ws = workbook.create_sheet(sheet.name)
    last = max(sheet.rows.num_rows, 1) + 1
    ws.freeze_panes = sheet.layout.freeze
    ws.sheet_properties.tabColor = sheet.layout.tone
    set_widths(ws, sheet)
    print_set_up(ws, meta, pages_wide=sheet.layout.pages_wide)
    ws.print_title_rows = "1:1"
    if sheet.layout.print_to:
        first, end = (_letter(sheet, name) for name in (sheet.layout.print_from, sheet.layout.print_to))
        ws.print_area = f"{first}1:{end}{last}"
        ws.print_title_cols = f"{first}:{first}"
    if sheet.layout.locked:
        protect(ws)
    headers = [c.name for c in sheet.columns] + [p.header for p in sheet.people]
    styles = [head_style(c) for c in sheet.columns] + ["exHuman"] * len(sheet.people)
    ws.row_dimensions[1].height = 30
    ws.append([text_cell(ws, h, s) for h, s in zip(headers, styles, strict=True)])
    ws.tables.add(excel_table(sheet.table, headers, 1, last))
    _add_colours(ws, sheet, last, meta.as_of.date())
    _add_choices(ws, sheet, last, meta.as_of.date())
    for link in links.links:
        ws._hyperlinks.append(link)
    return ws


def pour_of(ws: Any, sheet: Sheet, shared: SharedStrings, links: SheetLinks) -> Pour:
    """What writes the rows of the sheet; nothing is made of them before they are asked for."""
    kinds = [c.kind for c in sheet.columns]
    styles = [style_number(ws, _style(c, sheet, links)) for c in sheet.columns]
    for person in sheet.people[: sheet.rows.num_columns - len(kinds)]:
        kinds.append("day" if person.day else "text")
        styles.append(style_number(ws, "exInputDay" if person.day else "exInput"))
    wrapped = {c.name: shown_width(c) for c in sheet.columns if _style(c, sheet, links) == "exLong"}
    if sheet.wrapped:
        wrapped |= {p.name: p.width for p in sheet.people if not p.day}
    expected = 2 * sheet.rows.nbytes + 45 * sheet.rows.num_rows * sheet.rows.num_columns

    def blocks() -> Iterator[memoryview]:
        columns = cell_columns(sheet.rows, kinds, styles, shared)
        return row_blocks(columns, sheet.rows.num_rows, heights=row_heights(sheet.rows, wrapped))

    return Pour(blocks=blocks, expected=expected)


def text_cell(ws: Any, text: str, style: str) -> Any:
    """A cell that is text whatever it begins with."""
    cell = WriteOnlyCell(ws)
    cell.value = with_marks_shown(text)
    cell.data_type = "s"
    cell.style = style
    return cell


def excel_table(name: str, headers: list[str], first_column: int, last_row: int) -> Table:
    """A table from row 1 on, with filter buttons and without stripes."""
    left, right = get_column_letter(first_column), get_column_letter(first_column + len(headers) - 1)
    table = Table(displayName=name, ref=f"{left}1:{right}{last_row}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    table._initialise_columns()
    for column, header in zip(table.tableColumns, headers, strict=True):
        column.name = header
    return table


def print_set_up(ws: Any, meta: Meta, *, portrait: bool = False, pages_wide: int = 1) -> None:
    """The sheet prints on A4, as many pages wide as given, with a footer that says what it is."""
    ws.page_setup.orientation = "portrait" if portrait else "landscape"
    ws.page_setup.paperSize = _A4
    ws.page_setup.fitToWidth = pages_wide
    ws.page_setup.fitToHeight = 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    for side in ("left", "right", "top"):
        setattr(ws.page_margins, side, 12 / _INCH)
    ws.page_margins.bottom = 18 / _INCH
    ws.page_margins.footer = 8 / _INCH
    customer = with_marks_shown(meta.customer)[:60].replace("&", "&&").replace("\n", " ")
    footer = ws.HeaderFooter.oddFooter
    footer.left.text = customer
    classification = with_marks_shown(meta.classification)[:60].replace("&", "&&").replace("\n", " ")
    if classification:
        ws.HeaderFooter.oddHeader.right.text = classification
    footer.center.text = "&A"
    footer.right.text = f"evidence {meta.fingerprint[:8]} · &P of &N"


def protect(ws: Any) -> None:
    """The sheet is locked without password; filters, widths and formats may still be changed."""
    ws.protection.sheet = True
    for allowed in ("autoFilter", "sort", "formatColumns", "formatRows", "formatCells"):
        setattr(ws.protection, allowed, False)


def set_widths(ws: Any, sheet: Sheet) -> None:
    """Each column has its width; people's columns are unlocked over their whole length."""
    for number, column in enumerate(sheet.columns, start=1):
        dimension = ws.column_dimensions[get_column_letter(number)]
        dimension.width = shown_width(column)
        dimension.hidden = column.name in sheet.layout.hidden
    for number, person in enumerate(sheet.people, start=len(sheet.columns) + 1):
        dimension = ws.column_dimensions[get_column_letter(number)]
        dimension.width = person.width
        # The column's own setter for style is out of order in openpyxl 3.1.
        dimension._style = text_cell(ws, "", "exInputDay" if person.day else "exInput")._style


def head_style(column: ColumnSpec) -> str:
    """The header's style: above numbers it stands right, as they do."""
    return "exHeadRight" if column.kind in {"int", "float"} else "exHead"


def shown_width(column: ColumnSpec) -> int:
    """The column's width, wide enough for its header and the filter button."""
    return max(column.width, len(column.name) + 4)


def _letter(sheet: Sheet, column: str) -> str:
    return str(get_column_letter([c.name for c in sheet.columns].index(column) + 1))


def _style(column: ColumnSpec, sheet: Sheet, links: SheetLinks) -> str:
    if column.name in links.columns:
        return "exLinkInt"
    if column.kind == "long" and sheet.wrapped and _is_printed(column, sheet):
        return "exLong"
    return STYLE_OF_KIND[column.kind]


def _is_printed(column: ColumnSpec, sheet: Sheet) -> bool:
    """It stands in the print area. Behind it text stays on one line, so that the rows to work with stay low."""
    names = [c.name for c in sheet.columns]
    last = sheet.layout.print_to or names[-1]
    return names.index(column.name) <= names.index(last)


def _add_colours(ws: Any, sheet: Sheet, last: int, as_of: date) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        body = f"{letter}2:{letter}{last}"
        if column.values and column.kind in {"text", "key"} and column.name not in {"category", "trust"}:
            for rule in word_rules(column.values, f"${letter}2"):
                ws.conditional_formatting.add(body, rule)
        if column.name in _BARS.get(sheet.spec.name, ()):
            ws.conditional_formatting.add(body, bar_rule())
    letters = {p.name: get_column_letter(len(sheet.columns) + n) for n, p in enumerate(sheet.people, start=1)}
    if {"due", "decision"} <= set(letters):
        due, decision = letters["due"], letters["decision"]
        day = f"DATE({as_of.year},{as_of.month},{as_of.day})"
        late = f'AND(${due}2<>"",${due}2<{day},${decision}2<>"done")'
        ws.conditional_formatting.add(f"{due}2:{due}{last}", warning_rule(late))
    if sheet.spec.name == "differences":
        kind, decision = _letter(sheet, "kind"), letters["decision"]
        open_drift = f'AND(${kind}2="drift",${decision}2="")'
        ws.conditional_formatting.add(f"{decision}2:{decision}{last}", warning_rule(open_drift))


def _add_choices(ws: Any, sheet: Sheet, last: int, as_of: date) -> None:
    for number, person in enumerate(sheet.people, start=len(sheet.columns) + 1):
        if person.day:
            day = f"DATE({as_of.year},{as_of.month},{as_of.day})"
            check = DataValidation(type="date", operator="greaterThanOrEqual", formula1=day, allow_blank=True)
            check.error = "A day from the as-of day on, such as 2026-12-01."
        elif person.choices:
            check = DataValidation(type="list", formula1=f"={person.choices}", allow_blank=True)
            check.error = "Not in the list. New text is allowed."
        else:
            check = DataValidation(allow_blank=True)
        # A warning, not a stop: people know more than the list.
        check.errorStyle = "warning"
        check.errorTitle = person.name
        check.promptTitle = person.name
        check.prompt = person.prompt
        check.showInputMessage = check.showErrorMessage = True
        letter = get_column_letter(number)
        check.add(f"{letter}2:{letter}{last}")
        ws.data_validations.append(check)
