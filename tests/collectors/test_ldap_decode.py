"""The decoder of search answers, against ldap3's encoder and decoders; damage is told and nothing else happens."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ldap3.operation.search import search_result_entry_response_to_dict_fast
from ldap3.protocol.rfc4511 import (
    LDAPDN,
    AttributeDescription,
    LDAPMessage,
    MessageID,
    PartialAttribute,
    PartialAttributeList,
    ProtocolOp,
    SearchResultEntry,
    Vals,
)
from ldap3.utils.asn1 import decode_message_fast, encode
from small_ldap_server import entry_of, integer, result, tlv

from analyzer.collectors.ldap_decode import (
    DONE,
    ENTRY,
    LONGEST,
    PAGED,
    Entry,
    Malformed,
    Names,
    done,
    entry,
    envelope,
    message_end,
)

NAMES = st.text("abcdefghijklmnopqrstuvwxyzABC-0123456789;=", min_size=1, max_size=20)
# Long ones are repeated short ones: around the limits of a length of one, two and three bytes.
TIMES = st.sampled_from([85, 128, 30_000])
LONG = st.builds(lambda part, times: part * times, st.binary(min_size=1, max_size=3), TIMES)
VALUES = st.lists(st.binary(max_size=20) | LONG, max_size=4)
DNS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
ATTRIBUTES = st.dictionaries(NAMES, VALUES, max_size=4)
NUMBERS = st.integers(min_value=1, max_value=2**31 - 1)


def as_windows(number: int, dn: str, attributes: dict[str, list[bytes]]) -> bytes:
    """A message with the lengths in their long form."""
    return tlv(0x30, integer(number), entry_of(dn, attributes))


def as_ldap3(number: int, dn: str, attributes: dict[str, list[bytes]]) -> bytes:
    """A message as ldap3's own encoder writes it, lengths in their short form."""
    listed = PartialAttributeList()
    for name, values in attributes.items():
        one = PartialAttribute()
        one["type"] = AttributeDescription(name)
        one["vals"] = Vals().setComponents(*values) if values else Vals().clear()
        listed.append(one)
    found = SearchResultEntry()
    found["object"] = LDAPDN(dn)
    found["attributes"] = listed if attributes else PartialAttributeList().clear()
    message = LDAPMessage()
    message["messageID"] = MessageID(number)
    message["protocolOp"] = ProtocolOp().setComponentByName("searchResEntry", found)
    return bytes(encode(message))


def decoded(data: bytes) -> tuple[int, Entry]:
    end = message_end(data, 0)
    assert end == len(data)
    number, tag, at, stop = envelope(data, 0, end)
    assert tag == ENTRY
    return number, entry(data, at, stop, Names())


def attempt(data: bytes) -> type | None:
    """Entry where the bytes are one, None where they are malformed or not whole; anything else is a fault."""
    with suppress(Malformed):
        end = message_end(data, 0)
        if -1 < end <= len(data):
            _, _, start, stop = envelope(data, 0, end)
            with suppress(Malformed):
                done(data, start, stop, end)
            return type(entry(data, start, stop, Names()))
    return None


@pytest.mark.parametrize("encoder", [as_windows, as_ldap3])
@given(NUMBERS, DNS, ATTRIBUTES)
def test_an_entry_arrives_as_it_was_sent(encoder, number, dn, attributes):
    assert decoded(encoder(number, dn, attributes)) == (number, (dn, attributes))


@given(NUMBERS, DNS, st.dictionaries(NAMES.map(str.lower), VALUES, max_size=4))
def test_ldap3_reads_the_same(number, dn, attributes):
    """Its own fast decoder, on the bytes of a Windows controller."""
    data = as_windows(number, dn, attributes)
    theirs = decode_message_fast(data)
    held = search_result_entry_response_to_dict_fast(theirs["payload"], None, None, False)
    _, ours = decoded(data)
    assert ours == (held["dn"], {name: list(values or ()) for name, values in held["raw_attributes"].items()})


@given(DNS, ATTRIBUTES, st.data())
def test_damage_is_told_or_harmless(dn, attributes, data):
    """A byte changed or the end cut: either it still reads as an entry, or it is malformed; no other error."""
    good = as_windows(7, dn, attributes)
    at = data.draw(st.integers(0, len(good) - 1))
    bad = good[:at] + (b"" if data.draw(st.booleans()) else bytes([data.draw(st.integers(0, 255))]) + good[at + 1 :])
    assert attempt(bad) in {None, Entry}


@given(st.binary(max_size=200))
def test_noise_is_malformed(noise):
    assert attempt(noise) in {None, Entry}


@given(DNS, ATTRIBUTES)
def test_a_message_is_whole_only_at_its_last_byte(dn, attributes):
    data = as_windows(3, dn, attributes)
    for size in {0, 1, 2, 5, 6, len(data) // 2, len(data) - 1}:
        end = message_end(data[:size], 0)
        assert end == -1 or end == len(data) > size


def test_a_length_beyond_reason_is_malformed():
    with pytest.raises(Malformed, match="bytes"):
        message_end(b"\x30\x84" + (LONGEST + 1).to_bytes(4, "big"), 0)


@given(st.binary(max_size=200), st.text(max_size=30), st.lists(st.text(max_size=50), max_size=3))
def test_the_closing_result(cookie, text, referrals):
    value = tlv(0x30, integer(0), tlv(0x04, cookie))
    other = tlv(0x30, tlv(0x04, b"1.2.840.113556.1.4.474"), tlv(0x04, b"x"))
    paged = tlv(0x30, tlv(0x04, PAGED), tlv(0x01, b"\xff"), tlv(0x04, value))
    to = tlv(0xA3, *(tlv(0x04, r.encode("utf-8", "replace")) for r in referrals)) if referrals else b""
    data = tlv(
        0x30, integer(9), result(0x65, 10, text.encode("utf-8", "replace").decode(), b"DC=x", to),
        tlv(0xA0, other, paged),
    )  # fmt: skip
    number, tag, at, stop = envelope(data, 0, len(data))
    told = done(data, at, stop, len(data))
    assert (number, tag, told.code, told.matched, told.cookie) == (9, DONE, 10, "DC=x", cookie)
    assert len(told.referrals) == len(referrals)


def test_names_with_a_range_are_noticed():
    names = Names()
    entry_data = entry_of("CN=a", {"member": [b"x"]})
    entry(entry_data, 6, len(entry_data), names)
    assert not names.ranged
    entry_data = entry_of("CN=a", {"member;Range=0-1": [b"x"]})
    entry(entry_data, 6, len(entry_data), names)
    assert names.ranged
