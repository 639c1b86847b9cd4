"""How each rule stands once waivers and weak evidence are counted: what paths and steps are read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from analyzer.engine.evaluate import Outcome
from analyzer.model.assessment import Ground
from analyzer.model.rules import LeftOut, Level, Rule
from analyzer.model.settings import Settings, Statement
from analyzer.planning.causes import NOT_COUNTED
from analyzer.planning.exports import fewest
from analyzer.planning.wording import number_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One rule: it fires, it fires on weak evidence only, nobody can judge it, or nothing is left of it."""

    state: str  # hit, possible, unknown, none
    rule: Rule
    count: int = 0
    settles: str = ""  # for unknown: the exports that would settle it
    accepted: int = 0  # hits that somebody signed for

    @property
    def asks_a_person(self) -> bool:
        """Its answer is a statement, not a finding."""
        return self.rule.subject == "statement"

    @property
    def words(self) -> str:
        """The title, with the number of objects where there are several."""
        counted = self.count > 1 or self.rule.subject == "mailbox"
        text = self.rule.title
        if self.count and counted and not self.asks_a_person:
            text += f": {number_of(self.rule.subject, self.count)}"
        return f"{text} (possible)" if self.state == "possible" else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """How all rules of a pack stand, and what people stated."""

    by_id: Mapping[str, Standing]
    left_out: frozenset[str]
    settings: Settings

    def of(self, patterns: Sequence[str]) -> tuple[Standing, ...]:
        """The rules that the ids and families name, each once, as far as the pack has them."""
        found = {i: s for p in patterns for i, s in self.by_id.items() if fnmatchcase(i, p)}
        return tuple(found.values())

    def absent(self, patterns: Sequence[str]) -> tuple[str, ...]:
        """Ids and families of which the pack judges nothing and leaves nothing out with a reason."""
        known = {*self.by_id, *self.left_out}
        return tuple(p for p in patterns if not any(fnmatchcase(i, p) for i in known))

    def statement(self, name: str) -> Statement | None:
        """What a person answered, if that answer counts."""
        said = self.settings.statement(name) if name else None
        return said if said is not None and said.is_answered else None


def standings(
    outcomes: Sequence[Outcome],
    left_out: Sequence[LeftOut],
    waived: Mapping[str, int],
    exports: Mapping[str, str],
    settings: Settings,
) -> Standings:
    """Every outcome as it stands. ``waived`` counts the accepted hits of a rule."""
    judged = [o for o in outcomes if o.rule.level is not Level.NONE]
    made = {o.rule.id: _standing(o, waived.get(o.rule.id, 0), exports) for o in judged}
    return Standings(by_id=made, left_out=frozenset(x.id for x in left_out), settings=settings)


def _standing(outcome: Outcome, accepted: int, exports: Mapping[str, str]) -> Standing:
    rule = outcome.rule
    left = max(outcome.hits - len(outcome.weak) - accepted, 0)
    settles = outcome.missing or "; ".join(exports[c] for c in rule.settles if c in exports)
    if outcome.error or (left and rule.level is Level.UNKNOWN):
        return Standing(state="unknown", rule=rule, count=max(left, 1), settles=settles, accepted=accepted)
    if left:
        return Standing(state="hit", rule=rule, count=left, accepted=accepted)
    if outcome.unknowns:
        return Standing(state="unknown", rule=rule, count=outcome.unknowns, settles=settles, accepted=accepted)
    if outcome.weak:
        return Standing(state="possible", rule=rule, count=len(outcome.weak), accepted=accepted)
    return Standing(state="none", rule=rule, accepted=accepted)


def not_judged(found: Sequence[Standing], absent: Sequence[str]) -> tuple[Ground, ...]:
    """What nobody can judge, one ground for each export that would settle it, and one for rules the pack lacks."""
    groups: dict[str, list[Standing]] = {}
    enough = fewest([s.settles for s in found])
    for one in found:
        groups.setdefault(enough[one.settles], []).append(one)
    out = []
    for settles in sorted(groups, key=lambda k: (-len(groups[k]), k)):
        mine = groups[settles]
        text = f"Cannot be judged: {mine[0].rule.title}"
        if len(mine) > 1:
            text = f"{number_of('condition', len(mine)).capitalize()} cannot be judged"
        ids = tuple(s.rule.id for s in mine)
        out.append(Ground(text=text, says="unknown", rules=ids, count=len(mine), settles=settles))
    if absent:
        text = f"The rule pack does not judge {', '.join(absent)}"
        out.append(Ground(text=text, says="unknown", count=len(absent), settles="another rule pack"))
    return tuple(out)


def found_words(found: Sequence[Standing]) -> str:
    """What was found, by subject: ``3 groups and 1 contact``; what there is one of is not counted."""
    counts: dict[str, int] = {}
    for one in found:
        if one.rule.subject not in NOT_COUNTED:
            counts[one.rule.subject] = counts.get(one.rule.subject, 0) + one.count
    parts = [number_of(subject, count) for subject, count in counts.items()]
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""
