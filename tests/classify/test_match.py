"""Objects are joined by the strongest key; what could be two people is nobody's pair, and stays visible."""

from typing import Any

import pytest
from pair_estates import b64, guid, person, snapshot

from analyzer.classify.identities import Identities
from analyzer.classify.match import match, object_class

ENTRA_KEYS = ("OnPremisesImmutableId", "OnPremisesDistinguishedName")


def loose(
    name: str, ad: dict[str, Any] | None = None, cloud: dict[str, Any] | None = None, **entra: Any
) -> dict[str, Any]:
    """A person whose two sides share no key but those given."""
    return person(
        name,
        {"userPrincipalName": f"{name}@ad.example", "proxyAddresses": [f"SMTP:{name}@ad.example"]} | (ad or {}),
        cloud,
        **({"OnPremisesImmutableId": ""} | entra),
    )


def ways(*people: dict[str, Any], **tables: Any) -> dict[str, str]:
    """How each directory object was joined."""
    found = match(snapshot(people, **tables))
    names = found.take("ad", "distinguishedName", found.ad_row[found.ad_row >= 0])
    cns = [n.partition(",")[0].removeprefix("CN=") for n in names.to_pylist()]
    return dict(zip(cns, found.matched_by.tolist(), strict=False))


def joined(found: Identities) -> list[tuple[bool, bool, bool]]:
    """Which sides each identity has."""
    rows = zip(found.ad_row.tolist(), found.cloud_row.tolist(), found.entra_row.tolist(), strict=True)
    return [(a >= 0, c >= 0, e >= 0) for a, c, e in rows]


@pytest.mark.parametrize(
    ("ad", "cloud", "entra", "way"),
    [
        ({}, {}, {"OnPremisesImmutableId": b64(guid("anna"))}, "source anchor"),
        ({"objectGUID": str(guid("anna"))}, {}, {"OnPremisesImmutableId": b64(guid("anna"))}, "source anchor"),
        (
            {"objectGUID": f"X'{guid('anna').bytes_le.hex().upper()}'"},
            {},
            {"OnPremisesImmutableId": b64(guid("anna"))},
            "source anchor",
        ),
        ({"mS-DS-ConsistencyGuid": b64(guid("old"))}, {}, {"OnPremisesImmutableId": b64(guid("old"))}, "source anchor"),
        ({"mS-DS-ConsistencyGuid": "E4711"}, {}, {"OnPremisesImmutableId": "E4711"}, "source anchor"),
        ({"msDS-ExternalDirectoryObjectId": f"User_{guid('anna entra')}"}, {}, {}, "Entra id"),
        (
            {},
            {},
            {"OnPremisesDistinguishedName": "cn=anna, ou=Staff, dc=contoso, dc=example"},
            "distinguished name",
        ),
        ({"msExchMailboxGuid": b64(guid("box"))}, {"ExchangeGuid": str(guid("box")).upper()}, {}, "mailbox GUID"),
        ({"proxyAddresses": ["smtp:x@y.example", "SMTP:Anna@Contoso.example"]}, {}, {}, "primary address"),
        ({"userPrincipalName": "ANNA@contoso.example"}, {}, {}, "sign-in name"),
        ({}, {}, {}, ""),
    ],
)
def test_each_way(ad: dict[str, Any], cloud: dict[str, Any], entra: dict[str, Any], way: str) -> None:
    assert ways(loose("anna", ad, cloud, **entra)) == {"anna": way}


def test_the_stronger_key_wins_over_the_weaker_one() -> None:
    anna = loose("anna", {"userPrincipalName": "ben@contoso.example"}, OnPremisesImmutableId=b64(guid("anna")))
    ben = loose("ben", {"userPrincipalName": "ben@ad.example"})
    found = match(snapshot([anna, ben]))
    assert found.matched_by.tolist()[:2] == ["source anchor", ""]
    assert found.strong.tolist()[:2] == [True, False]
    assert found.cloud_row[0] == 0


def test_a_zero_guid_joins_nobody() -> None:
    zero = "00000000-0000-0000-0000-000000000000"
    assert ways(loose("anna", {"msExchMailboxGuid": zero}, {"ExchangeGuid": zero})) == {"anna": ""}


def test_a_key_that_two_share_joins_nobody_and_says_so() -> None:
    same = {"userPrincipalName": "info@contoso.example"}
    cloud = {"UserPrincipalName": "info@contoso.example"}
    found = match(snapshot([loose("anna", same, cloud), loose("ben", same)]))
    assert found.matched_by.tolist()[:2] == ["", ""]
    doubt = "sign-in name: 2 directory and 1 cloud objects share one value"
    assert found.ambiguous.tolist() == [doubt, doubt, doubt, ""]


def test_who_is_in_doubt_by_a_strong_key_is_not_joined_by_a_weak_one() -> None:
    anchor = {"OnPremisesImmutableId": "E1"}
    people = [
        loose("anna", {"mS-DS-ConsistencyGuid": "E1", "userPrincipalName": "anna@contoso.example"}, **anchor),
        loose("ben", {"mS-DS-ConsistencyGuid": "E1"}),
    ]
    found = match(snapshot(people))
    assert "" not in found.ambiguous.tolist()[:2]
    assert found.matched_by.tolist()[:2] == ["", ""]
    assert "source anchor" in found.ambiguous[2]


def test_an_address_never_joins_objects_of_two_classes() -> None:
    contact = loose("anna", {"objectClass": ["top", "contact"], "proxyAddresses": ["SMTP:anna@contoso.example"]})
    assert ways(contact) == {"anna": ""}
    contact["cloud.contact"] = contact.pop("cloud.mailbox")
    assert ways(contact) == {"anna": "primary address"}


def test_every_row_belongs_to_exactly_one_identity() -> None:
    people = [person("anna"), loose("ben"), loose("carl", {"proxyAddresses": ["SMTP:carl@contoso.example"]})]
    only = {"cloud.mailbox": person("dora")["cloud.mailbox"]}, {"entra.user": person("emil")["entra.user"]}
    found = match(snapshot([*people, *only]))
    for rows, count in ((found.ad_row, 3), (found.cloud_row, 4), (found.entra_row, 4)):
        assert sorted(r for r in rows.tolist() if r >= 0) == list(range(count))
    assert sorted(joined(found)) == sorted(
        [
            (True, True, True),
            (True, False, False),
            (True, True, True),
            (False, True, True),
            (False, True, False),
            (False, False, True),
        ]
    )


def test_get_recipient_adds_only_whom_no_better_list_holds() -> None:
    known = {"ExternalDirectoryObjectId": str(guid("anna entra")), "RecipientTypeDetails": "UserMailbox"}
    other = {"ExternalDirectoryObjectId": str(guid("list")), "RecipientTypeDetails": "MailUniversalDistributionGroup"}
    found = match(snapshot([person("anna")], cloud__recipient=[known, other]))
    assert found.count == 2


@pytest.mark.parametrize("missing", [("ad.object",), ("cloud.mailbox",), ("entra.user",), ("ad.object", "entra.user")])
def test_a_missing_side_leaves_the_others(missing: tuple[str, ...]) -> None:
    one = person("anna")
    for kind in missing:
        del one[kind]
    found = match(snapshot([one]))
    assert found.count == 1 or missing == ("cloud.mailbox",)


def test_object_classes() -> None:
    assert object_class(["top", "person", "organizationalPerson", "user"]) == "user"
    assert object_class(["top", "person", "organizationalPerson", "user", "computer"]) == "computer"
    assert object_class(["TOP", "msExchDynamicDistributionList"]) == "dynamic"
    assert object_class(None) == "other"
