"""``exready explain``: one rule, attribute, problem, or object of the sample company or of a small folder."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from console import COLOUR, exready
from small_folder import place

from analyzer import explaining
from analyzer.engine.findings import build_findings
from analyzer.engine.verdicts import decide
from analyzer.explain.lookup import Fit
from analyzer.explain.object_pages import Judged, object_page
from analyzer.planning.assemble import LABELS

ROOT = Path(__file__).resolve().parents[2]
CONTOSO = ROOT / "sample_data" / "contoso"
READY, BLOCKED = "accounts-payable@contoso.example", "aoife.nolan@contoso.example"
WAITING, WARNED = "alice.pryor@contoso.example", "alice.hartley@emea.contoso.example"
DONE, LACKING = "ananya.raghunathan@contoso.example", "ruth.fenwick@contoso.example"
CLAIMED = "98845693-307a-59f9-9bc1-bd57edef06b8"
LAG, DRIFT = "maren.lund@emea.contoso.example", "anahera.kealoha@emea.contoso.example"


@pytest.fixture(scope="module")
def judged():
    """The sample company, read and judged once."""
    return explaining.judged_folder(CONTOSO)


@pytest.fixture
def contoso(judged, monkeypatch):
    """``exready explain NAME --in`` the sample company, as JSON: the page, and its sections by key."""
    monkeypatch.setattr(explaining, "judged_folder", lambda folder, **_more: judged)

    def explain(name):
        result = exready("explain", name, "--in", CONTOSO, "--format", "json")
        assert result.exit_code == 0, result.stderr
        page = json.loads(result.stdout)
        return page, {s["key"]: s for s in page["sections"]}

    return explain


def rules_of(section):
    return [row["rule"] for row in section.get("rows", ())]


def steps(found):
    return [(row["now"], row["rule"]) for row in found["changes"].get("rows", ())]


# One of each verdict


def test_a_ready_mailbox_has_nothing_in_its_way(contoso):
    page, found = contoso(READY)
    assert page["title"].startswith("Ready. ")
    assert found["changes"]["text"] == ["Nothing stands in its way. A change in AD makes it wait again."]
    assert "blockers" not in found["verdict"]["facts"]
    assert rules_of(found["fired"]) == ["MBX-008"]
    assert "MBX-002" in rules_of(found["passed"])


def test_a_blocked_mailbox_says_what_would_free_it_with_the_command_filled_in(contoso):
    page, found = contoso(BLOCKED)
    assert page["id"] == "aoife.nolan@contoso.example"
    assert found["verdict"]["facts"]["blockers"] == "SYNC-009"
    assert steps(found) == [("Blocked", "SYNC-009")]
    assert found["changes"]["text"] == ["One after the other: blocked, then ready."]
    fired = {row["rule"]: row for row in found["fired"]["rows"]}
    assert "PropertyConflict" in fired["SYNC-009"]["cloud_has"]
    assert re.fullmatch(r"directory/contoso\.ldf row \d+; cloud/\S+ row \d+", fired["SYNC-009"]["evidence"])
    assert "Set-Mailbox -Identity aoife.nolan@contoso.example" in fired["MBX-008"]["what_to_do"]


def test_a_waiting_mailbox_says_until_when_and_its_times_are_in_order(contoso):
    _, found = contoso(WAITING)
    assert found["verdict"]["facts"]["safe_from"] == "2026-11-16T22:30:00Z (object time, at the latest)"
    assert steps(found) == [("Wait", "MBX-009")]
    rows = found["timeline"]["rows"]
    times = [row["time"] for row in rows]
    assert times == sorted(times)
    whats = [row["what"] for row in rows]
    for word in (
        "Created in AD",
        "Last sync from AD to Entra",
        "Judged for this time",
        "Safe to transfer from here on",
    ):
        assert word in whats
    assert any(w.startswith("Export directory/contoso.ldf, 2 h 0 min before") for w in whats)


def test_exported_times_of_attributes_stand_in_the_timeline(contoso):
    _, found = contoso(LAG)
    told = {row["what"]: row["time"] for row in found["timeline"]["rows"]}
    assert told["extensionAttribute1 changed in AD (version 3)"] == "2026-11-16T05:00:00Z"
    assert found["verdict"]["facts"]["safe_from"].endswith("(attribute times)")


def test_warnings_and_a_done_mailbox(contoso):
    _, warned = contoso(WARNED)
    assert steps(warned) == [("Ready with warnings", "ORG-029")]
    assert warned["changes"]["rows"][0]["what_to_do"].startswith("Switch the policy off for these mailboxes:")
    page, done = contoso(DONE)
    assert page["title"] == "Done. Already managed in the cloud."
    assert "safe_from" not in done["verdict"]["facts"]
    assert rules_of(done["fired"]) == ["MBX-006"]


def test_what_nobody_can_know_names_the_step_that_tells(contoso):
    _, found = contoso(LACKING)
    assert found["verdict"]["facts"]["verdict"].startswith("Unknown: ")
    assert steps(found) == [("Unknown", "MBX-015")]
    assert "Get-MgUser -UserId ruth.fenwick@contoso.example" in found["changes"]["rows"][0]["what_to_do"]
    _, found = contoso(CLAIMED)
    unknown = {row["rule"]: row["cannot_be_judged_without"] for row in found["not_known"]["rows"]}
    assert "settled by A1 C1" in unknown["MBX-002"]


def test_behind_a_blocker_stands_what_comes_next(contoso):
    _, found = contoso(CLAIMED)
    assert found["object"]["facts"]["ambiguous"].startswith("source anchor: 2 directory")
    assert steps(found)[0] == ("Blocked", "MBX-026")
    assert {now for now, _ in steps(found)[1:]} == {"Unknown"}


def test_a_group_has_no_verdict_and_its_own_rules(contoso):
    page, found = contoso("Sales Benelux")
    assert page["title"] == "Verdicts are about mailboxes; this object has none."
    assert "changes" not in found
    assert {"GRP-001", "GRP-010"} <= set(rules_of(found["fired"]))
    assert "GRP-009" in rules_of(found["passed"])
    meant = {row["rules"]: row for row in found["outside"]["rows"]}
    assert meant["GRP-008"]["why_not"] == "not one of them"
    assert meant["GRP-008"]["meant_for"].startswith("room_lists: room lists")
    assert any(row["attribute"] == "member" and "Vikram Chatterjee" in row["ad_has"] for row in found["sides"]["rows"])


def test_the_verdict_is_that_of_the_whole_assessment(judged):
    estate, outcomes, mandatory = judged.estate, judged.found.outcomes, judged.pack.mandatory
    _, waived, _ = build_findings(estate, outcomes)
    whole = decide(estate, outcomes, waived, mandatory=mandatory)
    everybody = np.flatnonzero(whole.is_mailbox)
    seen = set()
    for identity in {int(everybody[whole.verdict[everybody] == v][0]) for v in set(whole.verdict[everybody])}:
        page = object_page(
            Judged(estate=estate, outcomes=outcomes, mandatory=mandatory, as_of_basis=""),
            Fit(identity=identity, ways=()),
        )
        (facts,) = (dict(s.facts) for s in page.sections if s.key == "verdict")
        verdict = str(whole.verdict[identity])
        seen.add(verdict)
        assert facts["Verdict"].startswith(f"{LABELS[verdict][0]}: ")
        assert facts["Reason"] == whole.reason[identity]
        for name, ids in (("Blockers", whole.blockers), ("Warnings", whole.warnings), ("Unknown", whole.unknowns)):
            assert facts.get(name, "") == ids[identity]
    assert len(seen) == 7


# Both sides


def test_both_sides_stand_beside_each_other(contoso):
    _, found = contoso(DRIFT)
    (row,) = found["sides"]["rows"]
    assert row["attribute"] == "proxyAddresses.smtp"
    assert row["kind"].startswith("drift")
    assert row["where"] == "only in the cloud"
    assert "smtp:messe@emea.contoso.example" in row["cloud_compared"]
    assert "smtp:messe@emea.contoso.example" not in row["ad_compared"]
    assert row["why"].startswith("Only in the cloud: smtp:messe@emea.contoso.example.")
    assert row["edit_it_now_in"] == "Exchange on-premises, Set-RemoteMailbox"
    equal = {r["attribute"]: r for r in found["equal"]["rows"]}
    assert equal["msExchRecipientTypeDetails"]["ad_has"] == "2147483648"
    assert equal["msExchRecipientTypeDetails"]["compared_as"] == "RemoteUserMailbox"
    assert "altRecipient" in found["empty"]["text"][0]
    assert "Different by design" in {r["attribute"]: r["why"] for r in found["by_design"]["rows"]}["proxyAddresses.sip"]


def test_the_counts_are_those_of_every_compared_attribute(contoso, judged):
    page, found = contoso(DRIFT)
    told = found["sides"]["text"][0]
    total = sum(map(int, re.findall(r"\d+", told)))
    assert total == len(judged.estate.comparison.kinds)
    rows = sum(len(s.get("rows", ())) for s in page["sections"] if s["key"] in {"sides", "equal", "by_design"})
    rows += sum(len(s["rows"]) for s in page["sections"] if s["key"] == "not_compared")
    assert rows + len(found["empty"]["text"][0].split(", ")) <= total


# Names


@pytest.mark.parametrize(
    "name",
    [
        "AOIFE.Nolan@contoso.example",
        "smtp:aoife.nolan@contoso.onmicrosoft.com",
        "8e1ba204-07e8-5f17-ba51-c9a4a551608d",
        "{8E1BA204-07E8-5F17-BA51-C9A4A551608D}",
        "a5ba761e-dc48-5884-a7ff-5b42dc2f01a3",
        "cn=aoife nolan, OU=Halifax,OU=Staff,DC=contoso,DC=example",
        "Aoife Nolan",
    ],
)
def test_an_object_is_found_by_every_name_it_has(contoso, name):
    page, _ = contoso(name)
    assert page["id"] == "aoife.nolan@contoso.example"


def test_several_that_fit_are_listed_with_what_names_each(contoso):
    result = exready("explain", "Hélène Côté", "--in", CONTOSO)
    assert result.exit_code == 2
    assert result.stderr.startswith("error[E141]: 2 objects are named Hélène Côté:\n")
    assert result.stdout == ""
    for listed in re.findall(r"^  (\S+)  ", result.stderr, re.MULTILINE):
        page, _ = contoso(listed)
        assert page["id"] == "helene.cote@contoso.example"


def test_a_misspelt_object_shows_who_is_near(contoso):
    result = exready("explain", "alise.pryor@contoso.example", "--in", CONTOSO)
    assert result.exit_code == 2
    assert "error[E140]: nothing is named 'alise.pryor@contoso.example' in" in result.stderr
    assert "Near names: alice.pryor@contoso.example" in result.stderr
    assert "four kinds" in result.stderr


def test_a_rule_an_attribute_and_a_problem_say_what_they_are_in_the_folder(contoso):
    _, rule = contoso("SYNC-009")
    assert "aoife.nolan@contoso.example" in [row["sign_in_name"] for row in rule["in_folder"]["rows"]]
    _, attribute = contoso("msExchHideFromAddressLists")
    facts = attribute["in_folder"]["facts"]
    assert int(facts["pairs_of_mailboxes"]) == sum(
        int(facts[k]) for k in ("equal", "lag", "drift", "by_design", "unknown")
    )
    _, problem = contoso("E206")
    assert problem["in_folder"]["text"] == ["No file of it has this problem."]


# The terminal


HOSTILE = "Eve\x1b]0;x\x07\u202e|`<b>[x](javascript:1)*"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A folder whose first person has a name that would drive a terminal."""
    return place(tmp_path_factory.mktemp("explain") / "fabrikam", displayName=HOSTILE)


def test_values_of_the_directory_are_harmless_everywhere(hostile):
    text = exready("explain", "ada@fabrikam.example", "--in", hostile).stdout
    markdown = exready("explain", "ada@fabrikam.example", "--in", hostile, "--format", "markdown").stdout
    plain = exready("explain", "ada@fabrikam.example", "--in", hostile, "--format", "json").stdout
    for output in (text, markdown, plain):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", output)
    assert COLOUR not in text
    assert "Eve\\x1b]0;x" in text
    assert "\\\\x1b\\]0;x\\\\x07\\\\u202e\\|\\`\\<b\\>\\[x\\](javascript:1)\\*" in markdown
    assert json.loads(plain)["sections"][0]["facts"]["name"] == HOSTILE


def test_the_real_command_reads_the_folder_and_writes_nothing(hostile):
    before = sorted(hostile.rglob("*"))
    result = exready("explain", "bela@fabrikam.example", "--in", hostile, "--as-of", "2026-11-20")
    assert result.exit_code == 0
    assert re.search(r"2026-11-20T00:00:00Z +Judged for this time +given", result.stdout)
    assert sorted(hostile.rglob("*")) == before


def test_a_broken_folder_is_code_3(tmp_path):
    assert exready("explain", "kim@contoso.example", "--in", tmp_path / "none").exit_code == 3
