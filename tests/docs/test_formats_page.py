"""What the page of formats says is true: the sample of each export, written in each grammar that it names, is read."""

import csv
import io
import json
from pathlib import Path

import pytest
from clixml_files import clixml
from export_files import csv_text, read
from formats_page import COLLECTORS, FORMATS, GRAMMARS, LAYOUTS, grammars_of

SAMPLES = {p.stem: p for p in (COLLECTORS / "samples" / "exports").iterdir()}
WRITTEN = {
    "csv": csv_text,
    "json": json.dumps,
    "clixml": lambda rows: clixml(rows, ""),
    "text": lambda rows: "".join("".join(f"{k:<60} : {v}\r\n" for k, v in row.items()) + "\r\n" for row in rows),
}
# The directory has grammars of its own, and tests of their own.
CLAIMS = [
    (x.id, g)
    for x in LAYOUTS
    if x.read and x.side != "directory"
    for g in grammars_of(x)
    if SAMPLES[x.id].suffix == ".csv"
]


@pytest.mark.parametrize(("kind", "grammar"), CLAIMS)
def test_the_sample_is_read_in_every_grammar_of_the_page(tmp_path: Path, kind: str, grammar: str) -> None:
    rows = list(csv.DictReader(io.StringIO(SAMPLES[kind].read_text(encoding="utf-8"))))
    if grammar == "text":
        rows = rows[:1]
    side = kind.partition(".")[0]
    snapshot = read(tmp_path, {f"{side}/export.{grammar}": WRITTEN[grammar](rows)})
    (file,) = snapshot.files
    assert (file.kind, file.rows_used) == (kind, len(rows))


def test_the_page_names_only_layouts_and_grammars_that_there_are() -> None:
    assert set(FORMATS["only"]) <= {x.id for x in LAYOUTS}
    assert {g for named in FORMATS["only"].values() for g in named} <= set(GRAMMARS)
    assert {x.side for x in LAYOUTS} <= {"directory", "onprem", "sync", "cloud", "entra", "people"}
