"""In a sentence only the product's own words stay."""

from dataclasses import replace

from assessments import small_assessment

from analyzer.redact.phrases import fragments, indexed, shipped
from analyzer.redact.pseudonyms import Pseudonyms
from analyzer.redact.sentences import Sentences
from analyzer.redact.whole import redact

KEY = bytes(range(32))
MADE = Pseudonyms(KEY)
SENTENCES = Sentences(MADE, indexed(fragments(shipped())), {"MBX-009", "proxyAddresses"}, {"Shared with": "o-1"})


def test_product_phrases_stay_and_names_go():
    name = MADE.name("Ruth Fenwick")
    assert SENTENCES.clean("also held by Ruth Fenwick.") == f"also held by {name}."
    assert SENTENCES.clean("Only in AD: smtp:ruth@contoso.example.").startswith("Only in AD: smtp:u-")
    assert SENTENCES.clean("MBX-009, proxyAddresses") == "MBX-009, proxyAddresses"


def test_a_sentence_nobody_knows_is_a_pseudonym():
    assert SENTENCES.clean("Ruth told the porter") == MADE.name("Ruth told the porter")


def test_a_name_that_reads_like_the_product_goes_as_a_whole():
    assert SENTENCES.clean("also held by Shared with.") == "also held by o-1."


def test_counts_stay_and_bare_numbers_go():
    assert SENTENCES.clean("Comes after steps 2, 11 and 17.") == "Comes after steps 2, 11 and 17."
    assert "4711" not in SENTENCES.clean("Only in AD: 4711.")
    assert "192.0.2.10" not in SENTENCES.clean("Only in AD: 192.0.2.10.")


def test_the_error_of_a_rule_shows_no_value():
    assessment = small_assessment()
    first = replace(assessment.rules[0], state="error", reason="KeyError: 'Ruth Fenwick'")
    made = redact(replace(assessment, rules=(first, *assessment.rules[1:])), KEY)
    assert "Fenwick" not in made.rules[0].reason
