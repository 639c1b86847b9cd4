"""Frozen dataclasses to plain JSON values and back, by their type hints.

Where a field may hold anything, nothing tells a time from a text when it is read back; there a time is
written as ``{"$time": "2026-11-20T12:00:00Z"}`` and a day as ``{"$day": "2026-11-20"}``.
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

_TIME = "$time"
_DAY = "$day"


class PlainError(ValueError):
    """A JSON value does not fit the type it is read as; the message says where."""


def to_plain(value: Any, *, marked: bool = False) -> Any:
    """The value as dicts, lists, text, numbers, booleans and None; times in UTC ending in ``Z``."""
    match value:
        case Enum():
            return value.value
        case datetime():
            text = value.astimezone(UTC).isoformat().replace("+00:00", "Z")
            return {_TIME: text} if marked else text
        case date():
            return {_DAY: value.isoformat()} if marked else value.isoformat()
        case Mapping():
            return {str(to_plain(k)): to_plain(v, marked=marked) for k, v in value.items()}
        case list() | tuple():
            return [to_plain(v, marked=marked) for v in value]
    if is_dataclass(value) and not isinstance(value, type):
        hints = hints_of(type(value))
        return {n: to_plain(getattr(value, n), marked=Any in get_args(h)) for n, h in hints.items()}
    return value


def _anything(value: Any) -> Any:
    """The value with its marked times and days as such."""
    match value:
        case {"$time": str(text)}:
            return datetime.fromisoformat(text)
        case {"$day": str(text)}:
            return date.fromisoformat(text)
        case dict():
            return {k: _anything(v) for k, v in value.items()}
        case list():
            return [_anything(v) for v in value]
    return value


def from_plain(kind: Any, value: Any, where: str = "$") -> Any:
    """The value as ``kind``: a dataclass, an enum, a time, a tuple, a mapping, or a plain value.

    Raises:
        PlainError: the value does not fit; nothing is guessed.
    """
    if kind is Any:
        return _anything(value)
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return _optional(kind, value, where)
    if origin is tuple:
        return _tuple(get_args(kind), _of(list, value, where), where)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, inner = get_args(kind)
        given = _of(dict, value, where)
        return {from_plain(key, k, where): from_plain(inner, v, f"{where}.{k}") for k, v in given.items()}
    if is_dataclass(kind):
        return _dataclass(kind, _of(dict, value, where), where)
    return _scalar(kind, value, where)


def _dataclass(kind: Any, value: dict[str, Any], where: str) -> Any:
    hints = hints_of(kind)
    wrong = sorted((value.keys() - hints.keys()) | (required(kind) - value.keys()))
    if wrong:
        raise PlainError(f"{where}: missing or unexpected {', '.join(wrong)}")
    return kind(**{name: from_plain(hints[name], inner, f"{where}.{name}") for name, inner in value.items()})


def _tuple(kinds: tuple[Any, ...], value: list[Any], where: str) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(from_plain(kinds[0], v, f"{where}[{n}]") for n, v in enumerate(value))
    if len(kinds) != len(value):
        raise PlainError(f"{where}: {len(kinds)} values wanted, {len(value)} found")
    return tuple(from_plain(k, v, f"{where}[{n}]") for n, (k, v) in enumerate(zip(kinds, value, strict=True)))


def _optional(kind: Any, value: Any, where: str) -> Any:
    if value is None and type(None) in get_args(kind):
        return None
    (inner,) = [k for k in get_args(kind) if k is not type(None)]
    return from_plain(inner, value, where)


def _scalar(kind: Any, value: Any, where: str) -> Any:
    try:
        if issubclass(kind, Enum):
            return kind(value)
        if kind is datetime:
            return datetime.fromisoformat(_of(str, value, where))
        if kind is date:
            return date.fromisoformat(_of(str, value, where))
    except ValueError as error:
        raise PlainError(f"{where}: {error}") from error
    return _of(kind, value, where)


def _of(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise PlainError(f"{where}: {kind.__name__} wanted, {type(value).__name__} found")
    return value


@cache
def required(kind: Any) -> frozenset[str]:
    """The fields of a dataclass that have no default: those that every version of a document has."""
    return frozenset(f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING)


@cache
def hints_of(kind: Any) -> dict[str, Any]:
    """Name and type of each field of a dataclass."""
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind)}
