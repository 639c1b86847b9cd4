"""LDIF bytes to logical lines: a stream of blocks, each ending where a record ends.

A block is UTF-8 text with LF and without folding, whatever the file had, and knows the line in the file that each
of its lines began on. Nothing here looks at values, so a block costs a few passes over its bytes in C.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analyzer.model.progress import Progress

CHUNK = 8 << 20
# Offsets of Arrow strings are 32 bits wide; no record of a directory comes near.
_LARGEST = (1 << 31) - 1
# A record usually ends within so many bytes of any place; looking further is only needed where it does not.
_NEAR = 1 << 16
_NEWLINE, _RETURN, _SPACE = 10, 13, 32
_RECORD_ENDS = (b"\n\n", b"\n\r\n", b"\n\r\r\n")

Numbers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


class TooLarge(ValueError):
    """A record of two gigabytes: no directory has one, so the file is no LDIF or lost its line ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Whole records as logical lines: line i is ``data[starts[i]:ends[i]]`` and began on line ``numbers[i]``."""

    data: bytes
    codes: Bytes
    starts: Numbers
    ends: Numbers
    numbers: Numbers


@dataclass(slots=True, kw_only=True)
class Reading:
    """What the bytes said about the file; complete when the last block was taken."""

    encoding: str = "utf-8"
    lines: int = 0
    foreign_lines: int = 0  # not UTF-8, read as Windows-1252
    foreign_row: int | None = None
    has_utf8: bool = False  # some line holds UTF-8 beyond ASCII
    is_utf16_broken: bool = False
    ends_inside_line: bool = False  # no line end after the last line
    ends_folded: bool = False  # and that line is the continuation of another
    is_empty: bool = True


def read_blocks(path: Path, reading: Reading, progress: Progress, *, chunk: int = CHUNK) -> Iterator[Block]:
    """All lines of the file, ``reading`` filled as they go by.

    Raises:
        OSError: the file cannot be read.
        TooLarge: a record does not fit into memory that any record could need.
    """
    rest = b""
    wanted = chunk
    for part in _utf8(path, reading, progress, chunk):
        rest += part
        # Long records double what is gathered before the next look, so that none is looked at again and again.
        if len(rest) < wanted:
            continue
        cut = _last_record_end(rest, len(rest) - _NEAR) or _last_record_end(rest, 0)
        if not cut:
            wanted = 2 * len(rest)
            if wanted > _LARGEST:
                raise TooLarge
            continue
        yield _block(rest[:cut], reading)
        rest, wanted = rest[cut:], chunk
    if rest:
        if not rest.endswith(b"\n"):
            reading.ends_inside_line = True
            reading.ends_folded = rest[rest.rfind(b"\n") + 1 :].startswith(b" ")
        yield _block(rest, reading)


def _last_record_end(data: bytes, begin: int) -> int:
    """Behind the last blank line at or after a place; 0 where there is none."""
    found = ((data.rfind(end, max(begin, 0)), len(end)) for end in _RECORD_ENDS)
    return max(place + length if place >= 0 else 0 for place, length in found)


def _utf8(path: Path, reading: Reading, progress: Progress, chunk: int) -> Iterator[bytes]:
    """The bytes in chunks, without byte order mark; UTF-16 becomes UTF-8."""
    with path.open("rb") as file:
        first = file.read(chunk)
        reading.is_empty = not first
        encoding, skip = _encoding(first[:64])
        reading.encoding = encoding
        progress.advance(len(first))
        decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)("surrogatepass")
        part = first[skip:] or file.read(chunk)
        while part:
            if decoder is None:
                yield part
            else:
                yield _encoded(decoder.decode(part), reading)
            part = file.read(chunk)
            progress.advance(len(part))
        if decoder is not None:
            try:
                decoder.decode(b"", True)
            except UnicodeDecodeError:
                reading.is_utf16_broken = True


def _encoded(text: str, reading: Reading) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        reading.is_utf16_broken = True
        return text.encode("utf-8", "replace")


def _encoding(head: bytes) -> tuple[str, int]:
    """Encoding and length of the byte order mark; two letters of UTF-16 are known without a mark."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8", len(codecs.BOM_UTF8)
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le", len(codecs.BOM_UTF16_LE)
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be", len(codecs.BOM_UTF16_BE)
    if len(head) >= 4 and head[0] and head[2] and not head[1] and not head[3]:
        return "utf-16-le", 0
    if len(head) >= 4 and head[1] and head[3] and not head[0] and not head[2]:
        return "utf-16-be", 0
    return "utf-8", 0


def _block(data: bytes, reading: Reading) -> Block:
    codes = np.frombuffer(data, np.uint8)
    starts, ends = _lines(codes)
    numbers = np.arange(len(starts), dtype=np.int64) + reading.lines + 1
    reading.lines += len(starts)
    folded = codes[np.minimum(starts, len(codes) - 1)] == _SPACE
    # The first line of a block continues nothing.
    folded[0] = False
    if folded.any():
        numbers = numbers[~folded]
        data = _unfolded(codes, starts, ends, np.flatnonzero(folded))
        codes = np.frombuffer(data, np.uint8)
        starts, ends = _lines(codes)
    if not data.isascii():
        repaired = _repaired(data, codes, starts, ends, numbers, reading)
        if repaired is not data:
            data = repaired
            codes = np.frombuffer(data, np.uint8)
            starts, ends = _lines(codes)
    return Block(data=data, codes=codes, starts=starts, ends=ends, numbers=numbers)


def _unfolded(codes: Bytes, starts: Numbers, ends: Numbers, folded: Numbers) -> bytes:
    """The bytes without the line end before each continued line and the blank that continues it."""
    keep = np.ones(len(codes), bool)
    begin, blank = ends[folded - 1], starts[folded]
    # From the last byte of the line before up to and with the blank: two bytes, or three and more from Windows.
    for step in range(int((blank - begin).max()) + 1):
        keep[np.minimum(begin + step, blank)] = False
    # Two lines that are nothing but a fold leave one blank line.
    return codes[keep].tobytes() or b"\n"


def _lines(codes: Bytes) -> tuple[Numbers, Numbers]:
    """Start and end of each line; the end leaves out the line feed and what returns of the carriage stand before."""
    feeds = np.flatnonzero(codes == _NEWLINE)
    starts = np.empty(len(feeds) + 1, np.int64)
    starts[0] = 0
    starts[1:] = feeds + 1
    ends = np.append(feeds, len(codes))
    if starts[-1] == len(codes) and len(starts) > 1:
        starts, ends = starts[:-1], ends[:-1]
    # Text that went through two programs of Windows has two of them.
    for _ in range(2):
        returns = (ends > starts) & (codes[np.maximum(ends - 1, 0)] == _RETURN)
        if not returns.any():
            break
        ends = ends - returns
    return starts, ends


def _repaired(data: bytes, codes: Bytes, starts: Numbers, ends: Numbers, numbers: Numbers, reading: Reading) -> bytes:
    """The same data where it is UTF-8; else lines that are not are read as Windows-1252 and written again."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        reading.has_utf8 = True
        return data
    high = np.flatnonzero(codes > 127)
    suspects = np.unique(np.searchsorted(starts, high, side="right") - 1)
    parts: list[bytes] = []
    done = 0
    for i in suspects.tolist():
        start, end = int(starts[i]), int(ends[i])
        line = data[start:end]
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            parts += [data[done:start], _from_ansi(line)]
            done = end
            reading.foreign_lines += 1
            if reading.foreign_row is None:
                reading.foreign_row = int(numbers[i])
        else:
            reading.has_utf8 = True
    parts.append(data[done:])
    return b"".join(parts)


def _from_ansi(line: bytes) -> bytes:
    try:
        return line.decode("cp1252").encode("utf-8")
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252; they stay what they are in Latin-1.
        return "".join(_letter(byte) for byte in line).encode("utf-8")


def _letter(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)
