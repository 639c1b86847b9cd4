"""The customer's mark in a real Chromium: it is seen, the policy lets it in, and nothing gives way to it."""

import pytest
from marked import drawn, marked
from page_reading import TEMPLATES, page_file
from test_accessibility import violations
from test_papers import crowded, pages_of
from waiting import until_settled

from analyzer.report.board import render_board
from analyzer.report.desk import render_desk

pytestmark = pytest.mark.browser
SEEN = "[...document.images].map((i) => i.complete && i.naturalWidth > 0 && i.getBoundingClientRect().height)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 320])
def test_the_page_shows_the_logo(open_page, tmp_path, width, scheme):
    path = page_file(marked(), tmp_path)
    page = open_page(str(path), width=width, color_scheme=scheme)
    until_settled(page)
    assert [0 < height <= 40 for height in page.evaluate(SEEN)] == [True]
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    assert page.locator(".logo").is_visible()
    assert not page.locator("#print").is_visible()


@pytest.mark.parametrize(("render", "heads"), [(render_board, 2), (render_desk, 1)])
@pytest.mark.parametrize("width", [1200, 320])
def test_the_papers_show_the_logo(open_page, tmp_path, render, heads, width):
    path = tmp_path / "paper.html"
    path.write_bytes(render(marked(), TEMPLATES))
    page = open_page(str(path), width=width)
    assert [0 < height <= 34 for height in page.evaluate(SEEN)] == [True] * heads
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "height"), [(60, 20), (20, 60), (4000, 40)])
def test_the_board_paper_stays_on_two_pages(open_page, tmp_path, width, height):
    path = tmp_path / "paper.html"
    path.write_bytes(render_board(marked(crowded("W" * 500), logo=drawn(width=width, height=height)), TEMPLATES))
    assert pages_of(open_page(str(path)), tmp_path) == 2
