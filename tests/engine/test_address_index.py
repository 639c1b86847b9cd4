"""Addresses as numbers: equal for equal entries of any column of both sides, whoever holds them."""

import numpy as np

from analyzer.engine.address_index import Runs, address_index, as_found, not_held
from analyzer.engine.checks import HIT, UNKNOWN, Bare, evidence_with, judged_evidence
from tests.engine.tiny_estates import tiny

ROWS = """
id | ad.proxyAddresses                         | ad.mail      | cloud.EmailAddresses
u1 | SMTP:U1@x.example; X500:/o=x/cn=U1        | u1@X.example | smtp: u1@x.example; SMTP:n1@x.example
u2 | SMTP:u2@x.example; smtp:\u00dc2@x.example | ?            | smtp:u2@x.example; x500:/O=X/CN=u1
"""


def test_the_same_address_has_one_number_in_every_column() -> None:
    index = address_index(tiny(ROWS).estate)
    proxies, mail = index.columns["ad", "proxyAddresses"], index.columns["ad", "mail"]
    cloud = index.columns["cloud", "EmailAddresses"]
    assert proxies.code[0] == mail.code[0] == cloud.code[0]
    assert index.addresses(mail.code).to_pylist() == ["u1@x.example"]
    assert index.is_smtp[proxies.code].tolist() == [True, False, True, True]
    assert index.is_x500[cloud.code].tolist() == [False, False, False, True]


def test_what_another_object_holds_is_not_held_by_the_own_one() -> None:
    estate = tiny(ROWS).estate
    index = address_index(estate)
    mine, theirs = index.columns["ad", "proxyAddresses"], index.columns["cloud", "EmailAddresses"]
    lost = np.flatnonzero(not_held(mine, [theirs], len(index.texts)))
    found = as_found(estate, ("ad", "proxyAddresses"), mine.place[lost]).to_pylist()
    assert found == ["X500:/o=x/cn=U1", "smtp:\u00dc2@x.example"]


def test_an_entry_of_two_holders_is_held_by_both() -> None:
    rows = """
    id | ad.proxyAddresses | cloud.EmailAddresses
    u1 | smtp:a@x.example  | smtp:a@x.example
    u2 | smtp:a@x.example  | smtp:a@x.example
    """
    index = address_index(tiny(rows).estate)
    mine, theirs = index.columns["ad", "proxyAddresses"], index.columns["cloud", "EmailAddresses"]
    assert not not_held(mine, [theirs], len(index.texts)).any()


def test_runs_answer_like_the_long_list() -> None:
    runs = Runs.of(("a", 2), ("b", 0), ("c", 3))
    assert list(runs) == ["a", "a", "c", "c", "c"]
    assert list(runs.taken(np.array([1, 2, 4]))) == ["a", "c", "c"]


def test_bare_evidence_has_the_outcome_of_the_codes() -> None:
    found = judged_evidence(Bare(np.array([0, 2, 3]), np.full(3, HIT, np.uint8)), np.array([2, 0, 3, 0], np.uint8))
    assert [(e.index, e.outcome) for e in found] == [(0, HIT), (2, UNKNOWN)]
    assert [e.index for e in evidence_with(found, UNKNOWN)] == [2]
