"""Signs of service accounts, system mailboxes and what is kept for a reason of law."""

from dataclasses import replace

from tiny_estates import tiny

TYPE = "ad.msExchRecipientTypeDetails"


def test_a_name_alone_is_a_sign_even_where_principal_names_are_unknown() -> None:
    cells = tiny("""
id      | ad.sAMAccountName | ad.servicePrincipalName
svc-crm | svc-crm           | ?
anna    | anna              | ?
ben     | ben               |
carl    | carl              | HTTP/carl
""").cells("service_account_signs")
    assert cells["svc-crm"] == "its name is like that of a service account"
    assert cells["anna"] is None
    assert cells["ben"] == ""
    assert cells["carl"] == "it has a service principal name"


def test_health_mailboxes_are_no_arbitration_mailboxes() -> None:
    estate = tiny(f"id | sides | {TYPE}\na | ad | 8388608\nh | ad | 549755813888\nu | ad | ?\np | ad | 2147483648")
    assert estate.members("arbitration_mailboxes") == ({"a"}, {"u"})
    assert estate.members("system_mailboxes") == ({"a", "h"}, {"u"})


def test_policies_of_setup_are_not_meant() -> None:
    rows = "id | Name\np1 | Seven years\np2 | default mrm policy\np3 | ?"
    found = tiny(rows, table="onprem.retention_policy").estate.population("onprem_retention_policies")
    assert found.member.tolist() == [1, 0, 2]


def test_an_unlisted_search_is_unknown_without_its_export() -> None:
    found = tiny("id | ad.mail\nu1 | a@contoso.com").estate.population("onprem_mailbox_searches")
    assert "Get-MailboxSearch" in found.missing


def test_a_full_dump_without_any_principal_name_has_none() -> None:
    rows = """
id | ad.objectCategory | ad.uSNCreated | ad.sAMAccountName
a  | CN=Person         | 4711          | a
b  |                   | 4712          | b
"""
    estate = tiny(rows).estate
    assert estate.identities.ad is not None
    without = estate.identities.ad.drop_columns(["servicePrincipalName"])
    lean = replace(estate, identities=replace(estate.identities, ad=without, _cache={}), _traits={}, _populations={})
    column = lean.trait("service_account_signs")
    assert column is not None
    assert column.to_pylist() == ["", None]
