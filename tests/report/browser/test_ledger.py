"""The ledgers of attributes and rules."""

import pytest
from assessments import small_assessment
from lists import count, first_cells, ready

pytestmark = pytest.mark.browser


def test_the_ledger_filters_sorts_and_opens(open_page):
    page = ready(open_page("small", "#/attributes?after=Cloud&sort=-drift"), "attributes")
    assert count(page) == "6 of 7 attributes"
    names = page.locator(".view.on tbody:visible .name").all_inner_texts()
    drift = {a.ldap_name: a.drift for a in small_assessment().attributes}
    assert [drift[n] for n in names] == sorted((drift[n] for n in names), reverse=True)
    page.locator(".view.on .opener:visible").first.click()
    assert page.locator(".view.on .more:visible").count() == 1


def test_the_headings_of_a_long_ledger_stay_in_sight(open_page):
    page = ready(open_page("small", "#/rules", width=1366, height=400), "rules")
    page.get_by_role("button", name="Open all").click()
    page.evaluate("scrollTo(0, document.querySelector('.view.on .ledger').getBoundingClientRect().top + 900)")
    head, bar = page.locator(".view.on .ledger thead th").first.bounding_box(), page.locator(".top").bounding_box()
    assert abs(head["y"] - bar["height"]) < 3


def test_what_a_row_is_about_stays_when_the_table_is_scrolled_sideways(open_page):
    page = ready(open_page("small", "#/attributes", width=1000), "attributes")
    region = page.get_by_role("region", name="Attribute ledger")
    cell = page.locator(".view.on tbody th").first
    before = cell.bounding_box()["x"]
    moved = region.evaluate("box => { box.scrollLeft = 200; return box.scrollLeft; }")
    assert moved > 0
    assert abs(cell.bounding_box()["x"] - before) < 1


def test_numbers_of_the_ledger_lead_to_the_differences(open_page):
    page = ready(open_page("small", "#/attributes"), "attributes")
    page.locator(".view.on tbody", has_text="publicDelegates").locator("a:visible").last.click()
    ready(page, "differences")
    assert "attribute=publicDelegates&kind=unknown" in page.url
    assert set(first_cells(page, "attribute")) == {"publicDelegates"}


def test_the_page_of_an_attribute_tells_its_times_and_leads_to_its_rows(open_page):
    page = ready(open_page("small", "#/attributes"), "attributes")
    body = page.locator(".view.on tbody", has_text="publicDelegates")
    body.locator(".opener").click()
    assert body.locator(".times li").count() == 3
    assert "before the switch" in body.locator(".times").inner_text().lower()
    body.locator(".kinds a", has_text="unknown").click()
    ready(page, "differences")
    assert set(first_cells(page, "attribute")) == {"publicDelegates"}


def test_the_rules_that_passed_are_one_click_away(open_page):
    page = ready(open_page("small", "#/rules"), "rules")
    page.locator(".view.on .chips button", has_text="Nothing found").click()
    assert "result=Nothing" in page.url
    shown = page.locator(".view.on tbody:visible")
    assert shown.count() > 0
    for row in shown.all():
        assert row.locator("[data-n=hits]").inner_text().split()[-1] == "0"
        assert int(row.locator("[data-n=judged]").inner_text().split()[-1].replace(",", "")) > 0
