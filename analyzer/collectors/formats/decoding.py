"""Bytes to UTF-8, whatever the exporting session wrote."""

import codecs
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analyzer.collectors.told import Told

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE = 4096
_ESCAPE = b"\\u"  # JSON can write any letter so
_PIECE = 1 << 24
_FIRST = 0xC2  # the smallest first byte of a letter that is not English
# Pairs of bytes that UTF-8 read as Windows-1252 begins with, and those of letters nobody sees.
_MOJIBAKE = ("Ã", "Â", "â€", "ï»")
_INVISIBLE = ("\u00a0", "\u200b", "\u200c", "\u200d", "\u200e", "\u2060", "\ufeff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a file as UTF-8 bytes without a byte order mark."""

    data: bytes
    is_ascii: bool  # no byte above 127 in the file: what was not English is gone or never was there
    cut: bool = False  # the last character is incomplete

    @property
    def suspects(self) -> frozenset[str]:
        """Kinds of damage whose traces are somewhere in the text; nothing is proven by that."""
        found = set()
        if b"E+" in self.data:
            found.add("exponent")
        if self.is_ascii and b"?" in self.data:
            found.add("question")
        if self.is_ascii and _ESCAPE in self.data:
            found |= {"mojibake", "invisible"}
        if not self.is_ascii:
            pairs = _pairs(self.data)
            found |= {"mojibake"} if any(_pair(m) in pairs for m in _MOJIBAKE) else set()
            found |= {"invisible"} if any(_pair(m) in pairs for m in _INVISIBLE) else set()
        return frozenset(found)


def _pair(text: str) -> int:
    first, second = text.encode()[:2]
    return first << 8 | second


def _pairs(data: bytes) -> frozenset[int]:
    """Every first byte of a letter that is not English, with the byte behind it."""
    codes = np.frombuffer(data, dtype=np.uint8)
    seen: set[int] = set()
    # Piece by piece: a mask of a whole export would be as large as the export.
    for start in range(0, len(codes) - 1, _PIECE):
        at = start + np.flatnonzero(codes[start : min(start + _PIECE, len(codes) - 1)] >= _FIRST)
        pairs = codes[at].astype(np.uint16) << 8 | codes[at + 1]
        seen.update(np.flatnonzero(np.bincount(pairs, minlength=1)).tolist())
    return frozenset(seen)


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
    if _is_utf8(body):
        return Decoded(data=body, is_ascii=False)
    for missing in range(1, min(4, len(body))):
        # A file cut inside its last letter is whole up to there.
        if body[-missing] >= _FIRST and _is_utf8(body[:-missing]):
            return Decoded(data=body[:-missing], is_ascii=False, cut=True)
    return _line_by_line(body, told)


def _is_utf8(body: bytes) -> bool:
    """Arrow checks a text ten times faster than Python decodes it."""
    offsets = pa.py_buffer(np.array([0, len(body)], dtype=np.int64))
    one = pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, pa.py_buffer(body)])
    try:
        one.cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


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
