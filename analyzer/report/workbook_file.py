"""The workbook's file: the frame that openpyxl made, with the rows of the large tables poured in.

The frame holds everything but those rows (styles, tables, filters, validations, charts). Every part
carries the same fixed time, so that the same assessment gives the same bytes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from analyzer.report.workbook_cells import SharedStrings

Blocks = Iterable[bytes | memoryview]
_STAMP = (1980, 1, 1, 0, 0, 0)
_LEVEL = 4  # level 6 takes twice the time for 4 % fewer bytes
_END = b"</sheetData>"
_STRINGS, _TYPES, _LINKS = "xl/sharedStrings.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRINGS_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
_STRINGS_LINK = (
    b'<Relationship Id="rIdStrings" Target="sharedStrings.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
)
# A part that may grow beyond this needs the larger headers from the start; all others do without them.
_LARGE = 1_500_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pour:
    """Rows to be poured into one sheet."""

    blocks: Callable[[], Blocks]
    expected: int  # bytes, roughly


def assemble_file(
    frame: BytesIO, pours: Mapping[str, Pour], shared: SharedStrings, patches: Mapping[str, bytes], out: BinaryIO
) -> None:
    """``out`` holds the finished workbook.

    Args:
        frame: the workbook as openpyxl saved it, without shared strings.
        pours: for a part such as ``xl/worksheets/sheet4.xml`` what makes its rows.
        shared: the strings that the poured cells refer to, complete once all are poured.
        patches: for a part the bytes that replace it.
        out: where the workbook is written; may be a stream that cannot seek.
    """
    with ZipFile(frame) as made, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        # Pouring finds the shared strings, so what names them comes after the sheets.
        for name in sorted(made.namelist(), key=lambda part: part in {_TYPES, _LINKS}):
            content = patches.get(name, made.read(name))
            if shared.texts:
                if name == _TYPES:
                    content = _grown(content, b"</Types>", _STRINGS_TYPE)
                elif name == _LINKS:
                    content = _grown(content, b"</Relationships>", _STRINGS_LINK)
            pour = pours.get(name)
            if pour is None:
                _add(archive, name, (content,))
            else:
                _add(archive, name, _poured(content, pour.blocks()), large=pour.expected > _LARGE)
        if shared.texts:
            _add(archive, _STRINGS, _strings(shared))


def _add(archive: ZipFile, name: str, blocks: Blocks, *, large: bool = False) -> None:
    info = ZipInfo(name, _STAMP)
    info.compress_type = ZIP_DEFLATED
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # public from Python 3.13 on only
    with archive.open(info, "w", force_zip64=large) as part:
        for block in blocks:
            part.write(block)


def _grown(content: bytes, end: bytes, new: bytes) -> bytes:
    before, found, after = content.rpartition(end)
    if not found:
        raise ValueError(f"the part does not end with {end!r}")
    return before + new + after


def _poured(sheet: bytes, rows: Blocks) -> Blocks:
    """The sheet with the rows behind those it has."""
    before, found, after = sheet.rpartition(_END)
    if not found:
        raise ValueError("the sheet has no header row")
    yield before
    yield from rows
    yield _END + after


def _strings(shared: SharedStrings) -> Blocks:
    yield f'<sst xmlns="{_MAIN}" count="{shared.uses}" uniqueCount="{len(shared.texts)}">'.encode()
    for start in range(0, len(shared.texts), 10_000):
        texts = shared.texts[start : start + 10_000]
        yield "".join(f'<si><t xml:space="preserve">{t}</t></si>' for t in texts).encode("utf-8")
    yield b"</sst>"
