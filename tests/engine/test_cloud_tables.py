"""Tables of Exchange Online: origin, filters, leftovers, routes outside, and facts of the tenant."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tiny_estates import tiny

from analyzer.classify.sync_rules import flow_names
from analyzer.engine.populations.cloud_mail_flow import source_of
from analyzer.engine.populations.sync_configuration import _guard
from analyzer.engine.traits import FACTS


def people(population: str, *tables: dict[str, str], **more: Any) -> tuple[list[str], bool]:
    """Names with their membership, and whether nothing can be missing."""
    found = tiny("id\nu1", **{"with": list(tables), **more}).estate.population(population)
    assert found.subjects is not None
    labels = found.subjects.labels(np.arange(found.subjects.count))
    return [f"{x.name}:{m}" for x, m in zip(labels, found.member.tolist(), strict=True)], found.complete


def test_the_source_decides_who_made_a_connector() -> None:
    table = pa.table({"ConnectorSource": pa.array(["HybridWizard", "AdminUI", "Default", "", None])})
    assert source_of(table).to_pylist() == ["wizard", "admin", "admin", None, None]


def test_groups_of_both_kinds_are_one_population() -> None:
    exchange = {"table": "cloud.dynamic_group", "rows": "id | Name | RecipientFilter\nd1 | Eng | (A -eq 'x')"}
    entra = {
        "table": "entra.group",
        "rows": "id | DisplayName | MembershipRule\ng1 | Rule | (x)\ng2 | Picked | \ng3 | Unknown | ?",
    }
    assert people("cloud_dynamic_groups", exchange, entra) == (["Eng:1", "Rule:1", "Picked:0", "Unknown:2"], True)
    assert people("cloud_dynamic_groups", exchange) == (["Eng:1"], False)
    assert people("cloud_dynamic_groups", exchange, entra, incomplete=["entra.group"])[1] is False


def test_rules_that_are_off_are_no_members() -> None:
    rules = {
        "table": "cloud.transport_rule",
        "rows": "id | Name | State\nt1 | On | Enabled\nt2 | Off | Disabled\nt3 | X | ?",
    }
    assert people("cloud_rules_and_lists", rules)[0] == ["On:1", "Off:0", "X:2"]
    assert people("cloud_transport_rules", rules)[0] == ["On:1", "Off:0", "X:2"]


def test_no_list_of_any_kind_is_said_as_missing() -> None:
    found = tiny("id\nu1").estate.population("cloud_hybrid_objects")
    assert found.subjects is None
    assert "Get-OnPremisesOrganization" in found.missing


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("SMTP:fax@Plant.example", "mailbox"), "plant.example"),
        (("smtp:U2@contoso.com", "mailbox"), ""),
        (("", "mailbox"), ""),
        (("?", "mailbox"), None),
    ],
)
def test_where_mail_is_sent_on_to(row: tuple[str, str], expected: str | None) -> None:
    rows = f"id | kind | cloud.ForwardingSmtpAddress\nu1 | {row[1]} | {row[0]}\nu2 | mailbox | "
    assert tiny(rows).cells("external_domain")["u1"] == expected


def test_the_mail_user_of_a_mailbox_on_premises_is_not_meant() -> None:
    rows = """
id | kind     | ad.msExchRecipientTypeDetails | ad.homeMDB    | cloud.ExternalEmailAddress | cloud.ForwardingSmtpAddress
u1 | mailuser | 1                             | CN=DB1,DC=x   | SMTP:u1@plant.example      |
u2 | mailuser | 128                           |               | SMTP:u2@plant.example      |
u3 | mailbox  | 2147483648                    |               |                            |
"""
    assert tiny(rows).members("cloud_external_addresses") == ({"u2"}, set())


def test_addresses_that_only_the_directory_has() -> None:
    rows = """
id | ad.proxyAddresses                               | cloud.EmailAddresses | cloud.LegacyExchangeDN
u1 | SMTP:a@x.example; X400:c=us; smtp:b@x.example   | smtp:A@x.example     |
u2 | SMTP:c@x.example; X500:/o=Y/cn=c                | SMTP:c@x.example     | /o=y/cn=C
u3 | ?                                               | SMTP:d@x.example     |
"""
    found = tiny(rows).cells("addresses_only_in_directory")
    assert found == {"u1": ["X400:c=us", "smtp:b@x.example"], "u2": [], "u3": None}


@pytest.mark.parametrize(
    ("prevention", "count", "word"),
    [
        ("0", "500", "off"),
        ("Disabled", "", "off"),
        ("1", "500", "on"),
        ("EnabledForCount", "10", "on"),
        ("1", "5000", "above 500: 5,000"),
        (None, "5000", "above 500: 5,000"),
        (None, "500", None),
        ("2", "900", None),
        ("1", None, None),
    ],
)
def test_the_guard_against_deletions_in_words(prevention: str | None, count: str | None, word: str | None) -> None:
    assert _guard(prevention, count, 500) == word


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"Source":["mail"],"Destination":"title"}', {"mail", "title"}),
        ('{"Expression":"Left([mailNickname],3)"}', {"left", "mailnickname"}),
        ("mail", {"mail"}),
        ("Microsoft.IdentityManagement.PowerShell.ObjectModel.AttributeFlowMapping", None),
    ],
)
def test_the_names_in_a_flow(text: str, names: set[str] | None) -> None:
    assert flow_names(text) == names


@pytest.mark.parametrize(
    ("fact", "columns", "cells", "value"),
    [
        ("ews_state", "EwsEnabled", "False", "off"),
        ("ews_state", "EwsEnabled | EwsAllowedAppIDs", "True | a1", "allow list"),
        ("ews_state", "EwsEnabled | EwsAllowedAppIDs", "True | ", None),
        ("ews_state", "EwsEnabled", "?", None),
    ],
)
def test_facts_of_the_tenant(fact: str, columns: str, cells: str, value: str | None) -> None:
    table = {"table": "cloud.organization_config", "rows": f"id | {columns}\no1 | {cells}"}
    column = FACTS["tenant"][fact].make(tiny("id\nu1", **{"with": [table]}).estate)
    assert column is not None
    assert column[0].as_py() == value


def test_facts_without_their_export_are_unknown() -> None:
    estate = tiny("id\nu1", missing=["cloud.organization_config", "cloud.accepted_domain", "cloud.mailbox"]).estate
    for name in ("ews_state", "default_domain", "hard_match_blocked", "transferred_or_planned"):
        assert FACTS["tenant"][name].make(estate) is None
    assert FACTS["organisation"]["export_spread_hours"].make(estate) is None


def test_a_list_of_recipients_that_is_missing_is_said() -> None:
    found = tiny("id\nu1", missing=["cloud.contact"]).estate.population("cloud_external_addresses")
    assert found.missing == "Get-MailContact of Exchange Online"
    assert not found.complete
