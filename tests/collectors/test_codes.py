"""The table of problems: each code once, in its group, whole, and used."""

import re
from pathlib import Path
from string import Formatter

import pytest
from export_files import LAYOUTS

from analyzer.collectors.codes import CODES, problem, said
from analyzer.model.problems import Severity

ANALYZER = Path(__file__).resolve().parents[2] / "analyzer"
LETTERS = {Severity.REFUSE: "E2", Severity.COLUMN: "W", Severity.WARN: "W4", Severity.NOTE: "N5"}


def test_no_code_stands_twice() -> None:
    text = (ANALYZER / "collectors" / "codes.toml").read_text(encoding="utf-8")
    listed = re.findall(r"^\[\w+\.(\w+)\]$", text, re.MULTILINE)
    assert sorted(listed) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_entry_is_whole(code: str) -> None:
    entry = CODES[code]
    assert code.startswith(LETTERS[entry.severity])
    assert entry.message[0].isupper() or entry.message[0] == "{"
    assert not entry.message.endswith(".")
    assert entry.why.endswith((".", "?"))
    fields = {name: "1" for _text, name, _spec, _how in Formatter().parse(entry.message) if name}
    for count in (1, 2):
        words = said(entry.message, count).format(**fields)
        assert not re.search(r"[\[\]{}|]", words)
    assert problem(code, **fields).severity is entry.severity


@pytest.mark.parametrize("code", CODES)
def test_the_code_is_used(code: str) -> None:
    by_layout = any(p.problem == code for x in LAYOUTS for p in x.prints)
    sources = (p.read_text(encoding="utf-8") for p in ANALYZER.rglob("*.py"))
    assert by_layout or any(f'"{code}"' in text for text in sources)


def test_every_code_that_is_told_is_in_the_table() -> None:
    told = set()
    for path in (ANALYZER / "collectors").rglob("*.py"):
        told.update(re.findall(r'(?:told\.add|problem)\(\s*"([EWN]\d{3})"', path.read_text(encoding="utf-8")))
    assert told
    assert told <= CODES.keys()
