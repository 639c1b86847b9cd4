"""Which way to go: uninstall, keep the tools, do without writeback, or wait. The logic is data of the pack."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyzer.model.assessment import Advice, Ground, PathAdvice
from analyzer.model.road import Path, PathFact, Road
from analyzer.planning.standing import Standings, found_words, not_judged

_OPEN = frozenset({"unknown", "unanswered"})
_NOTHING = "This rule pack says nothing of the ways to go on."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """A path with what speaks for and against it; ``fits`` is None while that hangs on what is not known."""

    path: Path
    grounds: tuple[Ground, ...]
    changes: tuple[str, ...]
    fits: bool | None
    asked: bool  # something asks for it

    def deciding(self, says: str) -> tuple[Ground, ...]:
        return tuple(g for g in self.grounds if g.decides and g.says == says)

    @property
    def open(self) -> tuple[Ground, ...]:
        """What would have to be known."""
        return (*self.deciding("unknown"), *self.deciding("unanswered"))


def build_advice(road: Road, standing: Standings) -> Advice:
    """The advice and each path with its grounds; what is not known makes it unsaid and never decides."""
    weighed = [_weigh(p, standing) for p in road.paths]
    if not weighed:
        return Advice(sentence=_NOTHING, is_said=False, paths=())
    pauses, ends, additions = ([w for w in weighed if w.path.kind == k] for k in ("pause", "end", "addition"))
    waits = next((w for w in pauses if w.fits and w.asked), None)
    end = _chosen(ends)
    states = {w.path.id: _state(w) for w in weighed}
    if waits is not None:
        states[waits.path.id] = "advised"
    if end is not None:
        states[end.path.id] = "next" if waits is not None else "advised"
    states |= {w.path.id: "advised" for w in additions if w.fits}
    unsure = [] if waits is not None else [w for w in pauses if w.fits is None]
    return Advice(
        sentence=_sentence(waits, end, ends, unsure),
        is_said=not unsure and (end is not None or not any(w.open for w in ends)),
        paths=tuple(_advice(w, states[w.path.id]) for w in weighed),
    )


def _chosen(ends: Sequence[_Weighed]) -> _Weighed | None:
    """The first end that something asks for, else the first that fits; None while one before it is not known."""
    asked = [w for w in ends if w.path.asked_for]
    for one in asked:
        if one.fits is None:
            return None
        if one.fits and one.asked:
            return one
    rest = [w for w in ends if not w.path.asked_for]
    if any(w.fits is None for w in rest):
        return None
    return next((w for w in rest if w.fits), None)


def _state(one: _Weighed) -> str:
    if one.fits is None:
        return "unknown"
    return "possible" if one.fits else "ruled_out"


def _weigh(path: Path, standing: Standings) -> _Weighed:
    told = [(f, *_told(f, standing)) for f in path.facts]
    certain = {g.says for _f, grounds, _c in told for g in grounds if g.decides}
    asked = "for" in certain
    # An answer that is not known matters only where it could turn the decision.
    turns = {"for"} if path.asked_for and not asked else set()
    turns |= set() if path.kind == "pause" else {"against"}
    grounds: list[Ground] = []
    open_ = False
    for fact, some, _change in told:
        could = {a.says for a in fact.answers.values()} & turns
        matters = fact.decides and not fact.may_be_open and bool(could)
        for g in some:
            if g.says in _OPEN:
                grounds.append(replace(g, decides=matters))
                open_ |= matters
            else:
                grounds.append(g)
    # What decides comes first; what is not known after what is.
    grounds.sort(key=lambda g: (not g.decides, g.says in _OPEN))
    if path.kind == "pause":
        # Any one reason is enough to wait; that there is none is known only when every one was looked at.
        fits = True if asked else None if open_ else False
    else:
        fits = False if "against" in certain else None if open_ else True
    changes = tuple(dict.fromkeys(c for _f, _g, c in told if c))
    return _Weighed(path=path, grounds=tuple(grounds), changes=changes, fits=fits, asked=asked)


def _told(fact: PathFact, standing: Standings) -> tuple[tuple[Ground, ...], str]:
    """The grounds of one fact, and what would change the answer."""
    if fact.statement:
        return _of_statement(fact, standing)
    found = standing.of(fact.rules)
    hits = [s for s in found if s.state == "hit"]
    # A fact that is unverified is shown and decides nothing.
    firm = [s for s in hits if s.rule.confidence != "U"]
    unsure = [s for s in found if s.state in {"unknown", "possible"}]
    absent = standing.absent(fact.rules)
    if hits:
        answer = fact.answers["hit"]
        words = found_words(hits)
        # What there is one of is not counted: its rules say what it is.
        titles = "; ".join(dict.fromkeys(s.rule.title for s in hits))
        text = answer.text.replace("{found}", words) if words or "{found}" not in answer.text else titles
        ground = Ground(
            text=text + ("" if firm else " (unverified)"),
            says=answer.says,
            rules=tuple(s.rule.id for s in hits),
            count=sum(s.count for s in hits),
            decides=fact.decides and bool(firm),
        )
        return (ground,), answer.changes.replace("{found}", words or "it")
    if unsure or absent or not found:
        lead = not_judged(unsure, absent) or (Ground(text="", says="unknown", settles="another rule pack"),)
        return tuple(replace(g, text=f"{fact.about}: not known") for g in lead), ""
    answer = fact.answers["none"]
    ids = tuple(s.rule.id for s in found)
    accepted = sum(s.accepted for s in found)
    text = answer.text + (f"; {accepted:,} accepted by name" if accepted else "")
    return (Ground(text=text, says=answer.says, rules=ids, decides=fact.decides),), answer.changes


def _of_statement(fact: PathFact, standing: Standings) -> tuple[tuple[Ground, ...], str]:
    said = standing.statement(fact.statement)
    rules = (fact.statement,)
    if said is None:
        text, settles = f"{fact.about}: nobody has said", f"The answer to {fact.statement} in assessment.toml"
        return (Ground(text=text, says="unanswered", rules=rules, settles=settles),), ""
    answer = fact.answers[said.answer]
    ground = Ground(
        text=answer.text, says=answer.says, rules=rules, person=said.person, day=said.date, decides=fact.decides
    )
    return (ground,), answer.changes


def _advice(one: _Weighed, state: str) -> PathAdvice:
    path = one.path
    return PathAdvice(
        path=path.id,
        title=path.title,
        about=path.about,
        state=state,
        reason=_reason(one, state),
        grounds=one.grounds,
        changes=(*one.changes, *_would_settle(one.open)),
        sources=path.sources,
    )


def _would_settle(grounds: Sequence[Ground]) -> tuple[str, ...]:
    """The exports and answers that would have to be there, each with what it settles."""
    by: dict[str, list[str]] = {}
    for g in grounds:
        by.setdefault(g.settles, []).append(g.text.partition(":")[0])
    return tuple(f"{s} would settle: {', '.join(dict.fromkeys(what))}." for s, what in by.items() if s)


def _reason(one: _Weighed, state: str) -> str:
    if state == "unknown":
        return f"Cannot be said yet: {_joined(one.open)}."
    if state == "ruled_out":
        against = one.deciding("against")
        if one.path.kind == "pause":
            return "Nothing was found that asks for it."
        return f"{_joined(against)}."
    if one.asked:
        return f"{_joined(one.deciding('for'))}."
    return "Nothing speaks against it, and nothing asks for it."


def _joined(grounds: Sequence[Ground]) -> str:
    return "; ".join(dict.fromkeys(g.text for g in grounds))


def _because(grounds: Sequence[Ground]) -> str:
    # What is not known is named, not told to be unknown once more.
    texts = list(dict.fromkeys(g.text.partition(":")[0] if g.says in _OPEN else g.text for g in grounds))
    texts = [t[:1].lower() + t[1:] if t[1:2].islower() else t for t in texts]
    more = f"; and {len(texts) - 3} more" if len(texts) > 3 else ""
    return "; ".join(texts[:3]) + more


def _sentence(
    waits: _Weighed | None, end: _Weighed | None, ends: Sequence[_Weighed], unsure: Sequence[_Weighed]
) -> str:
    """The advice in one or two sentences."""
    parts = []
    if waits is not None:
        parts.append(f"{waits.path.title}: {_because(waits.deciding('for'))}.")
    if end is not None:
        lead = "Then " if waits is not None else ""
        words = f"{lead}{end.path.action}" if lead else end.path.action[:1].upper() + end.path.action[1:]
        why = f": {_because(end.deciding('for'))}" if end.asked else ""
        parts.append(f"{words}{why}.")
    else:
        open_ = [g for w in ends for g in w.open]
        if open_:
            parts.append(f"Which way to take cannot be said yet, because this is not known: {_because(open_)}.")
        else:
            against = [g for w in ends for g in w.deciding("against")]
            parts.append(f"No way is open: {_because(against)}.")
    if unsure and end is not None:
        open_ = [g for w in unsure for g in w.open]
        parts.append(f"Whether to wait cannot be said yet, because this is not known: {_because(open_)}.")
    return " ".join(parts)
