"""Rows that are drawn on demand: opened, walked by keyboard, many of them."""

import re
from dataclasses import replace

import pytest
from assessments import large_assessment
from lists import count, first_cells, ready
from page_reading import page_file

pytestmark = pytest.mark.browser


def test_a_row_opens_to_both_values_and_their_evidence(open_page):
    page = ready(open_page("small", "#/findings?q=DIR-016"), "findings")
    opener = page.locator(".view.on .opener").nth(1)
    opener.click()
    assert opener.get_attribute("aria-expanded") == "true"
    panel = page.locator(".view.on .panel")
    for words in ("Why it matters", "What to do", "Directory value", "directory/corp.ldf, row", "Duplicate attribute"):
        assert words in panel.inner_text()
    opener.click()
    assert panel.count() == 0


def test_differences_show_values_as_found_and_as_compared(open_page):
    page = ready(open_page("small", "#/differences?kind=drift"), "differences")
    page.locator(".view.on .opener").first.click()
    panel = page.locator(".view.on .panel").inner_text()
    assert '=HYPERLINK("http://evil.example/","open")' in panel
    assert '=hyperlink("http://evil.example/","open")' in panel


def test_what_to_do_is_copied(open_page):
    page = ready(open_page("small", "#/findings"), "findings")
    page.locator(".view.on .opener").first.click()
    page.get_by_role("button", name="Copy what to do").click()
    page.locator("#toast", has_text=re.compile("Copied|does not let")).wait_for()


def test_arrows_walk_the_rows_and_enter_opens(open_page):
    page = ready(open_page("many", "#/findings"), "findings")
    page.locator(".view.on .opener").first.focus()
    index = "document.activeElement.closest('.item').dataset.index"
    for _ in range(30):
        page.keyboard.press("ArrowDown")
    assert page.evaluate(index) == "30"
    page.keyboard.press("Enter")
    assert page.locator(".view.on .panel").is_visible()
    page.keyboard.press("End")
    assert page.evaluate(index) == "1999"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(index) == "1999"
    page.keyboard.press("Home")
    assert page.evaluate(index) == "0"


def test_only_rows_in_view_exist_and_say_their_true_place(open_page):
    page = ready(open_page("many", "#/findings"), "findings")
    assert page.locator(".view.on [role=table]").get_attribute("aria-rowcount") == "2001"
    assert page.locator(".view.on .item").count() < 60
    page.locator(".view.on .box").evaluate("box => { box.scrollTop = box.scrollHeight; }")
    page.locator(".view.on [aria-rowindex='2001']").wait_for()


def test_a_browser_that_cannot_unpack_says_where_the_rows_are(open_page):
    page = open_page("small")
    page.evaluate("delete window.DecompressionStream; location.hash = '#/findings'")
    page.locator(".view.on .empty", has_text="tables/findings.csv").wait_for()


def test_an_empty_table_has_words(open_page, tmp_path):
    one = large_assessment(1)
    path = page_file(replace(one, findings=one.findings.iloc[:0]), tmp_path)
    page = open_page(str(path), "#/findings")
    page.locator(".view.on .empty", has_text="No finding.").wait_for()
    assert "rules ran on 1 mailbox;" in page.locator(".view.on .empty").inner_text()
    assert not page.locator(".view.on .bar").is_visible()


def test_a_hundred_thousand_rows_open(open_page, tmp_path):
    path = page_file(large_assessment(100_000), tmp_path)
    page = ready(open_page(str(path), "#/findings?sort=object_name"), "findings")
    assert count(page) == "100,000 of 100,000 findings"
    page.locator(".view.on .opener").first.focus()
    page.keyboard.press("End")
    page.locator(".view.on [aria-rowindex='100001']").wait_for()
    page.evaluate("location.hash = '#/mailboxes?verdict=wait'")
    ready(page, "mailboxes")
    assert set(first_cells(page, "verdict")) == {"Wait"}
