"""The real command on both sample companies: no original of the inputs is in any byte of what it wrote or said.

Some originals are words of the product too: a department "Legal", a group "Board", the domain of the rules' own
examples. Such a word may stand where the product speaks; it may stand in no column of names or values.
"""

import csv
import json
import shutil
from pathlib import Path

import pytest
from console import started
from originals import (
    CLASS,
    ENUMERATIONS,
    EVERYWHERE,
    TEXT,
    Words,
    cells,
    output_text,
    product_words,
    raw_texts,
    shapes,
)

from analyzer.redact.classes import COLUMNS, Kind

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))


def run(folder: Path, out: Path, key: Path, *more: str):
    done = started("analyze", folder, "--out", out, "--redact", key, *more)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("key") / "key"
    path.write_bytes(KEY)
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def product():
    return product_words()


def names_and_values(out: Path, wanted_kinds: set[Kind]) -> str:
    """All cells of the columns that hold names, files or values, and what people signed."""
    parts: list[str] = []
    for table, columns in COLUMNS.items():
        wanted = [c for c, kind in columns.items() if kind in wanted_kinds]
        with (out / "tables" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        # A finding about a statement or the tenant is called after the rule or the product's word.
        parts += [row[c] for row in rows for c in wanted if c in row and row.get("subject") != "statement"]
    document = json.loads((out / "assessment.json").read_text(encoding="utf-8"))
    meta = document["meta"]
    parts += [meta["customer"], meta["author"], meta["folder"]]
    parts += [s[f] for s in document["statements"] for f in ("person", "text")]
    parts += [w[f] for w in document["waivers"] for f in ("object", "approver", "reason", "evidence")]
    parts += [p["seen"] for p in document["problems"]] + [c["object"] for c in document["conflicts"]]
    parts += [f[n] for f in document["files"] for n in ("file", "sha256")] + [
        d for f in document["files"] for d in f["domains"]
    ]
    return "\n".join(parts).lower()


@pytest.mark.parametrize(
    ("company", "shown"), [("contoso", "hashed"), ("contoso", "counts"), ("contoso", "full"), ("fabrikam", "hashed")]
)
def test_no_original_is_left(company, shown, key, product, tmp_path):
    folder = tmp_path / "in" / company
    shutil.copytree(ROOT / "sample_data" / company, folder)
    said = run(folder, tmp_path / "out", key, "--values", shown)
    # The place is chosen by who runs the command; only what was written below it counts.
    text = output_text(tmp_path / "out", said)
    assert str(folder) not in text
    table = cells(folder)
    originals = shapes({v for values in table.values() for v in values} | raw_texts(folder)) - set(EVERYWHERE)
    originals |= {p.name for p in folder.rglob("*") if p.is_file()} - {"assessment.toml"}
    if shown != "full":
        originals |= {
            v for n, vs in table.items() if n not in ENUMERATIONS for v in vs if len(v) > 3 and TEXT.search(v)
        }
    originals |= table.get("displayName", set()) | table.get("DisplayName", set())
    assert len(originals) > 2_000
    found = Words(text).left(originals)
    collisions = product.left(found) | {o for o in found if CLASS.fullmatch(o)}
    assert not found - collisions, sorted(found - collisions)[:40]
    own = {o for o in originals if TEXT.search(o)} if shown != "full" else found
    kinds = {Kind.IDENTITY, Kind.FILE} | ({Kind.VALUE} if shown != "full" else set())
    told = Words(names_and_values(tmp_path / "out", kinds)).left(own) - EXPECTED
    assert not told, sorted(told)[:40]


# Words of pseudonyms and of our own places, which some original is called like.
EXPECTED = {
    "cloud", "smtp", "SMTP", "directory", "value", "values", "Values", "invalid", "onprem", "mail", "onmicrosoft",
    "json",
}  # fmt: skip
