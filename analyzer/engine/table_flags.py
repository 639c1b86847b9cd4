"""Cells of exported tables as three-valued flags, as text and as lists, whatever the columns hold."""

import re
from collections.abc import Collection

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, NO, YES, Flags

_BETWEEN = re.compile(r"[;,\s]+")


def text_cells(table: pa.Table, name: str) -> list[str | None]:
    """Trimmed cells; None where unknown or where no file has the column. Lists are joined with ``; ``."""
    if name not in table.column_names:
        return [None] * int(table.num_rows)
    cells = table[name].to_pylist()
    return ["; ".join(c) if isinstance(c, list) else c if c is None else str(c).strip() for c in cells]


def list_cells(table: pa.Table, name: str) -> list[list[str] | None]:
    """Cells as lists; a text is a list of one, a blank an empty one; None where unknown."""
    if name not in table.column_names:
        return [None] * int(table.num_rows)
    cells = table[name].to_pylist()
    return [c if c is None or isinstance(c, list) else [c] if c.strip() else [] for c in cells]


def is_word(table: pa.Table, name: str, words: Collection[str], *, blank: int = MAYBE) -> Flags:
    """Cells that are one of the words in any case: yes; another word: no; unknown: maybe; a blank as told."""
    wanted = {w.casefold() for w in words}

    def flag(cell: str | None) -> int:
        if cell is None:
            return MAYBE
        return blank if not cell else YES if cell.casefold() in wanted else NO

    return np.array([flag(c) for c in text_cells(table, name)], np.uint8)


def mail_domains(text: str) -> list[str]:
    """The domains of an address space such as ``smtp:*.contoso.com;1``, lower case, without prefix and cost."""
    found = (p.casefold().removeprefix("smtp:").removeprefix("*.") for p in _BETWEEN.split(text))
    return [p for p in found if "." in p]
