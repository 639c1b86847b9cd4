"""``exready analyze`` and ``check`` on a small folder: what is written, said and returned."""

import datetime as dt
import hashlib
import json

import pytest
from console import COLOUR, exready, names, started
from small_folder import place

from analyzer.report.csv_tables import CSV_TABLES

ALL = {"readiness.html", "readiness.xlsx", "assessment.json"}
TABLES = {f"tables/{name}.csv" for name in CSV_TABLES}


@pytest.fixture(scope="module")
def healthy(tmp_path_factory):
    """A folder that was analysed once, and what the command said."""
    folder = place(tmp_path_factory.mktemp("cli") / "fabrikam")
    return folder, exready("analyze", folder)


def test_all_reports_are_written_and_named(healthy):
    folder, result = healthy
    assert result.exit_code == 0, result.stderr
    assert names(folder / "reports") >= ALL | TABLES
    for name in ALL | TABLES:
        assert str(folder / "reports" / name) in result.stderr


def test_data_goes_to_stdout_and_talk_to_stderr(healthy):
    _, result = healthy
    assert result.stdout == ""
    assert "  mailboxes  3 unknown\n" in result.stderr
    assert "gates" in result.stderr


def test_the_words_say_what_was_read(healthy):
    _, result = healthy
    assert "3 files, 9 rows: 9 used, 0 ignored, 0 rejected" in result.stderr


def test_the_exports_are_as_they_were(tmp_path):
    folder = place(tmp_path / "a")
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()}
    exready("analyze", folder)
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in before} == before
    assert {n for n in names(folder) if not n.startswith("reports/")} == {str(p.relative_to(folder)) for p in before}


def test_reports_of_the_last_run_are_no_evidence_of_the_next(tmp_path):
    folder = place(tmp_path / "a")
    first = exready("analyze", folder)
    before = {n: _sum(folder / "reports" / n) for n in names(folder / "reports") if not n.endswith("xlsx")}
    second = exready("analyze", folder)
    assert second.stderr == first.stderr
    assert {n: _sum(folder / "reports" / n) for n in before} == before


def _sum(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_out_takes_the_reports_elsewhere(tmp_path):
    folder = place(tmp_path / "a")
    exready("analyze", folder, "--out", tmp_path / "deep" / "down")
    assert names(tmp_path / "deep" / "down") >= ALL | TABLES
    assert not (folder / "reports").exists()


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ("json", {"assessment.json"}),
        ("html,json", {"readiness.html", "board.html", "service-desk.html", "assessment.json"}),
        (" CSV , xlsx", {"readiness.xlsx"} | TABLES),
    ],
)
def test_format_chooses_the_reports(tmp_path, wanted, written):
    exready("analyze", place(tmp_path / "a"), "--format", wanted)
    assert names(tmp_path / "a" / "reports") == written


def test_quiet_says_nothing(tmp_path):
    result = exready("analyze", place(tmp_path / "a"), "--quiet", "--format", "json")
    assert (result.exit_code, result.output) == (0, "")


def test_quiet_keeps_errors(tmp_path):
    result = exready("analyze", tmp_path / "nowhere", "--quiet")
    assert result.exit_code == 3
    assert result.stderr.startswith("error[E101]: ")


def test_as_of_is_the_newest_time_in_the_files_or_the_one_given(tmp_path):
    folder = place(tmp_path / "a")
    exready("analyze", folder, "--format", "json")
    found = json.loads((folder / "reports" / "assessment.json").read_bytes())["meta"]["as_of"]
    assert dt.datetime.fromisoformat(found) == dt.datetime(2026, 11, 16, 5, 30, tzinfo=dt.UTC)
    exready("analyze", folder, "--format", "json", "--as-of", "2026-12-01T01:00+01:00")
    given = json.loads((folder / "reports" / "assessment.json").read_bytes())["meta"]["as_of"]
    assert dt.datetime.fromisoformat(given) == dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(("level", "code"), [(None, 0), ("warnings", 12), ("unknowns", 12), ("blockers", 12)])
def test_fail_on_ends_with_the_code_of_the_worst(tmp_path, level, code):
    folder = place(tmp_path / "a", **{"msExchMailboxGuid:": "q83vEjRWeJC83vEjRWeJCg=="})
    result = exready("analyze", folder, "--format", "json", *(["--fail-on", level] if level else []))
    assert result.exit_code == code, result.stderr
    assert (folder / "reports" / "assessment.json").is_file()


def test_names_that_drive_a_terminal_are_harmless(tmp_path):
    folder = place(tmp_path / "a\x1b[31m\u202eb")
    for result in (exready("analyze", folder, "--format", "json"), exready("check", folder)):
        assert result.exit_code == 0, result.stderr
        assert "\x1b" not in result.output
        assert "\u202e" not in result.output


def test_check_lists_files_and_gaps_and_writes_nothing(healthy):
    folder, _ = healthy
    before = names(folder)
    result = exready("check", folder)
    assert result.exit_code == 0
    for name in ("directory/fabrikam.ldf", "cloud/mailboxes.csv", "cloud/users.json"):
        assert name in result.stdout
    assert "3 files" in result.stdout
    assert "exports not supplied" in result.stdout
    assert result.stdout.endswith("These files can be analysed.\n")
    assert result.stderr == ""
    assert names(folder) == before


def test_check_as_json_is_for_programs(healthy):
    folder, _ = healthy
    told = json.loads(exready("check", folder, "--format", "json").stdout)
    assert told["usable"] is True
    assert {f["file"] for f in told["files"]} == {"directory/fabrikam.ldf", "cloud/mailboxes.csv", "cloud/users.json"}
    assert all(f["rows_read"] == f["rows_used"] + f["rows_ignored"] + f["rows_rejected"] for f in told["files"])
    assert all(m["command"] for m in told["missing"])


def test_without_a_terminal_there_is_neither_colour_nor_progress(tmp_path):
    ran = started("analyze", place(tmp_path / "a"), "--format", "json")
    assert ran.returncode == 0, ran.stderr
    assert COLOUR not in ran.stdout + ran.stderr
    assert "\r" not in ran.stderr
    assert ran.stdout == ""
