"""The notes of the last workbook: read before the run, told about after it."""

from collections.abc import Iterator
from pathlib import Path

from analyzer.cli.terminal import harmless, say
from analyzer.keeping import find_notes
from analyzer.model.notes import Notes
from analyzer.report.workbook_notes import KeptNotes, kept_tables
from analyzer.report.write import WORKBOOK


def last_notes(out: Path, keep_from: Path | None) -> Notes | None:
    """The notes of the workbook in ``out``, or of another; None where there is no workbook yet.

    Raises:
        NotesUnusable: the file cannot be read, or exready did not write it.
    """
    tables, gone = kept_tables()
    notes, opened = find_notes(out / WORKBOOK, keep_from, tables, gone)
    if opened is not None:
        # Somebody may be typing; only what is saved can be kept.
        say(f"{harmless(opened)} is open in a spreadsheet program; what is not saved there is not kept.")
    return notes


def kept_lines(kept: KeptNotes, *, quiet: bool) -> Iterator[str]:
    """What became of the notes. What was not as exready had left it is said even when quiet."""
    if not quiet and (kept.count or kept.gone):
        yield ""
        yield f"  {harmless(kept.sentence())}"
    for told in kept.told:
        yield f"  {harmless(told)}"
