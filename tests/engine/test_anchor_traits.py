"""Source anchors: what fits, what points elsewhere, and who shares one."""

import base64
import uuid

import pytest
from tiny_estates import tiny

from analyzer.engine.estate import Estate
from analyzer.engine.traits import TRAITS

OTHER = base64.b64encode(uuid.UUID(int=7).bytes_le).decode()
NAMED = {
    "table": "sync.parameters",
    "rows": "id | Name | Value\ns1 | Microsoft.SynchronizationOption.AnchorAttribute | {name}",
}


@pytest.mark.parametrize(
    ("columns", "cells", "word"),
    [
        ("ad.mail", "u1@contoso.com", "fits"),
        ("entra.OnPremisesImmutableId", OTHER, "other"),
        ("entra.OnPremisesImmutableId", "", ""),
        ("entra.OnPremisesImmutableId", "?", None),
        ("entra.OnPremisesImmutableId", "4711", None),
        ("entra.OnPremisesImmutableId | ad.mS-DS-ConsistencyGuid", f"{OTHER} | {OTHER}", "fits"),
        ("entra.OnPremisesImmutableId | ad.mS-DS-ConsistencyGuid", f"{OTHER} | ?", None),
    ],
)
def test_an_anchor_fits_either_guid_of_its_object(columns: str, cells: str, word: str | None) -> None:
    assert tiny(f"id | {columns}\nu1 | {cells}").cells("anchor_fit")["u1"] == word


def test_who_has_no_entra_user_has_no_anchor_to_compare() -> None:
    made = tiny("id | sides\nu1 | ad cloud\nu2 | ad cloud entra")
    assert made.cells("anchor_fit") == {"u1": "", "u2": "fits"}


@pytest.mark.parametrize(("name", "word"), [("employeeID", ""), ("mS-DS-ConsistencyGuid", "other"), ("", "other")])
def test_another_anchor_attribute_is_not_compared(name: str, word: str) -> None:
    parameters = {**NAMED, "rows": NAMED["rows"].format(name=name)}
    made = tiny(f"id | entra.OnPremisesImmutableId\nu1 | {OTHER}", **{"with": [parameters]})
    assert made.cells("anchor_fit")["u1"] == word


def test_rivals_are_named_on_both_sides() -> None:
    rows = f"""
id | sides          | entra.OnPremisesImmutableId
u1 | ad cloud entra | {OTHER}
u2 | cloud entra    | {OTHER}
u3 | ad cloud entra |
u4 | ad cloud entra |
"""
    found = tiny(rows).cells("anchor_rivals")
    assert found == {"u1": ["u2@contoso.com"], "u2": ["u1@contoso.com"], "u3": [], "u4": []}


def test_a_cut_list_shows_rivals_but_never_that_there_is_none() -> None:
    rows = f"id | entra.OnPremisesImmutableId\nu1 | {OTHER}\nu2 | {OTHER}\nu3 | "
    found = tiny(rows, incomplete=["entra.user"]).cells("anchor_rivals")
    assert found["u1"] == ["u2@contoso.com"]
    assert found["u3"] is None


def test_without_entra_users_there_is_no_anchor() -> None:
    estate: Estate = tiny("id\nu1", missing=["entra.user"]).estate
    assert TRAITS["anchor_rivals"].make(estate) is None
    assert TRAITS["anchor_fit"].make(estate) is None
