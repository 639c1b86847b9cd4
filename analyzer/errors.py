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


class CollectError(AnalyzerError):
    """Something went wrong while a live directory was read."""

    code = "E300"
    exit_code = 3


class ServerUnreachable(CollectError):
    """The server's name is unknown, nothing listens there, or it does not answer."""

    code = "E301"


class CertificateUntrusted(CollectError):
    """The server's certificate is not from a trusted authority, is for another name, or out of date."""

    code = "E302"


class LoginRefused(CollectError):
    """The directory did not take the name and the password, or the account may not be used."""

    code = "E303"


class SigningRequired(CollectError):
    """The server takes this way of signing in only signed, encrypted, or bound to the TLS channel."""

    code = "E304"


class KerberosFailed(CollectError):
    """No usable Kerberos ticket: none there, expired, clock skew, or a server name nobody knows."""

    code = "E305"


class ControllerGone(CollectError):
    """The connection ended while a search was running, or the server forgot the place in it.

    Calling ``pages`` again starts that search anew, on a new connection.
    """

    code = "E306"


class LimitReached(CollectError):
    """The server stopped a search at its limit for size or time."""

    code = "E307"


class AccessDenied(CollectError):
    """The account may not read this part of the directory."""

    code = "E308"


class PlaceMissing(CollectError):
    """The place to search does not exist, is invisible to this account, or is kept by another server."""

    code = "E309"


class PartMissing(CollectError):
    """A way of signing in needs a Python package that is not installed."""

    code = "E311"


class SearchRefused(CollectError):
    """The server answered a search with another error; its own words are shown."""

    code = "E319"
