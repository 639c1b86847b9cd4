"""Replication metadata as a controller stores it: numbers to names, seconds to times."""

import struct

import pytest
from small_forest import schema_entries

from analyzer.collectors.collect.replication import Unreadable, attribute_changes, link_changes
from analyzer.collectors.collect.schema import build_schema, read_prefixes

SCHEMA = build_schema(schema_entries())


def blob(*rows: tuple[int, int, int], version: int = 1) -> bytes:
    """(number, version, second) of each attribute."""
    head = struct.pack("<IIII", version, 0, len(rows), 0)
    return head + b"".join(struct.pack("<IIQ16sQQ", n, v, s, b"d" * 16, 77, 78) for n, v, s in rows)


# 2026-11-16 06:00:00 UTC in seconds since 1601.
SECOND = 13439282400


def test_numbers_of_all_kinds_get_their_names() -> None:
    assert SCHEMA.numbers[0x00000003] == "cn"  # 2.5.4.3
    assert SCHEMA.numbers[0x00020000 + 210] == "proxyAddresses"  # 1.2.840.113556.1.2.210
    assert SCHEMA.numbers[0x00090000 + 1696] == "lastLogonTimestamp"
    assert SCHEMA.numbers[0x00150003] == "mail"  # prefix 21
    assert SCHEMA.numbers[-1958936531 & 0xFFFFFFFF] == "msExchMailboxGuid"


def test_times_of_the_attributes_asked_for() -> None:
    raw = blob((3, 1, SECOND), (0x200D2, 4, SECOND + 61), (0x906A0, 9, SECOND + 999))
    found = attribute_changes(raw, {0x200D2: "proxyAddresses", 3: "cn"})
    by = b"d" * 16
    assert found == {"cn": ("2026-11-16T06:00:00Z", 1, by), "proxyAddresses": ("2026-11-16T06:01:01Z", 4, by)}


@pytest.mark.parametrize("second", [0, 1 << 60], ids=["never", "beyond all years"])
def test_times_that_cannot_be_are_left_out(second: int) -> None:
    assert attribute_changes(blob((3, 1, second)), {3: "cn"}) == {}


@pytest.mark.parametrize(
    "raw", [b"", b"x" * 15, blob((3, 1, SECOND))[:-1], blob((3, 1, SECOND), version=2)],
    ids=["nothing", "half a head", "cut", "another version"],
)  # fmt: skip
def test_damage_is_told(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        attribute_changes(raw, {3: "cn"})


def link(name: str, time: str) -> bytes:
    return (
        f"<DS_REPL_VALUE_META_DATA>\n<pszAttributeName>{name}</pszAttributeName>\n"
        f"<ftimeLastOriginatingChange>{time}</ftimeLastOriginatingChange>\n</DS_REPL_VALUE_META_DATA>\n\0"
    ).encode()


def test_newest_link_of_each_attribute() -> None:
    values = [
        link("publicDelegates", "2026-11-01T00:00:00Z"), link("publicDelegates", "2026-11-02T00:00:00Z"),
        link("publicDelegates", "2026-10-02T00:00:00Z"), link("manager", "2026-11-05T00:00:00Z"),
    ]  # fmt: skip
    assert link_changes(values, {"publicdelegates": "publicDelegates"}) == {"publicDelegates": "2026-11-02T00:00:00Z"}
    with pytest.raises(Unreadable):
        link_changes([b"<nothing/>"], {})


def prefix_map(*rows: tuple[int, bytes]) -> bytes:
    body = b"".join(struct.pack("<HH", n, len(raw)) + raw for n, raw in rows)
    return struct.pack("<II", len(rows), len(body) + 8) + body


def test_prefixes_of_the_forest() -> None:
    # 1.2.840.113556.1.8000 and, for last parts of 14 bits and more, a front that ends inside the last part.
    own = bytes.fromhex("2a864886f71401be40")
    long = bytes.fromhex("2a864886f714018201") + b"\x82"
    found = read_prefixes(prefix_map((0x1234, own), (0x1235, long)))
    assert found == {0x1234: "1.2.840.113556.1.8000", 0x1235: "1.2.840.113556.1.257:2"}
    entries = [
        e._replace(attributes={**e.attributes, "attributeID": [oid]})
        for e, oid in zip(
            schema_entries(), [b"1.2.840.113556.1.8000.7", b"1.2.840.113556.1.257.32773", b"9.9.9"], strict=False
        )
    ]
    numbers = build_schema(entries, prefix_map((0x1234, own), (0x1235, long))).numbers
    assert numbers == {0x12340007: "cn", 0x12358005: "mail"}


def test_a_prefix_map_of_another_form_gives_nothing() -> None:
    assert read_prefixes(b"BDSD\0\0\0\0" + b"x" * 40) == {}
    assert read_prefixes(b"") == {}
