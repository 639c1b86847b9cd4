"""``exready analyze``: the main job."""

import datetime as dt
from contextlib import nullcontext
from pathlib import Path

import click

from analyzer.cli import options, redaction


@click.command()
@click.argument("folder", type=options.FOLDER)
@click.option("--out", type=options.FOLDER, metavar="DIR", help="Where to write.  [default: FOLDER/reports]")
@options.as_of
@options.reports
@click.option(
    "--fail-on",
    type=click.Choice(["warnings", "unknowns", "blockers"]),
    help="End with code 10, 11 or 12 when there are warnings, unknowns or blockers; the worst one counts.",
)
@redaction.redact
@redaction.values
@click.option(
    "--keep-from",
    type=options.FOLDER,
    metavar="FILE",
    help="Carry on the notes of this workbook.  [default: the readiness.xlsx that is replaced]",
)
@click.option(
    "--templates", type=options.FOLDER, metavar="DIR", help="Use the templates of this folder in place of ours."
)
@options.keep_evidence
@options.rules
@options.quiet
@options.debug
@click.pass_context
def analyze(
    ctx: click.Context,
    folder: Path,
    out: Path | None,
    as_of: dt.datetime | None,
    formats: tuple[str, ...],
    fail_on: str | None,
    key_file: Path | None,
    values: str | None,
    keep_from: Path | None,
    templates: Path | None,
    keep_evidence: bool,
    rules: Path | None,
    quiet: bool,
) -> None:
    """Analyse the exports in FOLDER and write the reports.

    FOLDER holds the exports in any arrangement; files are recognised by what is in them. If one cannot
    be used, all problems of all files are listed and nothing is written.

    What people wrote into the readiness.xlsx of the last run (owner, decision, due, note) stands in the new one.
    """
    from analyzer.cli.job import analyse_folder, exit_code

    if key_file and keep_from:
        raise click.UsageError("--keep-from goes not with --redact: people write names into their notes.")
    hidden = redaction.redaction(key_file, values)
    with hidden.guard() if hidden else nullcontext():
        assessment = analyse_folder(
            folder,
            out,
            as_of=as_of,
            formats=formats,
            rules=rules,
            keep_from=keep_from,
            templates=templates,
            keep_evidence=keep_evidence,
            quiet=quiet,
            redaction=hidden,
        )
    ctx.exit(exit_code(assessment, fail_on))
