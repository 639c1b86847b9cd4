"""Tables declared once: HTML, workbook, CSV and the data dictionary read the same list."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSpec:
    """One column of one table.

    ``kind``: text, key, mono, int, float, time, day, bool, link, long. ``width`` is in characters.
    """

    name: str
    title: str
    kind: str = "text"
    width: int = 16
    help: str = ""
    values: tuple[str, ...] = ()  # closed list of values, where there is one
    in_csv: bool = True
    in_workbook: bool = True
    in_page: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """One table: its name in ``tables/NAME.csv``, its sheet, its columns in order."""

    name: str
    title: str
    sheet: str
    columns: tuple[ColumnSpec, ...]
    about: str = ""


TABLES: Mapping[str, TableSpec] = {}
