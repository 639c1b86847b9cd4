"""How the long lists stand on the screen: side by side, what needs work first, everything reachable."""

import pytest
from lists import count, first_cells, ready

pytestmark = pytest.mark.browser
LISTS = ("findings", "mailboxes", "differences", "writeback", "rollback")


@pytest.mark.parametrize("name", LISTS)
def test_the_cells_of_a_row_stand_beside_each_other(open_page, name):
    page = ready(open_page("small", f"#/{name}", width=1366), name)
    tops = (
        page.locator(".view.on .item")
        .first.locator(".cell")
        .evaluate_all("cells => cells.map((cell) => Math.round(cell.getBoundingClientRect().top))")
    )
    assert len(tops) > 3
    assert len(set(tops)) == 1


def test_what_needs_work_comes_first(open_page):
    page = ready(open_page("many", "#/mailboxes"), "mailboxes")
    assert set(first_cells(page, "verdict")) == {"Blocked"}
    page.locator(".view.on .opener, .view.on .item a").first.focus()
    page.keyboard.press("End")
    assert page.locator(".view.on .item").last.locator("[data-name=verdict]").inner_text() == "Not applicable"
    page = ready(open_page("many", "#/findings"), "findings")
    pills = page.locator(".view.on .item .pill").all_inner_texts()
    assert set(pills[:5]) == {"Blocker"}


def test_a_finding_leads_to_its_rule_and_the_rule_is_open(open_page):
    page = ready(open_page("small", "#/findings?q=DIR-016"), "findings")
    page.locator(".view.on .opener").first.click()
    page.get_by_role("link", name="About rule DIR-016").click()
    ready(page, "rules")
    assert page.url.endswith("#/rules?q=DIR-016")
    assert page.locator(".view.on .more:visible").count() == 1


def test_one_finding_can_be_sent_and_arrives_open(open_page):
    page = ready(open_page("many", "#/findings?level=blocker"), "findings")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.locator(".view.on .opener").nth(2).click()
    message = page.locator(".view.on .panel dd").first.inner_text()
    page.get_by_role("button", name="Copy link to this finding").click()
    page.locator("#toast", has_text="Link copied.").wait_for()
    address = page.evaluate("window.copied")
    again = ready(open_page("many", "#" + address.split("#")[1]), "findings")
    again.locator(".view.on .panel").wait_for()
    assert count(again) == "1 of 2,000 findings"
    assert again.locator(".view.on .panel dd").first.inner_text() == message


def test_all_rules_open_and_close_at_once(open_page):
    page = ready(open_page("small", "#/rules?result=Found+something"), "rules")
    shown = page.locator(".view.on tbody:visible tr:not(.more)").count()
    page.get_by_role("button", name="Open all").click()
    assert page.locator(".view.on .more:visible").count() == shown > 1
    page.get_by_role("button", name="Close all").click()
    assert page.locator(".view.on .more:visible").count() == 0


def test_the_rules_in_sum_lead_to_their_rows(open_page):
    page = ready(open_page("small", "#/rules"), "rules")
    page.locator(".view.on .sums summary").click()
    for link in page.locator(".view.on .sums a").all()[:6]:
        number, address = link.inner_text(), link.get_attribute("href")
        page.evaluate("address => { location.hash = address; }", address)
        ready(page, "rules")
        page.wait_for_timeout(60)
        assert page.locator(".view.on .count b").inner_text() == number
