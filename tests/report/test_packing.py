"""Packed tables read back to the same values."""

import base64
import json
import zlib
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from assessments import HOSTILE, LONG, small_assessment
from hypothesis import given
from hypothesis import strategies as st

from analyzer.report.html_rows import MOST_ROWS, pack_rows
from analyzer.report.html_words import visible
from analyzer.report.packing import SEPARATOR, guid_column, int_column, pack, text_column


def unpack(text: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """Rows and columns as the page's script reads them, written once more from the description of the form."""
    content = zlib.decompress(base64.b64decode(text))
    start = 4 + int.from_bytes(content[:4], "little")
    header = json.loads(content[4:start])
    columns: dict[str, dict[str, Any]] = {}
    for name, described in header["cols"].items():
        columns[name] = {}
        for key, value in described.items():
            if not isinstance(value, dict):
                columns[name][key] = value
                continue
            part, start = content[start : start + value["b"]], start + value["b"]
            columns[name][key] = read(part, value)
    assert start == len(content)
    return header["rows"], columns


def read(part: bytes, described: dict[str, int]) -> Any:
    if "w" in described:
        planes = np.frombuffer(part, np.uint8).reshape(described["w"], described["n"])
        folded = sum(plane.astype(np.int64) << (8 * k) for k, plane in enumerate(planes))
        values = (folded >> 1) ^ -(folded & 1)
        return (np.cumsum(values) if described["s"] else values).tolist()
    if "n" in described:
        words = part.decode("utf-8").split(SEPARATOR) if described["n"] else []
        assert len(words) == described["n"]
        return words
    return part


def one(column: dict[str, Any]) -> dict[str, Any]:
    return unpack(pack("one", 1, {"it": column}).text)[1]["it"]


@given(st.lists(st.integers(-2, 2**31 - 1)))
def test_integers_come_back(values):
    column = {"k": "i", "v": np.array(values, dtype=np.int64)}
    assert one(column)["v"] == values


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8)))
def test_texts_come_back_as_they_are_shown(values):
    found = one(text_column(pa.array(values, pa.string())))
    codes = found.get("c", range(len(values)))
    assert [found["d"][c] for c in codes] == [visible(v) for v in values]


def test_what_repeats_another_column_carries_no_text():
    found = one(text_column(pa.array(["a", "b", "a"]), same="name", is_same=pa.array([True, False, True])))
    assert (found["d"], found["c"], found["same"]) == (["b"], [0, 1, 0], "name")


def test_unknown_and_taken_over_integers_have_their_own_numbers():
    values = pa.array([7, None, 9], pa.int64())
    assert one(int_column(values))["v"] == [7, -1, 9]
    assert one(int_column(values, same="row", is_same=pa.array([True, False, False])))["v"] == [-2, -1, 9]


def test_guids_come_back_and_other_texts_stay():
    guid = "0f8fad5b-d9cb-469f-a165-70867728950e"
    values = [guid, f"cloud:{guid}", "", guid.upper(), "CN=x\x00", f"{guid}x"]
    found = one(guid_column(pa.array(values, pa.string())))
    back = []
    for row, code in enumerate(found["p"]):
        prefix, raw = found["d"][code], found["v"][16 * row : 16 * row + 16].hex()
        dashed = "-".join((raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:]))
        back.append(prefix[:-1] if prefix.endswith("!") else prefix + dashed)
    assert back == [visible(v) for v in values]


def test_long_values_are_cut_with_a_word_about_it():
    found = one(text_column(pa.array(["x" * 60_000, "short"])))
    assert found["d"][0].endswith("… and 10,000 more characters, in the CSV tables")
    assert found["d"][1] == "short"


def test_no_shown_text_holds_the_separator():
    for table in pack_rows(small_assessment()).tables:
        _, columns = unpack(table.text)
        assert all(SEPARATOR not in word for c in columns.values() for word in c.get("d", []))


@pytest.mark.parametrize("value", [*HOSTILE, LONG])
def test_sentences_hold_marks_only_for_the_rows_own_values(value):
    assessment = small_assessment()
    findings = assessment.findings.copy()
    for column in ("message", "object_name", "directory_value"):
        findings[column] = findings[column].astype("object")
    findings.loc[0, ["message", "directory_value"]] = [f"It is {value} now", value]
    frame = findings.astype(assessment.findings.dtypes.to_dict())
    object.__setattr__(assessment, "findings", frame)
    packed = next(t for t in pack_rows(assessment).tables if t.name == "findings")
    rows, columns = unpack(packed.text)
    message = columns["message"]
    text = message["d"][message["c"][0] if "c" in message else 0]
    for mark in "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4":
        text = text.replace(mark, visible(value))
    assert rows == 60
    assert text == f"It is {visible(value)} now"


def test_the_page_carries_at_most_so_many_rows():
    assert MOST_ROWS == 600_000
