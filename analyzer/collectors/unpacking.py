"""Archives unpacked one file at a time, each read like a file of its own, and nothing left behind."""

import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path, PurePosixPath

from analyzer.collectors.collect.files import LINES, hash_of, is_plain
from analyzer.collectors.collect.manifest import looks_like_manifest
from analyzer.collectors.collected import Collections, find_collections
from analyzer.collectors.containers import ArchiveRefused, Member, archive_kind, check_ratio, opened
from analyzer.collectors.outcome import OneFile
from analyzer.collectors.steps import OnlySteps
from analyzer.collectors.told import Told
from analyzer.model.progress import Progress
from analyzer.model.snapshot import SourceFile

ARCHIVE = "archive"
# Hidden, so that no run takes it for exports; inside the assessment, so that values never leave it.
ROOM = ".exready-unpacked"
# Left free on the disk, for whatever else the machine does meanwhile.
SPARE = 1 << 30
_PIECE = 1 << 20
_ASK = 64  # pieces between two looks at the free space
_HEAD = 200
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)

Read = Callable[[Path, str, Collections, Progress], OneFile]
Take = Callable[[OneFile], None]


def read_archive(path: Path, name: str, kind: str, folder: Path, *, read: Read, take: Take, progress: Progress) -> None:
    """``take`` was given every file of the archive, and at last the archive itself.

    A member that cannot be unpacked is a refused file. Nothing of the archive is left on the disk, also after an
    interruption. ``progress`` hears of the archive's bytes.
    """
    told = Told(file=name)
    base = SourceFile(file=name, kind=ARCHIVE, side="", title="Archive", sha256="", bytes=0, health="whole")
    broken = 0
    try:
        base = replace(base, sha256=hash_of(path), bytes=path.stat().st_size)
        with opened(path, kind) as contents, _room(folder) as room:
            base = replace(base, title=contents.title, note=_note(len(contents.members), contents.hidden))
            if not contents.members:
                told.add("W450")
            for batch in _batches(contents.members):
                broken += _read_batch(batch, name, room, read, take, progress)
    except ArchiveRefused as refused:
        told.add(refused.code, **refused.values)
    except OSError as error:
        told.add("E201", reason=error.strerror or str(error))
    if told.refused:
        base = replace(base, kind="refused", health="refused")
    elif broken:
        base = replace(base, health="damaged")
    take(OneFile(source=base, problems=told.problems()))


def _read_batch(batch: Sequence[Member], archive: str, room: Path, read: Read, take: Take, progress: Progress) -> int:
    """The members, unpacked beside each other, read and removed; how many could not be unpacked."""
    there: list[tuple[Path, str, OnlySteps]] = []
    broken = 0
    try:
        for number, member in enumerate(batch):
            name = f"{archive}/{member.name}"
            place = room / _plain_name(member, number, alone=len(batch) == 1)
            try:
                size = _unpack(member, place)
            except ArchiveRefused as refused:
                broken += 1
                take(_refused(name, refused, member.size or 0))
                place.unlink(missing_ok=True)
                continue
            there.append((place, name, OnlySteps(progress, member.packed, of=size)))
        collections = find_collections(place for place, _name, _steps in there)
        for place, name, steps in there:
            take(read(place, name, collections, steps))
            steps.rest()
    finally:
        for place, _name, _steps in there:
            place.unlink(missing_ok=True)
    return broken


def _refused(name: str, refused: ArchiveRefused, size: int) -> OneFile:
    told = Told(file=name)
    told.add(refused.code, **refused.values)
    source = SourceFile(file=name, kind="refused", side="", title="", sha256="", bytes=size, health="refused")
    return OneFile(source=source, problems=told.problems())


def _unpack(member: Member, place: Path) -> int:
    """The member stands at ``place``; its size in bytes.

    Raises:
        ArchiveRefused: it is damaged, an archive itself, larger than any export, or there is no room for it.
    """
    _check_space(place.parent, member.size or 0)
    written = 0
    try:
        with member.open() as packed, place.open("xb") as out:
            for number in count(1):
                piece = packed.read(_PIECE)
                if not piece:
                    break
                written += out.write(piece)
                if member.size is None:
                    check_ratio(written, member.packed)
                if number % _ASK == 0:
                    _check_space(place.parent, 0)
    except _BROKEN as error:
        raise ArchiveRefused("E240", reason=str(error) or "it ends too early") from error
    except OSError as error:
        # What gzip says of a damaged file is an OSError without a number.
        if error.errno is None:
            raise ArchiveRefused("E240", reason=str(error)) from error
        raise ArchiveRefused("E246", reason=error.strerror or str(error)) from error
    if member.size is not None and written != member.size:
        raise ArchiveRefused("E240", reason=f"{member.size:,} bytes are announced and {written:,} are there")
    if archive_kind(place):
        raise ArchiveRefused("E245", seen=member.name)
    return written


def _check_space(room: Path, wanted: int) -> None:
    if shutil.disk_usage(room).free < wanted + SPARE:
        raise ArchiveRefused("E246", reason="the disk has no room for it")


def _batches(members: Sequence[Member]) -> Iterator[Sequence[Member]]:
    """Each member by itself, but a collection with its manifest: that says what the lines beside it are."""
    collected = {_folder(m) for m in members if _is_manifest(m)}
    together: dict[str, list[Member]] = {}
    for member in members:
        if _folder(member) in collected and (_is_lines(member) or _is_manifest(member)):
            together.setdefault(_folder(member), []).append(member)
        else:
            yield (member,)
    yield from together.values()


def _folder(member: Member) -> str:
    return str(PurePosixPath(member.name).parent)


def _is_lines(member: Member) -> bool:
    return is_plain(PurePosixPath(member.name).name)


def _is_manifest(member: Member) -> bool:
    if not member.name.endswith(".json"):
        return False
    try:
        with member.open() as file:
            return looks_like_manifest(file.read(_HEAD))
    except (*_BROKEN, OSError):
        return False


def _plain_name(member: Member, number: int, *, alone: bool) -> str:
    """The name on the disk. Only the lines of a collection need their own: the manifest names them."""
    if alone:
        return f"member{LINES if _is_lines(member) else '.json' if member.name.endswith('.json') else ''}"
    return PurePosixPath(member.name).name if _is_lines(member) else f"manifest-{number}.json"


@contextmanager
def _room(folder: Path) -> Iterator[Path]:
    """A folder that nobody else may look into; gone afterwards, with all that is in it.

    Raises:
        ArchiveRefused: it cannot be made.
    """
    room = folder / ROOM
    for number in count(1):
        room = folder / f"{ROOM}-{number}"
        # Another run may be unpacking, or one was killed: what exists belongs to somebody else.
        with suppress(FileExistsError):
            _make(room)
            break
    try:
        yield room
    finally:
        shutil.rmtree(room)


def _make(room: Path) -> None:
    try:
        room.mkdir(mode=0o700)
    except FileExistsError:
        raise
    except OSError as error:
        raise ArchiveRefused("E246", reason=error.strerror or str(error)) from error


def _note(members: int, hidden: int) -> str:
    text = f"{members:,} {'file' if members == 1 else 'files'} inside"
    return f"{text}; {hidden:,} hidden or unfinished left out" if hidden else text
