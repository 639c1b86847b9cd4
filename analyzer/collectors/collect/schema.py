"""What the forest's schema says about attributes: how to write their values, and their numbers in replication metadata.

An attribute is stored under its own number (``msDS-IntId``) or under its object identifier, of which the front is
replaced by a number from a table of prefixes. The standard prefixes are the same in every forest; others stand in
``prefixMap`` of the schema's head.
"""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from analyzer.collectors.collect.source import Entry

ASKED = (
    "lDAPDisplayName", "attributeID", "msDS-IntId", "attributeSyntax", "isSingleValued", "linkID",
    "isMemberOfPartialAttributeSet",
)  # fmt: skip
FILTER = "(objectClass=attributeSchema)"
PREFIXES = "prefixMap"
_OCTETS = frozenset((b"2.5.5.10", b"2.5.5.15", b"2.5.5.17"))
# MS-DRSR 5.16.4: the prefixes that every forest begins with.
STANDARD = {
    0: "2.5.4", 1: "2.5.6", 2: "1.2.840.113556.1.2", 3: "1.2.840.113556.1.3", 4: "2.16.840.1.101.2.2.1",
    5: "2.16.840.1.101.2.2.3", 6: "2.16.840.1.101.2.1.5", 7: "2.16.840.1.101.2.1.4", 8: "2.5.5",
    9: "1.2.840.113556.1.4", 10: "1.2.840.113556.1.5", 19: "0.9.2342.19200300.100", 20: "2.16.840.1.113730.3",
    21: "0.9.2342.19200300.100.1", 22: "2.16.840.1.113730.3.1", 23: "1.2.840.113556.1.5.7000",
    24: "2.5.21", 25: "2.5.18", 26: "2.5.20", 27: "1.3.6.1.4.1.1466.101.119", 28: "2.16.840.1.113730.3.2",
    29: "1.3.6.1.4.1.250.1", 30: "1.2.840.113549.1.9", 31: "0.9.2342.19200300.100.4",
    32: "1.2.840.113556.1.6.23", 33: "1.2.840.113556.1.6.18.1", 34: "1.2.840.113556.1.6.18.2",
    35: "1.2.840.113556.1.6.13.3", 36: "1.2.840.113556.1.6.13.4", 37: "1.3.6.1.1.1.1", 38: "1.3.6.1.1.1.2",
}  # fmt: skip
_LONG = 0x8000  # last parts from here on are stored with this bit


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """One attribute of the schema."""

    name: str
    is_binary: bool
    is_single: bool
    is_forward_link: bool
    in_global_catalogue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """Attributes by folded name, and names by their number in replication metadata."""

    attributes: Mapping[str, About] = field(repr=False)
    numbers: Mapping[int, str] = field(repr=False)

    def find(self, name: str) -> About | None:
        """The attribute of this name, whatever its case."""
        return self.attributes.get(name.casefold())

    @property
    def has_exchange(self) -> bool:
        """Exchange extended this schema."""
        return "msexchmailboxguid" in self.attributes


def build_schema(entries: Iterable[Entry], prefix_map: bytes = b"") -> Schema:
    """The schema from its attributeSchema objects and the head's prefix map."""
    prefixes = {**STANDARD, **read_prefixes(prefix_map)}
    by_text = {text: number for number, text in prefixes.items()}
    attributes: dict[str, About] = {}
    numbers: dict[int, str] = {}
    for entry in entries:
        held = {k.casefold(): v for k, v in entry.attributes.items()}

        def first(name: str, held: Mapping[str, list[bytes]] = held) -> bytes:
            return next(iter(held.get(name.casefold(), ())), b"")

        name = first("lDAPDisplayName").decode("utf-8", errors="replace")
        if not name:
            continue
        link = first("linkID")
        attributes[name.casefold()] = About(
            name=name,
            is_binary=first("attributeSyntax") in _OCTETS,
            is_single=first("isSingleValued").upper() == b"TRUE",
            is_forward_link=link.isdigit() and int(link) > 0 and int(link) % 2 == 0,
            in_global_catalogue=first("isMemberOfPartialAttributeSet").upper() == b"TRUE",
        )
        number = _number(first("msDS-IntId"), first("attributeID"), by_text)
        if number is not None:
            numbers[number] = name
    return Schema(attributes=attributes, numbers=numbers)


def _number(own: bytes, oid: bytes, prefixes: Mapping[str, int]) -> int | None:
    """The unsigned number, or None where the front of the identifier is in no table."""
    try:
        if own:
            return int(own) & 0xFFFFFFFF
        front, _dot, last = oid.decode("ascii").rpartition(".")
        part = int(last)
    except ValueError:
        return None
    for text in (front, f"{front}:{part // 0x4000}"):
        if text in prefixes:
            low = part % 0x4000 + (_LONG if part >= 0x4000 else 0)
            return prefixes[text] << 16 | low
    return None


def read_prefixes(blob: bytes) -> dict[int, str]:
    """The forest's own prefixes: count and size, then for each a number, a length and the encoded identifier.

    A prefix of a last part that is larger than 14 bits carries its high bits too; such a one is named with a colon.
    Bytes in another form (Samba has one) give nothing.
    """
    out: dict[int, str] = {}
    if len(blob) < 8:
        return out
    count, size = struct.unpack_from("<II", blob)
    if size != len(blob):
        return out
    at = 8
    for _n in range(count):
        if at + 4 > len(blob):
            break
        number, length = struct.unpack_from("<HH", blob, at)
        raw = blob[at + 4 : at + 4 + length]
        at += 4 + length
        if len(raw) == length and (text := _oid(raw)):
            out[number] = text
    return out


def _oid(raw: bytes) -> str:
    """The identifier of these bytes; where they stop inside a part, the open part follows a colon."""
    parts: list[int] = []
    value = 0
    is_open = False
    for byte in raw:
        value = value << 7 | byte & 0x7F
        is_open = bool(byte & 0x80)
        if not is_open:
            parts.append(value)
            value = 0
    if not parts:
        return ""
    first = min(parts[0] // 40, 2)
    text = ".".join(map(str, (first, parts[0] - 40 * first, *parts[1:])))
    return f"{text}:{value}" if is_open else text
