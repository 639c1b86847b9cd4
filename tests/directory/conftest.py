"""A real Active Directory for the tests of this folder: started once and stopped at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
STATE = Path(tempfile.gettempdir()) / "exready-directory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """How to reach the directory with an account that may only read."""

    address: str
    host: str
    base_dn: str
    reader_dn: str
    reader_password: str
    ca_file: str
    krb5_config: str

    @property
    def configuration_dn(self) -> str:
        return f"CN=Configuration,{self.base_dn}"

    def ldapsearch(self, base: str, *arguments: str) -> bytes:
        """The output of ldapsearch over LDAPS; referrals are not followed."""
        done = subprocess.run(
            ["ldapsearch", "-x", "-H", f"ldaps://{self.address}", "-D", self.reader_dn, "-w", self.reader_password,
             "-b", base, *arguments],
            env={**os.environ, "LDAPTLS_CACERT": self.ca_file}, capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        assert not done.stderr, done.stderr.decode()
        return done.stdout


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
