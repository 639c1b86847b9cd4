"""What people wrote into the workbook of the last run, and how it finds its rows again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

PEN = "✎ "
# Between the parts of a key that several columns make.
KEY_JOINT = " | "
GONE = "Gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTable:
    """One table of the workbook whose notes are kept.

    ``name`` is the name of the Excel table without the number of its part; ``columns`` are the machine's, by which
    a renamed sheet is still recognised; ``prefilled`` are people's columns that exready itself fills at first.
    """

    name: str
    sheet: str
    kept_as: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    people: tuple[str, ...]
    prefilled: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()  # columns that tell people what the row was


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What people wrote into one row: header without the pen to text, days as ISO 8601."""

    kept_as: str
    sheet: str
    key: str
    was: str  # the row in words, for people
    values: Mapping[str, str]
    last_seen: date | None = None
    gone_because: str = ""  # empty: the row may come back


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """All notes of one workbook. ``told`` says in sentences what was not as exready had written it."""

    file: str = ""
    notes: tuple[Note, ...] = ()
    gone: tuple[Note, ...] = ()  # those that had lost their row before
    own_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # kept_as to headers people added
    told: tuple[str, ...] = ()
