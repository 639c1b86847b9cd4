"""Checks on the values of one subject."""

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.cells import is_filled, is_unknown, texts
from analyzer.engine.checks import HIT, PASS, UNKNOWN, Bare, Evidence, Judged, Scope, check
from analyzer.engine.subjects import Subjects
from analyzer.engine.traits import TRAITS
from analyzer.engine.vectors import any_of, is_list, is_text, looking_like, test_values
from analyzer.normalise import plain_columns
from analyzer.normalise.key_columns import NEVER_ODD, folded_by

_NUMBER = re.compile(r"\d+")


def _columns(scope: Scope, names: Sequence[str]) -> tuple[dict[str, pa.Array], str]:
    """Columns by name, and words for the first one that nobody supplied."""
    found: dict[str, pa.Array] = {}
    for name in scope.estate.catalogue.expand(tuple(names)):
        column = scope.subjects.column(name)
        if column is None:
            return found, scope.subjects.needs(name)
        found[name] = column
    return found, ""


def _unjudged(scope: Scope, missing: str) -> Judged:
    codes = np.where(scope.member > 0, UNKNOWN, 0).astype(np.uint8)
    return Judged(codes=codes, missing=missing)


def _side(name: str) -> str:
    of_cloud = name.partition(".")[0] in {"cloud", "entra"} or (name in TRAITS and TRAITS[name].cloud)
    return "cloud" if of_cloud else "directory"


def evidence_of(
    index: int, name: str, value: str, outcome: int = HIT, detail: str = "", *, subjects: Subjects | None = None
) -> Evidence:
    """Evidence with the value on the side it is from: that of the table, of people the one the name says."""
    attribute = name.removeprefix("ad.").removeprefix("cloud.").removeprefix("entra.")
    # An address knows which attribute it stands in.
    stands_in = getattr(subjects, "attribute", None)
    attribute = stands_in[index] if stands_in else attribute
    is_cloud = getattr(subjects, "is_cloud", None)
    if is_cloud(index) if is_cloud is not None else _side(name) == "cloud":
        return Evidence(index=index, attribute=attribute, cloud_value=value, detail=detail, outcome=outcome)
    return Evidence(index=index, attribute=attribute, directory_value=value, detail=detail, outcome=outcome)


def _judged(scope: Scope, hit: np.ndarray, unknown: np.ndarray, shown: dict[str, pa.Array]) -> Judged:
    codes = np.where(hit, HIT, np.where(unknown, UNKNOWN, PASS)).astype(np.uint8)
    codes = np.where(scope.member > 0, codes, 0).astype(np.uint8)
    found = []
    for outcome in (HIT, UNKNOWN):
        which = np.flatnonzero(codes == outcome).astype(np.int64)
        values = {name: texts(column, scope.subjects.count, which) for name, column in shown.items()}
        name = next(iter(shown), "")
        for k, i in enumerate(which):
            best = next((n for n in values if values[n][k]), name) if outcome == HIT else name
            found.append(evidence_of(int(i), best, values[best][k] if best else "", outcome, subjects=scope.subjects))
    return Judged(codes=codes, evidence=found)


@check("exists")
def exists(scope: Scope) -> Judged:
    """Every member is a hit; a possible member is unknown."""
    codes = np.where(scope.member == 1, HIT, np.where(scope.member == 2, UNKNOWN, 0)).astype(np.uint8)
    found = np.flatnonzero(codes).astype(np.int64)
    return Judged(codes=codes, evidence=Bare(found, codes[found]))


@check("is_present")
def is_present(scope: Scope, *, attributes: Sequence[str]) -> Judged:
    """At least one of the attributes has a value."""
    columns, missing = _columns(scope, attributes)
    if missing:
        return _unjudged(scope, missing)
    filled = np.any([is_filled(c, scope.subjects.count) for c in columns.values()], axis=0)
    unknown = np.any([is_unknown(c, scope.subjects.count) for c in columns.values()], axis=0)
    return _judged(scope, filled, unknown, columns)


@check("is_absent")
def is_absent(scope: Scope, *, attributes: Sequence[str]) -> Judged:
    """All of the attributes are empty."""
    columns, missing = _columns(scope, attributes)
    if missing:
        return _unjudged(scope, missing)
    filled = np.any([is_filled(c, scope.subjects.count) for c in columns.values()], axis=0)
    unknown = np.any([is_unknown(c, scope.subjects.count) for c in columns.values()], axis=0)
    return _judged(scope, ~filled & ~unknown, unknown & ~filled, columns)


def _folded(value: str) -> str:
    return value.strip().casefold()


def _listed(column: pa.Array, values: Sequence[str]) -> np.ndarray:
    """Cells of which the value, or a part of the list, is one of those listed."""
    listed = {str(v).casefold() for v in values}
    members = pc.list_flatten(column) if is_list(column) else column.cast(pa.string())
    if not is_list(column):
        listed -= {""}
    found = plain_columns.is_one_of(folded_by(members, NEVER_ODD, _folded), listed)
    return any_of(column, found) if is_list(column) else found


@check("is_one_of")
def is_one_of(scope: Scope, *, attribute: str, values: Sequence[str]) -> Judged:
    """The value, or any part of a list, is one of those listed."""
    columns, missing = _columns(scope, [attribute])
    if missing:
        return _unjudged(scope, missing)
    column = columns[attribute]
    return _judged(scope, _listed(column, values), is_unknown(column, len(column)), columns)


@check("is_none_of")
def is_none_of(scope: Scope, *, attribute: str, values: Sequence[str]) -> Judged:
    """There is a value, and no part of it is listed."""
    columns, missing = _columns(scope, [attribute])
    if missing:
        return _unjudged(scope, missing)
    column = columns[attribute]
    hit = is_filled(column, len(column)) & ~_listed(column, values)
    return _judged(scope, hit, is_unknown(column, len(column)), columns)


def _as_text(column: pa.Array) -> pa.Array:
    """Cells to be compared as a whole: folded, the members of a list in their order."""
    if is_text(column):
        return folded_by(column, NEVER_ODD, _folded)
    cells = column.to_pylist()
    out = [c if c is None else "\0".join(map(_folded, c)) if isinstance(c, list) else _folded(str(c)) for c in cells]
    return pa.array(out, pa.string())


@check("disagrees")
def disagrees(scope: Scope, *, attribute: str, other: str) -> Judged:
    """Two columns of one subject both have a value and differ."""
    columns, missing = _columns(scope, [attribute, other])
    if missing:
        return _unjudged(scope, missing)
    count = scope.subjects.count
    left, right = columns[attribute], columns[other]
    differ = pc.fill_null(pc.not_equal(_as_text(left), _as_text(right)), False).to_numpy(zero_copy_only=False)
    hit = is_filled(left, count) & is_filled(right, count) & differ
    judged = _judged(scope, hit, is_unknown(left, count) | is_unknown(right, count), columns)
    which = np.array([e.index for e in judged.evidence], dtype=np.int64)
    shown = scope.estate.facts.shown_name
    rows = zip(judged.evidence, texts(left, count, which), texts(right, count, which), strict=True)
    told = [
        evidence_of(e.index, attribute, first, e.outcome, f"{shown(attribute)}: {first}, {shown(other)}: {second}")
        for e, first, second in rows
    ]
    return Judged(codes=judged.codes, evidence=told)


def version_parts(text: str) -> tuple[int, ...]:
    """A version as numbers; empty when it is none."""
    return tuple(int(n) for n in _NUMBER.findall(text))


@check("is_below")
def is_below(scope: Scope, *, attribute: str, minimum: str) -> Judged:
    """A version or number below the minimum, compared part by part."""
    columns, missing = _columns(scope, [attribute])
    if missing:
        return _unjudged(scope, missing)
    least = version_parts(minimum)
    values = [version_parts(v or "") for v in texts(columns[attribute], scope.subjects.count)]
    hit = np.array([bool(v) and v < least for v in values], dtype=bool)
    return _judged(scope, hit, np.array([not v for v in values], dtype=bool), columns)


def _as_number(text: str) -> str:
    return text.strip().replace(",", "")


@check("is_above")
def is_above(scope: Scope, *, attribute: str, maximum: int) -> Judged:
    """A number above the maximum; what is no number is unknown, an empty cell passes."""
    columns, missing = _columns(scope, [attribute])
    if missing:
        return _unjudged(scope, missing)
    column = columns[attribute]
    cells = column if is_text(column) else pa.array(texts(column, scope.subjects.count), pa.string())
    hit = test_values(cells, lambda v: (n := _as_number(v)).isdecimal() and int(n) > maximum)
    odd = test_values(cells, lambda v: bool(n := _as_number(v)) and not n.isdecimal())
    return _judged(scope, hit, odd | is_unknown(column, scope.subjects.count), columns)


@check("looks_like")
def looks_like(scope: Scope, *, attribute: str, patterns: Sequence[str]) -> Judged:
    """The text, or a member of the list, fits one of the patterns: a star is any text, case does not matter."""
    columns, missing = _columns(scope, [attribute])
    if missing:
        return _unjudged(scope, missing)
    column = columns[attribute]
    fits = looking_like(pc.list_flatten(column) if is_list(column) else column.cast(pa.string()), patterns)
    hit = any_of(column, fits) if is_list(column) else fits
    return _judged(scope, hit, is_unknown(column, len(column)), columns)
