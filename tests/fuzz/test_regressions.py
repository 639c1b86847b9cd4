"""What the fuzzers once found, and the files that they start from, are read as every file must be."""

from pathlib import Path

import pytest
from fuzz_oracles import CHECKS, Reading
from fuzz_seeds import seeds

KEPT = Path(__file__).with_name("regressions")
FOUND = sorted(p for p in KEPT.rglob("*") if p.is_file())


@pytest.mark.parametrize("path", FOUND, ids=lambda p: p.relative_to(KEPT).as_posix())
def test_what_was_found_once_is_read(path: Path, tmp_path: Path) -> None:
    CHECKS[path.parent.name](Reading(tmp_path), path.read_bytes())


@pytest.mark.parametrize("grammar", sorted(CHECKS))
def test_every_seed_is_read(grammar: str, tmp_path: Path) -> None:
    reading = Reading(tmp_path)
    made = seeds(grammar)
    assert made
    for data in made:
        CHECKS[grammar](reading, data)


def test_every_regression_has_a_fuzzer() -> None:
    assert {p.parent.name for p in FOUND} <= set(CHECKS)
