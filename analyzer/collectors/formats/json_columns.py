"""Objects of JSON to columns of text, a batch at a time."""

import base64
import datetime as dt
import json
import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.layouts import folded

_NET_DATE = re.compile(r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$")
_BATCH = 4_000
# proxyAddresses@odata.type and the like speak about another name; they hold nothing of the object.
ANNOTATION = "@odata."
_DEEPEST = 50
_FEWEST_BYTES = 8
# A directory with every schema extension there is has 4,000 attributes; no object of Exchange has 400 properties.
MOST_COLUMNS = 5_000
_LIST = pa.list_(pa.string())
_WRAPPING = frozenset({"value", "DateTime", "DisplayHint", "Count"})
_WRITTEN: dict[str, str] = {}
_MOST_WRITTEN = 2_000
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class _Missing:
    """The name is not in the object: nobody asked for it."""


_MISSING = _Missing()


class Columns:
    """Cells by name; no more than one batch of objects is held as Python values."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.too_many = False  # there are more names than any export has; the further ones are not held
        self._items: list[dict[str, Any]] = []
        self._spelled: dict[str, str] = {}  # folded -> first spelling
        self._done: dict[str, list[tuple[int, pa.Array]]] = {}  # first row of the batch, its cells

    def add(self, item: dict[str, Any], number: int) -> None:
        """One object, found at that place."""
        self.rows.append(number)
        self._items.append(item)
        if len(self._items) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        items, self._items = self._items, []
        start = len(self.rows) - len(items)
        # Objects of one export nearly always have the same names in the same order.
        spellings: dict[str, list[str]] = {}
        for name in dict.fromkeys(n for names in dict.fromkeys(map(tuple, items)) for n in names):
            spellings.setdefault(folded(name), []).append(name)
        for key, (first, *others) in spellings.items():
            if ANNOTATION in key:
                continue
            if key not in self._spelled:
                if len(self._spelled) >= MOST_COLUMNS:
                    self.too_many = True
                    continue
                self._spelled[key] = _clean(first)
            values = [item.get(first, _MISSING) for item in items]
            for other in others:
                # Names that only differ in case are one column.
                values = [
                    item.get(other, _MISSING) if v is _MISSING else v for v, item in zip(values, items, strict=True)
                ]
            self._done.setdefault(key, []).append((start, _array(values)))

    def finish(self) -> tuple[tuple[str, ...], tuple[pa.ChunkedArray, ...]]:
        """Names as first spelled and whole columns."""
        self._flush()
        columns = []
        nulls = _Nulls()
        for batches in self._done.values():
            kind = _LIST if any(a.type == _LIST for _start, a in batches) else pa.string()
            parts, at = [], 0
            for start, array in batches:
                if start > at:
                    parts.append(nulls(start - at, kind))
                same = array.type == kind
                parts.append(array if same else pa.array([_listed(v) for v in array.to_pylist()], kind))
                at = start + len(array)
            if at < len(self.rows):
                parts.append(nulls(len(self.rows) - at, kind))
            columns.append(pa.chunked_array(parts, kind))
        return tuple(self._spelled[key] for key in self._done), tuple(columns)


class _Nulls:
    """Stretches without a value, shared by the columns: those of a large file would take hundreds of megabytes."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, pa.DataType], pa.Array] = {}

    def __call__(self, count: int, kind: pa.DataType) -> pa.Array:
        known = self._known.get((count, kind))
        if known is None:
            known = self._known[count, kind] = pa.nulls(count, kind)
        return known


def _array(values: Sequence[Any]) -> pa.Array:
    """Text, or lists of text where any value is an array."""
    if set(map(type, values)) == {str}:
        try:
            plain = pa.array(values, pa.string())
        except UnicodeEncodeError:
            plain = None
        if plain is not None and not pc.any(pc.starts_with(plain, "/Date(")).as_py():
            return plain
    cells = [_cell(v) for v in values]
    if list in set(map(type, cells)):
        return pa.array([_listed(c) for c in cells], _LIST)
    return pa.array(cells, pa.string())


def _listed(value: Any) -> list[str] | None:
    """A list; one value is a list of one, nothing is an empty list."""
    return value if value is None or type(value) is list else [value] if value else []


def _cell(value: Any) -> Any:
    """Text, a list of texts, or None where nothing is known."""
    kind = type(value)
    if kind is str:
        return _net_date(value) if value.startswith("/Date(") else _clean(value)
    if value is None:
        return ""
    if kind is _Missing:
        return None
    if kind is bool:
        return "True" if value else "False"
    if kind is list:
        if are_bytes(value):
            return base64.b64encode(bytes(value)).decode("ascii")
        return [_member(v) for v in value if v is not None]
    if kind is dict:
        if is_wrapped(value):
            return _cell(value["value"])
        return _text(value) if value else ""
    return str(value)


def is_wrapped(value: dict[str, Any]) -> bool:
    """Windows PowerShell wraps arrays and dates of some objects: ``{"value": [], "Count": 0}``."""
    return "value" in value and len(value) > 1 and value.keys() <= _WRAPPING


def are_bytes(value: list[Any]) -> bool:
    """The list is an array of bytes, which ConvertTo-Json writes number by number. Identifiers have eight or more."""
    return len(value) >= _FEWEST_BYTES and all(type(v) is int and 0 <= v <= 255 for v in value)


def _plain(value: Any, depth: int = 0) -> Any:
    """The value without what only Windows PowerShell puts around it."""
    if depth > _DEEPEST:
        return value
    if type(value) is dict:
        if is_wrapped(value):
            return _plain(value["value"], depth + 1)
        return {k: _plain(v, depth + 1) for k, v in value.items() if ANNOTATION not in k}
    if type(value) is list:
        return [_plain(v, depth + 1) for v in value]
    return _net_date(value) if type(value) is str and value.startswith("/Date(") else value


def _member(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return _net_date(value) if value.startswith("/Date(") else _clean(value)
    if kind in {dict, list}:
        read = _cell(value)
        return read if type(read) is str and read else _text(value)
    return str(_cell(value))


def _clean(value: str) -> str:
    # A lone surrogate cannot be written to any file again.
    return value if value.isascii() or value.isprintable() else value.encode("utf-8", "replace").decode("utf-8")


def _text(value: Any) -> str:
    # Licences and blank sets of attributes repeat thousands of times; naming one is cheaper than writing it.
    name = repr(value)
    known = _WRITTEN.get(name)
    if known is None:
        if len(_WRITTEN) >= _MOST_WRITTEN:
            _WRITTEN.clear()
        known = _WRITTEN[name] = _clean(_ENCODER.encode(_plain(value)))
    return known


def _net_date(value: str) -> str:
    found = _NET_DATE.match(value)
    if not found:
        return _clean(value)
    try:
        when = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=int(found[1]))
    except OverflowError:
        return value
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")
