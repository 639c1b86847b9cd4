"""The page on paper."""

import subprocess
from pathlib import Path
from shutil import which

import pytest
from lists import count, ready

pytestmark = pytest.mark.browser


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
