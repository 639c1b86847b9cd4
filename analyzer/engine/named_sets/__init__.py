"""Named sets of values that rules compare with: domains of the tenant, names of its policies, and so on.

A set that is not whole can show that a value is in it, never that one is not. Every module of this package is
loaded with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSet:
    """Values in the form they are compared in: lower case, without outer blanks."""

    values: frozenset[str] | None  # None: its export is missing
    complete: bool = True
    missing: str = ""  # words for the export that would supply it, or make it whole


SetMaker = Callable[["Estate"], NamedSet]
NAMED_SETS: dict[str, SetMaker] = {}


def named_set(name: str) -> Callable[[SetMaker], SetMaker]:
    """Registers a function under the name that rule files use."""

    def register(maker: SetMaker) -> SetMaker:
        if name in NAMED_SETS:
            raise ValueError(f"set {name} is defined twice")
        NAMED_SETS[name] = maker
        return maker

    return register


def column_set(estate: "Estate", kind: str, column: str, export: str) -> NamedSet:
    """The filled cells of one column of one kind of export."""
    table = estate.snapshot.table(kind)
    if table is None or column not in table.column_names:
        return NamedSet(values=None, complete=False, missing=f"{column} of {export}")
    cells = table[column].to_pylist()
    whole = estate.snapshot.complete(kind) and None not in cells
    return NamedSet(
        values=frozenset(c.strip().casefold() for c in cells if c and c.strip()),
        complete=whole,
        missing="" if whole else f"a whole export: {export}",
    )
