"""Nothing touches a network: the main job runs where every socket is refused, and where there is no network at all."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Every way to the network in Python passes one of these audit events.
REFUSED = """
import sys

def refuse(event, args):
    if event.startswith(("socket.", "ssl.", "http.client.", "urllib.", "ftplib.", "smtplib.", "webbrowser.")):
        raise PermissionError(f"network: {event} {args}")

sys.addaudithook(refuse)
"""
RUN = "from analyzer.cli.main import run\nsys.argv = ['exready', *sys.argv[1:]]\nrun()\n"


def python(code: str, *arguments: str, cwd: Path, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, "-c", code, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_the_guard_refuses_a_socket(tmp_path):
    ran = python(REFUSED + "import socket\nsocket.socket()", cwd=tmp_path)
    assert "PermissionError: network: socket.__new__" in ran.stderr


@pytest.mark.parametrize("arguments", [("demo", "demo"), ("rules",), ("attributes",)], ids=lambda a: a[0])
def test_commands_open_no_socket(arguments, tmp_path):
    ran = python(REFUSED + RUN, *arguments, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "network:" not in ran.stderr


def test_the_demo_needs_no_network(tmp_path):
    """In a network namespace of its own, without even a loopback that is up."""
    alone = ("unshare", "--user", "--map-root-user", "--net")
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine cannot make a network namespace (Linux with unshare)")
    ran = python("import sys\n" + RUN, "demo", "demo", cwd=tmp_path, before=alone)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "demo" / "reports" / "readiness.html").is_file()
