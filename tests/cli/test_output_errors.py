"""Everything that can go wrong with the place for the reports. The reports of the last run stay whole."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from console import command, exready, names, started
from small_folder import place

SOME = ("--format", "xlsx,json")


@pytest.fixture
def folder(tmp_path):
    return place(tmp_path / "a")


def said(result, code=2):
    assert result.exit_code == code, result.output
    assert result.stderr.startswith("error[E120]: ")
    assert "\n  = help: " in result.stderr
    assert result.stdout == ""
    return result.stderr


def test_a_file_where_the_reports_should_be(folder):
    (folder / "reports").write_text("mine")
    assert "is a file, a folder is needed there" in said(exready("analyze", folder))
    assert (folder / "reports").read_text() == "mine"


def test_a_folder_where_a_report_should_be(folder):
    (folder / "reports" / "readiness.html").mkdir(parents=True)
    assert "readiness.html is a folder" in said(exready("analyze", folder))
    assert names(folder / "reports") == set()


def test_a_workbook_that_is_open_elsewhere(folder, monkeypatch):
    """As Windows answers when Excel has the file open; elsewhere nothing keeps a file from being replaced."""
    exready("analyze", folder, *SOME)
    before = {p: p.read_bytes() for p in (folder / "reports").rglob("*") if p.is_file()}
    original = Path.replace

    def replace(self, target):
        if Path(target).suffix == ".xlsx":
            raise PermissionError(13, "Permission denied")
        return original(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    assert "Close it if it is open in Excel" in said(exready("analyze", folder, *SOME))
    assert {p: p.read_bytes() for p in before} == before
    assert names(folder / "reports") == {p.relative_to(folder / "reports").as_posix() for p in before}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for the size of files")
def test_a_file_that_may_not_grow(folder):
    import resource

    exready("analyze", folder, *SOME)
    before = {p: p.read_bytes() for p in (folder / "reports").rglob("*") if p.is_file()}
    ran = started("analyze", folder, *SOME, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000)))
    assert ran.returncode == 2
    assert ran.stderr.startswith("error[E120]: ")
    assert "the disk is full" in ran.stderr
    assert {p: p.read_bytes() for p in (folder / "reports").rglob("*") if p.is_file()} == before


def test_a_full_disk(folder, tmp_path):
    """A real one, in a mount namespace of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    alone = ("unshare", "--user", "--map-root-user", "--mount")
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine cannot make a mount namespace (Linux with unshare)")
    mount = f'mount -t tmpfs -o size=16k none "{disk}" && "$@"; code=$?; ls -A "{disk}" >&2; exit $code'
    ran = started("analyze", folder, "--out", disk / "out", before=(*alone, "sh", "-c", mount, "sh"))
    assert ran.returncode == 2, ran.stderr
    assert "the disk is full" in ran.stderr
    assert "= help: Make room" in ran.stderr
    assert ran.stderr.splitlines()[-1].startswith("  = help"), "nothing was left on the disk"


@pytest.fixture
def ordinary():
    """What starts a process that the superuser's rights do not help: as owner of its files, and no more."""
    if sys.platform == "win32":
        pytest.skip("Windows has other permissions")
    if os.geteuid() != 0:
        return ()
    alone = ("unshare", "--user")
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("the superuser may read and write everything, and this machine cannot take that right away")
    return alone


def test_no_right_to_write(folder, ordinary):
    folder.chmod(0o500)
    ran = started("analyze", folder, before=ordinary)
    folder.chmod(0o700)
    assert ran.returncode == 2, ran.stderr
    assert ran.stderr.startswith(f"error[E120]: {folder / 'reports'} cannot be written: no permission\n")
    assert "--out" in ran.stderr


def test_no_right_to_read_a_file(folder, ordinary):
    (folder / "cloud" / "mailboxes.csv").chmod(0)
    ran = started("analyze", folder, before=ordinary)
    assert ran.returncode == 3, ran.stderr
    assert "error[E201]: The file cannot be read: Permission denied\n  --> cloud/mailboxes.csv\n" in ran.stderr


def test_no_right_to_read_a_folder(folder, ordinary):
    (folder / "cloud").chmod(0)
    ran = started("analyze", folder, before=ordinary)
    (folder / "cloud").chmod(0o700)
    assert ran.returncode == 3, ran.stderr
    assert "cloud" in ran.stderr
    assert "Permission denied" in ran.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal")
def test_an_interrupted_run_leaves_the_reports_of_the_last_one(tmp_path):
    folder = place(tmp_path / "a", people=3000)
    assert exready("analyze", folder, *SOME).exit_code == 0
    before = {p: p.read_bytes() for p in (folder / "reports").rglob("*") if p.is_file()}
    with subprocess.Popen(
        command("analyze", folder, "--as-of", "2027-01-01", *SOME),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        part = folder / "reports" / "readiness.xlsx.part"
        while not part.exists() and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        try:
            _, talk = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 130, talk
    assert talk == "interrupted\n"
    assert {p: p.read_bytes() for p in (folder / "reports").rglob("*") if p.is_file()} == before
