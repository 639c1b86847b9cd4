"""``exready rules`` lists the whole catalogue: every id that is planned or was added, and no other."""

import csv
import json
from pathlib import Path

from console import exready

CATALOGUE = Path(__file__).resolve().parents[1] / "rules" / "catalogue_ids.csv"


def test_every_id_of_the_catalogue_is_listed_and_no_other() -> None:
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        planned = list(csv.DictReader(file))
    result = exready("rules", "--format", "json")
    assert result.exit_code == 0, result.output
    listed = {r["id"]: r["title"] for r in json.loads(result.stdout)}
    assert len(planned) == len({p["id"] for p in planned}) >= 237
    assert sorted(listed) == sorted(p["id"] for p in planned)
    assert all(p["id"].startswith(p["family"] + "-") and p["title"] == listed[p["id"]] for p in planned)
