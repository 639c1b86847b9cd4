"""The grammar of a file, by its first bytes."""

import codecs
import re
from enum import Enum, auto

HEAD = 65_536
# A declaration, a comment, a document type, or a first element with nothing but attributes in it.
_XML = re.compile(
    r"#< CLIXML\s|<\?xml|<!|<[A-Za-z_][\w:.-]*(\s+[\w:.-]+\s*=\s*(\"[^\"<]*\"|'[^'<]*'))*\s*/?>", re.IGNORECASE
)
_FORMAT = "ClassId2e4f51ef21dd47e99d3c952918aff9cd"


class Grammar(Enum):
    """How the bytes of a file are to be read."""

    DELIMITED = auto()  # or the text of Format-List
    JSON = auto()
    LDIF = auto()
    CLIXML = auto()  # or other XML
    WORKBOOK = auto()
    WEB_PAGE = auto()
    FORMAT_OBJECTS = auto()
    LENGTHS = auto()
    BINARY = auto()
    EMPTY = auto()


def sniff(raw: bytes) -> Grammar:
    """What a file with this beginning is written in; text that is nothing else is taken for delimited."""
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Grammar.WORKBOOK
    text = _head(raw)
    if not text.strip("\ufeff \t\r\n\0") and len(raw) < HEAD:
        return Grammar.EMPTY
    start = text.lstrip("\ufeff \t\r\n\0")
    low = start[:2000].casefold()
    if low.startswith(("<!doctype html", "<html")) or re.match(
        r"<\?xml[^>]*>\s*<!doctype html|<\?xml[^>]*>\s*<html", low
    ):
        return Grammar.WEB_PAGE
    if _XML.match(start):
        return Grammar.CLIXML
    if _is_ldif(start):
        return Grammar.LDIF
    if start.startswith(("{", "[")):
        return Grammar.JSON
    header = _header_line(start)
    if _FORMAT.casefold() in header.casefold():
        return Grammar.FORMAT_OBJECTS
    if re.fullmatch(r"\"?Length\"?", header.strip(), re.IGNORECASE):
        return Grammar.LENGTHS
    if "\0" in text[:1000] or sum(c < " " and c not in "\t\r\n\f\x1b" for c in text[:4000]) > len(text[:4000]) * 0.05:
        return Grammar.BINARY
    return Grammar.DELIMITED


def _head(raw: bytes) -> str:
    head = raw[:HEAD]
    if head.startswith(codecs.BOM_UTF16_LE):
        return head.decode("utf-16-le", errors="replace")
    if head.startswith(codecs.BOM_UTF16_BE):
        return head.decode("utf-16-be", errors="replace")
    sample = head[:4096]
    if len(sample) > 3 and sample[1::2].count(0) > len(sample) * 0.2 and sample[0::2].count(0) == 0:
        return head.decode("utf-16-le", errors="replace")
    if len(sample) > 3 and sample[0::2].count(0) > len(sample) * 0.2 and sample[1::2].count(0) == 0:
        return head.decode("utf-16-be", errors="replace")
    return head.decode("utf-8", errors="replace")


def _is_ldif(text: str) -> bool:
    for line in text.splitlines():
        if not line.strip() or line.startswith(("#", "version:", " ")):
            continue
        return line.casefold().startswith(("dn:", "ref:"))
    # Only comments: an empty result of ldapsearch still says so.
    return text.startswith("# extended LDIF")


def _header_line(text: str) -> str:
    for line in text.splitlines():
        bare = line.strip().strip('"')
        if bare and not bare.startswith("#TYPE") and not bare.casefold().startswith("sep="):
            return line
    return ""
