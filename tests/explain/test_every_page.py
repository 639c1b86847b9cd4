"""Every rule, attribute and code has a page that says something, in all three forms."""

import datetime as dt
import json
import re

import pytest
from tiny_estates import PACK, RULES

from analyzer.cli.listing import print_json
from analyzer.cli.pages import print_page, to_json, to_markdown
from analyzer.explain.attribute_pages import attribute_page
from analyzer.explain.names import meaning_of
from analyzer.explain.problem_pages import problem_codes, problem_page
from analyzer.explain.rule_pages import rule_page
from analyzer.explaining import export_titles
from analyzer.model.catalogue import CATEGORY_WORDS, TRUST_WORDS, WRITTEN_BACK_WORDS
from analyzer.planning.problem_codes import LATE_CODES

EXPORTS = export_titles(RULES, PACK)
EVERY = [*PACK.rules, *PACK.left_out]
ANALYZER = RULES.parent / "analyzer"


def in_all_forms(page, capsys):
    """The page as text, Markdown and JSON; no row of a table has more or fewer cells than its head."""
    for section in page.sections:
        assert all(len(row) == len(section.columns) for row in section.rows)
    print_page(page)
    text = capsys.readouterr().out
    print_json(to_json(page))
    json.loads(capsys.readouterr().out)
    assert to_markdown(page).startswith(f"# {page.id}\n")
    return text


@pytest.mark.parametrize("rule", EVERY, ids=lambda r: r.id)
def test_every_rule_has_its_page(rule, capsys):
    page = rule_page(rule, PACK, EXPORTS)
    text = in_all_forms(page, capsys)
    assert text.startswith(f"{rule.id}\n")
    assert "  File " in text
    found = {s.key: s for s in page.sections}
    if hasattr(rule, "why"):
        assert found["why"].text
        assert found["fix"].code
        assert sum(s.key == "example" for s in page.sections) == len(rule.examples)
        facts = dict(found["rule"].facts)
        for name in ("For whom", "It is a finding when"):
            assert re.match(r"\w+: \w", facts[name]), f"{name} says nothing in words"
        for code in rule.settles:
            assert re.search(rf"\b{code} \S", facts["Settled by"]), f"{code} is no export"
    else:
        assert dict(found["rule"].facts)["Reason"]
    assert meaning_of(rule.id.lower(), PACK).rule is rule
    assert meaning_of(rule.name, PACK).rule is not None


@pytest.mark.parametrize("attribute", list(PACK.catalogue), ids=lambda a: a.ldap_name)
def test_every_attribute_has_its_page(attribute, capsys):
    page = attribute_page(attribute, PACK.catalogue, PACK.rules, PACK.sources)
    assert in_all_forms(page, capsys).startswith(f"{attribute.ldap_name}\n")
    assert meaning_of(attribute.ldap_name.upper(), PACK).attribute is attribute
    assert attribute.category in CATEGORY_WORDS
    assert attribute.trust in TRUST_WORDS
    assert attribute.written_back in WRITTEN_BACK_WORDS
    (sources,) = [s for s in page.sections if s.key == "sources"]
    assert len(sources.items) == len(attribute.sources)


@pytest.mark.parametrize("code", problem_codes())
def test_every_code_has_its_page(code, capsys):
    page = problem_page(code)
    in_all_forms(page, capsys)
    facts = dict(page.sections[0].facts)
    assert {"What it means", "What exready does", "What to do"} <= facts.keys()
    assert code == "E000" or facts["Why it matters"]
    assert meaning_of(code, PACK).code == code


def test_every_code_that_the_plan_tells_can_be_explained():
    told = set()
    for path in (ANALYZER / "planning").rglob("*.py"):
        told.update(re.findall(r'code="([EWN]\d{3})"', path.read_text(encoding="utf-8")))
    assert told
    assert told <= LATE_CODES.keys()


def test_a_page_without_a_day_shows_the_values_of_the_day_of_the_pack():
    rule = next(r for r in PACK.rules if r.id == "TEN-005")
    day = dt.date.fromisoformat(PACK.date)
    assert rule_page(rule, PACK, EXPORTS) == rule_page(rule, PACK, EXPORTS, day)
    assert rule_page(rule, PACK, EXPORTS) != rule_page(rule, PACK, EXPORTS, dt.date(2026, 6, 1))
