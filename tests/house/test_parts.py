"""A part the machine lacks: its tests are skipped and the last lines say so; where all parts are required they fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from parts import PARTS, find

ROOT = Path(__file__).resolve().parents[2]
NEEDS_A_PART = "tests/report/test_workbook_libreoffice.py"


def run_without_programs(**environment: str) -> subprocess.CompletedProcess[str]:
    """The tests that need LibreOffice, run where no program can be found."""
    kept = {k: v for k, v in os.environ.items() if k not in {"EXREADY_REQUIRE_ALL", "PATH"}}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", NEEDS_A_PART],
        cwd=ROOT,
        env={**kept, **environment, "PATH": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_part_skips_and_the_end_says_which():
    ran = run_without_programs()
    assert ran.returncode == 0, ran.stdout
    assert " passed" not in ran.stdout
    assert "skipped for want of a part" in ran.stdout
    assert "LibreOffice, a real spreadsheet program:" in ran.stdout
    assert "LibreOffice is not installed" in ran.stdout


def test_a_missing_part_fails_where_all_are_required():
    ran = run_without_programs(EXREADY_REQUIRE_ALL="1")
    assert ran.returncode == 1, ran.stdout
    assert "skipped, but must run here: LibreOffice is not installed" in ran.stdout


def test_a_part_is_there_only_with_all_its_programs(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("parts._SERVERS", "")
    one, other = (tmp_path / name[0] for name in PARTS["directory"].programs)
    for program in (one, other):
        assert find("directory") is None
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    assert find("directory") == str(one)


def test_a_module_is_a_part_too(monkeypatch):
    monkeypatch.setattr("parts.find_spec", lambda _name: None)
    assert find("ntlm") is None


def test_every_part_has_a_marker_that_pytest_knows(pytestconfig: pytest.Config):
    known = {line.split(":")[0] for line in pytestconfig.getini("markers")}
    assert set(PARTS) <= known
