"""Patterns of whole columns fit what a pattern fits one text at a time."""

import re

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.engine.vectors import looking_like

TEXT = st.text(alphabet="aAbB\\.%_ \n\u00c4\u00e4\u212ak", max_size=8)
PATTERN = st.text(alphabet="aAb\\.%_*\n\u00c4k", min_size=1, max_size=6)


@settings(deadline=None)
@given(cells=st.lists(st.none() | TEXT, max_size=10), patterns=st.lists(PATTERN, min_size=1, max_size=3))
def test_a_column_fits_like_its_texts(cells: list[str | None], patterns: list[str]) -> None:
    wanted = [re.compile(".*".join(map(re.escape, p.split("*"))), re.IGNORECASE | re.DOTALL) for p in patterns]
    expected = [c is not None and any(w.fullmatch(c.strip()) for w in wanted) for c in cells]
    assert looking_like(pa.array(cells, pa.string()), patterns).tolist() == expected
