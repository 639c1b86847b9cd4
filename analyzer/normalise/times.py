"""Moments, to the second. AD writes UTC; an export may print the local time of whoever ran it."""

import datetime as dt
import re

from analyzer.normalise.words import (
    DIFFERENT,
    EQUAL,
    Answer,
    Canonical,
    Case,
    NotComparable,
    Opinion,
    Raw,
    Surroundings,
    Word,
    one,
    register,
)

_GENERALIZED = re.compile(r"^(\d{14})(?:[.,]\d+)?(Z|[+-]\d{4})$")
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?([.,]\d+)?\s*(Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_NET = re.compile(r"^/?\\?/?Date\((-?\d+)\)\\?/$")
_PRINTED = re.compile(
    r"^(\d{1,4})[./-]\s?(\d{1,2})[./-]\s?(\d{1,4})[.,]?\s+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([ap]\.?\s?m\.?)?$",
    re.IGNORECASE,
)
# Year one, 1601 and zero mean that there is no time.
_EMPTY_YEAR = 1602
_QUARTER = dt.timedelta(minutes=15)
_FURTHEST = dt.timedelta(hours=14)
_OLDEST_YEAR_DIGITS = 3


def moment(raw: Raw, around: Surroundings) -> tuple[str, ...]:
    """The moments that the text can mean: one in UTC ending in Z, or local readings without a zone."""
    value = re.sub(r"\s+", " ", one(raw).replace("\u202f", " ").replace("\u00a0", " "))
    if not value or value in {"0", "9223372036854775807"}:
        return ()
    found = _with_zone(value)
    if found is not None:
        return () if found.year < _EMPTY_YEAR else (found.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),)
    readings = _local(value)
    if not readings:
        raise NotComparable(f"{value!r} is not a time")
    if all(r.year < _EMPTY_YEAR for r in readings):
        return ()
    return tuple(sorted({r.strftime("%Y-%m-%dT%H:%M:%S") for r in readings}))


def _with_zone(value: str) -> dt.datetime | None:
    """The moment of a text that says its zone."""
    try:
        if generalized := _GENERALIZED.match(value):
            digits, zone = generalized.groups()
            return dt.datetime.strptime(digits + zone.replace("Z", "+0000"), "%Y%m%d%H%M%S%z")
        if net := _NET.match(value):
            return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=int(net.group(1)))
        if (iso := _ISO.match(value)) and iso.group(3):
            return _iso(value)
    except (ValueError, OverflowError):
        raise NotComparable(f"{value!r} is not a time") from None
    return None


def _iso(value: str) -> dt.datetime:
    # Round-trip times of .NET carry seven digits after the second, one more than Python reads.
    return dt.datetime.fromisoformat(re.sub(r"[.,]\d+", "", value.replace(" ", "T", 1)).replace(" ", "").upper())


def _local(value: str) -> list[dt.datetime]:
    """Every reading of a text without a zone: day first and month first where both are possible."""
    if _ISO.match(value):
        try:
            return [_iso(value)]
        except ValueError:
            return []
    found = _PRINTED.match(value)
    if not found:
        return []
    first, second, third, hour, minute, sec, half = found.groups()
    if len(first) >= _OLDEST_YEAR_DIGITS:
        orders = [(first, second, third)]
    elif half:
        orders = [(third, first, second)]
    elif "." in value.split(" ", maxsplit=1)[0]:
        orders = [(third, second, first)]
    else:
        orders = [(third, second, first), (third, first, second)]
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half[0].lower() == "p" else 0)
    out = []
    for year, month, day in orders:
        try:
            naive = dt.datetime(int(year), int(month), int(day), hours, int(minute), int(sec or 0))  # noqa: DTZ001
        except ValueError:
            continue
        out.append(naive)
    return out


def judge_moment(directory: tuple[str, ...], cloud: tuple[str, ...], case: Case) -> Opinion:
    """The same moment; a time without a zone agrees when some zone makes it so."""
    if directory == cloud:
        return EQUAL
    if not directory or not cloud:
        return DIFFERENT
    if all(m.endswith("Z") for m in directory + cloud):
        return DIFFERENT
    gaps = [abs(_naive(d) - _naive(c)) for d in directory for c in cloud]
    if any(g <= _FURTHEST and g % _QUARTER < dt.timedelta(seconds=1) for g in gaps):
        return Opinion(
            Answer.BY_DESIGN,
            "One side is printed in a local time without its zone; some zone makes both equal.",
            rule="time-without-zone",
        )
    return DIFFERENT


def _naive(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text.rstrip("Z"))


def show_moment(value: Canonical) -> str:
    """The moment, or its readings."""
    return " or ".join(value) if isinstance(value, tuple) else ""


register(
    Word(
        name="time",
        says="moment in UTC, to the second",
        directory=moment,
        cloud=moment,
        judge=judge_moment,
        show=show_moment,
    )
)
