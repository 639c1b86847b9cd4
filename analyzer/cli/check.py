"""``exready check``: what the exports are worth, before anything is analysed."""

import datetime as dt
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli import options
from analyzer.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from analyzer.model.problems import Problem
    from analyzer.model.snapshot import SourceFile
    from analyzer.survey import Survey

FILES = {
    "file": "File",
    "title": "Recognised as",
    "side": "Side",
    "rows_read": "Rows",
    "exported_at": "Newest time inside",
    "age": "Older than the newest by",
    "health": "Health",
    "note": "Note",
}
# The same where the terminal is narrow: what the file is stands below its name.
NARROW = {"file": "File", "rows_read": "Rows", "exported_at": "Newest time inside", "health": "Health"}
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
    from analyzer.cli.boundary import counted
    from analyzer.cli.listing import print_table
    from analyzer.cli.problems import commands_of, show_commands, show_problems

    files = found.snapshot.files
    newest = _newest(found)
    rows = [_row(file, newest) for file in files]
    columns, rows = (FILES, rows) if _fits(rows) else (NARROW, [_narrow(row) for row in rows])
    print_table(columns, rows, title=counted(len(rows), "file"))
    problems = _problems(found)
    codes = {f.file: found.codes.get(f.kind, "") for f in files}
    show_problems(problems, codes=codes, err=False)
    if found.missing:
        gaps = [{"code": m.code, "title": m.title, "count": len(m.rules)} for m in found.missing]
        print_table(MISSING, gaps, title=f"{counted(len(gaps), 'export')} not supplied")
    titles = {f.file: f"{codes[f.file]} {f.title}".strip() for f in files}
    again = commands_of(problems, titles)
    # An export that is not there at all may be asked for already, by the problem that stops the run.
    asked = {command.strip() for _title, command in again}
    new = [(f"{m.code} {m.title}", m.command) for m in found.missing if m.command.strip() not in asked]
    show_commands([*again, *new])
    if found.stop:
        click.echo(f"These files cannot be analysed: {counted(len(found.stop), 'problem')} must be mended first.")
    else:
        click.echo("These files can be analysed.")


def _problems(found: "Survey") -> "tuple[Problem, ...]":
    return (*found.stop, *(p for p in found.snapshot.problems if p not in found.stop))


def _fits(rows: Sequence[Mapping[str, object]]) -> bool:
    """The table has room beside each other, or nobody watches and lines may be long."""
    if not sys.stdout.isatty():
        return True
    widest = (max((len(str(row[k])) for row in rows), default=0) for k in FILES)
    return sum(max(w, len(FILES[k])) + 3 for w, k in zip(widest, FILES, strict=True)) <= shutil.get_terminal_size()[0]


def _narrow(row: Mapping[str, object]) -> Mapping[str, object]:
    """The row in three lines of fewer columns."""
    what, note = row["title"], row["note"]
    told = f"{row['file']}\n  {what}" + (f"\n  {note}" if note else "")
    when = f"{row['exported_at']}\n{row['age'] and 'older by ' + str(row['age'])}"
    return {**row, "file": told, "exported_at": when.strip()}


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
        "health": file.health,
        "note": file.note,
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
        "problems": to_plain(_problems(found)),
        "missing": to_plain(found.missing),
    }
