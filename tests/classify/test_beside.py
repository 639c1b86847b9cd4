"""Get-User, Get-CASMailbox and the audit bypass hold what Get-Mailbox does not: compared like any other column."""

from typing import Any

import pytest
from pair_estates import CATALOGUE, compare, guid, person, rows_of, snapshot

from analyzer.classify.columns import SIDE_OF
from analyzer.normalise.registry import WORDS

PHONES = {"telephoneNumber": "+49 30 1"}
OF_OTHERS = [
    (a.ldap_name, a.cmdlet)
    for a in CATALOGUE
    if a.cmdlet in {"Get-User", "Get-CASMailbox", "Get-MailboxAuditBypassAssociation"} and a.compare in WORDS
]


def user(name: str, **columns: Any) -> dict[str, Any]:
    return {"ExternalDirectoryObjectId": str(guid(name + " entra"))} | columns


def test_a_phone_that_differs_is_a_difference() -> None:
    people = [person("anna", PHONES), person("ben", PHONES)]
    rows = rows_of(snapshot(people, cloud__user=[user("ben", Phone="+49 30 2"), user("anna", Phone="+49 30 1")]))
    assert set(rows) == {("ben", "telephoneNumber")}
    assert rows["ben", "telephoneNumber"]["cloud_value"] == "+49 30 2"


@pytest.mark.parametrize(
    ("mailbox", "other"),
    [
        ({}, {"ExternalDirectoryObjectId": str(guid("anna entra"))}),
        ({}, {"ExternalDirectoryObjectId": "", "Guid": str(guid("anna cloud")).upper()}),
        ({"DistinguishedName": "CN=a,DC=x"}, {"DistinguishedName": "cn=A,DC=X"}),
        ({}, {"UserPrincipalName": "Anna@contoso.example"}),
    ],
    ids=["Entra id", "GUID", "distinguished name", "sign-in name"],
)
def test_the_best_key_that_both_have_joins(mailbox: dict[str, str], other: dict[str, str]) -> None:
    found = snapshot([person("anna", PHONES, mailbox)], cloud__user=[{"Phone": "9"}, other | {"Phone": "2"}])
    assert rows_of(found)["anna", "telephoneNumber"]["cloud_value"] == "2"


def test_without_the_export_the_attribute_is_unknown_and_the_cmdlet_is_named() -> None:
    _, comparison, _ = compare(snapshot([person("anna", PHONES)]))
    assert comparison.unknown_because["telephoneNumber"] == "Phone: no export of Get-User"


def test_a_person_whom_the_export_lacks_is_unknown() -> None:
    people = [person("anna", PHONES), person("ben", PHONES)]
    rows = rows_of(snapshot(people, cloud__user=[user("anna", Phone="+49 30 1")]))
    assert ("ben", "telephoneNumber") not in rows or rows["ben", "telephoneNumber"]["kind"] == "unknown"
    _, comparison, places = compare(snapshot(people, cloud__user=[user("anna", Phone="+49 30 1")]))
    codes = comparison.kinds["telephoneNumber"]
    assert codes[places["ben"]] != codes[places["anna"]]


@pytest.mark.parametrize(("name", "cmdlet"), OF_OTHERS)
def test_every_attribute_of_these_cmdlets_can_be_settled(name: str, cmdlet: str) -> None:
    attribute = CATALOGUE.attributes[name]
    kind = {"Get-User": "user", "Get-CASMailbox": "cas_mailbox"}.get(cmdlet, "audit_bypass")
    row = user("anna", **{attribute.properties[0]: ""})
    found = snapshot([person("anna", {name: ""})], **{f"cloud__{kind}": [row]})
    _, comparison, _ = compare(found)
    assert name not in comparison.unknown_because
    assert SIDE_OF[cmdlet] == kind
