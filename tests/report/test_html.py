"""The page as bytes: policy, escaping, determinism, templates without arithmetic."""

import base64
import os
import re
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from assessments import HOSTILE, SOURCE_URL, small_assessment
from jinja2 import Environment, nodes
from page_reading import TEMPLATES, empty, page_of, parsed, poisoned

from analyzer.model.problems import Problem, Severity
from analyzer.report.html_words import visible

PAGES = {
    "small": small_assessment,
    "poisoned": poisoned,
    "accent": lambda: replace(small_assessment(), meta=replace(small_assessment().meta, accent="#7A1F5C")),
    "empty": empty,
}


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    return page_of(PAGES[request.param]())


def runs(script) -> bool:
    return script.attributes.get("type", "") in {"", "module", "text/javascript"}


def test_policy_names_exactly_the_styles_and_scripts_of_the_page(page):
    tree = parsed(page)
    policy = next(e for e in tree.all("meta") if "http-equiv" in e.attributes).attributes["content"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    for directive, elements in (
        ("style-src", tree.all("style")),
        ("script-src", [s for s in tree.all("script") if runs(s)]),
    ):
        hashes = [base64.b64encode(sha256(e.text.encode()).digest()).decode() for e in elements]
        assert rules[directive].split() == [f"'sha256-{h}'" for h in hashes]


def test_no_inline_style_and_no_handler(page):
    names = {name for e in parsed(page).elements for name in e.attributes}
    assert "style" not in names
    assert not [n for n in names if n.startswith("on")]


def test_nothing_outside_the_file_is_named_where_it_would_load(page):
    tree = parsed(page)
    loading = [
        (e.tag, value)
        for e in tree.elements
        for name, value in e.attributes.items()
        if name in {"src", "href", "srcset", "action", "data", "poster", "xlink:href"} and not value.startswith("#")
    ]
    # Sources of rules are links that somebody may follow; nothing is loaded from there, and nobody is told from where.
    followed = [e for e in tree.all("a") if not e.attributes["href"].startswith("#")]
    assert [e.attributes["rel"] for e in followed] == ["noreferrer"] * len(followed)
    assert loading == [("a", SOURCE_URL)] * len(followed)
    styles = "".join(e.text for e in tree.all("style"))
    assert "@import" not in styles
    assert re.findall(r"url\((?!#)", styles) == []


def test_hostile_text_adds_no_element():
    def shape(page: str) -> list[str]:
        return [
            e.tag for e in parsed(page).elements if e.tag in {"script", "style", "img", "iframe", "form", "b", "base"}
        ]

    clean, hostile = page_of(small_assessment()), page_of(poisoned())
    assert shape(hostile) == shape(clean)
    assert not [
        e
        for e in parsed(hostile).all("a")
        if not e.attributes["href"].startswith("#/") and e.attributes["href"] != "#main"
    ]


@pytest.mark.parametrize("value", HOSTILE)
def test_every_hostile_value_is_shown_as_text(value):
    assessment = replace(small_assessment(), sentence=value, ask=value)
    texts = [e.text for e in parsed(page_of(assessment)).elements]
    shown = visible(value)
    assert shown in texts or shown.strip() in [t.strip() for t in texts]


def test_no_control_or_direction_character_is_in_the_page(page):
    found = re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]", page)
    # Two of our scripts' own characters are written as escapes, so none at all is right.
    assert found == []


def test_data_blocks_cannot_be_left(page):
    blocks = re.findall(r'<script type="(?:application/json|text/plain)"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 6
    assert not [b for b in blocks if "<" in b or ">" in b]


def test_same_assessment_same_bytes_in_any_process():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from assessments import small_assessment\n"
        "from page_reading import page_of\n"
        "from hashlib import sha256\n"
        "print(sha256(page_of(small_assessment()).encode()).hexdigest())"
    )
    folder = str(Path(__file__).parent)
    made = {
        subprocess.run(
            [sys.executable, "-c", code, folder],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=TEMPLATES.parent,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1
    assert len(made.pop().strip()) == 64


@pytest.mark.parametrize("template", sorted((TEMPLATES / "page").glob("*.html")), ids=lambda p: p.name)
def test_templates_place_numbers_and_never_make_them(template):
    tree = Environment(autoescape=True).parse(template.read_text(encoding="utf-8"))
    counting = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg)
    assert list(tree.find_all(counting)) == []
    assert {f.name for f in tree.find_all(nodes.Filter)} <= {"join"}


def test_verdicts_add_up_and_link_to_their_rows():
    page = page_of(small_assessment())
    for verdict in ("done", "ready", "ready_with_warnings", "wait", "blocked", "unknown", "not_applicable"):
        assert f'href="#/mailboxes?verdict={verdict}"' in page


def test_openers_link_to_the_findings_that_hold_the_gate_shut():
    page = page_of(small_assessment())
    assert 'href="#/findings?rule=DIR-016&amp;outcome=fail">Free 1 address' in page
    assert 'href="#/findings?rule=ATT-007&amp;outcome=unknown">Answer statement' in page
    assert "<code>Get-Mailbox -ResultSize Unlimited | Export-Clixml mailboxes.xml</code>" in page


def test_alarms_stand_before_the_decision():
    assessment = small_assessment()
    old = Problem(code="W502", severity=Severity.WARN, message="The facts of the rule pack are old.")
    ledger = replace(assessment.reconciliation, used=assessment.reconciliation.used - 1)
    page = page_of(replace(assessment, problems=(*assessment.problems, old), reconciliation=ledger))
    first = page[: page.index('<h1 class="say"')]
    for words in (
        "The rows do not add up",
        "1 rule stopped with an error and judged nothing: TEN-004.",
        "The facts of the rule pack are old.",
        "1 waiver has ended and counts for nothing: DRF-005.",
    ):
        assert words in first


def test_a_waiver_that_a_problem_speaks_of_is_told_once():
    assessment = small_assessment()
    told = Problem(code="W501", severity=Severity.WARN, message="The waiver of DRF-005 ended on 2026-10-31.")
    page = page_of(replace(assessment, problems=(told,)))
    first = page[: page.index('<h1 class="say"')]
    assert "The waiver of DRF-005 ended on 2026-10-31." in first
    assert "counts for nothing" not in first


def test_an_estate_without_anything_says_so():
    page = page_of(replace(empty(), corrections=(), calendar=(), gates=()))
    assert "No correction would free a mailbox. 10 rules ran on 0 mailboxes; 2 could not run." in page
    assert "No mailbox waits for time to pass." in page


def test_provenance_is_in_the_footer():
    meta = small_assessment().meta
    footer = page_of(small_assessment()).rsplit("<footer>", 1)[1]
    for words in (f"exready {meta.product_version}", f"{meta.pack_name} {meta.pack_version}", meta.fingerprint):
        assert words in footer
