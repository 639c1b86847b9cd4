"""Redaction on the command line: the key file, and everything said on the terminal without names."""

import os
import stat
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from analyzer.cli.options import FOLDER
from analyzer.errors import AnalyzerError, InputsUnusable, KeyUnusable
from analyzer.model.progress import Progress

if TYPE_CHECKING:
    from analyzer.model.assessment import Assessment
    from analyzer.redact.whole import Redactor
    from analyzer.survey import Survey

VALUES = ("full", "hashed", "counts")
KEY_BYTES = 32
_TOO_LONG = 4096
Decorated = Callable[..., Any]
Part = TypeVar("Part")

redact = click.option(
    "--redact",
    "key_file",
    type=FOLDER,
    metavar="KEYFILE",
    help="Write keyed pseudonyms in place of every name; exready redact-key makes the file.",
)
values = click.option(
    "--values",
    type=click.Choice(VALUES),
    help="With --redact: show values of attributes, pseudonyms of them, or only how many.  [default: hashed]",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """One key and how much is shown of values."""

    key: bytes
    values: str

    def assessment(self, found: "Assessment") -> "Assessment":
        """The assessment without names."""
        from analyzer.redact.values import Shown
        from analyzer.redact.whole import redact as without_names

        return without_names(found, self.key, Shown(self.values))

    def redactor(self, found: "Assessment") -> "Redactor":
        """What replaces texts about that assessment."""
        from analyzer.redact.values import Shown
        from analyzer.redact.whole import redactor_of

        return redactor_of(found, self.key, Shown(self.values))

    def parts_about(self, found: "Assessment") -> "Callable[[Part], Part]":
        """What takes the names out of dataclasses that are told beside that assessment."""
        from analyzer.redact.whole import redacted_parts

        redactor = self.redactor(found)

        def without_names(part: Part) -> Part:
            out: Part = redacted_parts(part, redactor)
            return out

        return without_names

    def survey(self, found: "Survey") -> "Survey":
        """The survey without names."""
        from analyzer.redact.whole import redacted_parts

        words = self._words(tuple(f.file for f in found.snapshot.files))
        snapshot = replace(
            found.snapshot,
            files=redacted_parts(found.snapshot.files, words),
            problems=redacted_parts(found.snapshot.problems, words),
        )
        return replace(
            found,
            snapshot=snapshot,
            stop=redacted_parts(found.stop, words),
            old=redacted_parts(found.old, words),
        )

    def places(self, written: Sequence[Path], target: Path) -> tuple[Path, ...]:
        """The reports as they may be named: a folder is mostly called after the customer."""
        return tuple(Path("REPORTS", *p.relative_to(target).parts) for p in written)

    def progress(self, told: Progress) -> Progress:
        """The same listener, told no file names."""
        return _Nameless(told)

    @contextmanager
    def guard(self, words: "Redactor | None" = None) -> Iterator[None]:
        """Errors leave without names; a bug leaves with its kind and place alone.

        ``words`` replaces texts where there is an assessment already; files and problems are known by it.
        """
        before = sys.excepthook
        sys.excepthook = _show_bug
        try:
            yield
        except AnalyzerError as error:
            raise self._error(error, words) from None
        # Not put back after a fault: the hook speaks when the process ends.
        sys.excepthook = before

    def _error(self, error: AnalyzerError, words: "Redactor | None") -> AnalyzerError:
        from analyzer.redact.whole import redacted_parts

        problems = error.problems if isinstance(error, InputsUnusable) else ()
        words = words or self._words(tuple(p.file for p in problems if p.file))
        clean = words.sentences.clean
        if isinstance(error, InputsUnusable):
            return InputsUnusable(clean(error.message), redacted_parts(problems, words), help=clean(error.help))
        where = words.made.words(error.where)
        return type(error)(clean(error.message), where=where, seen=words.made.words(error.seen), help=clean(error.help))

    def _words(self, files: tuple[str, ...]) -> "Redactor":
        from analyzer.redact.whole import plain_redactor

        return plain_redactor(self.key, files=files)


class _Nameless:
    """Tells no names: what stands behind a label of one word is the name of a file."""

    def __init__(self, told: Progress) -> None:
        self._told = told

    def start(self, label: str, total: int | None = None) -> None:
        """A piece of work begins."""
        self._told.start(label if label in _LABELS else label.partition(" ")[0], total)

    def advance(self, steps: int = 1) -> None:
        """Some steps are done."""
        self._told.advance(steps)

    def done(self) -> None:
        """The piece of work ended."""
        self._told.done()


_LABELS = {"Reading files", "Writing reports"}


def redaction(key_file: Path | None, values: str | None) -> Redaction | None:
    """What the options ask for; None when they ask for nothing.

    Raises:
        KeyUnusable: the key file is missing, short, or no key.
        click.UsageError: values are to be hidden and there is no key.
    """
    if key_file is None:
        if values is not None:
            raise click.UsageError("--values needs --redact KEYFILE: without a key the names would stay.")
        return None
    return Redaction(key=read_key(key_file), values=values or "hashed")


def read_key(path: Path) -> bytes:
    """The key. The name of the file is never said: it may be that of the customer.

    Raises:
        KeyUnusable: the file is missing, cannot be read, is short, or too long to be a key.
    """
    try:
        with path.open("rb") as stream:
            key = stream.read(_TOO_LONG + 1)
            mode = os.fstat(stream.fileno()).st_mode
    except OSError as error:
        raise KeyUnusable("the key file cannot be read", seen=error.strerror or "") from None
    if len(key) < KEY_BYTES:
        raise KeyUnusable(f"the key has {len(key):,} bytes; it needs {KEY_BYTES} or more")
    if len(key) > _TOO_LONG:
        raise KeyUnusable(f"the file is longer than {_TOO_LONG:,} bytes; that is no key")
    if len(set(key)) < _FEWEST:
        raise KeyUnusable("the key repeats a few bytes over and over; anybody could guess it")
    if os.name == "posix" and mode & (stat.S_IRGRP | stat.S_IROTH):
        click.echo("warning: others on this machine can read the key file; chmod 600 mends that.", err=True)
    return key


_FEWEST = 8


def _show_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The message of a bug may hold a value; its kind and places do not."""
    click.echo(f"bug[E000]: {kind.__name__}; its words are not shown because of --redact", err=True)
    for frame in traceback.extract_tb(trace):
        click.echo(f"  --> {Path(frame.filename).name}, line {frame.lineno}", err=True)
    click.echo("  = help: This is a fault of exready, not of your files. Report these lines.", err=True)
