"""One object as one line: every value as the directory holds it."""

import base64
import json
import struct
import uuid

from small_forest import ROOT, attribute, person, schema_entries
from test_collect_run import CATALOGUE
from test_replication import SECOND, blob

from analyzer.collectors.collect.lines import writer
from analyzer.collectors.collect.rights import rights_of
from analyzer.collectors.collect.schema import build_schema

SCHEMA = build_schema(schema_entries())


def line(entry, *, changes=True, rights=True):
    return json.loads(writer(SCHEMA, CATALOGUE, changes=changes, rights=rights).line(entry))


def test_text_bytes_and_lists() -> None:
    held = line(person(1, mail="ü@contoso.example", proxyAddresses=["SMTP:a@b.example"], msExchMailboxGuid=b"\0" * 16))
    assert held["mail"] == "ü@contoso.example"
    assert held["proxyAddresses"] == ["SMTP:a@b.example"]
    assert held["msExchMailboxGuid::"] == base64.b64encode(b"\0" * 16).decode()


def test_text_that_is_no_utf8_is_kept_as_bytes() -> None:
    held = line(person(1, mail=b"caf\xe9"))
    assert base64.b64decode(held["mail::"]) == b"caf\xe9"
    assert "mail" not in held


def test_odd_names_are_kept_letter_by_letter() -> None:
    name = 'CN=#Odd\\, "quoted"; \\<x\\>=y 😀\u202e\\ ,' + ROOT
    assert line(person(1)._replace(dn=name))["dn"] == name


def test_only_times_that_matter_are_kept() -> None:
    raw = blob((0x200D2, 4, SECOND), (0x906A0, 9, SECOND + 999))
    held = line(person(1, replPropertyMetaData=raw))
    assert held["@changed"] == ["proxyAddresses 2026-11-16T06:00:00Z 4"]
    assert not [k for k in held if k.startswith("repl")]
    assert "@changed" not in line(person(1, replPropertyMetaData=raw), changes=False)


def test_recent_changes_name_the_controller_that_took_them() -> None:
    """Old ones do not, nor do those of a controller that is gone."""
    raw = blob((0x200D2, 4, SECOND), (-1958936531 & 0xFFFFFFFF, 1, SECOND - 86_400))

    def times(**more) -> list[str]:
        made = writer(SCHEMA, CATALOGUE, changes=True, rights=False, **more)
        return json.loads(made.line(person(1, replPropertyMetaData=raw)))["@changed"]

    old = "msExchMailboxGuid 2026-11-15T06:00:00Z 1"
    assert times(controllers={b"d" * 16: "DC02"}, recent="2026-11-16T00:00:00Z") == [
        old, "proxyAddresses 2026-11-16T06:00:00Z 4 DC02",
    ]  # fmt: skip
    assert times(controllers={b"e" * 16: "DC02"}) == [old, "proxyAddresses 2026-11-16T06:00:00Z 4"]


def kept_times(*more) -> list[str]:
    """What is kept of an object with times of addresses and of what every object has, under a schema with more."""
    kind = attribute("instanceType", "1.2.840.113556.1.2.1", "2.5.5.9", single=True)
    made = writer(build_schema([*schema_entries(), kind, *more]), CATALOGUE, changes=True, rights=False)
    raw = blob((0x200D2, 4, SECOND), (0x20001, 1, SECOND - 60))
    return json.loads(made.line(person(1, replPropertyMetaData=raw)))["@changed"]


def test_a_witness_says_that_what_has_no_time_never_had_a_value() -> None:
    assert kept_times() == ["instanceType 2026-11-16T05:59:00Z 1", "proxyAddresses 2026-11-16T06:00:00Z 4"]


def test_where_one_attribute_has_no_number_nothing_is_said_of_the_others() -> None:
    unnumbered = attribute("extensionAttribute2", "1.3.6.1.4.1.99999.1", "2.5.5.12", single=True)
    assert kept_times(unnumbered) == ["proxyAddresses 2026-11-16T06:00:00Z 4"]


def test_a_link_without_times_of_its_own_changed_with_its_object_at_the_latest() -> None:
    raw = blob((0x200D2, 4, SECOND))
    held = line(person(1, replPropertyMetaData=raw, publicDelegates=[f"CN=x,{ROOT}"]))
    assert held["@changed"] == ["proxyAddresses 2026-11-16T06:00:00Z 4", "publicDelegates 2026-11-10T08:00:00Z"]


def test_damaged_times_give_none_at_all() -> None:
    made = writer(SCHEMA, CATALOGUE, changes=True, rights=False)
    assert "@changed" not in json.loads(made.line(person(1, replPropertyMetaData=b"cut")))
    assert made.unreadable == 1


SEND_AS = uuid.UUID("ab721a54-1e2f-11d0-9819-00aa0040529b")
OTHER = uuid.UUID("ab721a56-1e2f-11d0-9819-00aa0040529b")
SID = bytes([1, 2, 0, 0, 0, 0, 0, 5]) + struct.pack("<II", 21, 1105)


def ace(kind: int, mask: int, about: uuid.UUID | None = None, flags: int = 0) -> bytes:
    body = struct.pack("<I", mask)
    if kind >= 5:
        body += struct.pack("<I", 1 if about else 0) + (about.bytes_le if about else b"")
    body += SID
    return struct.pack("<BBH", kind, flags, len(body) + 4) + body


def descriptor(*aces: bytes) -> bytes:
    body = b"".join(aces)
    acl = struct.pack("<BBHHH", 4, 0, len(body) + 8, len(aces), 0) + body
    return struct.pack("<BBHIIII", 1, 0, 0x8004, 0, 0, 0, 20) + acl


def test_rights_that_matter() -> None:
    raw = descriptor(
        ace(5, 0x100, SEND_AS), ace(6, 0x100, SEND_AS), ace(5, 0x100, OTHER), ace(0, 0xF01FF, flags=0x10),
        ace(0, 0x20094), ace(5, 0x100, flags=0x08), ace(0, 0x100),
    )  # fmt: skip
    assert rights_of(raw) == [
        "allow send-as S-1-5-21-1105", "deny send-as S-1-5-21-1105", "allow full S-1-5-21-1105 inherited",
    ]  # fmt: skip
    assert line(person(1, nTSecurityDescriptor=raw))["@rights"][0] == "allow send-as S-1-5-21-1105"
    assert "@rights" not in line(person(1, nTSecurityDescriptor=raw), rights=False)


def test_a_damaged_descriptor_gives_no_rights() -> None:
    raw = descriptor(ace(5, 0x100, SEND_AS))
    assert [rights_of(raw[:n]) for n in (0, 12, 30, len(raw) - 1)] == [None] * 4
