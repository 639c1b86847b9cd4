"""The declared tables: complete, explained, and true to the frames and to the written contract."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from assessments import small_assessment

from analyzer.model.frames import DIFFERENCES, FINDINGS, MAILBOXES
from analyzer.model.settings import Waiver
from analyzer.report.view import TABLES, rows

KINDS = {"text", "key", "mono", "int", "float", "time", "day", "bool", "link", "long"}


@pytest.mark.parametrize(
    ("name", "frame"), [("mailboxes", MAILBOXES), ("findings", FINDINGS), ("differences", DIFFERENCES)]
)
def test_object_tables_have_the_columns_of_their_frames(name, frame):
    assert TABLES[name].names == tuple(frame)
    for column in TABLES[name].columns:
        wanted = {"int64": {"int"}, "bool": {"bool"}}.get(str(frame[column.name].pyarrow_dtype))
        assert wanted is None or column.kind in wanted


def test_gates_and_evidence_begin_with_the_promised_columns():
    assert TABLES["gates"].names[:6] == ("gate", "state", "reason", "rules", "opens_with", "owner")
    assert TABLES["evidence"].names[:12] == (
        "file", "kind", "side", "sha256", "bytes", "exported_at",
        "rows_read", "rows_used", "rows_ignored", "rows_rejected", "health", "note",
    )  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_explained(name):
    spec = TABLES[name]
    assert spec.name == name
    assert spec.about
    assert len(set(spec.names)) == len(spec.names)
    for column in spec.columns:
        assert column.kind in KINDS
        assert column.help
        assert not column.help.endswith(".")
        assert column.title
        assert 5 < column.width < 100


@pytest.mark.parametrize("name", TABLES)
def test_rows_have_exactly_the_declared_columns(name):
    found = rows(small_assessment(), name)
    assert tuple(found.column_names) == TABLES[name].names
    assert found.num_rows > 0
    for column in TABLES[name].columns:
        is_text = pa.types.is_string(found[column.name].type)
        assert is_text == (column.kind not in {"int", "float", "bool"})


@pytest.mark.parametrize("name", TABLES)
def test_closed_lists_hold_every_value(name):
    found = rows(small_assessment(), name)
    for column in TABLES[name].columns:
        if column.values:
            assert set(found[column.name].to_pylist()) <= set(column.values), column.name


def test_a_table_without_rows_keeps_its_columns():
    empty = replace(small_assessment(), waivers=(), calendar=(), rejected=())
    for name in ("waivers", "calendar", "rejected"):
        assert rows(empty, name).num_rows == 0
        assert tuple(rows(empty, name).column_names) == TABLES[name].names


def test_each_gate_has_a_row_for_each_thing_that_opens_it():
    found = rows(small_assessment(), "gates").to_pylist()
    assert [g["gate"] for g in found].count("transfer") == 2
    alone = next(g for g in found if g["gate"] == "writeback")
    assert (alone["opens_with"], alone["count"]) == ("", None)


def test_the_calendar_adds_up_from_what_is_ready_today():
    assessment = small_assessment()
    ready = sum(v.mailboxes for v in assessment.verdicts if v.verdict.startswith("ready"))
    found = rows(assessment, "calendar")
    assert found["safe_in_all"].to_pylist() == [ready + 1, ready + 1, ready + 3, ready + 4]


def test_a_waiver_says_whether_it_is_used_and_whether_it_still_holds():
    assessment = small_assessment()
    waived = next(f for f in assessment.findings.to_dict("records") if f["outcome"] == "waived")
    made = [
        Waiver(rule=waived["rule"], reason="r", approver="a", expires=date(2027, 1, 1)),
        Waiver(rule="ORG-999", reason="r", approver="a", expires=date(2027, 1, 1)),
        Waiver(rule=waived["rule"], reason="r", approver="a", expires=date(2026, 1, 1)),
        Waiver(
            rule=waived["rule"],
            reason="r",
            approver="a",
            expires=date(2027, 1, 1),
            object=waived["object_guid"].upper(),
            attribute=waived["attribute"].upper() or "*",
        ),
    ]
    found = rows(replace(assessment, waivers=tuple(made)), "waivers").to_pylist()
    assert [w["state"] for w in found] == ["used", "unused", "ended", "used"]
    assert found[3]["findings"] == 1
