"""How an export is known, by names and by values, and what tells the side of two that look alike."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from analyzer.collectors.codes import CODES

_PRINT_KEYS = {
    "order", "all_of", "any_of", "none_of", "first", "only", "types", "every", "most", "whole", "long", "problem",
    "title", "grammar", "rows_in",
}  # fmt: skip
_VALUES = ("every", "most", "whole")
_MARK_KEYS = {"side", "column", "pattern", "unless", "any", "sure", "says"}


# A byte order mark that was decoded twice, invisible characters, quotes, and $_. of a calculated property.
_NOISE = re.compile(r"^ï»¿|[\u00a0\u200b-\u200f\u2060\ufeff\"'“”„‘’]|^\s*\$_\.")


# The same names are compared for every layout and every file.
@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """A header name as compared: without case, quotes, invisible characters and blanks around it.

    The name that PowerShell gives a calculated property without one, ``$_.Name``, is taken for ``Name``.
    """
    return _NOISE.sub("", name).strip().casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """One way to know an export: header names (folded) and, where they do not tell, its values."""

    order: int  # the lowest that fits decides
    all_of: frozenset[str] = frozenset()
    any_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()
    first: str = ""  # the first column has this name
    only: bool = False  # there are no columns but those of all_of
    types: tuple[str, ...] = ()  # ends of the name in a #TYPE line
    every: Mapping[str, str] = field(default_factory=dict)  # column -> pattern that every filled cell matches
    most: Mapping[str, str] = field(default_factory=dict)  # column -> pattern that most filled cells match
    whole: Mapping[str, str] = field(default_factory=dict)  # column -> pattern that every cell matches, blank or not
    long: bool = False  # one row for each address: at most five columns, keys repeat
    problem: str = ""  # code told when this one decides
    title: str = ""
    grammar: str = ""  # "ldif": the reader of that grammar knows the kind
    rows_in: str = ""  # the rows are the members of this column, not the objects that hold it

    @property
    def by_header(self) -> bool:
        """Header names alone can decide."""
        return bool(self.all_of or self.any_of or self.first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What tells the side of an export whose columns are the same on both: its values, or the folder it is in."""

    side: str
    column: str = ""  # folded
    pattern: str = ""
    folders: frozenset[str] = frozenset()  # names of folders, asked where the values do not tell
    unless: str = ""
    any: bool = False  # one cell is enough; otherwise most filled cells
    sure: bool = False  # also speaks against a layout that is the only one of its cmdlet


def prints_of(entries: Any, fault: Callable[[str], None]) -> tuple[Fingerprint, ...]:
    """The fingerprints of a layout file; ``fault`` hears what is wrong with them."""
    out = []
    for entry in entries if isinstance(entries, list) else [entries]:
        for key in sorted(entry.keys() - _PRINT_KEYS):
            fault(f"recognise: unknown key {key!r}")
        if not isinstance(entry.get("order"), int):
            fault("recognise: order is not a number")
        if not any(entry.get(k) for k in ("all_of", "any_of", "first", "types", "grammar", "long")):
            fault("recognise: nothing to recognise it by")
        if entry.get("problem", "") not in {"", *CODES}:
            fault(f"recognise: problem {entry['problem']!r} is not in the table of codes")
        for pattern in [p for k in _VALUES for p in entry.get(k, {}).values()]:
            _pattern_fault(pattern, fault)
        sets: dict[str, Any] = {k: frozenset(map(folded, entry.get(k, ()))) for k in ("all_of", "any_of", "none_of")}
        values: dict[str, Any] = {k: {folded(c): p for c, p in entry.get(k, {}).items()} for k in _VALUES}
        plain = {k: entry[k] for k in ("only", "long", "problem", "title", "grammar", "rows_in") if k in entry}
        out.append(
            Fingerprint(
                order=entry.get("order", 0),
                first=folded(entry.get("first", "")),
                types=tuple(entry.get("types", ())),
                **sets,
                **values,
                **plain,
            )
        )
    return tuple(out)


def marks_of(data: Mapping[str, Any], sides: Collection[str], fault: Callable[[str], None]) -> tuple[Mark, ...]:
    """What values say about the side, and what the names of folders say; ``fault`` hears what is wrong."""
    out = []
    for number, entry in enumerate(data.get("mark", []), 1):
        for key in sorted(entry.keys() - _MARK_KEYS):
            fault(f"mark {number}: unknown key {key!r}")
        for key in ("side", "column", "pattern"):
            if not entry.get(key):
                fault(f"mark {number}: key {key!r} is missing")
        for key in ("pattern", "unless"):
            _pattern_fault(entry.get(key, ""), fault)
        plain = {k: entry[k] for k in ("pattern", "unless", "any", "sure") if k in entry}
        out.append(Mark(side=entry.get("side", ""), column=folded(entry.get("column", "")), **plain))
    for side, names in data.get("folders", {}).items():
        if side not in sides:
            fault(f"folders: {side!r} is no side")
        out.append(Mark(side=side, folders=frozenset(map(str.casefold, names))))
    return tuple(out)


def _pattern_fault(pattern: str, fault: Callable[[str], None]) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        fault(f"pattern {pattern!r}: {error}")
