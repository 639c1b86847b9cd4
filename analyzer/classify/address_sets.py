"""Compares proxyAddresses and legacyExchangeDN of all pairs: Arrow and numbers find the few pairs that need words."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.address_entries import Block, encode
from analyzer.classify.address_opinions import (
    KINDS,
    PRIMARY,
    SIP,
    SMTP,
    SPO,
    X500,
    Person,
    judge_kind,
    judge_legacy,
    judge_primary,
)
from analyzer.classify.values import Detail, Judged
from analyzer.normalise.addresses import CLOUD_LEGACY, ONMICROSOFT
from analyzer.normalise.words import Answer, Raw, Surroundings

Codes = npt.NDArray[np.uint8]
Index = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
LEGACY = "legacy"
# Pairs whose entries stand in memory at once.
BLOCK = 100_000
_EQUAL, _ROUTINE, _UNKNOWN = int(Answer.EQUAL), int(Answer.ROUTINE), int(Answer.UNKNOWN)
_MARK = r"^\s*(?:SMTP|X500|SIP|X400|EUM):"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressColumns:
    """The columns of all pairs; one that nobody supplied is all null."""

    directory: pa.Array
    cloud: pa.Array
    cloud_primary: pa.Array
    sign_in: pa.Array
    directory_legacy: pa.Array
    cloud_legacy: pa.Array
    directory_silent: Mask  # pairs whose whole file lacks the column: unknown without a row
    cloud_silent: Mask

    def person(self, pair: int) -> Person:
        """One pair as found."""
        lists = [c[pair].as_py() for c in (self.directory, self.cloud)]
        directory, cloud = (None if v is None else tuple(v) for v in lists)
        single = [c[pair].as_py() for c in (self.cloud_primary, self.sign_in, self.cloud_legacy)]
        return Person(
            directory=directory, cloud=cloud, cloud_primary=single[0], sign_in=single[1], cloud_legacy=single[2]
        )


def marks_kept(column: pa.Array) -> bool:
    """Some entry has an upper-case prefix: the export kept the mark of the primary (or holds no address)."""
    values = pc.list_flatten(column)
    return not len(values) or bool(pc.any(pc.match_substring_regex(values, _MARK)).as_py())


def compare_addresses(columns: AddressColumns, around: Surroundings) -> dict[str, Judged]:
    """The answers of each aspect for all pairs: primary, smtp, x500, sip, other and legacy."""
    kept = marks_kept(columns.cloud)
    judges: dict[str, Callable[[int, Person], Detail]] = {
        PRIMARY: lambda pair, person: judge_primary(person, cloud_marks_kept=kept),
        LEGACY: lambda pair, person: judge_legacy(columns.directory_legacy[pair].as_py() or "", person),
        **{kind: _judge_kind(kind, around) for kind in KINDS},
    }
    count = len(columns.directory)
    answers = {aspect: np.full(count, _EQUAL, np.uint8) for aspect in judges}
    open_: dict[str, list[Index]] = {aspect: [] for aspect in judges}
    for start in range(0, count, BLOCK):
        part = slice(start, min(start + BLOCK, count))
        for aspect, (codes, pairs) in _block(columns, part, around, kept).items():
            answers[aspect][part] = codes
            open_[aspect].append(pairs + start)
    people: dict[int, Person] = {}
    return {
        aspect: _judged(
            answers[aspect], np.concatenate([*open_[aspect], np.array([], np.int64)]), judge, columns, people
        )
        for aspect, judge in judges.items()
    }


def _judge_kind(kind: str, around: Surroundings) -> Callable[[int, Person], Detail]:
    return lambda pair, person: judge_kind(person, kind, around)


def _judged(
    answers: Codes,
    pairs: Index,
    judge: Callable[[int, Person], Detail],
    columns: AddressColumns,
    people: dict[int, Person],
) -> Judged:
    """Words for the pairs that Arrow could not decide."""
    details = []
    for pair in pairs.tolist():
        if pair not in people:
            people[pair] = columns.person(pair)
        details.append(judge(pair, people[pair]))
    found = np.array([d.answer for d in details], dtype=np.uint8)
    answers[pairs] = found
    told = found > _ROUTINE
    places = np.arange(len(pairs), dtype=np.int64)[told]
    return Judged(answers=answers, pairs=pairs[told], detail_of=places, details=details)


def _block(columns: AddressColumns, part: slice, around: Surroundings, kept: bool) -> dict[str, tuple[Codes, Index]]:
    """Per aspect: the codes of what is decided already, and the pairs (within the block) that need words."""
    cut = {
        n: getattr(columns, n)[part]
        for n in ("directory", "cloud", "cloud_primary", "directory_legacy", "cloud_legacy")
    }
    block = encode(**cut)
    count = len(cut["directory"])
    no_directory, no_cloud = ~block.directory.known, ~block.cloud.known
    silent = (no_directory & columns.directory_silent[part]) | (no_cloud & columns.cloud_silent[part])
    out = {
        kind: (np.where(no_directory | no_cloud, _UNKNOWN, _EQUAL).astype(np.uint8), np.zeros(count, bool))
        for kind in KINDS
    }
    for codes, words in out.values():
        words |= (codes == _UNKNOWN) & ~silent
    aspect_of, from_cloud, from_directory = _kinds(block.words, around)
    for (pair, code), is_routine in (
        (block.directory.without(block.cloud), from_directory),
        (block.cloud.without(block.directory), from_cloud),
    ):
        for number, kind in enumerate(KINDS):
            mine = aspect_of[code] == number
            codes, words = out[kind]
            codes[pair[mine]] = _ROUTINE
            words[pair[mine & ~is_routine[code]]] = True
    found = {kind: (codes, np.flatnonzero(words).astype(np.int64)) for kind, (codes, words) in out.items()}
    # The primary may still be known where the list is not.
    has_single = block.cloud_primary >= 0
    blind = no_directory & columns.directory_silent[part]
    blind |= no_cloud & columns.cloud_silent[part] & ~has_single
    return found | {PRIMARY: _primary(block, kept, blind), LEGACY: _legacy(block, cut["directory_legacy"], silent)}


def _kinds(words: pa.Array, around: Surroundings) -> tuple[npt.NDArray[np.uint8], Mask, Mask]:
    """Per code: its aspect, and whether it is routine when only the cloud, or only AD, has it."""
    prefixes = {k: _starts(words, f"{k}:") for k in (SMTP, X500, SIP, SPO)}
    aspect = np.full(len(words), len(KINDS) - 1, np.uint8)
    for number, kind in enumerate(KINDS[:-1]):
        aspect[prefixes[kind]] = number
    service = np.asarray(pc.ends_with(words, ONMICROSOFT).to_numpy(zero_copy_only=False)).astype(bool)
    for domain in around.initial_domains:
        service |= np.asarray(pc.ends_with(words, f"@{domain}").to_numpy(zero_copy_only=False)).astype(bool)
    from_cloud = prefixes[X500] | prefixes[SIP] | prefixes[SPO] | (prefixes[SMTP] & service)
    return aspect, from_cloud, _starts(words, f"x500:{CLOUD_LEGACY}")


def _starts(words: pa.Array, prefix: str) -> Mask:
    return np.asarray(pc.starts_with(words, prefix).to_numpy(zero_copy_only=False)).astype(bool)


def _primary(block: Block, kept: bool, blind: Mask) -> tuple[Codes, Index]:
    """Equal where both sides have one primary and it is the same; all others need words."""
    left, count = block.directory.primary, block.directory.primary_count
    single = block.cloud_primary
    right, right_count = block.cloud.primary, block.cloud.primary_count
    marked = right_count == 1
    if not kept:
        marked = np.zeros(len(left), bool)
    silent_list = (right_count == 0) | ~block.cloud.known | (not kept)
    right = np.where(single >= 0, single, right)
    agrees = np.where(single >= 0, silent_list | (marked & (block.cloud.primary == single)), marked)
    equal = block.directory.known & (count == 1) & agrees & (left == right)
    codes = np.where(equal, _EQUAL, _UNKNOWN).astype(np.uint8)
    return codes, np.flatnonzero(~equal & ~blind).astype(np.int64)


def _legacy(block: Block, names: pa.Array, silent: Mask) -> tuple[Codes, Index]:
    """Equal or routine where the cloud keeps the directory's name; all others need words."""
    mine, theirs = block.directory_legacy, block.cloud_legacy
    every = np.arange(len(mine), dtype=np.int64)
    unknown = np.asarray(pc.is_null(names).to_numpy(zero_copy_only=False)).astype(bool)
    settled = (mine < 0) | (mine == theirs) | (block.cloud.known & block.cloud.holds(every, mine))
    kept = (theirs < 0) | (mine == theirs) | ~block.directory.known | block.directory.holds(every, theirs)
    codes = np.where(unknown, _UNKNOWN, np.where(kept, _EQUAL, _ROUTINE)).astype(np.uint8)
    words = ~settled & ~unknown
    codes[words] = _UNKNOWN
    return codes, np.flatnonzero(words & ~(~block.cloud.known & silent)).astype(np.int64)


def as_list(column: pa.Array | None, count: int) -> pa.Array:
    """A list column; a text is a list of one, a missing column is all unknown."""
    if column is None:
        return pa.nulls(count, pa.list_(pa.string()))
    if pa.types.is_list(column.type):
        return column
    if pa.types.is_large_list(column.type):
        return column.cast(pa.list_(pa.string()))
    values: list[Raw | None] = column.to_pylist()
    return pa.array([None if v is None else [v] if v else [] for v in values], pa.list_(pa.string()))


def as_text(column: pa.Array | None, count: int) -> pa.Array:
    """A text column; a missing one is all unknown."""
    if column is None or not pa.types.is_string(column.type):
        return pa.nulls(count, pa.string())
    return column
