"""Checks over sets: sharing, membership in a named set, counting, statements, missing exports."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import YES
from analyzer.engine.address_index import address_index
from analyzer.engine.cells import is_filled, is_unknown, text_column, texts
from analyzer.engine.checks import HIT, PASS, UNKNOWN, Evidence, Judged, Scope, check
from analyzer.engine.checks.values import evidence_of
from analyzer.engine.coverage import list_name
from analyzer.engine.named_sets import NAMED_SETS
from analyzer.engine.populations.addresses import AddressSubjects
from analyzer.engine.subjects import Index, Subjects
from analyzer.engine.vectors import Mask, any_member, is_list, shared_codes, test_values


def _membership(scope: Scope, attribute: str, among: str, *, inside: bool) -> Judged:
    """Which subjects have a part of the value inside (or outside) the set; the finding shows those parts."""
    wanted = NAMED_SETS[among](scope.estate)
    column = scope.subjects.column(attribute)
    if column is None or wanted.values is None:
        missing = scope.subjects.needs(attribute) if column is None else wanted.missing
        return Judged(codes=np.where(scope.member > 0, UNKNOWN, 0).astype(np.uint8), missing=missing)
    known = wanted.values

    def is_inside(value: str) -> bool:
        return value.strip().casefold() in known

    def is_outside(value: str) -> bool:
        return bool(value.strip()) and not is_inside(value)

    test = is_inside if inside else is_outside
    found = any_member(column, test) if is_list(column) else test_values(column, test)
    # A set that is not whole cannot prove that a value is not in it.
    codes = np.where(found, HIT, PASS) if inside or wanted.complete else np.where(found, UNKNOWN, PASS)
    if inside and not wanted.complete:
        codes = np.where(~found & is_filled(column, len(column)), UNKNOWN, codes)
    codes = np.where(is_unknown(column, len(column)), UNKNOWN, codes)
    codes = np.where(scope.member > 0, codes, 0).astype(np.uint8)
    which = np.flatnonzero(codes >= HIT).astype(np.int64)
    cells = column.take(pa.array(which)).to_pylist()
    shown = ["; ".join(filter(test, c)) if isinstance(c, list) else c or "" for c in cells]
    evidence = [
        evidence_of(int(i), attribute, v, int(codes[i]), subjects=scope.subjects)
        for i, v in zip(which, shown, strict=True)
    ]
    return Judged(codes=codes, evidence=evidence, missing=wanted.missing)


@check("is_not_among")
def is_not_among(scope: Scope, *, attribute: str, among: str) -> Judged:
    """A part of the value is not in the named set; an incomplete set cannot prove that. Empty passes."""
    return _membership(scope, attribute, among, inside=False)


@check("is_among")
def is_among(scope: Scope, *, attribute: str, among: str) -> Judged:
    """The value, or a part of it, is in the named set; with an incomplete set the others are unknown."""
    return _membership(scope, attribute, among, inside=True)


@check("is_shared")
def is_shared(scope: Scope, *, attribute: str, among: str) -> Judged:
    """A subject of another identity in the other population has the same value.

    A pass is only a pass when that population is complete.
    """
    other = scope.estate.population(among)
    owner = scope.subjects.identity()
    cells = _cells_of(scope.subjects, other.subjects, attribute) if other.subjects is not None else None
    if other.subjects is None or owner is None or cells is None:
        missing = other.missing or scope.subjects.needs(attribute)
        return Judged(codes=np.where(scope.member > 0, UNKNOWN, 0).astype(np.uint8), missing=missing)
    their_owner = other.subjects.identity()
    held = _Held(cells=cells, theirs=cells.theirs, their_owner=owner if their_owner is None else their_owner)
    clean = np.where(cells.unknown, UNKNOWN, PASS if other.complete else UNKNOWN)
    codes = np.where(held.elsewhere(owner), HIT, clean)
    doubtful = _doubtful(scope, other.subjects, owner, held)
    codes = np.where(doubtful & (codes == HIT), UNKNOWN, codes)
    codes = np.where(scope.member > 0, codes, 0).astype(np.uint8)
    evidence = [*_owners(scope, codes, owner, held), *_perhaps_own(scope, codes, owner, held, doubtful)]
    return Judged(codes=codes, evidence=evidence, missing=other.gap)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """Two columns as numbers, equal for equal cells; -1 for what is unknown, or what the other has nowhere."""

    mine: npt.NDArray[np.integer[Any]]
    theirs: npt.NDArray[np.integer[Any]]
    unknown: Mask  # of mine
    different: int  # how many numbers there are
    text: Callable[[int], str]  # of a number


def _cells_of(mine: Subjects, others: Subjects, attribute: str) -> _Cells | None:
    """The column of both frames; None when one of them does not have it."""
    if isinstance(mine, AddressSubjects) and isinstance(others, AddressSubjects) and attribute == "address":
        known = address_index(mine.estate)
        return _Cells(
            mine=mine.numbers,
            theirs=others.numbers,
            unknown=mine.numbers < 0,
            different=len(known.texts),
            text=lambda number: str(known.addresses(np.array([number], np.int32))[0].as_py()),
        )
    left, right = mine.column(attribute), others.column(attribute)
    if left is None or right is None:
        return None
    own, their, values = shared_codes(left, right)
    unknown = is_unknown(left, mine.count)
    return _Cells(
        mine=own, theirs=their, unknown=unknown, different=len(values), text=lambda number: str(values[number].as_py())
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """Who holds which value of the other column."""

    cells: _Cells
    theirs: npt.NDArray[np.integer[Any]]
    their_owner: Index

    def elsewhere(self, owner: Index) -> Mask:
        """Which of my rows have a value that an identity other than the row's own holds."""
        # The place behind the last value is nobody's: there -1 points.
        held = np.full(self.cells.different + 1, -1, np.int64)
        held[self.theirs] = self.their_owner
        held[-1] = -1
        # What one of several holders is may be any of them, until one is seen who is another.
        several = np.zeros(len(held), dtype=bool)
        several[self.theirs[held[self.theirs] != self.their_owner]] = True
        several[-1] = False
        mine = self.cells.mine
        return np.asarray(several[mine] | ((held[mine] >= 0) & (held[mine] != owner)))

    def holders(self, which: Index) -> dict[int, list[int]]:
        """Owners of the values of some of my rows, each once, in the order of the rows."""
        wanted = np.zeros(self.cells.different + 1, dtype=bool)
        wanted[self.cells.mine[which]] = True
        rows = np.flatnonzero(wanted[self.theirs] & (self.theirs >= 0))
        out: dict[int, dict[int, None]] = {}
        for value, owner in zip(self.theirs[rows].tolist(), self.their_owner[rows].tolist(), strict=True):
            out.setdefault(value, {})[owner] = None
        return {value: list(owners) for value, owners in out.items()}


def _doubtful(scope: Scope, others: Subjects, owner: Index, held: _Held) -> Mask:
    """Rows whose only other holders may be their own other half, because nobody could tell who belongs to whom."""
    unsure = scope.estate.is_ambiguous
    if getattr(scope.subjects, "side", "") == getattr(others, "side", "") or not unsure[owner].any():
        return np.zeros(len(owner), dtype=bool)
    surely = replace(held, theirs=np.where(unsure[held.their_owner], -1, held.theirs))
    return np.asarray(unsure[owner] & ~surely.elsewhere(owner))


def _perhaps_own(scope: Scope, codes: np.ndarray, owner: Index, held: _Held, doubtful: Mask) -> list[Evidence]:
    """One evidence per owner whose addresses its own other half may hold."""
    if not doubtful.any():
        return []
    attributes = getattr(scope.subjects, "attribute", None)
    which = np.flatnonzero((codes == UNKNOWN) & doubtful & held.elsewhere(owner))
    first = {int(owner[i]): int(i) for i in which[::-1]}
    return [
        Evidence(
            index=i,
            attribute=attributes[i] if attributes else "",
            directory_value=held.cells.text(int(held.cells.mine[i])),
            detail="its holder may be this object's own other half",
            outcome=UNKNOWN,
        )
        for i in sorted(first.values())
    ]


def _owners(scope: Scope, codes: np.ndarray, owner: Index, held: _Held) -> list[Evidence]:
    """One evidence per shared value and owner, naming up to three other owners."""
    attributes = getattr(scope.subjects, "attribute", None)
    which = np.flatnonzero(codes == HIT).astype(np.int64)
    holders = held.holders(which)
    shown_name = scope.estate.trait("shown_name")
    seen: set[tuple[int, int]] = set()
    found = []
    for i in map(int, which):
        value, mine = int(held.cells.mine[i]), int(owner[i])
        if (value, mine) in seen:
            continue
        seen.add((value, mine))
        others = [o for o in holders[value] if o != mine]
        names = texts(shown_name, len(others), np.array(others[:3], dtype=np.int64))
        told = ", ".join(n or "an object without a name" for n in names)
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        attribute = attributes[i] if attributes else ""
        text = held.cells.text(value)
        found.append(Evidence(index=i, attribute=attribute, directory_value=text, detail=f"also held by {told}{more}"))
    return found


@check("count", of_the_whole=True)
def count(scope: Scope, *, at_least: int | None = None, at_most: int | None = None, of: str = "rows") -> Judged:
    """The number of members (or of different values) lies within the ends; one finding for all of them.

    It names the first members by name, or how often each value is there.
    """
    members = np.flatnonzero(scope.member == 1).astype(np.int64)
    if of != "rows":
        return _different_values(scope, members, of, at_least, at_most)
    inside, sure = _between(scope, len(members), at_least, at_most)
    if not sure:
        codes = np.where(scope.member > 0, UNKNOWN, 0).astype(np.uint8)
        return Judged(codes=codes, missing="a complete export", settled=True)
    codes = np.where(scope.member == 1, HIT if inside else PASS, 0).astype(np.uint8)
    if not inside:
        return Judged(codes=codes, settled=True)
    # By name, so that the order of the files changes nothing.
    named = sorted(
        (x.name.partition(",")[0].removeprefix("CN="), i) for i, x in enumerate(scope.subjects.labels(members))
    )
    names = ", ".join(name for name, _i in named[:5])
    more = f" and {len(members) - 5} more" if len(members) > 5 else ""
    index = int(members[named[0][1]]) if named else 0
    shown = Evidence(index=index, attribute="count", directory_value=str(len(members)), detail=f"{names}{more}")
    return Judged(codes=codes, evidence=[shown] if named else [], settled=True)


def _between(scope: Scope, number: int, at_least: int | None, at_most: int | None) -> tuple[bool, bool]:
    """Whether the number lies within the ends, and whether that is sure."""
    inside = (at_least is None or number >= at_least) and (at_most is None or number <= at_most)
    return inside, scope.complete or (inside and at_most is None)


def _different_values(scope: Scope, members: Index, of: str, at_least: int | None, at_most: int | None) -> Judged:
    """The finding speaks of no single member."""
    column = scope.subjects.column(of)
    cells = text_column(column, scope.subjects.count, members)
    counted = pc.value_counts(cells.filter(pc.not_equal(cells, "")))
    values = dict(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True))
    inside, sure = _between(scope, len(values), at_least, at_most)
    code = (HIT if inside else PASS) if sure else UNKNOWN
    told = ", ".join(f"{value} {number:,}" for value, number in sorted(values.items())[:5])
    shown = Evidence(index=0, attribute=of, directory_value=str(len(values)), detail=told, outcome=code)
    return Judged(
        codes=np.array([code], np.uint8),
        evidence=[shown] if code != PASS else [],
        missing="" if sure else "a complete export",
        settled=True,
        nobody=True,
    )


@check("none_exist", of_the_whole=True)
def none_exist(scope: Scope) -> Judged:
    """The population was searched and nobody belongs to it; one finding. A possible member makes it unknown."""
    if (scope.member == YES).any():
        return Judged(codes=np.array([PASS], np.uint8), settled=True, nobody=True)
    code = HIT if scope.complete and not scope.member.any() else UNKNOWN
    evidence = [Evidence(index=0, outcome=code)]
    return Judged(codes=np.array([code], np.uint8), evidence=evidence, settled=True, nobody=True)


@check("not_supplied", of_the_whole=True)
def not_supplied(scope: Scope, *, inputs: Sequence[str]) -> Judged:
    """One of these exports, or one column of it, is missing or blank throughout."""
    gone = []
    for name in inputs:
        kind, column = (name, "") if name.count(".") < 2 else name.rsplit(".", 1)
        table = scope.estate.snapshot.table(kind)
        if table is None:
            gone.append(list_name(kind))
        elif column and (column not in table.column_names or 0 < table.num_rows == table[column].null_count):
            gone.append(f"{column} of {list_name(kind)}")
    codes = np.where(scope.member > 0, HIT if gone else PASS, 0).astype(np.uint8)
    found = [Evidence(index=0, detail="missing: " + ", ".join(gone))] if gone else []
    return Judged(codes=codes, evidence=found, settled=True)


@check("is_answered", of_the_whole=True)
def is_answered(scope: Scope, *, statement: str, answers: Sequence[str]) -> Judged:
    """The statement has one of these answers; silence, or a yes without person and date, is unknown."""
    said = scope.estate.snapshot.settings.statement(statement)
    if said is None or not said.is_answered:
        incomplete = said is not None and said.answer == "yes"
        detail = "Answered yes without person and date" if incomplete else "Nobody has answered"
        return Judged(
            codes=np.full(scope.subjects.count, UNKNOWN, np.uint8),
            evidence=[Evidence(index=0, whom=statement, detail=detail, outcome=UNKNOWN)],
            settled=True,
        )
    hit = said.answer in answers
    # The title is the fault; "said no" beside it would read as if somebody denied it.
    detail = f"stated by {said.person}" if said.person else "stated in assessment.toml"
    detail += f": {said.text.removesuffix('.')}" if said.text else ""
    return Judged(
        codes=np.full(scope.subjects.count, HIT if hit else PASS, np.uint8),
        evidence=[Evidence(index=0, whom=statement, detail=detail)] if hit else [],
        settled=True,
    )
