"""The board paper and the service desk's card in a real Chromium: pages, accessibility, nothing loaded, nothing run."""

import dataclasses
import datetime as dt
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from assessments import large_assessment, small_assessment
from page_reading import POISON, poisoned

from analyzer.engine.pack import load_pack
from analyzer.model.assessment import Assessment
from analyzer.model.settings import Waiver
from analyzer.pipeline import analyze
from analyzer.report.board import render_board
from analyzer.report.desk import render_desk
from analyzer.resources import data_folder

pytestmark = pytest.mark.browser
TEMPLATES = data_folder("report_templates")
WIDE = "html, body, body * { font-family: 'DejaVu Sans', Verdana, sans-serif !important; }"
# Fields that carry meaning for the program; the rest may hold anything.
_CLOSED = {
    "state", "verdict", "health", "answer", "day", "as_of_basis", "category", "owner_before", "owner_after", "id",
    "written_back", "side", "accent", "says", "basis", "reversible", "size", "rule", "object", "attribute", "before",
    "after",
}  # fmt: skip


def with_papers(assessment: Assessment) -> Assessment:
    return dataclasses.replace(assessment, papers=load_pack(data_folder("rules")).papers)


def stretched(value: Any, text: str, name: str = "") -> Any:
    """The value with the text behind every free text of it."""
    if isinstance(value, Enum) or name in _CLOSED:
        return value
    if isinstance(value, str):
        return f"{value} {text}"
    if isinstance(value, tuple):
        return tuple(stretched(v, text) for v in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        inner = {f.name: stretched(getattr(value, f.name), text, f.name) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **inner)
    return value


def crowded(text: str) -> Assessment:
    """More waivers and risks than the paper has room for, and every text far too long."""
    full = with_papers(large_assessment(400))
    findings = full.findings.copy()
    names = sorted(set(findings["rule"]))[:9]
    findings.loc[findings["rule"].isin(names), "outcome"] = "waived"
    mailboxes = full.mailboxes.copy()
    rules = " ".join(r.rule.id for r in full.rules)
    mailboxes.loc[mailboxes["verdict"].isin(["ready", "ready_with_warnings"]), "warnings"] = rules
    waivers = tuple(
        Waiver(rule=n, reason="reason", approver="approver", expires=dt.date(2027, 5, 5), evidence="x") for n in names
    )
    return stretched(dataclasses.replace(full, findings=findings, mailboxes=mailboxes, waivers=waivers), text)


LONG_TEXTS = {
    "capitals": "W" * 500,
    "words": "ordinary words in a long line of text " * 20,
    "other script": "漢字" * 300,
    "marks above": "Z\u0335\u0322\u0321" * 200,
    "markup": POISON,
}


@pytest.fixture(scope="module")
def sample() -> dict[str, Assessment]:
    return {name: analyze(data_folder("sample_data") / name) for name in ("contoso", "fabrikam")}


def pages_of(page: Any, tmp_path: Path) -> int:
    """The number of A4 pages that Chromium prints."""
    content = page.pdf(prefer_css_page_size=True, print_background=True)
    return content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") + content.count(b"/Type/Page/")


def opened(open_page: Any, tmp_path: Path, content: bytes, **more: Any) -> Any:
    path = tmp_path / "paper.html"
    path.write_bytes(content)
    return open_page(str(path), **more)


def in_wide_font(content: bytes) -> bytes:
    """The same paper in the widest font at hand. The policy allows only known styles, so it is left out here."""
    text = content.decode("utf-8")
    head, policy, rest = text.partition('<meta http-equiv="Content-Security-Policy"')
    return (head + rest.partition(">")[2].replace("</style>", WIDE + "</style>", 1)).encode() if policy else b""


@pytest.mark.parametrize("name", ["contoso", "fabrikam"])
@pytest.mark.parametrize("wide", [False, True])
def test_the_board_paper_of_a_sample_company_prints_on_two_pages(open_page, tmp_path, sample, name, wide):
    content = render_board(sample[name], TEMPLATES)
    page = opened(open_page, tmp_path, in_wide_font(content) if wide else content)
    assert pages_of(page, tmp_path) == 2


@pytest.mark.parametrize("text", LONG_TEXTS)
def test_the_board_paper_prints_on_two_pages_whatever_stands_in_it(open_page, tmp_path, text):
    page = opened(open_page, tmp_path, in_wide_font(render_board(crowded(LONG_TEXTS[text]), TEMPLATES)))
    assert pages_of(page, tmp_path) == 2
    assert page.locator(".risks tbody tr").count() == 5
    assert page.locator(".waivers tbody tr").count() == 6
    assert page.locator("#h-waivers + .note").inner_text().startswith("and 3 more, workbook sheet Waivers")
    assert page.locator(".sign li").count() == 3


def test_nothing_is_cut_off_the_printed_sheets(open_page, tmp_path, sample):
    page = opened(open_page, tmp_path, in_wide_font(render_board(sample["contoso"], TEMPLATES)))
    page.emulate_media(media="print")
    height = page.evaluate("[...document.querySelectorAll('.sheet')].map((s) => s.getBoundingClientRect().height)")
    assert [round(h / 96 * 25.4) for h in height] == [296, 296]
    inside = "[...document.querySelectorAll('.sheet')].every((s) => s.scrollWidth <= s.clientWidth + 1)"
    assert page.evaluate(inside)


@pytest.mark.parametrize("name", ["contoso", "fabrikam"])
@pytest.mark.parametrize("wide", [False, True])
def test_the_card_prints_on_at_most_two_pages(open_page, tmp_path, sample, name, wide):
    content = render_desk(sample[name], TEMPLATES)
    page = opened(open_page, tmp_path, in_wide_font(content) if wide else content)
    assert pages_of(page, tmp_path) in {1, 2}
    assert page.locator("h1").inner_text() == "Where do I edit this now?"


@pytest.mark.parametrize("render", [render_board, render_desk])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 320])
def test_axe_is_content_with_both_papers(open_page, tmp_path, sample, render, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = opened(open_page, tmp_path, render(sample["contoso"], TEMPLATES), width=width, color_scheme=scheme)
    found = axe.Axe().run(page).response["violations"]
    assert [f"{v['id']}: {n['html'][:140]}" for v in found for n in v["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("render", [render_board, render_desk])
def test_hostile_text_neither_runs_nor_loads(open_page, tmp_path, render):
    page = opened(open_page, tmp_path, render(with_papers(poisoned()), TEMPLATES))
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, iframe, object, link").count() == 0
    assert page.locator("script").count() == 1
    assert page.evaluate("getComputedStyle(document.body).display") == "block"


@pytest.mark.parametrize("render", [render_board, render_desk])
def test_a_paper_of_a_pack_without_words_for_it_still_stands(open_page, tmp_path, render):
    page = opened(open_page, tmp_path, render(small_assessment(), TEMPLATES))
    assert page.locator("h1").count() == 1
