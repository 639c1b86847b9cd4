"""Times of whole columns, UTC: LDAP generalized time and ISO text."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.normalise.plain_columns import trimmed

Times = npt.NDArray[np.datetime64]
NEVER = np.datetime64("NaT", "us")
_MOMENT = r"^(\d{4})-?(\d{2})-?(\d{2})[T ]?(\d{2}):?(\d{2}):?(\d{2})([.,]\d+)? ?(Z|[+-]00:?00)?$"


def parse_times(column: pa.Array | None, count: int) -> Times:
    """UTC times, to the second; NaT where there is none, another zone is meant, or it cannot be read."""
    if column is None or not len(column):
        return np.full(count, NEVER, dtype="datetime64[us]")
    text = trimmed(pc.fill_null(column, ""))
    plain = pc.if_else(
        pc.match_substring_regex(text, _MOMENT),
        pc.replace_substring_regex(text, pattern=_MOMENT, replacement=r"\1\2\3\4\5\6"),
        pa.scalar(None, pa.string()),
    )
    stamps = pc.strptime(plain, format="%Y%m%d%H%M%S", unit="us", error_is_null=True)
    return np.asarray(stamps.to_numpy(zero_copy_only=False).astype("datetime64[us]"))


def iso_texts(times: Times) -> pa.Array:
    """``2026-11-20T12:00:00Z``, empty for NaT."""
    known = ~np.isnat(times)
    text = np.datetime_as_string(times.astype("datetime64[s]"), unit="s")
    return pc.if_else(pa.array(known), pc.binary_join_element_wise(pa.array(text, pa.string()), "Z", ""), "")
