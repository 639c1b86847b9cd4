"""assessment.toml: what people say, and every fault of it at once."""

import base64
import datetime as dt
import re
from pathlib import Path

import pytest

from analyzer.collectors.settings import read_settings
from analyzer.errors import SettingsUnusable
from analyzer.model.settings import Settings, Statement

# One grey pixel.
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "assessment-toml.md"


def settings(folder: Path, text: str) -> Settings:
    path = folder / "assessment.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def faults(folder: Path, text: str) -> str:
    with pytest.raises(SettingsUnusable) as caught:
        settings(folder, text)
    return caught.value.message


def test_without_the_file_everything_has_its_default(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "assessment.toml") == Settings()


def test_the_documented_example_is_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "logo.png").write_bytes(PNG)
    found = settings(tmp_path, example)
    assert found.logo is not None
    assert found.customer == "Contoso"
    assert found.accent == "#1f6feb"
    assert (found.sync_interval_minutes, found.settle_hours) == (30, 24)
    said = found.statement("ATT-001")
    assert said is not None
    assert said.is_answered
    assert said.date == dt.date(2026, 11, 18)
    assert found.statement("ATT-009") == Statement(id="ATT-009", answer="no")
    (waiver,) = found.waivers
    assert (waiver.rule, waiver.object, waiver.expires) == (
        "DIR-012",
        "kim.akers@contoso.example",
        dt.date(2026, 12, 31),
    )
    assert re.fullmatch("[0-9a-f]{64}", found.sha256)


def test_every_documented_key_is_known(tmp_path: Path) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z]+)\.([a-z_]+)`", text, re.MULTILINE)
    assert ("customer", "name") in rows
    for table, key in rows:
        assert "unknown" not in faults(tmp_path, f"[{table}]\n{key} = 7.5\n")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[custmer]\nname = 'x'", "custmer: unknown key; known are application, customer,"),
        ("customer = 'x'", "customer: must be a table, written as [customer]"),
        ("[customer]\nname = 1", "customer.name: must be text in quotes, not 1"),
        ("[report]\nlogos = 'x'", "report.logos: unknown key"),
        ("[report]\nlogo = 'x.png'", "report.logo: x.png cannot be read: No such file or directory"),
        ("[report]\naccent = 'blue'", "report.accent: 'blue' is no colour"),
        (
            "[timing]\nsync_interval_minutes = 0",
            "timing.sync_interval_minutes: must be a whole number from 1 to 10,080",
        ),
        ("[timing]\nsync_interval_minutes = '30'", "must be a whole number"),
        ("[timing]\nsettle_hours = true", "timing.settle_hours: must be a whole number from 0 to 720"),
        ("[scope]\nplanned = 'x'", "scope.planned: must be a list"),
        ("[scope]\nreturns_onprem = [1]", "scope.returns_onprem: must be a list"),
        ("[timing]\ntransferred_by = 'May'", "timing.transferred_by: must be a day like 2026-11-20"),
        ("[statements.ATT-1]\nanswer = 'no'", "statements.ATT-1: the name must be like ATT-001"),
        ("[statements.ATT-001]\nanswer = 'maybe'", 'statements.ATT-001.answer: must be "yes" or "no", not \'maybe\''),
        (
            "[statements.ATT-001]\nanswer = 'yes'\ndate = 'May'",
            "statements.ATT-001.date: must be a day like 2026-11-20",
        ),
        ("[statements.ATT-001]\nanser = 'yes'", "statements.ATT-001.anser: unknown key"),
        ("[statements]\nATT-001 = 'yes'", "statements.ATT-001: must be a table"),
        ("[waiver]\nrule = 'DIR-012'", "waiver: must be tables, each written as [[waiver]]"),
        ("[[waiver]]\nrule = 'DIR-012'", "waiver 1: reason is missing"),
        (
            "[[waiver]]\nrule = 'dir12'\nreason='r'\napprover='a'\nexpires=2026-12-31",
            "waiver 1: rule: 'dir12' is no rule",
        ),
        ("[[waiver]]\nrule = 'DIR-012'\nreason='r'\napprover='a'\nexpires=7", "waiver 1: expires: must be a day"),
        ("= 1", "is not TOML"),
    ],
)
def test_a_fault_is_named_with_its_key(tmp_path: Path, text: str, fault: str) -> None:
    assert fault in faults(tmp_path, text)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    said = faults(tmp_path, "[customer]\nname = 1\n[report]\naccent = 'x'\n[timing]\nsettle_hours = -1\n")
    assert said.startswith("assessment.toml has 3 faults:")


def test_true_and_false_are_answers_too(tmp_path: Path) -> None:
    found = settings(tmp_path, "[statements.ATT-001]\nanswer = false\n[statements.ATT-002]\nanswer = ''\n")
    assert found.statements == (Statement(id="ATT-001", answer="no"),)


def test_lists_of_the_scope_and_the_day_of_the_transfer(tmp_path: Path) -> None:
    text = (
        "[timing]\ntransferred_by = 2026-11-10\n[scope]\nreturns_onprem = [' a@x.example ', '']\nleaves_scope = ['b']\n"
    )
    found = settings(tmp_path, text)
    assert found.transferred_by == dt.date(2026, 11, 10)
    assert (found.returns_onprem, found.leaves_scope, found.planned) == (("a@x.example",), ("b",), ())


def test_the_question_of_a_rule_is_answered_under_its_id(tmp_path: Path) -> None:
    found = settings(tmp_path, "[statements.DIR-027]\nanswer = 'no'\n")
    assert found.statement("DIR-027") == Statement(id="DIR-027", answer="no")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "assessment.toml"
    path.write_bytes('[customer]\nname = "Jörg"'.encode("cp1252"))
    with pytest.raises(SettingsUnusable, match="not UTF-8"):
        read_settings(path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "assessment.toml"
    path.write_bytes(b'\xef\xbb\xbf[customer]\nname = "Contoso"')
    assert read_settings(path).customer == "Contoso"


@pytest.mark.parametrize("rule", ["WB-007", "DIR-012", "SYNC-001"])
def test_every_family_of_rules_can_be_named_by_a_waiver(tmp_path: Path, rule: str) -> None:
    text = f'[[waiver]]\nrule = "{rule}"\nreason = "r"\napprover = "a"\nexpires = 2026-12-31\n'
    assert settings(tmp_path, text).waivers[0].rule == rule


def test_the_help_names_every_key(tmp_path: Path) -> None:
    with pytest.raises(SettingsUnusable) as caught:
        settings(tmp_path, "strange = 1\n")
    rows = re.findall(r"^\| `([a-z]+)\.([a-z_]+)`", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    named = {key for row in rows for key in row} | {"statements", "answer", "waiver", "expires"}
    assert [word for word in sorted(named) if word not in caught.value.help] == []
