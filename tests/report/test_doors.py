"""Numbers of the first screen are doors: each leads to exactly the rows that it counts."""

import re
from dataclasses import replace
from urllib.parse import parse_qs

import pandas as pd
import pytest

from analyzer.model.assessment import Assessment
from analyzer.pipeline import analyze
from analyzer.planning.wording import decision
from analyzer.report.html_doors import Piece, ask_pieces, decision_pieces, pieces, reason_pieces
from analyzer.report.html_overview import build_overview
from analyzer.resources import data_folder


@pytest.fixture(scope="module", params=["contoso", "fabrikam"])
def company(request: pytest.FixtureRequest) -> Assessment:
    return analyze(data_folder("sample_data") / request.param)


def rows_behind(address: str, mailboxes: pd.DataFrame) -> int:
    """As the page filters: a cell holds several rules, one of those wanted is enough."""
    wanted = parse_qs(address.split("?")[1])
    found = mailboxes["verdict"].isin(wanted["verdict"])
    for name, column in (("blocker", "blockers"), ("unsure", "unknowns")):
        if name in wanted:
            found &= mailboxes[column].map(lambda cell, w=set(wanted[name]): bool(w & set(cell.split())))
    return int(found.sum())


def first_number(piece: Piece) -> int:
    return int(re.search(r"[\d,]+", piece.text)[0].replace(",", ""))


def test_the_number_in_the_way_of_mailboxes_leads_to_exactly_them(company):
    for fix in build_overview(company).corrections:
        assert rows_behind(fix.touches_link, company.mailboxes) == int(fix.touches.replace(",", "")), fix.text


def test_missing_evidence_leads_to_the_mailboxes_that_wait_for_it():
    company = analyze(data_folder("sample_data") / "contoso")
    assert any("unsure=" in fix.touches_link for fix in build_overview(company).corrections)


def test_sentences_are_whole_and_their_numbers_lead_to_their_rows(company):
    told = [(company.sentence, decision_pieces(company)), (company.ask, ask_pieces(company))]
    told += [(gate.reason, reason_pieces(gate)) for gate in company.gates]
    doors = 0
    for sentence, parts in told:
        assert "".join(p.text for p in parts) == sentence
        for part in parts:
            if part.link.startswith("#/mailboxes"):
                assert rows_behind(part.link, company.mailboxes) == first_number(part), part
            doors += bool(part.link)
    assert doors >= 4
    assert not any(re.search(r"\d", p.text) for _, parts in told[:2] for p in parts if not p.link)


@pytest.mark.parametrize(("able", "done", "total", "transfer"), [
    (0, 0, 9, "closed"), (0, 3, 9, "closed"), (5, 0, 9, "open_in_part"), (9, 0, 9, "open"), (0, 9, 9, "open"),
    (5, 1, 9, "unknown"), (5, 1, 9, "closed"),
])  # fmt: skip
def test_every_form_of_the_decision_has_doors_for_its_mailboxes(company, able, done, total, transfer):
    sentence = decision(able, done, total, transfer, "open", 0)
    parts = decision_pieces(replace(company, sentence=sentence))
    assert "".join(p.text for p in parts) == sentence
    assert [bool(p.link) for p in parts if re.search(r"\d", p.text)] == [True]


def test_doors_do_not_overlap_and_need_an_address():
    doors = [("one two", "#/a"), ("two three", "#/b"), ("four", "")]
    assert pieces("one two three four", doors) == (Piece(text="one two", link="#/a"), Piece(text=" three four"))
