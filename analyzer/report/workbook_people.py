"""The columns that people fill in, and the values their drop-downs offer."""

from collections.abc import Iterable
from dataclasses import dataclass

from analyzer.model.assessment import Assessment
from analyzer.model.notes import PEN


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleColumn:
    """One column that people fill in. ``choices`` names a drop-down; ``day`` asks for a date.

    ``source`` is the header of a column that people added themselves.
    """

    name: str
    width: int
    prompt: str
    choices: str = ""
    day: bool = False
    source: str = ""

    @property
    def header(self) -> str:
        """The header, which begins with a pen; a column that people added has the name they gave it."""
        return self.name if self.source else PEN + self.name

    @property
    def read_as(self) -> str:
        """The name under which its notes were read."""
        return self.source or self.name


_OWNER = PeopleColumn(name="owner", width=18, prompt="Who will do it?", choices="lstOwner")
_DUE = PeopleColumn(name="due", width=12, prompt="By which day?", day=True)
_NOTE = PeopleColumn(name="note", width=40, prompt="Anything the next reader must know")


def _decision(choices: str) -> PeopleColumn:
    return PeopleColumn(name="decision", width=18, prompt="What was decided?", choices=choices)


# What people fill in on the sheets: tasks, gates and steps, differences, previews.
WORK = (_OWNER, _decision("lstDecision"), _DUE, _NOTE)
GATE_WORK = (_OWNER, _DUE, _decision("lstGateDecision"), _NOTE)
STEP_WORK = (
    *GATE_WORK[:-1],
    PeopleColumn(name="done_on", width=12, prompt="Done on which day?", day=True),
    _NOTE,
)
MAILBOX_WORK = (
    *WORK[:-1],
    PeopleColumn(name="wave_wish", width=12, prompt="In which wave should it go?", choices="lstWave"),
    _NOTE,
)
DECIDED = (
    _OWNER,
    _decision("lstDifferenceDecision"),
    PeopleColumn(name="new_value", width=34, prompt="The value both sides shall have"),
    _DUE,
    _NOTE,
)
RECIPIENT_WORK = (_OWNER, _decision("lstRecipientDecision"), _DUE, _NOTE)
PREVIEWED = (_OWNER, _decision("lstPreviewDecision"), _NOTE)
WAVE_WORK = (
    PeopleColumn(name="go", width=20, prompt="May it start?", choices="lstGo"),
    PeopleColumn(name="signed_by", width=20, prompt="Who decided?"),
    PeopleColumn(name="signed_on", width=12, prompt="On which day?", day=True),
    _NOTE,
)
_FIXED_LISTS = {
    "lstDecision": ("correct", "wait", "waive", "leave out", "no matter", "done"),
    "lstGateDecision": ("open", "in work", "done", "waive", "not needed"),
    "lstDifferenceDecision": ("keep cloud", "keep directory", "set new value", "no matter"),
    "lstRecipientDecision": ("transfer", "make anew", "accept as frozen", "delete", "keep tools"),
    "lstWave": ("planned", "later"),
    "lstGo": ("go", "go with conditions", "no go"),
    "lstPreviewDecision": ("accept", "correct cloud first", "leave out"),
}


def known_owners(assessment: Assessment) -> set[str]:
    """The owners that rules, gates, corrections and steps name; where several share a thing to do, each of them too."""
    owners = {r.rule.owner for r in assessment.rules} | {c.owner for c in assessment.corrections}
    owners |= {o.owner for g in assessment.gates for o in g.openers} | {s.owner for s in assessment.sequence}
    owners |= {name for shared in owners for name in shared.split(", ")}
    return owners - {""}


def choice_lists(assessment: Assessment, named: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    """The values of each drop-down. Owners are those the assessment knows, and those people named in the last one."""
    owners = known_owners(assessment) | set(named)
    return {"lstOwner": tuple(sorted(owners, key=lambda o: (o.casefold(), o))) or ("",), **_FIXED_LISTS}
