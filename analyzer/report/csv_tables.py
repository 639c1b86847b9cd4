"""The tables as CSV: UTF-8, header, LF, no text that a spreadsheet takes for a formula."""

from collections.abc import Mapping
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as pa_csv

from analyzer.model.assessment import Assessment
from analyzer.report.cell_text import for_csv
from analyzer.report.view import TABLES, rows

CSV_TABLES = (
    "mailboxes", "findings", "differences", "gates", "paths", "sequence", "evidence", "rejected", "conflicts", "rules",
    "attributes", "transfer_times", "recent_writers", "dead_edits", "writeback", "rollback", "applications",
    "tickets", "groups", "contacts", "sources",
)  # fmt: skip


def write_csv(assessment: Assessment, table: str, stream: BinaryIO) -> None:
    """The stream holds the whole table; the same rows give the same bytes."""
    wanted = [c.name for c in TABLES[table].columns if c.in_csv]
    write_table(rows(assessment, table).select(wanted), stream)


def write_table(table: pa.Table, stream: BinaryIO) -> None:
    """The stream holds the header and every row; no text in it is a formula."""
    stream.write((",".join(table.column_names) + "\n").encode("utf-8"))
    content = harmless(table)
    # Of a table that begins with an empty part Arrow writes memory that was never filled (seen in pyarrow 26).
    filled = [batch for batch in content.to_batches() if batch.num_rows]
    pa_csv.write_csv(pa.Table.from_batches(filled, content.schema), stream, pa_csv.WriteOptions(include_header=False))


def harmless(table: pa.Table) -> pa.Table:
    """The table with every text column made safe to open in a spreadsheet."""
    columns: Mapping[str, pa.ChunkedArray] = {
        name: for_csv(column) if pa.types.is_string(column.type) else column
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    return pa.table(columns)
