"""Facts hold from a day on, and rules name them; rules of one's own are laid over the pack."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from tiny_estates import PACK, RULES, tiny

from analyzer.engine.dated import fact_at, filled_in
from analyzer.engine.evaluate import evaluate
from analyzer.engine.pack import load_pack
from analyzer.errors import PackUnusable
from analyzer.resources import rule_folders

OWN = (
    """
id = "ORG-900"
name = "house-rule"
title = "A remote mailbox has no department"
level = "warning"
gates = ["T"]
confidence = "H"
sources = ["HOUSE"]
since = "2026-11-20"
owner = "Directory"
subject = "mailbox"
settles = ["A1"]
population = "remote_mailboxes"
check = "is_absent"
why = "Our own naming scheme needs it."
fix = "Fill it."

[params]
attributes = ["department"]

[[example]]
says = "empty"
rows = """
    + "'''"
    + """
id | ad.department
u1 |
u2 | Sales
"""
    + "'''"
    + """
hits = ["u1"]
"""
)


def _at(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)


def test_the_as_of_time_decides_which_value_holds() -> None:
    facts = PACK.facts.dated
    assert [fact_at(facts, "writeback_limit", _at(d)).value for d in ("2026-01-01", "2026-06-01", "2026-08-03")] == [
        "200000", "200000", "600000",
    ]  # fmt: skip
    given = {"maximum": "fact:writeback_limit", "attribute": "x"}
    assert filled_in(given, facts, _at("2026-11-01")) == {"maximum": 600000, "attribute": "x"}


def test_a_fact_that_is_not_there_is_a_fault_of_the_rule(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    rule = folder / "sync" / "SYNC-001-connect-too-old.toml"
    rule.write_text(rule.read_text(encoding="utf-8").replace("fact:connect_", "fact:no_"), encoding="utf-8")
    with pytest.raises(PackUnusable, match=r"no_minimum_transfer.*is not in facts/dated\.csv"):
        load_pack(folder)


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """A folder with one rule of the house, and one that takes the place of another."""
    folder = tmp_path / "house"
    (folder / "org").mkdir(parents=True)
    (folder / "org" / "ORG-900-house-rule.toml").write_text(OWN, encoding="utf-8")
    own = (RULES / "dir" / "DIR-012-alias-missing.toml").read_text(encoding="utf-8")
    (folder / "org" / "DIR-012-alias-missing.toml").write_text(
        own.replace('level = "warning"', 'level = "blocker"'), encoding="utf-8"
    )
    (folder / "pack.toml").write_text('name = "house"\nversion = "3"\ndate = 2026-11-20\n', encoding="utf-8")
    source = '[[source]]\nid = "HOUSE"\ntitle = "Our handbook"\ndate = "2026-11-01"\n'
    (folder / "sources.toml").write_text(source, encoding="utf-8")
    return folder


def test_rules_laid_over_the_pack_are_added_or_take_a_place(overlay: Path) -> None:
    base, over = rule_folders(overlay)
    pack = load_pack(base, over)
    assert {r.id for r in pack.rules} - {r.id for r in PACK.rules} == {"ORG-900"}
    levels = {r.id: r.level.value for r in pack.rules}
    assert levels["DIR-012"] == "blocker"
    assert [(x.name, x.version, x.rules) for x in pack.layers][1:] == [("house", "3", 2)]
    assert pack.layers[0].sha256 == PACK.sha256 != pack.sha256
    assert "HOUSE" in {s.id for s in pack.sources}
    made = tiny("id | ad.department\nu1 |\nu2 | Sales")
    (outcome,) = evaluate(made.estate, [r for r in pack.rules if r.id == "ORG-900"])
    assert outcome.hits == 1


def test_a_folder_without_rules_is_no_overlay(tmp_path: Path) -> None:
    with pytest.raises(PackUnusable, match="holds no rules"):
        rule_folders(tmp_path)
