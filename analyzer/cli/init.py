"""``exready init``: a new assessment folder with the collection kit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click

from analyzer.cli import options
from analyzer.cli.terminal import counted
from analyzer.cli.whole_files import put
from analyzer.errors import OutputUnwritable


@click.command()
@click.argument("folder", type=options.FOLDER)
@click.option("--force", is_flag=True, help="Also renew the files of collection-kit that are there already.")
@options.rules
@options.quiet
@options.debug
def init(folder: Path, force: bool, rules: Path | None, quiet: bool) -> None:
    """Make the assessment folder FOLDER with the collection kit.

    Makes directory, cloud and onprem for the exports, a commented assessment.toml, and collection-kit:
    read-only PowerShell scripts with a page that says what each export is for. FOLDER may be there and
    hold something; no file in it is overwritten.
    """
    from analyzer.kit.folder import KIT, new_folder
    from analyzer.resources import data_folder, rule_folders
    from analyzer.survey import open_pack

    pack = open_pack(rules)
    texts = new_folder(rules=rule_folders(rules)[0], templates=data_folder("report_templates"), pack=pack)
    renewed = {name for name in texts if force and name.startswith(f"{KIT}/")}
    try:
        made = place(texts, folder, renewed)
    except OSError as error:
        raise OutputUnwritable(
            f"the folder {folder} cannot be made",
            where=str(error.filename or folder),
            seen=error.strerror or str(error),
            help="Name another folder: exready init FOLDER",
        ) from error
    if not quiet:
        _tell(folder, made, KIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What became of each file."""

    new: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # there already, with this very content
    other: list[str] = field(default_factory=list)  # there already, with another content


def place(texts: Mapping[str, str], folder: Path, renewed: set[str]) -> Made:
    """The folder holds every file, each of them whole; what was there is untouched but for those to renew.

    Raises:
        OSError: something could not be written; files written before stay.
    """
    made = Made()
    for name, text in texts.items():
        path = folder / name
        content = text.encode("utf-8")
        if path.exists() or path.is_symlink():
            if path.is_file() and path.read_bytes() == content:
                made.kept.append(name)
                continue
            if name not in renewed:
                made.other.append(name)
                continue
            made.renewed.append(name)
        else:
            made.new.append(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path, content)
    return made


def _tell(folder: Path, made: Made, kit: str) -> None:
    from analyzer.cli.terminal import harmless, say

    where = harmless(folder)
    say(f"{where}: {counted(len(made.new), 'new file')}")
    for word, names in (("new", made.new), ("renewed", made.renewed), ("kept, the same", made.kept)):
        for name in names:
            say(f"  {word:<16}{name}")
    for name in made.other:
        say(f"  {'kept, another':<16}{name}")
    if any(name.startswith(f"{kit}/") for name in made.other):
        say(f"  Files of {kit} are older or changed: exready init {where} --force renews them.")
    say()
    say(f"Next: take {where}/{kit} to the customer ({kit}/README.md says which script runs where),")
    say(f"put the zip file it makes into {where}, then: exready check {where}")
