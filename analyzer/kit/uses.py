"""What each export is good for: the rules that look into it, and the gates they move."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from analyzer.model.assessment import GATE_NAMES
from analyzer.model.rules import Gate, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """The rules that one export would settle."""

    code: str
    rules: tuple[Rule, ...] = ()
    mandatory: bool = False  # there is no verdict without it

    @property
    def gates(self) -> tuple[str, ...]:
        """The gates that these rules move, by name, in the order of the gates."""
        moved = {gate for rule in self.rules for gate in rule.gates}
        return tuple(GATE_NAMES[gate][0] for gate in Gate if gate in moved)

    @property
    def weight(self) -> tuple[int, int, int]:
        """How useful it is; the greater comes first: mandatory, rules, gates."""
        return (int(self.mandatory), len(self.rules), len(self.gates))

    def without(self, settled: Set[str]) -> "Use":
        """The use that is left when these rules are settled already."""
        left = tuple(r for r in self.rules if r.id not in settled)
        return Use(code=self.code, rules=left, mandatory=self.mandatory)


def uses_of(rules: Iterable[Rule], mandatory: Set[str]) -> dict[str, Use]:
    """The use of every export that some rule looks into, or that is mandatory, by its code."""
    found: dict[str, list[Rule]] = {code: [] for code in sorted(mandatory)}
    for rule in rules:
        for code in rule.settles:
            found.setdefault(code, []).append(rule)
    return {code: Use(code=code, rules=tuple(each), mandatory=code in mandatory) for code, each in found.items()}


def weights(uses: Mapping[str, Use]) -> dict[str, tuple[int, ...]]:
    """How useful each export is, by its code."""
    return {code: use.weight for code, use in uses.items()}


def settled_by(rules: Iterable[Rule], supplied: Set[str]) -> set[str]:
    """The rules that look into exports that are all here."""
    return {r.id for r in rules if r.settles and set(r.settles) <= supplied}


def titles(rules: Sequence[Rule], most: int) -> str:
    """The titles of the worst of these rules, as one text."""
    order = {"blocker": 0, "unknown": 1, "wait": 2, "warning": 3, "info": 4, "none": 5}
    worst = sorted(rules, key=lambda r: (order[r.level], r.id))[:most]
    told = "; ".join(f"{r.title} ({r.id})" for r in worst)
    return f"{told}; and {len(rules) - most} more" if len(rules) > most else told
