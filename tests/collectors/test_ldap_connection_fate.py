"""Connections that are busy, slow, cut or given up, tried on the small server."""

import itertools

import pytest
from small_ldap_client import SIMPLE, at, everybody, group, people, wait_for
from small_ldap_server import BASE, Behaviour, SmallServer, entry_of, integer, tlv

from analyzer.collectors.ldap import connect
from analyzer.errors import (
    ControllerGone,
    SearchRefused,
    ServerUnreachable,
)


def test_a_busy_server_is_waited_for(wire, small, behaviour):
    behaviour.objects, behaviour.busy, waited = people(3), 2, []
    with connect(at(small), SIMPLE, pause=waited.append) as directory:
        assert len(everybody(directory)) == 3
    assert waited == [1.0, 4.0]


def test_a_server_that_stays_busy(behaviour, directory):
    behaviour.busy = 99
    with pytest.raises(SearchRefused, match="busy"):
        everybody(directory)


def test_pages_are_spaced(small, behaviour):
    behaviour.objects, waited = people(30), []
    with connect(at(small), SIMPLE, delay=0.5, pause=waited.append) as directory:
        assert len(everybody(directory, page_size=10)) == 30
    assert waited == [0.5, 0.5]


def test_a_lost_place(wire, behaviour, directory):
    behaviour.objects, behaviour.forget_cookies = people(30), True
    pages = directory.pages(BASE, scope="subtree", filter="(mail=*)", attributes=["mail"], page_size=10)
    assert len(next(pages).entries) == 10
    with pytest.raises(ControllerGone, match="no longer knows the place"):
        next(pages)


def test_the_next_page_is_asked_for_before_one_is_handed_out(small, behaviour, directory):
    behaviour.objects = people(30)
    pages = directory.pages(BASE, scope="subtree", filter="(mail=*)", attributes=["mail"], page_size=10)
    assert len(next(pages).entries) == 10
    # Two are out: the second is there without another word from us, and there is never a third.
    wait_for(small, "search", 3)
    assert len(next(pages).entries) == 10
    wait_for(small, "search", 4)
    assert [len(p.entries) for p in pages] == [10]
    assert small.requests.count("search") == 4


def test_a_search_that_is_given_up_is_abandoned(small, behaviour, directory):
    behaviour.objects = people(30)
    first = next(directory.pages(BASE, scope="subtree", filter="(mail=*)", attributes=["mail"], page_size=10))
    assert len(first.entries) == 10
    wait_for(small, "abandon", 1)
    # What still arrives for it is nobody's.
    assert [e.dn for e in everybody(directory, page_size=10)] == [dn for dn, _ in behaviour.objects]
    assert directory.read(f"CN=user3,{BASE}", ["mail"]) is not None
    assert small.requests.count("abandon") == 1


def test_nothing_is_left_at_the_end(small, behaviour):
    behaviour.objects = people(30)
    with connect(at(small), SIMPLE) as directory:
        pages = directory.pages(BASE, scope="subtree", filter="(mail=*)", attributes=["mail"], page_size=10)
        next(pages)
        wait_for(small, "search", 3)
    pages.close()
    # The server's thread ends when the connection does, and not before.
    small._threads[-1].join(10)
    assert not small._threads[-1].is_alive()
    assert set(small.requests) <= {"bind", "search", "unbind"}


def test_two_searches_at_a_time(wire, behaviour, directory):
    behaviour.objects = [*people(25), group(4000)]
    asked = {"scope": "subtree", "filter": "(mail=*)", "attributes": ["mail", "member"]}
    one, other = directory.pages(BASE, page_size=10, **asked), directory.pages(BASE, page_size=7, **asked)
    found = ([], [])
    for mine, theirs in itertools.zip_longest(one, other):
        for held, page in zip(found, (mine, theirs), strict=True):
            held.extend(page.entries if page else ())
        assert directory.read(f"CN=user3,{BASE}", ["mail"]) is not None
    for held in found:
        assert [(e.dn, e.attributes) for e in held] == behaviour.objects


def test_another_search_made_the_connection_anew(wire, behaviour, directory):
    behaviour.objects = people(30)
    pages = directory.pages(BASE, scope="subtree", filter="(mail=*)", attributes=["mail"], page_size=10)
    assert len(next(pages).entries) == 10
    directory.close()
    assert directory.read(f"CN=user3,{BASE}", ["mail"]) is not None
    with pytest.raises(ControllerGone, match="in the middle"):
        next(pages)


def test_cut_in_the_first_page_nothing_is_lost(wire, small, behaviour, directory):
    behaviour.objects, behaviour.cut_after = people(30), 5
    assert [e.dn for e in everybody(directory, page_size=10)] == [dn for dn, _ in behaviour.objects]
    assert small.requests.count("bind") == 2


def test_cut_in_a_later_page(wire, behaviour, directory):
    behaviour.objects, behaviour.cut_after = people(30), 15
    pages = directory.pages(BASE, scope="subtree", filter="(mail=*)", attributes=["mail"], page_size=10)
    assert len(next(pages).entries) == 10
    with pytest.raises(ControllerGone, match="in the middle"):
        next(pages)
    assert len(everybody(directory, page_size=10)) == 30  # a new search connects again


def test_a_controller_that_is_gone_for_good(behaviour, directory, small):
    behaviour.objects = people(3)
    small.__exit__()
    with pytest.raises(ControllerGone, match="ended") as told:
        everybody(directory)
    assert "Nothing listens" in told.value.seen


def test_no_answer_in_time(wire, small, behaviour):
    with connect(at(small, timeout=1), SIMPLE) as directory:
        behaviour.silent = True
        with pytest.raises(ControllerGone):
            everybody(directory)


def test_a_good_bye(wire, behaviour, directory):
    behaviour.objects, behaviour.good_bye = people(3), True
    assert len(everybody(directory)) == 3


@pytest.mark.parametrize(
    "garbage",
    [
        b"HTTP/1.1 400 Bad Request\r\n",
        tlv(0x30, integer(3), entry_of("CN=x", {"a": [b"b"]}))[:12] + b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x84\x7f\xff\xff\xff",
        tlv(0x30, tlv(0x04, b"x")),
    ],
)
def test_what_is_no_answer(small, behaviour, garbage):
    with connect(at(small, timeout=1), SIMPLE) as directory:
        behaviour.garbage = garbage
        with pytest.raises(ControllerGone):
            everybody(directory)


def test_nobody_listens():
    with SmallServer(Behaviour()) as gone:
        pass
    with pytest.raises(ServerUnreachable, match="Nothing listens"):
        connect(at(gone), SIMPLE)
    with pytest.raises(ServerUnreachable, match="cannot be resolved"):
        connect(at(gone, host="dc1.contoso.invalid"), SIMPLE)
