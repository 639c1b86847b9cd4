"""What the problems mean that only the assessment as a whole can show; those of files are in ``codes.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.model.problems import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCode:
    """One kind of problem that no single file shows."""

    message: str
    why: str
    help: str
    severity: Severity = Severity.WARN


LATE_CODES: Mapping[str, LateCode] = {
    "W501": LateCode(
        message="A waiver in assessment.toml opens nothing",
        why="It has expired, names no rule, object or attribute of this assessment, or its rule accepts no signature; "
        "what somebody believes to be accepted still counts as a finding.",
        help="Correct the waiver in assessment.toml, or take it out.",
    ),
    "W502": LateCode(
        message="The facts of the rule pack are old",
        why="Minimum versions, limits and support ends change several times a year; a verdict may rest on one that "
        "no longer holds.",
        help="Install a newer version of exready.",
    ),
    "W503": LateCode(
        message="The exports of both sides are more than a day apart",
        why="What changed between them looks like a difference that needs a decision.",
        help="Export both sides again on one day.",
    ),
    "W504": LateCode(
        message="A statement in assessment.toml answers nothing that a rule asks",
        why="Its name is misspelt or out of date, so the question it was meant for is still open.",
        help="Correct its name in assessment.toml, or take it out.",
    ),
    "W505": LateCode(
        message="An application in assessment.toml names an attribute that is not known",
        why="It is misspelt, or the name of the cloud's side; the previews say nothing of what the application reads "
        "or writes under it.",
        help="Write the LDAP name as exready attributes lists it.",
    ),
}
