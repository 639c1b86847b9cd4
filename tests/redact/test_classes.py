"""Every text that an assessment can hold has a class; a new one is hidden until somebody gives it one."""

import typing
from dataclasses import is_dataclass

import pytest

from analyzer.assuming import WhatIf
from analyzer.model.assessment import Assessment
from analyzer.model.frames import TEXT
from analyzer.redact.classes import COLUMNS, FIELDS, Kind, kind_of_column, kind_of_field
from analyzer.report.json_file import FRAMES
from analyzer.report.plain import hints_of


def parts(hint):
    """The types inside a type."""
    yield hint
    for inner in typing.get_args(hint):
        yield from parts(inner)


def classified(kind, seen):
    """Owner and name of each text field below a dataclass; what is safe is safe with all that is below it."""
    if kind in seen:
        return
    seen.add(kind)
    for name, hint in hints_of(kind).items():
        inner = list(parts(hint))
        if str in inner or kind_of_field(kind.__name__, name) is Kind.SAFE:
            yield kind.__name__, name
        if kind_of_field(kind.__name__, name) is Kind.SAFE:
            continue
        for each in inner:
            if is_dataclass(each):
                yield from classified(each, seen)


ALL = sorted({*classified(Assessment, set()), *classified(WhatIf, set())})


@pytest.mark.parametrize(("owner", "field"), ALL)
def test_every_text_field_has_a_class(owner, field):
    assert field in FIELDS.get(owner, {}), f"{owner}.{field} is hidden as a value; say in classes.py what it holds"


@pytest.mark.parametrize(
    ("frame", "column"),
    [(f, c) for f, schema in FRAMES.items() for c, kind in schema.items() if kind == TEXT],
)
def test_every_text_column_has_a_class(frame, column):
    assert column in COLUMNS.get(frame, {}), f"{frame}.{column} is hidden as a value; say in classes.py what it holds"


def test_what_has_no_class_is_a_value():
    assert kind_of_field("Meta", "something new") is Kind.VALUE
    assert kind_of_column("previews", "something new") is Kind.VALUE


def test_no_class_is_left_over():
    assert {(o, f) for o, fields in FIELDS.items() for f in fields} - set(ALL) <= {
        ("Missing", f) for f in FIELDS["Missing"]
    }
