"""What the tool returns to whoever started it."""

from collections.abc import Mapping
from enum import IntEnum


class ExitCode(IntEnum):
    """One meaning per code; "found something" and "broke" never share one."""

    FINISHED = 0
    BUG = 1
    USAGE = 2
    INPUTS = 3
    RULES = 4
    GAPS = 5
    WARNINGS = 10
    UNKNOWNS = 11
    BLOCKERS = 12
    INTERRUPTED = 130


# The table in the README is made from this one.
MEANINGS: Mapping[ExitCode, str] = {
    ExitCode.FINISHED: "finished",
    ExitCode.BUG: "a bug in exready, or a rule that could not run because of one",
    ExitCode.USAGE: "wrong command line, or the reports cannot be written",
    ExitCode.INPUTS: "the exports, `assessment.toml` or the controller cannot be used; nothing was analysed",
    ExitCode.RULES: "the rule pack or the attribute catalogue cannot be used",
    ExitCode.GAPS: "`collect` finished, but a domain or a part of one is missing; the files of the rest are there",
    ExitCode.WARNINGS: "with `--fail-on warnings`: there are warnings, nothing worse",
    ExitCode.UNKNOWNS: "with `--fail-on unknowns` or `warnings`: something cannot be judged, no blocker",
    ExitCode.BLOCKERS: "with `--fail-on`, whichever: there are blockers",
    ExitCode.INTERRUPTED: "interrupted with Ctrl-C; the reports of the last run are as they were",
}
