"""Hostile values are shown as text and do nothing."""

import pytest
from assessments import HOSTILE, small_assessment
from lists import ready
from views import EVERY_VIEW
from waiting import until, until_settled

from analyzer.report.html_words import visible

pytestmark = pytest.mark.browser


def test_hostile_values_are_text_everywhere(open_page):
    for view in EVERY_VIEW:
        page = open_page("poisoned", f"#/{view}")
        until_settled(page)
        for opener in page.locator(".view.on .opener:visible").all()[:3]:
            opener.click()
        assert page.evaluate("window.hacked") is None
        assert page.locator("img, main style, main script, a[href^=http]").count() == 0
        if view == "words":
            continue  # the product's own words only
        assert visible(HOSTILE[1]) in page.locator("main").inner_text()


def test_values_with_direction_marks_show_them_by_name(open_page):
    page = ready(open_page("small", "#/findings?q=rlo"), "findings")
    assert "right⟨RLO⟩to⟨RLM⟩left⟨LRI⟩marks" in page.locator(".view.on .box").inner_text()


def test_long_values_and_emoji_are_shown_whole(open_page):
    page = ready(open_page("small", "#/findings"), "findings")
    frame = small_assessment().findings
    longest = frame["directory_value"].str.len().idxmax()
    value = frame.loc[longest, "directory_value"]
    assert len(value) >= 40_000
    page.goto(page.url.split("#")[0] + f"#/findings?rule={frame.loc[longest, 'rule']}")
    until(page, "value => [...document.querySelectorAll('.view.on .item')].length > 0", "")
    found = False
    for opener in page.locator(".view.on .opener").all():
        opener.click()
        texts = page.locator(".view.on .panel .value").all_text_contents()
        found = found or visible(value) in texts
    assert found


def test_a_filter_with_markup_in_the_address_is_text(open_page):
    page = open_page("small", "#/findings?level=%3Cimg%20src%3Dx%20onerror%3Dhacked%3D1%3E&has.rule=%3Cscript%3E")
    ready(page, "findings")
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img, main script").count() == 0
    assert "<script>" in page.locator(".view.on .held").inner_text()
