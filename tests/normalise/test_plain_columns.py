"""Columns treated byte by byte say what Arrow's Unicode functions say."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.normalise import plain_columns as plain

TEXT = st.text(alphabet="aBZ@:, smtpSMTP.\u00c4\u00df\u0130\u017f\u212a\t\x1c\x7f\u00a0", max_size=12)
COLUMNS = st.lists(st.none() | TEXT, max_size=12)


@settings(deadline=None)
@given(cells=COLUMNS, wide=st.booleans(), skip=st.integers(0, 3))
def test_every_function_equals_its_unicode_twin(cells: list[str | None], wide: bool, skip: int) -> None:
    column = pa.array(cells, pa.large_string() if wide else pa.string())[skip:]
    assert plain.lowered(column).to_pylist() == pc.utf8_lower(column).to_pylist()
    assert plain.trimmed(column).to_pylist() == pc.utf8_trim_whitespace(column).to_pylist()
    assert plain.without_first(column, 3).to_pylist() == pc.utf8_slice_codeunits(column, 3).to_pylist()
    prefixed = pc.starts_with(column, "smtp:", ignore_case=True)
    assert plain.has_prefix(column, "smtp:").to_pylist() == prefixed.to_pylist()
    filled = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), False)
    assert plain.not_blank(column).tolist() == filled.to_pylist()


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["CN=a, OU=b", "CN=a,OU=b", None], [True, False, False]),
        (["ends with,", " starts with a blank"], None),
        (["a,\tb"], [True]),
        ([], None),
    ],
)
def test_a_pair_lies_within_one_text(cells: list[str | None], found: list[bool] | None) -> None:
    rows = plain.rows_with_pair(pa.array(cells, pa.string()), ",", " \t")
    assert (None if rows is None else rows.to_pylist()) == found


@given(st.lists(st.sampled_from(["a", "b", "Straße", "", None, "true"])), st.sets(st.sampled_from("abcdefg")))
def test_one_of_few_or_many_texts_is_found_like_by_looking_each_up(values: list[str | None], wanted: set[str]) -> None:
    found = plain.is_one_of(pa.array(values, pa.string()), wanted | {""})
    assert found.tolist() == [v is not None and v in wanted | {""} for v in values]
