"""Archives in the assessment folder: what is in them, and whether they may be unpacked. Unpacks nothing."""

import re
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from gzip import GzipFile
from pathlib import Path, PurePosixPath
from typing import IO

ZIP, GZIP = "zip", "gzip"
# The kit makes fewer than a hundred files, an export for each unit of a large company a few hundred.
MOST_MEMBERS = 10_000
# The list of members is read into memory as a whole; that many names of usual length need a tenth of this.
LARGEST_LIST = 16 << 20
# All exports of 600,000 mailboxes are 6 GB; CLIXML is four times as large.
LARGEST_TOTAL = 100 << 30
# LDIF and CSV shrink to a thirtieth, mostly empty columns to a hundredth. Deflate ends at a thousandth.
LARGEST_RATIO = 250
# What is smaller does no harm however far it shrank.
RATIO_FROM = 64 << 20
_HEAD = 512
_OTHERS = {
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"MSCF\0\0\0\0": "Cabinet",
}
_TAR, _TAR_AT = b"ustar", 257
_WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xltx", ".xls", ".ods"}
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_METHOD_NAMES = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd"}
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_END, _END_SIZE, _COMMENT = b"PK\x05\x06", 22, 65_535
_END_64, _PLACE_64 = b"PK\x06\x06", b"PK\x06\x07"
_ENTRY = 30  # bytes in front of a member, without its name


class ArchiveRefused(Exception):
    """The archive, or one member of it, is not read; carries the code and words of the problem."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file in an archive, not unpacked yet."""

    name: str  # inside the archive, forward slashes
    packed: int  # bytes in the archive
    size: int | None  # bytes unpacked, as the archive says; gzip does not say
    open: Callable[[], IO[bytes] | GzipFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What an archive holds."""

    title: str
    members: tuple[Member, ...]
    hidden: int = 0  # members that the folder leaves out as well: hidden and unfinished files


def archive_kind(path: Path) -> str:
    """``zip``, ``gzip``, the name of an archive that cannot be read, or nothing. A workbook is no archive here.

    The content tells. Only where a zip is too broken to tell what it was, its name says whether it was a workbook.
    An unreadable file is nothing: whoever reads it will say so.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return ""
    if head.startswith(b"\x1f\x8b"):
        return GZIP
    if head.startswith((b"PK\x03\x04", _END, b"PK\x07\x08")):
        return "" if _is_workbook(path, head) else ZIP
    if head[_TAR_AT:].startswith(_TAR):
        return "tar"
    return next((kind for magic, kind in _OTHERS.items() if head.startswith(magic)), "")


def _is_workbook(path: Path, head: bytes) -> bool:
    """The parts of Excel and OpenDocument files have fixed names."""
    try:
        _check_list(path)
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (OSError, zipfile.BadZipFile, NotImplementedError, ArchiveRefused):
        return path.suffix.casefold() in _WORKBOOKS or b"[Content_Types].xml" in head
    return "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names


@contextmanager
def opened(path: Path, kind: str) -> Iterator[Contents]:
    """What the archive holds, ready to be unpacked while the context lasts.

    Raises:
        ArchiveRefused: damaged, encrypted, packed in an unknown way, or not what anybody packs exports into.
        OSError: the file cannot be read.
    """
    if kind == GZIP:
        yield _gzip(path)
    elif kind == ZIP:
        with _zip(path) as contents:
            yield contents
    else:
        raise ArchiveRefused("E244", method=kind)


def _gzip(path: Path) -> Contents:
    # The name that gzip may store is the packer's business; the file is known here by the name it has now.
    name = path.name[:-3] if path.name.casefold().endswith(".gz") else path.name
    member = Member(name=name or "content", packed=path.stat().st_size, size=None, open=lambda: GzipFile(path, "rb"))
    return Contents(title="Gzip file", members=(member,))


@contextmanager
def _zip(path: Path) -> Iterator[Contents]:
    _check_list(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, struct.error, UnicodeDecodeError) as error:
        raise ArchiveRefused("E240", reason=str(error)) from error
    with archive:
        wanted: list[Member] = []
        hidden, seen = 0, set[str]()
        infos = archive.infolist()
        _check_whole(infos, path.stat().st_size)
        for info in infos:
            name = _name(info)
            if name in seen:
                raise ArchiveRefused("E242", reason="two members have one name", seen=name)
            seen.add(name)
            if name.endswith("/"):
                continue
            if _is_hidden(name):
                hidden += 1
                continue
            _check_member(info)
            wanted.append(
                Member(name=name, packed=info.compress_size, size=info.file_size, open=_opener(archive, info))
            )
        yield Contents(title="Zip archive", members=tuple(sorted(wanted, key=lambda m: m.name)), hidden=hidden)


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(info)


def _check_list(path: Path) -> None:
    """The list of members is small enough to be read: it is as long as whoever made the archive liked."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _END_SIZE - _COMMENT))
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < _END_SIZE:
            raise ArchiveRefused("E240", reason="its end is missing")
        length = struct.unpack_from("<L", tail, at + 12)[0]
        place = at - 20
        if place >= 0 and tail.startswith(_PLACE_64, place):
            file.seek(min(struct.unpack_from("<Q", tail, place + 8)[0], size))
            large = file.read(56)
            # Where something stands in front of the archive its places are off; then it stands just before.
            if not large.startswith(_END_64) and place >= 56:
                large = tail[place - 56 : place]
            if large.startswith(_END_64) and len(large) == 56:
                length = max(length % 0xFFFFFFFF, struct.unpack_from("<Q", large, 40)[0])
    if length > LARGEST_LIST:
        raise ArchiveRefused("E241", reason="its list of members is larger than 16 MiB")


def _check_whole(infos: Sequence[zipfile.ZipInfo], size: int) -> None:
    """No bomb: neither many members, nor much that is little, nor members that share their bytes."""
    if len(infos) > MOST_MEMBERS:
        raise ArchiveRefused("E241", reason=f"it holds {len(infos):,} members, more than {MOST_MEMBERS:,}")
    total = sum(i.file_size for i in infos)
    if total > LARGEST_TOTAL:
        raise ArchiveRefused("E241", reason="its members are larger than 100 GiB together")
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < end:
            raise ArchiveRefused("E241", reason="members overlap", seen=info.orig_filename)
        end = info.header_offset + _ENTRY + info.compress_size
    if end > size:
        raise ArchiveRefused("E240", reason="members end behind its end")
    for info in infos:
        check_ratio(info.file_size, info.compress_size)


def check_ratio(unpacked: int, packed: int) -> None:
    """No export shrinks that far.

    Raises:
        ArchiveRefused: it does.
    """
    if unpacked > RATIO_FROM and unpacked > LARGEST_RATIO * packed:
        raise ArchiveRefused("E241", reason=f"a member shrank to less than 1/{LARGEST_RATIO} of its size")


def _name(info: zipfile.ZipInfo) -> str:
    """The member's path with forward slashes, ending in one when it is a folder.

    Raises:
        ArchiveRefused: the path leads somewhere else.
    """
    # Compress-Archive of Windows PowerShell writes backslashes. The name as stored: zipfile ends it at a NUL.
    raw = info.orig_filename.replace("\\", "/")
    if any(c < " " or c == "\x7f" for c in raw):
        raise ArchiveRefused("E242", reason="a name holds control characters", seen=raw)
    if raw.startswith("/") or re.match(r"[A-Za-z]:", raw):
        raise ArchiveRefused("E242", reason="a path begins at the root of a drive", seen=raw)
    parts = [p for p in raw.split("/") if p not in {"", "."}]
    if ".." in parts:
        raise ArchiveRefused("E242", reason="a path leads out of the archive", seen=raw)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise ArchiveRefused("E242", reason="a member is a link or a device", seen=raw)
    is_folder = raw.endswith("/") or kind == stat.S_IFDIR
    if not parts or (is_folder and info.file_size):
        raise ArchiveRefused("E242", reason="a folder has content" if parts else "a member has no name", seen=raw)
    return str(PurePosixPath(*parts)) + ("/" if is_folder else "")


def _is_hidden(name: str) -> bool:
    """What the folder leaves out too, and what macOS puts beside each file."""
    return name.endswith(".part") or any(p.startswith(".") or p == "__MACOSX" for p in name.split("/"))


def _check_member(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise ArchiveRefused("E243", seen=info.orig_filename)
    if info.compress_type not in _METHODS:
        method = _METHOD_NAMES.get(info.compress_type, f"method {info.compress_type}")
        raise ArchiveRefused("E244", method=method, seen=info.orig_filename)
