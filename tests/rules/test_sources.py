"""Every source that a rule, an attribute or a fact names can be found: an address, or the reason why there is none."""

import re

import pytest
from tiny_estates import PACK

from analyzer.report.html_sources import source_lines

KNOWN = {s.id: s for s in PACK.sources}
NAMED = (
    {s for r in (*PACK.rules, *PACK.left_out) for s in r.sources}
    | {s for a in PACK.catalogue for s in a.sources}
    | {s for f in PACK.facts.dated for s in f.sources}
    | {s for p in PACK.road.paths for s in p.sources}
    | {s for p in PACK.road.steps for s in p.sources}
)


@pytest.mark.parametrize("source", PACK.sources, ids=lambda s: s.id)
def test_a_source_has_title_date_trust_and_an_address_or_says_why_not(source):
    assert source.title
    assert source.date
    assert source.trust in {"H", "M", "U"}
    assert bool(source.url) != bool(source.unlinked)
    assert not source.url or re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]+/\S*", source.url)


def test_everything_that_is_named_is_listed():
    assert NAMED
    assert KNOWN.keys() >= NAMED
    assert all(r.sources for r in PACK.rules)


def test_what_has_an_address_is_a_link_on_the_page():
    lines = {line.label: line for line in source_lines(PACK.sources)}
    assert {i for i, line in lines.items() if line.link} == {i for i, s in KNOWN.items() if s.url}


def test_most_rules_and_attributes_that_rest_on_more_than_knowledge_have_a_link():
    linked = {i for i, s in KNOWN.items() if s.url}
    rules = [r for r in PACK.rules if set(r.sources) - {"K"}]
    assert sum(bool(linked & set(r.sources)) for r in rules) > 0.6 * len(rules)
    attributes = list(PACK.catalogue)
    assert sum(bool(linked & set(a.sources)) for a in attributes) > 0.9 * len(attributes)
