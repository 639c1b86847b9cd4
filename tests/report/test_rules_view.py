"""The view of the rules: what passed is told apart from what found nothing because it could not look."""

from dataclasses import replace

import pytest
from assessments import SOURCE_URL, small_assessment

from analyzer.model.rules import Source
from analyzer.report.html_lookups import build_rules, rules_summary
from analyzer.report.html_overview import TONES

_ONE = small_assessment().rules[0]


def shown(**changed):
    """The row of one rule with these counts."""
    plain = {"state": "ran", "judged": 9, "hits": 0, "unknown": 0, "waived": 0, "reason": ""}
    return build_rules(replace(small_assessment(), rules=(replace(_ONE, **plain | changed),)))[0]


@pytest.mark.parametrize(
    ("changed", "result", "tone"),
    [
        ({}, "Nothing found", "ready"),
        ({"judged": 0}, "Nothing to judge", "na"),
        ({"unknown": 1}, "Unknown in part", "unknown"),
        ({"waived": 2}, "Waived", "waived"),
        ({"hits": 2, "unknown": 1, "waived": 1}, "Found something", TONES[_ONE.rule.level.value]),
        ({"state": "unknown"}, "No evidence", "unknown"),
        ({"state": "not_applicable"}, "Not applicable", "na"),
        ({"state": "error"}, "Error", "blocked"),
    ],
)
def test_only_a_rule_that_judged_everything_has_passed(changed, result, tone):
    row = shown(**changed)
    assert (row.result, row.result_tone) == (result, tone)


def test_a_rule_that_passed_stands_there_with_what_it_judged():
    row = shown(judged=12_480)
    assert (row.judged, row.hits.text, row.hits.link) == ("12,480", "0", "")
    assert row.sources


def test_the_sentence_counts_every_rule_once():
    rules = (
        *(replace(_ONE, state="ran", judged=4, hits=0, unknown=0, waived=0),) * 2,
        replace(_ONE, state="ran", judged=4, hits=1, unknown=0, waived=0),
        replace(_ONE, state="unknown", judged=0, hits=0, unknown=0, waived=0),
    )
    assert rules_summary(replace(small_assessment(), rules=rules)).startswith(
        "4 rules: 1 found something; 1 had no evidence; 2 judged everything and found nothing. "
    )


@pytest.mark.parametrize(
    ("url", "link"),
    [
        (SOURCE_URL, SOURCE_URL),
        ("", ""),
        ("http://docs.contoso.example/a", ""),
        ("javascript:alert(1)", ""),
        ("https://docs.contoso.example/a\u202eb", ""),
        ("https://kim@evil.example/", ""),
        ('https://docs.contoso.example/"onclick="x', ""),
    ],
)
def test_only_a_plain_https_address_of_a_source_becomes_a_link(url, link):
    sources = tuple(Source(id=s, title="Title", date="2026", url=url) for s in _ONE.rule.sources)
    row = build_rules(replace(small_assessment(), rules=(_ONE,), sources=sources))[0]
    assert {s.link for s in row.sources} == {link}
    assert {s.value for s in row.sources} == {"Title, 2026"}


def test_a_source_that_the_list_does_not_have_keeps_its_id():
    row = build_rules(replace(small_assessment(), rules=(_ONE,), sources=()))[0]
    assert [(s.label, s.value, s.link) for s in row.sources] == [(s, "", "") for s in _ONE.rule.sources]
