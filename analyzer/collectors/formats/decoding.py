"""Bytes to UTF-8, whatever the exporting session wrote."""

import codecs
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analyzer.collectors.told import Told

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE = 4096
_EXPONENT, _QUESTION = b"E+", b"?"
_ESCAPE = b"\\u"  # JSON can write any letter so
_PIECE = 1 << 24
_BEYOND_ASCII = 0x80
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
        traces = Traces()
        for start in range(0, len(self.data), _PIECE):
            piece = self.data[start : start + _PIECE]
            traces.look(piece, np.frombuffer(piece, dtype=np.uint8))
        return traces.suspects


class Traces:
    """Looks for traces of damage in the pieces of a text; what lies over two pieces is found too."""

    def __init__(self) -> None:
        self._is_ascii = True
        self._found: set[bytes] = set()
        self._pairs: set[int] = set()
        self._last = b""

    def look(self, piece: bytes, codes: npt.NDArray[np.uint8]) -> None:
        """One more piece, and the same as numbers."""
        border = self._last + piece[:1]
        if not piece.isascii():
            self._is_ascii = False
            self._pairs |= _pairs(codes)
        # Of these two something is only said where all letters are English ones.
        for trace in (_EXPONENT, _QUESTION, _ESCAPE) if self._is_ascii else (_EXPONENT,):
            if trace not in self._found and (trace in piece or trace in border):
                self._found.add(trace)
        if len(border) > 1 and border[0] >= _FIRST:
            self._pairs.add(border[0] << 8 | border[1])
        self._last = piece[-1:]

    @property
    def suspects(self) -> frozenset[str]:
        """Kinds of damage whose traces were seen."""
        found = set()
        if _EXPONENT in self._found:
            found.add("exponent")
        if self._is_ascii and _QUESTION in self._found:
            found.add("question")
        if self._is_ascii and _ESCAPE in self._found:
            found |= {"mojibake", "invisible"}
        if any(_pair(m) in self._pairs for m in _MOJIBAKE):
            found.add("mojibake")
        if any(_pair(m) in self._pairs for m in _INVISIBLE):
            found.add("invisible")
        return frozenset(found)


def _pair(text: str) -> int:
    first, second = text.encode()[:2]
    return first << 8 | second


def _pairs(codes: npt.NDArray[np.uint8]) -> frozenset[int]:
    """Every first byte of a letter that is not English, with the byte behind it."""
    at = np.flatnonzero(codes[:-1] >= _FIRST)
    pairs = codes[at].astype(np.uint16) << 8 | codes[at + 1]
    return frozenset(np.flatnonzero(np.bincount(pairs, minlength=1)).tolist())


def decode(raw: bytes, told: Told) -> Decoded:
    """The file as UTF-8; doubts about its encoding are told."""
    for bom, name in BOMS:
        if raw.startswith(bom):
            body = raw[len(bom) :]
            return _from_utf8(body, told) if name == "utf-8" else _from_utf16(body, name)
    if name := silent_utf16(raw):
        return _from_utf16(raw, name)
    return _from_utf8(raw, told)


def silent_utf16(raw: bytes) -> str:
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
    if is_utf8(body):
        return Decoded(data=body, is_ascii=False)
    missing = half_letter(body)
    if missing and is_utf8(body[:-missing]):
        # A file cut inside its last letter is whole up to there.
        return Decoded(data=body[:-missing], is_ascii=False, cut=True)
    return _line_by_line(body, told)


def half_letter(text: bytes) -> int:
    """How many bytes at the end begin a letter that does not end there."""
    for back in range(1, min(4, len(text) + 1)):
        byte = text[-back]
        if byte < _BEYOND_ASCII:
            return 0
        if byte >= _FIRST:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if back < length else 0
    return 0


def is_utf8(body: bytes) -> bool:
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
    counts = [0, 0]
    lines = [line_as_utf8(line, counts) for line in body.split(b"\n")]
    told.add("W409" if counts[0] else "W408", count=counts[1])
    return Decoded(data=b"\n".join(lines), is_ascii=False)


def line_as_utf8(line: bytes, counts: list[int]) -> bytes:
    """The line in UTF-8; ``counts`` grows by one line beyond ASCII that was UTF-8, or by one that was not."""
    if line.isascii():
        return line
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        counts[1] += 1
        return _windows(line).encode("utf-8")
    counts[0] += 1
    return line


def _windows(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")
