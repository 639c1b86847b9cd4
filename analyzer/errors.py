"""Errors a user can cause. Each has a code, says what was seen, and ends with the next step."""

from analyzer.model.problems import Problem


class AnalyzerError(Exception):
    """Base of all errors shown without a traceback."""

    code = "E000"
    exit_code = 2

    def __init__(self, message: str, *, where: str = "", seen: str = "", help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.seen = seen
        self.help = help


class FolderUnusable(AnalyzerError):
    """The assessment folder is not there, not a folder, or empty."""

    code = "E101"
    exit_code = 3


class InputsUnusable(AnalyzerError):
    """Files were refused or a whole side is missing; every problem is listed, nothing was analysed."""

    code = "E200"
    exit_code = 3

    def __init__(self, message: str, problems: tuple[Problem, ...], *, help: str = "") -> None:
        super().__init__(message, help=help)
        self.problems = problems


class SettingsUnusable(AnalyzerError):
    """``assessment.toml`` cannot be read or says something impossible."""

    code = "E110"
    exit_code = 3


class PackUnusable(AnalyzerError):
    """The rule pack or the catalogue has faults; all of them are listed in the message."""

    code = "E400"
    exit_code = 4


class OutputUnwritable(AnalyzerError):
    """The reports cannot be written: no permission, no space, or a file in the way."""

    code = "E120"
    exit_code = 2


class TimeUnusable(AnalyzerError):
    """A time given on the command line, or needed from the files, cannot be read."""

    code = "E130"
    exit_code = 2
