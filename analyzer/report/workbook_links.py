"""Numbers that are doors: cells of one sheet that lead to the first cell of another.

A link cannot set a filter, so it leads to the top of the sheet; what to filter for stands beside it.
"""

from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from analyzer.report.workbook_plan import Plan, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLinks:
    """The links of one sheet and the columns they stand in."""

    columns: tuple[str, ...] = ()
    links: tuple[Hyperlink, ...] = ()


def links_of(sheet: Sheet, plan: Plan) -> SheetLinks:
    """What the numbers of Gates and Evidence and the addresses of Sources lead to."""
    if sheet.spec.name == "evidence":
        return _column(sheet, "rows_rejected", [_name(plan, "rejected")] * sheet.rows.num_rows)
    if sheet.spec.name == "sources":
        return _outside(sheet, "address")
    if sheet.spec.name == "gates":
        recipients = _rules(plan, "findings")
        others = _rules(plan, "organisation")
        targets = []
        for rules in sheet.rows["rules"].to_pylist():
            named = set(rules.split())
            where = "findings" if named & recipients else "organisation" if named & others else ""
            targets.append(_name(plan, where))
        return _column(sheet, "count", targets)
    return SheetLinks()


def place(sheet: str) -> str:
    """The first cell of a sheet, as a link inside the workbook writes it."""
    return f"'{sheet}'!A1"


def _column(sheet: Sheet, column: str, targets: list[str]) -> SheetLinks:
    letter = get_column_letter([c.name for c in sheet.columns].index(column) + 1)
    counts = sheet.rows[column].to_pylist()
    links = tuple(
        Hyperlink(ref=f"{letter}{row}", location=place(target), display=str(count), tooltip=f"To the sheet {target}")
        for row, (count, target) in enumerate(zip(counts, targets, strict=True), start=2)
        if count and target
    )
    return SheetLinks(columns=(column,), links=links) if links else SheetLinks()


def _outside(sheet: Sheet, column: str) -> SheetLinks:
    """Addresses of the rule pack's sources lead there; only those, never a value of the estate."""
    letter = get_column_letter([c.name for c in sheet.columns].index(column) + 1)
    links = tuple(
        Hyperlink(ref=f"{letter}{row}", target=address, tooltip="Opens in the browser")
        for row, address in enumerate(sheet.rows[column].to_pylist(), start=2)
        if address.startswith("https://")
    )
    return SheetLinks(columns=(), links=links)


def _name(plan: Plan, table: str) -> str:
    sheet = plan.first(table)
    return sheet.name if sheet else ""


def _rules(plan: Plan, table: str) -> set[str]:
    sheets = [s for s in plan.sheets if s.spec.name == table]
    return {rule for s in sheets for rule in s.rows["rule"].unique().to_pylist()}
