"""Objects are found by what any side calls them; one that alone has an id or a sign-in name is meant."""

import pytest
from tiny_estates import tiny

from analyzer.errors import NameAmbiguous
from analyzer.explain.lookup import fits, near_objects, one_of

ROWS = """
id | ad.displayName | ad.proxyAddresses                     | cloud.EmailAddresses   | ad.mail   | sides
u1 | Kim            | SMTP:kim@x.com; smtp:k@x.com          | SMTP:kim@x.com         | kim@x.com |
u2 | Kim            | SMTP:kim2@x.com; X500:/o=a/cn=kim     | SMTP:kim2@x.com        | kim2@x.com|
u3 | Straße         | SMTP:s@x.com; smtp:u1@contoso.com     | SMTP:s@x.com           | s@x.com   |
u4 | Lone           | SMTP:l@x.com                          | ?                      | ?         | ad
"""


@pytest.fixture(scope="module")
def people():
    """The estate, and the identity of each id."""
    made = tiny(ROWS)
    names = made.estate.trait("upn").to_pylist()
    return made.estate, {f"u{n}": next(i for i, u in enumerate(names) if u.startswith(f"u{n}@")) for n in range(1, 5)}


def found(people, word):
    estate, index = people
    names = {i: name for name, i in index.items()}
    return {names[f.identity]: f.ways for f in fits(estate, word)}


@pytest.mark.parametrize(
    ("word", "who"),
    [
        ("K@x.com", {"u1"}),
        ("smtp:K@X.com", {"u1"}),
        ("/o=a/cn=kim", {"u2"}),
        ("  kim  ", {"u1", "u2"}),
        ("STRASSE", {"u3"}),
        ("l@x.com", {"u4"}),
        ("@x.com", set()),
        ("x.com", set()),
        ("*", set()),
        ("", set()),
    ],
)
def test_who_is_found(people, word, who):
    assert set(found(people, word)) == who


def test_ids_and_distinguished_names_in_any_spelling(people):
    estate, index = people
    guid = estate.trait("guid").to_pylist()[index["u1"]]
    dn = estate.identities.column("ad", "distinguishedName").to_pylist()[index["u1"]]
    for word in (guid, f"{{{guid.upper()}}}", dn.upper(), dn.replace(",", ", ")):
        assert "u1" in found(people, word), word


def test_who_signs_in_so_is_meant_though_another_holds_the_address(people):
    estate, index = people
    upn = estate.trait("upn").to_pylist()[index["u1"]]
    both = fits(estate, upn)
    assert {f.identity for f in both} >= {index["u1"]}
    assert one_of(estate, upn, both).identity == index["u1"]


def test_two_of_one_name_are_listed_with_their_ids(people):
    estate, index = people
    guids = estate.trait("guid").to_pylist()
    with pytest.raises(NameAmbiguous) as told:
        one_of(estate, "Kim", fits(estate, "Kim"))
    assert told.value.exit_code == 2
    for name in ("u1", "u2"):
        assert guids[index[name]] in told.value.message


def test_near_names_begin_alike(people):
    estate, _ = people
    assert near_objects(estate, "stra\u00dfen") == ("Straße",)
    assert near_objects(estate, "zzz") == ()
    assert near_objects(estate, "") == ()
