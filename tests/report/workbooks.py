"""What the workbook tests share: a written workbook and what its cells should hold."""

import io
from datetime import date, datetime
from functools import cache
from typing import Any

import openpyxl
from assessments import small_assessment

from analyzer.model.assessment import Assessment
from analyzer.report.cell_text import with_marks_shown
from analyzer.report.view import TABLES, rows
from analyzer.report.workbook import write_workbook
from analyzer.report.workbook_cells import shortened
from analyzer.report.workbook_notes import KeptNotes


def written(assessment: Assessment, kept: KeptNotes | None = None, **limits: int) -> bytes:
    """The workbook's bytes."""
    stream = io.BytesIO()
    write_workbook(assessment, stream, kept, **limits)
    return stream.getvalue()


@cache
def small() -> bytes:
    """The small assessment's workbook."""
    return written(small_assessment())


def opened(content: bytes) -> openpyxl.Workbook:
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def table_rows(workbook: openpyxl.Workbook, sheet: str) -> list[dict[str, Any]]:
    """The rows of the only table of a sheet by header; blank is None."""
    lines = workbook[sheet].iter_rows(values_only=True)
    headers = next(lines)
    return [dict(zip(headers, map(_plain, line), strict=True)) for line in lines]


def expected_rows(assessment: Assessment, table: str) -> list[dict[str, Any]]:
    """The rows as a spreadsheet should show them."""
    kinds = {c.name: c.kind for c in TABLES[table].columns}
    return [{k: shown(v, kinds[k]) for k, v in line.items()} for line in rows(assessment, table).to_pylist()]


def shown(value: Any, kind: str) -> Any:
    """One value as its cell should show it."""
    if kind == "bool" and value is not None:
        return "yes" if value else "no"
    if not isinstance(value, str):
        return value
    if value and kind in {"time", "day"}:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ" if kind == "time" else "%Y-%m-%d")  # noqa: DTZ007
    return shortened(with_marks_shown(value)) or None


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        # openpyxl undoes the protection of what looks like an escape in shared strings only.
        return value.replace("x005F_", "")
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return value
