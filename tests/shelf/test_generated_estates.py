"""Whatever an estate looks like: what is kept of it comes back as it was, and answers as it did."""

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_assuming import told
from test_properties import FAULTS, estate_of
from tiny_estates import PACK

from analyzer.assuming import answers
from analyzer.assumptions import read_assumptions
from analyzer.classify import classify
from analyzer.engine.estate import estate_of as joined
from analyzer.engine.reads import Reads
from analyzer.model.progress import Silent
from analyzer.model.settings import Settings
from analyzer.model.snapshot import Snapshot
from analyzer.pipeline import Evaluated, evaluated
from analyzer.shelf.evidence import classified_again, classified_kept, snapshot_again, snapshot_kept
from analyzer.shelf.folder import Part, get, put
from analyzer.shelf.verdicts import Said, said_again, said_kept

QUESTIONS = [
    ["writeback=on"],
    ["sync-interval=2d"],
    ["as-of=2027-06-01"],
    ["waive=MBX-009", "waive=DIR-001", "waive=DRF-001"],
    ["ATT-001=yes"],
]


def through(folder: Path, name: str, facts: object, tables: object) -> Part:
    """The part as it comes back from the folder."""
    put(folder, name, name, facts, tables)  # type: ignore[arg-type]
    part = get(folder, name, lambda _key: True)
    assert part is not None
    return part


def kept_and_taken(snapshot: Snapshot, found: Evaluated, reads: Reads, folder: Path) -> tuple[Evaluated, Reads]:
    """The same through the folder, nothing of it from memory but the settings and the rules."""
    before = found.estate
    read = snapshot_again(through(folder, "read", *snapshot_kept(snapshot)))
    assert read.settings == Settings()
    assert replace(read, tables={}) == replace(snapshot, tables={}, settings=Settings())
    assert {k: t.to_pylist() for k, t in read.tables.items()} == {k: t.to_pylist() for k, t in snapshot.tables.items()}
    read = replace(read, settings=snapshot.settings)
    made = classify(snapshot, PACK.catalogue, sync_interval_minutes=before.sync_interval_minutes)
    classified = classified_again(through(folder, "joined", *classified_kept(made)), read)
    assert told(classified.comparison) == told(made.comparison)
    assert classified.comparison.rows.dtypes.to_dict() == made.comparison.rows.dtypes.to_dict()
    for name in ("ad_row", "cloud_row", "entra_row", "matched_by", "strong", "ambiguous"):
        assert told(getattr(classified.identities, name)) == told(getattr(made.identities, name)), name
    estate = joined(
        read,
        classified,
        PACK.catalogue,
        PACK.facts,
        as_of=before.as_of,
        sync_interval_minutes=before.sync_interval_minutes,
    )
    said = Said(outcomes=found.outcomes, told=found.told, reads=reads)
    again = said_again(through(folder, "judged", *said_kept(said)), estate, PACK.rules)
    for one, other in zip(found.outcomes, again.outcomes, strict=True):
        assert (one.hits, one.unknowns, one.weak, one.missing) == (
            other.hits,
            other.unknowns,
            other.weak,
            other.missing,
        )
        assert told(one.codes) == told(other.codes)
    return replace(found, estate=estate, outcomes=again.outcomes, told=again.told), again.reads


@given(faults=st.lists(st.sampled_from(sorted(FAULTS)), min_size=0, max_size=5))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_answers_as_it_did(faults: list[str]) -> None:
    snapshot, reads = estate_of(faults), Reads()
    found = evaluated(snapshot, PACK, as_of=None, progress=Silent(), reads=reads)
    asked = [read_assumptions(texts, PACK) for texts in QUESTIONS]
    with tempfile.TemporaryDirectory() as folder:
        taken, noted = kept_and_taken(snapshot, found, reads, Path(folder))
        one, other = (
            answers(each, PACK, [], asked, looked, Silent()) for each, looked in ((found, reads), (taken, noted))
        )
        assert told(one) == told(other)
