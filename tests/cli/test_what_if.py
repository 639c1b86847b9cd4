"""``exready what-if`` on the sample company."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from console import exready
from small_folder import place

from analyzer.pipeline import analyze

CONTOSO = Path(__file__).resolve().parents[2] / "sample_data" / "contoso"


def said(*assumed: str) -> dict[str, Any]:
    """What the command prints as JSON."""
    words = [w for a in assumed for w in ("--assume", a)]
    result = exready("what-if", CONTOSO, *words, "--format", "json", "--quiet")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_waived_rule_frees_exactly_what_the_corrections_say(tmp_path: Path) -> None:
    assessment = analyze(CONTOSO)
    one = next(c for c in assessment.corrections if c.frees and not c.settles and len(c.rules) == 1)
    out = tmp_path / "changes.csv"
    result = exready("what-if", CONTOSO, "--assume", f"waive={one.rule}", "--out", out, "--format", "json")
    found = json.loads(result.stdout)
    freed = [c for c in found["verdicts"] if c["before"] in {"blocked", "unknown"}]
    assert sum(c["mailboxes"] for c in freed) == one.frees == found["changing"]
    assert {c["after"] for c in freed} <= {"ready", "ready_with_warnings", "wait"}
    assert [r["rule"] for r in found["rules"]] == [one.rule]
    assert found["judged_again"] == "no rule"
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    changed = [r for r in rows if r["verdict_before"] != r["verdict_after"]]
    assert len(changed) == one.frees
    frame = assessment.mailboxes.set_index("object_guid")["verdict"]
    assert all(frame[r["object_guid"]] == r["verdict_before"] for r in changed)


def test_a_longer_interval_makes_a_mailbox_wait(tmp_path: Path) -> None:
    folder = tmp_path / "contoso"
    shutil.copytree(CONTOSO, folder)
    changes = folder / "directory" / "attribute-changes.csv"
    lines = changes.read_text(encoding="utf-8").splitlines(keepends=True)
    # 26 hours before the as-of time: enough for a cycle of 30 minutes, too little for one of three hours.
    name = lines[1].rpartition('","mail"')[0]
    lines.insert(1, f'{name}","extensionAttribute9","2026-11-15T04:00:00Z","2",""\n')
    changes.write_text("".join(lines), encoding="utf-8")
    out = tmp_path / "c.csv"
    result = exready("what-if", folder, "--assume", "sync-interval=3h", "--out", out, "--format", "json")
    found = json.loads(result.stdout)
    assert found["sync_interval_minutes"] == {"before": 30, "after": 180}
    assert found["judged_again"] == "the comparison and 1 rule"
    assert [(c["after"], c["mailboxes"]) for c in found["verdicts"]] == [("wait", 1)]
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    (one,) = (r for r in rows if r["verdict_before"] != r["verdict_after"] == "wait")
    assert (one["earliest_safe_transfer_before"], one["earliest_safe_transfer_after"]) == (
        "2026-11-16T04:30:00Z",
        "2026-11-16T07:00:00Z",
    )
    # Those that wait already wait longer; one that is blocked, whatever the interval, would wait too.
    assert sorted(r["verdict_after"] for r in rows) == ["blocked", *["wait"] * 6]


def test_what_is_true_already_changes_nothing_and_says_so() -> None:
    result = exready("what-if", CONTOSO, "--assume", "sync-interval=30m")
    assert result.exit_code == 0
    assert "Verdicts   none changes\n" in result.stdout
    assert "Gates      none changes\n" in result.stdout
    assert "Path       does not change\n" in result.stdout


def test_running_writeback_changes_its_own_rules_and_no_verdict() -> None:
    found = said("writeback=on")
    rules = {r["rule"]: r["hits"] for r in found["rules"]}
    # The job of the sample is in quarantine and maps no mail.
    assert rules["WB-004"] == {"before": 1, "after": 0}
    assert "WB-003" not in rules
    assert found["verdicts"] == []
    gate = next(g for g in found["gates"] if g["gate"] == "writeback")
    assert gate["no_longer"]


def test_an_answer_is_judged_and_named() -> None:
    found = said("ATT-013=yes", "as-of=2026-12-24")
    assert found["assumptions"] == [
        {"name": "ATT-013", "value": "yes"},
        {"name": "as-of", "value": "2026-12-24T00:00:00Z"},
    ]
    assert found["as_of"] == {"before": "2026-11-16T06:00:00Z", "after": "2026-12-24T00:00:00Z"}
    assert {r["rule"]: r["hits"] for r in found["rules"]}["ATT-013"] == {"before": 1, "after": 0}
    # Who waited in November waits no more on Christmas Eve.
    assert "wait" not in {c["after"] for c in found["verdicts"]}
    assert "wait" in {c["before"] for c in found["verdicts"]}


def test_the_same_question_has_the_same_answer_byte_for_byte() -> None:
    words = ("what-if", CONTOSO, "--assume", "waive=MBX-009", "--format", "json")
    first, second = exready(*words), exready(*words)
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["hypothetical"] == ["MBX-009"]


@pytest.mark.parametrize(
    ("assumed", "message"),
    [
        ("writback=on", "Near names: writeback."),
        ("ATT-01=yes", "Near names: ATT-0"),
        ("waive=MBX-99", "Near names: MBX-0"),
        ("writeback=maybe", "writeback is on or off, not 'maybe'"),
        ("sync-interval=soon", "'soon' is no time between two sync cycles"),
        ("sync-interval=0m", "'0m' is no time between two sync cycles"),
        ("as-of=2026-11-20T06:00", "has no time zone"),
        ("waive", "the assumption waive has no value"),
    ],
)
def test_what_cannot_be_assumed_is_an_error_of_usage(assumed: str, message: str) -> None:
    result = exready("what-if", CONTOSO, "--assume", assumed)
    assert result.exit_code == 2
    assert "error[E150]" in result.stderr
    assert message in result.stderr
    assert not result.stdout


def test_one_thing_cannot_be_assumed_twice() -> None:
    result = exready("what-if", CONTOSO, "--assume", "writeback=on", "--assume", "writeback=off")
    assert result.exit_code == 2
    assert "writeback is assumed twice" in result.stderr


def test_nothing_assumed_is_no_change() -> None:
    result = exready("what-if", CONTOSO)
    assert result.stdout.startswith("Assumed    nothing\n")
    assert "none changes" in result.stdout


def test_each_question_has_the_answer_it_has_alone(tmp_path: Path) -> None:
    folder, out = place(tmp_path / "small", whenChanged="20261116050000.0Z"), tmp_path / "each.csv"
    # Nothing changes under the first: its part of the file is empty.
    questions = ["writeback=on, ATT-001=yes", "as-of=2027-01-01"]
    words = [w for q in questions for w in ("--assume", q)]
    each = exready("what-if", folder, *words, "--each", "--out", out, "--format", "json", "--quiet")
    alone = [
        json.loads(exready("what-if", folder, *more, "--format", "json", "--quiet").stdout)
        for more in (["--assume", "writeback=on", "--assume", "ATT-001=yes"], words[2:])
    ]
    assert json.loads(each.stdout) == {"answers": alone}
    assert alone[1]["rules"]
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {r["assumed"] for r in rows} == {"as-of=2027-01-01T00:00:00Z"}
    text = exready("what-if", folder, *words, "--each", "--quiet").stdout
    assert [line for line in text.splitlines() if line.startswith("Assumed")] == [
        "Assumed    writeback=on, ATT-001=yes",
        "Assumed    as-of=2027-01-01T00:00:00Z",
    ]


def test_one_thing_may_be_assumed_in_several_questions(tmp_path: Path) -> None:
    folder = place(tmp_path / "small")
    words = ("--assume", "writeback=on", "--assume", "writeback=off", "--each")
    assert exready("what-if", folder, *words, "--quiet").exit_code == 0
    assert exready("what-if", folder, "--assume", "writeback=on,writeback=off").exit_code == 2


def test_redacted_the_answer_is_the_same_but_for_the_names(tmp_path: Path) -> None:
    key, out = tmp_path / "secret.key", tmp_path / "changed.csv"
    assert exready("redact-key", key).exit_code == 0
    words = ("what-if", CONTOSO, "--assume", "waive=MBX-009", "--format", "json", "--quiet")
    plain = json.loads(exready(*words, "--out", out).stdout)
    with out.open(encoding="utf-8", newline="") as stream:
        before = list(csv.DictReader(stream))
    redacted = exready(*words, "--redact", key, "--out", out).stdout
    with out.open(encoding="utf-8", newline="") as stream:
        after = list(csv.DictReader(stream))
    told = json.loads(redacted)
    assert told["folder"] != plain["folder"]
    assert [(c["before"], c["after"], c["mailboxes"]) for c in told["verdicts"]] == [
        (c["before"], c["after"], c["mailboxes"]) for c in plain["verdicts"]
    ]
    assert told["rules"] == plain["rules"]
    names = {row[key] for row in before for key in ("object_guid", "user_principal_name", "primary_smtp_address")}
    assert len(before) == len(after) == plain["changing"] > 0
    assert not [n for n in names if n in redacted or n in out.read_text(encoding="utf-8")]
    assert [row["verdict_after"] for row in after] == [row["verdict_after"] for row in before]
