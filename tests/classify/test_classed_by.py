"""Each difference names what classed it and which side changed last, from times, errors and sync rules."""

import json
from typing import Any

import pytest
from pair_estates import person, rows_of, snapshot

from analyzer.classify import reasons
from analyzer.classify.sync_rules import read_sync_rules

FRESH, OLD = "20261120113000.0Z", "20261120100000.0Z"
DN = "CN=anna,OU=Staff,DC=contoso,DC=example"
ATTRIBUTE = "extensionAttribute1"
UNDECIDED = "object-changed-after-last-sync"


def different(*, ad: dict[str, Any] | None = None, cloud: dict[str, Any] | None = None, **entra: Any) -> dict[str, Any]:
    """Anna, who differs in one attribute; her object changed just now, whatever it was."""
    mine = {ATTRIBUTE: "HR", "whenChanged": FRESH}
    return person("anna", mine | (ad or {}), {"CustomAttribute1": "Sales"} | (cloud or {}), **entra)


def row(one: dict[str, Any], attribute: str = ATTRIBUTE, **scene: Any) -> dict[str, Any]:
    return rows_of(snapshot([one, person("ben")], **scene))["anna", attribute]


def changes(**times: str) -> dict[str, Any]:
    """Replication metadata of Anna."""
    rows = [{"Object": DN, "AttributeName": n, "LastOriginatingChangeTime": t} for n, t in times.items()]
    return {"ad__change": rows}


def rule(name: str, source: str, target: str, **cells: str) -> dict[str, Any]:
    """A sync rule with one flow."""
    flow = json.dumps({"Source": [source], "Destination": target, "FlowType": cells.pop("FlowType", "Direct")})
    standard = {"Disabled": "False", "IsStandardRule": "False", "ImmutableTag": ""}
    return {"Name": name, "Direction": "Inbound", **standard, "AttributeFlowMappings": [flow], **cells}


def test_every_reason_has_a_name_of_its_own_form() -> None:
    texts = {n: v for n, v in vars(reasons).items() if n.isupper() and isinstance(v, str)} | {}
    named = {"BY_DESIGN", "NOT_COMPARABLE", "NOT_READ", "EITHER_SIDE"}
    assert {n for n, text in texts.items() if text not in reasons.NAMES} == named
    assert all(name == name.lower() and " " not in name for name in reasons.NAMES.values())


def test_with_metadata_a_logon_or_a_title_moves_nothing_and_the_attribute_does() -> None:
    old = {
        ATTRIBUTE: "2026-11-01T08:00:00Z",
        "title": "2026-11-20T11:30:00Z",
        "lastLogonTimestamp": "2026-11-20T11:30:00Z",
    }
    quiet = row(different(), **changes(**old))
    assert (quiet["kind"], quiet["classed_by"]) == ("drift", "changed-before-last-sync")
    moved = row(different(), **changes(**(old | {ATTRIBUTE: "2026-11-20T11:30:00Z"})))
    assert (moved["kind"], moved["classed_by"], moved["changed_last"]) == (
        "lag", "changed-after-last-sync", "directory",
    )  # fmt: skip


def test_without_metadata_the_window_is_wider_and_the_row_says_so() -> None:
    found = row(different())
    assert (found["kind"], found["classed_by"]) == ("lag", "object-changed-after-last-sync")
    assert found["changed_basis"] == "object time"
    assert "the time of the attribute itself is not known" in found["why"]
    # The object changed, perhaps in quite another attribute.
    assert found["changed_last"] == "unknown"


def test_an_attribute_without_a_time_in_whole_metadata_never_had_a_value_in_ad() -> None:
    one = different(ad={ATTRIBUTE: ""})
    found = row(one, **changes(objectClass="2024-01-01T00:00:00Z", title="2026-11-20T11:30:00Z"))
    assert (found["kind"], found["classed_by"], found["changed_last"]) == ("drift", "never-set-in-directory", "cloud")
    assert (found["directory_changed"], found["changed_basis"]) == ("", "attribute time")
    # A list of some attributes proves nothing about the others.
    part = row(one, **changes(title="2026-11-20T11:30:00Z"))
    assert (part["classed_by"], part["changed_last"]) == ("object-changed-after-last-sync", "unknown")


def test_a_time_that_cannot_be_read_may_be_that_of_any_attribute() -> None:
    found = row(different(ad={ATTRIBUTE: ""}), **changes(objectClass="2024-01-01T00:00:00Z", title="soon"))
    assert found["classed_by"] == "object-changed-after-last-sync"


def test_silence_of_the_metadata_says_nothing_about_links() -> None:
    one = person("anna", {"publicDelegates": [DN.replace("anna", "ben")], "whenChanged": OLD})
    found = row(one, "publicDelegates", **changes(objectClass="2024-01-01T00:00:00Z"))
    assert (found["classed_by"], found["changed_basis"]) == ("changed-before-last-sync", "object time")


def test_an_object_that_entra_has_not_taken_since_the_change_is_told_apart() -> None:
    times = changes(**{ATTRIBUTE: "2026-11-19T08:00:00Z"})
    found = row(different(OnPremisesLastSyncDateTime="2026-11-18T08:00:00Z"), **times)
    assert (found["kind"], found["classed_by"]) == ("drift", "object-not-synced-since")
    taken = row(different(OnPremisesLastSyncDateTime="2026-11-19T08:30:00Z"), **times)
    assert taken["classed_by"] == "changed-before-last-sync"


@pytest.mark.parametrize(
    ("cloud", "time", "side"),
    [
        # The whole mailbox has not changed since.
        ({"WhenChangedUTC": "2026-11-18T08:00:00Z"}, "2026-11-19T08:00:00Z", "directory"),
        # It has, but nobody knows in which attribute.
        ({"WhenChangedUTC": "2026-11-20T08:00:00Z"}, "2026-11-19T08:00:00Z", "unknown"),
        # The mailbox is younger than the last change in AD.
        ({"WhenCreatedUTC": "2026-11-20T08:00:00Z"}, "2026-11-19T08:00:00Z", "cloud"),
        # The cloud may have its own value since the transfer.
        ({"IsExchangeCloudManaged": "True"}, "2026-11-20T11:30:00Z", "unknown"),
        (
            {"IsExchangeCloudManaged": "True", "WhenChangedUTC": "2026-11-20T11:00:00Z"},
            "2026-11-20T11:30:00Z",
            "directory",
        ),
    ],
)  # fmt: skip
def test_which_side_changed_last_is_said_only_where_it_is_proved(cloud: dict[str, Any], time: str, side: str) -> None:
    assert row(different(cloud=cloud), **changes(**{ATTRIBUTE: time}))["changed_last"] == side


def test_what_only_the_older_writeback_fills_changed_last_in_the_cloud() -> None:
    one = person("anna", {"msExchUserHoldPolicies": ["UniH1"], "whenChanged": FRESH}, {"InPlaceHolds": []})
    found = row(one, "msExchUserHoldPolicies")
    assert (found["classed_by"], found["changed_last"]) == ("filled-from-cloud", "cloud")


ERRORS = [
    ('{"Category":"PropertyConflict","PropertyCausingError":"ExtensionAttribute1","Value":"HR"}', "quarantined"),
    ('[{"category":"PropertyConflict","propertyCausingError":"extensionAttribute1"}]', "quarantined"),
    ("PropertyConflict: ExtensionAttribute1 HR", "quarantined"),
    ('{"Category":"Other","PropertyCausingError":"CustomAttribute1"}', "provisioning-error"),
    # The name of another attribute, and this one inside of its value.
    ('{"PropertyCausingError":"ProxyAddresses","Value":"extensionAttribute1@contoso.example"}', UNDECIDED),
    ("PropertyConflict: ProxyAddresses SMTP:extensionAttribute1@contoso.example", UNDECIDED),
]  # fmt: skip


@pytest.mark.parametrize(("said", "name"), ERRORS)
def test_errors_of_entra_decide_for_the_attribute_they_name(said: str, name: str) -> None:
    assert row(different(OnPremisesProvisioningErrors=said))["classed_by"] == name


def test_short_names_are_not_found_inside_of_words() -> None:
    said = '{"Category":"PropertyConflict","PropertyCausingError":"UserPrincipalName","Value":"sl@contoso.example"}'
    one = different(ad={"l": "Halle"}, OnPremisesProvisioningErrors=said)
    one["cloud.user"] = {
        "ExternalDirectoryObjectId": one["cloud.mailbox"]["ExternalDirectoryObjectId"],
        "City": "Leipzig",
    }
    assert row(one, "l")["classed_by"] == "object-changed-after-last-sync"


def test_entra_writes_addresses_in_the_singular() -> None:
    said = '{"Category":"PropertyConflict","PropertyCausingError":"ProxyAddress","Value":"SMTP:b@contoso.example"}'
    mine = {"proxyAddresses": ["SMTP:anna@contoso.example", "smtp:b@contoso.example"]}
    found = row(different(ad=mine, OnPremisesProvisioningErrors=said), "proxyAddresses.smtp")
    assert found["classed_by"] == "quarantined"


def test_an_own_sync_rule_makes_the_kind_unknown_and_is_named() -> None:
    own = rule("In from AD - cost centre", "departmentNumber", ATTRIBUTE, FlowType="Expression")
    found = row(different(), sync__rule=[own])
    assert (found["kind"], found["classed_by"]) == ("unknown", "own-sync-rule")
    assert "In from AD - cost centre" in found["why"]


@pytest.mark.parametrize(
    "harmless",
    [
        rule("passes it on", ATTRIBUTE, ATTRIBUTE),
        rule("writes another", "departmentNumber", "extensionAttribute2"),
        rule("is off", "departmentNumber", ATTRIBUTE, Disabled="True"),
        rule("is of setup", "departmentNumber", ATTRIBUTE, IsStandardRule="True"),
        rule("is of setup too", "departmentNumber", ATTRIBUTE, IsStandardRule="", ImmutableTag="Microsoft.X.001"),
    ],
    ids=lambda r: r["Name"],
)
def test_rules_that_do_not_change_the_attribute_change_nothing(harmless: dict[str, Any]) -> None:
    others = rule("In from AD", ATTRIBUTE, ATTRIBUTE, IsStandardRule="True")
    found = row(different(), sync__rule=[harmless, others])
    assert (found["kind"], found["classed_by"]) == ("lag", "object-changed-after-last-sync")


def test_after_the_transfer_no_sync_rule_matters() -> None:
    own = rule("In from AD - cost centre", "departmentNumber", ATTRIBUTE, FlowType="Expression")
    found = row(different(cloud={"IsExchangeCloudManaged": "True"}), sync__rule=[own])
    assert (found["kind"], found["classed_by"]) == ("drift", "transferred")


def test_an_attribute_that_only_a_disabled_rule_carries_is_out_of_scope() -> None:
    off = rule("In from AD", ATTRIBUTE, ATTRIBUTE, IsStandardRule="True", Disabled="True")
    found = row(different(), sync__rule=[off])
    assert (found["kind"], found["classed_by"]) == ("drift", "sync-rule-disabled")
    # A rule whose flows were lost on the way may carry it.
    lost = off | {"Name": "lost", "Disabled": "False", "AttributeFlowMappings": ["Microsoft.X.AttributeFlowMapping"]}
    assert row(different(), sync__rule=[off, lost])["kind"] == "lag"


def test_without_an_export_of_sync_rules_nothing_is_said_about_them() -> None:
    rules = read_sync_rules(snapshot([different()]))
    assert (dict(rules.own), rules.switched_off) == ({}, frozenset())


def test_differences_that_no_time_decides_are_named_too() -> None:
    rows = rows_of(
        snapshot(
            [
                person(
                    "anna",
                    {ATTRIBUTE: "hr", "altRecipient": "CN=nobody,DC=x"},
                    {"CustomAttribute1": "HR", "ForwardingAddress": "x"},
                ),
                person("ben", {ATTRIBUTE: None}),
                person("carl", {"proxyAddresses": ["SMTP:carl@contoso.example", "smtp:c@foreign.example"]}),
            ]
        )
    )  # fmt: skip
    assert rows["anna", ATTRIBUTE]["classed_by"] == "case-only"
    assert rows["anna", "altRecipient"]["classed_by"] == "not-comparable"
    assert rows["ben", ATTRIBUTE]["classed_by"] == "value-not-known"
    assert rows["ben", ATTRIBUTE]["changed_last"] == "unknown"
    assert rows["carl", "proxyAddresses.smtp"]["classed_by"] == "foreign-domain"


def test_every_row_has_both_names() -> None:
    people = [different(), person("ben", {"mail": "x@contoso.example", "legacyExchangeDN": None}), person("carl")]
    for each in rows_of(snapshot(people)).values():
        assert each["classed_by"], each
        assert each["changed_last"] in {"directory", "cloud", "unknown"}
