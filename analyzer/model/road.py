"""What a rule pack says of the road to the last server: causes that rules share, the paths, the steps."""

from collections.abc import Mapping
from dataclasses import dataclass

# What a fact can say of a path.
SAYS = ("for", "against", "unknown", "neither")
COUNTS = ("first", "object", "value", "each")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Rules that see one cause: together they are one thing to do."""

    action: str  # "Migrate the public folders"
    rules: tuple[str, ...]  # the first one that fires leads
    # How often the cause is there: as often as the first rule says, once per object or per value, or per subject.
    counts: str = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one result of a fact says of a path."""

    says: str  # one of SAYS
    text: str  # the fact in words; {found} stands for what was found
    changes: str = ""  # what would change the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFact:
    """One fact that speaks for or against a path, read from rules or from the answer to a question."""

    about: str  # what it is about, for when nothing is known
    rules: tuple[str, ...] = ()
    statement: str = ""
    decides: bool = False  # the path hangs on it
    may_be_open: bool = False  # not knowing it leaves the path open
    answers: Mapping[str, Answer]  # hit and none for rules, yes and no for a statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One of the ways to go on."""

    id: str
    title: str
    action: str  # "keep the management tools and shut the server down"
    about: str
    # wait comes before the others, of the ends one is taken, an addition goes with any of them.
    kind: str  # pause, end, addition
    asked_for: bool = False  # it is taken only when a fact speaks for it
    facts: tuple[PathFact, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPlan:
    """One step of the sequence as the pack says it."""

    id: str  # "1", "23A"
    number: int
    title: str
    check: str  # data, part, person
    owner: str
    holds: tuple[str, ...] = ()  # rules that hold the step open as long as they fire
    lists: tuple[str, ...] = ()  # rules whose findings belong here and hold nothing up
    lists_count: bool = False  # but they have to be judged
    shows: tuple[str, ...] = ()  # rules that show it to be done when they fire
    statements: tuple[str, ...] = ()  # answers that a person owes
    asks: str = ""  # a question of its own, answered under the id ``statement``
    statement: str = ""
    # The answer to its own question stands for what the rules still find.
    confirms: bool = False
    skipped_by: str = ""  # the question that makes the step needless when it is answered no
    needs: tuple[str, ...] = ()  # steps before it; 23 means the one of the path
    only_after: bool = False  # nothing counts before its needs are done
    path: str = ""  # the path it belongs to
    back: str = ""  # whether it can be undone, and how
    reversible: str = "yes"  # yes, with loss, no
    border: str = ""  # what ends or begins behind this step
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """Everything of it; empty for a pack that says nothing."""

    causes: tuple[Cause, ...] = ()
    paths: tuple[Path, ...] = ()
    steps: tuple[StepPlan, ...] = ()
