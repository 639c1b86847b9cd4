"""The page as people use it: filters, search, sorting, links, keyboard, other sizes, no script, paper."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest
from assessments import HOSTILE, guid, large_assessment, small_assessment
from page_reading import page_file
from views import EVERY_VIEW, VIEWS
from waiting import until, until_settled

from analyzer.report.html_words import visible

pytestmark = pytest.mark.browser


def count(page) -> str:
    return page.locator(".view.on .count").inner_text()


def ready(page, view: str):
    page.locator(f".view.on[data-view={view}] .count b").wait_for()
    return page


def chip(page, label: str):
    return page.locator(".view.on .chip", has_text=re.compile(rf"^{label}\s*[\d,]+$"))


def first_cells(page, name: str, most: int = 5) -> list[str]:
    rows = page.locator(f".view.on .item [data-name={name}]").all()[:most]
    return [row.inner_text().split("\n")[0] for row in rows]


def test_opens_from_a_file_with_the_decision_first(open_page):
    page = open_page("small")
    assert page.locator("h1:visible").inner_text().startswith("Transfer can go on for 14 of 37 mailboxes")
    assert page.title() == "Contoso Logistics · Exchange readiness"
    assert page.locator(".view:visible").count() == 1
    assert page.locator(".alarms li").count() == 2


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_reached_by_its_link(open_page, view):
    page = open_page("small")
    page.locator(f"[data-nav={view}]").click()
    page.locator(f".view.on[data-view={view}]").wait_for()
    assert page.locator("[data-nav][aria-current=page]").get_attribute("data-nav") == view
    assert page.locator("h1:visible").count() == 1


def test_a_verdict_leads_to_its_mailboxes(open_page):
    page = open_page("small")
    page.locator(".verdicts a", has_text="Blocked").click()
    ready(page, "mailboxes")
    assert count(page) == "6 of 40 mailboxes"
    assert set(first_cells(page, "verdict", 6)) == {"Blocked"}


def test_an_opener_leads_to_its_findings(open_page):
    page = open_page("small")
    page.get_by_role("link", name="Decide 14 synced groups").click()
    ready(page, "findings")
    assert page.url.endswith("#/findings?rule=GRP-001&outcome=fail")
    assert set(first_cells(page, "rule")) == {"GRP-001"}


def test_a_signature_that_opens_a_gate_is_marked(open_page):
    page = open_page("small")
    line = page.locator(".gates li li", has_text="Decide 14 synced groups")
    assert "A yes to ATT-008, with person and date, opens this too." in line.inner_text()


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


def test_a_mailbox_has_a_page_of_its_own(open_page):
    page = open_page("small", f"#/mailbox/{guid(4)}")
    page.locator(".view.on h1", has_text="Payroll").wait_for()
    text = page.locator(".view.on").inner_text()
    mine = small_assessment()
    assert "payroll@contoso.example" in text
    assert f"{(mine.findings['object_guid'] == guid(4)).sum()} findings" in text
    assert f"{(mine.differences['object_guid'] == guid(4)).sum()} differences" in text
    assert "directory/corp.ldf, row 128" in text


def test_a_mailbox_page_steps_through_the_list_it_came_from(open_page):
    page = ready(open_page("small", "#/mailboxes?verdict=blocked"), "mailboxes")
    page.locator(".view.on .item a").first.click()
    page.get_by_role("link", name="Next").click()
    page.locator(".crumb", has_text="2 of 6 in this list").wait_for()
    page.get_by_role("link", name="Back to the list").click()
    ready(page, "mailboxes")
    assert count(page) == "6 of 40 mailboxes"


def test_an_unknown_mailbox_is_said_to_be_unknown(open_page):
    page = open_page("small", "#/mailbox/00000000-0000-0000-0000-000000000000")
    page.locator(".view.on h1", has_text="Not in this report").wait_for()


def test_a_mailbox_is_found_from_every_view(open_page):
    page = open_page("small", "#/evidence")
    page.get_by_role("searchbox", name="Find a mailbox").fill("oosterhuis")
    page.keyboard.press("Enter")
    ready(page, "mailboxes")
    assert first_cells(page, "display_name", 1) == ["Bram Oosterhuis"]


def test_the_ledger_filters_sorts_and_opens(open_page):
    page = ready(open_page("small", "#/attributes?after=Cloud&sort=-drift"), "attributes")
    assert count(page) == "6 of 7 attributes"
    names = page.locator(".view.on tbody:visible .name").all_inner_texts()
    drift = {a.ldap_name: a.drift for a in small_assessment().attributes}
    assert [drift[n] for n in names] == sorted((drift[n] for n in names), reverse=True)
    page.locator(".view.on .opener:visible").first.click()
    assert page.locator(".view.on .more:visible").count() == 1


def test_numbers_of_the_ledger_lead_to_the_differences(open_page):
    page = ready(open_page("small", "#/attributes"), "attributes")
    page.locator(".view.on tbody", has_text="publicDelegates").locator("a").last.click()
    ready(page, "differences")
    assert "attribute=publicDelegates&kind=unknown" in page.url
    assert set(first_cells(page, "attribute")) == {"publicDelegates"}


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
    assert text.count("This table needs a script, and none runs here.") == 3
    assert "readiness.xlsx, sheet Findings, and in tables/findings.csv" in text
    assert not page.locator("#theme").is_visible()


def test_hostile_values_are_text_everywhere(open_page):
    for view in EVERY_VIEW:
        page = open_page("poisoned", f"#/{view}")
        until_settled(page)
        for opener in page.locator(".view.on .opener:visible").all()[:3]:
            opener.click()
        assert page.evaluate("window.hacked") is None
        assert page.locator("img, main style, main script, a[href^=http]").count() == 0
        assert visible(HOSTILE[1]) in page.locator("main").inner_text()


def test_values_with_direction_marks_show_them_by_name(open_page):
    page = ready(open_page("small", "#/findings?q=rlo"), "findings")
    assert "right⟨RLO⟩to⟨RLM⟩left⟨LRI⟩marks" in page.locator(".view.on .box").inner_text()


def pdf_text(page, folder: Path) -> str:
    page.pdf(path=folder / "page.pdf", prefer_css_page_size=True)
    if which("pdftotext") is None:
        return ""
    done = subprocess.run(["pdftotext", "-layout", folder / "page.pdf", "-"], check=True, capture_output=True)
    return done.stdout.decode("utf-8")


def test_paper_has_the_decision_and_the_gates(open_page, tmp_path):
    page = open_page("small")
    text = pdf_text(page, tmp_path)
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    if text:
        for words in ("Transfer can go on for 14 of 37", "Five gates", "Decide 14 synced groups", "Confidential"):
            assert words in text


def test_paper_has_the_first_rows_with_their_details_and_says_what_is_missing(open_page):
    page = ready(open_page("many", "#/findings?level=blocker"), "findings")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".view.on .printout tbody > tr:not(.more)").count() == 500
    rest = int(count(page).split(" ")[0].replace(",", "")) - 500
    notes = page.locator(".view.on .printout .note").all_text_contents()
    assert notes[-1] == f"… and {rest:,} more, in tables/findings.csv."
    assert notes[0].endswith("level Blocker")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".view.on .printout *").count() == 0


def test_paper_opens_the_details_of_the_ledger_and_closes_them_again(open_page):
    page = ready(open_page("small", "#/attributes"), "attributes")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".view.on .more:visible").count() == 7
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".view.on .more:visible").count() == 0


def test_a_browser_that_cannot_unpack_says_where_the_rows_are(open_page):
    page = open_page("small")
    page.evaluate("delete window.DecompressionStream; location.hash = '#/findings'")
    page.locator(".view.on .empty", has_text="tables/findings.csv").wait_for()


def test_an_empty_table_has_words(open_page, tmp_path):
    one = large_assessment(1)
    path = page_file(replace(one, findings=one.findings.iloc[:0]), tmp_path)
    page = open_page(str(path), "#/findings")
    page.locator(".view.on .empty", has_text="No finding at all.").wait_for()


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
