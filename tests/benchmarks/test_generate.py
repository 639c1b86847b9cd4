"""The generated company is the same for the same seed, and the product reads every row of it."""

import hashlib
import json
from pathlib import Path

import pytest

from analyzer.pipeline import analyze
from benchmarks.generate import write_estate

MAILBOXES = 40


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("estate")
    write_estate(folder, MAILBOXES, seed=3)
    return folder


def fingerprints(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_the_same_seed_writes_the_same_bytes(estate: Path, tmp_path: Path) -> None:
    write_estate(tmp_path, MAILBOXES, seed=3)
    assert fingerprints(tmp_path) == fingerprints(estate)


def test_another_seed_writes_other_people(estate: Path, tmp_path: Path) -> None:
    write_estate(tmp_path, MAILBOXES, seed=4)
    mine, theirs = fingerprints(tmp_path), fingerprints(estate)
    assert mine["cloud/mailboxes.csv"] != theirs["cloud/mailboxes.csv"]
    assert mine["directory/contoso.ldf"] != theirs["directory/contoso.ldf"]


def test_the_rows_stand_in_another_order_in_each_file(estate: Path) -> None:
    users = [u["UserPrincipalName"] for u in json.loads((estate / "cloud/users.json").read_text(encoding="utf-8"))]
    dumped = (estate / "directory/contoso.ldf").read_text(encoding="ascii").splitlines()
    people = [line.removeprefix("userPrincipalName: ") for line in dumped if line.startswith("userPrincipalName: ")]
    assert len(users) == MAILBOXES
    assert set(people) <= set(users)
    assert people != [u for u in users if u in set(people)]


def test_the_product_reads_it_without_a_problem(estate: Path) -> None:
    assessment = analyze(estate)
    assert not assessment.problems
    assert not assessment.rejected
    assert {f.health for f in assessment.files} == {"whole"}
    assert len(assessment.mailboxes) == MAILBOXES
    verdicts = set(assessment.mailboxes["verdict"])
    assert verdicts & {"ready", "ready_with_warnings"}
