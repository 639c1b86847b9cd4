"""The accent colour: used where it can be read, refused with a note elsewhere."""

import re
from dataclasses import replace

import pytest
from assessments import small_assessment
from page_reading import TEMPLATES, page_of

from analyzer.report.html_accent import DARK, LIGHT, accent_styles, contrast


def test_contrast_is_that_of_the_guideline():
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("FFFFFF", "FFFFFF") == pytest.approx(1)
    assert contrast("767676", "FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert contrast("1A5795", "F6F6F2") == contrast("F6F6F2", "1A5795")


def test_grounds_are_those_of_the_styles():
    styles = (TEMPLATES / "page" / "styles" / "tokens.css").read_text(encoding="utf-8")
    found = re.findall(r"--bg: #(\w+); --surface: #(\w+); --sunken: #(\w+);", styles)
    assert found == [LIGHT, DARK, DARK]


def test_a_readable_accent_is_used_for_links_only():
    accent = accent_styles("#7a1f5c")
    assert accent.note == ""
    assert set(re.findall(r"--[\w-]+", accent.styles)) == {"--accent"}
    assert "#7A1F5C" in accent.styles


def test_a_dark_accent_leaves_the_dark_page_alone():
    assert "data-theme=dark" in accent_styles("#7A1F5C").styles
    assert "prefers-color-scheme:light" in accent_styles("#7A1F5C").styles


@pytest.mark.parametrize("wanted", ["#FFD400", "#8EBBF2", "FFFFFF"])
def test_a_faint_accent_is_refused_with_its_contrast(wanted):
    accent = accent_styles(wanted)
    assert accent.styles == ""
    assert "to 1, too little to read" in accent.note


@pytest.mark.parametrize("wanted", ["red", "#12345", "#123456;}*{display:none", "</style>"])
def test_what_is_no_colour_never_reaches_the_styles(wanted):
    page = page_of(replace(small_assessment(), meta=replace(small_assessment().meta, accent=wanted)))
    plain = page_of(small_assessment())
    assert page.split("<style>")[1].split("</style>")[0] == plain.split("<style>")[1].split("</style>")[0]
    assert "is not a colour such as #1A5795" in page


def test_no_accent_no_note():
    assert accent_styles("") == accent_styles("")
    assert accent_styles("").styles == accent_styles("").note == ""
