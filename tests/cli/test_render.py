"""``exready render``: the reports again from the JSON alone, and clear words for what is none."""

import json
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from console import exready, names
from python_calamine import CalamineWorkbook

from analyzer.resources import data_folder


@pytest.fixture(scope="module", params=["contoso", "fabrikam"])
def analysed(request, tmp_path_factory) -> Path:
    """The reports of a sample company."""
    out = tmp_path_factory.mktemp(request.param) / "reports"
    result = exready("analyze", data_folder("sample_data") / request.param, "--out", out, "--quiet")
    assert result.exit_code == 0, result.stderr
    return out


def test_every_report_is_made_again_with_the_same_bytes_and_cells(analysed, tmp_path):
    shutil.copy(analysed / "assessment.json", tmp_path / "given.json")
    result = exready("render", tmp_path / "given.json", "--out", tmp_path / "again")
    assert result.exit_code == 0, result.stderr
    again = tmp_path / "again"
    assert names(again) == names(analysed)
    for name in sorted(names(again)):
        if not name.endswith(".xlsx"):
            assert (again / name).read_bytes() == (analysed / name).read_bytes(), name
            continue
        one, other = (CalamineWorkbook.from_filelike(BytesIO((p / name).read_bytes())) for p in (again, analysed))
        assert one.sheet_names == other.sheet_names
        for sheet in one.sheet_names:
            assert one.get_sheet_by_name(sheet).to_python() == other.get_sheet_by_name(sheet).to_python(), sheet


@pytest.fixture(scope="module")
def document(tmp_path_factory) -> bytes:
    out = tmp_path_factory.mktemp("one")
    exready("analyze", data_folder("sample_data") / "fabrikam", "--out", out, "--quiet", "--format", "json")
    return (out / "assessment.json").read_bytes()


def refused(tmp_path: Path, content: bytes) -> str:
    """What is said of the content; nothing is written."""
    (tmp_path / "a.json").write_bytes(content)
    result = exready("render", tmp_path / "a.json", "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "error[E150]" in result.stderr
    assert not (tmp_path / "out").exists()
    return result.stderr


def changed(document: bytes, **values: object) -> bytes:
    return json.dumps(json.loads(document) | values).encode()


def test_the_default_place_is_the_folder_of_the_file(document, tmp_path):
    (tmp_path / "assessment.json").write_bytes(document)
    assert exready("render", tmp_path / "assessment.json", "--format", "html,csv", "--quiet").exit_code == 0
    assert {"readiness.html", "board.html", "service-desk.html", "tables/tickets.csv"} <= names(tmp_path)
    assert (tmp_path / "assessment.json").read_bytes() == document


@pytest.mark.parametrize("content", [b"", b"not json", b"\xff\xfe\x00", b'{"a": 1', b"[" * 5_000])
def test_what_is_no_json_is_said_to_be_none(content, tmp_path):
    assert "this is no JSON" in refused(tmp_path, content)


@pytest.mark.parametrize("content", [b"[]", b"{}", b'{"schema": "https://other.example/"}', b"null", b"7"])
def test_json_of_another_program_is_foreign(content, tmp_path):
    assert "does not say that it is an assessment" in refused(tmp_path, content)


def test_half_a_file_is_told_with_the_place(document, tmp_path):
    said = refused(tmp_path, document[: len(document) // 2])
    assert "not all of it" in said
    assert "line" in said
    assert "column" in said


def test_another_version_is_named_with_its_writer(document, tmp_path):
    meta = json.loads(document)["meta"] | {"product_version": "9.9.0"}
    said = refused(tmp_path, changed(document, version=2, meta=meta))
    assert "version 2 (written by exready 9.9.0)" in said
    assert "reads version 1" in said


def test_what_a_newer_version_wrote_is_not_left_out_in_silence(document, tmp_path):
    assert "does not know forecast" in refused(tmp_path, changed(document, forecast=[]))


def test_a_field_that_does_not_fit_is_told_with_its_place(document, tmp_path):
    gates = json.loads(document)["gates"]
    gates[1]["reach"] = "many"
    assert "gates[1].reach: int wanted, str found" in refused(tmp_path, changed(document, gates=gates))


def test_a_column_that_does_not_fit_is_told_with_its_place(document, tmp_path):
    frame = json.loads(document)["mailboxes"]
    frame["source_row"][3] = "x"
    assert "mailboxes.source_row" in refused(tmp_path, changed(document, mailboxes=frame))
    frame["source_row"] = 7
    assert "mailboxes.source_row: a list wanted" in refused(tmp_path, changed(document, mailboxes=frame))


def test_what_an_older_version_did_not_write_yet_takes_its_default(document, tmp_path):
    older = json.loads(document)
    del older["papers"]
    for line in older["attributes"]:
        del line["edit_mixed"], line["compares"]
    (tmp_path / "a.json").write_text(json.dumps(older), encoding="utf-8")
    assert exready("render", tmp_path / "a.json", "--format", "html,csv", "--quiet").exit_code == 0


def test_a_file_that_is_not_there_is_told(tmp_path):
    result = exready("render", tmp_path / "none.json")
    assert result.exit_code == 3
    assert "cannot be opened" in result.stderr
