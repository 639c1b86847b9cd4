"""The published shape of ``assessment.json``, made from the types it is written from.

``make docs`` writes the file anew.
"""

import inspect
import json
import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin

from analyzer.model.assessment import (
    GATE_STATES,
    GROUNDS,
    PATH_STATES,
    REVERSIBLE,
    STEP_BASES,
    STEP_STATES,
    VERDICTS,
    Assessment,
    GateResult,
    Ground,
    PathAdvice,
    Step,
    VerdictCount,
)
from analyzer.report.json_file import FRAMES, SCHEMA, VERSION
from analyzer.report.plain import hints_of
from analyzer.report.view import TABLES

_SCALARS: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    Any: {},
}
_CELLS: dict[str, list[str]] = {"string": ["string", "null"], "int64": ["integer", "null"], "bool": ["boolean", "null"]}
# Words that other programs rest on; the rest of the text columns is open.
_CLOSED = {"verdict", "level", "outcome", "subject", "kind"}
_WORDS = {
    (VerdictCount, "verdict"): VERDICTS,
    (GateResult, "state"): GATE_STATES,
    (Ground, "says"): GROUNDS,
    (PathAdvice, "state"): PATH_STATES,
    (Step, "state"): STEP_STATES,
    (Step, "basis"): STEP_BASES,
    (Step, "reversible"): REVERSIBLE,
}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the document."""
    definitions: dict[str, Any] = {}
    properties: dict[str, Any] = {"schema": {"const": SCHEMA}, "version": {"const": VERSION}}
    for name, hint in hints_of(Assessment).items():
        properties[name] = _frame(name) if name in FRAMES else _shape(hint, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "Readiness assessment",
        "description": "Everything one run found; all reports can be made from it again. Times are UTC.",
        **_object(properties),
        "$defs": dict(sorted(definitions.items())),
    }


def text() -> str:
    """The schema as the published file holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _frame(name: str) -> dict[str, Any]:
    """A table as columns of equal length."""
    columns = {}
    for column, kind in FRAMES[name].items():
        spec = TABLES[name].column(column)
        item: dict[str, Any] = {"type": _CELLS[str(kind.pyarrow_dtype)]}
        if column in _CLOSED and spec.values:
            item = {"enum": list(spec.values)}
        columns[column] = {"type": "array", "description": spec.help, "items": item}
    return {"description": TABLES[name].about, **_object(columns)}


def _shape(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if hint in _SCALARS:
        return dict(_SCALARS[hint])
    if origin in {Union, types.UnionType}:
        return {"anyOf": [{"type": "null"} if h is type(None) else _shape(h, definitions) for h in inner]}
    if origin is tuple and inner[-1] is Ellipsis:
        return {"type": "array", "items": _shape(inner[0], definitions)}
    if origin is tuple:
        items = [_shape(h, definitions) for h in inner]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _shape(inner[1], definitions)}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    return _reference(hint, definitions)


def _reference(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if not is_dataclass(kind) or not isinstance(kind, type):
        raise TypeError(f"no JSON shape for {kind!r}")
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        properties = {n: _shape(h, definitions) for n, h in hints_of(kind).items()}
        for (owner, name), words in _WORDS.items():
            if owner is kind:
                properties[name] = {"enum": list(words)}
        about = (inspect.getdoc(kind) or "").split("\n\n")[0].replace("\n", " ")
        definitions[kind.__name__] = {"description": about, **_object(properties)}
    return {"$ref": f"#/$defs/{kind.__name__}"}
