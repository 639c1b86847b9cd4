"""The interface of the templates is what docs/templates.md says: no name missing, none too many."""

import dataclasses
import re
from pathlib import Path

import pytest
from assessments import small_assessment
from marked import marked
from page_reading import TEMPLATES

from analyzer.report import html, papers
from analyzer.report.board import Board, render_board
from analyzer.report.board_risks import Risk, WaiverLine
from analyzer.report.desk import Card, TaskLine, render_desk
from analyzer.report.html_logo import Mark
from analyzer.report.papers import Paper

PAGE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")


def documented(first: str, after: str = "") -> dict[str, str]:
    """The names in the first column of the table under a heading that begins so, each with what is said of it."""
    lines = PAGE[PAGE.index(after) :].splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {first} |"))
    out: dict[str, str] = {}
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        names, says = line.strip("| ").split(" | ", 1)
        out |= dict.fromkeys(re.findall(r"`(\w+)`", names), says)
    return out


@pytest.fixture
def given(monkeypatch):
    """The names that the templates are given, after something was rendered."""
    names: set[str] = set()

    class Spy:
        def get_template(self, _name):
            return self

        def render(self, **content):
            names.update(content)
            return ""

    for module in (html, papers):
        monkeypatch.setattr(module, "environment", lambda *_folders: Spy())
    return names


def test_the_page_is_given_what_is_said(given):
    html.render_html(small_assessment(), TEMPLATES)
    assert given == set(documented("Name", "## What the page is given"))


def test_the_papers_are_given_what_is_said(given):
    for render in (render_board, render_desk):
        render(small_assessment(), TEMPLATES)
    assert given == set(documented("Name", "## What the papers are given"))


@pytest.mark.parametrize(("name", "kind"), [("paper", Paper), ("board", Board), ("card", Card)])
def test_every_field_is_named(name, kind):
    assert set(documented(f"`{name}.`")) == {f.name for f in dataclasses.fields(kind)}


@pytest.mark.parametrize(
    ("name", "field", "kind"),
    [("paper", "mark", Mark), ("board", "risks", Risk), ("board", "waivers", WaiverLine), ("card", "groups", TaskLine)],
)
def test_every_field_of_a_line_is_named(name, field, kind):
    said = set(re.findall(r"`(\w+)`", documented(f"`{name}.`")[field]))
    assert {f.name for f in dataclasses.fields(kind)} <= said


def test_a_template_of_the_user_sees_the_logo_as_it_is_said(tmp_path):
    for file in (*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.css"), *TEMPLATES.rglob("*.js")):
        copy = tmp_path / file.relative_to(TEMPLATES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    (tmp_path / "board" / "board.html").write_text("{{ paper.mark.text }} {{ paper.mark.width }}", encoding="utf-8")
    assert render_board(marked(), tmp_path).decode() == f"{small_assessment().meta.customer} 78"
