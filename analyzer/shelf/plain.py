"""Frozen dataclasses as JSON types and back. Reading is strict: whatever is not as declared is refused."""

import dataclasses
import types
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def plain(value: Any) -> Any:
    """The value as JSON types; times as ISO 8601 text.

    Raises:
        TypeError: a type that has no place in JSON here.
    """
    if value is None or isinstance(value, bool | int) or type(value) is str:
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    raise TypeError(f"{type(value).__name__} is not kept")


def made(kind: type[T], data: Any) -> T:
    """The value of that type that ``plain`` made the data of.

    Raises:
        ValueError: the data is not as the type declares it.
    """
    return cast("T", _made(kind, data))


def _made(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        kinds = get_args(kind)
        return None if data is None and type(None) in kinds else _made(_one_of(kinds), data)
    if origin is tuple:
        return tuple(_made(get_args(kind)[0], v) for v in _of(list, data))
    if origin is not None and issubclass(origin, Mapping):
        inner = get_args(kind)[1]
        return {_of(str, k): _made(inner, v) for k, v in _of(dict, data).items()}
    if dataclasses.is_dataclass(kind):
        declared, given = _fields(cast("type", kind)), _of(dict, data)
        if declared.keys() != given.keys():
            raise ValueError(f"{kind} has other fields")
        return cast("type", kind)(**{name: _made(inner, given[name]) for name, inner in declared.items()})
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(_of(str, data))
    if kind is datetime:
        return datetime.fromisoformat(_of(str, data))
    return _of(kind, data)


def _of(kind: type[T], data: Any) -> T:
    # A boolean is an int to Python, not to us.
    if type(data) is not kind:
        raise ValueError(f"{type(data).__name__} in place of {kind.__name__}")
    return data


def _one_of(kinds: tuple[Any, ...]) -> Any:
    (kind,) = (k for k in kinds if k is not type(None))
    return kind


@cache
def _fields(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in dataclasses.fields(kind)}
