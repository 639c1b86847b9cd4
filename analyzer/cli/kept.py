"""The notes of the last workbook: read before the run, told about after it."""

from collections.abc import Iterator
from pathlib import Path

from analyzer.cli.terminal import harmless, say
from analyzer.errors import NotesUnusable
from analyzer.keeping import find_notes
from analyzer.model.notes import Notes
from analyzer.report.workbook_notes import KeptNotes, kept_tables
from analyzer.report.write import WORKBOOK


def last_notes(out: Path, keep_from: Path | None, *, dropped: bool = False) -> Notes | None:
    """The notes of the workbook in ``out``, or of another; None where there is no workbook yet.

    ``dropped``: the new workbook takes no notes, so the one that it replaces may hold none.

    Raises:
        NotesUnusable: the file cannot be read, exready did not write it, or its notes would be lost.
    """
    tables, gone = kept_tables()
    notes, opened = find_notes(out / WORKBOOK, keep_from, tables, gone)
    if opened is not None:
        # Somebody may be typing; only what is saved can be kept.
        named = "The workbook" if dropped else harmless(opened)
        say(f"{named} is open in a spreadsheet program; what is not saved there is not kept.")
    if not dropped:
        return notes
    if notes is not None and (notes.notes or notes.gone):
        raise NotesUnusable(
            f"the {WORKBOOK} that would be replaced holds notes, and a redacted workbook takes none",
            help="Write the redacted reports into another folder with --out.",
        )
    return None


def kept_lines(kept: KeptNotes, *, quiet: bool) -> Iterator[str]:
    """What became of the notes. What was not as exready had left it is said even when quiet."""
    if not quiet and (kept.count or kept.gone):
        yield ""
        yield f"  {harmless(kept.sentence())}"
    for told in kept.told:
        yield f"  {harmless(told)}"
