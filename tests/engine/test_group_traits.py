# ruff: noqa: E501 - tables are wider than code
"""Traits of groups and contacts, one by one."""

import pytest
from tiny_estates import tiny

from analyzer.engine.traits.groups import group_bits, is_security


@pytest.mark.parametrize(
    ("value", "bits", "secure"),
    [
        ("8", 8, False),
        ("-2147483640", 0x80000008, True),
        ("2147483656", 0x80000008, True),
        ("-2147483646", 0x80000002, True),
        ("", None, None),
        (None, None, None),
        ("universal", None, None),
    ],
)
def test_bits_of_a_signed_number(value: str | None, bits: int | None, secure: bool | None) -> None:
    assert group_bits(value) == bits
    assert is_security(value) is secure


def test_scope_falls_back_on_the_type_number() -> None:
    cells = tiny(
        """
        id | class | ad.groupType | ad.msExchRecipientTypeDetails
        g1 | group | 8            | 256
        g2 | group | -2147483646  | 512
        g3 | group | -2147483644  |
        g4 | group | ?            | 1024
        g5 | group | ?            | 512
        g6 | group | ?            | ?
        """
    ).cells("group_scope")
    assert cells == {
        "g1": "universal", "g2": "global", "g3": "domain local", "g4": "universal", "g5": "not universal", "g6": None,
    }  # fmt: skip


def test_depth_is_of_mail_groups_alone() -> None:
    cells = tiny(
        """
        id | class | kind  | sides    | ad.msExchRecipientTypeDetails | ad.distinguishedName             | ad.member
        g1 | group | group | ad cloud | 256                           | CN=g1,OU=Staff,DC=contoso,DC=com | CN=g2,OU=Staff,DC=contoso,DC=com
        g2 | group | group | ad cloud | 1024                          | CN=g2,OU=Staff,DC=contoso,DC=com | CN=g3,OU=Staff,DC=contoso,DC=com; CN=g4,OU=Staff,DC=contoso,DC=com
        g3 | group | none  | ad       |                               | CN=g3,OU=Staff,DC=contoso,DC=com | CN=g1,OU=Staff,DC=contoso,DC=com
        g4 | group | group | ad cloud | 268435456                     | CN=g4,OU=Staff,DC=contoso,DC=com |
        """
    ).cells("nesting_depth")
    assert cells == {"g1": "2", "g2": "1", "g3": None, "g4": "0"}


def test_member_count() -> None:
    rows = "id | class | ad.member\ng1 | group | CN=a; CN=b\ng2 | group |\ng3 | group | ?"
    assert tiny(rows).cells("member_count") == {"g1": "2", "g2": "0", "g3": None}


def test_bounces_are_told_by_the_cloud_first() -> None:
    cells = tiny(
        """
        id | class | kind  | sides    | ad.reportToOriginator | ad.reportToOwner | cloud.ReportToOriginatorEnabled | cloud.ReportToManagerEnabled
        g1 | group | group | ad cloud | TRUE                  |                  | False                           | True
        g2 | group | group | ad cloud | TRUE                  |                  | ?                               | ?
        g3 | group | none  | ad       | ?                     | TRUE             |                                 |
        g4 | group | none  | ad       | ?                     |                  |                                 |
        """
    ).cells("bounces_go_to")
    assert cells == {"g1": "owner", "g2": "originator", "g3": "owner", "g4": None}


def test_the_place_of_a_filter_counts_below_the_domain_only() -> None:
    cells = tiny(
        """
        id | class   | kind | sides | ad.msExchQueryFilter | ad.msExchDynamicDLFilter | ad.msExchDynamicDLBaseDN
        g1 | dynamic | none | ad    | (a -eq 'b')          | (a=b)                    | DC=contoso,DC=com
        g2 | dynamic | none | ad    |                      | (a=b)                    | OU=Berlin,DC=contoso,DC=com
        g3 | dynamic | none | ad    | (a -eq 'b')          |                          | ?
        g4 | dynamic | none | ad    | ?                    | ?                        | DC=contoso,DC=com
        """
    ).cells("filter_text")
    assert cells == {"g1": "(a -eq 'b')", "g2": "below OU=Berlin,DC=contoso,DC=com: (a=b)", "g3": None, "g4": None}


def test_an_address_that_the_sync_takes() -> None:
    cells = tiny(
        """
        id | class   | sides | ad.proxyAddresses
        c1 | contact | ad    | smtp:b@x.example; SMTP:a@x.example
        c2 | contact | ad    | smtp:b@x.example
        c3 | contact | ad    | SMTP:nobody
        c4 | contact | ad    | X500:/o=x
        c5 | contact | ad    | ?
        """
    ).cells("usable_address")
    assert cells == {"c1": "a@x.example", "c2": "b@x.example", "c3": "", "c4": "", "c5": None}


def test_uses_are_counted_in_words() -> None:
    dn = "OU=Staff,DC=contoso,DC=com"
    cells = tiny(
        f"""
        id | class   | kind    | ad.distinguishedName | ad.member               | ad.altRecipient
        c1 | contact | contact | CN=c1,{dn}           |                         |
        c2 | contact | contact | CN=c2,{dn}           |                         |
        g1 | group   | group   | CN=g1,{dn}           | CN=c1,{dn}              |
        g2 | group   | group   | CN=g2,{dn}           | CN=c1,{dn}; CN=u1,{dn}  |
        u1 | user    | mailbox | CN=u1,{dn}           |                         | CN=c1,{dn}
        """
    ).cells("used_by")
    assert cells["c1"] == "forwarding of 1 mailbox; member of 2 groups"
    assert cells["c2"] == ""
    assert cells["u1"] == ""
