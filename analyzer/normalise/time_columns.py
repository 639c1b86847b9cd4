"""Times of whole columns, UTC: LDAP generalized time and ISO text."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.normalise.plain_columns import text_bytes, trimmed

Times = npt.NDArray[np.datetime64]
_USUAL_END = b".0Z"
_DIGITS, _USUAL_LENGTH = 14, 17
NEVER = np.datetime64("NaT", "us")
_MOMENT = r"^(\d{4})-?(\d{2})-?(\d{2})[T ]?(\d{2}):?(\d{2}):?(\d{2})([.,]\d+)? ?(Z|[+-]00:?00)?$"


def parse_times(column: pa.Array | None, count: int) -> Times:
    """UTC times, to the second; NaT where there is none, another zone is meant, or it cannot be read."""
    if column is None or not len(column):
        return np.full(count, NEVER, dtype="datetime64[us]")
    text = trimmed(pc.fill_null(column, ""))
    usual = _as_directories_write(text)
    if usual is not None:
        return usual
    plain = pc.if_else(
        pc.match_substring_regex(text, _MOMENT),
        pc.replace_substring_regex(text, pattern=_MOMENT, replacement=r"\1\2\3\4\5\6"),
        pa.scalar(None, pa.string()),
    )
    stamps = pc.strptime(plain, format="%Y%m%d%H%M%S", unit="us", error_is_null=True)
    return np.asarray(stamps.to_numpy(zero_copy_only=False).astype("datetime64[us]"))


def _as_directories_write(text: pa.Array) -> Times | None:
    """The times of a column that holds nothing but ``20261120120000.0Z`` and blanks; None for another one."""
    content, starts = text_bytes(text)
    lengths = np.diff(starts)
    filled = np.flatnonzero(lengths)
    if not len(filled) or (lengths[filled] != _USUAL_LENGTH).any():
        return None
    letters = content.reshape(-1, _USUAL_LENGTH)
    digits, end = letters[:, :_DIGITS], letters[:, _DIGITS:]
    if digits.min() < ord("0") or digits.max() > ord("9") or (end != np.frombuffer(_USUAL_END, np.uint8)).any():
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
