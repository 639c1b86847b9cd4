"""Tables declared once: HTML, workbook, CSV and the data dictionary read the same list."""

from collections.abc import Mapping

from analyzer.report.specs import ColumnSpec, TableSpec
from analyzer.report.view_estate import ESTATE_TABLES
from analyzer.report.view_objects import OBJECT_TABLES
from analyzer.report.view_previews import FRAME_TABLES, SUM_TABLES
from analyzer.report.view_recipients import RECIPIENT_TABLES
from analyzer.report.view_rows import rows
from analyzer.report.view_waves import WAVES

TABLES: Mapping[str, TableSpec] = {
    spec.name: spec for spec in (*OBJECT_TABLES, *RECIPIENT_TABLES, *FRAME_TABLES, *SUM_TABLES, *ESTATE_TABLES, WAVES)
}
__all__ = ["TABLES", "ColumnSpec", "TableSpec", "rows"]
