"""``exready check``: what the exports are worth, before anything is analysed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli import options
from analyzer.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from analyzer.model.snapshot import SourceFile
    from analyzer.survey import Missing, Survey

FILES = {
    "file": "File",
    "title": "Recognised as",
    "side": "Side",
    "rows_read": "Rows",
    "exported_at": "Newest time inside",
    "age": "Older than the newest by",
    "health": "Health",
}
MISSING = {"code": "Export", "title": "What", "count": "Rules that would gain"}


@click.command()
@click.argument("folder", type=options.FOLDER)
@options.output_format("table", "json")
@options.rules
@options.quiet
@options.debug
@click.pass_context
def check(ctx: click.Context, folder: Path, output: str, rules: Path | None, quiet: bool) -> None:
    """Look at the exports in FOLDER: whole, recent, missing?

    Lists which files were recognised and as what, their age and problems, and which exports are missing.
    Analyses nothing and writes nothing. Ends with code 3 when an analysis would refuse these files.
    """
    from analyzer.cli.listing import print_json
    from analyzer.cli.terminal import progress
    from analyzer.survey import survey

    with progress(quiet=quiet) as told:
        found = survey(folder, rules=rules, progress=told)
    if output == "json":
        print_json(_plain(found))
    else:
        _print(found)
    ctx.exit(ExitCode.INPUTS if found.stop else ExitCode.FINISHED)


def _print(found: "Survey") -> None:
    from analyzer.cli.boundary import counted, show_problem
    from analyzer.cli.listing import print_table

    snapshot = found.snapshot
    newest = _newest(found)
    rows = [_row(file, newest) for file in snapshot.files]
    print_table(FILES, rows, title=counted(len(rows), "file"))
    problems = (*found.stop, *(p for p in snapshot.problems if p not in found.stop))
    for problem in problems:
        show_problem(problem, err=False)
        click.echo()
    if found.missing:
        gaps = [{"code": m.code, "title": m.title, "count": len(m.rules)} for m in found.missing]
        print_table(MISSING, gaps, title=f"{counted(len(gaps), 'export')} not supplied")
        _print_commands(found.missing)
    if found.stop:
        click.echo(f"These files cannot be analysed: {counted(len(found.stop), 'problem')} must be mended first.")
    else:
        click.echo("These files can be analysed.")


def _print_commands(missing: Sequence["Missing"]) -> None:
    """How to make the missing exports, ready to be copied; what most commands begin with is printed once."""
    from analyzer.cli.listing import print_code, shared_start

    start = shared_start([m.command for m in missing])
    if start:
        print_code("Once in each session", start)
    for each in missing:
        print_code(f"{each.code} {each.title}", each.command.strip().removeprefix(start))


def _newest(found: "Survey") -> dt.datetime | None:
    return max((f.exported_at for f in found.snapshot.files if f.exported_at), default=None)


def _row(file: "SourceFile", newest: dt.datetime | None) -> Mapping[str, object]:
    at = file.exported_at
    return {
        "file": file.file,
        "title": file.title or file.kind,
        "side": file.side,
        "rows_read": file.rows_read,
        "exported_at": f"{at:%Y-%m-%d %H:%M}" if at else "not known",
        "age": _span(newest - at) if at and newest else "",
        "health": file.health + (f": {file.note}" if file.note else ""),
    }


def _span(age: dt.timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    if hours < 1:
        return "under 1 h"
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def _plain(found: "Survey") -> Mapping[str, object]:
    from analyzer.report.plain import to_plain

    return {
        "usable": not found.stop,
        "files": to_plain(found.snapshot.files),
        "problems": to_plain((*found.stop, *(p for p in found.snapshot.problems if p not in found.stop))),
        "missing": to_plain(found.missing),
    }
