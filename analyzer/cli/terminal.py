"""The terminal: harmless text, talk on stderr, progress only where somebody watches."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from analyzer.model.progress import Progress, Silent

if TYPE_CHECKING:
    import rich.progress

# Control characters drive a terminal; direction marks and line separators make it show another text.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def harmless(text: object) -> str:
    """One line of text; every character that could drive or deceive a terminal is written as its code."""
    return _HARMFUL.sub(_code, str(text))


def _code(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


def say(text: str = "", *, style: str = "") -> None:
    """One line of talk on stderr. The text has to be harmless already."""
    click.secho(text, err=True, bold="bold" in style or None, fg="red" if "red" in style else None)


class _Bar:
    """Progress as one moving line of the terminal."""

    def __init__(self, bars: "rich.progress.Progress") -> None:
        self._bars = bars
        self._task: rich.progress.TaskID | None = None

    def start(self, label: str, total: int | None = None) -> None:
        self.done()
        self._task = self._bars.add_task(harmless(label), total=total)

    def advance(self, steps: int = 1) -> None:
        if self._task is not None:
            self._bars.advance(self._task, steps)

    def done(self) -> None:
        if self._task is not None:
            self._bars.remove_task(self._task)
            self._task = None


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Something that stages tell their progress to; a moving line only when stderr is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield Silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Bar(bars)


def counted(number: int, noun: str) -> str:
    """The number with its noun, singular or plural."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
