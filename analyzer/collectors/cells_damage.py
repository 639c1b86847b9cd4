"""Cells that lost or changed their value on the way: found by pattern, then unknown (null) or mended."""

import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.cell_facts import NOTHING_KNOWN, CellFacts
from analyzer.collectors.cells_excel import without_excel
from analyzer.collectors.cells_lost import lose, no_cells, null_where
from analyzer.collectors.told import Told

_TYPE = (
    r"^(Deserialized\.|Selected\.)?("
    r"System\.(String|Object|Byte|Char|Int32|Int64)\[\]|System\.Collections\.\S.*|System\.DirectoryServices\.\S+"
    r"|Microsoft\.(Exchange|Graph|ActiveDirectory|Online)\.[A-Za-z][^@ ]*)$"
)
_DEEP = r"^@\{.*\}$"
_CUT_LIST = r"(?s)(\.\.\.|…)\}?\s*$"
_CUT_BRACES = r"(?s)^\{.*(\.\.\.|…)\}\s*$"
_APOSTROPHE = r"^'[=+@-]"
_MOJIBAKE = r"Ã[\x{80}-\x{BF}\x{152}-\x{2122}]|â€|Â[\x{A0}-\x{BF}]|ï»¿"
_INVISIBLE = "[\u00a0\u200b-\u200e\u2060\ufeff]"
# Quotes of word processors, which come along when an address is copied out of a document.
_CURLY = "[\u201c\u201d\u201e\u2018\u2019]"
_STRANGE = "[\u00a0\u200b-\u200e\u2060\ufeff\u201c\u201d\u201e\u2018\u2019]"
_STRANGE_IN_ADDRESS = rf"^(\S|{_STRANGE})*{_STRANGE}(\S|{_STRANGE})*@|@(\S|{_STRANGE})*{_STRANGE}"
_EXACT = frozenset({"addresses", "guids", "booleans", "times", "local_times"})
_LISTS = frozenset({"addresses", "lists", "joined"})
_LOST_LETTER = r"[^\s?]\?+[^\s?=&]|(^|\s)\?+[^\s?]"
_SEVERAL = 2
_BYTES_OF_WINDOWS = {bytes([n]).decode("cp1252", errors="ignore") or chr(n): n for n in range(256)}


def mended(column: pa.ChunkedArray, name: str, kind: str, suspects: frozenset[str], told: Told) -> pa.ChunkedArray:
    """The column with what can be mended mended: doubly decoded text, invisible characters, apostrophes.

    Lists are mended member by member.
    """
    if pa.types.is_list(column.type):
        plain = column.combine_chunks()
        members = mended(pa.chunked_array([plain.flatten()]), name, kind, suspects, told)
        kept = pa.ListArray.from_arrays(_offsets(plain), members.combine_chunks(), mask=pc.is_null(plain))
        return pa.chunked_array([kept])
    if "mojibake" in suspects:
        column = _mend(column, _MOJIBAKE, _decoded_once, lambda n: told.add("W411", count=n, column=name))
    if "invisible" in suspects:
        # Texts may hold such characters for a reason; whatever looks like an address may not.
        pattern = _STRANGE if kind in _EXACT else "" if kind == "names" else _STRANGE_IN_ADDRESS
        if pattern:
            column = _mend(column, pattern, _without_strange, lambda n: told.add("W412", count=n, column=name))
    if _starts(column, "'"):
        column = _mend(column, _APOSTROPHE, lambda v: v[1:], lambda n: told.add("N504", count=n, column=name))
    return column


def _offsets(plain: pa.ListArray) -> pa.Array:
    """Where each list begins in the flattened members."""
    lengths = pc.fill_null(pc.list_value_length(plain), 0)
    return pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths).cast(pa.int32())])


def without_damage(
    column: pa.ChunkedArray,
    name: str,
    kind: str,
    suspects: frozenset[str],
    told: Told,
    *,
    vital: bool,
    is_key: bool = False,
    facts: CellFacts = NOTHING_KNOWN,
) -> pa.ChunkedArray:
    """The column with lost values as null. Lost addresses in a vital column, and lost keys, refuse the file.

    Of a column of lists nothing is trusted once one of them was cut, or some became a type name while others
    are filled.
    """
    is_list = kind in _LISTS
    if _starts(column, "System.", "Microsoft.", "Deserialized.", "Selected."):
        column = _without_type_names(column, name, told, vital=vital, is_list=is_list)
    if _starts(column, "@{"):
        column = lose(column, _DEEP, told, "W310", name)
    if _ends(column, "...", "…", "...}", "…}"):
        before = column.null_count
        column = lose(column, _CUT_LIST if is_list else _CUT_BRACES, told, "E214" if vital else "W302", name)
        if is_list and column.null_count > before:
            column = no_cells(column)
    return without_excel(column, name, kind, suspects, told, vital=vital, is_key=is_key, facts=facts)


def _without_type_names(
    column: pa.ChunkedArray, name: str, told: Told, *, vital: bool, is_list: bool
) -> pa.ChunkedArray:
    """A calculated property without a join writes one value as text and several as a type name."""
    lost = pc.fill_null(pc.match_substring_regex(column, _TYPE), False)
    filled = pc.sum(pc.fill_null(pc.not_equal(column, ""), False)).as_py() or 0
    count = pc.sum(lost).as_py() or 0
    in_part = is_list and not vital and 0 < count < filled
    if in_part:
        told.add("W480", count=count, filled=f"{filled:,}", column=name, seen=column.filter(lost)[0].as_py())
        return no_cells(column)
    return null_where(column, lost, told, "E212" if vital else "W301", name)


def lists_without_damage(column: pa.ChunkedArray, name: str, told: Told, *, vital: bool) -> pa.ChunkedArray:
    """Lists of JSON with lost members as null: what is left of such a list is not the list."""
    plain = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    flat = plain.flatten()
    for pattern, code in ((_TYPE, "E212" if vital else "W301"), (_DEEP, "W310")):
        lost = pc.fill_null(pc.match_substring_regex(flat, pattern), False)
        if not pc.any(lost).as_py():
            continue
        rows = pc.unique(pc.list_parent_indices(plain).filter(lost))
        told.add(code, count=len(rows), column=name, seen=flat.filter(lost)[0].as_py())
        gone = pc.is_in(pa.array(range(len(plain)), rows.type), rows)
        plain = pc.if_else(gone, pa.scalar(None, plain.type), plain)
        flat = plain.flatten()
    return pa.chunked_array([plain])


def lost_letters(columns: dict[str, tuple[pa.ChunkedArray, str]], vital: tuple[str, ...], told: Told) -> set[str]:
    """Columns to clear of question marks: those of a file that was written as ASCII, and told so.

    A file without any other letter than English ones, whose names hold question marks inside words in
    several rows, was written by a session that knew no others.
    """
    names = sum(_count(c, _LOST_LETTER) for c, kind in columns.values() if kind == "names")
    for name in vital:
        if name in columns and (count := _count(columns[name][0], r"\?")):
            told.add("E213", count=count, column=name)
    if names < _SEVERAL:
        return set()
    told.add("W410", count=names)
    return {name for name, (_c, kind) in columns.items() if kind in {"names", "texts", "lists", "addresses"}}


def without_lost_letters(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column without the cells whose letters became question marks."""
    return pc.if_else(pc.match_substring_regex(column, _LOST_LETTER), pa.scalar(None, pa.string()), column)


def _starts(column: pa.ChunkedArray, *texts: str) -> bool:
    """Any cell begins so. Much cheaper than a pattern, and nearly always no."""
    return any(pc.any(pc.starts_with(column, text)).as_py() for text in texts)


def _ends(column: pa.ChunkedArray, *texts: str) -> bool:
    return any(pc.any(pc.ends_with(column, text)).as_py() for text in texts)


def _count(column: pa.ChunkedArray, pattern: str) -> int:
    if column.type != pa.string():
        return 0
    return int(pc.sum(pc.match_substring_regex(column, pattern)).as_py() or 0)


def _mend(
    column: pa.ChunkedArray, pattern: str, mend: Callable[[str], str], tell: Callable[[int], None]
) -> pa.ChunkedArray:
    mask = pc.fill_null(pc.match_substring_regex(column, pattern), False)
    if not pc.any(mask).as_py():
        return column
    old = column.filter(mask).to_pylist()
    new = [mend(v) for v in old]
    changed = sum(a != b for a, b in zip(old, new, strict=True))
    if not changed:
        return column
    tell(changed)
    plain = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    flat = mask.combine_chunks() if isinstance(mask, pa.ChunkedArray) else mask
    return pa.chunked_array([pc.replace_with_mask(plain, flat, pa.array(new, pa.string()))])


def _decoded_once(value: str) -> str:
    """The text before it was read as Windows-1252; unchanged when that cannot have happened."""
    try:
        # Windows decodes the five bytes without a letter as control characters, Python not at all.
        return bytes(_BYTES_OF_WINDOWS[letter] for letter in value).decode("utf-8")
    except (KeyError, UnicodeError):
        return value


def _without_strange(value: str) -> str:
    """Without invisible characters; a curly apostrophe inside a word becomes a straight one."""
    seen = re.sub(_INVISIBLE, "", value)
    return re.sub(_CURLY, "", re.sub(r"(?<=\w)[\u2018\u2019](?=\w)", "'", seen))
