"""The rule that CONTRIBUTING.md shows works as it stands there: saved to a file, laid over the pack, it fires."""

import re
from pathlib import Path

from estates import snapshot_of

from analyzer.engine.estate import build_estate
from analyzer.engine.evaluate import evaluate
from analyzer.engine.pack import load_pack
from analyzer.resources import rule_folders

GUIDE = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"
SHOWN = re.compile(r"Save this as `([^`]+)`.*?```toml\n(.*?)```", re.DOTALL)


def test_the_rule_of_the_guide_fires(tmp_path: Path) -> None:
    found = SHOWN.search(GUIDE.read_text(encoding="utf-8"))
    assert found, "CONTRIBUTING.md shows no rule"
    path = tmp_path / found[1]
    path.parent.mkdir(parents=True)
    path.write_text(found[2], encoding="utf-8")
    pack = load_pack(*rule_folders(tmp_path / "house"))
    (rule,) = [r for r in pack.rules if path.name == f"{r.id}-{r.name}.toml"]
    (example,) = rule.examples
    snapshot, ids, as_of, minutes = snapshot_of(example, pack.catalogue)
    estate = build_estate(snapshot, pack.catalogue, pack.facts, as_of=as_of, sync_interval_minutes=minutes)
    (outcome,) = [o for o in evaluate(estate, pack.rules) if o.rule.id == rule.id]
    assert (outcome.error, outcome.hits, outcome.unknowns) == ("", len(example.hits), len(example.unknown))
    assert [ids["ad.object"][e.index] for e in outcome.evidence if e.outcome == 2] == list(example.hits)
