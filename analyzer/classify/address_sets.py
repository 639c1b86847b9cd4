"""Compares proxyAddresses and legacyExchangeDN of all pairs: Arrow and numbers find the few pairs that need words."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.address_entries import Block, apart, encode
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
from analyzer.classify.details import Details, Judged
from analyzer.normalise.addresses import CLOUD_LEGACY, ONMICROSOFT
from analyzer.normalise.words import Answer, Raw, Surroundings

Codes = npt.NDArray[np.uint8]
Index = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
LEGACY = "legacy"
ASPECTS = (PRIMARY, *KINDS, LEGACY)
# Pairs whose entries stand in memory at once: so few that the dictionary of them stays near the processor.
BLOCK = 2_500
_EQUAL, _ROUTINE, _UNKNOWN = int(Answer.EQUAL), int(Answer.ROUTINE), int(Answer.UNKNOWN)
_FIRST_LOOK = 1_000
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
    legacy_silent: Mask  # of directory_legacy

    def people(self, pairs: Index) -> dict[int, Person]:
        """Some pairs as found."""
        where = pa.array(pairs)
        cells = [
            c.take(where).to_pylist()
            for c in (self.directory, self.cloud, self.cloud_primary, self.sign_in, self.cloud_legacy)
        ]
        return {
            pair: Person(
                directory=None if left is None else tuple(left),
                cloud=None if right is None else tuple(right),
                cloud_primary=single,
                sign_in=sign_in,
                cloud_legacy=legacy,
            )
            for pair, left, right, single, sign_in, legacy in zip(pairs.tolist(), *cells, strict=True)
        }


def marks_kept(column: pa.Array) -> bool:
    """Some entry has an upper-case prefix: the export kept the mark of the primary (or holds no address)."""
    # Where marks are kept the first people have them.
    parts = (column.slice(0, _FIRST_LOOK), column.slice(_FIRST_LOOK))
    values = [pc.list_flatten(part) for part in parts]
    if not any(map(len, values)):
        return True
    return any(bool(pc.any(pc.match_substring_regex(part, _MARK)).as_py()) for part in values)


def compare_addresses(columns: AddressColumns, around: Surroundings) -> dict[str, Judged]:
    """The answers of each aspect for all pairs: primary, smtp, x500, sip, other and legacy."""
    kept = marks_kept(columns.cloud)
    count = len(columns.directory)
    answers = {aspect: np.full(count, _EQUAL, np.uint8) for aspect in ASPECTS}
    parts: dict[str, list[Index]] = {aspect: [] for aspect in ASPECTS}
    for start in range(0, count, BLOCK):
        part = slice(start, min(start + BLOCK, count))
        for aspect, (codes, pairs) in _block(columns, part, around, kept).items():
            answers[aspect][part] = codes
            parts[aspect].append(pairs + start)
    wanted = {aspect: np.concatenate([*found, np.array([], np.int64)]) for aspect, found in parts.items()}
    people = columns.people(np.unique(np.concatenate(list(wanted.values()))))
    out = {}
    for aspect, pairs in wanted.items():
        details = Details()
        names = columns.directory_legacy.take(pa.array(pairs)).to_pylist() if aspect == LEGACY else []
        for place, pair in enumerate(pairs.tolist()):
            if aspect == PRIMARY:
                judge_primary(details, people[pair], cloud_marks_kept=kept)
            elif aspect == LEGACY:
                judge_legacy(details, names[place], people[pair])
            else:
                judge_kind(details, people[pair], aspect, around)
        out[aspect] = _judged(answers[aspect], pairs, details)
    return out


def _judged(answers: Codes, pairs: Index, details: Details) -> Judged:
    """The words for the pairs that Arrow could not decide, joined to the answers for the others."""
    found = np.array(details.answer, dtype=np.uint8)
    answers[pairs] = found
    shown = found > _ROUTINE
    return Judged(answers=answers, pairs=pairs[shown], place=np.flatnonzero(shown).astype(np.int64), details=details)


def _block(columns: AddressColumns, part: slice, around: Surroundings, kept: bool) -> dict[str, tuple[Codes, Index]]:
    """Per aspect: the codes of what is decided already, and the pairs (within the block) that need words."""
    cut = {
        n: getattr(columns, n)[part]
        for n in ("directory", "cloud", "cloud_primary", "directory_legacy", "cloud_legacy")
    }
    block = encode(**cut)
    no_directory, no_cloud = ~block.directory.known, ~block.cloud.known
    silent = (no_directory & columns.directory_silent[part]) | (no_cloud & columns.cloud_silent[part])
    unknown = no_directory | no_cloud
    codes_of = {kind: np.where(unknown, _UNKNOWN, _EQUAL).astype(np.uint8) for kind in KINDS}
    words_of = {kind: np.array(unknown & ~silent) for kind in KINDS}
    aspect_of, from_cloud, from_directory = _kinds(block.words, around)
    only_directory, only_cloud = apart(block.directory, block.cloud)
    for (pair, code), is_routine in ((only_directory, from_directory), (only_cloud, from_cloud)):
        for number, kind in enumerate(KINDS):
            mine = aspect_of[code] == number
            codes_of[kind][pair[mine]] = _ROUTINE
            words_of[kind][pair[mine & ~is_routine[code]]] = True
    found = {kind: (codes_of[kind], np.flatnonzero(words_of[kind]).astype(np.int64)) for kind in KINDS}
    # The primary may still be known where the list is not.
    has_single = block.cloud_primary >= 0
    blind = no_directory & columns.directory_silent[part]
    blind |= no_cloud & columns.cloud_silent[part] & ~has_single
    return found | {
        PRIMARY: _primary(block, kept, blind),
        LEGACY: _legacy(block, cut["directory_legacy"], silent, columns.legacy_silent[part]),
    }


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


def _legacy(block: Block, names: pa.Array, silent: Mask, nameless: Mask) -> tuple[Codes, Index]:
    """Equal or routine where the cloud keeps the directory's name; all others need words."""
    mine, theirs = block.directory_legacy, block.cloud_legacy
    every = np.arange(len(mine), dtype=np.int64)
    unknown = np.asarray(pc.is_null(names).to_numpy(zero_copy_only=False)).astype(bool)
    settled = (mine < 0) | (mine == theirs) | (block.cloud.known & block.cloud.holds(every, mine))
    kept = (theirs < 0) | (mine == theirs) | ~block.directory.known | block.directory.holds(every, theirs)
    codes = np.where(unknown, _UNKNOWN, np.where(kept, _EQUAL, _ROUTINE)).astype(np.uint8)
    words = ~settled & ~unknown
    codes[words] = _UNKNOWN
    told = (words & ~(~block.cloud.known & silent)) | (unknown & ~nameless)
    return codes, np.flatnonzero(told).astype(np.int64)


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
