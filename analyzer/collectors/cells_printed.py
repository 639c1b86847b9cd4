"""Dates as sessions print them, read a whole column at a time."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_BLANKS = r"[\s\x{a0}\x{200e}\x{200f}\x{202f}]+"
_FORM = (
    r"(?i)^ ?(?P<a>\d{1,4})(?P<s>[./-]) ?(?P<b>\d{1,2})[./-] ?(?P<c>\d{1,4})[T ] ?(?P<h>\d{1,2})[:.](?P<m>\d{2})"
    r"(?:[:.](?P<x>\d{2}))?(?:[.,]\d+)? ?(?P<half>[ap])?\.? ?m?\.? ?(?P<z>z|utc|gmt|[+-]\d{2}:?\d{2})? ?$"
)
_OLDEST, _NEWEST = 1602, 2400
Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def read_printed(plain: pa.Array, *, day_first: bool | None, local: bool) -> pa.Array:
    """ISO text for the cells of the common forms; null for every other cell, blank ones too.

    The year stands first or last; ``day_first`` says what the two numbers before a last year are, None that
    nobody knows, so that only equal numbers can be read. A moment with a zone, or in a column that is UTC
    (not ``local``), ends in Z.
    """
    parts = pc.extract_regex(pc.replace_substring_regex(plain, _BLANKS, " "), _FORM)
    first, second, third = (_number(parts, name) for name in "abc")
    year_first = _length(parts, "a") == 4
    year = np.where(year_first, first, third)
    alike = first == second
    if day_first is None:
        month, day = np.where(year_first, second, first), np.where(year_first, third, second)
        known = year_first | alike
    else:
        last_month, last_day = (second, first) if day_first else (first, second)
        month, day = np.where(year_first, second, last_month), np.where(year_first, third, last_day)
        known = np.ones(len(year), dtype=bool)
    hour, minute, second_of = (_number(parts, name) for name in "hmx")
    half = _half(parts)
    hour = np.where(half != "", hour % 12 + np.where(half == "p", 12, 0), hour)
    good = known & (year_first | (_length(parts, "c") == 4)) & (year >= _OLDEST) & (year <= _NEWEST)
    good &= (month >= 1) & (month <= 12) & (day >= 1) & (hour < 24) & (minute < 60) & (second_of < 60)
    good &= np.asarray(pc.is_valid(parts).to_numpy(zero_copy_only=False))
    months = (np.where(good, year, 1970) - 1970).astype("M8[Y]").astype("M8[M]") + np.where(good, month - 1, 0)
    days = months.astype("M8[D]") + np.where(good, day - 1, 0)
    # The 31st of February would be a day of March.
    good &= days.astype("M8[M]") == months
    zone, minutes_ahead, has_zone = _zone(parts)
    moments = days.astype("M8[s]") + hour * 3600 + (minute - minutes_ahead) * 60 + second_of
    text = pc.strftime(pa.array(moments), format="%Y-%m-%dT%H:%M:%S")
    marked = pc.binary_join_element_wise(text, pa.scalar("Z"), "")
    out = pc.if_else(pa.array(has_zone), marked, text) if local else marked
    return pc.if_else(pa.array(good & zone), out, pa.scalar(None, pa.string()))


def _field(parts: pa.Array, name: str) -> pa.Array:
    return pc.fill_null(pc.struct_field(parts, name), "")


def _number(parts: pa.Array, name: str) -> Numbers:
    text = _field(parts, name)
    found: Numbers = pc.cast(pc.if_else(pc.equal(text, ""), "0", text), pa.int64()).to_numpy()
    return found


def _length(parts: pa.Array, name: str) -> Numbers:
    found: Numbers = pc.utf8_length(_field(parts, name)).to_numpy()
    return found


def _half(parts: pa.Array) -> npt.NDArray[np.str_]:
    """``a``, ``p`` or nothing."""
    folded = pc.utf8_lower(_field(parts, "half"))
    return np.where(
        pc.equal(folded, "p").to_numpy(zero_copy_only=False),
        "p",
        np.where(pc.equal(folded, "a").to_numpy(zero_copy_only=False), "a", ""),
    )


def _zone(parts: pa.Array) -> tuple[Mask, Numbers, Mask]:
    """Whether the zone can be read, minutes ahead of UTC, and whether there is a zone at all."""
    text = _field(parts, "z")
    signed = pc.match_substring_regex(text, r"^[+-]").to_numpy(zero_copy_only=False)
    digits = pc.replace_substring_regex(pc.if_else(pa.array(signed), text, "+0000"), r"[+:-]", "")
    hours = pc.cast(pc.utf8_slice_codeunits(digits, 0, 2), pa.int64()).to_numpy()
    minutes = pc.cast(pc.utf8_slice_codeunits(digits, 2, 4), pa.int64()).to_numpy()
    sign = np.where(pc.starts_with(text, "-").to_numpy(zero_copy_only=False), -1, 1)
    ahead: Numbers = sign * (hours * 60 + minutes)
    return (
        np.asarray((hours < 15) & (minutes < 60)),
        ahead,
        np.asarray(pc.not_equal(text, "").to_numpy(zero_copy_only=False)),
    )
