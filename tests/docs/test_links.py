"""The documents lead somewhere: every relative link, every command, every picture."""

import re
import shlex
import shutil
import subprocess
import tomllib
from collections import Counter

import pytest
from click.testing import CliRunner
from generated import ROOT

from analyzer.cli.main import root

TOP = ("docs", "rules", "sample_data", "benchmarks", "testbed")
PAGES = sorted([*ROOT.glob("*.md"), *(p for name in TOP for p in (ROOT / name).rglob("*.md"))])
PICTURE_LIMIT = 300_000


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(text):
    """The anchors of the headings, as the usual viewers make them; repeated headings are numbered."""
    seen = Counter()
    for heading in re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        yield slug if not seen[slug] else f"{slug}-{seen[slug]}"
        seen[slug] += 1


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(page):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    wrong = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        there = path.exists() and path.is_relative_to(ROOT)
        if not there or (anchor and anchor not in anchors(path.read_text(encoding="utf-8"))):
            wrong.append(target)
    assert not wrong


def test_the_pictures_are_pictures_and_small():
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))
    assert pictures
    for path in pictures:
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.stat().st_size < PICTURE_LIMIT, path.name


def test_the_make_targets_of_the_documents_exist():
    named = {t for page in PAGES for t in re.findall(r"(?:`|^)make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)}
    assert {"demo", "test", "docs"} <= named
    listed = set(re.findall(r'@echo "make (\w+)', read("Makefile")))
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert named <= targets
    assert listed == targets - {"help"}


def test_the_lines_for_windows_do_what_make_does():
    lines = next(
        b for b in re.findall(r"```\n(.*?)```", read("README.md"), re.DOTALL) if "py -m venv" in b
    ).splitlines()
    assert lines[0] == "py -m venv .venv"
    assert lines[1].startswith(r".venv\Scripts\python -m pip install -c constraints.txt -e .[")
    scripts = tomllib.loads(read("pyproject.toml"))["project"]["scripts"]
    assert lines[2] == rf".venv\Scripts\{next(iter(scripts))} demo"
    assert lines[3] == r".venv\Scripts\python -m pytest"


def test_every_command_of_the_documents_runs(tmp_path, monkeypatch):
    """In a folder where contoso holds the sample company and house some rules; the demo runs as it stands."""
    shutil.copytree(ROOT / "sample_data" / "contoso", tmp_path / "contoso")
    # Rules of one's own, as the guide lays them over the pack.
    shutil.copytree(ROOT / "rules" / "dir", tmp_path / "house" / "dir")
    monkeypatch.chdir(tmp_path)
    found = {
        c
        for page in PAGES
        if page.name != "CHANGELOG.md"
        for c in re.findall(r"`(exready [^`\n]+)`", page.read_text("utf-8"))
    }
    found |= set(re.findall(r"^\$ (exready .+)$", read("README.md"), re.MULTILINE))
    assert {"exready check contoso", "exready analyze contoso"} <= found
    for line in sorted(found):
        words = ["contoso" if w == "FOLDER" else w for w in shlex.split(line)[1:]]
        if words[0] in {"analyze", "check", "explain", "init", "redact-key", "render", "what-if"} and len(words) == 1:
            continue  # speaks about the command
        if words[0] == "collect":
            # It needs a directory; here its options have to exist.
            known = {o for p in root.commands["collect"].params for o in p.opts}
            assert {w for w in words if w.startswith("--")} <= known, line
            continue
        result = CliRunner().invoke(root, words)
        assert result.exit_code == 0, f"{line}: {result.output}"


def test_the_changelog_names_every_command_and_the_version():
    text = read("CHANGELOG.md")
    assert [name for name in root.commands if f"`exready {name}" not in text] == []
    assert text.startswith("# Changelog\n")
    assert "## [Unreleased]" in text


def test_ci_runs_the_command_of_the_readme():
    script = read(".ci/run")
    assert "\nmake test\n" in script
    assert "`make test`" in read("README.md")
    assert "export EXREADY_REQUIRE_ALL=1" in script
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
