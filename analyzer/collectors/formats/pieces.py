"""The text of a file as pieces of UTF-8, as often as asked, so that a large export need not be in memory."""

import codecs
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from analyzer.collectors.formats.decoding import (
    BOMS,
    Decoded,
    Traces,
    half_letter,
    is_utf8,
    line_as_utf8,
    silent_utf16,
)
from analyzer.collectors.told import Told

PIECE = 1 << 22
BLANKS = b"\r\n \x00\x1a"
_QUOTE = ord('"')
_TAIL = 4096

Pieces = Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that was looked through once. Places are bytes of UTF-8, without a byte order mark."""

    pieces: Pieces  # from the beginning, each time anew
    head: bytes  # the first piece
    size: int
    end: int  # where the blanks and line breaks at the end begin
    quotes: int
    last_line: int  # the first byte of the last line that is not blank
    last: int  # the last byte of the text
    suspects: frozenset[str]
    cut: bool = False  # the last character is incomplete
    path: Path | None = None  # the file that holds these bytes as they are ...
    start: int = 0  # ... from here

    def stream(self, start: int, end: int) -> pa.NativeFile:
        """The bytes between two places, for Arrow."""
        if self.path is not None:
            return pa.OSFile(str(self.path)).get_stream(self.start + start, end - start)
        return pa.PythonFile(_Between(self.pieces(), start, end), mode="r")

    def lines(self, start: int, end: int) -> io.TextIOWrapper:
        """The text between two places, line ends as they are."""
        raw = io.BufferedReader(_Between(self.pieces(), start, end), 1 << 20)
        return io.TextIOWrapper(raw, encoding="utf-8", newline="")


def text_of(decoded: Decoded) -> Text:
    """The same of a text that is in memory."""

    def pieces() -> Iterator[bytes]:
        return (decoded.data[at : at + PIECE] for at in range(0, len(decoded.data), PIECE))

    return _looked_through(pieces, cut=decoded.cut)


def open_text(path: Path, told: Told) -> Text:
    """The text of the file, whatever it is encoded in; doubts about its encoding are told.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_TAIL)
        size = file.seek(0, io.SEEK_END)
    mark, name = next(((bom, name) for bom, name in BOMS if head.startswith(bom)), (b"", ""))
    name = name or silent_utf16(head) or "utf-8"
    if name != "utf-8":
        return _looked_through(lambda: _utf16(path, len(mark), name), cut=(size - len(mark)) % 2 == 1)
    missing = _missing(path, len(mark))
    if missing < 0:
        counts = [0, 0]
        text = _looked_through(lambda: _by_line(path, len(mark), counts))
        told.add("W409" if counts[0] else "W408", count=counts[1])
        return text
    end = size - missing
    return _looked_through(lambda: _between(path, len(mark), end), cut=missing > 0, path=path, start=len(mark))


def _between(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (piece := file.read(min(PIECE, end - start))):
            start += len(piece)
            yield piece


def _utf16(path: Path, start: int, name: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(name)(errors="replace")
    first = True
    for piece in _between(path, start, 1 << 62):
        text = decoder.decode(piece)
        text, first = (text.removeprefix("\ufeff") if first else text), False
        if text:
            yield text.encode("utf-8", errors="replace")
    # Half a character at the end is dropped; the text counts as cut.


def _by_line(path: Path, start: int, counts: list[int]) -> Iterator[bytes]:
    """Each line by itself; ``counts`` holds how many lines beyond ASCII are UTF-8 and how many are not."""
    counts[:] = [0, 0]
    rest: list[bytes] = []
    for piece in _between(path, start, 1 << 62):
        at = piece.rfind(b"\n") + 1
        if not at:
            rest.append(piece)
            continue
        lines = b"".join((*rest, piece[: at - 1])).split(b"\n")
        yield b"\n".join(line_as_utf8(line, counts) for line in lines) + b"\n"
        rest = [piece[at:]]
    if last := b"".join(rest):
        yield line_as_utf8(last, counts)


def _missing(path: Path, start: int) -> int:
    """How many bytes at the end are an incomplete letter; -1 when the file is not UTF-8."""
    held = b""
    for piece in _between(path, start, 1 << 62):
        if not held and piece.isascii():
            continue
        text = held + piece
        back = half_letter(text)
        held = text[len(text) - back :]
        if not is_utf8(text[: len(text) - back]):
            return -1
    return len(held)


def _looked_through(pieces: Pieces, *, cut: bool = False, path: Path | None = None, start: int = 0) -> Text:
    look = _Look()
    for piece in pieces():
        look.at(piece)
    if look.newline < 0 and look.has_return:
        # Line ends of old Macs.
        def mended() -> Iterator[bytes]:
            return (piece.replace(b"\r", b"\n") for piece in pieces())

        path, look = None, _Look()
        for piece in mended():
            look.at(piece)
        return look.text(mended, cut=cut, path=None, start=0)
    return look.text(pieces, cut=cut, path=path, start=start)


class _Look:
    """What has to be known of the whole text, gathered in one pass."""

    def __init__(self) -> None:
        self.head = b""
        self.size = self.end = self.quotes = 0
        self.newline = -1  # the last line break in front of the last byte that is not blank
        self.has_return = False  # before that byte
        self._after = 0  # the byte behind the line break
        self._any, self._after_any = -1, -1  # the same of the last line break of all; -1: the next piece begins with it
        self.last = -1
        self._traces = Traces()

    def at(self, piece: bytes) -> None:
        """One more piece of the text."""
        self.head = self.head or piece
        codes = np.frombuffer(piece, dtype=np.uint8)
        self.quotes += int(np.count_nonzero(codes == _QUOTE))
        self._traces.look(piece, codes)
        if self._any >= 0 and self._after_any < 0:
            self._after_any = piece[0]
        kept = _kept(piece)
        if kept:
            self.end = self.size + kept
            at = piece.rfind(b"\n", 0, kept)
            if at >= 0:
                self.newline, self._after = self.size + at, piece[at + 1]
            elif self._any >= 0:
                self.newline, self._after = self._any, self._after_any
            self.has_return = self.has_return or b"\r" in piece[:kept]
        at = piece.rfind(b"\n")
        if at >= 0:
            self._any, self._after_any = self.size + at, piece[at + 1] if at + 1 < len(piece) else -1
        self.size += len(piece)
        self.last = piece[-1]

    def text(self, pieces: Pieces, *, cut: bool, path: Path | None, start: int) -> Text:
        """What was gathered."""
        return Text(
            pieces=pieces,
            head=self.head,
            size=self.size,
            end=self.end,
            quotes=self.quotes,
            last_line=self._after if self.newline >= 0 else (self.head[0] if self.head else -1),
            last=self.last,
            suspects=self._traces.suspects,
            cut=cut,
            path=path,
            start=start,
        )


def _kept(piece: bytes) -> int:
    """The length without the blanks and line breaks at the end."""
    tail = piece[-_TAIL:]
    kept = len(tail.rstrip(BLANKS))
    return len(piece) - len(tail) + kept if kept or len(tail) == len(piece) else len(piece.rstrip(BLANKS))


class _Between(io.RawIOBase):
    """The bytes of a text between two places, as a file that is read from front to back."""

    def __init__(self, pieces: Iterator[bytes], start: int, end: int) -> None:
        super().__init__()
        self._pieces, self._skip, self._left = pieces, start, end - start
        self._piece = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """The next bytes."""
        while not self._piece and self._left:
            piece = next(self._pieces, b"")
            if not piece:
                self._left = 0
                break
            self._piece = memoryview(piece)[self._skip :]
            self._skip = max(0, self._skip - len(piece))
        count = min(len(buffer), len(self._piece), self._left)
        buffer[:count] = self._piece[:count]
        self._piece, self._left = self._piece[count:], self._left - count
        return count
