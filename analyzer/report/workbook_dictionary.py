"""The data dictionary: one row for every column of every table in the workbook."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from analyzer.report.specs import ColumnSpec, TableSpec, col
from analyzer.report.workbook_plan import Plan, Sheet
from analyzer.report.workbook_register import Layout, SheetSource

DICTIONARY = TableSpec(
    name="dictionary",
    title="Data dictionary",
    sheet="Data dictionary",
    about="What every column of every table means",
    columns=(
        col("table", "Table", "key", 20, "Name of the table in this workbook"),
        col("column", "Column", "mono", 26, "Header of the column"),
        col("title", "In words", "text", 26, "The column's name as people say it"),
        col("type", "Type", "text", 10, "text, number, day, time (UTC), yes/no"),
        col("meaning", "Meaning", "long", 70, "What stands in it"),
        col("values", "Values", "long", 50, "All values it can have, where the list is closed"),
        col("csv", "Also in", "text", 26, "The CSV that has the same column"),
        col("filled_by", "Filled by", "text", 10, "exready, or people", values=("exready", "people")),
    ),
)
_TYPES = {"int": "number", "float": "number", "day": "day", "time": "time (UTC)", "bool": "yes/no"}
Line = tuple[str, ...]


def dictionary_sheet(plan: Plan, summary: Iterable[tuple[str, TableSpec, tuple[str, ...]]]) -> Sheet:
    """The sheet that explains the tables of the plan and those of the summary (table, spec, columns)."""
    lines = []
    for table, spec, names in summary:
        lines += [_line(table, c, "") for c in spec.columns if c.name in names]
    seen = set()
    for sheet in plan.sheets:
        if sheet.spec.name not in seen:
            seen.add(sheet.spec.name)
            lines += list(_sheet_lines(sheet))
    lines += [_line("tblDataDictionary", c, "") for c in DICTIONARY.columns]
    content = pa.table([pa.array(c, pa.string()) for c in zip(*lines, strict=True)], names=list(DICTIONARY.names))
    source = SheetSource(spec=DICTIONARY, rows=lambda _: content, layout=Layout(freeze="C2"))
    return Sheet(
        name=DICTIONARY.sheet,
        table="tblDataDictionary",
        source=source,
        spec=DICTIONARY,
        columns=DICTIONARY.columns,
        people=(),
        layout=source.layout,
        rows=content,
    )


def _sheet_lines(sheet: Sheet) -> Iterator[Line]:
    table = sheet.table.split("_")[0]
    csv = f"tables/{sheet.source.csv}.csv" if sheet.source.csv else ""
    for column in sheet.columns:
        yield _line(table, column, csv if column.in_csv else "")
    for person in sheet.people:
        kind = "day" if person.day else "text"
        yield (table, person.header, person.name, kind, person.prompt, "", "", "people")


def _line(table: str, column: ColumnSpec, csv: str) -> Line:
    kind = _TYPES.get(column.kind, "text")
    values = " · ".join(v or "(empty)" for v in column.values)
    return (table, column.name, column.title, kind, column.help, values, csv, "exready")
