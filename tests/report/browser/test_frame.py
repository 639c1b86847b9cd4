"""The frame around every view: menu, theme, small screens, no script."""

import pytest
from lists import ready
from views import EVERY_VIEW, VIEWS
from waiting import until, until_settled

from analyzer.report.html_views import VIEWS as SHOWN

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_reached_by_its_link(open_page, view):
    page = open_page("small")
    page.locator(f"[data-nav={view}]").click()
    page.locator(f".view.on[data-view={view}]").wait_for()
    assert page.locator("[data-nav][aria-current=page]").get_attribute("data-nav") == view
    assert page.locator("h1:visible").count() == 1


def test_light_and_dark_follow_the_system_and_the_button(open_page):
    ground = "getComputedStyle(document.body).backgroundColor"
    assert open_page("small", color_scheme="light").evaluate(ground) == "rgb(246, 246, 242)"
    page = open_page("small", color_scheme="dark")
    assert page.evaluate(ground) == "rgb(19, 22, 25)"
    page.locator("#theme").click()
    assert page.evaluate(ground) == "rgb(246, 246, 242)"
    page.reload()
    assert page.evaluate(ground) == "rgb(246, 246, 242)"


@pytest.mark.parametrize("view", EVERY_VIEW)
def test_no_sideways_scrolling_at_320_pixels(open_page, view):
    page = open_page("small", f"#/{view}", width=320, height=640)
    until_settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_pages_menu_of_a_small_screen(open_page):
    page = open_page("small", width=390, height=800)
    assert not page.locator("nav[aria-label='Pages of this report']").is_visible()
    page.locator("#menu").click()
    page.locator("[data-nav=rules]").click()
    ready(page, "rules")
    assert page.locator("#menu").get_attribute("aria-expanded") == "false"


def test_skip_link_keeps_the_view(open_page):
    page = ready(open_page("small", "#/findings?outcome=waived"), "findings")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.url.endswith("#/findings?outcome=waived")


def test_without_a_script_everything_but_the_big_tables_is_there(open_page):
    page = open_page("small", java_script_enabled=False)
    text = page.locator("main").inner_text()
    for words in (
        "Transfer can go on for", "Five gates", "What to correct first", "publicDelegates",
        "Two objects hold one address", "cloud/get-recipient.csv", "Receive connectors",
    ):  # fmt: skip
        assert words in text
    assert (
        text.count("This table needs a script, and none runs here.")
        == sum(v.template == "table.html" for v in SHOWN)
        > 3
    )
    assert "readiness.xlsx, sheet Findings, and in tables/findings.csv" in text
    assert not page.locator("#theme").is_visible()


def test_text_at_twice_its_size_stays_on_the_screen(open_page):
    for view in EVERY_VIEW:
        page = open_page("small", f"#/{view}", width=1280)
        until_settled(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, view


def test_the_keyboard_alone_filters_sorts_and_opens(open_page):
    page = ready(open_page("small", "#/findings"), "findings")
    focus = "document.activeElement.textContent + '|' + (document.activeElement.getAttribute('aria-label') ?? '')"

    def tab_to(words: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if words in page.evaluate(focus):
                return
        raise AssertionError(f"the keyboard does not reach {words}")

    tab_to("Waived")
    page.keyboard.press("Enter")
    assert page.url.endswith("outcome=waived")
    tab_to("What is the matter")
    page.keyboard.press("Space")
    until(page, "document.querySelector('.view.on [aria-sort=ascending]')")
    page.locator(".view.on .opener").first.wait_for()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('opener')"):
            break
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
