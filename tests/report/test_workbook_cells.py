"""Columns to sheet XML: every text survives, every kind is typed."""

from xml.etree import ElementTree

import pyarrow as pa
from assessments import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from analyzer.report.cell_text import with_marks_shown
from analyzer.report.workbook_cells import (
    CUT_MARK,
    MOST_UNITS,
    SharedStrings,
    cell_columns,
    presentable,
    row_blocks,
    row_heights,
    shortened,
    text_height,
)


def written(values, kind, arrow=None, rows=None):
    """The cells of one column as (place, type, content), and the shared strings."""
    table, _ = presentable(pa.table({"c": pa.array(values, arrow or pa.string())}))
    shared = SharedStrings()
    columns = cell_columns(table, [kind], [7], shared)
    xml = b"".join(bytes(b) for b in row_blocks(columns, rows if rows is not None else len(values)))
    root = ElementTree.fromstring("<r>" + xml.decode("utf-8") + "</r>")  # noqa: S314
    out = []
    for cell in root.iter("c"):
        assert cell.get("s") == "7"
        text = cell.findtext("v") if cell.get("t") != "inlineStr" else cell.findtext("is/t")
        if cell.get("t") == "s":
            text = ElementTree.fromstring(f"<t>{shared.texts[int(text or 0)]}</t>").text  # noqa: S314
        out.append((cell.get("r"), cell.get("t"), text))
    return out, shared


def test_text_that_repeats_is_shared_and_other_text_is_not():
    found, shared = written(["a", "a", "b", "b"], "text")
    assert [f[1] for f in found] == ["s"] * 4
    assert (shared.texts, shared.uses) == (["a", "b"], 4)
    found, shared = written(["a", "b", "c"], "text")
    assert [f[1] for f in found] == ["inlineStr"] * 3
    assert shared.texts == []


def test_nothing_to_say_is_no_cell():
    found, _ = written(["", None, "x"], "text")
    assert found == [("A4", "inlineStr", "x")]
    assert written([None, None], "text")[0] == []
    assert written([], "text")[0] == []


def test_numbers_and_yes_or_no_are_typed():
    assert written([1, None, -3], "int", pa.int64())[0] == [("A2", None, "1"), ("A4", None, "-3")]
    found, _ = written([True, False, None], "bool", pa.bool_())
    assert found == [("A2", "inlineStr", "yes"), ("A3", "inlineStr", "no")]
    assert written([0.5], "float", pa.float64())[0] == [("A2", None, "0.5")]


def test_times_are_days_of_the_1900_calendar_and_what_is_no_time_stays_text():
    found, _ = written(["2026-11-16T06:00:00Z", "", "soon"], "time")
    assert found == [("A2", None, "46342.25"), ("A4", "inlineStr", "soon")]
    assert written(["2026-11-16"], "day")[0] == [("A2", None, "46342")]


def test_rows_go_on_beyond_one_block():
    found, _ = written([str(n) for n in range(20_000)], "text")
    assert found[-1] == ("A20001", "inlineStr", "19999")
    assert len(found) == 20_000


@given(st.lists(st.one_of(st.text(), st.sampled_from(HOSTILE)), min_size=1, max_size=12))
def test_any_text_comes_back_as_it_is_shown(texts):
    found, _ = written(texts, "text")
    assert [unescape(f[2]) for f in found] == [with_marks_shown(t) for t in texts if t]


def test_what_looks_like_an_escape_is_protected():
    found, _ = written(["_x0041_", "_x005F_", "_xyz_"], "text")
    assert [f[2] for f in found] == ["_x005F_x0041_", "_x005F_x005F_", "_xyz_"]


def test_long_text_is_cut_by_what_excel_counts():
    assert shortened("a" * MOST_UNITS) == "a" * MOST_UNITS
    cut = shortened("🧭" * MOST_UNITS)
    assert cut.endswith(CUT_MARK)
    assert len(cut.encode("utf-16-le")) // 2 in {MOST_UNITS, MOST_UNITS - 1}
    table, count = presentable(pa.table({"c": ["a" * 40_000, "b", None], "d": ["x", "y", "🧭" * 20_000]}))
    assert count == 2
    assert table["c"].to_pylist()[1:] == ["b", None]


def test_a_row_is_as_high_as_its_longest_text():
    table = pa.table({"c": ["short", "x" * 100, "a\nb\nc", None, "y" * 9_000]})
    heights = [int(h) for h in row_heights(table, {"c": 50}).to_pylist()]
    assert heights == [16, 29, 42, 16, 159]
    assert [int(h) for h in row_heights(table, {}).to_pylist()] == [16, 16, 42, 16, 16]
    assert row_heights(table.slice(0, 2), {}) is None
    assert row_heights(table.slice(0, 0), {"c": 50}) is None
    assert text_height("x" * 100, 50) == 31
