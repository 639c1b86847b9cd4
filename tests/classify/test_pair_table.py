"""Every attribute of the catalogue that is compared, with pairs of every kind, through the real comparison."""

import functools
from dataclasses import replace

import numpy as np
import pytest
from pair_estates import CATALOGUE
from pair_table import PAIRS, Pair, estate_of, of_table

from analyzer.classify.columns import side_of
from analyzer.classify.group_pairs import compare_groups
from analyzer.classify.kinds import Comparison
from analyzer.classify.match import match
from analyzer.classify.one_pair import KIND_WORDS, Compared, compared_pair
from analyzer.classify.pairs import compare_pairs
from analyzer.model.catalogue import Catalogue
from analyzer.model.progress import Silent
from analyzer.normalise.registry import WORDS
from analyzer.normalise.words import Answer, Surroundings, is_empty

TABLE = of_table()
PEOPLE = sorted(name for name, pairs in TABLE.items() if not pairs[0].is_group)
GROUPS = sorted(name for name, pairs in TABLE.items() if pairs[0].is_group)
DIFFERENT = {"lag", "drift"}
ANSWERS = {
    Answer.EQUAL: "equal",
    Answer.ROUTINE: "by_design",
    Answer.BY_DESIGN: "by_design",
    Answer.DIFFERENT: "different",
    Answer.UNKNOWN: "unknown",
}


def aspects() -> set[str]:
    """What the comparison tells apart: attributes, and aspects of those that have some."""
    out = set()
    for attribute in CATALOGUE:
        word = WORDS.get(attribute.compare)
        if word is None:
            continue
        if word.name == "elc_flags":
            out |= {f"{attribute.ldap_name}.{p}" for p in attribute.properties}
        elif word.name == "proxy_addresses":
            out |= {f"{attribute.ldap_name}.{a}" for a in ("primary", "smtp", "x500", "sip", "other")}
        else:
            out.add(attribute.ldap_name)
    return out


def test_every_attribute_that_is_compared_has_rows_and_no_other() -> None:
    assert aspects() == set(TABLE)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_attribute_has_pairs_of_every_kind(name: str) -> None:
    assert {p.pair for p in TABLE[name]} == set(PAIRS)


def test_attributes_of_people_and_of_groups_stand_where_they_belong() -> None:
    assert {n for n in PEOPLE if not side_of(TABLE[n][0].attribute)} == set()
    assert {n for n in GROUPS if side_of(TABLE[n][0].attribute)} == set()


def only(pair: Pair) -> Catalogue:
    """The catalogue of the one attribute, of those that its pairs name besides, and of the addresses."""
    names = {pair.attribute.ldap_name, *(k.partition(".")[2] for k in pair.beside), "proxyAddresses"}
    if pair.attribute.compare == "proxy_addresses":
        names.add("legacyExchangeDN")
    kept = {a.ldap_name: a for a in CATALOGUE if a.ldap_name in names}
    return replace(CATALOGUE, attributes=kept, by_folded={n.casefold(): a for n, a in kept.items()})


@functools.cache
def told(name: str) -> tuple[Comparison, dict[int, str], dict[int, Compared]]:
    """The comparison of whole columns, and by number of the row its kind there and told alone."""
    found, catalogue = estate_of(TABLE[name]), only(TABLE[name][0])
    identities = match(found)
    which, comparison = compare_pairs(found, identities, catalogue, sync_interval_minutes=30, progress=Silent())
    dns = identities.take("ad", "distinguishedName", np.asarray(which)).to_pylist()
    places = {dn.partition(",")[0].removeprefix("CN="): place for place, dn in enumerate(dns)}
    kinds, alone = {}, {}
    for number in range(len(TABLE[name])):
        place = places[f"p{number}"]
        kinds[number] = KIND_WORDS[int(comparison.kinds[name][place])]
        every = compared_pair(found, identities, catalogue, comparison, identity=int(which[place]), pair=place)
        alone[number] = next(c for c in every if c.name == name)
    return comparison, kinds, alone


@pytest.mark.parametrize("name", PEOPLE)
def test_pairs_of_people(name: str) -> None:
    _, kinds, alone = told(name)
    wrong = []
    for number, pair in enumerate(TABLE[name]):
        kind, one = kinds[number], alone[number]
        said = "different" if kind in DIFFERENT else kind
        if said != pair.kind or one.kind != kind:
            wrong.append((pair.pair, pair.directory, pair.cloud, pair.kind, kind, one.kind, one.why))
    assert wrong == []


@pytest.mark.parametrize("name", PEOPLE)
def test_what_is_the_same_is_shown_the_same_and_what_differs_names_its_side(name: str) -> None:
    _, _, alone = told(name)
    for number, pair in enumerate(TABLE[name]):
        one = alone[number]
        if pair.kind == "different" and "on-premises server" not in one.why:
            assert one.directory_compared != one.cloud_compared, (pair, one)
        if pair.kind == "different" and pair.pair in {"only_directory", "only_cloud"} and absent_is_none(pair):
            assert one.direction == pair.pair, (pair, one)
        if pair.kind in {"by_design", "unknown"}:
            assert one.why, (pair, one)


def absent_is_none(pair: Pair) -> bool:
    """No value reads as no value; for a yes or no it reads as no, which both sides have then."""
    word = WORDS[pair.attribute.compare]
    if word.name == "account_disabled":
        return False
    return not word.by_rows and all(
        is_empty(read("", Surroundings(tables=CATALOGUE.tables))) for read in (word.directory, word.cloud)
    )


@pytest.mark.parametrize("name", GROUPS)
def test_pairs_of_groups(name: str) -> None:
    found = estate_of(TABLE[name])
    identities = match(found)
    dns = identities.take("ad", "distinguishedName", np.arange(identities.count)).to_pylist()
    places = {(dn or "").partition(",")[0].removeprefix("CN="): place for place, dn in enumerate(dns)}
    which = np.array([places[f"p{n}"] for n in range(len(TABLE[name]))], dtype=np.int64)
    # The catalogue is narrowed inside, so a sister attribute must be asked for too.
    names = (name, *(k.partition(".")[2] for k in TABLE[name][0].beside))
    answers = compare_groups(found, identities, CATALOGUE, which, names).answers[name]
    wrong = [
        (p.pair, p.directory, p.cloud, p.kind, ANSWERS[Answer(int(a))])
        for p, a in zip(TABLE[name], answers, strict=True)
        if ANSWERS[Answer(int(a))] != p.kind
    ]
    assert wrong == []
