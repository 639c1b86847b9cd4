"""Files of a collection: written under a name that ends in ``.part`` and renamed when all of them are whole."""

import binascii
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from analyzer.collectors.collect.lines import BYTES, DN
from analyzer.collectors.collect.manifest import ENDING, Manifest, ManifestDamaged, from_text, to_text
from analyzer.errors import FolderUnusable, OutputUnwritable

OPEN = ".part"
LINES = ".jsonl"
FOLDER = "directory"
_BLOCK = 1 << 20


@dataclass(slots=True, kw_only=True)
class LineFile:
    """Lines on their way to the disk, with their count and hash."""

    path: Path  # ends in .part
    objects: int = 0
    size: int = 0
    _digest: Any = field(default_factory=hashlib.sha256, repr=False)
    _file: IO[bytes] | None = field(default=None, repr=False)

    def __enter__(self) -> "LineFile":
        self._file = self.path.open("wb")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.flush()
            if kind is None:
                os.fsync(self._file.fileno())
            self._file.close()

    def write(self, lines: list[bytes]) -> None:
        """Lines with their ends."""
        if self._file is None:
            raise ValueError("the file is not open")
        block = b"".join(lines)
        self._digest.update(block)
        self._file.write(block)
        self.size += len(block)
        self.objects += len(lines)

    @property
    def sha256(self) -> str:
        """Of everything written."""
        return str(self._digest.hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The folder ``directory/`` of an assessment and the files of one forest in it.

    Raises (each method):
        OutputUnwritable: no permission, no space, or something in the way.
    """

    folder: Path
    forest: str

    @property
    def manifest(self) -> Path:
        """Where the manifest stands when everything is whole."""
        return self.folder / f"{self.forest}{ENDING}"

    def name_of(self, domain: str, part: str) -> str:
        """Name of the file of a part."""
        return f"{domain}.{part}{LINES}"

    def open_path(self, name: str) -> Path:
        """Where a file stands until all are whole."""
        return self.folder / (name + OPEN)

    def aside(self, name: str) -> Path:
        """What is written of a file so far, under another open name; of two tries the longer one stays."""
        path, other = self.open_path(name), self._aside(name)
        if not other.exists() or other.stat().st_size <= path.stat().st_size:
            path.replace(other)
        return other

    def drop_aside(self, name: str) -> None:
        """The earlier try is gone."""
        self._aside(name).unlink(missing_ok=True)

    def drop(self, name: str) -> None:
        """Nothing of an unfinished file is left."""
        self.open_path(name).unlink(missing_ok=True)
        self.drop_aside(name)

    def _aside(self, name: str) -> Path:
        return self.folder / f"{name}.before{OPEN}"

    def load(self, *, unfinished: bool) -> Manifest | None:
        """The manifest of the last whole collection, or of one that was interrupted.

        Raises:
            FolderUnusable: it is damaged.
        """
        path = self.open_path(self.manifest.name) if unfinished else self.manifest
        try:
            return from_text(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ManifestDamaged, UnicodeDecodeError) as error:
            raise FolderUnusable(
                f"{path.name} cannot be read: {error}", where=str(path), help="Remove it and collect without --resume."
            ) from error

    def note(self, manifest: Manifest) -> None:
        """What is done so far is known to a run that resumes."""
        path = self.open_path(self.manifest.name)
        fresh = path.with_name(path.name + ".new" + OPEN)
        fresh.write_text(to_text(manifest), encoding="utf-8", newline="\n")
        fresh.replace(path)

    def publish(self, manifest: Manifest, before: Manifest | None) -> None:
        """All files stand under their names, the manifest last; files of the collection before are gone."""
        self.manifest.unlink(missing_ok=True)
        kept = {f.file for f in manifest.files}
        for old in before.files if before else ():
            if old.file not in kept and is_plain(old.file):
                (self.folder / old.file).unlink(missing_ok=True)
        for file in manifest.files:
            # A run that ended while it renamed has some under their names already.
            if self.open_path(file.file).exists():
                self.open_path(file.file).replace(self.folder / file.file)
        self.open_path(self.manifest.name).replace(self.manifest)
        for domain in manifest.domains:
            for rest in self.folder.glob(f"{domain.name}.*{LINES}*{OPEN}"):
                rest.unlink()


def is_plain(name: str) -> bool:
    """A manifest names files beside itself, nothing else."""
    return bool(name) and Path(name).name == name and name.endswith(LINES) and "\\" not in name


def whole_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file that have their end; what an interruption left behind the last one is not given."""
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield line


def identity_of(line: bytes) -> tuple[bytes, int, str]:
    """objectGUID, uSNChanged and distinguished name of a written object; no bytes and -2 where they are missing.

    Some objects show everybody their identifier, and not their update number.
    """
    try:
        held = json.loads(line)
        guid = binascii.a2b_base64(held["objectGUID" + BYTES])
        return guid, int(held.get("uSNChanged", -2)), str(held[DN])
    except (ValueError, TypeError, LookupError):
        return b"", -2, ""


def hash_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_folder(folder: Path) -> Path:
    """The folder of the directory exports, there and writable."""
    path = folder / FOLDER
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputUnwritable(
            f"{path} cannot be made: {error.strerror or error}", where=str(path), help="Give another FOLDER."
        ) from error
    return path
