"""The sample company: what a logon or a title does to lag and drift, and what a change of the attribute does."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from analyzer.classify.match import match
from analyzer.classify.pairs import compare_pairs
from analyzer.model.catalogue import Catalogue
from analyzer.model.progress import Silent
from analyzer.model.snapshot import Snapshot
from analyzer.pipeline import read_whole, sync_interval

NOW = "2026-11-16T05:30:00Z"
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "contoso"
Rows = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def sample() -> tuple[Snapshot, Catalogue]:
    """Contoso as its exports tell it."""
    snapshot, pack, _ = read_whole(SAMPLE)
    return snapshot, pack.catalogue


def rows(sample: tuple[Snapshot, Catalogue], **tables: pa.Table) -> Rows:
    """The differences by distinguished name and attribute, with some tables in place of those of the exports."""
    snapshot, catalogue = sample
    changed: Mapping[str, pa.Table] = {k.replace("__", "."): v for k, v in tables.items()}
    snapshot = replace(snapshot, tables={**snapshot.tables, **changed})
    identities = match(snapshot)
    minutes, _ = sync_interval(snapshot)
    which, found = compare_pairs(snapshot, identities, catalogue, sync_interval_minutes=minutes, progress=Silent())
    dns = identities.take("ad", "distinguishedName", np.asarray(which)).to_pylist()
    return {(dns[r["pair"]], r["attribute"]): r for r in found.rows.to_dict("records")}


def exact(found: Rows) -> dict[tuple[str, str], tuple[str, str, str]]:
    """What rests on the attribute's own time."""
    return {
        key: (r["kind"], r["classed_by"], r["changed_last"])
        for key, r in found.items()
        if r["changed_basis"] == "attribute time"
    }


def test_every_difference_of_the_sample_names_its_rule_and_the_side(sample: tuple[Snapshot, Catalogue]) -> None:
    found = rows(sample)
    assert {r["changed_last"] for r in found.values()} <= {"directory", "cloud", "unknown"}
    assert all(r["classed_by"] for r in found.values())
    assert ("proxyAddresses.smtp", "quarantined") in {(key[1], r["classed_by"]) for key, r in found.items()}
    assert ("lag", "changed-after-last-sync", "directory") in exact(found).values()


def test_a_logon_stamp_or_a_title_of_everybody_moves_no_difference_with_its_own_time(
    sample: tuple[Snapshot, Catalogue],
) -> None:
    before = exact(rows(sample))
    objects = sample[0].tables["ad.object"]
    place = objects.column_names.index("whenChanged")
    stamped = objects.set_column(place, "whenChanged", pa.array([NOW] * objects.num_rows, pa.string()))
    after = rows(sample, ad__object=stamped)
    assert before
    assert exact(after) == before
    # Without a time of the attribute the object's time moves the difference, and the row says so.
    moved = {r["classed_by"] for r in after.values() if r["kind"] == "lag" and r["changed_basis"] == "object time"}
    assert moved == {"object-changed-after-last-sync"}


def test_a_change_of_the_attribute_moves_it(sample: tuple[Snapshot, Catalogue]) -> None:
    before = rows(sample)
    (dn, name), _ = next(
        (k, r) for k, r in before.items() if r["classed_by"] == "changed-before-last-sync" and k in exact(before)
    )
    changes = sample[0].tables["ad.change"]
    more = {"Object": dn, "AttributeName": name, "LastOriginatingChangeTime": NOW}
    added = pa.table({f.name: pa.array([more.get(f.name)], f.type) for f in changes.schema})
    after = rows(sample, ad__change=pa.concat_tables([changes, added]))[dn, name]
    assert (after["kind"], after["classed_by"]) == ("lag", "changed-after-last-sync")
