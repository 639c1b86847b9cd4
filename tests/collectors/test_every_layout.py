"""One sample for each layout, in every format it can come in: the same rows, in a table of their own."""

import csv
import io
import json
import tomllib
from pathlib import Path

import pytest
from clixml_files import clixml
from export_files import LAYOUTS, RULES, codes, csv_text, read

SAMPLES = Path(__file__).parent / "samples"
FILES = {p.stem: p for p in sorted((SAMPLES / "exports").iterdir())}
OUTCOMES = tomllib.loads((SAMPLES / "outcomes.toml").read_text(encoding="utf-8"))
# The directory has grammars and tests of its own: several layouts feed one table.
TABLE_OF = {
    "ad.change": "ad.change",
    "ad.cmdlet": "ad.object",
    "ad.computer": "ad.computer",
    "ad.configuration": "ad.configuration",
    "ad.csvde": "ad.object",
    "ad.object": "ad.object",
}
OTHERS = [x for x in LAYOUTS if x.side != "directory"]
READ = [x.id for x in OTHERS if x.read]
AS_TABLE = [i for i in READ if FILES[i].suffix == ".csv"]
TYPED = [(x.id, t) for x in OTHERS if x.id in AS_TABLE for t in sorted({t for p in x.prints for t in p.types})]
FOLDERS = {"onprem": "onprem", "cloud": "cloud"}


def rows_of(kind: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(FILES[kind].read_text(encoding="utf-8"))))


def named(kind: str, end: str) -> str:
    """A name in the folder of the side, where the values need not tell it."""
    return f"{FOLDERS.get(kind.partition('.')[0], 'other')}/export.{end}"


def check(snapshot, kind: str, count: int) -> None:
    """The file is that kind and no other, every row is used, and the cells are the expected ones."""
    (file,) = snapshot.files
    assert (file.kind, file.side) == (kind, kind.partition(".")[0])
    assert (file.rows_read, file.rows_used, file.rows_rejected) == (count, count, 0)
    assert list(snapshot.tables) == [kind]
    table = snapshot.tables[kind]
    for name, want in OUTCOMES[kind].items():
        found = ["?" if v is None else v for v in table[name].to_pylist()]
        assert found == want, name


def own_columns(kind: str) -> list[str]:
    """The columns that the layout itself or its twin declares."""
    data = tomllib.loads((RULES / "inputs" / f"{kind}.toml").read_text(encoding="utf-8"))
    twin = own_columns(data["like"]) if "like" in data else []
    return [n for k, names in data.get("columns", {}).items() if k != "aliases" for n in names] or twin


def test_every_layout_has_a_sample_and_an_outcome() -> None:
    assert set(FILES) == {x.id for x in LAYOUTS}
    assert set(OUTCOMES) == set(READ)


@pytest.mark.parametrize(("kind", "table"), TABLE_OF.items())
def test_the_directory_sample_is_read(tmp_path: Path, kind: str, table: str) -> None:
    snapshot = read(tmp_path, {f"directory/export{FILES[kind].suffix}": FILES[kind].read_bytes()})
    assert list(snapshot.tables) == [table]
    assert (snapshot.files[0].rows_read, snapshot.files[0].rows_used) == (1, 1)


def test_the_directory_samples_of_one_object_are_one_object(tmp_path: Path) -> None:
    files = {f"directory/{k}{FILES[k].suffix}": FILES[k].read_bytes() for k, t in TABLE_OF.items() if t == "ad.object"}
    snapshot = read(tmp_path, files)
    assert snapshot.tables["ad.object"].num_rows == 1
    addresses = snapshot.tables["ad.object"]["proxyAddresses"].to_pylist()
    assert addresses == [["SMTP:kim@contoso.example", "smtp:kim@contoso.onmicrosoft.com"]]


def test_a_list_of_addresses_is_recognised_and_every_row_is_accounted_for(tmp_path: Path) -> None:
    name = "ad.long_addresses"
    snapshot = read(tmp_path, {"directory/a.csv": FILES[name].read_bytes()})
    (file,) = snapshot.files
    assert "W406" not in codes(snapshot)
    assert file.rows_read == file.rows_used + file.rows_ignored + file.rows_rejected == 2


@pytest.mark.parametrize("kind", READ)
def test_the_sample_is_read(tmp_path: Path, kind: str) -> None:
    text = FILES[kind].read_text(encoding="utf-8")
    snapshot = read(tmp_path, {named(kind, FILES[kind].suffix[1:]): text})
    check(snapshot, kind, len(rows_of(kind)) if kind in AS_TABLE else len(json.loads(text)))
    assert "E209" not in codes(snapshot)


@pytest.mark.parametrize("kind", AS_TABLE)
def test_the_same_rows_as_json(tmp_path: Path, kind: str) -> None:
    check(read(tmp_path, {named(kind, "json"): json.dumps(rows_of(kind))}), kind, len(rows_of(kind)))


@pytest.mark.parametrize("kind", AS_TABLE)
def test_a_type_line_that_says_nothing_changes_nothing(tmp_path: Path, kind: str) -> None:
    text = "#TYPE Selected.System.Management.Automation.PSCustomObject\r\n" + csv_text(rows_of(kind))
    check(read(tmp_path, {named(kind, "csv"): text}), kind, len(rows_of(kind)))


@pytest.mark.parametrize(("kind", "name"), TYPED)
def test_a_type_line_names_the_export(tmp_path: Path, kind: str, name: str) -> None:
    text = f"#TYPE Deserialized.{name}\r\n" + csv_text(rows_of(kind))
    check(read(tmp_path, {named(kind, "csv"): text}), kind, len(rows_of(kind)))


@pytest.mark.parametrize("kind", AS_TABLE)
def test_semicolons_and_another_order_of_columns_change_nothing(tmp_path: Path, kind: str) -> None:
    rows = [dict(reversed(r.items())) for r in rows_of(kind)]
    check(read(tmp_path, {named(kind, "csv"): csv_text(rows, ";")}), kind, len(rows))


@pytest.mark.parametrize("kind", AS_TABLE)
def test_no_column_of_its_own_makes_it_another_export(tmp_path: Path, kind: str) -> None:
    of_all = ["Name", "Identity", "Guid", "WhenChanged", "ObjectCategory", "AdminDisplayName", "ExchangeVersion", "Id"]
    rows = rows_of(kind)
    have = {n.casefold() for n in rows[0]}
    more = [n for n in own_columns(kind) + of_all if n.casefold() not in have and not have.add(n.casefold())]
    found = read(tmp_path, {named(kind, "csv"): csv_text([dict.fromkeys(more, "") | r for r in rows])})
    assert [f.kind for f in found.files] == [kind]


@pytest.mark.parametrize("kind", [x.id for x in OTHERS if not x.read])
def test_what_holds_nothing_is_named_with_its_reason_and_the_command(tmp_path: Path, kind: str) -> None:
    snapshot = read(tmp_path, {named(kind, "csv"): FILES[kind].read_text(encoding="utf-8")})
    (layout,) = [x for x in LAYOUTS if x.id == kind]
    (problem,) = [p for p in snapshot.problems if p.code == "W464"]
    assert layout.reason in problem.message
    assert layout.command.strip() in problem.help
    assert snapshot.files[0].rows_ignored == len(rows_of(kind))


def test_what_only_some_rules_need_is_dropped_while_it_is_read(tmp_path: Path) -> None:
    snapshot = read(tmp_path, {"onprem/t.csv": FILES["onprem.message_tracking"].read_text(encoding="utf-8")})
    assert "MessageSubject" not in snapshot.tables["onprem.message_tracking"].column_names
    assert "MessageSubject" in snapshot.files[0].columns


@pytest.mark.parametrize("kind", AS_TABLE)
def test_the_same_rows_as_clixml(tmp_path: Path, kind: str) -> None:
    text = clixml(rows_of(kind), "Deserialized.Some.Class.Nobody.Knows")
    check(read(tmp_path, {named(kind, "xml"): text}), kind, len(rows_of(kind)))
