"""A check on links: where do they lead?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import MAYBE, YES
from analyzer.engine.cells import texts
from analyzer.engine.checks import HIT, PASS, UNKNOWN, Codes, Evidence, Judged, Scope, check
from analyzer.engine.checks.values import evidence_of
from analyzer.engine.kept import kept
from analyzer.engine.populations import Population
from analyzer.engine.vectors import is_list
from analyzer.normalise.plain_columns import lowered, rows_with_pair

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_SHOWN = 5


@check("leads_to")
def leads_to(scope: Scope, *, links: Sequence[str], targets: str) -> Judged:
    """One of the links ends at a member of the other population; the finding names up to five of them.

    A link to an object that is in no file is unknown, for nobody can say what is at its end.
    """
    wanted = scope.estate.population(targets)
    ends = wanted.subjects.column("distinguishedName") if wanted.subjects is not None else None
    if ends is None:
        return _all_unknown(scope, wanted.missing or "distinguishedName of the directory export (LDIF)")
    codes = np.full(scope.subjects.count, PASS, np.uint8)
    evidence: list[Evidence] = []
    for name in scope.estate.catalogue.expand(tuple(links)):
        column = scope.subjects.column(name)
        if column is None:
            return _all_unknown(scope, scope.subjects.needs(name))
        mine, found = _followed(scope, name, column, ends, wanted)
        codes = np.where((codes == HIT) | (mine == HIT), HIT, np.maximum(codes, mine)).astype(np.uint8)
        evidence += found
    codes = np.where(scope.member > 0, codes, 0).astype(np.uint8)
    told = [e for e in evidence if codes[e.index] == e.outcome]
    return Judged(codes=codes, evidence=told, missing="" if wanted.complete else wanted.gap)


def _all_unknown(scope: Scope, missing: str) -> Judged:
    return Judged(codes=np.where(scope.member > 0, UNKNOWN, 0).astype(np.uint8), missing=missing)


def _followed(
    scope: Scope, name: str, column: pa.Array, ends: pa.Array, wanted: Population
) -> tuple[Codes, list[Evidence]]:
    """A code for each subject after one link attribute, and what was found at the ends."""
    which = np.flatnonzero(scope.member > 0).astype(np.int64)
    # Most subjects are no members, and their links may be many.
    mine = column.take(pa.array(which))
    at, spelled = _flat(mine)
    rows, links = which[at], _canonical(spelled)
    state, outside = _at_the_ends(scope, links, ends, wanted)
    each = np.where(state == YES, HIT, np.where((state == MAYBE) | outside, UNKNOWN, PASS))
    codes = np.full(len(column), PASS, np.uint8)
    for code in (UNKNOWN, HIT):
        codes[rows[each == code]] = code
    codes[which[pc.is_null(mine).to_numpy(zero_copy_only=False)]] = UNKNOWN
    told = np.flatnonzero((each == codes[rows]) & (each >= HIT))
    ends_of: dict[int, list[str]] = {}
    for row, value in zip(rows[told].tolist(), spelled.take(pa.array(told)).to_pylist(), strict=True):
        ends_of.setdefault(row, []).append(value)
    out = []
    for i in np.flatnonzero((codes >= HIT) & (scope.member > 0)):
        found = ends_of.get(int(i), [])
        more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
        value = "; ".join(found[:_SHOWN]) + more or texts(column, 1, np.array([i]))[0]
        lead = "is in no file" if codes[i] == UNKNOWN and found else ""
        out.append(evidence_of(int(i), name, value, int(codes[i]), lead, subjects=scope.subjects))
    return codes, out


def _at_the_ends(scope: Scope, links: pa.Array, ends: pa.Array, wanted: Population) -> tuple[np.ndarray, np.ndarray]:
    """Whether the end of each link belongs to the population, and which ends no file holds."""
    state, outside = np.zeros(len(links), np.uint8), np.zeros(len(links), dtype=bool)
    if not len(links):
        return state, outside
    # Only ends that some link names are looked at: the others may be a whole directory.
    of_all = wanted.subjects is scope.estate.recipients
    at, named = _named_by(_known(scope.estate) if of_all else _canonical(ends), links)
    place = pc.index_in(links, value_set=named).to_numpy(zero_copy_only=False)
    found = ~np.isnan(place)
    state[found] = wanted.member[at[place[found].astype(np.int64)]]
    known = _known(scope.estate)
    lost = links.filter(pa.array(~found))
    if known is None or not len(lost):
        return state, ~found
    outside[~found] = ~pc.is_in(lost, value_set=_named_by(known, lost)[1]).to_numpy(zero_copy_only=False)
    return state, outside


@kept
def _known(estate: "Estate") -> pa.Array | None:
    """The names of all objects of the directory, as compared."""
    names = estate.identities.column("ad", "distinguishedName")
    return None if names is None else _canonical(names)


def _named_by(canonical: pa.Array, links: pa.Array) -> tuple[np.ndarray, pa.Array]:
    """The places of the names that some link is, and these names."""
    at = np.flatnonzero(pc.is_in(canonical, value_set=pc.unique(links)).to_numpy(zero_copy_only=False))
    return at, canonical.take(pa.array(at))


def _flat(column: pa.Array) -> tuple[np.ndarray, pa.Array]:
    """The subject of each link, and the link as found."""
    if is_list(column):
        return pc.list_parent_indices(column).to_numpy(zero_copy_only=False).astype(np.int64), pc.list_flatten(column)
    filled = pc.fill_null(pc.not_equal(column, ""), False).to_numpy(zero_copy_only=False)
    return np.flatnonzero(filled), column.filter(pa.array(filled))


def _canonical(names: pa.Array) -> pa.Array:
    """Distinguished names as compared: without case, without blanks behind the commas."""
    # A name and its initials are written with one blank; hardly any name has more, or other ones.
    low = pc.replace_substring(lowered(names), ", ", ",")
    loose = rows_with_pair(low, ",", " \t\n\f\r")
    if loose is None:
        return low
    return pc.replace_with_mask(low, loose, pc.replace_substring_regex(low.filter(loose), r",\s+", ","))
