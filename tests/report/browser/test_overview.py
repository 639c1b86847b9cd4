"""The first screen: the decision, the four readers, and figures that lead to their rows."""

import pytest
from assessments import guid, small_assessment
from lists import count, first_cells, ready
from waiting import until

from analyzer.report.html_readers import READERS

pytestmark = pytest.mark.browser


def test_opens_from_a_file_with_the_decision_first(open_page):
    page = open_page("small")
    assert page.locator("h1:visible").inner_text().startswith("Transfer can go on for 14 of 37 mailboxes")
    assert page.title() == "Contoso Logistics · Exchange readiness"
    assert page.locator(".view:visible").count() == 1
    assert page.locator(".alarms li").count() == 2


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


@pytest.mark.parametrize(("label", "name", "first"), [
    ("Board", "board", "verdicts"), ("Architect", "architect", "road"), ("Engineer", "engineer", "fixes"),
    ("Service desk", "desk", "lookup"),
])  # fmt: skip
def test_each_reader_has_a_first_screen_of_the_same_data(open_page, label, name, first):
    page = open_page("small", "#/findings")
    page.get_by_role("navigation", name="First screen for").get_by_role("link", name=label).click()
    page.locator(f".view.on [data-panel={first}]").wait_for()
    assert page.url.endswith(f"#/overview?reader={name}")
    shown = [p.get_attribute("data-panel") for p in page.locator(".view.on [data-panel]:visible").all()]
    assert shown == list(next(r.panels for r in READERS if r.name == name))
    assert page.locator("[data-reader][aria-current]").all_inner_texts() == [label]
    assert page.locator("h1:visible").inner_text().startswith("Transfer can go on for 14 of 37 mailboxes")


def test_a_readers_link_opens_the_same_first_screen_elsewhere(open_page):
    page = open_page("small", "#/overview?reader=engineer")
    page.locator("[data-nav=findings]").click()
    page.locator("[data-nav=overview]").click()
    again = open_page(page.url.split("#")[0].removeprefix("file://"), f"#{page.url.split('#')[1]}")
    panels = "[...document.querySelectorAll('.view.on [data-panel]:not([hidden])')].map(p => p.dataset.panel)"
    assert again.evaluate(panels) == page.evaluate(panels)
    assert again.evaluate(panels)[0] == "fixes"


def test_the_service_desk_looks_a_mailbox_up(open_page):
    page = open_page("small", "#/overview?reader=desk")
    page.get_by_label("Mailbox name or address").fill("payroll")
    page.keyboard.press("Enter")
    answer = page.locator("[data-answer]")
    answer.get_by_role("link", name="Payroll").first.wait_for()
    frame = small_assessment().mailboxes
    transferred = frame[frame["object_guid"] == guid(4)]["transferred"].iloc[0]
    word = {"yes": "in the cloud", "no": "on-premises", "unknown": "not known"}[transferred]
    assert word in answer.inner_text()
    page.get_by_label("Mailbox name or address").fill("nobody-has-this")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('[data-answer]').textContent.startsWith('No mailbox')")
