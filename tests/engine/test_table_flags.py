"""Cells of exported tables: three states, whatever the columns hold."""

import pyarrow as pa
import pytest

from analyzer.classify.flags import MAYBE, NO, YES
from analyzer.engine.table_flags import is_word, list_cells, mail_domains, text_cells

TABLE = pa.table(
    {
        "State": pa.array(["Enabled", " enabled ", "Disabled", "", None]),
        "Parts": pa.array([["a", "b"], ["a"], [], [""], None], pa.list_(pa.string())),
    }
)


def test_a_word_is_told_in_any_case_and_blank_as_asked() -> None:
    assert is_word(TABLE, "State", ("ENABLED",)).tolist() == [YES, YES, NO, MAYBE, MAYBE]
    assert is_word(TABLE, "State", ("enabled",), blank=NO).tolist() == [YES, YES, NO, NO, MAYBE]


def test_a_column_that_no_file_has_is_unknown() -> None:
    assert is_word(TABLE, "Nowhere", ("x",)).tolist() == [MAYBE] * 5
    assert text_cells(TABLE, "Nowhere") == list_cells(TABLE, "Nowhere") == [None] * 5


def test_lists_become_text_and_text_becomes_a_list() -> None:
    assert text_cells(TABLE, "Parts") == ["a; b", "a", "", "", None]
    assert list_cells(TABLE, "State") == [["Enabled"], [" enabled "], ["Disabled"], [], None]
    assert list_cells(TABLE, "Parts")[0] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        ("smtp:*.Contoso.com;1", ["contoso.com"]),
        ("contoso.com, plant.example", ["contoso.com", "plant.example"]),
        ("*", []),
        ("SMTP:fabrikam.example", ["fabrikam.example"]),
    ],
)
def test_an_address_space_names_its_domains(text: str, domains: list[str]) -> None:
    assert mail_domains(text) == domains
