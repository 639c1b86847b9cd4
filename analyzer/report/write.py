"""Reports on disk: all of them whole, or none of them changed."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lxml.etree import SerialisationError

from analyzer.errors import OutputUnwritable
from analyzer.model.assessment import Assessment
from analyzer.model.progress import Progress, Silent

if TYPE_CHECKING:
    from analyzer.report.workbook_notes import KeptNotes

# The workbook first: it is the one that people have open, and then nothing is replaced.
FORMATS = ("xlsx", "html", "json", "csv")
WORKBOOK = "readiness.xlsx"
_PART = ".part"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_IN_USE = {errno.EACCES, errno.EPERM, errno.EBUSY}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    """One file of the reports folder and what writes it."""

    path: Path
    write: Callable[[BinaryIO], None]

    @property
    def part(self) -> Path:
        """Where the file grows until it is whole."""
        return self.path.with_name(self.path.name + _PART)


def write_reports(
    assessment: Assessment,
    out: Path,
    templates: Path,
    *,
    formats: Iterable[str] = FORMATS,
    progress: Progress | None = None,
    kept: "KeptNotes | None" = None,
) -> tuple[Path, ...]:
    """The files of these formats are in ``out``, each complete; their paths, in the order written.

    Every file grows under a temporary name beside its place. Only when all are whole do they take their
    places, so that a run that fails or is interrupted leaves the reports of the last one. The workbook carries the
    notes in ``kept`` on.

    Raises:
        OutputUnwritable: no permission, no space, or a file is open elsewhere.
    """
    wanted = set(formats)
    reports = [r for name in FORMATS if name in wanted for r in _reports(name, assessment, out, templates, kept)]
    progress = progress or Silent()
    progress.start("Writing reports", len(reports))
    made: list[Path] = []
    try:
        for report in reports:
            _make_folder(report.path.parent, made)
            _write_part(report)
            progress.advance()
        for report in reports:
            _replace(report)
    except BaseException:
        _clean_up(reports, made)
        raise
    progress.done()
    return tuple(r.path for r in reports)


def _reports(
    name: str, assessment: Assessment, out: Path, templates: Path, kept: "KeptNotes | None"
) -> Iterator[_Report]:
    if name == "xlsx":
        from analyzer.report.workbook import write_workbook

        yield _Report(path=out / WORKBOOK, write=lambda stream: write_workbook(assessment, stream, kept))
    elif name == "html":
        from analyzer.report.board import render_board
        from analyzer.report.desk import render_desk
        from analyzer.report.html import render_html
        from analyzer.report.html_frame import FileLink

        papers = {
            FileLink(file="board.html", label="Board paper"): render_board,
            FileLink(file="service-desk.html", label="Service desk card"): render_desk,
        }
        yield _Report(
            path=out / "readiness.html",
            write=lambda stream: _all(stream, render_html(assessment, templates, tuple(papers))),
        )
        for paper, render in papers.items():
            yield _Report(
                path=out / paper.file,
                write=lambda stream, render=render: _all(stream, render(assessment, templates)),  # type: ignore[misc]
            )
    elif name == "json":
        from analyzer.report.json_file import write_json

        yield _Report(path=out / "assessment.json", write=lambda stream: write_json(assessment, stream))
    else:
        from analyzer.report.csv_tables import CSV_TABLES, write_csv

        for table in CSV_TABLES:
            yield _Report(
                path=out / "tables" / f"{table}.csv",
                write=lambda stream, table=table: write_csv(assessment, table, stream),  # type: ignore[misc]
            )


def _all(stream: BinaryIO, content: bytes) -> None:
    stream.write(content)


def _make_folder(folder: Path, made: list[Path]) -> None:
    """The folder exists; those that had to be made are noted, outermost first."""
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    try:
        for path in reversed(missing):
            path.mkdir()
            made.append(path)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    except OSError as error:
        raise _unwritable(error, folder) from error


def _write_part(report: _Report) -> None:
    try:
        if report.path.is_dir():
            # Found before anything is replaced: all reports change, or none.
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(report.path))
        with report.part.open("wb") as stream:
            report.write(stream)
            stream.flush()
            # On disk before it takes its place: a full disk must show now, not after the old file is gone.
            os.fsync(stream.fileno())
    except SerialisationError as error:
        # lxml, which writes the sheets, has its own word for what the system said: IO_ENOSPC.
        number = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
        raise _unwritable(OSError(number, os.strerror(number)), report.path) from error
    except OSError as error:
        raise _unwritable(error, report.path) from error


def _replace(report: _Report) -> None:
    try:
        report.part.replace(report.path)
    except OSError as error:
        raise _unwritable(error, report.path) from error


def _clean_up(reports: list[_Report], made: list[Path]) -> None:
    """No temporary file is left, and no empty folder that was not there before."""
    for report in reports:
        with suppress(OSError):
            report.part.unlink(missing_ok=True)
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()


def _unwritable(error: OSError, path: Path) -> OutputUnwritable:
    what, step = "cannot be written", "Give another folder with --out."
    if error.errno in _FULL:
        what, step = "cannot be written: the disk is full", "Make room, or give a folder on another disk with --out."
    elif path.is_dir() and path.suffix:
        what, step = "is a folder, a file is to be written there", "Move it away, or give another folder with --out."
    elif isinstance(error, NotADirectoryError | FileExistsError):
        what, step = "is a file, a folder is needed there", "Give another folder with --out."
    elif error.errno in _IN_USE and path.is_file():
        what = "cannot be replaced"
        step = "Close it if it is open in Excel or another program, or give another folder with --out."
    elif error.errno in _IN_USE:
        what, step = "cannot be written: no permission", "Give a folder you may write to with --out."
    return OutputUnwritable(f"{path} {what}", where=str(path), seen=error.strerror or str(error), help=step)
