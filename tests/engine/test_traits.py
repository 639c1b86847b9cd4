# ruff: noqa: E501 - tables are wider than code
"""Traits: derived columns with a value, empty and unknown."""

import datetime as dt
import json
from dataclasses import replace

import pyarrow as pa
import pytest
from tiny_estates import tiny

from analyzer.engine.traits.times import CHANGE_COLUMNS, parse_times


@pytest.mark.parametrize(
    ("name", "column", "cells"),
    [
        ("type", "ad.msExchRecipientTypeDetails", {"2147483648": "user", "34359738368": "shared", "8589934592": "room", "64": "contact", "77": "77", "": "", "?": None}),
        ("cloud_type", "cloud.RecipientTypeDetails", {"UserMailbox": "user", "sharedmailbox": "shared", "TeamMailbox": "team", "NewKind": "NewKind", "?": None}),
        ("remote_type", "ad.msExchRemoteRecipientType", {"1": "user", "4": "user", "97": "shared", "100": "shared", "33": "room", "68": "equipment", "128": "team", "0": "", "": "", "?": None, "many": None}),
        ("address_policy", "ad.msExchPoliciesExcluded", {"{26491cfc-9e50-4857-861b-0cb8df22b5d7}": "off", "26491CFC-9E50-4857-861B-0CB8DF22B5D7": "off", "{11111111-9e50-4857-861b-0cb8df22b5d7}": "applies", "": "applies", "?": None}),
        ("has_alias", "ad.mailNickname", {"anna": "yes", " ": "no", "": "no", "?": None}),
        ("provisioning_errors", "entra.OnPremisesProvisioningErrors", {"PropertyConflict": "PropertyConflict", "": "", "?": None}),
    ],
)  # fmt: skip
def test_value_empty_and_unknown(name: str, column: str, cells: dict[str, str | None]) -> None:
    rows = "\n".join(f"u{n} | {cell}" for n, cell in enumerate(cells))
    found = tiny(f"id | {column}\n{rows}").cells(name)
    assert found == {f"u{n}": value for n, value in enumerate(cells.values())}


def test_primaries_are_counted_by_upper_case_prefixes() -> None:
    made = tiny(
        """
        id | ad.proxyAddresses
        u1 | SMTP:a@contoso.com; smtp:b@contoso.com; X500:/o=x
        u2 | SMTP:a2@contoso.com; SMTP:b2@contoso.com
        u3 | smtp:a3@contoso.com
        u4 |
        u5 | ?
        """
    )
    assert made.cells("primary_count") == {"u1": "1", "u2": "2", "u3": "0", "u4": "0", "u5": None}


def test_a_file_without_any_upper_case_prefix_lost_them() -> None:
    assert tiny("id | ad.proxyAddresses\nu1 | smtp:a@contoso.com\nu2 |").cells("primary_count") == {
        "u1": None,
        "u2": "0",
    }


SIDES = "id | sides\nu1 | ad cloud entra\nu2 | ad entra\nu3 | cloud entra"


def test_in_cloud_needs_a_whole_list_to_say_no() -> None:
    assert tiny(SIDES).cells("in_cloud") == {"u1": "yes", "u2": "no", "u3": "yes"}
    assert tiny(SIDES, incomplete=["cloud.mailbox"]).cells("in_cloud") == {"u1": "yes", "u2": None, "u3": "yes"}


def test_in_directory_needs_every_domain_to_say_no() -> None:
    groups = "\ng1 | group | ad cloud |\nc1 | contact | ad cloud |"
    known = "id | class | sides | entra.OnPremisesDistinguishedName\nu1 | user | ad cloud entra | CN=u1,DC=contoso,DC=com\nu3 | user | cloud entra | CN=u3,DC=contoso,DC=com"
    assert tiny(known + groups).cells("in_directory")["u3"] == "no"
    other = known.replace("CN=u3,DC=contoso", "CN=u3,DC=emea,DC=contoso")
    assert tiny(other + groups).cells("in_directory")["u3"] is None
    assert tiny(known + groups, incomplete=["ad.object"]).cells("in_directory") == {
        "u1": "yes", "u3": None, "g1": "yes", "c1": "yes",
    }  # fmt: skip


def test_reasons_to_be_out_of_scope() -> None:
    made = tiny(
        """
        id | sides          | ad.adminDescription | ad.isCriticalSystemObject | entra.OnPremisesSyncEnabled
        u1 | ad cloud entra |                     |                           | True
        u2 | ad cloud entra | User_NoSync         | TRUE                      | True
        u3 | ad             |                     |                           |
        u4 | ad cloud entra |                     |                           | ?
        """
    )
    assert made.cells("out_of_scope_because") == {
        "u1": "",
        "u2": "adminDescription starts with User_; critical system object",
        "u3": "no Entra user",
        "u4": None,
    }


def test_containers_and_filters_of_the_sync_leave_objects_out() -> None:
    """At the next cycle: that Entra still syncs them proves nothing. What a filter does not prove is left to Entra."""
    made = tiny(
        """
        id | sides          | ad.distinguishedName          | ad.department | ad.adminDescription
        u1 | ad cloud entra | CN=u1,OU=Staff,DC=contoso,DC=x |               |
        u2 | ad cloud entra | CN=u2,OU=Old,DC=contoso,DC=x   |               |
        u3 | ad cloud entra | CN=u3,OU=Staff,DC=contoso,DC=x | Lab           |
        u4 | ad cloud entra | CN=u4,OU=Staff,DC=contoso,DC=x | ?             |
        """
    ).estate
    connector = {
        "Identifier": ["9f6f0c3a-3d5e-4c11-8f0e-6a7b8c9d0e1f"],
        "PartitionDN": ["DC=contoso,DC=x"],
        "ContainerInclusionList": [["DC=contoso,DC=x"]],
        "ContainerExclusionList": [["OU=Old,DC=contoso,DC=x"]],
    }
    lab = {"Attribute": "department", "ComparisonOperator": "EQUAL", "ComparisonValue": "Lab"}
    flow = {"Source": ["True"], "Destination": "cloudFiltered", "FlowType": "Constant"}
    rule = {
        "Name": ["no lab"], "Direction": ["Inbound"], "Precedence": ["50"], "SourceObjectType": ["user"],
        "IsStandardRule": ["False"], "AttributeFlowMappings": [[json.dumps(flow)]],
        "ScopeFilter": [[json.dumps({"ScopeConditionList": [lab]})]],
    }  # fmt: skip
    tables = {**made.snapshot.tables, "sync.connector": pa.table(connector), "sync.rule": pa.table(rule)}
    found = replace(made, snapshot=replace(made.snapshot, tables=tables)).trait("out_of_scope_because")
    assert found is not None
    assert found.to_pylist() == ["", "the connector leaves its container out", "a sync rule leaves it out", ""]


def test_an_object_is_named_by_the_first_side_that_knows() -> None:
    made = tiny(
        """
        id | sides       | ad.objectGUID | ad.distinguishedName | cloud.ExternalDirectoryObjectId
        u1 | ad          | ?             | CN=u1,DC=contoso     |
        u2 | cloud       |               |                      | 11111111-2222-4333-8444-555555555555
        """
    )
    assert made.cells("guid")["u1"] == "dn:CN=u1,DC=contoso"
    assert made.cells("guid")["u2"] == "cloud:11111111-2222-4333-8444-555555555555"


CHANGES = """
id | change.mailNickname  | change.department    | change.msExchSafeSendersHash | ad.whenChanged
u1 | 2026-11-19T10:00:00Z | 2026-11-20T10:00:00Z |                              | 20261120100000.0Z
u2 |                      | 2026-11-19T10:00:00Z |                              | 20261118100000.0Z
u3 |                      |                      | 2026-11-20T10:00:00Z         | 20261117100000.0Z
u4 |                      |                      |                              | ?
u5 | someday              |                      |                              | 20261116100000.0Z
"""


def test_the_safe_time_rests_on_attributes_that_move() -> None:
    made = tiny(CHANGES, cycle_minutes=60)
    assert made.cells("safe_is_exact") == {"u1": "yes", "u2": "no", "u3": "no", "u4": "no", "u5": "no"}
    safe = made.cells("earliest_safe_transfer")
    assert {k: v and v.strftime("%d %H:%M") for k, v in safe.items()} == {
        "u1": "20 11:00",
        "u2": "19 11:00",
        "u3": "18 11:00",
        "u4": None,
        "u5": "17 11:00",
    }


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20261120103000.0Z", "2026-11-20 10:30:00"),
        ("2026-11-20T10:30:00Z", "2026-11-20 10:30:00"),
        ("2026-11-20 10:30:00", "2026-11-20 10:30:00"),
        ("", None),
        ("yesterday", None),
        ("20261120", None),
        (None, None),
    ],
)
def test_times_are_read_or_unknown(text: str | None, day: str | None) -> None:
    found = parse_times(pa.array([text], pa.string()), 1)[0].astype(dt.datetime)
    assert (str(found) if found else None) == day


@pytest.mark.parametrize("gone", CHANGE_COLUMNS)
def test_attribute_times_without_one_of_their_columns_say_nothing(gone: str) -> None:
    made = tiny(CHANGES, cycle_minutes=60)
    table = made.estate.snapshot.tables["ad.change"].drop_columns([gone])
    made.estate.snapshot = replace(made.estate.snapshot, tables={**made.estate.snapshot.tables, "ad.change": table})
    assert set(made.cells("safe_is_exact").values()) == {"no"}
