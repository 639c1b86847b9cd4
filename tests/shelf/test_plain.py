"""What is kept as JSON comes back as it was; what is not as declared is refused."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from analyzer.model.problems import Problem, Severity
from analyzer.model.snapshot import SourceFile
from analyzer.shelf.plain import made, plain

FILE = SourceFile(
    file="cloud/\udcffbox\u2028.csv", kind="cloud.mailbox", side="cloud", title="Get-Mailbox", sha256="ab", bytes=7,
    exported_at=dt.datetime(2026, 11, 16, 5, 30, 0, 250, tzinfo=dt.UTC), rows_read=3, rows_used=2, rows_rejected=1,
    columns=("A", ""), also=("x.y",),
)  # fmt: skip
PROBLEM = Problem(code="W405", severity=Severity.WARN, message="m", row=3)


@dataclass(frozen=True, kw_only=True)
class Held:
    files: tuple[SourceFile, ...]
    counts: Mapping[str, int]


def through(value: Any) -> Any:
    return made(type(value), json.loads(json.dumps(plain(value))))


@pytest.mark.parametrize("value", [FILE, PROBLEM, replace(PROBLEM, row=None), Held(files=(FILE,), counts={"a": 1})])
def test_it_comes_back_as_it_was(value: Any) -> None:
    assert through(value) == value


@pytest.mark.parametrize(
    "changed",
    [
        {"bytes": "7"}, {"bytes": True}, {"bytes": None}, {"file": 7}, {"columns": "AB"}, {"columns": [1]},
        {"exported_at": "yesterday"}, {"exported_at": 5}, {"more": 1},
    ],
)  # fmt: skip
def test_what_is_not_as_declared_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        made(SourceFile, plain(FILE) | changed)


@pytest.mark.parametrize("data", [None, [], "x", {"code": "W405"}])
def test_another_thing_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        made(Problem, data)


def test_a_word_that_is_none_of_an_enumeration_is_refused() -> None:
    with pytest.raises(ValueError, match="severe"):
        made(Problem, plain(PROBLEM) | {"severity": "severe"})


def test_what_has_no_place_in_json_is_not_kept() -> None:
    with pytest.raises(TypeError, match="set is not kept"):
        plain({"a": {1}})
