"""The generated parts of the documents say what is true now. ``make docs`` writes them again."""

import os
import re

import pytest
from generated import FAMILIES, PAGES, ROOT, commands, exit_codes, families, session

UPDATE = os.environ.get("EXREADY_UPDATE", "") not in {"", "0"}
README = ROOT / "README.md"


def check(path, expected):
    if UPDATE:
        path.write_text(expected, encoding="utf-8", newline="\n")
    assert path.is_file(), f"{path.name} is missing: make docs"
    assert path.read_text(encoding="utf-8") == expected, f"{path.name} is out of date: make docs"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_up_to_date(name):
    check(ROOT / name, PAGES[name]())


@pytest.mark.parametrize("name", ["session", "commands", "exit_codes"])
def test_the_part_of_the_readme_is_up_to_date(name, tmp_path):
    made = {"session": lambda: session(tmp_path), "commands": commands, "exit_codes": exit_codes}[name]()
    text = README.read_text(encoding="utf-8")
    part = re.compile(rf"(<!-- [^>]*Do not edit\. {name} -->\n).*?(<!-- end of {name} -->\n)", re.DOTALL)
    assert len(part.findall(text)) == 1, f"the README has no place for {name}"
    check(README, part.sub(lambda m: m[1] + made + m[2], text))


def test_every_family_of_rules_has_its_page_and_no_page_is_left_over():
    assert set(families()) == set(FAMILIES)
    assert {p.stem for p in (ROOT / "docs" / "rules").glob("*.md")} == set(FAMILIES)
