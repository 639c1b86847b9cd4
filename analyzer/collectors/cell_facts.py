"""What is known of cells whatever export they are in: prefixes of addresses, keys, known numbers."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

CELLS_FILE = "cells.toml"
_KEYS = {"stated_on", "sources", "prefixes", "keys", "digits", "words", "numbers", "enumerations"}
_LISTS = ("prefixes", "keys", "digits", "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFacts:
    """The content of ``rules/inputs/cells.toml``. Names of columns are without case."""

    prefixes: tuple[str, ...] = ()  # of addresses, without the colon
    keys: frozenset[str] = frozenset()  # columns that objects are joined by
    digits: tuple[str, ...] = ()  # patterns of columns whose digits are no numbers
    words: frozenset[str] = frozenset()  # columns of lists whose parts are single words
    # column of words that JSON may write as numbers -> the table that knows them, empty where nobody does
    enumerations: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # column -> the numbers it can hold

    def holds_digits(self, name: str) -> bool:
        """The column holds digits that a spreadsheet program may take for a number."""
        return any(fnmatchcase(name.casefold(), pattern) for pattern in self.digits)


NOTHING_KNOWN = CellFacts()


def load_cell_facts(rules_folder: Path, faults: list[str]) -> CellFacts:
    """The facts of a rules folder; what is wrong with them is added to ``faults``."""
    path = rules_folder / "inputs" / CELLS_FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        faults.append(f"{CELLS_FILE}: {error.strerror or error}")
        return CellFacts()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{CELLS_FILE}: {error}")
        return CellFacts()
    faults += [f"{CELLS_FILE}: unknown key {key!r}" for key in sorted(data.keys() - _KEYS)]
    lists: dict[str, list[str]] = {key: _names(data, key, faults) for key in _LISTS}
    return CellFacts(
        prefixes=tuple(lists["prefixes"]),
        keys=frozenset(lists["keys"]),
        digits=tuple(lists["digits"]),
        words=frozenset(lists["words"]),
        enumerations={str(name).casefold(): str(table) for name, table in data.get("enumerations", {}).items()},
        numbers={
            str(name).casefold(): _numbers(rules_folder / str(table), faults)
            for name, table in data.get("numbers", {}).items()
        },
    )


def _names(data: Mapping[str, Any], key: str, faults: list[str]) -> list[str]:
    value = data.get(key)
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        return [v.casefold() for v in value]
    faults.append(f"{CELLS_FILE}: {key} is not a list of names")
    return []


def _numbers(path: Path, faults: list[str]) -> tuple[int, ...]:
    """The first column of a table of the pack; nothing where a pack has no such table."""
    if not path.exists():
        return ()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(int(row[0]) for row in list(csv.reader(file))[1:] if row)
    except (OSError, ValueError) as error:
        faults.append(f"{CELLS_FILE}: numbers: {path.name}: {error}")
        return ()
