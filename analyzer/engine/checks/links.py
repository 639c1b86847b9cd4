"""A check on links: where do they lead?"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.cells import texts
from analyzer.engine.checks import HIT, PASS, UNKNOWN, Codes, Evidence, Judged, Scope, check
from analyzer.engine.checks.values import evidence_of
from analyzer.engine.flags import MAYBE, YES
from analyzer.engine.populations import Population
from analyzer.engine.vectors import is_list

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
    rows, links = _flat(column)
    place = pc.index_in(links, value_set=_canonical(ends)).to_numpy(zero_copy_only=False)
    member = np.where(np.isnan(place), 0, wanted.member[np.nan_to_num(place).astype(np.int64)])
    known = scope.estate.identities.column("ad", "distinguishedName")
    seen = np.zeros(len(links), dtype=bool)
    if known is not None:
        seen = pc.is_in(links, value_set=_canonical(known)).to_numpy(zero_copy_only=False)
    outside = np.isnan(place) & ~seen
    each = np.where(member == YES, HIT, np.where((member == MAYBE) | outside, UNKNOWN, PASS))
    codes = np.full(len(column), PASS, np.uint8)
    for code in (UNKNOWN, HIT):
        codes[rows[each == code]] = code
    codes[pc.is_null(column).to_numpy(zero_copy_only=False)] = UNKNOWN
    spelled = _flat(column, canonical=False)[1].to_pylist()
    ends_of: dict[int, list[str]] = {}
    for k in np.flatnonzero((each == codes[rows]) & (each >= HIT)):
        ends_of.setdefault(int(rows[k]), []).append(spelled[k])
    out = []
    for i in np.flatnonzero((codes >= HIT) & (scope.member > 0)):
        found = ends_of.get(int(i), [])
        more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
        value = "; ".join(found[:_SHOWN]) + more or texts(column, 1, np.array([i]))[0]
        lead = "is in no file" if codes[i] == UNKNOWN and found else ""
        out.append(evidence_of(int(i), name, value, int(codes[i]), lead, subjects=scope.subjects))
    return codes, out


def _flat(column: pa.Array, *, canonical: bool = True) -> tuple[np.ndarray, pa.Array]:
    """The subject of each link, and the link."""
    if is_list(column):
        rows = pc.list_parent_indices(column).to_numpy(zero_copy_only=False).astype(np.int64)
        links = pc.list_flatten(column)
    else:
        filled = pc.fill_null(pc.not_equal(column, ""), False).to_numpy(zero_copy_only=False)
        rows, links = np.flatnonzero(filled), column.filter(pa.array(filled))
    return rows, _canonical(links) if canonical else links


def _canonical(names: pa.Array) -> pa.Array:
    """Distinguished names as compared: without case, without blanks behind the commas."""
    return pc.replace_substring_regex(pc.utf8_lower(names), r",\s+", ",")
