"""Rows for the page: dictionary-encoded columns as bytes, deflated, in base64.

Deflated are: four bytes with the length of a JSON header, the header, and a body that the header points into.
The header has the number of rows and the columns by name. Four kinds of column, told apart by ``k``:

* ``t`` text: ``d`` the distinct values, ``c`` one code a row (absent: row n has value n). With ``same`` the
  code 0 means "what the row's mailbox has in that column" (or, after a dot, the same row) and codes count
  from 1.
* ``i`` integers: ``v``, -1 for none. With ``same``, -2 means the mailbox's number.
* ``g`` GUIDs: ``v`` sixteen bytes each, ``p`` codes of the prefixes in ``d``.

In the body, texts are UTF-8 joined with U+001F, which no shown value holds. Integers are folded so that small ones of
either sign are short (0, -1, 1, -2 ...), and written byte by byte: all lowest bytes first. That deflates to about
half of what the numbers themselves do.
"""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.report.html_words import ODD_ARROW, visible

# A column before it is packed: texts as lists of str, integers as arrays, GUIDs as bytes.
Column = dict[str, Any]
Ints = npt.NDArray[np.int64]
# Longer values are cut in the page; the CSV has them whole.
MOST_CHARACTERS = 50_000
SEPARATOR = "\x1f"
# Fixed, so that the same rows give the same bytes; 9 costs twice the time for 2 % fewer bytes.
_DEFLATE_LEVEL = 6
_GUID = r"^(?:[a-z]+:)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One table as the page carries it."""

    name: str
    rows: int
    text: str = field(repr=False)


def pack(name: str, rows: int, columns: Mapping[str, Column]) -> Packed:
    """The columns as one block of base64 text."""
    body: list[bytes] = []
    cols = {column: _written(content, body) for column, content in columns.items()}
    header = json.dumps({"rows": rows, "cols": cols}, separators=(",", ":")).encode("ascii")
    squeezer = zlib.compressobj(_DEFLATE_LEVEL)
    parts = (len(header).to_bytes(4, "little"), header, *body)
    squeezed = b"".join([*(squeezer.compress(part) for part in parts), squeezer.flush()])
    return Packed(name=name, rows=rows, text=base64.b64encode(squeezed).decode("ascii"))


def _written(column: Column, body: list[bytes]) -> dict[str, Any]:
    """What the header says about a column; its content is at the end of the body."""
    out: dict[str, Any] = {}
    for key, content in column.items():
        if isinstance(content, np.ndarray):
            out[key] = _integers(content, body)
        elif isinstance(content, list):
            out[key] = {"n": len(content), **_place(SEPARATOR.join(content).encode("utf-8"), body)}
        elif isinstance(content, bytes):
            out[key] = _place(content, body)
        else:
            out[key] = content
    return out


def _place(content: bytes, body: list[bytes]) -> dict[str, int]:
    body.append(content)
    return {"b": len(content)}


def _integers(values: Ints, body: list[bytes]) -> dict[str, int]:
    """Folded integers, byte by byte; as steps where the steps are shorter."""
    step = _steps_are_shorter(values)
    folded = np.diff(values, prepend=0) if step else values
    folded = (folded << 1) ^ (folded >> 63)
    most = int(folded.max(initial=0))
    width = 1 if most < 1 << 8 else 2 if most < 1 << 16 else 4
    planes = folded.astype(f"<u{width}").view(np.uint8).reshape(-1, width).T
    return {"n": len(values), "w": width, "s": int(step), **_place(planes.tobytes(), body)}


def _steps_are_shorter(values: Ints) -> bool:
    steps = np.diff(values, prepend=0)
    return bool(np.log2(np.abs(steps) + 1).sum() < np.log2(np.abs(values) + 1).sum())


def arrow(series: "pd.Series[Any]") -> pa.Array:
    """The Arrow array behind a column, in one chunk."""
    found = pa.array(series)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def text_column(values: pa.Array, *, same: str = "", is_same: pa.Array | None = None, is_shown: bool = False) -> Column:
    """A text column; rows that equal another column's value carry no text of their own.

    ``same`` names that column: of the row's mailbox, or with a leading dot of the same table. ``is_shown``
    says that control characters have already been replaced.
    """
    plain = pc.fill_null(values, "")
    if is_same is not None:
        plain = pc.if_else(is_same, pa.scalar(None, pa.string()), plain)
    coded = plain.dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    words = (coded.dictionary if is_shown else shown(coded.dictionary)).to_pylist()
    codes = coded.indices
    if is_same is not None:
        shifted = pc.fill_null(pc.add(codes, 1), 0)
        return {"k": "t", "d": words, "c": as_numbers(shifted), "same": same}
    if len(words) == len(codes):
        return {"k": "t", "d": words}
    return {"k": "t", "d": words, "c": as_numbers(codes)}


def int_column(values: pa.Array, *, same: str = "", is_same: pa.Array | None = None) -> Column:
    """An integer column; unknown is -1, "as the mailbox has it" is -2."""
    plain = pc.fill_null(values, -1)
    if is_same is None:
        return {"k": "i", "v": as_numbers(plain)}
    return {"k": "i", "v": as_numbers(pc.if_else(is_same, -2, plain)), "same": same}


def guid_column(values: pa.Array) -> Column:
    """GUIDs as bytes, so that each costs sixteen; any other text stays text."""
    is_guid = pc.match_substring_regex(values, _GUID)
    # Before a GUID stands nothing or "cloud:". A text that is no GUID is all prefix; the mark says that none follows.
    prefix = shown(pc.if_else(is_guid, pc.utf8_slice_codeunits(values, 0, stop=-36), values))
    prefix = pc.if_else(is_guid, prefix, pc.binary_join_element_wise(prefix, "!", "")).dictionary_encode()
    digits = pc.replace_substring(pc.utf8_slice_codeunits(values, -36), "-", "")
    content = bytes.fromhex("".join(pc.if_else(is_guid, digits, "0" * 32).to_pylist()))
    return {"k": "g", "d": prefix.dictionary.to_pylist(), "p": as_numbers(prefix.indices), "v": content}


def shown(words: pa.Array) -> pa.Array:
    """The texts as the page shows them; only the few odd or very long ones are touched in Python."""
    odd = pc.or_(pc.match_substring_regex(words, ODD_ARROW), pc.greater(pc.utf8_length(words), MOST_CHARACTERS))
    if not pc.any(odd).as_py():
        return words
    return pc.replace_with_mask(
        words, odd, pa.array([_shown_text(w) for w in words.filter(odd).to_pylist()], words.type)
    )


def _shown_text(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        rest = len(text) - MOST_CHARACTERS
        text = f"{text[:MOST_CHARACTERS]} … and {rest:,} more characters, in the CSV tables"
    return visible(text)


def as_numbers(values: pa.Array) -> Ints:
    """Integers of any Arrow type as an array."""
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.int64)
