"""Errors a user can cause. Each has a code, says what was seen, and ends with the next step."""

from analyzer.model.problems import Problem


class AnalyzerError(Exception):
    """Base of all errors shown without a traceback."""

    code = "E000"
    exit_code = 2
    why = ""  # why the run cannot go on
    next_step = "Run it again with --debug and report what it prints."

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
    why = "There is nothing to analyse."
    next_step = "Give the folder that holds the exports; exready init FOLDER makes one."


class InputsUnusable(AnalyzerError):
    """Files were refused or a whole side is missing; every problem is listed, nothing was analysed."""

    code = "E200"
    exit_code = 3
    why = "A verdict on broken exports would be a guess."
    next_step = "Export the files again that the list names; exready check FOLDER lists them too."

    def __init__(self, message: str, problems: tuple[Problem, ...], *, help: str = "") -> None:
        super().__init__(message, help=help)
        self.problems = problems


class SettingsUnusable(AnalyzerError):
    """``assessment.toml`` cannot be read or says something impossible."""

    code = "E110"
    exit_code = 3
    why = "Statements and waivers decide verdicts; a misread one must not."
    next_step = "Correct the line that the message names; docs/assessment-toml.md shows every key."


class PackUnusable(AnalyzerError):
    """The rule pack or the catalogue has faults; all of them are listed in the message."""

    code = "E400"
    exit_code = 4
    why = "A rule that is not read would look like a rule that passes."
    next_step = "Mend the files that the message lists, or run without --rules."


class OutputUnwritable(AnalyzerError):
    """The reports cannot be written: no permission, no space, or a file in the way."""

    code = "E120"
    exit_code = 2
    why = "A half-written report must not look like a whole one."
    next_step = "Close the file if a program holds it, or name another folder with --out."


class TimeUnusable(AnalyzerError):
    """A time given on the command line, or needed from the files, cannot be read."""

    code = "E130"
    exit_code = 2
    why = "Every age and every wait is counted from the as-of time."
    next_step = "Write it like 2026-11-16T06:00Z or 2026-11-16."


class AssessmentUnreadable(AnalyzerError):
    """The file is no ``assessment.json``, a damaged one, or one of another version of exready."""

    code = "E150"
    exit_code = 3
    why = "A report made from half of an assessment would look like a whole one."
    next_step = "Give the assessment.json that exready analyze wrote, or run exready analyze again."


class NameUnknown(AnalyzerError):
    """Nothing that exready could explain has this name."""

    code = "E140"
    why = "exready explains rules, attributes, problem codes and, with --in FOLDER, objects of that folder."
    next_step = "Give one of the near names that the message shows."


class NameAmbiguous(AnalyzerError):
    """Several things have this name; all of them are listed."""

    code = "E141"
    why = "The page would be about one of them and look like an answer about the other."
    next_step = "Give one of the names that the message lists, an objectGUID for an object."


class CollectError(AnalyzerError):
    """Something went wrong while a live directory was read."""

    code = "E300"
    exit_code = 3
    why = "What was not read would look as if it did not exist."
    next_step = "Follow the help of the message; nothing was written to the directory."


class ServerUnreachable(CollectError):
    """The server's name is unknown, nothing listens there, or it does not answer."""

    code = "E301"
    next_step = "Check the name, the port and the firewall; any domain controller of the domain will do."


class CertificateUntrusted(CollectError):
    """The server's certificate is not from a trusted authority, is for another name, or out of date."""

    code = "E302"
    why = "The password would go to whoever answers."
    next_step = "Give the authority's certificate with --ca-file, or the name that stands in the certificate."


class LoginRefused(CollectError):
    """The directory did not take the name and the password, or the account may not be used."""

    code = "E303"
    next_step = "Check the account and its password; a read-only account of the domain suffices."


class SigningRequired(CollectError):
    """The server takes this way of signing in only signed, encrypted, or bound to the TLS channel."""

    code = "E304"
    why = "The controller refuses what others on the network could read or change."
    next_step = "Leave out --insecure and use LDAPS, --starttls or --login kerberos."


class KerberosFailed(CollectError):
    """No usable Kerberos ticket: none there, expired, clock skew, or a server name nobody knows."""

    code = "E305"
    next_step = "Get a ticket with kinit, check the clock, and give the full name of the controller."


class ControllerGone(CollectError):
    """The connection ended while a search was running, or the server forgot the place in it.

    Calling ``pages`` again starts that search anew, on a new connection.
    """

    code = "E306"
    why = "The rest of the search is missing."
    next_step = "Run exready collect again; another controller may be less busy."


class LimitReached(CollectError):
    """The server stopped a search at its limit for size or time."""

    code = "E307"
    why = "The rest of the search is missing."
    next_step = "Collect a smaller part at a time, or another controller."


class AccessDenied(CollectError):
    """The account may not read this part of the directory."""

    code = "E308"
    why = "What the account cannot see would look as if it did not exist."
    next_step = "Use an account that may read this part; the message names it."


class PlaceMissing(CollectError):
    """The place to search does not exist, is invisible to this account, or is kept by another server."""

    code = "E309"
    next_step = "Check the distinguished name; give the controller of the domain that holds it."


class PartMissing(CollectError):
    """A way of signing in needs a Python package that is not installed."""

    code = "E311"
    next_step = "Install the package that the message names, or sign in in another way."


class SearchRefused(CollectError):
    """The server answered a search with another error; its own words are shown."""

    code = "E319"
    next_step = "Look up the server's own words; they stand in the message."
