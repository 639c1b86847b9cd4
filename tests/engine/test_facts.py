"""Dated facts: builds, serial numbers, default connectors, type numbers."""

import datetime as dt

import pytest
from tiny_estates import PACK

from analyzer.engine.facts import build_of_serial

FACTS = PACK.facts
FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


def _day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("version", "ends"),
    [
        ("2.5.79.0", _day("2026-10-23")),
        ("2.5.190.0", _day("2027-02-02")),
        ("2.6.92.0", FAR),
        ("2.6.93.0", None),
        ("2.7.1.0", None),
        ("2.5.100.0", _day("2026-10-23")),  # between two listed builds: the earlier one's end
        ("1.6.4.0", _day("2026-07-31")),  # older than every listed one
        ("2.6.79.0", _day("2027-07-07")),  # withdrawn, no end of its own: that of the build before it
        ("", None),
        ("unknown", None),
        (None, None),
    ],
)
def test_support_of_connect_builds(version: str | None, ends: dt.datetime | None) -> None:
    assert FACTS.sync_support_ends(version) == ends


@pytest.mark.parametrize(
    ("serial", "build"),
    [
        ("Version 15.2 (Build 32562.17)", "15.2.2562.17"),
        ("Version 15.1 (Build 32507.6)", "15.1.2507.6"),
        ("version 15.2 (build 2562.17)", "15.2.2562.17"),
        ("Version 15.2", ""),
        ("", ""),
    ],
)
def test_serial_numbers(serial: str, build: str) -> None:
    assert build_of_serial(serial) == build


ALL = ["0.0.0.0-255.255.255.255", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]


def _dn(name: str, server: str = "EX01") -> str:
    return f"CN={name},CN=SMTP Receive Connectors,CN=Protocols,CN={server},CN=Servers,CN=AG,DC=x"


@pytest.mark.parametrize(
    ("name", "bindings", "ranges", "made_by"),
    [
        ("Default Frontend EX01", ["[::]:25", "0.0.0.0:25"], ALL, "setup"),
        ("default frontend ex01", ["0.0.0.0:25"], ["0.0.0.0/0"], "setup"),
        ("Client Proxy EX01", ["[::]:465"], ALL, "setup"),
        ("Default EX01", ["[::]:2525"], ["::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], "setup"),
        ("Default Frontend EX01", ["0.0.0.0:2526"], ALL, "altered"),
        ("Default Frontend EX01", ["0.0.0.0:25"], ["192.0.2.0-192.0.2.255"], "altered"),
        ("Default Frontend EX01", ["0.0.0.0:25"], [], "altered"),
        ("Default Frontend EX02", ["0.0.0.0:25"], ALL, "admin"),
        ("Relay", ["0.0.0.0:25"], ALL, "admin"),
        ("Relay", None, None, "admin"),
        ("Default Frontend EX01", None, ALL, None),
        ("Default Frontend EX01", ["0.0.0.0:25"], None, None),
    ],
)
def test_who_made_a_receive_connector(
    name: str, bindings: list[str] | None, ranges: list[str] | None, made_by: str | None
) -> None:
    assert FACTS.connector_made_by(_dn(name), bindings, ranges) == made_by


@pytest.mark.parametrize(
    ("number", "word"), [("1", "user"), (" 34359738368 ", "shared"), ("33554432", "linked_user"), ("3", "3"), ("", "")]
)
def test_type_numbers_have_words(number: str, word: str) -> None:
    assert FACTS.word_of(number) == word


@pytest.mark.parametrize(("name", "word"), [("UserMailbox", "user"), ("ROOMMAILBOX ", "room"), ("New", "New")])
def test_cloud_types_have_the_same_words(name: str, word: str) -> None:
    assert FACTS.word_of_cloud(name) == word


def test_no_number_is_in_two_of_the_populations_that_exclude_each_other() -> None:
    kinds = ("mailbox", "remote", "system", "public_folder", "linked_user", "mail_user", "contact")
    assert len(FACTS.numbers(*kinds)) == sum(len(FACTS.numbers(k)) for k in kinds)


def test_what_the_old_writeback_fills_is_no_change_to_wait_for() -> None:
    assert "msExchSafeSendersHash" in FACTS.old_writeback
    # It syncs in both directions, so somebody may have changed it in AD.
    assert "publicDelegates" not in FACTS.old_writeback
