"""Each kind of damage has samples, and each sample one outcome: codes, health, ledger, cells."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from damage_rows import DAMAGE, SAMPLES, cases, files_of, place_of
from export_files import LAYOUTS, codes, column, read

from analyzer.collectors.codes import CODES
from analyzer.model.problems import Severity
from analyzer.model.snapshot import Snapshot
from analyzer.normalise.numbers import size
from analyzer.normalise.words import Surroundings
from analyzer.pipeline import analyze

ALL = [pytest.param(case, id=name) for name, case in cases()]


def known(value: Any) -> Any:
    """In the samples a question mark stands for unknown."""
    return None if value == "?" else value


def snapshot_of(folder: Path, case: Mapping[str, Any]) -> Snapshot:
    return read(folder, files_of(case))


@pytest.mark.parametrize("case", ALL)
def test_the_outcome_of_the_sample(tmp_path: Path, case: Mapping[str, Any]) -> None:
    snapshot = snapshot_of(tmp_path, case)
    (file,) = [f for f in snapshot.files if f.file == place_of(case)]
    assert codes(snapshot) == case["codes"]
    assert [file.rows_read, file.rows_used, file.rows_ignored, file.rows_rejected] == case["ledger"]
    assert file.health == case["health"]
    assert len([r for r in snapshot.rejected if r.file == file.file]) == file.rows_rejected
    for place, values in case.get("cells", {}).items():
        kind, name = place.rsplit(".", 1)
        assert column(snapshot, name, kind) == [known(v) for v in values]


@pytest.mark.parametrize("case", ALL)
def test_the_problem_says_what_and_shows_one_value(tmp_path: Path, case: Mapping[str, Any]) -> None:
    for problem in snapshot_of(tmp_path, case).problems:
        assert problem.file
        assert problem.message
        assert problem.severity is Severity.NOTE or problem.help
        assert "{" not in problem.message
        assert len(problem.seen) <= 60


ANALYSED = [pytest.param(case, id=name) for name, case in cases() if "analysed" in case or "verdicts" in case]


@pytest.mark.parametrize("case", ANALYSED)
def test_what_only_the_analysis_says(tmp_path: Path, case: Mapping[str, Any]) -> None:
    for place, content in files_of({"beside": {"directory/contoso.ldf": "B4-directory.ldf"}} | dict(case)).items():
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    found = analyze(tmp_path)
    assert set(case.get("analysed", ())) <= {p.code for p in found.problems}
    verdicts = dict(zip(found.mailboxes["user_principal_name"], found.mailboxes["verdict"], strict=True))
    for who, verdict in case.get("verdicts", {}).items():
        assert (verdicts[who] == verdict) if verdict else (verdicts[who] != "not_applicable"), who


@pytest.mark.parametrize("case", [case for _name, case in cases("B8")])
def test_sizes_of_every_culture_are_one_number(tmp_path: Path, case: Mapping[str, Any]) -> None:
    cells = column(snapshot_of(tmp_path, case), "ProhibitSendQuota")
    assert {size(cell, Surroundings()) for cell in cells} == {case["sizes"]}


def test_no_list_of_recipients_is_merged_by_a_name() -> None:
    names = {"Identity", "Name", "DisplayName", "Alias"}
    people = [x for x in LAYOUTS if "EmailAddresses" in x.vital or x.id.endswith("mailbox")]
    assert len(people) > 5
    assert [x.id for x in people if names.intersection(x.key)] == []


def test_every_row_of_the_table_has_a_sample_and_every_sample_a_row() -> None:
    ids = [row["id"] for row in DAMAGE["row"]]
    wanted = [f"L{n}" for n in range(1, 17)] + ["M1", "M1b", "M1c", *(f"M{n}" for n in range(2, 13))]
    assert ids == [*wanted, *(f"B{n}" for n in range(1, 12))]
    used = {case["sample"] for _name, case in cases()}
    used |= {sample for _name, case in cases() for sample in case.get("beside", {}).values()}
    assert used == {path.name for path in SAMPLES.iterdir()}
    for row in DAMAGE["row"]:
        assert row["part"] in DAMAGE["parts"]
        assert row["case"], row["id"]
        assert all(re.match(rf"{row['id']}-|{row['part'][0].upper()}\d", c["sample"]) for c in row["case"])


def test_every_code_of_the_samples_is_a_code_of_the_product() -> None:
    assert {code for _name, case in cases() for code in case["codes"]} <= CODES.keys()
