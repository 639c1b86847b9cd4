"""JSON of ConvertTo-Json and of Graph to a ``Grid``."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

from analyzer.collectors.formats.decoding import Decoded
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.formats.json_columns import MOST_COLUMNS, Columns
from analyzer.collectors.formats.json_pages import Pages
from analyzer.collectors.told import Told

NOT_AN_OBJECT = "the element is not an object"


@contextmanager
def _without_cycles() -> Iterator[None]:
    """JSON has no cycles; looking for some among millions of cells takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_json(text: Decoded, told: Told) -> Grid:
    """The objects of the file, one row each, numbered from 1.

    A column is ``list<string>`` where any object holds an array; objects inside become JSON text. Null in
    the file is empty (it was asked for), a missing name is null.
    """
    suspects, cut = text.suspects, text.cut
    pages = Pages(text.data.decode("utf-8", errors="replace"))
    # The bytes are as large as the text: they are not held while it is read.
    del text
    columns = Columns()
    rejected: list[tuple[int, str]] = []
    health, number = "whole", 0
    try:
        with _without_cycles():
            for item in pages.objects():
                number += 1
                if isinstance(item, dict):
                    columns.add(item, number)
                else:
                    rejected.append((number, NOT_AN_OBJECT))
    except json.JSONDecodeError as error:
        ended = error.doc.rstrip("\r\n \t\x00").endswith(("]", "}"))
        health = "damaged" if ended and not cut and error.pos < len(error.doc.rstrip()) - 1 else "cut"
        if health == "cut":
            told.add("E206", what="the JSON ends before its last bracket")
        else:
            told.add("E211", grammar="JSON", reason=f"{error.msg} in line {error.lineno}")
    except RecursionError:
        health = "damaged"
        told.add("E211", grammar="JSON", reason="it is nested too deeply")
    if pages.is_incomplete and health == "whole":
        health = "capped"
        told.add("W403")
    # The text is as large as the file; the columns are made without it.
    del pages
    if rejected and health == "whole":
        health = "damaged"
        told.add("W419", count=len(rejected))
    names, arrays = columns.finish()
    if columns.too_many:
        told.add("E233", count=f"{MOST_COLUMNS:,}")
    return Grid(
        header=names,
        columns=arrays,
        rows=pa.array(columns.rows, pa.int64()),
        rows_read=number,
        rejected=tuple(rejected),
        health=health,
        keeps_null=True,
        suspects=suspects,
    )
