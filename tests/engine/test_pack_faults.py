# ruff: noqa: E501 - tables are wider than code
"""A pack with faults is refused, with every fault of every file named by file and key."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_estates import RULES

from analyzer.engine.pack import Pack, load_pack
from analyzer.errors import PackUnusable

FILE = "dir/DIR-012-alias-missing.toml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack with one rule, and everything that rules share."""
    folder = tmp_path / "rules"
    for name in ("facts", "enumerations"):
        shutil.copytree(RULES / name, folder / name)
    for name in ("pack.toml", "sources.toml", "attributes.csv", FILE):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(RULES / name, folder / name)
    return folder


def faults_of(folder: Path) -> str:
    with pytest.raises(PackUnusable) as refused:
        load_pack(folder)
    assert refused.value.exit_code == 4
    assert refused.value.help
    return refused.value.message


def edit(pack: Path, old: str, new: str, file: str = FILE) -> None:
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_small_pack_is_sound(pack: Path) -> None:
    loaded = load_pack(pack)
    assert [r.id for r in loaded.rules] == ["DIR-012"]
    assert loaded.rules[0].file == FILE


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('owner = "Directory"', 'ownr = "Directory"', "unknown key 'ownr'"),
        ('title = "A remote mailbox has no alias in AD"\n', "", "key 'title' is missing"),
        ('check = "is_absent"', 'check = ""', "key 'check' is missing"),
        ('gates = ["T"]', 'gates = "T"', "key 'gates' holds 'T', not a list"),
        ('gates = ["T"]', 'gates = ["T"]\nstep = "22"', "key 'step' holds '22', not a int"),
        ('gates = ["T"]', 'gates = ["T"]\nwaivable = "yes"', "key 'waivable' holds 'yes', not a bool"),
        ('check = "is_absent"', 'check = "is_missing"', "unknown check 'is_missing'; known: count, "),
        ('population = "remote_mailboxes"', 'population = "everybody"', "unknown population 'everybody'"),
        ('attributes = ["mailNickname"]', 'attribute = "mailNickname"', "unknown parameter 'attribute' of check is_absent"),
        ('attributes = ["mailNickname"]', 'attribute = "mailNickname"', "check is_absent needs 'attributes'"),
        ('attributes = ["mailNickname"]', 'attributes = "mailNickname"', "parameter 'attributes' of check is_absent holds 'mailNickname', not a list"),
        ('attributes = ["mailNickname"]', 'attributes = ["mailNickn*me*x"]', "'mailNickn*me*x' fits no attribute of the catalogue"),
        ('level = "warning"', 'level = "error"', "level 'error' is none of blocker, wait, unknown, warning, info, none"),
        ('gates = ["T"]', 'gates = ["X"]', "gate 'X' is none of T, R, W, M, P"),
        ('gates = ["T"]', 'gates = ["T"]\nlevel_at = { R = "info" }', "level_at names the gate 'R'"),
        ('gates = ["T"]', 'gates = ["T"]\nlevel_at = { T = "high" }', "level 'high' is none of"),
        ('subject = "mailbox"', 'subject = "person"', "subject 'person' is none of mailbox, group"),
        ('confidence = "H"', 'confidence = "L"', "confidence 'L' is none of H, M, U"),
        ('gates = ["T"]', 'gates = ["T"]\nneeds_match = "some"', "needs_match 'some' is none of any, strong"),
        ('sources = ["S15"]', 'sources = ["S99"]', "source 'S99' is not in sources.toml"),
        ('level = "warning"\ngates = ["T"]', 'level = "blocker"\ngates = []', "a blocker needs a gate or a step"),
        ('level = "warning"\ngates = ["T"]\nconfidence = "H"', 'level = "blocker"\ngates = ["T"]\nconfidence = "U"', "what is unverified (confidence U) may not close a gate"),
        ('gates = ["T"]\nconfidence = "H"', 'gates = ["T"]\nlevel_at = { T = "wait" }\nconfidence = "U"', "what is unverified (confidence U) may not close a gate"),
        ('gates = ["T"]', 'gates = ["T"]\nwaived_by = "ATT-008"', "waived_by without waivable = true"),
        ('gates = ["T"]', 'gates = ["T"]\nwaivable = true\nwaived_by = "ATT-099"', "waived_by names ATT-099, which is no rule"),
        ('hits = ["u2"]', "", "no example that fires"),
        ('hits = ["u2"]', 'hits = ["u1", "u2", "u4"]', "no example that does not fire"),
        ('id = "DIR-012"', 'id = "DIR-013"', "the file name is not the id and the name, DIR-013-alias-missing.toml"),
        ('id = "DIR-012"', 'id = DIR-012"', "Invalid"),
    ],
)  # fmt: skip
def test_each_fault_names_file_and_key(pack: Path, old: str, new: str, fault: str) -> None:
    edit(pack, old, new)
    message = faults_of(pack)
    assert fault in message
    assert f"{FILE}: " in message


@pytest.mark.parametrize(
    ("check", "params", "fault"),
    [
        ("differs", 'attributes = ["proxyAdresses.smtp"]', "attribute 'proxyAdresses.smtp' is not in the catalogue"),
        ("is_shared", 'attribute = "address"\namong = "everybody"', "unknown population 'everybody'"),
        ("is_not_among", 'attribute = "domain"\namong = "our_domains"', "unknown set 'our_domains'; known: "),
        ("is_after", 'attribute = "earliest_safe_transfer"\nmoment = "now"', "moment 'now' is none of as_of, export_time"),
        ("is_before", 'attribute = "last_sync"\nmoment = "as_of"\nhours = "3"', "parameter 'hours' of check is_before holds '3', not a number"),
        ("differs", 'attributes = ["mail"]\nboth_set = 1', "parameter 'both_set' of check differs holds 1, not true or false"),
        ("count", "at_least = true", "parameter 'at_least' of check count holds True, not a number"),
        ("is_one_of", 'attribute = "mail"\nvalues = []', "parameter 'values' of check is_one_of holds [], not a list"),
    ],
)  # fmt: skip
def test_parameters_are_compared_with_the_check(pack: Path, check: str, params: str, fault: str) -> None:
    edit(pack, 'check = "is_absent"', f'check = "{check}"')
    edit(pack, 'attributes = ["mailNickname"]', params)
    assert fault in faults_of(pack)


def test_all_faults_of_all_files_at_once(pack: Path) -> None:
    shutil.copy(pack / FILE, pack / "dir/DIR-099-other.toml")
    edit(pack, 'subject = "mailbox"', 'subject = "person"')
    edit(pack, 'level = "warning"', 'level = "error"')
    message = faults_of(pack)
    assert "the rule pack has 3 faults:" in message
    assert message.count(f"{FILE}: ") == 2
    assert "dir/DIR-099-other.toml: the file name is not the id and the name" in message


@pytest.mark.parametrize(
    "name", ["dir/alias.toml", "dir/DIR-12-alias.toml", "dir/dir-012-x.toml", "new/DIR-012-X.toml"]
)
def test_a_file_that_nobody_would_read_is_a_fault(pack: Path, name: str) -> None:
    (pack / name).parent.mkdir(exist_ok=True)
    shutil.copy(pack / FILE, pack / name)
    message = faults_of(pack)
    assert "the rule pack has 1 fault:" in message
    assert f"{name}: a rule file is named like MBX-001-name-in-small-letters.toml" in message


def test_two_files_with_one_id(pack: Path) -> None:
    shutil.copy(pack / FILE, pack / "dir/DIR-012-other.toml")
    edit(pack, 'name = "alias-missing"', 'name = "other"', "dir/DIR-012-other.toml")
    assert f"dir/DIR-012-other.toml: id DIR-012 is already that of {FILE}" in faults_of(pack)


def test_no_rule_at_all(pack: Path) -> None:
    (pack / FILE).unlink()
    assert "no rule file found" in faults_of(pack)


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        ("pack.toml", "pack.toml: the file is missing"),
        ("sources.toml", "sources.toml"),
        ("facts/sync_versions.csv", "facts/sync_versions.csv"),
        ("facts/recipient_types.csv", "facts/recipient_types.csv"),
        ("attributes.csv", "attributes.csv"),
    ],
)
def test_a_missing_file_of_the_pack(pack: Path, file: str, fault: str) -> None:
    (pack / file).unlink()
    assert fault in faults_of(pack)


def test_a_source_without_title(pack: Path) -> None:
    with (pack / "sources.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[source]]\nid = "S98"\n')
    assert "has no id or no title" in faults_of(pack)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("facts/sync_versions.csv", "version,", "build,"),
        ("facts/sync_versions.csv", "2.5.3.0", "two"),
        ("facts/sync_versions.csv", "2026-07-31", "soon"),
    ],
)
def test_damaged_facts(pack: Path, file: str, old: str, new: str) -> None:
    edit(pack, old, new, file)
    assert "a table below facts/ is damaged" in faults_of(pack)


def test_bytes_that_are_no_text(pack: Path) -> None:
    (pack / FILE).write_bytes(b"\xff\xfe\x00")
    assert f"{FILE}: " in faults_of(pack)


def test_the_fingerprint_covers_every_file(pack: Path) -> None:
    before = load_pack(pack)
    edit(pack, "2026-11-23", "2026-11-24", "facts/recipient_types.csv")
    after = load_pack(pack)
    assert before.sha256 != after.sha256
    assert load_pack(pack).sha256 == after.sha256


Change = Callable[[list[list[str]]], None]


def _set(row: int, column: str, value: str) -> Change:
    def change(rows: list[list[str]]) -> None:
        rows[row][rows[0].index(column)] = value

    return change


def _swap(rows: list[list[str]]) -> None:
    rows[1], rows[2] = rows[2], rows[1]


def _twice(rows: list[list[str]]) -> None:
    rows.insert(2, [rows[1][0].upper(), *rows[1][1:]])


def _short(rows: list[list[str]]) -> None:
    rows[1].pop()


def _no_header(rows: list[list[str]]) -> None:
    rows.pop(0)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_set(1, "category", "mail"), "category is 'mail', not one of exchange, identity, object, other"),
        (_set(1, "owner_after", "nobody"), "owner_after is 'nobody', not one of cloud, directory"),
        (_set(1, "written_back", "maybe"), "written_back is 'maybe', not one of calculated, no, yes"),
        (_set(1, "synced", "?"), "synced is '?', not one of no, yes"),
        (_set(1, "syntax", "text"), "syntax is 'text', not one of"),
        (_set(1, "multi_valued", ""), "multi_valued is '', not one of no, yes"),
        (_set(1, "trust", "high"), "trust is 'high', not one of confirmed, inferred, secondary"),
        (_set(1, "compare", "fuzzy"), "compare is 'fuzzy', which nobody registered"),
        (_set(1, "compare", "exact"), "it is compared, but cmdlet or property is empty"),
        (_set(1, "ldap_name", ""), "ldap_name is empty"),
        (_set(1, "sources", ""), "sources is empty"),
        (_set(1, "sources", "S99"), "source S99 is not in sources.toml"),
        (_set(1, "stated_on", "yesterday"), "stated_on is 'yesterday', not a date like 2026-11-23"),
        (_swap, " stands after "),
        (_twice, " is there already as "),
        (_short, "cells instead of"),
        (_no_header, "the header is "),
    ],
)
def test_each_fault_of_the_catalogue_names_its_row(pack: Path, change: Change, fault: str) -> None:
    path = pack / "attributes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    message = faults_of(pack)
    assert fault in message
    assert "attributes.csv" in message


def test_a_damaged_enumeration(pack: Path) -> None:
    path = next((pack / "enumerations").glob("*.csv"))
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    assert f"enumerations/{path.name}: a value stands there twice" in faults_of(pack)


def test_the_shipped_pack_is_sound() -> None:
    pack: Pack = load_pack(RULES)
    assert len(pack.rules) >= 70
    assert [r.id for r in pack.rules] == sorted(r.id for r in pack.rules)
    assert pack.mandatory
