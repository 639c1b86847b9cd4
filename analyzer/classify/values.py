"""Compares two columns: equal text in Arrow, every distinct differing combination once in Python."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.keyed import Keyed, keyed
from analyzer.classify.shortcuts import SHORTCUTS
from analyzer.normalise.words import (
    NOT_TRANSFERRED,
    Answer,
    Canonical,
    Case,
    NotComparable,
    Opinion,
    Raw,
    Surroundings,
    Word,
    is_empty,
)

Codes = npt.NDArray[np.uint8]
Index = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_EQUAL, _ROUTINE, _UNKNOWN = int(Answer.EQUAL), int(Answer.ROUTINE), int(Answer.UNKNOWN)
BOTH, ONLY_DIRECTORY, ONLY_CLOUD = "both", "only_directory", "only_cloud"


@dataclass(frozen=True, slots=True)
class Detail:
    """What one distinct combination of values means, in words."""

    answer: int
    directory_value: str
    cloud_value: str
    directory_compared: str
    cloud_compared: str
    why: str
    direction: str
    lasting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One Answer per pair; for those that need a row the pair and its detail."""

    answers: Codes
    pairs: Index
    detail_of: Index
    details: list[Detail] = field(repr=False)


def compare_values(
    directory: pa.Array,
    cloud: pa.Array,
    word: Word,
    around: Surroundings,
    *,
    cloud_name: str,
    transferred: Codes,
    more: Mapping[str, pa.Array | None],
    silent: Mask,
    unsent: bool = False,
) -> Judged:
    """The answers for all pairs of two columns of equal length.

    ``silent`` pairs are unknown without a row: their whole file lacks the column. ``unsent`` says that the sync
    never sends the attribute, so that the service has its own value wherever AD has none.
    """
    left, right = keyed([directory, cloud])
    answers = np.full(len(directory), _EQUAL, np.uint8)
    unknown = _flags(pc.or_(pc.is_null(left.keys), pc.is_null(right.keys)))
    both_empty = _flags(pc.and_(pc.equal(left.keys, ""), pc.equal(right.keys, "")))
    equal = both_empty.copy()
    if word.same_text:
        equal |= _flags(pc.equal(left.keys, right.keys))
    elif word.name in SHORTCUTS:
        equal |= SHORTCUTS[word.name](left.keys, right.keys)
    answers[unknown] = _UNKNOWN
    if both_empty.any():
        # Two empty cells mean the same for every pair, whatever else the word may ask.
        nothing = Case(directory="", cloud="", around=around, cloud_name=cloud_name)
        answer = opinion_of(word, nothing)[0].answer
        answers[both_empty] = answer
        if answer > _ROUTINE:
            equal &= ~both_empty
    if unsent:
        own = _flags(pc.equal(left.keys, "")) & ~unknown & ~equal
        answers[own] = _ROUTINE
        equal |= own
    rest = np.flatnonzero(~equal & ~silent).astype(np.int64)
    if not len(rest):
        return Judged(answers=answers, pairs=rest, detail_of=rest, details=[])
    return _rest(rest, left, right, word, around, cloud_name, transferred, more, answers)


def _flags(column: pa.Array) -> Mask:
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False)).astype(bool)


@dataclass(slots=True)
class _Codes:
    """A column's distinct keys, the code of each row, and what was read from each key so far."""

    column: Keyed
    codes: Index
    keys: list[str | None]
    read: dict[int, Canonical | NotComparable]

    def raw(self, code: int) -> Raw | None:
        """The cell behind a code; None when unknown."""
        key = self.keys[code]
        return None if key is None else self.column.raw(key)


def _encode(column: Keyed, rest: Index) -> _Codes:
    encoded = pc.dictionary_encode(column.keys.take(pa.array(rest)), null_encoding="encode")
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return _Codes(column, codes, encoded.dictionary.to_pylist(), {})


def _rest(
    rest: Index,
    left: Keyed,
    right: Keyed,
    word: Word,
    around: Surroundings,
    cloud_name: str,
    transferred: Codes,
    more: Mapping[str, pa.Array | None],
    answers: Codes,
) -> Judged:
    """Each distinct combination of what the word reads is judged once."""
    sides = _encode(left, rest), _encode(right, rest)
    extra = {n: _encode(keyed([c])[0], rest) for n, c in more.items() if c is not None}
    key = np.zeros(len(rest), dtype=np.int64)
    for part in (*sides, *extra.values()):
        key = _combined(key, part.codes, len(part.keys))
    if word.asks_state:
        key = _combined(key, transferred[rest].astype(np.int64), 3)
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    details = []
    for row in first.tolist():
        wanted = {n: extra[n].raw(int(extra[n].codes[row])) if n in extra else None for n in more}
        state = int(transferred[rest[row]]) if word.asks_state else NOT_TRANSFERRED
        details.append(_detail(word, sides, row, wanted, state, around, cloud_name))
    found = np.array([d.answer for d in details], dtype=np.uint8)[inverse]
    answers[rest] = found
    told = found > _ROUTINE
    return Judged(answers=answers, pairs=rest[told], detail_of=inverse[told].astype(np.int64), details=details)


def _combined(key: Index, codes: Index, size: int) -> Index:
    """One number for two; renumbered first, so that it never grows beyond 64 bits."""
    if len(key) and int(key.max()) * max(size, 1) > 2**62:
        key = np.unique(key, return_inverse=True)[1].astype(np.int64)
    return np.asarray(key * size + codes)


def _detail(
    word: Word,
    sides: tuple[_Codes, _Codes],
    row: int,
    more: Mapping[str, Raw | None],
    state: int,
    around: Surroundings,
    cloud_name: str,
) -> Detail:
    left, right = (s.raw(int(s.codes[row])) for s in sides)
    if left is None or right is None:
        return unknown_cell(left, right)
    case = Case(directory=left, cloud=right, more=more, transferred=state, around=around, cloud_name=cloud_name)
    read = (
        _cached(sides[0], row, word.directory, left, around),
        _cached(sides[1], row, word.cloud, right, around),
    )
    return detail_of(word, case, read)


def _cached(
    side: _Codes, row: int, reader: Callable[[Raw, Surroundings], Canonical], raw: Raw, around: Surroundings
) -> Canonical | NotComparable:
    code = int(side.codes[row])
    if code not in side.read:
        side.read[code] = read_value(reader, raw, around)
    return side.read[code]


def read_value(
    reader: Callable[[Raw, Surroundings], Canonical], raw: Raw, around: Surroundings
) -> Canonical | NotComparable:
    """The comparable value, or why there is none."""
    try:
        return reader(raw, around)
    except NotComparable as error:
        return error


def opinion_of(
    word: Word, case: Case, read: tuple[Canonical | NotComparable, Canonical | NotComparable] | None = None
) -> tuple[Opinion, Canonical, Canonical]:
    """The opinion of a word on one pair of cells and both comparable values (None where there is none)."""
    left, right = read or (
        read_value(word.directory, case.directory, case.around),
        read_value(word.cloud, case.cloud, case.around),
    )
    reasons = [f"{s}: {e}." for s, e in (("AD", left), ("Cloud", right)) if isinstance(e, NotComparable)]
    if reasons:
        left, right = (None if isinstance(v, NotComparable) else v for v in (left, right))
        return Opinion(Answer.UNKNOWN, " ".join(reasons)), left, right
    try:
        return word.judge(left, right, case), left, right
    except NotComparable as error:
        return Opinion(Answer.UNKNOWN, f"{error}."), left, right


def detail_of(
    word: Word, case: Case, read: tuple[Canonical | NotComparable, Canonical | NotComparable] | None = None
) -> Detail:
    """The opinion with both values as found and as compared."""
    opinion, left, right = opinion_of(word, case, read)
    if opinion.answer <= _ROUTINE:
        return Detail(int(opinion.answer), "", "", "", "", "", BOTH)
    return Detail(
        answer=int(opinion.answer),
        directory_value=told(case.directory),
        cloud_value=told(case.cloud),
        directory_compared="" if left is None else word.show(left),
        cloud_compared="" if right is None else word.show(right),
        why=opinion.why,
        direction=direction_of(case, left, right),
        lasting=opinion.lasting,
    )


def unknown_cell(left: Raw | None, right: Raw | None) -> Detail:
    """The detail of a pair where one cell was not read."""
    where = "on both sides" if left is None and right is None else "in AD" if left is None else "in the cloud"
    return Detail(_UNKNOWN, told(left), told(right), "", "", f"The value is not known {where}.", BOTH)


def direction_of(case: Case, left: Canonical, right: Canonical) -> str:
    """Where that stands which differs: on one side only, or on both."""
    if isinstance(left, frozenset) and isinstance(right, frozenset):
        only_left, only_right = bool(left - right), bool(right - left)
    else:
        only_left = not is_empty(case.directory if left is None else left)
        only_right = not is_empty(case.cloud if right is None else right)
    if only_left == only_right:
        return BOTH
    return ONLY_DIRECTORY if only_left else ONLY_CLOUD


def told(raw: Raw | None) -> str:
    """A cell as reports show it."""
    if raw is None:
        return ""
    return raw if isinstance(raw, str) else "; ".join(raw)
