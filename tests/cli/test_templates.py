"""``--templates``: a file of the user's takes the place of ours, and its faults are told with file and line."""

from pathlib import Path

import pytest
from console import exready
from small_folder import place

from analyzer.resources import data_folder

PAGE = "page/page.html"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return place(tmp_path / "fabrikam")


def template(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """A folder of templates with ours of that name, changed."""
    text = (data_folder("report_templates") / name).read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "house" / name
    file.parent.mkdir(parents=True)
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path / "house"


def run(folder: Path, *options: str | Path):
    return exready("analyze", folder, "--format", "html", *options)


def test_a_template_of_the_user_takes_the_place_of_ours(folder, tmp_path):
    house = template(tmp_path, PAGE, "<title>", "<title>Wide World · ")
    result = run(folder, "--templates", house)
    assert result.exit_code == 0
    page = (folder / "reports" / "readiness.html").read_text(encoding="utf-8")
    assert "<title>Wide World · " in page


@pytest.mark.parametrize(
    ("new", "said"),
    [("{{ nobody.knows }}", "'nobody' is undefined"), ("{% if %}", "Expected an expression")],
    ids=["unknown name", "grammar"],
)
def test_a_fault_is_told_with_file_and_line(folder, tmp_path, new, said):
    house = template(tmp_path, PAGE, "<title>", f"\n{new}<title>")
    result = run(folder, "--templates", house)
    assert result.exit_code == 2
    assert "E190" in result.stderr
    assert said in result.stderr
    lines = (house / PAGE).read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if new in line)
    assert f"line {number}" in " ".join(result.stderr.split())
    assert not (folder / "reports" / "readiness.html").exists()


def test_a_file_that_replaces_nothing_is_told(folder, tmp_path):
    house = tmp_path / "house"
    house.mkdir()
    (house / "page.html").write_text("x", encoding="utf-8")
    result = run(folder, "--templates", house)
    assert result.exit_code == 0
    assert "page.html is no template of exready; page/page.html is one" in " ".join(result.stderr.split())


@pytest.mark.parametrize("given", ["missing", "empty"])
def test_a_folder_without_templates_is_refused(folder, tmp_path, given):
    (tmp_path / "empty").mkdir()
    result = run(folder, "--templates", tmp_path / given)
    assert result.exit_code == 2
    assert "E190" in result.stderr
