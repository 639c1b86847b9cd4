"""Text and list columns as one text key per cell, so that equal cells have equal keys and back again."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.normalise.words import Raw

_SEPARATORS = "\x1f\x1e\x1d\x1c"
# Private use first. Millions of characters would have to stand in the values before none is left.
_FURTHER = range(0xE000, 0x110000)


def is_list(column: pa.Array) -> bool:
    """The cells are lists of texts."""
    return bool(pa.types.is_list(column.type) or pa.types.is_large_list(column.type))


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed:
    """One key per cell; null stays null (unknown), an empty list is the empty key."""

    keys: pa.Array
    listed: bool
    separator: str

    def raw(self, key: str) -> Raw:
        """The cell that a key stands for."""
        if not self.listed:
            return key
        return tuple(key.split(self.separator)) if key else ()


def keyed(columns: Sequence[pa.Array]) -> list[Keyed]:
    """The columns with keys that can be compared with each other."""
    separator = _separator(columns) if any(map(is_list, columns)) else ""
    out = []
    for column in columns:
        listed = is_list(column)
        keys = pc.binary_join(column, separator) if listed else column
        out.append(Keyed(keys=keys.cast(pa.string()), listed=listed, separator=separator))
    return out


def _separator(columns: Sequence[pa.Array]) -> str:
    """A character that no value holds."""
    values = [pc.list_flatten(c) if is_list(c) else c for c in columns]
    for candidate in _SEPARATORS:
        if not any(pc.any(pc.match_substring(v, candidate)).as_py() for v in values):
            return candidate
    # Somebody put control characters into the values: look at all of them once.
    used = {letter for v in values for text in v.to_pylist() for letter in text or ""}
    return next(letter for letter in map(chr, _FURTHER) if letter not in used)
