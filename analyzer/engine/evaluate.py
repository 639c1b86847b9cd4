"""Every rule judges every subject of its population, each rule once; missing evidence is unknown, never a pass."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analyzer.classify.flags import MAYBE, YES
from analyzer.engine import registry
from analyzer.engine.checks import (
    CHECKS,
    HIT,
    OF_THE_WHOLE,
    PASS,
    UNKNOWN,
    Codes,
    Evidence,
    Judged,
    Scope,
    judged_evidence,
)
from analyzer.engine.dated import filled_in, names_facts
from analyzer.engine.estate import Estate
from analyzer.engine.kept import remembered
from analyzer.engine.populations import Population
from analyzer.engine.subjects import Index, OneSubject
from analyzer.model.progress import Progress, Silent
from analyzer.model.rules import Gate, Level, Rule

CLOSING = frozenset({Level.BLOCKER, Level.WAIT, Level.UNKNOWN})
log = logging.getLogger(__name__)
registry.checks()  # registries are full from here on


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one rule said.

    ``codes`` is as long as the population's frame (0 outside, 1 pass, 2 hit, 3 unknown). ``missing`` names
    the export without which part or all of it could not be judged. ``weak`` marks hits that rest on a join
    weaker than the rule asks for: they are possible, and count one level lower.
    """

    rule: Rule
    population: Population
    codes: Codes
    evidence: Sequence[Evidence] = field(default=())
    missing: str = ""
    settled: bool = False
    error: str = ""
    weak: frozenset[int] = frozenset()
    # Identities whose verdict the rule would touch if it could be judged at all.
    blanket: bool = False
    # The answer to what the rule assumes: "no" makes it not applicable, silence leaves it judged.
    assumed: str = ""

    @property
    def hits(self) -> int:
        """Findings that fail."""
        if self.settled:
            return int(any(e.outcome == HIT for e in self.evidence))
        return int(np.count_nonzero(self.codes == HIT))

    @property
    def unknowns(self) -> int:
        """Subjects that could not be judged; at least one when an export is missing."""
        found = 1 if self.settled and (self.codes == UNKNOWN).any() else int(np.count_nonzero(self.codes == UNKNOWN))
        return max(found, int(bool(self.missing)))

    def of_identities(self, code: int, count: int) -> np.ndarray:
        """Which identities have that code, whatever subject it is about."""
        out = np.zeros(count, dtype=bool)
        subjects = self.population.subjects
        owner = subjects.identity() if subjects is not None else None
        if owner is not None:
            out[owner[self.codes == code]] = True
        return out


def evaluate(estate: Estate, rules: Sequence[Rule], progress: Progress | None = None) -> tuple[Outcome, ...]:
    """One outcome per rule, in the order given. A check that raises is an error outcome; the others still run."""
    progress = progress or Silent()
    progress.start("Judging", len(rules))
    outcomes = []
    for rule, done_with in zip(rules, last_reads(rules), strict=True):
        try:
            with estate.noting(("rule", rule.id)):
                outcomes.append(judge(estate, rule))
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError) as error:
            # A bug of one rule must not look like a clean result, nor take the other rules with it.
            log.exception("rule %s failed", rule.id)
            nobody = Population(subjects=None, member=np.zeros(0, np.uint8))
            text = f"{type(error).__name__}: {error}"
            outcomes.append(
                Outcome(rule=rule, population=nobody, codes=np.zeros(0, np.uint8), error=text, blanket=True)
            )
        estate.let_go(done_with)
        progress.advance(1)
    estate.let_go_all()
    progress.done()
    return tuple(outcomes)


def judge(estate: Estate, rule: Rule) -> Outcome:
    """The outcome of one rule."""
    population = estate.population(rule.population)
    assumed = _assumed(estate, rule)
    if population.subjects is None or assumed == "no":
        codes = np.zeros(0, np.uint8)
        missing = "" if assumed == "no" else population.missing
        return Outcome(
            rule=rule, population=population, codes=codes, missing=missing, blanket=bool(missing), assumed=assumed
        )
    member = _within_gates(estate, rule, population)
    if not member.any() and rule.check not in OF_THE_WHOLE:
        judged = Judged(codes=np.zeros(population.subjects.count, np.uint8))
    else:
        scope = Scope(estate=estate, subjects=population.subjects, member=member, complete=population.complete)
        params = filled_in(rule.params, estate.facts.dated, estate.as_of) if names_facts(rule.params) else rule.params
        judged = CHECKS[rule.check](scope, **params)
    codes = judged.codes.copy()
    if judged.nobody:
        one = OneSubject(name=rule.subject, facts={})
        population = replace(population, subjects=one, member=np.ones(1, np.uint8))
    if not judged.settled:
        # A possible member that passes stays outside; one that hits is unknown.
        codes[(member == MAYBE) & (codes == PASS)] = 0
        codes[(member == MAYBE) & (codes == HIT)] = UNKNOWN
    weak = _weak(estate, rule, population, codes)
    # A join that is weak only because its strong keys were not exported proves nothing, not even less.
    unsure = [i for i in weak if not estate.strong_keys_known[_owner(population)[i]]]
    codes[unsure] = UNKNOWN
    evidence = judged_evidence(judged.evidence, codes)
    missing = judged.missing if judged.settled or (codes == UNKNOWN).any() else ""
    if not missing and not judged.settled and (codes == UNKNOWN).any() and not population.complete:
        missing = "; ".join(estate.directory_gaps or estate.cloud_gaps) or population.missing
    if not missing and not judged.settled and _none_is_no_pass(rule, population, codes):
        missing = population.gap or population.missing or "; ".join(estate.directory_gaps or estate.cloud_gaps)
    return Outcome(
        rule=rule,
        population=population,
        # Where nothing was judged, one zero stands for all.
        codes=codes if codes.any() else np.broadcast_to(np.zeros(1, np.uint8), codes.shape),
        evidence=evidence,
        missing=missing or population.missing,
        settled=judged.settled,
        weak=weak - frozenset(unsure),
        assumed=assumed,
    )


def last_reads(rules: Sequence[Rule]) -> list[frozenset[str]]:
    """For each rule the names in its parameters that no rule behind it has."""
    later: set[str] = set()
    out = []
    for rule in reversed(rules):
        named = {n for v in rule.params.values() for n in (v if isinstance(v, list | tuple) else [v])}
        out.append(frozenset(str(n) for n in named) - later)
        later |= out[-1]
    return out[::-1]


def _assumed(estate: Estate, rule: Rule) -> str:
    """yes, no, or empty while nobody has answered what the rule assumes."""
    said = estate.snapshot.settings.statement(rule.assumes) if rule.assumes else None
    return said.answer if said is not None and said.is_answered else ""


def _owner(population: Population) -> Index:
    owner = population.subjects.identity() if population.subjects is not None else None
    return np.zeros(0, np.int64) if owner is None else owner


def _none_is_no_pass(rule: Rule, population: Population, codes: Codes) -> bool:
    """Nothing was found, but not everything was seen: that proves nothing for the organisation.

    A rule that only speaks of single mailboxes is spared: what is not seen has no verdict to improve.
    """
    if population.complete or (codes == HIT).any():
        return False
    beyond = any(effective_level(rule, g) in CLOSING for g in rule.gates if g is not Gate.TRANSFER)
    return rule.subject != "mailbox" or beyond


def _within_gates(estate: Estate, rule: Rule, population: Population) -> Codes:
    """Members for whom at least one gate of the rule still asks: a done mailbox has no transfer before it."""
    owner = population.subjects.identity() if population.subjects is not None else None
    # A rule that speaks of the tenant as a whole looks at all of its mailboxes.
    if owner is None or not rule.gates or rule.subject != "mailbox":
        return population.member
    gates = frozenset(rule.gates)
    asked = remembered(
        estate, ("gates", gates), lambda: np.any([_all_asked(estate, gate) for gate in sorted(gates)], axis=0)
    )
    mine = asked if population.subjects is estate.recipients else asked[owner]
    return np.asarray(population.member * mine)


def _all_asked(estate: Estate, gate: Gate) -> np.ndarray:
    everybody = np.arange(estate.identities.count)
    return remembered(estate, ("gate", gate), lambda: gate_asks(estate, gate, everybody))


def gate_asks(estate: Estate, gate: Gate, owner: Index) -> np.ndarray:
    """For which identities a gate is a question: transfer until it is done, roll-back afterwards."""
    transferred = estate.transferred[owner]
    if gate is Gate.TRANSFER:
        return np.asarray((transferred != YES) & ~estate.no_transfer_meant[owner])
    if gate is Gate.MOVE_BACK:
        return np.asarray(transferred != 0)
    if gate is Gate.WRITEBACK:
        return (
            np.asarray(estate.population("cloud_managed_or_planned").member[owner] != 0)
            if (estate.population("cloud_managed_or_planned").subjects is not None)
            else np.ones(len(owner), dtype=bool)
        )
    return np.ones(len(owner), dtype=bool)


def _weak(estate: Estate, rule: Rule, population: Population, codes: Codes) -> frozenset[int]:
    if rule.needs_match != "strong" or population.subjects is None:
        return frozenset()
    owner = population.subjects.identity()
    if owner is None:
        return frozenset()
    hits = np.flatnonzero(codes == HIT)
    mine = owner[hits]
    joined = (estate.identities.cloud_row[mine] >= 0) & (estate.identities.ad_row[mine] >= 0)
    return frozenset(hits[joined & ~estate.identities.strong[mine]].tolist())


def effective_level(rule: Rule, gate: Gate) -> Level:
    """The level a rule has at a gate; what is unverified never closes one."""
    level = rule.level_for(gate)
    return Level.WARNING if rule.confidence == "U" and level in {Level.BLOCKER, Level.WAIT, Level.UNKNOWN} else level
