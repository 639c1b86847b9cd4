"""Whatever values an attribute has, what csvde makes of them is taken apart again."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from analyzer.collectors.formats.csvde import coded, split

VALUE = st.text(alphabet=";\\:'\",aXö\x01\x03 ", min_size=1, max_size=12)


def written(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;")


@given(st.lists(st.lists(VALUE, min_size=1, max_size=4), min_size=1, max_size=5))
def test_lists_come_back(rows: list[list[str]]) -> None:
    cells = pa.array([";".join(map(written, values)) for values in rows], pa.string())
    found, of = split(cells, np.arange(len(rows)), is_list=True)
    assert found.to_pylist() == [v for values in rows for v in values]
    assert of.tolist() == [n for n, values in enumerate(rows) for _v in values]


@given(st.lists(VALUE, min_size=1, max_size=5))
def test_single_values_come_back(values: list[str]) -> None:
    found, of = split(pa.array([written(v) for v in values], pa.string()), np.arange(len(values)), is_list=False)
    assert found.to_pylist() == values
    assert of.tolist() == list(range(len(values)))


@given(st.lists(st.binary(min_size=1, max_size=20) | st.sampled_from(["plain", "X'0g'", "X'0'"]), min_size=1))
def test_bytes_come_back(values: list[bytes | str]) -> None:
    shown = [f"X'{v.hex()}'" if isinstance(v, bytes) else v for v in values]
    found, marks = coded(pa.array(shown, pa.string()))
    assert [bool(m) for m in marks] == [isinstance(v, bytes) for v in values]
    plain = [v for v in values if isinstance(v, str)]
    assert [f for f, m in zip(found.to_pylist(), marks.tolist(), strict=True) if not m] == plain
