"""What an answer rests on, as a key: every input by its hash, the rules, the program and what it is built with."""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

import analyzer
from analyzer.collectors.folder import leads_out
from analyzer.shelf.folder import in_threads

_OUT = "leads out of the folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The files of a folder: name to hash, and what the file system said of them when they were hashed."""

    hashes: Mapping[str, str]
    stats: tuple[tuple[int, int], ...]  # bytes and time of change


def inputs_of(folder: Path, paths: Sequence[Path]) -> Inputs:
    """Every input with the SHA-256 of its bytes.

    Raises:
        OSError: one of them cannot be read.
    """
    root, stats = folder.resolve(), stats_of(paths)

    def hashed(path: Path) -> str:
        if leads_out(path, root):
            return _OUT
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    names = [path.relative_to(folder).as_posix() for path in paths]
    return Inputs(hashes=dict(zip(names, in_threads(hashed, paths), strict=True)), stats=stats)


def stats_of(paths: Sequence[Path]) -> tuple[tuple[int, int], ...]:
    """Bytes and time of change of each file, to tell that it was written to in the meantime.

    Raises:
        OSError: one of them is gone.
    """
    found = (path.lstat() for path in paths)
    return tuple((each.st_size, each.st_mtime_ns) for each in found)


@cache
def program() -> str:
    """The version, the code itself and the libraries that read and compute, in one line."""
    place = Path(analyzer.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(p for kind in ("*.py", "*.toml") for p in place.rglob(kind) if "_data" not in p.parts):
        digest.update(f"{path.relative_to(place).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    python = ".".join(map(str, sys.version_info[:3]))
    built = f"Python {python}, Arrow {pa.__version__}, pandas {pd.__version__}, NumPy {np.__version__}"
    return f"exready {analyzer.__version__} {digest.hexdigest()}, {built}"
