"""The corrections of the first screen: how many mailboxes each stands in the way of, and the way to them."""

from urllib.parse import parse_qs

import pandas as pd
import pytest

from analyzer.model.assessment import Assessment
from analyzer.pipeline import analyze
from analyzer.report.html_overview import build_overview
from analyzer.resources import data_folder


@pytest.fixture(scope="module")
def contoso() -> Assessment:
    return analyze(data_folder("sample_data") / "contoso")


def rows_behind(address: str, mailboxes: pd.DataFrame) -> int:
    """As the page filters: a cell holds several rules, one of those wanted is enough."""
    wanted = parse_qs(address.split("?")[1])
    found = mailboxes["verdict"].isin(wanted["verdict"])
    for name, column in (("blocker", "blockers"), ("unsure", "unknowns")):
        if name in wanted:
            found &= mailboxes[column].map(lambda cell, w=set(wanted[name]): bool(w & set(cell.split())))
    return int(found.sum())


def test_the_number_in_the_way_leads_to_exactly_its_mailboxes(contoso):
    corrections = build_overview(contoso).corrections
    assert len(corrections) > 5
    assert any("unsure=" in fix.touches_link for fix in corrections)
    for fix in corrections:
        assert rows_behind(fix.touches_link, contoso.mailboxes) == int(fix.touches.replace(",", "")), fix.text
