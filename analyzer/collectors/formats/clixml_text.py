"""The text of a CLIXML file as UTF-8, in pieces, and what a first look at all of it tells."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from analyzer.collectors.formats.decoding import Decoded
from analyzer.collectors.told import Told
from analyzer.model.progress import Progress

PIECE = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# A tag in either order of bytes; every CLIXML starts with one.
_SILENT = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_LONGEST_START = 1 << 20
_MOST_WANTED = 1_000_000
_OVERLAP = 256
_REF = re.compile(rb"<(?:\w+:)?Ref\s[^<>]{0,200}?RefId\s*=\s*[\"']([^\"'<>]{1,20})[\"']")
_REMOTING = re.compile(rb"#< CLIXML\r?\n", re.IGNORECASE)
_NAME = re.compile(rb"<([A-Za-z_][^\s<>/]{0,200})[\s/>]")
OBJECTS = "Objs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What stands in front of the first element. ``at`` is where that element begins."""

    at: int = 0
    root: str = ""  # its name without a prefix; empty when there is none
    has_types: bool = False  # a document type, the only place for entities of one's own


def start_of(head: bytes) -> Start:
    """What the beginning of an XML text, as UTF-8, says about it."""
    found = _REMOTING.match(head)
    at = found.end() if found else 0
    while True:
        at += len(head[at : at + _LONGEST_START]) - len(head[at : at + _LONGEST_START].lstrip(b" \t\r\n\0\xef\xbb\xbf"))
        rest = head[at : at + 9]
        if rest.startswith((b"<?", b"<!--")):
            mark = b"?>" if rest.startswith(b"<?") else b"-->"
            end = head.find(mark, at + 2)
            if end < 0:
                return Start(at=at)
            at = end + len(mark)
        elif rest.startswith(b"<!"):
            return Start(at=at, has_types=True)
        else:
            name = _NAME.match(head, at)
            return Start(at=at, root=name[1].decode("utf-8", "replace").rpartition(":")[2] if name else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """What all of the text tells before any of it is understood."""

    start: Start
    referenced: frozenset[bytes]  # the numbers of objects that others point back to
    suspects: frozenset[str]
    cut: bool  # the last letter is incomplete


def first_look(file: BinaryIO, told: Told, progress: Progress) -> FirstLook:
    """The file from one end to the other, in pieces; doubts about its encoding are told.

    Raises:
        OSError: the file cannot be read.
    """
    text = Text(file)
    head, last = b"", b""
    wanted: set[bytes] = set()
    suspects: set[str] = set()
    is_ascii = True
    for piece in text.pieces(progress):
        if len(head) < _LONGEST_START:
            head += piece
        joined = last + piece
        if len(wanted) < _MOST_WANTED:
            wanted.update(found[1] for found in _REF.finditer(joined))
        is_ascii = is_ascii and piece.isascii()
        # Question marks only mean something when no letter of the whole file is foreign.
        suspects |= Decoded(data=joined, is_ascii=joined.isascii()).suspects
        last = joined[-_OVERLAP:]
        if b"_x" in joined:
            # Foreign letters can be escaped.
            suspects |= {"mojibake", "invisible"}
    if not is_ascii:
        suspects.discard("question")
    text.tell(told)
    return FirstLook(start=start_of(head), referenced=frozenset(wanted), suspects=frozenset(suspects), cut=text.cut)


class Text:
    """A file of unknown encoding. Its pieces can be read again and again."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.cut = False
        self._good = self._bad = 0  # lines with foreign letters

    def pieces(self, progress: Progress) -> Iterator[bytes]:
        """UTF-8 without a byte order mark; ``progress`` hears of the bytes of the file.

        Raises:
            OSError: the file cannot be read.
        """
        self._file.seek(0)
        raw = self._file.read(PIECE)
        name, skip = _encoding(raw)
        decoder = codecs.getincrementaldecoder(name)("replace" if name != "utf-8" else "strict")
        progress.advance(len(raw))
        raw = raw[skip:]
        rest = b""
        while raw:
            if name == "utf-8":
                piece, rest = self._utf8(rest + raw)
            else:
                piece = decoder.decode(raw).encode("utf-8", "replace")
            yield piece
            raw = self._file.read(PIECE)
            progress.advance(len(raw))
        self.cut = bool(rest or decoder.getstate()[0])

    def _utf8(self, raw: bytes) -> tuple[bytes, bytes]:
        """The piece, valid, and the beginning of a letter that goes on in the next one."""
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.end == len(raw) and error.reason == "unexpected end of data":
                return raw[: error.start], raw[error.start :]
        else:
            self._good += not raw.isascii()
            return raw, b""
        lines = raw.split(b"\n")
        for number, line in enumerate(lines):
            try:
                line.decode("utf-8")
                self._good += not line.isascii()
            except UnicodeDecodeError:
                self._bad += 1
                lines[number] = line.decode("cp1252", "replace").encode("utf-8")
        return b"\n".join(lines), b""

    def tell(self, told: Told) -> None:
        """Says when some lines were no UTF-8."""
        if self._bad:
            told.add("W409" if self._good else "W408", count=self._bad)


def _encoding(head: bytes) -> tuple[str, int]:
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name, len(bom)
    return next(((name, 0) for mark, name in _SILENT if head.startswith(mark)), ("utf-8", 0))
