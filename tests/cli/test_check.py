"""``exready check``: the files, their ages, and what is missing in the order of its use."""

import gzip
import json
import os
import re
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from console import command, exready
from small_folder import place

from analyzer.survey import open_pack

KEYS = {"usable", "newest", "spread_hours", "old", "files", "problems", "missing"}
MISSING_KEYS = {
    *("code", "kind", "title", "side", "mandatory", "rules", "gates", "part", "script", "command"),
}


@pytest.fixture
def folder(tmp_path):
    return place(tmp_path / "a")


def plain(folder):
    return json.loads(exready("check", folder, "--format", "json").stdout)


def test_a_row_for_each_file(folder):
    told = exready("check", folder).stdout
    rows = {line.split()[0]: line for line in told.splitlines() if line.startswith(("cloud/", "directory/"))}
    assert set(rows) == {"cloud/mailboxes.csv", "cloud/users.json", "directory/fabrikam.ldf"}
    line = rows["cloud/mailboxes.csv"]
    for part in ("Get-Mailbox (Exchange Online)", "cloud.mailbox", "3", "2026-11-15 20:00", "whole"):
        assert part in line


def test_json_has_the_documented_keys(folder):
    found = plain(folder)
    assert set(found) == KEYS
    assert found["usable"] is True
    assert {"file", "kind", "code", "side", "rows_read", "exported_at", "health", "note"} <= found["files"][0].keys()
    assert all(set(m) == MISSING_KEYS for m in found["missing"])
    mailboxes = next(f for f in found["files"] if f["kind"] == "cloud.mailbox")
    assert (mailboxes["code"], mailboxes["side"], mailboxes["rows_read"]) == ("C1", "cloud", 3)


def test_the_documented_keys_are_those_of_the_page():
    page = (Path(__file__).resolve().parents[2] / "docs" / "check.md").read_text(encoding="utf-8")
    assert {f"`{k}`" for k in KEYS | MISSING_KEYS} <= set(re.findall(r"`\w+`", page))


def test_mandatory_ones_come_first_then_what_settles_most(folder):
    missing = plain(folder)["missing"]
    order = [(not m["mandatory"], m["part"], -len(m["rules"]), -len(m["gates"])) for m in missing]
    assert order == sorted(order)
    first = {m["code"] for m in missing if m["mandatory"]}
    assert first == {"C2", "C3", "C4", "D2", "D5"}
    assert missing[0]["mandatory"]
    told = exready("check", folder).stdout
    table = told.split("not supplied, the most useful first")[1]
    assert re.match(r"(?:.*\n){3}\w+ +mandatory ", table)


def test_what_is_missing_tells_rules_gates_script_and_command(folder):
    found = next(m for m in plain(folder)["missing"] if m["kind"] == "cloud.accepted_domain")
    rules = {r.id: r for r in open_pack().rules}
    assert found["rules"]
    assert all("C3" in rules[i].settles for i in found["rules"])
    assert "retire" in found["gates"]
    assert found["script"] == "1-cloud"
    assert "Get-AcceptedDomain" in found["command"]


def test_a_rule_that_is_settled_does_not_count(folder):
    """A rule whose exports are all here gives no export a use."""
    supplied = {f["code"] for f in plain(folder)["files"]} - {""}
    settled = {r.id for r in open_pack().rules if r.settles and set(r.settles) <= supplied}
    assert settled
    assert not settled & {i for m in plain(folder)["missing"] for i in m["rules"]}


def test_what_settles_nothing_is_named_with_the_codes_alone(folder):
    told = exready("check", folder).stdout
    useless = {m["code"] for m in plain(folder)["missing"] if not m["rules"] and not m["mandatory"]}
    line = re.search(r"^Not supplied, and evidence for reports alone: \d+ exports \((.*)\)\.$", told, re.MULTILINE)
    assert set(line[1].split(", ")) == useless
    assert "Get-CASMailbox" not in told


def test_every_command_of_a_useful_export_is_printed_once(folder):
    told = exready("check", folder).stdout
    for m in plain(folder)["missing"]:
        if m["rules"] and m["kind"]:
            last = [line for line in m["command"].strip().splitlines() if line.strip()][-1]
            assert told.count(f"\n  {last}\n") == 1, m["kind"]


def test_an_export_that_is_there_in_part_says_so(folder):
    (folder / "cloud" / "recipients.csv").write_text(
        "RecipientTypeDetails,PrimarySmtpAddress,EmailAddresses,Capabilities,Name\n"
        "UserMailbox,a@fabrikam.example,SMTP:a@fabrikam.example,,a\n",
        encoding="utf-8",
    )
    found = [m for m in plain(folder)["missing"] if m["code"] == "C4"]
    assert [(m["kind"], m["part"], m["mandatory"]) for m in found] == [("cloud.mailuser", True, False)]
    assert re.search(r"^C4 +the rest of it ", exready("check", folder).stdout, re.MULTILINE)


def test_open_statements_are_missing_until_they_are_answered(folder):
    open_ones = next(m for m in plain(folder)["missing"] if m["code"] == "D8")
    assert len([rule for rule in open_ones["rules"] if rule.startswith("ATT-")]) == 14
    (folder / "assessment.toml").write_text(
        '[statements.ATT-001]\nanswer = "yes"\nperson = "A"\ndate = 2026-11-20\n[statements.ATT-002]\nanswer = "yes"\n',
        encoding="utf-8",
    )
    left = next(m for m in plain(folder)["missing"] if m["code"] == "D8")
    assert "ATT-001" not in left["rules"]
    assert "ATT-002" in left["rules"], "a yes without person and day is no answer"


def test_exports_of_one_day_are_not_old(tmp_path):
    folder = place(tmp_path / "b", whenChanged="20261115190000.0Z")
    found = plain(folder)
    assert found["old"] == []
    assert found["spread_hours"] < 24
    assert "apart; 24 h is the limit" not in exready("check", folder).stdout


def test_files_over_a_day_older_are_named(folder):
    path = folder / "cloud" / "mailboxes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-11-15T20:00:00Z", "2026-11-12T03:30:00Z"), "utf-8")
    found = plain(folder)
    assert found["old"][0] != "cloud/users.json"
    assert "cloud/mailboxes.csv" in found["old"]
    assert found["spread_hours"] > 24
    told = exready("check", folder).stdout
    assert re.search(r"^The newest times inside the files are \d+ days apart; 24 h is the limit\.$", told, re.MULTILINE)
    assert "\n  cloud/mailboxes.csv\n" in told
    assert re.search(r"^cloud/mailboxes\.csv .* \(over 24 h\) ", told, re.MULTILINE)


def test_members_of_archives_appear_like_files(folder):
    with zipfile.ZipFile(folder / "exports.zip", "w") as archive:
        archive.write(folder / "cloud" / "mailboxes.csv", "cloud/mailboxes.csv")
    (folder / "cloud" / "mailboxes.csv").unlink()
    users = folder / "cloud" / "users.json"
    (folder / "cloud" / "users.json.gz").write_bytes(gzip.compress(users.read_bytes()))
    users.unlink()
    files = {f["kind"]: f["file"] for f in plain(folder)["files"]}
    assert files["cloud.mailbox"].startswith("exports.zip")
    assert files["cloud.mailbox"].endswith("cloud/mailboxes.csv")
    assert files["entra.user"].startswith("cloud/users.json.gz")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")
@pytest.mark.parametrize("width", [80, 200])
def test_the_tables_fit_the_terminal(folder, width):
    """At 80 columns what belongs together stands below each other, at 200 beside each other; all of it is there."""
    told = watched(width, folder)
    tables = [t for t in re.split(r"\n\n", told) if "\u2500\u2500\u2500" in t]
    assert len(tables) == 2
    for line in "\n".join(tables).splitlines():
        assert len(line.rstrip()) <= width, line
    flat = re.sub(r"\s+", "", tables[0])
    for word in ("cloud/mailboxes.csv", "Get-Mailbox", "directory/fabrikam.ldf", "whole"):
        assert word.replace(" ", "") in flat
    assert ("Script of the kit" in tables[1]) == (width == 200)
    assert "mandatory" in tables[1]
    assert "transfer" in tables[1]


def watched(width, folder):
    """What check prints on a terminal of that width, without the codes of progress and colour."""
    leader, follower = os.openpty()
    import termios

    termios.tcsetwinsize(leader, (50, width))
    environment = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "LINES", "FORCE_COLOR"}}
    environment |= {"TERM": "xterm", "NO_COLOR": "1"}
    shown = bytearray()
    asked = command("check", folder, "--quiet")
    with subprocess.Popen(asked, stdout=follower, stderr=subprocess.DEVNULL, env=environment) as process:
        os.close(follower)
        with suppress(OSError):  # Linux ends with EIO when the last writer is gone
            while piece := os.read(leader, 65536):
                shown += piece
        process.wait()
    os.close(leader)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode()).replace("\r\n", "\n")
