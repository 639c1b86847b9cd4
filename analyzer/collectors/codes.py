"""Every problem an input can have, with its words: the table is ``codes.toml`` beside this module."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from analyzer.model.problems import Problem, Severity

_SAMPLE = 60
_PAIR = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One kind of problem."""

    severity: Severity
    message: str
    why: str
    help: str = ""  # the next step where no export command says it better


def _table() -> Mapping[str, Code]:
    """The table; TOML itself refuses a code that stands twice in a group."""
    groups = tomllib.loads(files(__package__).joinpath("codes.toml").read_text(encoding="utf-8"))
    return {
        code: Code(severity=Severity(group), **entry)
        for group, codes in groups.items()
        for code, entry in codes.items()
    }


CODES: Mapping[str, Code] = _table()


def problem(
    code: str,
    *,
    file: str = "",
    row: int | None = None,
    column: str = "",
    seen: str = "",
    help: str = "",
    **values: object,
) -> Problem:
    """The problem with its words filled in; ``help`` falls back to the code's own next step."""
    entry = CODES[code]
    return Problem(
        code=code,
        severity=entry.severity,
        message=said(entry.message, values.get("count")).format(column=column, **values),
        file=file,
        row=row,
        column=column,
        seen=sample(seen),
        help=help or entry.help,
    )


def said(message: str, count: object = None) -> str:
    """The message with the right word of each ``[one|many]`` pair."""
    return _PAIR.sub(r"\1" if count == 1 else r"\2", message)


def sample(text: str) -> str:
    """One value on one line, shortened: a report is read by people who need not see it whole."""
    line = " ".join(text.split())
    return line if len(line) <= _SAMPLE else line[: _SAMPLE - 1] + "…"
