"""One pair is told as it was compared with all others: same kinds, both values, as found and as compared."""

import pytest
from tiny_estates import tiny

from analyzer.classify.one_pair import KIND_WORDS, cells_of, compared_pair

PEOPLE = {
    "u1": {
        "ad.displayName": "Ada Berg", "cloud.DisplayName": "Ada Berg",
        "ad.mail": "a@x.com", "cloud.WindowsEmailAddress": "A@X.com",
        "ad.extensionAttribute1": "5", "cloud.CustomAttribute1": "5",
        "ad.proxyAddresses": "SMTP:a@x.com; smtp:b@x.com",
        "cloud.PrimarySmtpAddress": "a@x.com", "cloud.EmailAddresses": "SMTP:a@x.com; smtp:b@x.com",
    },
    "u2": {
        "ad.displayName": "Bela", "cloud.DisplayName": "Bela C",
        "ad.mail": "b@x.com", "cloud.WindowsEmailAddress": "c@x.com",
        "ad.extensionAttribute1": "5", "cloud.CustomAttribute1": "",
        "ad.proxyAddresses": "SMTP:b@x.com",
        "cloud.PrimarySmtpAddress": "c@x.com", "cloud.EmailAddresses": "SMTP:c@x.com; SPO:SPO_1",
    },
    "u3": {
        "ad.displayName": "Cleo", "cloud.DisplayName": "?",
        "ad.mail": "c@x.com", "cloud.WindowsEmailAddress": "c@x.com",
        "ad.extensionAttribute1": "?", "cloud.CustomAttribute1": "7",
        "ad.proxyAddresses": "?",
        "cloud.PrimarySmtpAddress": "c@x.com", "cloud.EmailAddresses": "SMTP:c@x.com",
    },
}  # fmt: skip
HEAD = ("id", *PEOPLE["u1"])
ROWS = "\n".join(" | ".join(row) for row in (HEAD, *((name, *cells.values()) for name, cells in PEOPLE.items())))


@pytest.fixture(scope="module")
def estate():
    """The estate of the table."""
    return tiny(ROWS).estate


def told(estate, pair):
    found = compared_pair(
        estate.snapshot,
        estate.identities,
        estate.catalogue,
        estate.comparison,
        identity=int(estate.pair_identity[pair]),
        pair=pair,
    )
    return {c.name: c for c in found}


def pair_of(estate, name):
    upns = estate.trait("upn").to_pylist()
    return next(p for p, i in enumerate(estate.pair_identity) if upns[i].startswith(f"{name}@"))


@pytest.mark.parametrize("name", ["u1", "u2", "u3"])
def test_every_kind_is_that_of_the_comparison(estate, name):
    pair = pair_of(estate, name)
    found = told(estate, pair)
    kinds = {n: KIND_WORDS.get(int(codes[pair]), "") for n, codes in estate.comparison.kinds.items()}
    assert {n: c.kind for n, c in found.items()} == {n: kind for n, kind in kinds.items() if kind}


@pytest.mark.parametrize("name", ["u1", "u2", "u3"])
def test_what_differs_has_a_reason_or_two_values(estate, name):
    for each in told(estate, pair_of(estate, name)).values():
        if each.kind in {"drift", "lag"}:
            assert each.directory_compared != each.cloud_compared, each.name
        if each.kind in {"unknown", "by_design"}:
            assert each.why, each.name


def test_equal_values_are_told_as_found_and_as_compared(estate):
    found = told(estate, pair_of(estate, "u1"))
    mail = found["mail"]
    assert (mail.kind, mail.directory_value, mail.cloud_value) == ("equal", "a@x.com", "A@X.com")
    assert mail.directory_compared == mail.cloud_compared == "a@x.com"
    primary, others = found["proxyAddresses.primary"], found["proxyAddresses.smtp"]
    assert (primary.cloud_name, primary.directory_value, primary.directory_compared) == (
        "PrimarySmtpAddress", "a@x.com", "a@x.com",
    )  # fmt: skip
    assert others.directory_value == "SMTP:a@x.com; smtp:b@x.com"
    assert others.directory_compared == "smtp:a@x.com; smtp:b@x.com"


def test_differences_are_those_of_the_table(estate):
    found = told(estate, pair_of(estate, "u2"))
    assert (found["extensionAttribute1"].directory_value, found["extensionAttribute1"].cloud_value) == ("5", "")
    assert found["extensionAttribute1"].direction == "only_directory"
    assert found["proxyAddresses.other"].kind == "by_design"
    assert found["proxyAddresses.other"].cloud_value == "SPO:SPO_1"


def test_an_unknown_side_keeps_the_value_of_the_other(estate):
    found = told(estate, pair_of(estate, "u3"))
    assert (found["displayName"].kind, found["displayName"].directory_value) == ("unknown", "Cleo")
    assert found["extensionAttribute1"].cloud_value == "7"


def test_cells_of_a_side_that_is_not_there_are_none(estate):
    identity = int(estate.pair_identity[pair_of(estate, "u1")])
    assert dict(cells_of(estate.identities, identity, "ad"))["mail"] == "a@x.com"
    assert list(cells_of(estate.identities, identity, "nobody")) == []
