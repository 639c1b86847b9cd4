"""``exready check``: what the exports are worth, before anything is analysed."""

import datetime as dt
import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli import options, redaction
from analyzer.cli.exit_codes import ExitCode
from analyzer.cli.terminal import counted

if TYPE_CHECKING:
    from analyzer.model.problems import Problem
    from analyzer.model.snapshot import SourceFile
    from analyzer.survey import Missing, Survey

FILES = {
    "file": "File",
    "title": "Recognised as",
    "kind": "Kind",
    "side": "Side",
    "rows_read": "Rows",
    "exported_at": "Newest time inside",
    "age": "Older than the newest by",
    "health": "Health",
    "note": "Note",
}
# The same where the terminal is narrow: what the file is stands below its name.
NARROW = {"file": "File", "rows_read": "Rows", "exported_at": "Newest time inside", "health": "Health"}
MISSING = {
    "code": "Export",
    "need": "Need",
    "title": "What",
    "rules": "Rules",
    "number": "Gates",
    "gates": "Gates by name",
    "script": "Script of the kit",
}
NARROW_MISSING = {"code": "Export", "title": "What", "rules": "Rules", "number": "Gates", "gates": "Gates by name"}
MANDATORY = "mandatory"
_FOLDED = 60  # what a column that folds needs at least


@click.command()
@click.argument("folder", type=options.FOLDER)
@options.output_format("table", "json")
@redaction.redact
@options.rules
@options.quiet
@options.debug
@click.pass_context
def check(
    ctx: click.Context, folder: Path, output: str, key_file: Path | None, rules: Path | None, quiet: bool
) -> None:
    """Look at the exports in FOLDER: whole, recent, missing?

    Lists which files were recognised and as what, their age and problems, and which exports are missing: those
    that settle most come first, each with its command. Analyses nothing and writes nothing. Ends with code 3
    when an analysis would refuse these files.
    """
    from analyzer.cli.listing import print_json
    from analyzer.cli.terminal import progress
    from analyzer.survey import survey

    hidden = redaction.redaction(key_file, None)
    with hidden.guard() if hidden else nullcontext(), progress(quiet=quiet) as told:
        found = survey(folder, rules=rules, progress=hidden.progress(told) if hidden else told)
        found = hidden.survey(found) if hidden else found
    if output == "json":
        print_json(_plain(found))
    else:
        _print(found)
    ctx.exit(ExitCode.INPUTS if found.stop else ExitCode.FINISHED)


def _print(found: "Survey") -> None:
    from analyzer.cli.listing import print_table
    from analyzer.cli.problems import show_problems

    files = found.snapshot.files
    rows = [_row(file, found) for file in files]
    columns, rows = (FILES, rows) if _fits(FILES, rows) else (NARROW, [_narrow(row) for row in rows])
    print_table(columns, rows, title=counted(len(rows), "file"))
    _print_ages(found)
    codes = {f.file: found.codes.get(f.kind, "") for f in files}
    show_problems(_problems(found), codes=codes, err=False)
    _print_missing(found)
    _print_commands(found, {f.file: f"{codes[f.file]} {f.title}".strip() for f in files})
    if found.stop:
        click.echo(f"These files cannot be analysed: {counted(len(found.stop), 'problem')} must be mended first.")
    else:
        click.echo("These files can be analysed.")


def _print_ages(found: "Survey") -> None:
    """The files that seem too old beside the others, if there are any."""
    from analyzer.cli.terminal import harmless

    if not found.old or found.spread is None:
        return
    click.secho(f"The newest times inside the files are {_span(found.spread)} apart; 24 h is the limit.", bold=True)
    click.echo("These were exported too early, or nothing in them changed for a long time:")
    for file in found.old:
        click.echo(f"  {harmless(file.file)}")
    click.echo()


def _print_missing(found: "Survey") -> None:
    """One row for each code that some rule looks into."""
    from analyzer.cli.listing import print_table

    useful = [m for m in found.missing if m.rules or m.mandatory]
    gaps = [_gap(code, each) for code, each in _by_code(useful).items()]
    if not gaps:
        return
    title = f"{counted(len(useful), 'export')} not supplied, the most useful first"
    fits = _fits(MISSING, gaps, folds="title")
    print_table(MISSING if fits else NARROW_MISSING, gaps if fits else [_narrow_gap(g) for g in gaps], title=title)


def _by_code(missing: "Sequence[Missing]") -> "dict[str, list[Missing]]":
    """The exports of each code together, in the order of their first ones."""
    out: dict[str, list[Missing]] = {}
    for each in missing:
        out.setdefault(each.code, []).append(each)
    return out


def _gap(code: str, missing: "Sequence[Missing]") -> Mapping[str, object]:
    first = missing[0]
    scripts = dict.fromkeys(f"{m.script}.ps1" for m in missing if m.script)
    return {
        "code": code,
        "need": MANDATORY if first.mandatory else "the rest of it" if first.part else "",
        "title": ", ".join(m.title for m in missing),
        "rules": len(first.rules),
        "number": len(first.gates),
        "gates": ", ".join(first.gates),
        "script": ", ".join(scripts),
    }


def _narrow_gap(row: Mapping[str, object]) -> Mapping[str, object]:
    """The row with its need below what it is."""
    return {**row, "title": f"{row['title']}\n  {row['need']}" if row["need"] else row["title"]}


def _print_commands(found: "Survey", titles: Mapping[str, str]) -> None:
    """How to make what is damaged or missing, each command once; nothing for what settles no rule."""
    from analyzer.cli.problems import commands_of, show_commands

    again = commands_of(_problems(found), titles)
    # An export that is not there at all may be asked for already, by the problem that stops the run.
    asked = {command.strip() for _title, command in again}
    new: dict[str, str] = {}
    rest = []
    for m in found.missing:
        marks = ", ".join(filter(None, (MANDATORY if m.mandatory else "", f"{m.script}.ps1" if m.script else "")))
        if not m.rules and not m.mandatory:
            rest.append(m)
        elif m.command.strip() not in asked:
            new.setdefault(m.command.strip(), f"{m.code} {m.title}" + (f" ({marks})" if marks else ""))
    if new or rest:
        click.echo("exready init FOLDER makes scripts that export all of this.\n")
    show_commands([*again, *((title, command) for command, title in new.items())])
    if rest:
        codes = ", ".join(_by_code(rest))
        head = f"Not supplied, and evidence for reports alone: {counted(len(rest), 'export')} ({codes})."
        click.echo(f"{head}\nThe scripts make them, and --format json has their commands.\n")


def _problems(found: "Survey") -> "tuple[Problem, ...]":
    return (*found.stop, *(p for p in found.snapshot.problems if p not in found.stop))


def _fits(columns: Mapping[str, str], rows: Sequence[Mapping[str, object]], *, folds: str = "") -> bool:
    """The table has room beside each other, or nobody watches and lines may be long. One column may fold."""
    if not sys.stdout.isatty():
        return True
    widest = {k: max((len(str(row[k])) for row in rows), default=0) for k in columns}
    if folds:
        widest[folds] = min(widest[folds], _FOLDED)
    needed = sum(max(widest[k], len(heading)) + 3 for k, heading in columns.items())
    return needed <= shutil.get_terminal_size()[0]


def _narrow(row: Mapping[str, object]) -> Mapping[str, object]:
    """The row in a few lines of fewer columns."""
    what = f"{row['side']}: {row['title']}" if row["side"] else row["title"]
    health, _, rejected = str(row["health"]).partition(", ")
    told = "\n  ".join(str(t) for t in (row["file"], what, rejected, row["note"]) if t)
    when = f"{row['exported_at']}\n{row['age'] and 'older by ' + str(row['age'])}"
    return {**row, "file": told, "exported_at": when.strip(), "health": health}


def _row(file: "SourceFile", found: "Survey") -> Mapping[str, object]:
    at = file.exported_at
    rejected = f", {counted(file.rows_rejected, 'row')} rejected" if file.rows_rejected else ""
    old = " (over 24 h)" if file in found.old else ""
    return {
        "file": file.file,
        "title": file.title or file.kind,
        "kind": file.kind,
        "side": file.side,
        "rows_read": file.rows_read,
        "exported_at": f"{at:%Y-%m-%d %H:%M}" if at else "not known",
        "age": _span(found.newest - at) + old if at and found.newest else "",
        "health": f"{file.health}{rejected}",
        "note": file.note,
    }


def _span(age: dt.timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    if hours < 1:
        return "under 1 h"
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def _plain(found: "Survey") -> Mapping[str, object]:
    """What programs get; the keys are documented in docs/check.md and stay."""
    from analyzer.report.plain import to_plain

    spread = found.spread
    return {
        "usable": not found.stop,
        "newest": to_plain(found.newest),
        "spread_hours": round(spread.total_seconds() / 3600, 1) if spread is not None else None,
        "old": [f.file for f in found.old],
        "files": [{**to_plain(f), "code": found.codes.get(f.kind, "")} for f in found.snapshot.files],
        "problems": to_plain(_problems(found)),
        "missing": to_plain(found.missing),
    }
