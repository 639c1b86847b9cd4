"""A real Active Directory for the tests of this folder: started once and stopped at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from real_directory import Server

HERE = Path(__file__).resolve().parent
STATE = Path(tempfile.gettempdir()) / "exready-directory"


@pytest.fixture(scope="session")
def server(need: Callable[[str], str]) -> Iterator[Server]:
    """A domain of 300 recipients with an Exchange organisation."""
    need("directory")
    yield from running(STATE)


@pytest.fixture(scope="session")
def changing_server(need: Callable[[str], str]) -> Iterator[Server]:
    """Another one, whose objects the tests change: those of the first are counted."""
    need("directory")
    yield from running(STATE.with_name("exready-collected"), "--ip", "127.0.0.68")


def running(state: Path, *options: str) -> Iterator[Server]:
    """A server that keeps its domain in this folder, from its start to its stop."""
    if os.geteuid() != 0:
        pytest.skip("a real Active Directory needs root: its ports are below 1024")
    for program in ("ldapsearch", "ldbmodify", "openssl"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (a real Active Directory)")
    import fcntl

    # One server on one address: a second run of the tests waits for the first.
    with state.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Server(**_start(state, *options))
        subprocess.run([HERE / "stop-ad.sh", "--dir", state, "--keep"], check=True, timeout=60)


def _start(state: Path, *options: str) -> Mapping[str, str]:
    with tempfile.TemporaryFile() as told:
        # A file, not a pipe: the server inherits it and would keep a pipe open.
        done = subprocess.run(
            [HERE / "start-ad.sh", "--dir", state, *options], stdout=subprocess.PIPE, stderr=told, check=False
        )
        told.seek(0)
        assert done.returncode == 0, told.read().decode()
    return dict(line.split("=", 1) for line in done.stdout.decode().splitlines())
