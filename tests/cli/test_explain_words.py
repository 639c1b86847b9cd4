"""exready explain without a folder: rules, attributes, codes, and words nobody knows."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from console import exready

ROOT = Path(__file__).resolve().parents[2]


def test_a_rule_says_all_that_its_file_says():
    result = exready("explain", "mbx-009", "--format", "json")
    found = {s["key"]: s for s in json.loads(result.stdout)["sections"]}
    head = found["rule"]["facts"]
    assert head["level"].startswith("wait: ")
    assert head["gates"] == "transfer (T)"
    assert head["for_whom"] == "paired_mailboxes: synced mailboxes with exactly one directory object."
    assert head["it_is_a_finding_when"].startswith("is_after: the time lies after")
    assert "A6 Change times of attributes" in head["settled_by"]
    assert head["trust"] == "high: documented"
    assert found["why"]["text"][0].startswith("A change needs one sync cycle")
    assert "Start-ADSyncSyncCycle" in found["fix"]["code"]
    assert found["decided"]["text"]
    assert any(item.startswith("S20: ") for item in found["sources"]["items"])
    assert {row["parameter"] for row in found["parameters"]["rows"]} == {"attribute", "moment"}
    result = exready("explain", "MBX-009")
    assert "hit until 2026-11-20T12:15:00Z" in result.stdout


def test_the_as_of_time_decides_which_value_of_a_fact_is_shown():
    def values(*more):
        result = exready("explain", "TEN-005", "--format", "json", *more)
        found = {s["key"]: s for s in json.loads(result.stdout)["sections"]}
        return " ".join(row["value"] + " " + row["meaning"] for row in found["parameters"]["rows"])

    before, after = values("--as-of", "2026-06-01"), values("--as-of", "2026-09-01")
    assert before != after
    assert "200000 mailboxes" in before
    assert "600000 mailboxes" in after
    assert "other values: 200000 from 2026-05-15 on" in after


def test_a_rule_that_is_left_out_gives_the_reason():
    result = exready("explain", "WB-011")
    assert "deliberately not judged" in result.stdout
    assert re.search(r"Reason +It only repeats", result.stdout)


def test_an_attribute_by_either_name_or_by_one_aspect():
    pages = [exready("explain", n).stdout for n in ("proxyAddresses", "emailaddresses", "proxyAddresses.primary")]
    assert pages[0].startswith("proxyAddresses\n")
    assert len(set(pages)) == 1
    for label in (
        "Owner before",
        "Owner after",
        "Written back",
        "Compared",
        "Synced",
        "Edit before",
        "Trust",
        "Sources",
    ):
        assert label in pages[0]
    assert "DRF-002" in pages[0]


def test_a_name_of_two_attributes_asks_which():
    result = exready("explain", "AcceptMessagesOnlyFromSendersOrMembers")
    assert result.exit_code == 2
    assert "error[E141]: 2 attributes of AD are" in result.stderr
    assert "authOrig" in result.stderr


@pytest.mark.parametrize("code", ["E206", "w415", "W501", "E101", "E140", "E000"])
def test_a_code_says_what_it_means_and_what_to_do(code):
    result = exready("explain", code)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{code.upper()}\n")
    assert "What it means" in result.stdout
    assert "What to do" in result.stdout


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("MBX-099", "Near names: MBX-0"),
        ("proxyAdresses", "Near names: proxyAddresses"),
        ("kim@contoso.example", "exready explain 'kim@contoso.example' --in FOLDER"),
        ("", "nothing is named ''"),
    ],
)
def test_an_unknown_word_is_code_2_with_what_is_near_and_what_there_is(word, says):
    result = exready("explain", word)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "four kinds of things" in result.stderr
    assert result.stdout == ""


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from analyzer.cli.main import root\n"
        "root(['explain', '--help'], standalone_mode=False)\n"
        "heavy = {'pandas', 'pyarrow', 'rich', 'analyzer.explaining', 'analyzer.engine'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr == "[]\n"
