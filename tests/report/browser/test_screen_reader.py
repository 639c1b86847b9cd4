"""Every view as a screen reader gets it: outline, landmarks, names, tables, what is announced, where the focus goes."""

from collections import Counter
from itertools import pairwise

import pytest
from lists import chip, count, ready
from reading import CONTROLS, LANDMARKS, read
from views import EVERY_VIEW, VIEWS
from waiting import until, until_settled

from analyzer.report.html_readers import READERS

pytestmark = pytest.mark.browser
SCREENS = (*EVERY_VIEW, *(f"overview?reader={reader.name}" for reader in READERS[1:]))
LISTS = ("findings", "mailboxes", "differences", "writeback", "rollback")
FOCUSED = "document.activeElement.textContent.trim()"


@pytest.mark.parametrize("view", SCREENS)
def test_a_view_reads_well(open_page, view):
    page = open_page("small", f"#/{view}")
    until_settled(page)
    heard = read(page)
    headings = [h for h in heard if h.role == "heading"]
    levels = [h.level for h in headings]
    assert levels.count(1) == 1 == levels[0], "one first heading, and nothing before it"
    assert all(b <= a + 1 for a, b in pairwise(levels)), "no level is left out"
    assert all(h.name for h in headings)

    landmarks = Counter((h.role, h.name) for h in heard if h.role in LANDMARKS)
    assert {role for role, _ in landmarks} >= {"banner", "navigation", "main", "contentinfo", "search", "complementary"}
    assert [pair for pair, times in landmarks.items() if times > 1] == [], "landmarks of one kind differ by name"
    assert [h for h in heard if h.role == "heading" and not {"main"} & set(h.inside)] == []

    assert [h for h in heard if h.role in CONTROLS and not h.name] == [], "every control has a name"
    opens = Counter(h.name for h in heard if h.role == "DisclosureTriangle")
    assert [name for name, times in opens.items() if times > 1] == [], "what opens says of what"

    assert [h for h in heard if h.role == "table" and not h.name] == [], "every table has a name"
    assert [h for h in heard if h.role in {"columnheader", "rowheader"} and not h.name] == []
    pictures = [h for h in heard if h.role in {"image", "img"}]
    assert [h for h in pictures if not h.name or h.described == h.name] == [], "charts say their numbers, once"


@pytest.mark.parametrize("view", VIEWS)
def test_tables_stay_tables_on_a_small_screen(open_page, view):
    wide, narrow = (open_page("small", f"#/{view}", width=width) for width in (1366, 390))
    for page in (wide, narrow):
        until_settled(page)
    tables = [[h.name for h in read(page) if h.role == "table"] for page in (wide, narrow)]
    assert tables[0] == tables[1]
    assert all(h.role != "cell" or {"table", "row"} <= set(h.inside) for h in read(narrow))


@pytest.mark.parametrize("name", LISTS)
def test_rows_of_a_list_have_a_header_a_place_and_no_bare_dash(open_page, name):
    page = ready(open_page("small", f"#/{name}"), name)
    box = page.locator(".view.on [role=table]")
    rows = int(count(page).split(" ")[0].replace(",", ""))
    assert box.get_attribute("aria-rowcount") == str(rows + 1)
    assert box.get_attribute("aria-colcount") == str(box.locator("[role=columnheader]").count())
    for item in page.locator(".view.on .item").all()[:8]:
        roles = item.locator("> .cells > *").evaluate_all("cells => cells.map((cell) => cell.role)")
        assert roles == ["rowheader", *["cell"] * (len(roles) - 1)]
        assert item.locator("> .cells").get_attribute("aria-rowindex") == str(int(item.get_attribute("data-index")) + 2)
    heard = read(page)
    assert len([h for h in heard if h.role == "rowheader" and h.name]) >= min(rows, 5)
    assert [h for h in heard if h.role in {"cell", "rowheader"} and h.name in {"–", "-", ""}] == []


def test_the_number_of_rows_is_announced_when_a_filter_changes_it(open_page):
    page = ready(open_page("small", "#/findings"), "findings")
    spoken = [h for h in read(page) if h.role == "status" and "main" in h.inside]
    assert [h.live for h in spoken] == ["polite"]
    # One status: the same element gets new words, or a screen reader would not notice.
    page.evaluate("window.before = document.querySelector('.view.on .count')")
    chip(page, "Waived").click()
    assert page.evaluate("window.before === document.querySelector('.view.on [role=status]')")
    assert count(page).endswith("of 60 findings")
    assert page.locator(".view.on .chip[aria-pressed=true]").count() == 1


def test_the_order_of_a_list_is_announced(open_page):
    page = ready(open_page("small", "#/mailboxes"), "mailboxes")
    head = page.locator(".view.on [role=columnheader]").first
    head.get_by_role("button").press("Enter")
    until(page, "document.querySelector('.view.on [aria-sort=ascending]')")
    assert (
        page.evaluate("document.activeElement.closest('[role=columnheader]').getAttribute('aria-sort')") == "ascending"
    )


def test_the_focus_stays_on_a_row_that_is_opened_and_closed(open_page):
    page = ready(open_page("small", "#/findings"), "findings")
    opener = page.locator(".view.on .opener").first
    opener.focus()
    for state in ("true", "false"):
        page.keyboard.press("Enter")
        assert opener.get_attribute("aria-expanded") == state
        assert page.evaluate("document.activeElement.classList.contains('opener')")
    page.keyboard.press("Enter")
    panel = page.locator(".view.on .panel [role=cell]")
    assert panel.get_attribute("aria-colspan") == page.locator(".view.on [role=table]").get_attribute("aria-colcount")


def test_the_focus_follows_into_a_mailbox_and_back_to_its_row(open_page):
    page = ready(open_page("many", "#/mailboxes?verdict=wait"), "mailboxes")
    link = page.locator(".view.on .item a").nth(5)
    name = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    page.locator(".view.on[data-view=mailbox] h1").wait_for()
    until(page, "document.activeElement.tagName === 'H1'")
    assert page.evaluate(FOCUSED) == name
    page.go_back()
    ready(page, "mailboxes")
    until(page, "document.activeElement.matches('.item a')")
    assert page.evaluate(FOCUSED) == name


@pytest.mark.parametrize("view", ["overview", "findings", "rules"])
def test_the_focus_goes_to_the_heading_of_a_new_view(open_page, view):
    page = open_page("small", "#/evidence")
    page.locator(f"[data-nav={view}]").click()
    until(page, "document.activeElement.tagName === 'H1'")
    assert page.evaluate("document.activeElement.closest('.view').dataset.view") == view
