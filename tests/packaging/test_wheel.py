"""The wheel, built without a network and installed into an empty environment, is the whole product."""

import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ("rules", "report_templates", "sample_data")


def call(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(
        [str(a) for a in arguments], cwd=cwd, env={**kept, **environment}, capture_output=True, text=True, check=False
    )


def built(source: Path, out: Path) -> Path:
    """The wheel made from a folder with the build backend that is already installed."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-index", "--no-deps")
    ran = call(*pip, "--no-build-isolation", "--wheel-dir", out, source, cwd=out)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return next(out.glob("exready-*.whl"))


def content(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}


def checkout() -> dict[str, bytes]:
    """What the wheel has to hold: name in the wheel to content."""
    expected = {}
    for folder, place in (("analyzer", "analyzer"), *((name, f"analyzer/_data/{name}") for name in DATA)):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and not {"__pycache__", "_data"} & set(path.parts):
                expected[f"{place}/{path.relative_to(ROOT / folder).as_posix()}"] = path.read_bytes()
    return expected


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    return built(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The folder of commands of an environment that holds the wheel, what it declares to need, and nothing else."""
    home = tmp_path_factory.mktemp("elsewhere") / "env"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    commands = home / ("Scripts" if os.name == "nt" else "bin")
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(call(commands / "python", "-c", asked, cwd=home).stdout.strip())
    for name in needed("exready"):
        lend(name, packages)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", commands / "python", "install")
    ran = call(*pip, "--no-index", "--no-deps", wheel, cwd=home)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return commands


def needed(name: str) -> set[str]:
    """The distributions that this one needs here, without its extras, and those that they need in turn."""
    from packaging.requirements import Requirement

    found: set[str] = set()
    waiting = [name]
    while waiting:
        for text in distribution(waiting.pop()).requires or ():
            wish = Requirement(text)
            if wish.name not in found and (wish.marker is None or wish.marker.evaluate({"extra": ""})):
                found.add(wish.name)
                waiting.append(wish.name)
    return found


def lend(name: str, packages: Path) -> None:
    """The files of an installed distribution are in the other environment too: no network is needed."""
    dist = distribution(name)
    for top in {file.parts[0] for file in dist.files or ()} - {"..", "__pycache__", "bin"}:
        place = packages / top
        if not place.exists():
            place.symlink_to(Path(str(dist.locate_file(top))).resolve())


def test_the_wheel_holds_the_checkout_and_nothing_else(wheel):
    held, expected = content(wheel), checkout()
    assert sorted(held) == sorted(expected)
    assert [name for name in held if held[name] != expected[name]] == []


def test_the_wheel_names_its_command_licence_and_python(wheel):
    with zipfile.ZipFile(wheel) as archive:
        about = {Path(n).name: archive.read(n).decode() for n in archive.namelist() if ".dist-info/" in n}
    assert "exready = analyzer.cli.main:run" in about["entry_points.txt"]
    assert "MIT License" in about["LICENSE"]
    assert "Requires-Python: >=3.11" in about["METADATA"]


def test_the_source_archive_makes_the_same_wheel(wheel, tmp_path):
    ran = call(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path, cwd=ROOT)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    with tarfile.open(next(tmp_path.glob("exready-*.tar.gz"))) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    again = built(next((tmp_path / "source").iterdir()), tmp_path)
    assert content(again) == content(wheel)


def test_the_installed_command_is_not_the_checkout(installed, tmp_path):
    ran = call(installed / "python", "-c", "import analyzer; print(analyzer.__file__)", cwd=tmp_path)
    assert Path(ran.stdout.strip()).is_relative_to(installed.parent)


@pytest.mark.parametrize("command", [["--help"], ["--version"], ["rules"], ["attributes", "--format", "json"]])
def test_an_installed_command_speaks(installed, tmp_path, command):
    ran = call(installed / "exready", *command, cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout


def test_the_version_is_said_once(installed, tmp_path):
    said = call(installed / "exready", "--version", cwd=tmp_path).stdout.strip()
    project = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert project
    assert said == f"exready {project[1]}"


def test_the_installed_demo_writes_all_reports_from_another_folder(installed, tmp_path):
    ran = call(installed / "exready", "demo", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == ""
    reports = tmp_path / "exready-demo" / "reports"
    made = {path.relative_to(reports).as_posix() for path in reports.rglob("*") if path.is_file()}
    assert {"readiness.html", "readiness.xlsx", "assessment.json", "tables/mailboxes.csv"} <= made
