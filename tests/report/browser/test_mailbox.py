"""The page of one mailbox."""

import pytest
from assessments import guid, small_assessment
from lists import count, first_cells, ready

pytestmark = pytest.mark.browser


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


def test_a_mailbox_page_says_what_changes_its_verdict(open_page):
    page = open_page("small", f"#/mailbox/{guid(4)}")
    call = page.get_by_role("region", name="Verdict and what changes it")
    call.wait_for()
    mine = small_assessment()
    own = mine.findings[mine.findings["object_guid"] == guid(4)]
    held = own[own["level"].isin(["blocker", "wait"]) & (own["outcome"] != "waived")]
    for rule in held["rule"].unique():
        assert rule in call.inner_text()


def test_a_mailbox_page_has_the_times_of_both_sides_in_order(open_page):
    page = open_page("small", f"#/mailbox/{guid(4)}")
    times = page.locator(".view.on .moments time")
    times.first.wait_for()
    stamps = [t.get_attribute("datetime") for t in times.all()]
    assert stamps == sorted(stamps)
    assert "2026-11-16T06:00:00Z" in stamps
    assert "This assessment" in page.locator(".view.on .moments").inner_text()


def test_a_mailbox_page_accounts_for_every_rule_for_mailboxes(open_page):
    page = open_page("small", f"#/mailbox/{guid(4)}")
    silent = page.get_by_role("region", name="Rules without a finding here")
    silent.wait_for()
    mine = small_assessment()
    spoke = set(mine.findings[mine.findings["object_guid"] == guid(4)]["rule"])
    expected = {r.rule.id for r in mine.rules if r.rule.subject == "mailbox"} - spoke
    for summary in silent.locator("summary").all():
        summary.click()
    assert set(silent.locator("li b").all_inner_texts()) == expected
