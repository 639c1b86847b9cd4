"""The customer's mark on page and papers: where there is one, embedded, with the name as its text."""

import re

import pytest
from assessments import small_assessment
from marked import drawn, marked
from page_reading import TEMPLATES, parsed

from analyzer.model.settings import Logo
from analyzer.redact.whole import redact
from analyzer.report.board import render_board
from analyzer.report.desk import render_desk
from analyzer.report.html import render_html
from analyzer.report.html_logo import fitted

FILES = {"page": (render_html, 1), "board": (render_board, 2), "desk": (render_desk, 1)}


@pytest.fixture(params=FILES)
def report(request):
    """What makes one of the three files, and how many heads it has."""
    render, heads = FILES[request.param]
    return lambda assessment: parsed(render(assessment, TEMPLATES).decode("utf-8")), heads


def policy(tree) -> str:
    return next(e for e in tree.all("meta") if "http-equiv" in e.attributes).attributes["content"]


def test_the_logo_stands_in_every_head_with_the_customers_name(report):
    made, heads = report
    tree = made(marked())
    assert [(i.attributes["src"], i.attributes["alt"]) for i in tree.all("img")] == [
        (drawn().uri, small_assessment().meta.customer)
    ] * heads
    assert "; img-src data:;" in policy(tree)
    assert not [e for e in tree.all("svg") if e.attributes.get("class") in {"brandmark", "mark"}]


def test_without_a_logo_no_picture_may_load(report):
    tree = report[0](small_assessment())
    assert tree.all("img") == []
    assert "img-src" not in policy(tree)
    assert [e for e in tree.all("svg") if e.attributes.get("class") in {"brandmark", "mark"}]


def test_a_redacted_report_has_no_logo(report):
    assert report[0](redact(marked(), bytes(range(32)))).all("img") == []


def test_a_hostile_name_stays_inside_the_text_of_the_picture(report):
    name = "\"><script>window.hacked=1</script> onerror='x'\u202e"
    made, heads = report
    tree = made(marked(customer=name))
    assert [set(i.attributes) for i in tree.all("img")] == [{"class", "src", "width", "height", "alt"}] * heads
    assert all("\u202e" not in i.attributes["alt"] for i in tree.all("img"))
    assert len(tree.all("script")) == len(made(marked()).all("script"))


@pytest.mark.parametrize(
    ("media", "width", "height", "fits"),
    [
        ("image/png", 300, 30, (100, 10)),
        ("image/png", 30, 300, (2, 20)),
        ("image/png", 50, 10, (50, 10)),
        ("image/svg+xml", 30, 10, (60, 20)),
        ("image/svg+xml", 9000, 1, (100, 1)),
    ],
)
def test_a_picture_keeps_its_shape_and_only_a_drawing_grows(media, width, height, fits):
    assert fitted(Logo(media=media, width=width, height=height, data=""), 100, 20) == fits


def test_the_picture_fits_the_head(report):
    for image in report[0](marked(logo=drawn(width=4000, height=40))).all("img"):
        assert re.fullmatch(r"\d+", image.attributes["width"])
        assert int(image.attributes["width"]) <= 150
