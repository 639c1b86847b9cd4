"""The Makefile needs make and a Python that is new enough, finds it, and says so when there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKE = shutil.which("make")
pytestmark = pytest.mark.skipif(MAKE is None, reason="make is not installed")


def make(*arguments: str, programs: Path | None = None) -> subprocess.CompletedProcess[str]:
    """make has run in the checkout; with ``programs``, only what lies there can be found besides the shell."""
    path = os.environ["PATH"] if programs is None else str(programs)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "PYTHON", "VIRTUAL_ENV", "MFLAGS"))}
    return subprocess.run(
        [str(MAKE), *arguments], cwd=ROOT, env={**kept, "PATH": path}, capture_output=True, text=True, check=False
    )


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_without_a_target_it_says_what_it_can_do():
    ran = make()
    assert ran.returncode == 0
    assert "make demo" in ran.stdout


def test_the_first_python_that_works_makes_the_environment(tmp_path):
    """A name that is there but broken, as version managers leave them, and one that is too old, are passed over."""
    home = tmp_path / "env"
    program(tmp_path, "python3.13", "echo 'no such version' >&2; exit 127")
    program(tmp_path, "python3.12", 'case "$*" in *sys.version_info*) exit 1;; esac; echo too old >&2; exit 9')
    # Without pip it takes a second; that pip comes along is checked by the Makefile itself, which asks for ensurepip.
    program(tmp_path, "python3", f'case "$1" in -m) set -- "$@" --without-pip;; esac; exec "{sys.executable}" "$@"')
    ran = make(f"VENV={home}", f"{home}/bin/python", programs=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert f"Making {home} with Python 3." in ran.stderr
    assert (home / "bin" / "python").exists()


def test_no_python_is_said_with_the_next_step(tmp_path):
    program(tmp_path, "python3", "exit 1")
    ran = make(f"VENV={tmp_path / 'env'}", f"{tmp_path / 'env'}/bin/python", programs=tmp_path)
    assert ran.returncode != 0
    assert "No Python 3.11 or newer with venv was found. Install one" in ran.stderr
    assert not (tmp_path / "env").exists()


@pytest.mark.parametrize("target", ["demo", "test", "lint", "types", "format", "docs", "bench", "clean"])
def test_every_target_can_be_made(target):
    ran = make("-n", target)
    assert ran.returncode == 0, ran.stderr


def test_the_test_target_runs_all_gates():
    said = make("-n", "test").stdout
    steps = [said.index(f"bin/{step}") for step in ("ruff check .", "ruff format --check .", "mypy", "pytest")]
    assert steps == sorted(steps)
