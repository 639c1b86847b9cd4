"""The parts of a workbook as any spreadsheet program saved it: its sheets, their tables, its properties."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zipfile import ZipFile

from lxml import etree

from analyzer.collectors.sheet_cells import Formats, read_formats

_BOOK = "xl/workbook.xml"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}T")
_REF = re.compile(r"^[A-Z]+(\d+):")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """One worksheet: its title, its part, and each of its tables with the row of its header."""

    title: str
    part: str
    tables: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookParts:
    """What a workbook consists of."""

    sheets: tuple[SheetPart, ...]
    strings: str  # the part of the shared strings, empty without
    formats: Formats
    created: date | None  # exready writes the as-of day there


def is_workbook(archive: ZipFile) -> bool:
    """The archive is an Excel workbook, of whatever origin."""
    return _BOOK in archive.namelist()


def read_parts(archive: ZipFile) -> WorkbookParts:
    """The parts; a sheet that is missing or a chart sheet is left out.

    Raises:
        KeyError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError: the file is damaged.
    """
    book = _xml(archive, _BOOK)
    links = _links(archive, _BOOK)
    sheets = []
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        kind, part = links.get(_relation(sheet), ("", ""))
        if kind == "worksheet":
            tables = tuple(_tables(archive, part))
            sheets.append(SheetPart(title=sheet.get("name", ""), part=part, tables=tables))
    setting = book.find("{*}workbookPr")
    from_1904 = setting is not None and setting.get("date1904") in {"1", "true"}
    by_kind = dict(links.values())
    styles = by_kind.get("styles")
    formats = read_formats(archive.read(styles), from_1904=from_1904) if styles else Formats(days=frozenset())
    strings = by_kind.get("sharedStrings", "")
    return WorkbookParts(
        sheets=tuple(sheets),
        strings=strings if strings in archive.namelist() else "",
        formats=formats,
        created=_created(archive),
    )


def _xml(archive: ZipFile, part: str) -> Any:
    return etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False, no_network=True))


def _relation(element: Any) -> str:
    return next((v for k, v in element.attrib.items() if k.endswith("}id")), "")


def _links(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Id of each relationship of a part to its kind and the part it leads to."""
    folder, name = posixpath.split(part)
    own = f"{folder}/_rels/{name}.rels"
    if own not in archive.namelist():
        return {}
    out = {}
    for link in _xml(archive, own):
        target = link.get("Target", "")
        if link.get("TargetMode") != "External":
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            out[link.get("Id", "")] = (link.get("Type", "").rpartition("/")[2], place)
    return out


def _tables(archive: ZipFile, part: str) -> Iterator[tuple[str, int]]:
    for kind, place in _links(archive, part).values():
        if kind == "table" and place in archive.namelist():
            table = _xml(archive, place)
            ref = _REF.match(table.get("ref", ""))
            if ref:
                yield table.get("displayName", ""), int(ref[1])


def _created(archive: ZipFile) -> date | None:
    try:
        text = _xml(archive, "docProps/core.xml").findtext("{*}created") or ""
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
        return None
    return datetime.fromisoformat(text).date() if _DAY.match(text) else None
