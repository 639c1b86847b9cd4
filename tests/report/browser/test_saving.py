"""The rows that are shown, saved as a CSV file."""

import csv
import io

import pytest
from lists import chip, count, ready

pytestmark = pytest.mark.browser


def saved(page) -> tuple[str, list[dict[str, str]]]:
    with page.expect_download() as waiting:
        page.locator(".view.on .save-rows").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    return waiting.value.suggested_filename, list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_rows_of_the_view_are_saved_in_its_order(open_page):
    page = ready(open_page("many", "#/findings?sort=-object_name", accept_downloads=True), "findings")
    chip(page, "Waived").click()
    name, rows = saved(page)
    assert name == "findings-chosen.csv"
    assert f"{len(rows):,} of " in count(page)
    assert {row["outcome"] for row in rows} == {"waived"}
    names = [row["object_name"].casefold() for row in rows if row["object_name"]]
    assert names == sorted(names, reverse=True)
    assert page.locator("#toast").inner_text() == f"{len(rows):,} findings saved as findings-chosen.csv."


def test_no_value_of_a_saved_file_is_a_formula_and_none_breaks_it(open_page):
    page = ready(open_page("poisoned", "#/findings", accept_downloads=True), "findings")
    name, rows = saved(page)
    assert name == "findings.csv"
    assert count(page).startswith(f"{len(rows):,} of ")
    for row in rows:
        assert None not in row
        assert not any((value or "").startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())


def test_numbers_are_saved_without_thousands_marks(open_page):
    page = ready(open_page("many", "#/mailboxes", accept_downloads=True), "mailboxes")
    _, rows = saved(page)
    assert len(rows) == 2_000
    assert all(row["source_row"].isdigit() for row in rows)
    assert max(int(row["source_row"]) for row in rows) > 999
