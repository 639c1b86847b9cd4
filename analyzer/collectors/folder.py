"""The files of an assessment folder, in a fixed order."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePath

from analyzer.errors import FolderUnusable

SETTINGS_FILE = "assessment.toml"
REPORTS = "reports"
KIT = "collection-kit"
KEPT = "kept-evidence"
_MARKER = ".exready-demo"
_TEXTS = (".md", ".txt", ".html", ".htm", "")


def files_of(folder: Path, *, wanted: str = "") -> list[Path]:
    """Every file, and every link out of the folder, sorted by path. ``wanted`` says how to get the first exports.

    Left out: ``reports/``, ``collection-kit/``, ``kept-evidence/``, hidden files, unfinished ``*.part`` files and the
    settings.

    Raises:
        FolderUnusable: the folder is missing, no folder, unreadable, or holds no file.
    """
    if not folder.exists():
        raise FolderUnusable(f"there is no folder {folder}", help="Give the folder that holds the exports.")
    if not folder.is_dir():
        raise FolderUnusable(f"{folder} is a file", help="Give the folder that holds the exports, not one of them.")
    try:
        root = folder.resolve()
        found = sorted(_walk(folder, root, top=True), key=lambda p: p.relative_to(folder).as_posix())
    except OSError as error:
        raise FolderUnusable(
            f"{error.filename or folder} cannot be listed: {error.strerror or error}",
            help="Give yourself the right to read it.",
        ) from error
    if not found:
        raise FolderUnusable(
            f"{folder} holds no exports",
            help="Put the exports into it, at least the directory and Get-Mailbox of Exchange Online.\n" + wanted,
        )
    return found


def _walk(folder: Path, root: Path, *, top: bool = False) -> Iterator[Path]:
    for entry in os.scandir(folder):
        path = Path(entry.path)
        if entry.name.startswith(".") or entry.name.endswith(".part") or (top and entry.name == SETTINGS_FILE):
            continue
        if leads_out(path, root):
            yield path
        elif entry.is_dir(follow_symlinks=False):
            if not (top and entry.name in {REPORTS, KIT, KEPT}):
                yield from _walk(path, root)
        elif entry.is_file():
            yield path


def leads_out(path: Path, root: Path) -> bool:
    """It is a link to something outside of ``root``, the resolved folder."""
    return path.is_symlink() and not path.resolve().is_relative_to(root)


def is_read_me(path: PurePath) -> bool:
    """A text for people beside the exports, known by its name."""
    return path.suffix.casefold() in _TEXTS and path.stem.casefold() in {
        "readme",
        "read me",
        "lies mich",
        "liesmich",
        "notes",
    }
