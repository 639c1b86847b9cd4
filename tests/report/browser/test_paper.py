"""The page on paper."""

import subprocess
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest
from assessments import small_assessment
from lists import count, ready
from page_reading import page_file

pytestmark = pytest.mark.browser


def pdf_text(page, folder: Path, paper: str = "A4") -> str:
    page.pdf(path=folder / "page.pdf", format=paper)
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


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_long_gate_begins_on_the_first_page_and_goes_on_over_the_next(open_page, tmp_path, paper):
    small = small_assessment()
    gate = small.gates[0]
    many = tuple(replace(gate.openers[0], text=f"Condition number {n} of many") for n in range(60))
    crowded = replace(small, gates=(replace(gate, openers=many), *small.gates[1:]))
    page = open_page(str(page_file(crowded, tmp_path)), "#/overview")
    pages = pdf_text(page, tmp_path, paper).split("\f")
    if len(pages) > 1:
        assert "Condition number 0 of many" in pages[0]
        assert "Condition number 59 of many" in pages[1]
        assert len([text for text in pages if text.strip()]) <= 4
        assert pages[0].split()[-1] == f"1/{len(pages) - 1}" or pages[0].split()[-3:] == ["1", "/", str(len(pages) - 1)]


def test_names_and_words_are_whole_on_paper(open_page, tmp_path):
    for view, words in (
        ("attributes", ("publicDelegates", "proxyAddresses")),
        ("rules", ("Found something", "DIR-016")),
        ("evidence", ("cloud/get-recipient.csv",)),
    ):
        page = ready(open_page("small", f"#/{view}"), view) if view != "evidence" else open_page("small", f"#/{view}")
        text = pdf_text(page, tmp_path)
        for word in words if text else ():
            assert word in text, (view, word)
