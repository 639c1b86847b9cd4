"""Columns that are left out of memory: nobody may ask for one, and the ledger still names it."""

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from analyzer.collectors import load_layouts, read_folder
from analyzer.engine.pack import load_pack
from analyzer.model.progress import Silent

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "rules"
LAYOUTS = load_layouts(RULES)
UNASKED = [(kind, name) for kind, names in sorted(LAYOUTS.unasked.items()) for name in sorted(names)]
# A name that several exports have, and that is asked of others than those it is left out of.
ELSEWHERE = {
    n.casefold() for n in tomllib.loads((RULES / "inputs" / "unasked.toml").read_text(encoding="utf-8"))["elsewhere"]
}
WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]*\*?")
# Readers may name columns to mend them; that is no question.
READERS = ROOT / "analyzer" / "collectors"


def columns_of(rule: dict[str, Any]) -> Iterator[str]:
    """What the parameters of a rule name, and the heads of the tables in its examples; their cells are values."""
    for key in ("attribute", "attributes", "other", "links"):
        value = rule.get("params", {}).get(key, [])
        yield from [value] if isinstance(value, str) else value
    for example in rule.get("example", []):
        for part in (example, *example.get("with", [])):
            yield from (w for line in part.get("rows", "").strip().splitlines()[:1] for w in WORD.findall(line))


def asked() -> set[str]:
    """Every word that stands in a text of the code, every column that a rule names, and every compared column."""
    found: set[str] = set()
    for path in (ROOT / "analyzer").rglob("*.py"):
        if READERS not in path.parents:
            tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            texts = [n.value for n in tree if isinstance(n, ast.Constant) and isinstance(n.value, str)]
            found.update(w for text in texts for w in WORD.findall(text))
    for path in RULES.glob("*/*-*.toml"):
        for name in columns_of(tomllib.loads(path.read_text(encoding="utf-8"))):
            found.update(WORD.findall(name))
    with (RULES / "attributes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["compare"] != "none":
                found.update([row["ldap_name"], *row["property"].split(";")])
    return {w.casefold() for w in found}


def asked_of(kind: str) -> set[str]:
    """What the layout itself asks its columns for; a name in two exports is two columns."""
    (layout,) = [x for x in LAYOUTS if x.id == kind]
    names = [*layout.key, layout.newest, *layout.needed, *layout.vital, *layout.asked_for, *layout.clock]
    return {n.casefold() for n in names}


def test_nothing_asks_for_a_column_that_is_left_out() -> None:
    words = asked() - ELSEWHERE
    patterns = [w for w in words if w.endswith("*") and len(w) > 3]
    wrong = [
        f"{kind}: {name}"
        for kind, name in UNASKED
        if name.casefold() in words | asked_of(kind) or any(fnmatchcase(name.casefold(), p) for p in patterns)
    ]
    assert not wrong, "take them out of rules/inputs/unasked.toml"


@pytest.mark.parametrize("kind", ["ad.object", "cloud.mailbox", "entra.user"])
def test_each_large_table_has_some(kind: str) -> None:
    assert LAYOUTS.unasked[kind]


def test_the_column_is_named_with_its_file_and_not_kept(tmp_path: Path) -> None:
    (tmp_path / "cloud").mkdir()
    (tmp_path / "cloud" / "users.csv").write_text(
        "Id,UserPrincipalName,OnPremisesImmutableId,OnPremisesSyncEnabled,JobTitle\n"
        "1b0f3b9e-0000-4000-8000-000000000001,a@contoso.example,,True,Clerk\n",
        encoding="utf-8",
    )
    pack = load_pack(RULES)
    snapshot = read_folder(tmp_path, layouts=LAYOUTS, catalogue=pack.catalogue, progress=Silent())
    assert "JobTitle" in snapshot.files[0].columns
    assert "JobTitle" not in snapshot.tables["entra.user"].column_names
    assert snapshot.tables["entra.user"]["UserPrincipalName"].to_pylist() == ["a@contoso.example"]
