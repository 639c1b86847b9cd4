"""What is wrong with an input, said so that its reader can mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a problem does to the run."""

    REFUSE = "refuse"  # the file cannot be used; the run stops after all problems are listed
    COLUMN = "column"  # one column (or cells of it) became unknown; the run goes on
    WARN = "warn"  # used, with lower trust
    NOTE = "note"  # worth knowing


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem of one file. ``seen`` holds at most one sample value, shortened."""

    code: str  # "E2.." refuses, "W2.." warns; documented in docs/errors.md
    severity: Severity
    message: str  # the fact, one sentence
    file: str = ""
    row: int | None = None
    column: str = ""
    seen: str = ""
    help: str = ""  # the command that exports it right, or the next step
