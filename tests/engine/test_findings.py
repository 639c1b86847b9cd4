# ruff: noqa: E501 - tables are wider than code
"""Findings: keys that stay, words filled in, counts instead of floods, signatures."""

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tiny_estates import Tiny, named, rule, tiny

from analyzer.engine.evaluate import evaluate
from analyzer.engine.findings import MOST_UNKNOWN_ROWS, build_findings, filled, finding_key
from analyzer.engine.populations import Population
from analyzer.model.frames import FINDINGS
from analyzer.model.rules import Rule
from analyzer.model.settings import Statement, Waiver

ALIAS = rule(
    "is_absent", "remote_mailboxes", params={"attributes": ["mailNickname"]}, fix="Set-RemoteMailbox -Identity {guid}"
)


def findings_of(made: Tiny, *rules: Rule) -> pd.DataFrame:
    return build_findings(made.estate, evaluate(made.estate, rules))[0]


def test_a_finding_carries_its_evidence() -> None:
    made = tiny("id | ad.mailNickname\nu1 | a\nu2 |")
    (row,) = findings_of(made, ALIAS).to_dict("records")
    assert (row["rule"], row["level"], row["outcome"], row["gate"]) == ("TST-001", "blocker", "fail", "T")
    assert row["object_name"] == "u2"
    assert row["user_principal_name"] == "u2@contoso.com"
    assert (row["source_file"], row["source_row"]) == ("ad.object.csv", 2)
    assert (row["cloud_file"], row["cloud_row"]) == ("cloud.mailbox.csv", 2)
    assert row["attribute"] == "mailNickname"
    assert row["remediation"] == f"Set-RemoteMailbox -Identity {row['object_guid']}"
    assert row["message"] == "Fault TST-001."
    assert list(FINDINGS) == list(row)


def test_keys_stay_when_rows_move_and_other_objects_come() -> None:
    first = findings_of(tiny("id | ad.mailNickname\nu1 |\nu2 |\nu3 | c"), ALIAS)
    moved = findings_of(tiny("id | ad.mailNickname\nu4 | d\nu2 |\nu3 | c\nu1 |"), ALIAS)
    assert set(first["finding_key"]) == set(moved["finding_key"])
    assert first["finding_key"].is_unique
    assert all(len(k) == 16 for k in first["finding_key"])


def test_a_key_says_rule_object_attribute_and_value() -> None:
    base = ("R", "guid", "name", "attribute", "")
    keys = {finding_key(*((*base[:i], "other", *base[i + 1 :]))) for i in (0, 1, 3, 4)}
    assert len(keys | {finding_key(*base)}) == 5
    assert finding_key("R", "guid", "renamed", "attribute", "") == finding_key(*base)


@pytest.mark.parametrize(
    ("text", "values", "out"),
    [
        ("-Identity {upn}", {"upn": "anna@contoso.com"}, "-Identity anna@contoso.com"),
        ("-Identity {upn}", {}, "-Identity <upn>"),
        ("-Identity '{name}'", {"name": "Anna Berg"}, "-Identity 'Anna Berg'"),
        ("-Identity {name}", {"name": "Anna Berg"}, "-Identity 'Anna Berg'"),
        ("-Identity '{name}'", {"name": "O'Hara"}, "-Identity 'O''Hara'"),
        ("-Identity {name}", {"name": "x; Remove-Mailbox *"}, "-Identity 'x; Remove-Mailbox *'"),
        ("-Identity '{name}'", {"name": "x\u2019; Remove-Mailbox *"}, "-Identity 'x\u2019\u2019; Remove-Mailbox *'"),
        ("-Identity {name}", {"name": "$(Stop-Computer)"}, "-Identity '$(Stop-Computer)'"),
        ("{directory_value}", {"directory_value": "{upn}", "upn": "anna"}, "'{upn}'"),
        ("{directory_value} {count}", {"directory_value": "{count}", "count": "3"}, "'{count}' 3"),
        ("{other} <tenant>", {}, "{other} <tenant>"),
    ],
)
def test_a_value_never_leaves_its_place_in_a_command(text: str, values: dict[str, str], out: str) -> None:
    assert filled(text, values) == out


def test_a_summary_is_one_finding_with_a_count() -> None:
    given = replace(ALIAS, summary=True, fix="Mend {count} mailboxes.")
    frame = findings_of(tiny("id | ad.mailNickname\nu1 |\nu2 |\nu3 | ?"), given)
    assert frame["message"].tolist() == ["Fault TST-001: 2 mailboxes.", "Cannot be judged: Fault TST-001."]
    assert frame["remediation"][0] == "Mend 2 mailboxes."
    assert frame["outcome"].tolist() == ["fail", "unknown"]
    assert findings_of(tiny("id | ad.mailNickname\nu1 |"), given)["message"].tolist() == ["Fault TST-001: 1 mailbox."]


def test_one_cause_is_one_finding_however_many_rows_it_hides() -> None:
    frame = findings_of(tiny("id\nu1\nu2\nu3"), replace(ALIAS, params={"attributes": ["noSuchColumn"]}))
    assert frame["message"].tolist() == [
        "Cannot be judged for 3 mailboxes: noSuchColumn of the directory export (LDIF)."
    ]
    assert frame["outcome"].tolist() == ["unknown"]


@pytest.mark.parametrize("extra", [0, 1])
def test_many_unknown_rows_become_one(extra: int) -> None:
    rows = "\n".join(f"u{n} | ?" for n in range(MOST_UNKNOWN_ROWS + extra))
    frame = findings_of(tiny("id | ad.mailNickname\n" + rows), ALIAS)
    assert len(frame) == (1 if extra else MOST_UNKNOWN_ROWS)


def test_a_missing_export_is_named_without_any_row() -> None:
    frame = findings_of(tiny("id | sides\nu1 | cloud", missing=["ad.object"]), ALIAS)
    assert frame["message"].tolist() == ["Cannot be judged: the directory export of every domain (LDIF)."]
    assert frame["object_name"].tolist() == [""]


def test_a_hit_of_level_unknown_says_that_nobody_can_judge() -> None:
    frame = findings_of(tiny("id | ad.mailNickname\nu1 |"), replace(ALIAS, level=named("MBX-015").level))
    assert (frame["outcome"].tolist(), frame["level"].tolist()) == (["unknown"], ["unknown"])


def test_a_stated_exception_is_counted_and_never_reported() -> None:
    made = tiny("id | ad.msExchRecipientTypeDetails\nu1 | 33554432")
    (outcome,) = evaluate(made.estate, [named("SYS-007")])
    assert outcome.hits == 1
    assert build_findings(made.estate, [outcome])[0].empty


def test_an_error_is_shown_and_is_unknown() -> None:
    made = tiny("id\nu1")
    (outcome,) = evaluate(made.estate, [ALIAS])
    nobody = Population(subjects=None, member=np.zeros(0, np.uint8))
    broken = replace(outcome, population=nobody, codes=np.zeros(0, np.uint8), error="ValueError: broken", blanket=True)
    frame = build_findings(made.estate, [broken])[0]
    assert frame["message"].tolist() == ["The rule could not run: ValueError: broken"]
    assert frame["outcome"].tolist() == ["unknown"]


@pytest.mark.parametrize(
    ("rows", "certainty"),
    [("u1 | ad cloud | | ", "possible"), ("u1 | ad cloud entra | | ", "certain")],
)
def test_weak_evidence_makes_a_finding_possible(rows: str, certainty: str) -> None:
    head = "id | sides | ad.msExchMailboxGuid | ad.msDS-ExternalDirectoryObjectId | ad.homeMDB\n"
    frame = findings_of(tiny(head + rows + "| CN=DB01"), named("MBX-003"))
    assert frame["certainty"].tolist() == [certainty]


def test_the_gate_of_a_finding_is_one_that_still_asks() -> None:
    rows = "id | cloud.IsExchangeCloudManaged | ad.mailNickname\nu1 | True |\nu2 | False |"
    frame = findings_of(tiny(rows), replace(ALIAS, gates=named("DIR-001").gates))
    assert dict(zip(frame["object_name"], frame["gate"], strict=True)) == {"u1": "M", "u2": "T"}


def _signed(**words: Any) -> Waiver:
    base: dict[str, Any] = {"rule": "ORG-011", "reason": "printers", "approver": "Ines Holm", "expires": dt.date(2026, 12, 31)}  # fmt: skip
    return Waiver(**(base | words))


CONNECTORS = """
id | distinguishedName | objectClass | msExchSmtpReceiveBindings | msExchSmtpReceiveRemoteIPRanges
r1 | CN=Relay A,CN=SMTP Receive Connectors,CN=Protocols,CN=EX01,CN=Microsoft Exchange,DC=x | msExchSmtpReceiveConnector | 0.0.0.0:25 | 192.0.2.10
r2 | CN=Relay B,CN=SMTP Receive Connectors,CN=Protocols,CN=EX01,CN=Microsoft Exchange,DC=x | msExchSmtpReceiveConnector | 0.0.0.0:25 | 192.0.2.10
"""
RELAY_A = "CN=Relay A,CN=SMTP Receive Connectors,CN=Protocols,CN=EX01,CN=Microsoft Exchange,DC=x"


@pytest.mark.parametrize(
    ("waiver", "outcomes"),
    [
        (_signed(), ["waived", "waived"]),
        (_signed(object=RELAY_A), ["waived", "fail"]),
        (_signed(object=RELAY_A.upper()), ["waived", "fail"]),
        (_signed(expires=dt.date(2026, 11, 20)), ["waived", "waived"]),
        (_signed(expires=dt.date(2026, 11, 19)), ["fail", "fail"]),
        (_signed(rule="MBX-001"), ["fail", "fail"]),
    ],
    ids=["all", "one", "one, other case", "last day", "ended", "another rule"],
)
def test_waivers(waiver: Waiver, outcomes: list[str]) -> None:
    made = tiny(table="ad.configuration", rows=CONNECTORS, settings={"waivers": (waiver,)})
    frame, _identities, counts = build_findings(made.estate, evaluate(made.estate, [named("ORG-011")]))
    assert frame.sort_values("object_name")["outcome"].tolist() == outcomes
    assert counts.get("ORG-011", 0) == outcomes.count("waived")
    assert set(frame["waiver"]) <= {"", f"Ines Holm, until {waiver.expires}"}
    assert frame["level"].tolist() == ["blocker", "blocker"]


GROUPS = "id | class | ad.msExchRecipientTypeDetails\ng1 | group | 256"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (Statement(id="ATT-008", answer="yes", person="Ines Holm", date=dt.date(2026, 11, 2)), "waived"),
        (Statement(id="ATT-008", answer="yes"), "fail"),
        (Statement(id="ATT-008", answer="no"), "fail"),
        (Statement(id="ATT-001", answer="yes", person="Ines Holm", date=dt.date(2026, 11, 2)), "fail"),
    ],
)
def test_a_statement_signs_for_the_rules_that_name_it(said: Statement, outcome: str) -> None:
    made = tiny(GROUPS, settings={"statements": (said,)})
    frame = findings_of(made, named("GRP-001"))
    assert frame["outcome"].tolist() == [outcome]


def test_no_signature_turns_unknown_into_waived() -> None:
    said = Statement(id="ATT-008", answer="yes", person="Ines Holm", date=dt.date(2026, 11, 2))
    made = tiny(GROUPS + "\ng2 | group | ?", settings={"statements": (said,)})
    frame = findings_of(made, named("GRP-001"))
    assert dict(zip(frame["object_name"], frame["outcome"], strict=True)) == {"g1": "waived", "g2": "unknown"}


def test_order_is_by_weight_rule_and_name() -> None:
    made = tiny("id | ad.mailNickname\nu2 |\nu1 |")
    warning = replace(ALIAS, id="TST-000", level=named("DIR-012").level)
    frame = findings_of(made, warning, ALIAS)
    order = [("TST-001", "u1"), ("TST-001", "u2"), ("TST-000", "u1"), ("TST-000", "u2")]
    assert list(zip(frame["rule"], frame["object_name"], strict=True)) == order


def test_files_of_different_days_make_every_difference_a_possible_one() -> None:
    made = tiny("id | ad.mail | cloud.WindowsEmailAddress\nu1 | a@contoso.com | b@contoso.com")
    assert findings_of(made, named("DRF-007"))["certainty"].tolist() == ["certain"]
    made.estate.__dict__.pop("ages_differ", None)
    files = tuple(
        replace(f, side=f.side if f.side != "ad" else "directory", exported_at=f.exported_at and f.exported_at - dt.timedelta(hours=25 * (f.side == "ad")))
        for f in made.estate.snapshot.files
    )  # fmt: skip
    made.estate.snapshot = replace(made.estate.snapshot, files=files)
    assert findings_of(made, named("DRF-007"))["certainty"].tolist() == ["possible"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (None, "Nobody has answered: {title}."),
        (Statement(id="ATT-001", answer="yes"), "Answered yes without person and date: {title}."),
        (Statement(id="ATT-001", answer="no"), "{title}: stated in assessment.toml."),
        (Statement(id="ATT-001", answer="no", person="Ines Holm", text="The scanners."), "{title}: stated by Ines Holm: The scanners."),
    ],
)  # fmt: skip
def test_a_statement_is_named_by_its_id_and_read_as_a_sentence(said: Statement | None, words: str) -> None:
    asks = named("ATT-001")
    (row,) = findings_of(tiny("id\nu1", settings={"statements": (said,) if said else ()}), asks).to_dict("records")
    assert (row["object_name"], row["attribute"]) == ("ATT-001", "")
    assert row["message"] == words.format(title=asks.title)


def test_a_trait_has_the_name_that_people_know() -> None:
    made = tiny("id | ad.msExchRemoteRecipientType | ad.msExchRecipientTypeDetails\nu1 | 4 | 34359738368")
    (row,) = findings_of(made, named("DIR-003")).to_dict("records")
    assert (row["attribute"], row["directory_value"]) == ("msExchRemoteRecipientType", "user")
    assert "msExchRemoteRecipientType: user, msExchRecipientTypeDetails: shared" in row["message"]


def test_guids_are_shown_as_text_on_both_sides() -> None:
    made = tiny("id | ad.msExchMailboxGuid\nu1 | o/dqg2YCIF2ITS01109AAA==")
    (row,) = findings_of(made, named("DIR-009")).to_dict("records")
    assert row["directory_value"] == "836af7a3-0266-5d20-884d-2d35d74f4000"
    assert row["cloud_value"].count("-") == 4
