"""Filters, search and sorting: together, with counts, in the address."""

import pytest
from assessments import guid, large_assessment, small_assessment
from lists import chip, count, first_cells, ready
from waiting import until

from analyzer.report.html_words import visible

pytestmark = pytest.mark.browser


def test_chips_count_what_the_other_filters_leave(open_page):
    page = ready(open_page("small", "#/findings"), "findings")
    frame = small_assessment().findings
    chip(page, "Waived").click()
    waived = frame[frame["outcome"] == "waived"]
    assert count(page) == f"{len(waived)} of 60 findings"
    assert chip(page, "Warning").locator(".n").inner_text() == str((waived["level"] == "warning").sum())
    # Its own group does not obey itself: the other outcomes still say what they would show.
    assert chip(page, "Found").locator(".n").inner_text() == str((frame["outcome"] == "fail").sum())
    chip(page, "Warning").click()
    assert count(page) == f"{(waived['level'] == 'warning').sum()} of 60 findings"
    assert chip(page, "Warning").get_attribute("aria-pressed") == "true"


def test_search_finds_values_names_and_prefixes_of_guids(open_page):
    page = ready(open_page("small", "#/findings"), "findings")
    search = page.get_by_label("Search Findings")
    wanted = "q => new URLSearchParams(location.hash.split('?')[1]).get('q') === q"
    for words in ("ONERROR", "mara ostrowska", guid(0)[:13], "ΕΛΛΗΝΙΚΑ"):
        search.fill(words)
        until(page, wanted, words)
        assert 0 < int(count(page).split(" ")[0]) < 60
    search.fill("freya nobody")
    until(page, wanted, "freya nobody")
    assert count(page) == "0 of 60 findings"


def test_nothing_found_says_what_undoes_it(open_page):
    page = ready(open_page("small", "#/findings?q=nobody-has-this"), "findings")
    assert "No findings match this search and these filters together." in page.locator(".view.on .empty").inner_text()
    page.get_by_role("button", name="Clear filters").click()
    assert count(page) == "60 of 60 findings"
    assert page.url.endswith("#/findings")


def test_sorting_goes_up_down_and_back(open_page):
    page = ready(open_page("small", "#/mailboxes"), "mailboxes")
    listed = first_cells(page, "display_name")
    head = page.locator(".view.on [role=columnheader][data-sort=display_name]")
    names = sorted(small_assessment().mailboxes["display_name"].dropna(), key=lambda n: visible(n).casefold())
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert first_cells(page, "display_name", 1)[0].strip() == visible(names[0]).strip()
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert page.url.endswith("sort=-display_name")
    head.get_by_role("button").click()
    assert first_cells(page, "display_name") == listed


def test_closed_lists_sort_in_their_own_order(open_page):
    page = ready(open_page("many", "#/mailboxes?sort=verdict"), "mailboxes")
    assert set(first_cells(page, "verdict")) == {"Done"}
    page.goto(page.url.replace("sort=verdict", "sort=-verdict"))
    until(page, "document.querySelector('.view.on [aria-sort=descending]')")
    assert set(first_cells(page, "verdict")) == {"Not applicable"}


def test_the_address_brings_filters_search_and_order_back(open_page):
    address = "#/findings?level=blocker&gate=W&q=contoso&sort=-rule"
    page = ready(open_page("many", address), "findings")
    before = (count(page), first_cells(page, "rule"))
    assert not before[0].startswith("0 of")
    page.reload()
    ready(page, "findings")
    assert (count(page), first_cells(page, "rule")) == before
    assert page.get_by_label("Search Findings").input_value() == "contoso"


def test_back_undoes_a_filter(open_page):
    page = ready(open_page("small", "#/findings"), "findings")
    chip(page, "Waived").click()
    page.go_back()
    until(page, "document.querySelector('.view.on .count').textContent === '60 of 60 findings'")


def test_any_column_filters_and_sorts(open_page):
    page = ready(open_page("many", "#/mailboxes"), "mailboxes")
    form = page.get_by_role("form", name="Filter Mailboxes by a column")
    form.get_by_label("Column").select_option(label="Matched by")
    form.get_by_label("holds").fill("anchor")
    page.keyboard.press("Enter")
    page.get_by_label("Sort Mailboxes by").select_option(label="Organizational unit")
    frame = large_assessment(2_000).mailboxes
    found = int(frame["matched_by"].str.contains("anchor").sum())
    assert found > 0
    assert count(page) == f"{found:,} of 2,000 mailboxes"
    assert "has.matched_by=anchor" in page.url
    assert "sort=organizational_unit" in page.url
    page.get_by_role("button", name="Matched by holds").click()
    assert count(page) == "2,000 of 2,000 mailboxes"


def test_columns_of_numbers_compare(open_page):
    frame = small_assessment().mailboxes
    page = ready(open_page("small", "#/mailboxes?has.drift=%3E0"), "mailboxes")
    assert count(page) == f"{int((frame['drift'] > 0).sum())} of 40 mailboxes"


def test_a_copied_link_opens_the_same_rows_elsewhere(open_page):
    page = ready(open_page("many", "#/findings?level=blocker&has.attribute=a&sort=-object_name"), "findings")
    page.get_by_label("Search Findings").fill("contoso")
    until(page, "location.hash.includes('q=contoso')")
    again = ready(open_page("many", "#" + page.url.split("#")[1]), "findings")
    assert count(again) == count(page)
    assert first_cells(again, "rule") == first_cells(page, "rule")
    assert first_cells(again, "object_name") == first_cells(page, "object_name")
