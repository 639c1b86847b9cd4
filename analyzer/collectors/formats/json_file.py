"""JSON of ConvertTo-Json and of Graph: one object, an array, or an answer with ``value``, to a ``Grid``."""

import gc
import json
import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from analyzer.collectors.formats.decoding import Decoded
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.formats.json_columns import Columns
from analyzer.collectors.told import Told

_SPACE = re.compile(r"[\s\x00]*")
_ANSWER = re.compile(r'\{\s*(?:"@odata\.[^"]*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|\d+)\s*,\s*)*"value"\s*:\s*(?=\[)')
NOT_AN_OBJECT = "the element is not an object"


def read_json(text: Decoded, told: Told) -> Grid:
    """The objects of the file, one row each, numbered from 1.

    A column is ``list<string>`` where any object holds an array; objects inside become JSON text. Null in
    the file is empty (it was asked for), a missing name is null.
    """
    was_on = gc.isenabled()
    # JSON has no cycles; looking for some among millions of cells takes a fifth of the time.
    gc.disable()
    try:
        return _read(text, told)
    finally:
        if was_on:
            gc.enable()


def _read(text: Decoded, told: Told) -> Grid:
    columns = Columns()
    rejected: list[tuple[int, str]] = []
    health, number = "whole", 0
    try:
        for item in _objects(text.data.decode("utf-8", errors="replace"), told):
            number += 1
            if isinstance(item, dict):
                columns.add(item, number)
            else:
                rejected.append((number, NOT_AN_OBJECT))
    except json.JSONDecodeError as error:
        ended = error.doc.rstrip("\r\n \t\x00").endswith(("]", "}"))
        health = "damaged" if ended and not text.cut and error.pos < len(error.doc.rstrip()) - 1 else "cut"
        if health == "cut":
            told.add("E206", what="the JSON ends before its last bracket")
        else:
            told.add("E211", grammar="JSON", reason=f"{error.msg} in line {error.lineno}")
    except RecursionError:
        health = "damaged"
        told.add("E211", grammar="JSON", reason="it is nested too deeply")
    if told.has("W403"):
        health = "capped"
    if rejected and health == "whole":
        health = "damaged"
        told.add("W419", count=len(rejected))
    names, arrays = columns.finish()
    return Grid(
        header=names,
        columns=arrays,
        rows=pa.array(columns.rows, pa.int64()),
        rows_read=number,
        rejected=tuple(rejected),
        health=health,
        keeps_null=True,
        suspects=text.suspects,
    )


def _objects(text: str, told: Told) -> Iterator[Any]:
    """Each object in turn; an answer of Graph is opened. Arrays are never held whole."""
    decoder = json.JSONDecoder()
    at = _skip(text, 0)
    if not text.startswith("{", at):
        yield from _array(text, at, decoder)
        return
    # {"value": [...]}: only the outer names are read here, so that the array itself is walked object by object.
    opening = _ANSWER.match(text, at)
    if opening is None:
        item, end = decoder.raw_decode(text, at)
        _nothing_behind(text, end)
        value = item.get("value")
        if isinstance(value, list) and ("@odata.context" in item or set(item) <= {"value", "Count", "@odata.nextLink"}):
            _further_page(item, told)
            yield from value
        else:
            yield item
        return
    yield from _array(text, opening.end(), decoder, told)
    if '"@odata.nextLink"' in text[at : opening.end()] and not told.has("W403"):
        told.add("W403")


def _array(text: str, at: int, decoder: json.JSONDecoder, told: Told | None = None) -> Iterator[Any]:
    if not text.startswith("[", at):
        # A text or number alone is no export; the decoder says what is wrong with anything else.
        item, _end = decoder.raw_decode(text, at)
        yield item
        return
    at = _skip(text, at + 1)
    if text.startswith("]", at):
        _behind_array(text, at + 1, decoder, told)
        return
    while True:
        item, at = decoder.raw_decode(text, at)
        yield item
        at = _skip(text, at)
        if text.startswith(",", at):
            at = _skip(text, at + 1)
        elif text.startswith("]", at):
            _behind_array(text, at + 1, decoder, told)
            return
        else:
            raise json.JSONDecodeError("Expecting ',' or ']'", text, at)


def _behind_array(text: str, at: int, decoder: json.JSONDecoder, told: Told | None) -> None:
    at = _skip(text, at)
    if told is None:
        _nothing_behind(text, at)
        return
    # The rest of the answer around the array: , "@odata.nextLink": "..." }
    rest, end = decoder.raw_decode('{"_":0' + text[at:])
    _nothing_behind('{"_":0' + text[at:], end)
    _further_page(rest, told)


def _further_page(item: dict[str, Any], told: Told) -> None:
    if item.get("@odata.nextLink"):
        told.add("W403")


def _nothing_behind(text: str, at: int) -> None:
    if _skip(text, at) < len(text):
        raise json.JSONDecodeError("text behind the end", text, _skip(text, at))


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
