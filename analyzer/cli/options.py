"""Options that several commands share, declared once."""

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from analyzer.errors import TimeUnusable

FOLDER = click.Path(path_type=Path)
REPORTS = ("html", "xlsx", "json", "csv")
Decorated = Callable[..., Any]


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.datetime | None:
    """A time with its zone, or a day, which means its first moment in UTC.

    Raises:
        TimeUnusable: the text is neither.
    """
    if value is None:
        return None
    try:
        found = dt.datetime.fromisoformat(value + "T00:00Z" if len(value) == len("2026-11-16") else value)
    except ValueError as error:
        raise _time_error("is no time", value) from error
    if found.tzinfo is None:
        raise _time_error("has no time zone", value)
    return found.astimezone(dt.UTC)


def _time_error(fault: str, value: str) -> TimeUnusable:
    return TimeUnusable(f"the as-of time {fault}", seen=value, help="Write it like 2026-11-16T06:00Z or 2026-11-16.")


def words(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """The reports that a list with commas names, in our order."""
    given = {word.strip().lower() for word in value.split(",")}
    wrong = sorted(given - set(REPORTS))
    if wrong:
        known = ", ".join(REPORTS)
        raise click.BadParameter(f"{', '.join(map(repr, wrong))} is not one of {known}.", ctx=ctx, param=param)
    return tuple(word for word in REPORTS if word in given)


def _debug(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        sys.excepthook = sys.__excepthook__


debug = click.option(
    "--debug", is_flag=True, expose_value=False, callback=_debug, help="Show the whole traceback of a bug."
)
quiet = click.option("--quiet", is_flag=True, help="Say nothing but errors.")
as_of = click.option(
    "--as-of",
    callback=moment,
    metavar="TIME",
    help="Judge for this time, such as 2026-11-16T06:00Z. Default: the newest time found in the exports.",
)
reports = click.option(
    "--format",
    "formats",
    callback=words,
    default=",".join(REPORTS),
    show_default=True,
    metavar="LIST",
    help="Which reports to write.",
)
rules = click.option(
    "--rules",
    type=FOLDER,
    metavar="DIR",
    help="Lay the rules of this folder over the shipped pack; a folder with attributes.csv is a pack of its own.",
)

keep_evidence = click.option(
    "--keep-evidence",
    is_flag=True,
    help="Keep what is read and judged in FOLDER/kept-evidence, with the values as they are, for the next run.",
)


def output_format(*formats: str) -> Callable[[Decorated], Decorated]:
    """``--format`` for a command that prints data; the first word is the default."""
    return click.option(
        "--format",
        "output",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How to print it.",
    )
