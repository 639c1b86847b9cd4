"""``exready render``: every report again, from ``assessment.json`` alone."""

from pathlib import Path

import click

from analyzer.cli import options


@click.command()
@click.argument("file", type=options.FOLDER, metavar="ASSESSMENT.JSON")
@click.option("--out", type=options.FOLDER, metavar="DIR", help="Where to write.  [default: the folder of the file]")
@options.reports
@options.quiet
@options.debug
def render(file: Path, out: Path | None, formats: tuple[str, ...], quiet: bool) -> None:
    """Make the reports again from an assessment.json.

    The exports are not needed. Page, papers and CSV have the same bytes as those of analyze, the workbook has the
    same cells.
    """
    from analyzer.cli.job import summary
    from analyzer.cli.terminal import progress, say
    from analyzer.report.reread import reread
    from analyzer.report.write import write_reports
    from analyzer.resources import data_folder

    with progress(quiet=quiet) as told:
        assessment = reread(file)
        written = write_reports(
            assessment, out or file.parent, data_folder("report_templates"), formats=formats, progress=told
        )
    if not quiet:
        for line in summary(assessment, Path(assessment.meta.folder), written):
            say(line)
