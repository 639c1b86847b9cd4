"""``exready demo``: copies the sample company, analyses it, renews both, and touches no folder of somebody else."""

import os

import pytest
from console import exready, names, started

from analyzer.cli.demo import MARK, place_sample
from analyzer.errors import OutputUnwritable
from analyzer.resources import data_folder

# Chance, time zone and language of the second run are others.
ELSEWHERE = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
SAMPLE = data_folder("sample_data") / "contoso"


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """The folder after two runs, the bytes of the reports after each, and what the runs said."""
    folder = tmp_path_factory.mktemp("demo") / "exready-demo"
    runs = [started("demo", folder, cwd=folder.parent)]
    first = reports(folder)
    runs.append(started("demo", folder, cwd=folder.parent, env={**os.environ, **ELSEWHERE}))
    return folder, first, reports(folder), runs


def reports(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in (folder / "reports").rglob("*") if p.is_file()}


def test_the_demo_writes_all_reports_and_says_where_to_look(twice):
    folder, first, _, runs = twice
    assert runs[0].returncode == 0, runs[0].stderr
    assert {"reports/readiness.html", "reports/readiness.xlsx", "reports/assessment.json"} <= set(first)
    assert runs[0].stdout == ""
    assert runs[0].stderr.endswith(f"Open {folder / 'reports' / 'readiness.html'} in a browser.\n")


def test_twice_gives_the_same_bytes_and_the_same_cells(twice):
    from io import BytesIO

    from python_calamine import CalamineWorkbook

    _, first, second, runs = twice
    assert runs[0].stderr == runs[1].stderr
    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name] and not name.endswith(".xlsx")] == []
    one, other = (CalamineWorkbook.from_filelike(BytesIO(x["reports/readiness.xlsx"])) for x in (first, second))
    assert one.sheet_names == other.sheet_names
    for name in one.sheet_names:
        assert one.get_sheet_by_name(name).to_python() == other.get_sheet_by_name(name).to_python()


def test_the_demo_copies_the_exports(twice):
    folder, *_ = twice
    assert {n for n in names(folder) if not n.startswith("reports/")} == names(SAMPLE) | {MARK}


def test_a_foreign_folder_is_not_touched(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    result = exready("demo", tmp_path)
    assert result.exit_code == 2
    assert result.stderr.startswith("error[E120]: ")
    assert "not a demo folder" in result.stderr
    assert "= help: Name another folder: exready demo DIR" in result.stderr
    assert names(tmp_path) == {"mine.txt"}


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "mine").write_text("mine")
    result = exready("demo", tmp_path / "mine")
    assert result.exit_code == 2
    assert result.stderr.startswith("error[E120]: ")
    assert (tmp_path / "mine").read_text() == "mine"


def test_an_empty_folder_is_taken(tmp_path):
    place_sample(SAMPLE, tmp_path)
    assert names(tmp_path) == names(SAMPLE) | {MARK}


def test_a_changed_sample_is_put_right_and_an_old_file_goes(tmp_path):
    sample, folder = tmp_path / "sample", tmp_path / "demo"
    (sample / "cloud").mkdir(parents=True)
    (sample / "cloud" / "a.csv").write_text("a")
    (sample / "cloud" / "old.csv").write_text("old")
    place_sample(sample, folder)
    (folder / "cloud" / "a.csv").write_text("changed")
    (folder / "own.txt").write_text("own")
    (sample / "cloud" / "old.csv").unlink()
    place_sample(sample, folder)
    assert (folder / "cloud" / "a.csv").read_text() == "a"
    assert names(folder) == {"cloud/a.csv", "own.txt", MARK}


def test_a_mark_that_leads_outside_is_not_followed(tmp_path):
    sample, folder = tmp_path / "sample", tmp_path / "demo"
    for each in (sample, folder):
        each.mkdir()
    (sample / "a.csv").write_text("a")
    (tmp_path / "precious").write_text("precious")
    (folder / MARK).write_text(f"../precious\n{tmp_path / 'precious'}\n")
    place_sample(sample, folder)
    assert (tmp_path / "precious").read_text() == "precious"


def test_a_folder_in_the_way_is_an_error_of_ours(tmp_path):
    place_sample(SAMPLE, tmp_path / "demo")
    name = next(iter(sorted(names(SAMPLE))))
    (tmp_path / "demo" / name).unlink()
    (tmp_path / "demo" / name).mkdir()
    result = exready("demo", tmp_path / "demo")
    assert result.exit_code == 2
    assert result.stderr.startswith("error[E120]: the sample cannot be copied")


def test_place_sample_raises_the_error_it_names(tmp_path):
    (tmp_path / "x").write_text("")
    with pytest.raises(OutputUnwritable):
        place_sample(SAMPLE, tmp_path)
