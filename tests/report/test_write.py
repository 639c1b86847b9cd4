"""Reports on disk: all whole, or nothing changed; every failure says what to do."""

import errno
import re
from pathlib import Path

import pytest
from assessments import small_assessment
from lxml.etree import SerialisationError

import analyzer.report.csv_tables
import analyzer.report.json_file
import analyzer.report.workbook
from analyzer.errors import OutputUnwritable
from analyzer.report.csv_tables import CSV_TABLES
from analyzer.report.write import write_reports

TEMPLATES = Path(__file__).parents[2] / "report_templates"
NAMES = {"readiness.xlsx", "assessment.json", *(f"tables/{t}.csv" for t in CSV_TABLES)}


def names(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def write(out: Path, formats=("xlsx", "json", "csv")):
    return write_reports(small_assessment(), out, TEMPLATES, formats=formats)


def failing(error):
    def fail(*_args):
        raise error

    return fail


def test_the_files_are_where_they_belong_and_nothing_else_is(tmp_path):
    made = write(tmp_path / "deep" / "reports")
    assert names(tmp_path / "deep" / "reports") == NAMES
    assert {p.relative_to(tmp_path / "deep" / "reports").as_posix() for p in made} == NAMES
    assert all(p.stat().st_size for p in made)


def test_only_the_wanted_formats_are_written(tmp_path):
    write(tmp_path, formats=["json"])
    assert names(tmp_path) == {"assessment.json"}


def test_a_second_run_replaces_the_first_with_the_same_bytes(tmp_path):
    first = {p: p.read_bytes() for p in write(tmp_path)}
    assert {p: p.read_bytes() for p in write(tmp_path)} == first


def test_progress_is_told_for_each_file(tmp_path):
    told: list[str] = []

    class Listener:
        def start(self, label: str, total: int | None = None) -> None:
            told.append(f"{label} {total}")

        def advance(self, steps: int = 1) -> None:
            told.append("file")

        def done(self) -> None:
            told.append("done")

    write_reports(small_assessment(), tmp_path, TEMPLATES, formats=["json", "csv"], progress=Listener())
    assert told == [f"Writing reports {1 + len(CSV_TABLES)}", *["file"] * (1 + len(CSV_TABLES)), "done"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("bug"), OSError(errno.ENOSPC, "No space left")])
def test_a_run_that_breaks_leaves_no_trace(tmp_path, monkeypatch, error):
    monkeypatch.setattr(analyzer.report.csv_tables, "write_csv", failing(error))
    with pytest.raises((KeyboardInterrupt, ValueError, OutputUnwritable)):
        write(tmp_path / "reports")
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_breaks_leaves_the_reports_of_the_last_one(tmp_path, monkeypatch):
    before = {p: p.read_bytes() for p in write(tmp_path)}
    monkeypatch.setattr(analyzer.report.json_file, "write_json", failing(OSError(errno.ENOSPC, "No space left")))
    with pytest.raises(OutputUnwritable, match="the disk is full") as caught:
        write(tmp_path)
    assert "Make room" in caught.value.help
    assert str(tmp_path / "assessment.json") in caught.value.message
    assert {p: p.read_bytes() for p in before} == before
    assert names(tmp_path) == NAMES


def test_a_full_disk_is_known_by_the_word_of_the_library_that_writes_the_sheets(tmp_path, monkeypatch):
    monkeypatch.setattr(analyzer.report.workbook, "write_workbook", failing(SerialisationError("IO_ENOSPC")))
    with pytest.raises(OutputUnwritable, match="the disk is full"):
        write(tmp_path / "reports")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_open_elsewhere_changes_nothing_and_says_which(tmp_path, monkeypatch):
    before = {p: p.read_bytes() for p in write(tmp_path)}
    original = Path.replace

    def replace(self, target):
        if Path(target).name == "readiness.xlsx":
            raise PermissionError(errno.EACCES, "Permission denied")
        return original(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OutputUnwritable, match=r"readiness\.xlsx cannot be replaced") as caught:
        write(tmp_path)
    assert "Close it" in caught.value.help
    assert {p: p.read_bytes() for p in before} == before
    assert names(tmp_path) == NAMES


def test_no_permission_says_so(tmp_path, monkeypatch):
    def mkdir(self, *_args, **_more):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with pytest.raises(OutputUnwritable, match="no permission") as caught:
        write(tmp_path / "reports")
    assert "--out" in caught.value.help


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "reports").write_text("mine")
    with pytest.raises(OutputUnwritable, match="is a file"):
        write(tmp_path / "reports")
    assert (tmp_path / "reports").read_text() == "mine"


def test_a_folder_where_a_file_should_be(tmp_path):
    (tmp_path / "assessment.json").mkdir()
    with pytest.raises(OutputUnwritable, match="is a folder"):
        write(tmp_path)
    assert list(tmp_path.iterdir()) == [tmp_path / "assessment.json"], "no other report was replaced"


def test_parts_of_a_killed_run_are_replaced(tmp_path):
    (tmp_path / "assessment.json.part").write_bytes(b"half")
    write(tmp_path, formats=["json"])
    assert names(tmp_path) == {"assessment.json"}


def test_the_page_is_written_from_what_the_renderer_gives(tmp_path, monkeypatch):
    html = pytest.importorskip("analyzer.report.html", reason="the page is not built here")
    monkeypatch.setattr(html, "render_html", lambda _assessment, _templates, _papers: b"<!doctype html>")
    write(tmp_path, formats=["html"])
    assert (tmp_path / "readiness.html").read_bytes() == b"<!doctype html>"


def test_the_page_leads_to_the_papers_written_beside_it_and_to_no_other_file(tmp_path):
    write(tmp_path, formats=["html"])
    page = (tmp_path / "readiness.html").read_text(encoding="utf-8")
    files = {link for link in re.findall(r'href="([^"]*)"', page) if not link.startswith(("#", "https:"))}
    assert files == names(tmp_path) - {"readiness.html"} == {"board.html", "service-desk.html"}
    for paper in files:
        assert 'href="readiness.html' in (tmp_path / paper).read_text(encoding="utf-8")
