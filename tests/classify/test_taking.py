"""Rows of a column come out as Arrow's own way of taking them would have them."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from analyzer.classify.taking import taken

TEXT, LIST = pa.string(), pa.list_(pa.string())
CELLS = {
    TEXT: st.one_of(st.none(), st.just(""), st.text(max_size=3)),
    LIST: st.one_of(st.none(), st.just([]), st.lists(st.text(max_size=2), max_size=2)),
}
SILENT = {TEXT: st.sampled_from([None, ""]), LIST: st.sampled_from([None, []])}


@st.composite
def columns(draw: st.DrawFn) -> pa.ChunkedArray:
    """Columns of one or more pieces, some without any text, some cut out of longer ones."""
    kind = draw(st.sampled_from([TEXT, LIST]))
    same = st.just("ab" if kind == TEXT else ["ab", "c"])
    nearly = st.sampled_from(["ab", "cd"] if kind == TEXT else [["ab", "c"], ["a", "bc"], ["ab", "d"]])
    cells = draw(st.sampled_from([CELLS[kind], SILENT[kind], st.just("" if kind == TEXT else []), same, nearly]))
    pieces = [pa.array(["x" if kind == TEXT else ["x"], *draw(st.lists(cells, max_size=6))], kind).slice(1)]
    pieces += [pa.array(piece, kind) for piece in draw(st.lists(st.lists(cells, max_size=4), max_size=2))]
    return pa.chunked_array(pieces, kind)


@given(columns(), st.data())
def test_taken_rows_are_the_same_cells_in_the_same_order(column: pa.ChunkedArray, data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.integers(-1, len(column) - 1), max_size=12))
    found = taken(column, np.array(wanted, dtype=np.int64))

    found.validate(full=True)
    assert found.type == column.type
    assert found.to_pylist() == [None if row < 0 else column[row].as_py() for row in wanted]
    assert found.null_count == sum(v is None for v in found.to_pylist())


def test_numbers_and_truth_are_taken_too() -> None:
    for cells in (pa.array([1, None, 3], pa.int32()), pa.array([True, False, None])):
        column = pa.chunked_array([cells, cells])
        assert taken(column, np.array([4, -1, 0])).equals(pc.take(column, pa.array([4, None, 0])).combine_chunks())
