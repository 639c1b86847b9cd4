"""What the rules said and what each of them looked at, as facts and tables to be kept, and back.

Kept are the codes of the subjects, whose they are, and the findings in words; not the frames the rules spoke of. That
is what gates and verdicts need, and no more: rules that have to speak again judge the evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analyzer.engine.checks import Bare, Codes
from analyzer.engine.estate import Estate, IdentitySubjects
from analyzer.engine.evaluate import Outcome
from analyzer.engine.findings import Told
from analyzer.engine.populations import Population
from analyzer.engine.reads import RULE, Reads
from analyzer.engine.subjects import Index, Label, Place
from analyzer.model.frames import FINDINGS
from analyzer.model.rules import Rule
from analyzer.shelf.folder import Part
from analyzer.shelf.plain import made, plain

Tables = dict[str, pa.Table]
_OWNER = "_owner"
_CODES = pa.schema([("codes", pa.binary()), ("owner", pa.binary()), ("evidence", pa.binary())])


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Every outcome, its findings, and what the rules looked at."""

    outcomes: tuple[Outcome, ...]
    told: Mapping[str, Told]  # by rule; a rule that finds nothing by itself has none
    reads: Reads


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """One outcome without its arrays."""

    rule: str
    subjects: int | None  # None: nobody can say who they are
    whose: str  # identities: each subject is one; rows: the owners are kept; nobody: they are no mailboxes
    missing: str
    settled: bool
    error: str
    blanket: bool
    assumed: str
    weak: tuple[int, ...]
    looked_at: tuple[str, ...]
    findings: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """Subjects of an earlier run: how many, and whose they are. Their cells are not kept."""

    count: int
    owner: Index | None = field(repr=False)

    def identity(self) -> Index | None:
        """The identity of each subject, or None when they are not recipients."""
        return self.owner

    def column(self, name: str) -> NoReturn:
        """Not kept."""
        raise LookupError(f"{name} is not kept")

    def needs(self, name: str) -> NoReturn:
        """Not kept."""
        raise LookupError(f"{name} is not kept")

    def labels(self, which: Index) -> list[Label]:
        """Not kept."""
        raise LookupError("names are not kept")

    def places(self, which: Index) -> list[Place]:
        """Not kept."""
        raise LookupError("places are not kept")


def said_kept(said: Said) -> tuple[Any, Tables]:
    """Facts and tables of what the rules said."""
    facts = []
    rows: list[dict[str, bytes | None]] = []
    blocks = []
    for outcome in said.outcomes:
        subjects, told = outcome.population.subjects, said.told.get(outcome.rule.id)
        owner = subjects.identity() if subjects is not None else None
        of_all = isinstance(subjects, IdentitySubjects)
        facts.append(
            _Facts(
                rule=outcome.rule.id,
                subjects=None if subjects is None else len(outcome.codes),
                whose="identities" if of_all else "nobody" if owner is None else "rows",
                missing=outcome.missing,
                settled=outcome.settled,
                error=outcome.error,
                blanket=outcome.blanket,
                assumed=outcome.assumed,
                weak=tuple(sorted(map(int, outcome.weak))),
                looked_at=tuple(sorted(said.reads.by_rule(outcome.rule.id))),
                findings=None if told is None else told.rows.num_rows,
            )
        )
        codes, ends = np.asarray(outcome.codes), np.array([e.outcome for e in _settling(outcome)], np.uint8)
        rows.append(
            {
                "codes": codes.astype(np.uint8).tobytes() if codes.any() else None,
                "owner": None if owner is None or of_all else np.asarray(owner, np.int64).tobytes(),
                "evidence": ends.tobytes(),
            }
        )
        if told is not None:
            blocks.append(told.rows.append_column(_OWNER, pa.array(told.owner)))
    codes_table = pa.Table.from_pylist(rows, schema=_CODES)
    return plain(tuple(facts)), {"codes": codes_table, "findings": pa.concat_tables(blocks).combine_chunks()}


def _settling(outcome: Outcome) -> Sequence[Any]:
    """The evidence that the number of findings hangs on; of others it is the codes."""
    return outcome.evidence if outcome.settled else ()


def said_again(part: Part, estate: Estate, rules: Sequence[Rule]) -> Said:
    """What the rules said of the evidence of this estate.

    Raises:
        ValueError: it is of other rules, or of other evidence.
        LookupError: a table or a column is missing.
    """
    facts = made(tuple[_Facts, ...], part.facts)
    if [f.rule for f in facts] != [r.id for r in rules]:
        raise ValueError("the rules are others")
    codes, findings = part.tables["codes"].to_pylist(), part.tables["findings"]
    owners = np.asarray(findings[_OWNER].to_numpy(), np.int64)
    findings = findings.select(list(FINDINGS))
    reads, told, outcomes, start = Reads(), {}, [], 0
    for rule, fact, row in zip(rules, facts, codes, strict=True):
        reads.of[RULE, rule.id] = set(fact.looked_at)
        outcomes.append(_outcome(rule, fact, row, estate))
        if fact.findings is not None:
            end = start + fact.findings
            told[rule.id] = Told(rows=findings.slice(start, fact.findings), owner=owners[start:end])
            start = end
    if start != findings.num_rows or (len(owners) and owners.max() >= estate.identities.count):
        raise ValueError("the findings are of other evidence")
    return Said(outcomes=tuple(outcomes), told=told, reads=reads)


def _outcome(rule: Rule, fact: _Facts, row: Mapping[str, bytes | None], estate: Estate) -> Outcome:
    count, nothing = fact.subjects or 0, np.zeros(1, np.uint8)
    codes: Codes = np.broadcast_to(nothing, count) if row["codes"] is None else np.frombuffer(row["codes"], np.uint8)
    ends = np.frombuffer(row["evidence"] or b"", np.uint8)
    if len(codes) != count or codes.max(initial=0) > 3:
        raise ValueError("codes are of other subjects")
    return Outcome(
        rule=rule,
        population=Population(subjects=_subjects(fact, row["owner"], estate), member=nothing),
        codes=codes,
        evidence=Bare(np.zeros(len(ends), np.int64), ends),
        missing=fact.missing,
        settled=fact.settled,
        error=fact.error,
        weak=frozenset(fact.weak),
        blanket=fact.blanket,
        assumed=fact.assumed,
    )


def _subjects(fact: _Facts, owner: bytes | None, estate: Estate) -> IdentitySubjects | Remembered | None:
    if fact.subjects is None:
        return None
    if fact.whose == "identities":
        if fact.subjects != estate.identities.count:
            raise ValueError("subjects are of other evidence")
        return estate.recipients
    who: npt.NDArray[np.int64] | None = None if owner is None else np.frombuffer(owner, np.int64)
    if who is not None and (len(who) != fact.subjects or who.max(initial=-1) >= estate.identities.count):
        raise ValueError("subjects are of other evidence")
    return Remembered(count=fact.subjects, owner=who)
