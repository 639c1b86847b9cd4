"""``exready render``: every report again, from ``assessment.json`` alone."""

from contextlib import nullcontext
from pathlib import Path

import click

from analyzer.cli import options, redaction


@click.command()
@click.argument("file", type=options.FOLDER, metavar="ASSESSMENT.JSON")
@click.option("--out", type=options.FOLDER, metavar="DIR", help="Where to write.  [default: the folder of the file]")
@options.reports
@redaction.redact
@redaction.values
@options.quiet
@options.debug
def render(
    file: Path, out: Path | None, formats: tuple[str, ...], key_file: Path | None, values: str | None, quiet: bool
) -> None:
    """Make the reports again from an assessment.json.

    The exports are not needed. Page, papers and CSV have the same bytes as those of analyze, the workbook has the
    same cells. With --redact they are those of analyze --redact; --out then names another folder, so that the
    assessment with the names stays.
    """
    from analyzer.cli.job import summary
    from analyzer.cli.terminal import progress, say
    from analyzer.report.reread import reread
    from analyzer.report.write import write_reports
    from analyzer.resources import data_folder

    hidden = redaction.redaction(key_file, values)
    target = out or file.parent
    if hidden and target.resolve() == file.parent.resolve():
        raise click.UsageError("--redact needs --out with another folder: the assessment with the names would be lost.")
    with hidden.guard() if hidden else nullcontext(), progress(quiet=quiet) as listener:
        told = hidden.progress(listener) if hidden else listener
        assessment = reread(file)
        if hidden and assessment.meta.redacted_with:
            raise click.UsageError("This assessment is redacted already; a second key would hide what the first shows.")
        assessment = hidden.assessment(assessment) if hidden else assessment
        written = write_reports(assessment, target, data_folder("report_templates"), formats=formats, progress=told)
    if not quiet:
        folder = Path(assessment.meta.folder)
        for line in summary(assessment, folder, hidden.places(written, target) if hidden else written):
            say(line)
