"""Checks on times."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from analyzer.engine.cells import is_unknown
from analyzer.engine.checks import HIT, PASS, UNKNOWN, Judged, Scope, check
from analyzer.engine.checks.values import evidence_of

# Times that may rest on an upper bound, and the trait that says so.
EXACT = {"earliest_safe_transfer": "safe_is_exact"}
WORDS = {"earliest_safe_transfer": "safe from", "last_sync": "the last sync was", "support_ends": "support ends"}


def _moment(scope: Scope, moment: str) -> np.datetime64 | None:
    when = {"as_of": scope.estate.as_of, "export_time": scope.estate.export_time}[moment]
    return None if when is None else np.datetime64(when.replace(tzinfo=None), "us")


def iso(value: np.datetime64) -> str:
    """A time as text, to the second, in UTC."""
    return f"{np.datetime_as_string(value, unit='s')}Z"


def _compare(scope: Scope, attribute: str, moment: str, hours: int, *, after: bool) -> Judged:
    column = scope.subjects.column(attribute)
    member = scope.member > 0
    limit = _moment(scope, moment)
    if column is None or limit is None:
        missing = scope.subjects.needs(attribute) if column is None else "a file that carries a time"
        return Judged(codes=np.where(member, UNKNOWN, 0).astype(np.uint8), missing=missing)
    limit = limit - np.timedelta64(hours, "h")
    unknown = is_unknown(column, scope.subjects.count)
    naive = column.cast(pa.timestamp("us"))
    times = naive.to_numpy(zero_copy_only=False).astype("datetime64[us]")
    hit = ~unknown & ((times > limit) if after else (times < limit))
    codes = np.where(member, np.where(unknown, UNKNOWN, np.where(hit, HIT, PASS)), 0).astype(np.uint8)
    found = []
    exact = scope.subjects.column(EXACT[attribute]) if attribute in EXACT else None
    for i in map(int, np.flatnonzero(codes >= HIT)):
        value = "" if unknown[i] else iso(times[i])
        possible = exact is not None and exact[i].as_py() == "no"
        latest = ", at the latest" if possible and value else ""
        words = value and f"{WORDS.get(attribute, attribute)} {value}{latest}"
        found.append(
            replace(evidence_of(i, attribute, value, int(codes[i]), words, subjects=scope.subjects), possible=possible)
        )
    return Judged(codes=codes, evidence=found)


@check("is_before")
def is_before(scope: Scope, *, attribute: str, moment: str, hours: int = 0) -> Judged:
    """The time lies before the moment minus some hours."""
    return _compare(scope, attribute, moment, hours, after=False)


@check("is_after")
def is_after(scope: Scope, *, attribute: str, moment: str, hours: int = 0) -> Judged:
    """The time lies after the moment minus some hours; until then the subject has to wait."""
    return _compare(scope, attribute, moment, hours, after=True)
