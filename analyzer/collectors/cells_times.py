"""Times as any culture prints them, to ISO 8601; day and month are told apart from all rows of a file."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.cells_printed import read_printed
from analyzer.collectors.told import Told

_PLAIN = r"^(?:19[7-9]|20\d)\d-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$"
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?([.,]\d+)?\s*(Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_NET = re.compile(r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$")
_PRINTED = re.compile(
    r"^(\d{1,4})([./-])\s?(\d{1,2})[./-]\s?(\d{1,4})(?:[.,T]?\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?"
    r"\s*([ap]\.?\s?m\.?)?)?(?:\s*(Z|UTC|GMT))?$",
    re.IGNORECASE,
)
_START = r"^[\s\x{200e}\x{200f}]*"
_NOTHING = {"0", "9223372036854775807", "never"}
_OLDEST, _NEWEST = 1602, 2400
_HALF_DAY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How the printed dates of one file are read. Neither: nobody can know, or they contradict each other."""

    day_first: bool = False
    month_first: bool = False

    @property
    def known(self) -> bool:
        return self.day_first != self.month_first


def order_of(columns: Mapping[str, pa.ChunkedArray]) -> Order:
    """Day first or month first, decided from every printed date of the file."""
    printed = [c for c in columns.values() if c.type == pa.string() and not _is_plain(c)]

    def anywhere(pattern: str) -> bool:
        return any(pc.any(pc.match_substring_regex(c, pattern)).as_py() for c in printed)

    day, month = anywhere(_START + r"(1[3-9]|[23]\d)[./-]"), anywhere(_START + r"\d{1,2}[./-]\s?(1[3-9]|[23]\d)[./-]")
    if day or month:
        return Order(day_first=day, month_first=month)
    twelve_hours, dots = anywhere(r"(?i)\d[\s\x{a0}\x{202f}]*[ap]\.?\s?m"), anywhere(_START + r"\d{1,2}\.\s?\d")
    return Order(day_first=dots and not twelve_hours, month_first=twelve_hours and not dots)


def to_times(column: pa.ChunkedArray, name: str, order: Order, told: Told, *, local: bool) -> pa.ChunkedArray:
    """ISO text with seconds. It ends in Z where the moment is known; ``local`` times without a zone carry none.

    Blank and the dates that mean "never" are empty; what cannot be read is null and told.
    """
    if _is_plain(column):
        cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(column, 0, 19), pa.scalar("Z"), "")
        times = pc.if_else(pc.equal(column, ""), "", cut)
        if _are_days(times):
            return times
    plain = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    most = read_printed(plain, day_first=order.day_first if order.known else None, local=local)
    left = pc.and_(pc.is_null(most), pc.is_valid(plain))
    if not pc.any(left).as_py():
        return pa.chunked_array([most])
    rest = _one_by_one(plain.filter(left), name, order, told, local=local)
    return pa.chunked_array([pc.replace_with_mask(most, left, rest)])


def _one_by_one(plain: pa.Array, name: str, order: Order, told: Told, *, local: bool) -> pa.Array:
    """The cells that no common form fits: blank, never, unreadable, or of a form that is seldom seen."""
    encoded = plain.dictionary_encode()
    values = encoded.dictionary.to_pylist()
    read = [_read(v, order, local=local) for v in values]
    doubtful = [r is None for r in read]
    bad = [isinstance(r, ValueError) for r in read]
    for code, flags in (("W417", doubtful), ("W423", bad)):
        if any(flags):
            count = pc.sum(pa.array(flags, pa.bool_()).take(encoded.indices)).as_py() or 0
            told.add(code, column=name, count=count, seen=next(v for v, f in zip(values, flags, strict=True) if f))
    texts = [r if isinstance(r, str) else None for r in read]
    return pa.array(texts, pa.string()).take(encoded.indices)


def has_zoneless(column: pa.ChunkedArray) -> bool:
    """Some time carries no zone, so that nobody knows the moment to better than a day."""
    return bool(pc.any(pc.match_substring_regex(column, r"[^Z]$")).as_py())


def _is_plain(column: pa.ChunkedArray) -> bool:
    """Every filled cell is ISO in UTC, as the export command of this product writes it."""
    fits = pc.or_(pc.match_substring_regex(column, _PLAIN), pc.equal(column, ""))
    return bool(pc.all(pc.fill_null(fits, True)).as_py()) if len(column) else True


def _are_days(times: pa.ChunkedArray) -> bool:
    """No 31st of February among them."""
    try:
        times.filter(pc.fill_null(pc.not_equal(times, ""), False)).cast(pa.timestamp("s", "UTC"))
    except pa.ArrowInvalid:
        return False
    return True


def _clean(value: str) -> str:
    return re.sub(r"[\s\u00a0\u200e\u200f\u202f]+", " ", value).strip()


def _read(value: str, order: Order, *, local: bool) -> str | ValueError | None:
    """ISO text, empty for no time, None where day and month cannot be told apart, the error when it is no time."""
    text = _clean(value)
    if not text or text.casefold() in _NOTHING:
        return ""
    try:
        found = _moment(text, order)
    except (ValueError, OverflowError):
        return ValueError(text)
    if found is None:
        return None
    if found.year < _OLDEST:
        return ""
    if found.year > _NEWEST:
        # A year of another calendar.
        return ValueError(text)
    if found.tzinfo is not None:
        return found.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return found.strftime("%Y-%m-%dT%H:%M:%S") + ("" if local else "Z")


def _moment(text: str, order: Order) -> dt.datetime | None:
    if net := _NET.match(text):
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=int(net[1]))
    if _ISO.match(text):
        # .NET writes seven digits behind the second, one more than Python reads.
        return dt.datetime.fromisoformat(re.sub(r"[.,]\d+", "", text.replace(" ", "T", 1)).replace(" ", "").upper())
    found = _PRINTED.match(text)
    if found is None:
        raise ValueError(text)
    first, _mark, second, third, hour, minute, seconds, half, zone = found.groups()
    if len(first) == 4:
        year, month, day = int(first), int(second), int(third)
    elif len(third) != 4:
        raise ValueError(text)
    elif first == second:
        year, month, day = int(third), int(first), int(second)
    elif not order.known:
        return None if int(third) >= _OLDEST else dt.datetime(1, 1, 1)  # noqa: DTZ001 - only says "never"
    elif order.day_first:
        year, month, day = int(third), int(second), int(first)
    else:
        year, month, day = int(third), int(first), int(second)
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    when = dt.datetime(year, month, day, hours, int(minute or 0), int(seconds or 0))  # noqa: DTZ001 - the zone is unknown
    return when.replace(tzinfo=dt.UTC) if zone else when
