"""Text from the estate made harmless for files that spreadsheets open.

Columns are looked at with Arrow; only the few values that hold something odd are touched in Python.
"""

import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

Mender = Callable[[str], str]

_MARKS = {
    0x00AD: "SHY", 0x061C: "ALM", 0x200B: "ZWSP", 0x200E: "LRM", 0x200F: "RLM", 0x2028: "LS", 0x2029: "PS",
    0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO",
    0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xFEFF: "BOM",
}  # fmt: skip
# Tab and line feed are layout and stay. U+FFFE and U+FFFF may not stand in XML.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_CONTROL_ARROW = r"[\x{00}-\x{08}\x{0b}-\x{1f}\x{7f}-\x{9f}\x{fffe}\x{ffff}]"
_MARK = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_MARK_ARROW = r"[\x{ad}\x{61c}\x{200b}\x{200e}\x{200f}\x{2028}\x{2029}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{feff}]"
# Spreadsheets take a text that begins with one of these for a formula when they read it from CSV.
_FORMULA_ARROW = r"^[=+\-@\t\r]"
_PICTURES = 0x2400


def without_controls(text: str) -> str:
    """The text with control characters as their pictures: ``␀`` for NUL, ``␡`` for DEL."""
    return _CONTROL.sub(_picture, text)


def with_marks_shown(text: str) -> str:
    """As :func:`without_controls`, and direction marks and other invisible ones by name: ``⟨RLM⟩``."""
    return _MARK.sub(lambda m: f"⟨{_MARKS[ord(m[0])]}⟩", without_controls(text))


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(_PICTURES + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def for_csv(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text that no spreadsheet takes for a formula, without control characters; null stays null."""
    risky = pc.match_substring_regex(values, _FORMULA_ARROW)
    if _any(risky):
        quoted = pc.binary_join_element_wise("'", values, "")
        values = pc.if_else(risky, quoted, values)
    return replaced(values, _CONTROL_ARROW, without_controls)


def for_cells(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text that XML can carry, with everything invisible shown; null stays null."""
    return replaced(values, f"{_CONTROL_ARROW}|{_MARK_ARROW}", with_marks_shown)


def for_notes(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """What people wrote themselves, as they wrote it, in the line ends and characters that XML can carry."""
    for end in ("\r\n", "\r"):
        values = pc.replace_substring(values, end, "\n")
    return replaced(values, _CONTROL_ARROW, without_controls)


def replaced(values: pa.ChunkedArray, pattern: str, mend: Mender) -> pa.ChunkedArray:
    """The values with ``mend`` applied to those that match; the others are not copied through Python."""
    odd = pc.match_substring_regex(values, pattern)
    return mended(values, odd, mend)


def mended(values: pa.ChunkedArray, where: pa.ChunkedArray, mend: Mender) -> pa.ChunkedArray:
    """The values with ``mend`` applied where the mask is true."""
    if not _any(where):
        return values
    mask = pc.fill_null(where, False)
    new = pa.array([mend(v) for v in pc.filter(values, mask).to_pylist()], values.type)
    whole = pc.replace_with_mask(one_chunk(values), one_chunk(mask), new)
    return pa.chunked_array([whole])


def one_chunk(values: pa.ChunkedArray) -> pa.Array:
    """The values in one array, also when there is no chunk or there are many."""
    found = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return found.chunk(0) if isinstance(found, pa.ChunkedArray) else found


def _any(mask: pa.ChunkedArray) -> bool:
    return bool(pc.any(mask, skip_nulls=True).as_py())
