"""The customer's mark for cover and page: checked, small, and without anything that runs, loads or tells tales."""

import base64
import re
import struct
import zlib
from pathlib import Path

from lxml import etree

from analyzer.model.settings import Logo

MOST_BYTES = 256_000
MOST_PIXELS = 4_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Parts that make the picture; what else a PNG may carry (author, place, software) is left out.
_PICTURE_PARTS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"cHRM"}
_REFUSED_ELEMENTS = {"script", "foreignobject", "iframe", "embed", "object", "audio", "video", "set", "handler", "use"}
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!\s*['\"]?#)|@import|expression\(|javascript:", re.IGNORECASE)
_LENGTH = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*$")


class LogoRefused(ValueError):
    """The file cannot be the logo; the message says why."""


def read_logo(folder: Path, name: str) -> Logo:
    """The picture that ``assessment.toml`` names, ready to be embedded.

    Raises:
        LogoRefused: it lies outside the folder, is missing, too large, damaged, no PNG or SVG, or an SVG that could
            run or load something.
    """
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise LogoRefused("lies outside the assessment folder")
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise LogoRefused(f"has {size:,} bytes; {MOST_BYTES:,} are allowed")
        content = path.read_bytes()
    except OSError as error:
        raise LogoRefused(f"cannot be read: {error.strerror or error}") from error
    if content.startswith(_SIGNATURE):
        return _png(content)
    if b"<svg" in content[:4_000]:
        return _svg(content)
    raise LogoRefused("is neither PNG nor SVG")


def _png(content: bytes) -> Logo:
    at, kept, size = len(_SIGNATURE), [_SIGNATURE], (0, 0)
    kind = b""
    while kind != b"IEND":
        head = content[at : at + 8]
        if len(head) < 8:
            raise LogoRefused("is a damaged PNG: its end is missing")
        length, kind = struct.unpack(">I4s", head)
        whole = content[at : at + 12 + length]
        if len(whole) < 12 + length or zlib.crc32(whole[4:-4]) != struct.unpack(">I", whole[-4:])[0]:
            raise LogoRefused("is a damaged PNG: a part is cut or has another checksum")
        if kind == b"IHDR":
            size = struct.unpack(">II", whole[8:16])
        if kind in _PICTURE_PARTS:
            kept.append(whole)
        at += 12 + length
    if not all(0 < side <= MOST_PIXELS for side in size):
        raise LogoRefused(f"has {size[0]:,} x {size[1]:,} pixels; at most {MOST_PIXELS:,} a side are allowed")
    return Logo(media="image/png", width=size[0], height=size[1], data=_text(b"".join(kept)))


def _svg(content: bytes) -> Logo:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise LogoRefused("is an SVG with a document type, which could load or hide something; export it without one")
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise LogoRefused(f"is a damaged SVG: {error.msg}") from error
    for element in root.iter():
        name = etree.QName(element).localname.casefold()
        if name in _REFUSED_ELEMENTS or name.startswith("animate"):
            raise LogoRefused(f"is an SVG with the element {name}, which could run or load something")
        if _OUTSIDE.search(element.text or ""):
            raise LogoRefused("is an SVG with a style that loads something")
        for attribute, value in element.attrib.items():
            word = etree.QName(attribute).localname.casefold()
            if word.startswith("on"):
                raise LogoRefused(f"is an SVG with the attribute {word}, which could run something")
            if (word == "href" and not value.startswith("#")) or _OUTSIDE.search(value):
                raise LogoRefused(f"is an SVG whose {word} leads elsewhere")
    width, height = _size(root)
    return Logo(media="image/svg+xml", width=width, height=height, data=_text(etree.tostring(root)))


def _size(root: etree._Element) -> tuple[int, int]:
    sides = [_LENGTH.match(root.get(name, "")) for name in ("width", "height")]
    if all(sides):
        width, height = (float(m[1]) for m in sides if m)
    else:
        box = root.get("viewBox", "").replace(",", " ").split()
        try:
            width, height = float(box[2]), float(box[3])
        except (IndexError, ValueError) as error:
            raise LogoRefused("is an SVG without width and height or viewBox") from error
    if not (width > 0 and height > 0):
        raise LogoRefused("is an SVG without a size")
    return max(1, round(width)), max(1, round(height))


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
