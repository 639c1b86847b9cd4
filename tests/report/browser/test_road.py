"""The paths and the steps to the last server."""

import pytest
from lists import ready

pytestmark = pytest.mark.browser


def test_the_paths_stand_with_the_advised_one_first(open_page):
    page = open_page("small", "#/path")
    paths = page.locator(".view.on .paths > li")
    assert paths.count() == 4
    assert "Advised" in paths.first.inner_text()
    assert "As long as 14 groups must stay editable in AD: keep the tools." in paths.first.inner_text()
    assert "Ruled out" in paths.last.inner_text()
    paths.first.get_by_role("link", name="14 groups").click()
    ready(page, "findings")
    assert page.url.endswith("#/findings?rule=GRP-001&outcome=fail")


def test_the_steps_stand_in_order_with_their_borders(open_page):
    page = open_page("small", "#/sequence")
    steps = page.locator(".view.on .seq > li:not(.border)")
    assert steps.count() == 29
    numbers = [n.inner_text().replace("Step", "").strip() for n in page.locator(".view.on .seq .no").all()]
    assert numbers[:2] == ["1", "2"]
    assert numbers[22:25] == ["23A", "23B", "24"]
    borders = page.locator(".view.on .seq > li.border")
    assert [b.inner_text() for b in borders.all()] == ["Until here each mailbox can go back.", "No way back from here."]
    assert "you are here" in steps.nth(1).inner_text()
    assert page.locator(".view.on .mark").count() == 1
    assert "M. Berg" in steps.nth(1).inner_text()


def test_a_step_opens_to_its_order_and_way_back(open_page):
    page = open_page("small", "#/sequence")
    step = page.locator(".view.on .seq > li:not(.border)").nth(10)
    step.get_by_text("Order, way back, sources").click()
    assert "Set-Mailbox -IsExchangeCloudManaged $false" in step.inner_text()
    step.get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    ready(page, "findings")
    assert "rule=DIR-009" in page.url


def test_paper_shows_every_step_with_its_details(open_page):
    page = open_page("small", "#/sequence")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.get_by_text("Set-Mailbox -IsExchangeCloudManaged $false").is_visible()
    assert page.locator(".view.on details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".view.on details[open]").count() == 0
