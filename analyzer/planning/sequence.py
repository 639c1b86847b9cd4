"""The steps to the last server: how far each is, what it rests on and what it waits for; the pack says which."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyzer.model.assessment import Advice, Ground, Step
from analyzer.model.road import Cause, Road, StepPlan
from analyzer.model.rules import Level
from analyzer.model.settings import Statement
from analyzer.planning.causes import grouped, words
from analyzer.planning.standing import Standing, Standings, not_judged
from analyzer.planning.wording import number_of

# What is only information holds nothing up.
_HOLDING = frozenset({Level.BLOCKER, Level.WAIT, Level.UNKNOWN, Level.WARNING})
_FILE = "assessment.toml"
# Behind these a step that needs them may begin.
_BEHIND = frozenset({"done", "not_needed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A step by its own facts."""

    state: str
    reason: str
    grounds: tuple[Ground, ...]

    @property
    def is_shown(self) -> bool:
        """Something shows that it has begun, whatever comes before it."""
        return any(g.says == "shows" for g in self.grounds)


def build_sequence(road: Road, standing: Standings, advice: Advice) -> tuple[Step, ...]:
    """Every step in order. A step is done only on evidence, and a step before its time is later, not to do."""
    taken = {p.path for p in advice.paths if p.state in {"advised", "next"}}
    paths = {p.path for p in advice.paths}
    ends = {s.path for s in road.steps if s.path in paths}
    out: list[Step] = []
    for plan in road.steps:
        read = _read(plan, standing, road.causes)
        waits = tuple(n for n in plan.needs if not _is_behind(n, out))
        if plan.path and plan.path not in taken and ends & taken and read.state != "done":
            other = next(p.title for p in advice.paths if p.path in ends & taken)
            read = replace(read, state="other_path", reason=f"The advice is another one: {other}.")
        elif waits and (plan.only_after or read.state not in _BEHIND) and not read.is_shown:
            own = "" if read.state in _BEHIND else f" {read.reason}"
            read = replace(read, state="later", reason=f"Comes after {_steps(waits)}.{own}")
        out.append(_step(plan, read, waits))
    return tuple(out)


def _is_behind(need: str, before: Sequence[Step]) -> bool:
    """The step is done; of two that exclude each other, one."""
    mine = [s for s in before if s.step == need or (s.step[:-1] == need and s.step[-1].isalpha())]
    return any(s.state in _BEHIND for s in mine)


def _steps(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"step {names[0]}"
    return f"steps {', '.join(names[:-1])} and {names[-1]}"


def _read(plan: StepPlan, standing: Standings, causes: Sequence[Cause]) -> _Read:
    skip = standing.statement(plan.skipped_by)
    if skip is not None and skip.answer == "no":
        text = f"{plan.skipped_by} is answered no"
        ground = Ground(text=text, says="stated", rules=(plan.skipped_by,), person=skip.person, day=skip.date)
        return _Read(state="not_needed", reason=f"{text}, so nobody needs this step.", grounds=(ground,))
    own = _own(plan, standing)
    answers = [_answer(name, standing) for name in plan.statements]
    question = _question(plan, standing)
    confirmed = plan.confirms and question is not None and question.says == "stated"
    hits = [s for s in own if s.state in {"hit", "possible"}]
    listed = [s for s in standing.of(plan.lists) if s.state in {"hit", "possible"}]
    shown = [s for s in standing.of(plan.shows) if s.state == "hit"]
    counted = (*plan.holds, *(plan.lists if plan.lists_count else ()))
    read = [*own, *(s for s in standing.of(plan.lists) if plan.lists_count)]
    unknown = not_judged([s for s in read if s.state == "unknown"], standing.absent(counted))
    blank = () if shown or not plan.shows else _unshown(plan, standing)
    holds = _found(hits, "listed" if confirmed else "holds", causes)
    asked = [g for g in (*answers, question) if g is not None]
    refused = [g for g in asked if g.says == "holds"]
    owed = [g for g in asked if g.says == "unanswered"]
    # A question that only confirms is owed only where something is left to confirm.
    if plan.confirms and not hits:
        owed = [g for g in owed if plan.statement not in g.rules]
        asked = [g for g in asked if g.says != "unanswered" or g in owed]
    grounds = (
        *holds,
        *refused,
        *(_ground(s, "shows") for s in shown),
        *(g for g in asked if g.says == "stated"),
        *owed,
        *unknown,
        *blank,
        *(_ground(s, "listed") for s in listed),
    )
    state, reason = _state_of(plan, (holds if not confirmed else (), refused), (*unknown, *blank), owed, grounds)
    return _Read(state=state, reason=reason, grounds=grounds)


def _state_of(
    plan: StepPlan,
    found: tuple[Sequence[Ground], Sequence[Ground]],
    unknown: Sequence[Ground],
    owed: Sequence[Ground],
    grounds: Sequence[Ground],
) -> tuple[str, str]:
    """The state by the step's own facts, the strongest first, and why."""
    holds, refused = found
    if holds or refused:
        return "to_do", "; ".join(g.text for g in (*holds, *refused)[:3]) + _more(len(holds) + len(refused) - 3) + "."
    if [g for g in unknown if g.says == "holds"]:
        return "to_do", "Nothing shows yet that it is done."
    if unknown:
        missing = sum(g.count for g in unknown)
        return "unknown", f"{number_of('condition', missing).capitalize()} cannot be judged."
    if owed:
        names = ", ".join(r for g in owed for r in g.rules)
        return "unanswered", f"A person owes the answer to {names}."
    stated = [g for g in grounds if g.says == "stated"]
    read = bool(plan.holds or plan.shows or plan.lists)
    if stated and read:
        return "done", "Every condition holds, and a person stated the rest."
    if stated:
        return "done", "Stated by a person."
    return "done", "Every condition holds." if read else "Every step before it is done."


def _more(rest: int) -> str:
    return f"; and {rest:,} more" if rest > 0 else ""


def _own(plan: StepPlan, standing: Standings) -> list[Standing]:
    """The rules that hold this step open: those named that are no clean-up of another step, and its own clean-up."""
    # Clean-up rules of step 23 belong to the step that removes things.
    mine = plan.number if not plan.id.endswith("B") else 0
    named = [s for s in standing.of(plan.holds) if s.rule.step in {None, plan.number}]
    clean_up = [s for s in standing.by_id.values() if s.rule.step == mine and s not in named]
    return [s for s in (*named, *clean_up) if s.rule.level in _HOLDING or s.rule.step == plan.number]


def _found(hits: Sequence[Standing], says: str, causes: Sequence[Cause]) -> tuple[Ground, ...]:
    """What fires, a cause each."""
    by_id = {s.rule.id: s for s in hits}
    out = []
    for cause, ids in grouped(list(by_id), causes):
        if cause is None:
            out.append(_ground(by_id[ids[0]], says))
            continue
        text, count = words(cause, [(by_id[i].rule, by_id[i].count) for i in ids])
        out.append(Ground(text=text, says=says, rules=ids, count=count))
    return tuple(out)


def _ground(one: Standing, says: str) -> Ground:
    return Ground(text=one.words, says=says, rules=(one.rule.id,), count=one.count)


def _answer(name: str, standing: Standings) -> Ground:
    """What a person said to the question of a rule."""
    said, found = standing.statement(name), standing.by_id.get(name)
    about = f"{name}: {found.rule.title}" if found else name
    return _as_ground(name, about, said)


def _question(plan: StepPlan, standing: Standings) -> Ground | None:
    """What a person said to the question of the step itself."""
    if not plan.asks:
        return None
    return _as_ground(plan.statement, f"{plan.statement}: {plan.asks}", standing.statement(plan.statement))


def _as_ground(name: str, about: str, said: Statement | None) -> Ground:
    if said is None:
        settles = f"The answer to {name} in {_FILE}"
        return Ground(text=f"Nobody has answered {about}", says="unanswered", rules=(name,), settles=settles)
    says = "stated" if said.answer == "yes" else "holds"
    text = f"{name} is answered {said.answer}" + (f": {said.text}" if said.text else "")
    return Ground(text=text, says=says, rules=(name,), person=said.person, day=said.date)


def _unshown(plan: StepPlan, standing: Standings) -> tuple[Ground, ...]:
    """What should show the step to be done, and does not or cannot."""
    found = standing.of(plan.shows)
    unsure = [s for s in found if s.state in {"unknown", "possible"}]
    unknown = not_judged(unsure, standing.absent(plan.shows))
    if unknown:
        return unknown
    ids = tuple(s.rule.id for s in found)
    return (Ground(text="Nothing shows yet that it is done", says="holds", rules=ids),)


def _step(plan: StepPlan, read: _Read, waits: tuple[str, ...]) -> Step:
    people = any(g.says in {"stated", "unanswered"} or g.person for g in read.grounds)
    data = any(g.says in {"holds", "shows", "listed", "unknown"} for g in read.grounds)
    # What was read and found nothing leaves no ground, but the state rests on it.
    data = data or (bool(plan.holds or plan.shows) and read.state == "done")
    basis = " and ".join(word for word, there in (("data", data), ("person", people)) if there) or "nothing"
    return Step(
        step=plan.id,
        title=plan.title,
        state=read.state,
        basis=basis,
        reason=read.reason,
        owner=plan.owner,
        needs=plan.needs,
        waits_for=waits,
        grounds=read.grounds,
        question=f"{plan.statement}: {plan.asks}" if plan.asks else "",
        reversible=plan.reversible,
        back=plan.back,
        border=plan.border,
        path=plan.path,
        sources=plan.sources,
    )
