"""JSON of ConvertTo-Json and of Graph: one object, an array, or an answer with ``value``, to a ``Grid``."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from analyzer.collectors.formats.decoding import Decoded
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.layouts import folded
from analyzer.collectors.told import Told

_SPACE = re.compile(r"[\s\x00]*")
_NET_DATE = re.compile(r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$")
_ANSWER = re.compile(r'\{\s*(?:"@odata\.[^"]*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|\d+)\s*,\s*)*"value"\s*:\s*(?=\[)')
_BATCH = 20_000
NOT_AN_OBJECT = "the element is not an object"


def read_json(text: Decoded, told: Told) -> Grid:
    """The objects of the file, one row each, numbered from 1.

    A column is ``list<string>`` where any object holds an array; objects inside become JSON text. Null in
    the file is empty (it was asked for), a missing name is null.
    """
    columns = _Columns()
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


class _Columns:
    """Cells by name, turned to Arrow in batches so that no more than one batch is held as Python values."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self._cells: dict[str, list[Any]] = {}
        self._names: dict[str, str] = {}  # name as found -> folded
        self._spelled: dict[str, str] = {}  # folded -> first spelling
        self._done: dict[str, list[tuple[int, pa.Array]]] = {}  # first row of the batch, its cells
        self._from = 0

    def add(self, item: dict[str, Any], number: int) -> None:
        """One object; names that only differ in case are one column."""
        place = len(self.rows) - self._from
        self.rows.append(number)
        for name, value in item.items():
            key = self._names.get(name)
            if key is None:
                key = self._names[name] = folded(name)
                self._spelled.setdefault(key, name)
            cells = self._cells.get(key)
            if cells is None:
                cells = self._cells[key] = []
            if len(cells) < place:
                cells.extend([None] * (place - len(cells)))
            if len(cells) == place:
                cells.append(_cell(value))
        if place + 1 >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        count = len(self.rows) - self._from
        for key, cells in self._cells.items():
            cells.extend([None] * (count - len(cells)))
            is_list = any(type(c) is list for c in cells)
            kind = pa.list_(pa.string()) if is_list else pa.string()
            values = [_listed(c) for c in cells] if is_list else cells
            self._done.setdefault(key, []).append((self._from, pa.array(values, kind)))
        self._from = len(self.rows)
        self._cells = {}

    def finish(self) -> tuple[tuple[str, ...], tuple[pa.ChunkedArray, ...]]:
        """Names as first spelled and whole columns."""
        self._flush()
        columns = []
        for batches in self._done.values():
            is_list = any(pa.types.is_list(a.type) for _start, a in batches)
            kind = pa.list_(pa.string()) if is_list else pa.string()
            parts, at = [], 0
            for start, array in batches:
                if start > at:
                    parts.append(pa.nulls(start - at, kind))
                same = array.type == kind
                parts.append(array if same else pa.array([_listed(v) for v in array.to_pylist()], kind))
                at = start + len(array)
            if at < len(self.rows):
                parts.append(pa.nulls(len(self.rows) - at, kind))
            columns.append(pa.chunked_array(parts, kind))
        return tuple(self._spelled[key] for key in self._done), tuple(columns)


def _listed(value: Any) -> list[str] | None:
    """A list; one value is a list of one, nothing is an empty list."""
    return value if value is None or type(value) is list else [value] if value else []


def _cell(value: Any) -> Any:
    """Text, or a list of texts."""
    kind = type(value)
    if kind is str:
        return _net_date(value) if value.startswith("/Date(") else _clean(value)
    if value is None:
        return ""
    if kind is bool:
        return "True" if value else "False"
    if kind is list:
        return [str(_cell(v)) if type(v) is not dict else _text(v) for v in value if v is not None]
    if kind is dict:
        # Windows PowerShell wraps arrays and dates of some objects.
        if set(value) == {"value", "Count"} and type(value["value"]) is list:
            return _cell(value["value"])
        if set(value) == {"value", "DateTime", "DisplayHint"} or set(value) == {"value", "DateTime"}:
            return _cell(value["value"])
        return _text(value) if value else ""
    return str(value)


def _clean(value: str) -> str:
    # A lone surrogate cannot be written to any file again.
    return value if value.isascii() or value.isprintable() else value.encode("utf-8", "replace").decode("utf-8")


def _text(value: Any) -> str:
    return _clean(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _net_date(value: str) -> str:
    found = _NET_DATE.match(value)
    if not found:
        return value
    try:
        when = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=int(found[1]))
    except OverflowError:
        return value
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")
