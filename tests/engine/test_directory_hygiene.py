# ruff: noqa: E501 - tables are wider than code
"""Traits and populations behind the rules about directory objects."""

import pytest
from tiny_estates import tiny

HOME = "CN=DB01,CN=Databases,DC=contoso,DC=com"


@pytest.mark.parametrize(
    ("name", "column", "cells"),
    [
        ("routing_domain", "ad.targetAddress", {"SMTP:a@X.com": "x.com", "a@b@y.com": "y.com", "nothing": "", "": "", "?": None}),
        ("upn_domain", "ad.userPrincipalName", {"a@Contoso.LOCAL": "contoso.local", "": "", "?": None}),
        ("directory_primary", "ad.proxyAddresses", {"smtp:b@x.com; SMTP:A@x.com": "a@x.com", "smtp:b@x.com": "", "": "", "?": None}),
        ("alias", "ad.mailNickname", {" Anna ": "anna", "": None, "?": None}),
        ("directory_mailbox_guid", "ad.msExchMailboxGuid", {"00000000-0000-0000-0000-000000000000": "", "": "", "?": None}),
        ("remote_flags", "ad.msExchRemoteRecipientType", {"100": ["Migrated", "RoomMailbox", "EquipmentMailbox"], "0": [], "": [], "?": None, "many": None}),
        ("archive_by_directory", "ad.msExchRemoteRecipientType", {"6": "yes", "4": "no", "": "no", "?": None, "many": None}),
        ("archive_by_cloud", "cloud.ArchiveStatus", {"Active": "yes", "None": "no", "": "no"}),
        ("protected_by", "ad.adminCount", {"1": "adminCount is 1", "0": "", "": "", "?": None}),
        ("um_traces", "ad.msExchUMEnabledFlags", {"831": "msExchUMEnabledFlags", "830": "", "": "", "?": None}),
        ("skype_traces", "ad.msRTCSIP-DeploymentLocator", {"SRV:": "homed on-premises (SRV)", "sipfed.online.lync.com": "", "": ""}),
    ],
)  # fmt: skip
def test_value_empty_and_unknown_of_directory_traits(name: str, column: str, cells: dict[str, object]) -> None:
    rows = "\n".join(f"u{n} | {cell}" for n, cell in enumerate(cells))
    found = tiny(f"id | {column}\n{rows}").cells(name)
    assert found == {f"u{n}": value for n, value in enumerate(cells.values())}


def test_account_and_type_that_do_not_fit() -> None:
    made = tiny(
        """
        id | ad.userAccountControl | ad.msExchRecipientTypeDetails | cloud.RecipientTypeDetails
        u1 | 514                   | 2147483648                    | UserMailbox
        u2 | 514                   | 2147483648                    | ?
        u3 | 512                   | 34359738368                   | SharedMailbox
        u4 | 512                   | ?                             | SharedMailbox
        u5 | soon                  | 34359738368                   | SharedMailbox
        u6 | 512                   | 2147483648                    | UserMailbox
        """
    )
    assert made.cells("account_fit") == {
        "u1": "disabled_behind_user",
        "u2": None,
        "u3": "enabled_behind_shared",
        "u4": None,
        "u5": None,
        "u6": "fits",
    }


def test_archive_of_a_mailbox_on_premises() -> None:
    some = "11111111-1111-4111-8111-111111111111"
    made = tiny(
        f"""
        id | ad.msExchRecipientTypeDetails | ad.homeMDB | ad.msExchArchiveGUID | ad.msExchArchiveStatus | ad.msExchArchiveAddress
        u1 | 1                             | {HOME}     | {some}               |                        | contoso.mail.onmicrosoft.com
        u2 | 1                             | {HOME}     | {some}               |                        |
        u3 | 1                             | {HOME}     |                      | 1                      |
        u4 | 1                             | {HOME}     | {some}               | ?                      |
        u5 | 1                             | {HOME}     | ?                    | 1                      |
        """
    )
    places = {"u1": "cloud", "u2": "onprem", "u3": "none", "u4": None, "u5": None}
    assert made.cells("archive_place") == places


def test_lists_of_both_sides_are_compared_for_each_object() -> None:
    made = tiny(
        """
        id | ad.legacyExchangeDN | ad.proxyAddresses                       | cloud.LegacyExchangeDN | cloud.EmailAddresses                       | ad.targetAddress
        u1 | /o=C/cn=u1          | X500:/o=C/cn=old; x500:/O=C/CN=OLD      | /o=E/cn=u1             | X500:/o=C/cn=U1; smtp:u1@contoso.com       | SMTP:U1@contoso.com
        u2 | /o=C/cn=u2          | SMTP:u2@contoso.com                     | /o=C/cn=u2             | SMTP:u2@contoso.com                        | SMTP:u1@contoso.com
        u3 | /o=C/cn=u3          | SMTP:u3@contoso.com                     | ?                      | SMTP:u3@contoso.com                        |
        u4 |                     | SMTP:u4@contoso.com                     | /o=E/cn=u4             | ?                                          | ?
        """
    )
    lost = {"u1": ["/o=c/cn=old"], "u2": [], "u3": None, "u4": None}
    assert made.cells("lost_x500_addresses") == lost
    assert made.cells("lost_routing_address") == {"u1": "", "u2": "SMTP:u1@contoso.com", "u3": "", "u4": None}


def test_aliases_and_mailboxes_of_the_directory() -> None:
    made = tiny(
        f"""
        id | class | ad.msExchRecipientTypeDetails | ad.homeMDB | ad.mailNickname
        u1 | user  | 2147483648                    |            | anna
        u2 | user  | 1                             | {HOME}     |
        u3 | user  | 128                           |            | cleo
        u4 | user  | ?                             |            | dora
        g1 | group | 256                           |            | ?
        """
    )
    assert made.members("directory_mailboxes") == ({"u1", "u2"}, {"u4"})
    assert made.members("aliased_mailboxes") == ({"u1"}, {"u4"})
    assert made.members("aliased_objects") == ({"u1", "u3", "u4"}, {"g1"})
    assert made.members("directory_people")[0] == {"u1", "u2", "u3", "u4"}


def test_entries_tell_kind_domain_and_fault() -> None:
    made = tiny(
        """
        id | ad.proxyAddresses                                        | ad.mail            | ad.targetAddress
        u1 | SMTP:A@x.com; X500:/o=C; spo:SPO_1@S_2; gwise:a@b; plain | anna b@contoso.com | ?
        """
    )
    entries = made.estate.population("directory_address_entries").subjects
    assert entries is not None
    columns = {name: entries.column(name).to_pylist() for name in ("kind", "address", "domain", "fault")}  # type: ignore[union-attr]
    assert columns["kind"] == ["smtp", "x500", "spo", "other", "smtp", "smtp", None]
    assert columns["address"][0] == "a@x.com"
    assert columns["domain"] == ["x.com", "", "", "", "", "contoso.com", None]
    assert columns["fault"] == ["", "", "", "", "no @: plain", "blank inside: anna b@contoso.com", None]
    assert entries.column("nothing") is None
    assert "Get-AcceptedDomain" in entries.needs("foreign_address")


def test_a_name_that_the_service_made_up() -> None:
    made = tiny(
        """
        id | ad.proxyAddresses   | ad.mailNickname | cloud.PrimarySmtpAddress       | cloud.EmailAddresses
        u1 | SMTP:anna@x.com     | a.dow           | a.dow77@c.onmicrosoft.com      | SMTP:a.dow77@c.onmicrosoft.com
        u2 | SMTP:ben@x.com      | ben             | bens1@c.onmicrosoft.com        | SMTP:bens1@c.onmicrosoft.com
        u3 | SMTP:cleo@x.com     | cleo            | ?                              | SMTP:cleo@x.com
        """
    )
    assert made.cells("fallback_addresses") == {"u1": "a.dow77@c.onmicrosoft.com", "u2": "", "u3": None}
