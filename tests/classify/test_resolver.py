"""Who a link means, from both sides, and when nobody can say it."""

import pyarrow as pa
import pytest
from pair_estates import guid, person, rows_of, snapshot

from analyzer.classify.match import match
from analyzer.classify.resolver import EstateResolver
from analyzer.model.snapshot import Snapshot
from analyzer.normalise.key_columns import dns
from analyzer.normalise.links import UNSYNCED
from analyzer.normalise.names import canonical_dn, is_dead
from analyzer.normalise.words import NotComparable

ANNA = "CN=anna,OU=Staff,DC=contoso,DC=example"


def resolver(found: Snapshot, *texts: str) -> EstateResolver:
    return EstateResolver(found, match(found), texts, texts)


def one_side(name: str, **ad: object) -> dict[str, object]:
    """A person who is in AD only."""
    return {"ad.object": person(name, ad)["ad.object"]}


@pytest.mark.parametrize(
    "text",
    [
        "anna@contoso.example",
        "ANNA@Contoso.example",
        "a.second@contoso.example",
        str(guid("anna cloud")),
        str(guid("anna entra")).upper(),
        "anna",
        "Anna",
        "Berg, Anna",
        "contoso.onmicrosoft.com/anna",
        "/o=ExchangeLabs/cn=anna",
        "/o=Contoso/cn=anna",
        "CN=anna,OU=contoso.onmicrosoft.com,DC=PROD,DC=OUTLOOK,DC=COM",
    ],
)
def test_every_text_that_the_cloud_prints(text: str) -> None:
    addresses = ["SMTP:anna@contoso.example", "smtp:A.Second@contoso.example", "X500:/o=Contoso/cn=anna"]
    cloud = {
        "DisplayName": "Berg, Anna",
        "Identity": "contoso.onmicrosoft.com/anna",
        "LegacyExchangeDN": "/o=ExchangeLabs/cn=anna",
        "DistinguishedName": "CN=anna,OU=contoso.onmicrosoft.com,DC=PROD,DC=OUTLOOK,DC=COM",
        "EmailAddresses": addresses,
    }
    found = resolver(snapshot([person("anna", cloud=cloud), person("ben")]), text, ANNA)
    assert found.cloud(text) == found.directory(ANNA) == "anna@contoso.example"


def test_a_name_that_fits_two_or_none_is_not_comparable() -> None:
    people = [person("anna", cloud={"DisplayName": "A. Berg"}), person("ben", cloud={"DisplayName": "a. berg"})]
    found = resolver(snapshot(people), "A. Berg", "Carl")
    with pytest.raises(NotComparable, match="fits 2"):
        found.cloud("A. Berg")
    with pytest.raises(NotComparable, match="cannot be found"):
        found.cloud("Carl")


def test_two_people_with_one_address_have_two_labels() -> None:
    same = {"PrimarySmtpAddress": "info@contoso.example"}
    found = resolver(snapshot([person("anna", cloud=same), person("ben", cloud=same)]), "anna", "ben")
    assert found.cloud("anna") != found.cloud("ben")


def test_spellings_of_one_distinguished_name_are_one() -> None:
    one = person("anna", {"distinguishedName": "CN=Berg\\, Anna,OU=B\u00fcro,DC=contoso,DC=example"})
    other = "cn=Berg\\2C Anna, ou=B\\C3\\BCro, dc=Contoso, dc=example"
    assert resolver(snapshot([one]), other).directory(other) == "anna@contoso.example"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("CN=a,DC=x", "cn=A,dc=X"),
        ("CN=a\\,b,DC=x", "CN=a\\2cb,DC=x"),
        ("CN=a, DC=x", "CN=a,DC=x"),
        ("CN=\u00df", "CN=SS"),
    ],
)
def test_canonical_names(left: str, right: str) -> None:
    assert canonical_dn(left) == canonical_dn(right)
    assert canonical_dn(canonical_dn(left)) == canonical_dn(left)


def test_a_comma_in_a_name_is_no_separator() -> None:
    assert canonical_dn("CN=a\\,DC=b,DC=x") != canonical_dn("CN=a,DC=b,DC=x")


def test_deleted_and_conflicting_objects_never_arrive() -> None:
    dead = "CN=anna\\0ADEL:4711,CN=Deleted Objects,DC=contoso,DC=example"
    assert is_dead(dead)
    assert is_dead("CN=anna\nCNF:4711,DC=x")
    assert resolver(snapshot([person("ben")]), dead).directory(dead).startswith(UNSYNCED)


def test_somebody_outside_the_export_is_not_comparable() -> None:
    with pytest.raises(NotComparable, match="not in the directory export"):
        resolver(snapshot([person("ben")]), ANNA).directory(ANNA)


def test_a_user_without_entra_side_never_arrives_when_the_list_is_whole() -> None:
    assert resolver(snapshot([person("ben"), one_side("anna")]), ANNA).directory(ANNA).startswith(UNSYNCED)


def test_a_group_is_in_doubt_until_its_list_is_whole() -> None:
    group = one_side("anna", objectClass=["top", "group"], userPrincipalName="")
    with pytest.raises(NotComparable, match="not among the exported cloud recipients"):
        resolver(snapshot([person("ben"), group]), ANNA).directory(ANNA)
    lists = {"cloud__group": [{"Name": "other", "PrimarySmtpAddress": "o@contoso.example"}]}
    assert resolver(snapshot([person("ben"), group], **lists), ANNA).directory(ANNA).startswith(UNSYNCED)


def test_a_link_to_somebody_unsynced_is_drift_with_that_reason() -> None:
    people = [person("ben", {"altRecipient": ANNA, "whenChanged": "20261120115500.0Z"}), one_side("anna")]
    row = rows_of(snapshot(people))["ben", "altRecipient"]
    assert row["kind"] == "drift"
    assert "no recipient in the cloud" in row["why"]
    assert "\1" not in row["directory_compared"]


def test_links_are_compared_as_people() -> None:
    people = [
        person("anna"),
        person("ben", {"altRecipient": ANNA}, {"ForwardingAddress": "anna"}),
        person("carl", {"altRecipient": ANNA}, {"ForwardingAddress": "ben"}),
        person("dora", {"altRecipient": ANNA}, {"ForwardingAddress": "Somebody"}),
        person("emil", {"publicDelegates": [ANNA]}, {"GrantSendOnBehalfTo": ["anna@contoso.example"]}),
    ]
    kinds = {key: r["kind"] for key, r in rows_of(snapshot(people)).items()}
    assert kinds == {("carl", "altRecipient"): "drift", ("dora", "altRecipient"): "unknown"}


@pytest.mark.parametrize(
    "left", ["CN=Müller\\, Anna,OU=Staff,DC=x", "CN=Smith\\, Anna,OU=Staff,DC=x", "CN=a\\\\,OU=b,DC=x", "CN=a\\,,DC=x"]
)
def test_escaped_commas_have_one_spelling_whichever_way_it_is_found(left: str) -> None:
    hexed = left.replace("\\,", "\\2C").replace("\\\\2C", "\\\\,")
    assert canonical_dn(left) == canonical_dn(hexed) == canonical_dn(left.replace(",OU", " , OU"))
    assert dns(pa.array([left, hexed]), 2).to_pylist() == [canonical_dn(left)] * 2
