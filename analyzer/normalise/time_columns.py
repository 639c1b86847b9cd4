"""Times of whole columns, UTC: LDAP generalized time and ISO text."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.normalise.plain_columns import text_bytes, trimmed

Times = npt.NDArray[np.datetime64]
# How directories and services write nearly all times; a zero stands for any digit.
_USUAL = (b"00000000000000.0Z", b"0000-00-00T00:00:00Z")
_DIGITS = 14
NEVER = np.datetime64("NaT", "us")
_MOMENT = r"^(\d{4})-?(\d{2})-?(\d{2})[T ]?(\d{2}):?(\d{2}):?(\d{2})([.,]\d+)? ?(Z|[+-]00:?00)?$"


def parse_times(column: pa.Array | None, count: int) -> Times:
    """UTC times, to the second; NaT where there is none, another zone is meant, or it cannot be read."""
    if column is None or not len(column):
        return np.full(count, NEVER, dtype="datetime64[us]")
    text = trimmed(pc.fill_null(column, ""))
    for shape in _USUAL:
        usual = _all_written(text, np.frombuffer(shape, np.uint8))
        if usual is not None:
            return usual
    plain = pc.if_else(
        pc.match_substring_regex(text, _MOMENT),
        pc.replace_substring_regex(text, pattern=_MOMENT, replacement=r"\1\2\3\4\5\6"),
        pa.scalar(None, pa.string()),
    )
    stamps = pc.strptime(plain, format="%Y%m%d%H%M%S", unit="us", error_is_null=True)
    return np.asarray(stamps.to_numpy(zero_copy_only=False).astype("datetime64[us]"))


def _all_written(text: pa.Array, shape: npt.NDArray[np.uint8]) -> Times | None:
    """The times of a column that holds nothing but this way of writing and blanks; None for another one."""
    content, starts = text_bytes(text)
    lengths = np.diff(starts)
    filled = np.flatnonzero(lengths)
    if not len(filled) or (lengths[filled] != len(shape)).any():
        return None
    letters, is_digit = content.reshape(-1, len(shape)), shape == ord("0")
    # The nought of ".0Z" is no digit of the time.
    is_digit[np.flatnonzero(is_digit)[_DIGITS:]] = False
    digits, others = letters[:, is_digit], letters[:, ~is_digit]
    if digits.min() < ord("0") or digits.max() > ord("9") or (others != shape[~is_digit]).any():
        return None
    written = np.ascontiguousarray(digits)
    places = np.arange(0, (len(filled) + 1) * _DIGITS, _DIGITS, dtype=np.int32)
    plain = pa.StringArray.from_buffers(len(filled), pa.py_buffer(places), pa.py_buffer(written))
    stamps = pc.strptime(plain, format="%Y%m%d%H%M%S", unit="us", error_is_null=True)
    out = np.full(len(text), NEVER, dtype="datetime64[us]")
    out[filled] = stamps.to_numpy(zero_copy_only=False).astype("datetime64[us]")
    return out


def iso_texts(times: Times) -> pa.Array:
    """``2026-11-20T12:00:00Z``, empty for NaT."""
    known = ~np.isnat(times)
    text = np.datetime_as_string(times.astype("datetime64[s]"), unit="s")
    return pc.if_else(pa.array(known), pc.binary_join_element_wise(pa.array(text, pa.string()), "Z", ""), "")
