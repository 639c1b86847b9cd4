"""The path and the sequence, worked out: what each rests on, in what order, and where the borders are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzer.model.assessment import Advice, Assessment, Ground, PathAdvice, Step
from analyzer.report.html_sources import SourceLine, by_id, named
from analyzer.report.html_standing import Fact
from analyzer.report.html_words import counted, day, is_command, link, number

PATH_WORDS = {
    "advised": ("Advised", "ready"),
    "next": ("After the wait", "wait"),
    "possible": ("Possible", "na"),
    "unknown": ("Cannot be said yet", "unknown"),
    "ruled_out": ("Ruled out", "blocked"),
}
STEP_WORDS = {
    "done": ("Done", "done"),
    "to_do": ("To do", "warn"),
    "later": ("Later", "na"),
    "unanswered": ("No answer yet", "unknown"),
    "unknown": ("No evidence", "unknown"),
    "other_path": ("Other path", "na"),
    "not_needed": ("Not needed", "na"),
}
_GROUND_TONES = {
    "for": ("ready", "For it"),
    "against": ("blocked", "Against it"),
    "neither": ("na", "To know"),
    "holds": ("warn", "To do"),
    "shows": ("ready", "Shows it"),
    "listed": ("na", "To know"),
    "stated": ("done", "Stated"),
    "unanswered": ("unknown", "No answer"),
    "unknown": ("unknown", "No evidence"),
}
_BASES = {
    "data": "Read from the data",
    "person": "A person says",
    "data and person": "Data and a person",
    "nothing": "The steps before it",
}
_BACK = {"yes": "Can be undone", "with loss": "Can be undone with loss", "no": "Cannot be undone"}
_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundLine:
    """One fact as a line."""

    text: str
    tone: str
    word: str
    link: str
    who: str
    settles: str
    is_command: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PathRow:
    """One way to go on."""

    title: str
    state: str
    tone: str
    about: str
    reason: str
    grounds: tuple[GroundLine, ...]
    more: tuple[GroundLine, ...]
    more_text: str
    changes: tuple[str, ...]
    rests_on: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathView:
    """Everything the view of the paths shows."""

    sentence: str
    note: str
    paths: tuple[PathRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step, and the border behind it."""

    number: str
    title: str
    state: str
    tone: str
    is_next: bool
    reason: str
    basis: str
    owner: str
    reversible: str
    border: str
    grounds: tuple[GroundLine, ...]
    more: tuple[GroundLine, ...]
    more_text: str
    details: tuple[Fact, ...]
    rests_on: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceView:
    """Everything the view of the sequence shows."""

    title: str
    summary: str
    steps: tuple[StepRow, ...]


def build_paths(assessment: Assessment) -> PathView:
    """The ways to go on, the advised one first."""
    titles = by_id(assessment)
    advice = assessment.advice
    order = list(PATH_WORDS)
    note = "" if advice.is_said else "What is not known never decides. The lines below name what would settle it."
    return PathView(
        sentence=advice.sentence,
        note=note,
        paths=tuple(_path(p, titles) for p in sorted(advice.paths, key=lambda p: order.index(p.state))),
    )


def _path(path: PathAdvice, titles: Mapping[str, SourceLine]) -> PathRow:
    state, tone = PATH_WORDS[path.state]
    decides = tuple(_ground(g) for g in path.grounds if g.decides)
    more = tuple(_ground(g) for g in path.grounds if not g.decides)
    return PathRow(
        title=path.title,
        state=state,
        tone=tone,
        about=path.about,
        reason=path.reason,
        grounds=decides,
        more=more,
        more_text=f"And {counted(len(more), 'fact')} that {'does' if len(more) == 1 else 'do'} not decide",
        changes=path.changes,
        rests_on=named(path.sources, titles),
    )


def build_sequence(assessment: Assessment) -> SequenceView:
    """The steps in order; the first that somebody can do now is marked."""
    titles = by_id(assessment)
    steps = assessment.sequence
    ahead = next((s.step for s in steps if s.state in {"to_do", "unanswered", "unknown"}), "")
    numbers = {s.step.rstrip("AB") for s in steps}
    return SequenceView(
        title=f"The {counted(len(numbers), 'step')}",
        summary=_summary(steps, assessment.advice),
        steps=tuple(_step(s, titles, is_next=s.step == ahead) for s in steps),
    )


def _summary(steps: Sequence[Step], advice: Advice) -> str:
    if not steps:
        return "This rule pack names no steps."
    counts = Counter(s.state for s in steps)
    parts = [
        f"{number(counts[state])} {word[0].lower() + word[1:]}"
        for state, (word, _tone) in STEP_WORDS.items()
        if counts[state]
    ]
    ends = {s.path for s in steps if s.path}
    taken = next((p.title for p in advice.paths if p.state in {"advised", "next"} and p.path in ends), "")
    path = f"Path: {taken}." if taken else "The path is not decided; 23A and 23B exclude each other."
    return f"{', '.join(parts)}. {path}"


def _step(step: Step, titles: Mapping[str, SourceLine], *, is_next: bool) -> StepRow:
    state, tone = STEP_WORDS[step.state]
    grounds = tuple(_ground(g) for g in step.grounds)
    # One left over would take the place of the words that fold it away.
    most = _MOST if len(grounds) > _MOST + 1 else len(grounds)
    details = (
        Fact(label="Needs before it", value=", ".join(f"step {n}" for n in step.needs)),
        Fact(label="Waits for", value=", ".join(f"step {n}" for n in step.waits_for)),
        Fact(label="Way back", value=step.back),
        Fact(label="A person states", value=step.question),
    )
    return StepRow(
        number=step.step,
        title=step.title,
        state=state,
        tone=tone,
        is_next=is_next,
        reason=_reason(step),
        basis=_BASES[step.basis],
        owner=step.owner,
        reversible=_BACK[step.reversible],
        border=step.border,
        grounds=grounds[:most],
        more=grounds[most:],
        more_text=f"And {number(len(grounds) - most)} more",
        details=tuple(d for d in details if d.value),
        rests_on=named(step.sources, titles),
    )


def _reason(step: Step) -> str:
    """Why the step is in its state, without what its facts say beside it."""
    holding = sum(g.says == "holds" for g in step.grounds)
    if step.state == "to_do" and holding:
        return f"{counted(holding, 'thing')} to do."
    if step.waits_for and step.state == "later":
        return step.reason.partition(". ")[0].removesuffix(".") + "."
    return step.reason


def _ground(ground: Ground) -> GroundLine:
    tone, word = _GROUND_TONES[ground.says]
    where = ""
    if ground.says == "unknown" and ground.rules:
        where = link("findings", *(("rule", r) for r in ground.rules), ("outcome", "unknown"))
    elif ground.count:
        where = link("findings", *(("rule", r) for r in ground.rules), ("outcome", "fail"))
    elif ground.person:
        where = link("evidence")
    who = ", ".join(x for x in (ground.person, day(ground.day) if ground.day else "") if x)
    return GroundLine(
        text=ground.text,
        tone=tone,
        word=word,
        link=where,
        who=who,
        settles=ground.settles,
        is_command=is_command(ground.settles),
    )
