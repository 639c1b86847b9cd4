"""Compares two columns: equal text in Arrow, every distinct differing combination once in Python."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.details import (
    Codes,
    Details,
    Index,
    Judged,
    Read,
    add_cells,
    add_unknown_cell,
    judge_cells,
    read_value,
)
from analyzer.classify.keyed import Keyed, keyed
from analyzer.classify.shortcuts import SHORTCUTS
from analyzer.normalise.words import NOT_TRANSFERRED, Answer, Canonical, Case, Raw, Surroundings, Word

Mask = npt.NDArray[np.bool_]
_EQUAL, _ROUTINE, _UNKNOWN = int(Answer.EQUAL), int(Answer.ROUTINE), int(Answer.UNKNOWN)
_STATES = 3
_MOST = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How two columns are compared, and what their word may ask besides."""

    word: Word
    around: Surroundings
    cloud_name: str
    transferred: Codes
    more: Mapping[str, pa.Array | None]


def compare_values(directory: pa.Array, cloud: pa.Array, question: Question, *, silent: Mask) -> Judged:
    """The answers for all pairs of two columns of equal length.

    ``silent`` pairs are unknown without a row: their whole file lacks the column.
    """
    word = question.word
    left, right = keyed([directory, cloud])
    answers = np.full(len(directory), _EQUAL, np.uint8)
    unknown = flags(pc.or_(pc.is_null(left.keys), pc.is_null(right.keys)))
    blank = [flags(pc.equal(k.keys, "")) for k in (left, right)]
    both_empty = blank[0] & blank[1]
    settled = both_empty | silent
    if word.same_text:
        settled |= flags(pc.equal(left.keys, right.keys))
    elif word.name in SHORTCUTS:
        settled |= SHORTCUTS[word.name](left.keys, right.keys)
    if word.absent_is_routine:
        routine = blank[0] & ~blank[1] & ~unknown
        routine &= flags(pc.not_equal(pc.utf8_trim_whitespace(right.keys), ""))
        answers[routine] = _ROUTINE
        settled |= routine
    answers[unknown] = _UNKNOWN
    if both_empty.any():
        # Two empty cells mean the same for every pair, whatever else the word may ask.
        answer = _empty_answer(question)
        answers[both_empty] = answer
        if answer > _ROUTINE:
            settled &= ~both_empty | silent
    rest = np.flatnonzero(~settled).astype(np.int64)
    if not len(rest):
        return Judged(answers=answers, pairs=rest, place=rest, details=Details())
    places, details = _combinations(rest, left, right, question)
    found = np.array(details.answer, dtype=np.uint8)[places]
    answers[rest] = found
    shown = found > _ROUTINE
    return Judged(answers=answers, pairs=rest[shown], place=places[shown], details=details)


def flags(column: pa.Array) -> Mask:
    """An Arrow truth column; unknown is False."""
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False)).astype(bool)


def _empty_answer(question: Question) -> Answer:
    word, around = question.word, question.around
    read = read_value(word.directory, "", around), read_value(word.cloud, "", around)
    return judge_cells(word, ("", ""), read, Case(around=around, cloud_name=question.cloud_name)).answer


@dataclass(slots=True)
class _Coded:
    """A column's distinct cells and the code of each row."""

    codes: Index
    raws: list[Raw | None]

    @property
    def size(self) -> int:
        return len(self.raws)


def _encode(column: Keyed, rest: Index) -> _Coded:
    encoded = pc.dictionary_encode(column.keys.take(pa.array(rest)), null_encoding="encode")
    keys = encoded.dictionary.to_pylist()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return _Coded(codes, [None if k is None else column.raw(k) for k in keys] if column.listed else keys)


def _combinations(rest: Index, left: Keyed, right: Keyed, question: Question) -> tuple[Index, Details]:
    """The place of each row's combination, and each distinct combination judged once."""
    word, around = question.word, question.around
    sides = _encode(left, rest), _encode(right, rest)
    extra = {n: _encode(keyed([c])[0], rest) for n, c in question.more.items() if c is not None}
    key = np.zeros(len(rest), dtype=np.int64)
    for part in (*sides, *extra.values()):
        key = _combined(key, part.codes, part.size)
    if word.asks_state:
        key = _combined(key, question.transferred[rest].astype(np.int64), _STATES)
    _, first, places = np.unique(key, return_index=True, return_inverse=True)
    reads = _read_all(sides[0], word.directory, around), _read_all(sides[1], word.cloud, around)
    details = Details()
    case = Case(around=around, cloud_name=question.cloud_name)
    lefts, rights = (s.codes[first].tolist() for s in sides)
    for row, a, b in zip(first.tolist(), lefts, rights, strict=True):
        raw_left, raw_right = sides[0].raws[a], sides[1].raws[b]
        if raw_left is None or raw_right is None:
            add_unknown_cell(details, raw_left, raw_right)
            continue
        if question.more or word.asks_state:
            more = {n: extra[n].raws[int(extra[n].codes[row])] if n in extra else None for n in question.more}
            state = int(question.transferred[rest[row]]) if word.asks_state else NOT_TRANSFERRED
            case = Case(around=around, cloud_name=question.cloud_name, more=more, transferred=state)
        add_cells(details, word, (raw_left, raw_right), (reads[0][a], reads[1][b]), case)
    return places.astype(np.int64), details


def _read_all(side: _Coded, reader: Callable[[Raw, Surroundings], Canonical], around: Surroundings) -> list[Read]:
    return [None if raw is None else read_value(reader, raw, around) for raw in side.raws]


def _combined(key: Index, codes: Index, size: int) -> Index:
    """One number for two; renumbered first where it might not fit into 64 bits."""
    if len(key) and (int(key.max()) + 1) * max(size, 1) > _MOST:
        key = np.unique(key, return_inverse=True)[1].astype(np.int64)
    return np.asarray(key * size + codes)
