"""Rows for the page: dictionary-encoded columns as JSON, deflated, in base64.

Four kinds of column, told apart by ``k``:

* ``t`` text: ``d`` the distinct values, ``c`` one code a row (absent: row n has value n). With ``same`` the
  code 0 means "what the row's mailbox has in that column" (or, after a dot, the same row) and codes count
  from 1.
* ``i`` integers: ``v``, -1 for none. With ``same``, -2 means the mailbox's number.
* ``g`` GUIDs: ``v`` sixteen bytes each in base64, ``p`` codes of the prefixes in ``d``.
* A list with ``delta`` holds the steps from each number to the next.
"""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.report.html_words import has_odd, visible

Column = dict[str, Any]
# Longer values are cut in the page; the CSV has them whole.
MOST_CHARACTERS = 50_000
# Fixed, so that the same rows give the same bytes; 9 costs twice the time for 2 % fewer bytes.
_DEFLATE_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One table as the page carries it."""

    name: str
    rows: int
    text: str = field(repr=False)


def pack(name: str, rows: int, columns: Mapping[str, Column]) -> Packed:
    """The columns as one block of base64 text."""
    payload = json.dumps({"rows": rows, "cols": columns}, ensure_ascii=False, separators=(",", ":"))
    squeezed = zlib.compress(payload.encode("utf-8"), _DEFLATE_LEVEL)
    return Packed(name=name, rows=rows, text=base64.b64encode(squeezed).decode("ascii"))


def arrow(series: "pd.Series[Any]") -> pa.Array:
    """The Arrow array behind a column, in one chunk."""
    found = pa.array(series)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def numbers(values: npt.NDArray[np.int64]) -> Column:
    """Integers, as steps where the steps are shorter to write."""
    if len(values) > 1:
        steps = np.diff(values, prepend=0)
        if np.log10(np.abs(steps) + 1).sum() < np.log10(np.abs(values) + 1).sum():
            return {"delta": 1, "v": steps.tolist()}
    return {"v": values.tolist()}


def text_column(values: pa.Array, *, same: str = "", is_same: pa.Array | None = None, shown: bool = False) -> Column:
    """A text column; rows that equal another column's value carry no text of their own.

    ``same`` names that column: of the row's mailbox, or with a leading dot of the same table. ``shown``
    says that control characters have already been replaced.
    """
    plain = pc.fill_null(values, "")
    if is_same is not None:
        plain = pc.if_else(is_same, pa.scalar(None, pa.string()), plain)
    coded = plain.dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    words = coded.dictionary.to_pylist()
    words = words if shown else [_shown(w) for w in words]
    codes = coded.indices
    if is_same is not None:
        shifted = pc.fill_null(pc.add(codes, 1), 0)
        return {"k": "t", "d": words, "c": numbers(_int64(shifted)), "same": same}
    if len(words) == len(codes):
        return {"k": "t", "d": words}
    return {"k": "t", "d": words, "c": numbers(_int64(codes))}


def int_column(values: pa.Array, *, same: str = "", is_same: pa.Array | None = None) -> Column:
    """An integer column; unknown is -1, "as the mailbox has it" is -2."""
    plain = pc.fill_null(values, -1)
    if is_same is None:
        return {"k": "i", "v": numbers(_int64(plain))}
    return {"k": "i", "v": numbers(_int64(pc.if_else(is_same, -2, plain))), "same": same}


def guid_column(values: Sequence[str]) -> Column:
    """GUIDs as bytes, so that each costs sixteen; any other text stays text."""
    prefixes: dict[str, int] = {}
    codes, raw = [], []
    for value in values:
        head, colon, tail = value.rpartition(":")
        plain = tail.replace("-", "")
        try:
            content = bytes.fromhex(plain)
        except ValueError:
            content = b""
        if len(content) != 16 or len(tail) != 36:
            head, colon, content = value, "!", bytes(16)
        codes.append(prefixes.setdefault(_shown(head) + colon, len(prefixes)))
        raw.append(content)
    packed = base64.b64encode(b"".join(raw)).decode("ascii")
    return {"k": "g", "d": list(prefixes), "p": numbers(np.array(codes, dtype=np.int64)), "v": packed}


def _shown(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        rest = len(text) - MOST_CHARACTERS
        text = f"{text[:MOST_CHARACTERS]} … and {rest:,} more characters, in the CSV tables"
    return visible(text) if has_odd(text) else text


def _int64(values: pa.Array) -> npt.NDArray[np.int64]:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.int64)
