"""``assessment.json``: whole, stable, published, and good for making every report again."""

import io
import json
import re
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from assessments import small_assessment

from analyzer.model.assessment import Assessment
from analyzer.model.rules import Example
from analyzer.report import json_schema
from analyzer.report.json_file import FRAMES, SCHEMA, DocumentError, read_assessment, write_json

PUBLISHED = Path(__file__).parents[2] / "report_templates" / "assessment.schema.json"
TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
    "array": list,
    "object": dict,
}


def written(assessment: Assessment) -> bytes:
    stream = io.BytesIO()
    write_json(assessment, stream)
    return stream.getvalue()


def assert_same(one: Assessment, other: Assessment) -> None:
    for field in fields(Assessment):
        left, right = getattr(one, field.name), getattr(other, field.name)
        if field.name in FRAMES:
            pd.testing.assert_frame_equal(left, right)
        else:
            assert left == right, field.name


def faults(value: Any, shape: dict[str, Any], root: dict[str, Any], where: str = "$") -> list[str]:
    """What does not fit a schema; knows every keyword ours uses and refuses any other."""
    known = {"$ref", "type", "enum", "const", "anyOf", "items", "prefixItems", "minItems", "properties", "required",
             "additionalProperties", "description", "format", "$schema", "$id", "title", "$defs"}  # fmt: skip
    assert set(shape) <= known
    if "$ref" in shape:
        return faults(value, root["$defs"][shape["$ref"].rpartition("/")[2]], root, where)
    if "anyOf" in shape:
        tries = [faults(value, s, root, where) for s in shape["anyOf"]]
        return [] if [] in tries else [f for t in tries for f in t]
    out = []
    if "const" in shape and value != shape["const"]:
        out.append(f"{where}: not {shape['const']}")
    if "enum" in shape and value not in shape["enum"]:
        out.append(f"{where}: {value!r} is none of {shape['enum']}")
    if "type" in shape:
        names = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
        fits = any(
            isinstance(value, TYPES[n]) and not (n == "integer" and value in (True, False) and isinstance(value, bool))
            for n in names
        )
        if not fits:
            return [*out, f"{where}: {value!r} is no {names}"]
    if isinstance(value, dict):
        given = shape.get("properties", {})
        out += [f"{where}: {n} is missing" for n in shape.get("required", []) if n not in value]
        rest = shape.get("additionalProperties", True)
        for name, inner in value.items():
            if name in given:
                out += faults(inner, given[name], root, f"{where}.{name}")
            elif rest is False:
                out.append(f"{where}: {name} is not declared")
            elif isinstance(rest, dict):
                out += faults(inner, rest, root, f"{where}.{name}")
    if isinstance(value, list):
        head = shape.get("prefixItems", [])
        if len(value) < shape.get("minItems", 0) or (shape.get("items") is False and len(value) > len(head)):
            out.append(f"{where}: {len(value)} items")
        for number, inner in enumerate(value):
            one = head[number] if number < len(head) else shape.get("items", {})
            if isinstance(one, dict):
                out += faults(inner, one, root, f"{where}[{number}]")
    return out


def test_what_is_written_reads_back_equal():
    assessment = small_assessment()
    assert_same(assessment, read_assessment(written(assessment)))


def test_an_assessment_without_rows_reads_back_equal():
    full = small_assessment()
    bare = replace(full, **{name: getattr(full, name).head(0) for name in FRAMES}, waivers=(), calendar=(), files=())
    assert_same(bare, read_assessment(written(bare)))


def test_the_same_assessment_gives_the_same_bytes():
    assert written(small_assessment()) == written(small_assessment())
    once = written(small_assessment())
    assert written(read_assessment(once)) == once


def test_times_are_utc_whatever_zone_they_came_in():
    full = small_assessment()
    here = datetime(2026, 11, 16, 8, 0, tzinfo=timezone(timedelta(hours=2)))
    document = json.loads(written(replace(full, meta=replace(full.meta, as_of=here))))
    assert document["meta"]["as_of"] == "2026-11-16T06:00:00Z"


def test_times_inside_a_rule_example_stay_times():
    full = small_assessment()
    settings = {"as_of": datetime(2026, 11, 20, 12, tzinfo=UTC), "until": {"u2": datetime(2026, 11, 20, tzinfo=UTC)},
                "text": "2026-11-20T12:00:00Z", "list": [1, None, "x"]}  # fmt: skip
    first = full.rules[0]
    rule = replace(first.rule, examples=(Example(says="s", rows="r", settings=settings),), params={"days": 3})
    changed = replace(full, rules=(replace(first, rule=rule), *full.rules[1:]))
    assert_same(changed, read_assessment(written(changed)))


def test_the_document_names_its_schema():
    document = json.loads(written(small_assessment()))
    assert document["schema"] == SCHEMA
    assert document["version"] == 1
    assert list(document["findings"]) == list(FRAMES["findings"])


def test_the_published_schema_is_the_one_of_the_types():
    assert PUBLISHED.read_text(encoding="utf-8") == json_schema.text(), "write it anew: make docs"


def test_the_document_fits_the_published_schema():
    shape = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    assert faults(json.loads(written(small_assessment())), shape, shape) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("verdicts", 0, "verdict"), "fine"),
        (("meta", "as_of"), None),
        (("findings", "source_row", 0), "7"),
        (("mailboxes", "verdict", 0), "fine"),
        (("gates", 0, "openers", 0, "count"), "4"),
        (("missing", 0), ["A4", "title"]),
        (("surprise",), 1),
    ],
)
def test_the_published_schema_refuses_what_does_not_fit(path, value):
    shape = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    document = json.loads(written(small_assessment()))
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert faults(document, shape, shape)


@pytest.mark.parametrize(
    ("find", "put", "says"),
    [
        (b'"version": 1', b'"version": 2', "version 1"),
        (b"assessment-1.json", b"assessment-9.json", "schema"),
        (b'"sentence"', b'"sentense"', "sentence"),
        (b'"gate": "T"', b'"gate": "X"', "gates[0].gate"),
        (b'"mailboxes": {', b'"mailboxes": {"extra": [],', "mailboxes"),
        (b'"as_of": "2026-11-16', b'"as_of": "2026-99-16', "meta.as_of"),
        (b'"source_row": [', b'"source_row": ["x",', "mailboxes"),
        (b'"source_row": [', b'"source_row": [1,', "equally long"),
    ],
)
def test_a_damaged_document_is_refused_with_the_place(find, put, says):
    content = written(small_assessment())
    assert find in content
    with pytest.raises(DocumentError, match=re.escape(says)):
        read_assessment(content.replace(find, put, 1))


def test_half_a_document_is_refused():
    with pytest.raises(DocumentError, match="no JSON"):
        read_assessment(written(small_assessment())[:5000])
    with pytest.raises(DocumentError, match="schema"):
        read_assessment(b"[]")
