"""Rules about rule files, read as plain TOML: what a loader that knows every check would be too late to say."""

import csv
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from analyzer.engine.registry import traits

RULES = Path(__file__).resolve().parents[2] / "rules"
FILE_NAME = re.compile(r"^([A-Z]+)-(\d{3})$")
FAMILIES = ("mbx", "dir", "drf", "grp", "con", "usr", "pf", "sys", "org", "ten", "sync", "wb", "att")
LEVELS = ("blocker", "wait", "unknown", "warning", "info", "none")
GATES = ("T", "R", "W", "M", "P")
SUBJECTS = (
    "mailbox", "group", "contact", "mail user", "public folder", "server", "connector", "organisation", "tenant",
    "sync", "statement",
)  # fmt: skip
OWNERS = ("Messaging", "Directory", "Identity", "Network", "Service owner", "Legal")
NEEDED = (
    "id", "name", "title", "level", "gates", "confidence", "sources", "since", "owner", "subject", "settles",
    "population", "check", "why", "fix", "example",
)  # fmt: skip
OPTIONAL = (
    "level_at",
    "step",
    "waivable",
    "waived_by",
    "needs_match",
    "summary",
    "decided",
    "params",
    "asks",
    "assumes",
)
EXAMPLE_KEYS = (
    "says", "rows", "table", "with", "hits", "unknown", "outside", "possible", "until", "as_of", "exported_at",
    "cycle_minutes", "statements", "planned", "incomplete", "missing", "ages", "facts",
    "leaves_scope", "returns_onprem", "transferred_by",
)  # fmt: skip
PLACEHOLDERS = {"upn", "guid", "primary", "alias", "dn", "name", "directory_value", "cloud_value", "count"}
SOFT_WORDS = re.compile(r"\b(please|may potentially|should be ensured|kindly)\b", re.IGNORECASE)
# Populations whose rows are made from the estate, and stand in no table of an example.
DERIVED = {"directory_domains"}
# The slice that the first version ships; a rule that vanishes must not look like a clean result.
SLICE = {
    "MBX": (1, 2, 3, 4, 5, 6, 7, 8, 9, 14, 15, 25, 26),
    "DIR": (1, 3, 9, 12, 13, 15, 16, 17),
    "DRF": (1, 2, 3, 4, 5, 6, 7, 8),
    "GRP": (1, 2, 6),
    "CON": (1,),
    "USR": (1,),
    "PF": (1, 3),
    "SYS": (5, 7),
    "ORG": (1, 2, 11, 17, 18, 26, 27, 29, 33, 45),
    "TEN": (1, 2, 3, 7),
    "SYNC": (1, 2, 7, 9, 22),
    "WB": (7,),
    "ATT": tuple(range(1, 15)),
}


def _load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


PATHS = sorted(p for family in FAMILIES for p in (RULES / family).glob("*.toml"))
ALL = {path: rule for path in PATHS if "left_out" not in (rule := _load(path))}
EACH = pytest.mark.parametrize(("path", "rule"), [pytest.param(p, r, id=p.stem) for p, r in ALL.items()])
SOURCES = {s["id"]: s for s in _load(RULES / "sources.toml")["source"]}


def _ids(rows: str) -> list[str]:
    lines = [line.split("|")[0].strip() for line in rows.strip().splitlines()]
    return lines[1:]


def test_the_slice_is_whole() -> None:
    wanted = {f"{family}-{number:03d}" for family, numbers in SLICE.items() for number in numbers}
    assert wanted <= {rule["id"] for rule in ALL.values()}


def test_ids_names_and_titles_are_unique() -> None:
    for key in ("id", "name", "title"):
        values = [rule[key].casefold() for rule in ALL.values()]
        assert len(values) == len(set(values)), key


@EACH
def test_id_and_name_are_those_of_the_file(path: Path, rule: dict[str, Any]) -> None:
    assert path.name == f"{rule['id']}-{rule['name']}.toml"
    found = FILE_NAME.match(rule["id"])
    assert found
    assert found[1].lower() == path.parent.name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule["name"])


@EACH
def test_keys_are_known_and_complete(path: Path, rule: dict[str, Any]) -> None:
    assert not rule.keys() - set(NEEDED) - set(OPTIONAL)
    assert not set(NEEDED) - rule.keys()
    for example in rule["example"]:
        assert not example.keys() - set(EXAMPLE_KEYS)
        assert example.get("says")


@EACH
def test_words_come_from_their_lists(path: Path, rule: dict[str, Any]) -> None:
    assert rule["level"] in LEVELS
    assert rule["subject"] in SUBJECTS
    assert rule["owner"] in OWNERS
    assert rule["confidence"] in {"H", "M", "U"}
    assert rule.get("needs_match", "any") in {"any", "strong"}
    assert set(rule["gates"]) <= set(GATES)
    assert set(rule.get("level_at", {})) <= set(rule["gates"])
    assert set(rule.get("level_at", {}).values()) <= set(LEVELS)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", rule["since"])
    assert rule["settles"]
    assert all(re.fullmatch(r"[ABCD]\d{1,2}", code) for code in rule["settles"])


@EACH
def test_what_closes_a_gate_may_close_it(path: Path, rule: dict[str, Any]) -> None:
    if rule["level"] in {"blocker", "wait", "unknown"}:
        assert rule["gates"] or rule.get("step"), "closes nothing"
    if rule["level"] in {"info", "none"} and not rule.get("level_at"):
        assert not rule["gates"], "a fact without consequence moves no gate"
    if rule["confidence"] == "U":
        assert {rule["level"], *rule.get("level_at", {}).values()} <= {"warning", "info", "none"}
    if rule.get("step"):
        assert not rule["gates"]
        assert 1 <= rule["step"] <= 28


@EACH
def test_waivers_fit(path: Path, rule: dict[str, Any]) -> None:
    waived_by = rule.get("waived_by")
    if waived_by:
        assert rule["waivable"] is True
        assert waived_by in {r["id"] for r in ALL.values() if r["subject"] == "statement"}
    if rule.get("waivable"):
        assert rule["level"] in {"blocker", "unknown"}


@EACH
def test_text_says_the_fact_and_the_action(path: Path, rule: dict[str, Any]) -> None:
    title, why, fix = rule["title"], rule["why"].strip(), rule["fix"].strip()
    assert not re.match(r"ensure|check|make sure|verify", title, re.IGNORECASE), "a title states the fact"
    assert not title.endswith(".")
    assert len(title) <= 70
    assert why.endswith(".")
    assert fix
    for text in (title, why, fix, rule.get("decided", "")):
        assert not SOFT_WORDS.search(text)
        assert text.isascii(), "plain characters only"
        # Large numbers are written 600,000; identifiers, builds and years are not numbers to be read aloud.
        assert not re.search(r"(?<![\w.,-])[1-9]\d{5,}(?![\w.,-])", text)


@EACH
def test_only_the_fix_has_placeholders(path: Path, rule: dict[str, Any]) -> None:
    assert set(re.findall(r"\{([^}]*)\}", rule["fix"])) <= PLACEHOLDERS
    for key in ("title", "why", "decided"):
        assert "{" not in rule.get(key, "")
    if "{count}" in rule["fix"]:
        assert rule.get("summary"), "only a summary finding has a count"


@EACH
def test_sources_resolve(path: Path, rule: dict[str, Any]) -> None:
    assert rule["sources"]
    assert set(rule["sources"]) <= SOURCES.keys()
    assert len(rule["sources"]) == len(set(rule["sources"]))


@EACH
def test_examples_fire_and_do_not(path: Path, rule: dict[str, Any]) -> None:
    fires = passes = False
    for example in rule["example"]:
        marked = {*example.get("hits", []), *example.get("unknown", [])}
        fires = fires or bool(example.get("hits"))
        listed = _ids(example.get("rows", ""))
        passes = passes or not marked or bool(set(listed) - marked)
    assert fires, "no example that fires"
    assert passes, "no example that passes"


@EACH
def test_examples_are_well_formed(path: Path, rule: dict[str, Any]) -> None:
    for example in rule["example"]:
        known: set[str] = {"tenant", "sync", "organisation", rule["id"]}
        if rule["population"] in DERIVED:
            known.update(example.get("hits", []))
        for part in (example, *example.get("with", [])):
            rows = part.get("rows", "").strip().splitlines()
            if rows:
                widths = {len(line.split("|")) for line in rows}
                assert len(widths) == 1, "a row has more or fewer cells than the header"
                assert rows[0].split("|")[0].strip() == "id"
                ids = _ids(part["rows"])
                assert len(ids) == len(set(ids))
                known |= set(ids)
        hits, unknown = set(example.get("hits", [])), set(example.get("unknown", []))
        outside, possible = set(example.get("outside", [])), set(example.get("possible", []))
        assert hits | unknown | outside <= known
        assert not hits & unknown
        assert not (hits | unknown) & outside
        assert possible <= hits | unknown
        assert set(example.get("until", {})) <= hits


def test_sources_have_id_title_and_date() -> None:
    listed = _load(RULES / "sources.toml")["source"]
    assert len(listed) == len(SOURCES)
    assert {f"S{n:02d}" for n in range(1, 58)} | {"K"} <= SOURCES.keys()
    for source in listed:
        assert source["title"]
        assert source["date"]
        assert source.keys() <= {"id", "title", "date", "trust", "unlinked", "url"}


@pytest.mark.parametrize("path", sorted((RULES / "facts").glob("*.csv")), ids=lambda p: p.stem)
def test_facts_are_dated_and_sourced(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert rows
    for row in rows:
        assert None not in row, "more cells than columns"
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["stated_on"])
        assert set(row["source"].split(";")) <= SOURCES.keys()


def test_type_numbers_are_powers_of_two_and_unique() -> None:
    rows = list(csv.DictReader((RULES / "facts" / "recipient_types.csv").read_text(encoding="utf-8").splitlines()))
    numbers = [int(row["number"]) for row in rows]
    assert numbers == sorted(set(numbers))
    assert all(n & (n - 1) == 0 for n in numbers)


def test_what_rules_judge_has_a_name_people_know() -> None:
    shown = {r["name"] for r in csv.DictReader((RULES / "facts" / "shown_names.csv").read_text("utf-8").splitlines())}
    params = [tomllib.loads(path.read_text("utf-8")).get("params", {}) for path in RULES.glob("*/*-*.toml")]
    asked = {str(p.get(key, "")) for p in params for key in ("attribute", "other")}
    asked |= {name for p in params for name in p.get("attributes", ())}
    # Underscores are our own; attributes and properties of cmdlets have none.
    ours = {n for n in asked if "_" in n or n in traits()} - {"written_back", "cloud_managed"}
    assert sorted(ours - shown) == []


def test_catalogue_sources_resolve() -> None:
    text = (RULES / "attributes.csv").read_text(encoding="utf-8")
    used = {s for row in csv.DictReader(text.splitlines()) for s in row["sources"].split(";") if s}
    assert used <= SOURCES.keys()
