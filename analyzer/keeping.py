"""What people wrote into the last workbook, found where the new one will stand or where somebody says."""

from collections.abc import Sequence
from pathlib import Path

from analyzer.collectors.last_workbook import read_notes
from analyzer.errors import NotesUnusable
from analyzer.model.notes import KeptTable, Notes


def find_notes(
    replaced: Path, named: Path | None, tables: Sequence[KeptTable], gone: KeptTable
) -> tuple[Notes | None, Path | None]:
    """The notes of the named workbook, else of the one that is replaced; and that file when somebody has it open.

    Raises:
        NotesUnusable: the file is missing, cannot be read, is damaged, or exready did not write it.
    """
    if named is not None and not named.is_file():
        raise NotesUnusable(
            f"{named} is not there", where=str(named), help="Give the workbook whose notes are to be kept."
        )
    path = named or replaced
    if not path.is_file():
        return None, None
    notes = read_notes(path, tables, gone)
    locks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    return notes, path if any(lock.exists() for lock in locks) else None
