"""``exready demo``: the main job on the sample company that came along."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import click

from analyzer.cli import options
from analyzer.cli.whole_files import put
from analyzer.errors import OutputUnwritable

COMPANY = "contoso"
MARK = ".exready-demo"  # lists the sample files of a demo folder, so that a repeat can tell them from others


@click.command()
@click.argument("folder", type=options.FOLDER, default="exready-demo", metavar="[DIR]")
@options.as_of
@options.quiet
@options.debug
@click.pass_context
def demo(ctx: click.Context, folder: Path, as_of: dt.datetime | None, quiet: bool) -> None:
    """Analyse the built-in sample company.

    Copies its exports into DIR (exready-demo by default) and writes the reports to DIR/reports. Running
    it again renews both; a folder that is not a demo folder is never touched.
    """
    from analyzer.cli.job import analyse_folder, exit_code
    from analyzer.cli.terminal import harmless, say
    from analyzer.resources import data_folder

    try:
        place_sample(data_folder("sample_data") / COMPANY, folder)
    except OSError as error:
        raise OutputUnwritable(
            f"the sample cannot be copied to {folder}",
            where=str(error.filename or folder),
            seen=error.strerror or str(error),
            help="Name another folder: exready demo DIR",
        ) from error
    assessment = analyse_folder(folder, None, as_of=as_of, formats=options.REPORTS, quiet=quiet)
    if not quiet:
        say()
        say(f"Open {harmless(folder / 'reports' / 'readiness.html')} in a browser.")
    ctx.exit(exit_code(assessment, None))


def place_sample(sample: Path, folder: Path) -> None:
    """The folder holds the files of the sample, whole; files of an older sample are gone, others untouched.

    Raises:
        OutputUnwritable: the folder holds something and is not a demo folder.
    """
    mark = folder / MARK
    if folder.is_dir() and any(folder.iterdir()) and not mark.is_file():
        raise OutputUnwritable(
            f"{folder} is not empty and not a demo folder; nothing in it was touched",
            help="Name another folder: exready demo DIR",
        )
    old = set(_listed(mark, folder))
    new = {path.relative_to(sample) for path in sample.rglob("*") if path.is_file()}
    folder.mkdir(parents=True, exist_ok=True)
    put(mark, "".join(f"{path.as_posix()}\n" for path in sorted(old | new)).encode())
    for path in sorted(old - new):
        (folder / path).unlink(missing_ok=True)
    for path in sorted(new):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        put(folder / path, (sample / path).read_bytes())
    put(mark, "".join(f"{path.as_posix()}\n" for path in sorted(new)).encode())


def _listed(mark: Path, folder: Path) -> Iterator[Path]:
    """The sample files an earlier run put here. A name that leads out of the folder is not followed."""
    if not mark.is_file():
        return
    for line in mark.read_text(encoding="utf-8", errors="replace").splitlines():
        path = Path(line)
        if line and not path.is_absolute() and (folder / path).resolve().is_relative_to(folder.resolve()):
            yield path
