"""The sheet Summary: four small tables side by side, each with its chart below."""

from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break

from analyzer.model.assessment import Assessment
from analyzer.report.specs import ColumnSpec, TableSpec
from analyzer.report.view import TABLES, rows
from analyzer.report.view_objects import LEVELS
from analyzer.report.workbook_cells import presentable, text_height
from analyzer.report.workbook_charts import Place, add_charts
from analyzer.report.workbook_links import place
from analyzer.report.workbook_plan import Plan
from analyzer.report.workbook_register import DECIDING
from analyzer.report.workbook_sheets import excel_table, head_style, print_set_up, protect, shown_width, text_cell
from analyzer.report.workbook_styles import bar_rule, word_rules

# Excel table, declared table, its columns here, the column whose numbers lead to a sheet, that sheet.
_TABLES = (
    ("tblVerdicts", "verdicts", ("verdict", "meaning", "mailboxes", "share"), "mailboxes", "mailboxes"),
    ("tblCalendar", "calendar", ("day", "becomes_safe", "safe_in_all"), "becomes_safe", "mailboxes"),
    ("tblCorrections", "corrections", TABLES["corrections"].names, "touches", "findings"),
    ("tblTopRules", "rules", ("rule", "title", "level", "gates", "hits", "unknown", "waived"), "hits", "findings"),
)
_STYLES = {"int": "exInt", "float": "exPct", "day": "exDay", "long": "exLong", "mono": "exKey"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One table of the summary and where it stands."""

    table: str
    spec: TableSpec
    columns: tuple[ColumnSpec, ...]
    rows: pa.Table = field(repr=False)
    first_column: int
    linked: str
    target: str

    @property
    def last_row(self) -> int:
        """The last row of the table; the header is row 1."""
        return int(self.rows.num_rows) + 1

    @property
    def place(self) -> Place:
        """Where a chart below the table may stand."""
        width = sum(shown_width(c) for c in self.columns)
        return Place(column=self.first_column, last_row=self.last_row, width=width)


def summary_tables() -> tuple[tuple[str, TableSpec, tuple[str, ...]], ...]:
    """The tables of the summary for the data dictionary."""
    return tuple((table, TABLES[name], columns) for table, name, columns, _, _ in _TABLES)


def add_summary(workbook: Workbook, assessment: Assessment, plan: Plan) -> Any:
    """The third sheet: verdicts, days, corrections and the rules that fire."""
    ws = workbook.create_sheet("Summary")
    ws.sheet_properties.tabColor = DECIDING
    ws.sheet_view.showGridLines = False
    ws.freeze_panes = "A2"
    ws.row_dimensions[1].height = 30
    print_set_up(ws, assessment.meta)
    protect(ws)
    blocks = _blocks(assessment, plan)
    _set_breaks(ws, blocks)
    for block in blocks:
        for number, column in enumerate(block.columns, start=block.first_column):
            ws.column_dimensions[get_column_letter(number)].width = shown_width(column)
        ws.column_dimensions[get_column_letter(block.first_column + len(block.columns))].width = 3
        _add_colours(ws, block)
    lines = [_lines(ws, block) for block in blocks]
    blank = [[None] * (len(b.columns) + 1) for b in blocks]
    for number, parts in enumerate(zip_longest(*lines), start=1):
        if number > 1:
            ws.row_dimensions[number].height = _height(blocks, number - 2)
        row = [cell for part, empty in zip(parts, blank, strict=True) for cell in (part or empty)]
        ws.append(row)
    for block in blocks:
        ws.tables.add(excel_table(block.table, [c.name for c in block.columns], block.first_column, block.last_row))
        _add_links(ws, block)
    add_charts(ws, assessment, {b.table: b.place for b in blocks})
    return ws


def _blocks(assessment: Assessment, plan: Plan) -> list[Block]:
    blocks, at = [], 1
    for table, name, names, linked, target in _TABLES:
        content, _ = presentable(rows(assessment, name).select(list(names)))
        if name == "rules":
            content = _that_fire(content)
        if not content.num_rows:
            continue
        sheet = plan.first(target)
        columns = tuple(TABLES[name].column(n) for n in names)
        blocks.append(
            Block(
                table=table,
                spec=TABLES[name],
                columns=columns,
                rows=content,
                first_column=at,
                linked=linked,
                target=sheet.name if sheet else "",
            )
        )
        at += len(columns) + 1
    return blocks


def _that_fire(rules: pa.Table) -> pa.Table:
    """Rules with hits or unknowns, strongest level first, then by hits."""
    some = rules.filter(pc.greater(pc.add(rules["hits"], rules["unknown"]), 0))
    place_of = pc.index_in(some["level"], value_set=pa.array(LEVELS))
    order = pa.table({"level": place_of, "hits": some["hits"], "rule": some["rule"]})
    keys = [("level", "ascending"), ("hits", "descending"), ("rule", "ascending")]
    return some.take(pc.sort_indices(order, sort_keys=keys))


def _lines(ws: Any, block: Block) -> list[list[Any]]:
    lines: list[list[Any]] = [[text_cell(ws, c.name, head_style(c)) for c in block.columns] + [None]]
    lines += [
        [_cell(ws, line[c.name], c, linked=bool(block.target) and c.name == block.linked) for c in block.columns]
        + [None]
        for line in block.rows.to_pylist()
    ]
    return lines


def _height(blocks: list[Block], row: int) -> float:
    """The height in points that the longest text of this row needs."""
    texts = [
        (str(block.rows[c.name][row].as_py()), shown_width(c))
        for block in blocks
        for c in block.columns
        if c.kind == "long" and row < block.rows.num_rows
    ]
    return max((text_height(text, width) for text, width in texts), default=text_height("", 1))


def _cell(ws: Any, value: Any, column: ColumnSpec, *, linked: bool) -> Any:
    if value is None or value == "":
        return None
    cell = text_cell(ws, str(value), _STYLES.get(column.kind, "exText"))
    if column.kind in {"int", "float"}:
        cell.value = value
    if linked and value:
        cell.style = "exLinkInt"
    return cell


def _set_breaks(ws: Any, blocks: list[Block]) -> None:
    """Verdicts and calendar print on one page, every other table on its own, all readable."""
    ws.sheet_properties.pageSetUpPr.fitToPage = False
    ws.page_setup.scale = 58
    for block in blocks:
        if block.table not in {"tblVerdicts", "tblCalendar"}:
            ws.col_breaks.append(Break(id=block.first_column - 1))


def _add_links(ws: Any, block: Block) -> None:
    if not block.target:
        return
    letter = get_column_letter(block.first_column + [c.name for c in block.columns].index(block.linked))
    for row, count in enumerate(block.rows[block.linked].to_pylist(), start=2):
        if count:
            ws._hyperlinks.append(Hyperlink(ref=f"{letter}{row}", location=place(block.target), display=str(count)))


def _add_colours(ws: Any, block: Block) -> None:
    for number, column in enumerate(block.columns, start=block.first_column):
        letter = get_column_letter(number)
        body = f"{letter}2:{letter}{block.last_row}"
        for rule in word_rules(column.values, f"${letter}2"):
            ws.conditional_formatting.add(body, rule)
        if column.name in {"hits", "frees", "touches"}:
            ws.conditional_formatting.add(body, bar_rule())
