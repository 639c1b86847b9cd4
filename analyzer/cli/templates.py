"""``--templates DIR``: files of a folder laid over the shipped templates by their name, and faults told by line."""

import shutil
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from analyzer.cli.terminal import harmless, say
from analyzer.errors import TemplateUnusable
from analyzer.resources import data_folder

SHIPPED = "report_templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """The folder to make reports from, and whose templates lie over ours in it."""

    folder: Path
    given: Path | None = None

    def origin(self, file: Path) -> Path:
        """Where the user finds a file of the folder."""
        name = file.relative_to(self.folder)
        mine = self.given / name if self.given else None
        return mine if mine is not None and mine.is_file() else data_folder(SHIPPED) / name


@contextmanager
def template_folder(given: Path | None) -> Iterator[Laid]:
    """The shipped templates with those of ``given`` over them; what replaces nothing is told.

    Raises:
        TemplateUnusable: the folder is none, holds nothing, or one of its files is no UTF-8.
    """
    shipped = data_folder(SHIPPED)
    if given is None:
        yield Laid(folder=shipped)
        return
    files = _files(given)
    with tempfile.TemporaryDirectory(prefix="exready-templates-") as name:
        folder = Path(name) / SHIPPED
        shutil.copytree(shipped, folder)
        for file in files:
            place = file.relative_to(given)
            if not (folder / place).is_file():
                near = [p.relative_to(shipped).as_posix() for p in shipped.rglob(file.name)]
                hint = f"; {near[0]} is one" if near else ", and is used only where one of yours includes it"
                say(f"{harmless(file)} is no template of exready{harmless(hint)}.")
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / place)
        yield Laid(folder=folder, given=given)


def _files(given: Path) -> list[Path]:
    if not given.is_dir():
        raise TemplateUnusable(f"{given} is not a folder", where=str(given), help="Give a folder with templates in it.")
    files = sorted(p for p in given.rglob("*") if p.is_file() and not p.name.startswith("."))
    if not files:
        raise TemplateUnusable(f"{given} holds no template", where=str(given))
    for file in files:
        try:
            file.read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError) as error:
            raise TemplateUnusable(
                f"{file} cannot be read", where=str(file), seen=str(error), help="Save it as UTF-8."
            ) from error
    return files


@contextmanager
def faults_named(laid: Laid) -> Iterator[None]:
    """A fault of a template is told with its file and line. Faults of our own code come up as they are.

    Raises:
        TemplateUnusable: a template cannot be parsed, or uses what it is not given.
    """
    try:
        yield
    except Exception as error:
        found = _place(error, laid.folder)
        # Without templates of the user a fault in a template is a bug of ours.
        if found is None or laid.given is None:
            raise
        file, line = found
        where = laid.origin(file)
        raise TemplateUnusable(
            f"{where}, line {line}: {error}", where=f"{where}:{line}", help=f"Correct line {line} of {where}."
        ) from error


def _place(error: Exception, folder: Path) -> tuple[Path, int] | None:
    """File and line of the innermost template that the fault passed through."""
    name, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if isinstance(name, str) and isinstance(line, int) and Path(name).is_relative_to(folder):
        return Path(name), line
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if Path(frame.filename).is_relative_to(folder):
            return Path(frame.filename), frame.lineno or 1
    return None
