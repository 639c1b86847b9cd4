"""The CSV tables: harmless, whole, and the same bytes each time."""

import csv
import io

import pyarrow as pa
import pytest
from assessments import HOSTILE, LONG, small_assessment
from hypothesis import given
from hypothesis import strategies as st

from analyzer.report.cell_text import for_csv
from analyzer.report.csv_tables import CSV_TABLES, write_csv, write_table
from analyzer.report.view import TABLES, rows


def written(name: str) -> bytes:
    stream = io.BytesIO()
    write_csv(small_assessment(), name, stream)
    return stream.getvalue()


def safe(texts: list[str | None]) -> list[str | None]:
    return for_csv(pa.chunked_array([pa.array(texts, pa.string())])).to_pylist()


@pytest.mark.parametrize("name", CSV_TABLES)
def test_a_table_reads_back_with_its_header_and_rows(name):
    content = written(name)
    found = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    assert tuple(found[0]) == TABLES[name].names
    assert len(found) == rows(small_assessment(), name).num_rows + 1
    assert {len(line) for line in found} == {len(found[0])}
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content


@pytest.mark.parametrize("name", CSV_TABLES)
def test_the_same_rows_give_the_same_bytes(name):
    assert written(name) == written(name)


@pytest.mark.parametrize("name", CSV_TABLES)
def test_no_cell_can_be_taken_for_a_formula(name):
    for line in csv.reader(io.StringIO(written(name).decode("utf-8"), newline="")):
        for cell, spec in zip(line, TABLES[name].columns, strict=True):
            if spec.kind not in {"int", "float"}:
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell


def test_what_is_harmless_stays_as_it_is():
    kept = ["", None, "plain", "a=b", " =x", "line\nline", "tab\there", "שלום", "\u202eright", LONG]
    assert safe(kept) == kept


def test_what_is_dangerous_is_marked_or_shown():
    given_texts = ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "bell\x07", "nul\x00", "del\x7f", "nel\x85", "\x01=1"]
    assert safe(given_texts) == [
        "'=1", "'+1", "'-1", "'@x", "'\t=1", "'␍=1", "bell␇", "nul␀", "del␡", "nel⟨U+0085⟩", "␁=1",
    ]  # fmt: skip


@given(st.lists(st.one_of(st.none(), st.text(), st.sampled_from(HOSTILE)), max_size=20))
def test_any_text_becomes_harmless(texts):
    for before, after in zip(texts, safe(texts), strict=True):
        assert (before is None) == (after is None)
        if after:
            assert not after.startswith(("=", "+", "-", "@", "\t", "\r"))
            assert not any(ord(c) < 32 and c not in "\n\t" for c in after)
            assert safe([after]) == [after]


def test_no_rows_and_several_chunks_are_fine():
    assert for_csv(pa.chunked_array([], pa.string())).to_pylist() == []
    assert for_csv(pa.chunked_array([["=1"], ["b", "\x07"]])).to_pylist() == ["'=1", "b", "␇"]


def test_numbers_stay_numbers_and_unknown_stays_blank():
    found = list(csv.DictReader(io.StringIO(written("findings").decode("utf-8"), newline="")))
    assert found[0]["cloud_row"] == "2"
    assert found[2]["cloud_row"] == ""
    assert {d["written_back"] for d in csv.DictReader(io.StringIO(written("differences").decode()))} == {
        "true",
        "false",
    }


@pytest.mark.parametrize("parts", [[[], ["x", "y"]], [["x"], [], ["y"]], [[], []], [[]], []])
def test_a_table_in_parts_of_which_some_are_empty_is_written_row_by_row(parts: list[list[str]]) -> None:
    stream = io.BytesIO()
    write_table(pa.table({"name": pa.chunked_array(parts, pa.string())}), stream)
    assert list(csv.reader(io.StringIO(stream.getvalue().decode()))) == [["name"], *([n] for p in parts for n in p)]
