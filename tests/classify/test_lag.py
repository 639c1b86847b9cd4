"""Lag only where the next sync will heal a difference; drift says why it will not."""

import datetime as dt
from typing import Any

import pytest
from pair_estates import guid, person, rows_of, snapshot

from analyzer.classify import lag

FRESH, OLD = "20261120113000.0Z", "20261120100000.0Z"
DN = "CN=anna,OU=Staff,DC=contoso,DC=example"


def different(*, ad: dict[str, Any] | None = None, cloud: dict[str, Any] | None = None, **entra: Any) -> dict[str, Any]:
    """Anna, who differs in one synced attribute and changed just now."""
    mine = {"extensionAttribute1": "HR", "whenChanged": FRESH}
    return person("anna", mine | (ad or {}), {"CustomAttribute1": "Sales"} | (cloud or {}), **entra)


def row(one: dict[str, Any], attribute: str = "extensionAttribute1", **scene: Any) -> dict[str, Any]:
    return rows_of(snapshot([one, person("ben")], **scene))["anna", attribute]


def change(when: str, attribute: str = "extensionAttribute1", who: str = DN) -> dict[str, Any]:
    rows = [{"Object": who, "AttributeName": attribute, "LastOriginatingChangeTime": when}]
    return {"ad__change": rows}


def test_a_change_after_the_last_sync_is_lag_on_weak_evidence_with_the_objects_time() -> None:
    found = row(different())
    assert (found["kind"], found["changed_basis"], found["why"]) == ("lag", "object time", lag.FRESH_OBJECT)


@pytest.mark.parametrize("who", [DN, DN.lower(), str(guid("anna"))])
def test_the_attributes_own_time_decides_where_it_is_known(who: str) -> None:
    fresh = row(different(ad={"whenChanged": OLD}), **change("2026-11-20T11:30:00Z", "EXTENSIONATTRIBUTE1", who))
    assert (fresh["kind"], fresh["changed_basis"]) == ("lag", "attribute time")
    assert fresh["directory_changed"] == "2026-11-20T11:30:00Z"
    old = row(different(), **change("2026-11-19T08:00:00Z", who=who))
    assert (old["kind"], old["changed_basis"], old["why"]) == ("drift", "attribute time", lag.STALE)


def test_the_newest_of_several_times_counts() -> None:
    rows = change("2026-11-20T11:30:00Z")["ad__change"] + change("2026-01-01T00:00:00Z")["ad__change"]
    assert row(different(ad={"whenChanged": OLD}), ad__change=rows)["kind"] == "lag"


def test_a_time_that_cannot_be_read_and_another_attributes_time_say_nothing() -> None:
    for scene in (change("soon"), change("2026-11-01T00:00:00Z", "mail")):
        assert row(different(), **scene)["changed_basis"] == "object time"


def test_the_last_sync_less_one_interval_is_the_border() -> None:
    at = row(different(ad={"whenChanged": "20261120111000.0Z"}))
    after = row(different(ad={"whenChanged": "20261120111001.0Z"}))
    assert (at["kind"], after["kind"]) == ("drift", "lag")


@pytest.mark.parametrize(
    ("ad", "cloud", "entra", "why"),
    [
        ({}, {"IsExchangeCloudManaged": "True"}, {}, lag.GONE_BACK),
        ({}, {"IsExchangeCloudManaged": None}, {}, lag.PERHAPS_GONE),
        ({}, {"IsDirSynced": "False"}, {"OnPremisesSyncEnabled": "False"}, lag.NOT_SYNCED),
        ({}, {"IsDirSynced": None}, {"OnPremisesSyncEnabled": None}, lag.PERHAPS_SYNCED),
        ({"mailNickname": ""}, {"Alias": ""}, {}, lag.NO_ALIAS),
        ({"mailNickname": None}, {}, {}, lag.PERHAPS_ALIAS),
        ({}, {}, {"OnPremisesProvisioningErrors": '[{"Property":"ExtensionAttribute1"}]'}, lag.FAULTY),
        ({"whenChanged": OLD}, {}, {}, lag.STALE),
        ({"whenChanged": None}, {}, {}, lag.NO_CHANGE_TIME),
    ],
)
def test_drift_says_why_no_sync_heals_it(
    ad: dict[str, Any], cloud: dict[str, Any], entra: dict[str, Any], why: str
) -> None:
    found = row(different(ad=ad, cloud=cloud, **entra))
    assert (found["kind"], found["why"]) == ("drift", why)


def test_an_error_of_another_attribute_does_not_count() -> None:
    assert row(different(OnPremisesProvisioningErrors='[{"Property":"userPrincipalName"}]'))["kind"] == "lag"


def test_one_sign_of_sync_is_enough() -> None:
    assert row(different(cloud={"IsDirSynced": None}))["kind"] == "lag"
    assert row(different(OnPremisesSyncEnabled=None))["kind"] == "lag"


def test_what_is_not_sent_or_not_taken_never_lags() -> None:
    unsent = row(
        person("anna", {"deliverAndRedirect": "TRUE", "whenChanged": FRESH}, {"DeliverToMailboxAndForward": "False"}),
        "deliverAndRedirect",
    )
    assert (unsent["kind"], unsent["why"]) == ("drift", lag.NOT_SENT)
    name = "msExchExtensionCustomAttribute1"
    untaken = row(person("anna", {name: ["a"], "whenChanged": FRESH}, {"ExtensionCustomAttribute1": ["b"]}), name)
    assert untaken["kind"] == "drift"
    assert lag.NOT_TAKEN in untaken["why"]


def test_what_only_the_older_writeback_fills_never_lags() -> None:
    one = person("anna", {"msExchUserHoldPolicies": ["UniH1"], "whenChanged": FRESH}, {"InPlaceHolds": []})
    assert lag.FROM_CLOUD in row(one, "msExchUserHoldPolicies")["why"]


def test_a_link_that_both_directions_carry_says_so() -> None:
    one = person("anna", {"publicDelegates": [DN.replace("anna", "ben")], "whenChanged": OLD})
    assert lag.EITHER_SIDE in row(one, "publicDelegates")["why"]


def test_identity_attributes_still_arrive_after_the_transfer_and_need_no_alias() -> None:
    one = person(
        "anna",
        {"displayName": "Anna Berg", "mailNickname": "", "whenChanged": FRESH},
        {"DisplayName": "Anna", "IsExchangeCloudManaged": "True", "Alias": ""},
    )
    found = row(one, "displayName")
    assert (found["kind"], found["category"]) == ("lag", "identity")


def test_without_the_tenants_time_the_newest_users_time_counts_then_the_exports() -> None:
    newest = {"OnPremisesLastSyncDateTime": "2026-11-20T09:00:00Z"}
    assert row(different(ad={"whenChanged": OLD}, **newest), last_sync=None)["kind"] == "lag"
    late = dt.datetime(2026, 11, 20, 10, 10, tzinfo=dt.UTC)
    assert row(different(ad={"whenChanged": OLD}), last_sync=None, exported_at=late)["kind"] == "lag"
    assert row(different(ad={"whenChanged": OLD}), last_sync=None)["kind"] == "drift"


def test_what_changed_after_the_cloud_export_cannot_be_in_it() -> None:
    early = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
    assert row(different(ad={"whenChanged": OLD}), exported_at=early)["kind"] == "lag"


def test_without_any_sync_time_nobody_can_tell() -> None:
    found = row(different(), last_sync=None, exported_at=None)
    assert (found["kind"], found["why"]) == ("drift", lag.NO_SYNC_TIME)


def test_a_tenant_without_sync_heals_nothing() -> None:
    off = [{"Id": "org", "OnPremisesLastSyncDateTime": "2026-11-20T11:40:00Z", "OnPremisesSyncEnabled": "False"}]
    found = row(different(), last_sync=None, entra__organization=off)
    assert (found["kind"], found["why"]) == ("drift", lag.SYNC_OFF)
