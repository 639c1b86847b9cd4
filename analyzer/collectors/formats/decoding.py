"""Bytes to UTF-8, whatever the exporting session wrote."""

import codecs
from dataclasses import dataclass

from analyzer.collectors.told import Told

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE = 4096
_PART = 1 << 24
# What damage leaves behind somewhere in the file. A column is looked at closer only when its trace is there.
_TRACES = {
    "type": (b"System.", b"Microsoft.", b"@{"),
    "ellipsis": (b"...", "…".encode()),
    "exponent": (b"E+",),
    "hash": (b"#",),
    "apostrophe": (b"'=", b"'+", b"'-", b"'@"),
    "mojibake": ("Ã".encode(), "â€".encode(), "Â".encode(), "ï»¿".encode()),
    "invisible": (b"\xc2\xa0", b"\xe2\x80\x8b", b"\xe2\x80\x8c", b"\xe2\x80\x8d", b"\xe2\x80\x8e", b"\xe2\x81\xa0",
                  b"\xef\xbb\xbf"),
}  # fmt: skip
_ESCAPE = b"\\u"  # JSON can write any trace so


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a file as UTF-8 bytes without a byte order mark."""

    data: bytes
    is_ascii: bool  # no byte above 127 in the file: what was not English is gone or never was there
    cut: bool = False  # the last character is incomplete

    @property
    def suspects(self) -> frozenset[str]:
        """Kinds of damage whose traces are in the text; nothing is proven by that."""
        if _ESCAPE in self.data:
            return frozenset([*_TRACES, *(["question"] if self.is_ascii else [])])
        kinds = set(_TRACES) - ({"mojibake", "invisible"} if self.is_ascii else set())
        found = {kind for kind in kinds if any(trace in self.data for trace in _TRACES[kind])}
        if self.is_ascii and b"?" in self.data:
            found.add("question")
        return frozenset(found)


def decode(raw: bytes, told: Told) -> Decoded:
    """The file as UTF-8; doubts about its encoding are told."""
    for bom, name in _BOMS:
        if raw.startswith(bom):
            body = raw[len(bom) :]
            return _from_utf8(body, told) if name == "utf-8" else _from_utf16(body, name)
    if name := _silent_utf16(raw):
        return _from_utf16(raw, name)
    return _from_utf8(raw, told)


def _silent_utf16(raw: bytes) -> str:
    """Latin text in UTF-16 has a zero in every other byte."""
    head = raw[:_SAMPLE]
    half = len(head) // 2
    if half < 2:
        return ""
    if head[1::2].count(0) > half * 0.4 and head[0::2].count(0) < half * 0.1:
        return "utf-16-le"
    if head[0::2].count(0) > half * 0.4 and head[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""


def _from_utf16(body: bytes, name: str) -> Decoded:
    cut = len(body) % 2 == 1
    text = body[: len(body) - cut].decode(name, errors="replace").removeprefix("\ufeff")
    return Decoded(data=text.encode("utf-8", errors="replace"), is_ascii=text.isascii(), cut=cut)


def _from_utf8(body: bytes, told: Told) -> Decoded:
    if body.isascii():
        return Decoded(data=body, is_ascii=True)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(body), _PART):
            decoder.decode(body[start : start + _PART])
    except UnicodeDecodeError:
        return _line_by_line(body, told)
    waiting = len(decoder.getstate()[0])
    return Decoded(data=body[: len(body) - waiting] if waiting else body, is_ascii=False, cut=bool(waiting))


def _line_by_line(body: bytes, told: Told) -> Decoded:
    """Each line by itself: text appended by another program may have another encoding."""
    good = bad = 0
    lines = body.split(b"\n")
    for number, line in enumerate(lines):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            bad += 1
            lines[number] = _windows(line).encode("utf-8")
    told.add("W409" if good else "W408", count=bad)
    return Decoded(data=b"\n".join(lines), is_ascii=False)


def _windows(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")
