"""Cells that lost or changed their value on the way: found by pattern, then unknown (null) or mended."""

import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.told import Told

_TYPE = (
    r"^(Deserialized\.|Selected\.)?("
    r"System\.(String|Object|Byte|Char|Int32|Int64)\[\]|System\.Collections\.\S.*|System\.DirectoryServices\.\S+"
    r"|Microsoft\.(Exchange|Graph|ActiveDirectory|Online)\.[A-Za-z][^@ ]*)$"
)
_DEEP = r"^@\{.*\}$"
_CUT_LIST = r"(?s)(\.\.\.|…)\}?\s*$"
_CUT_BRACES = r"(?s)^\{.*(\.\.\.|…)\}\s*$"
_EXPONENT = r"^\d([.,]\d+)?E\+\d{2,}$"
_EXCEL = r"^#[A-ZÀ-Ý/0]{2,12}[?!]$|^#N/?A$|^#{2,}$"
_APOSTROPHE = r"^'[=+@-]"
_MOJIBAKE = r"Ã[\x{80}-\x{BF}\x{152}-\x{2122}]|â€|Â[\x{A0}-\x{BF}]|ï»¿"
_INVISIBLE = "[\u00a0\u200b-\u200e\u2060\ufeff]"
_INVISIBLE_IN_ADDRESS = rf"^(\S|{_INVISIBLE})*{_INVISIBLE}(\S|{_INVISIBLE})*@|@(\S|{_INVISIBLE})*{_INVISIBLE}"
_EXACT = frozenset({"addresses", "guids", "booleans", "times", "local_times"})
_LOST_LETTER = r"[^\s?]\?+[^\s?=&]|(^|\s)\?+[^\s?]"
_EXCEL_LIMIT = 32767
_SEVERAL = 2


def mended(column: pa.ChunkedArray, name: str, kind: str, suspects: frozenset[str], told: Told) -> pa.ChunkedArray:
    """The column with what can be mended mended: doubly decoded text, invisible characters, apostrophes."""
    if "mojibake" in suspects:
        column = _mend(column, _MOJIBAKE, _decoded_once, lambda n: told.add("W411", count=n, column=name))
    if "invisible" in suspects and kind != "names":
        # Texts may hold such characters for a reason; whatever looks like an address may not.
        pattern = _INVISIBLE if kind in _EXACT else _INVISIBLE_IN_ADDRESS
        column = _mend(column, pattern, _without_invisible, lambda n: told.add("W412", count=n, column=name))
    if _starts(column, "'"):
        column = _mend(column, _APOSTROPHE, lambda v: v[1:], lambda n: told.add("N504", count=n, column=name))
    return column


def without_damage(
    column: pa.ChunkedArray, name: str, kind: str, suspects: frozenset[str], told: Told, *, vital: bool
) -> pa.ChunkedArray:
    """The column with lost values as null. Lost addresses in a vital column refuse the file."""
    is_list = kind in {"addresses", "lists", "joined"}
    if _starts(column, "System.", "Microsoft.", "Deserialized.", "Selected."):
        column = _lose(column, _TYPE, told, "E212" if vital else "W301", name)
    if _starts(column, "@{"):
        column = _lose(column, _DEEP, told, "W310", name)
    if _ends(column, "...", "…", "...}", "…}"):
        column = _lose(column, _CUT_LIST if is_list else _CUT_BRACES, told, "E214" if vital else "W302", name)
    longest = pc.max(pc.binary_length(column)).as_py() or 0
    if longest >= _EXCEL_LIMIT:
        full = pc.fill_null(pc.equal(pc.utf8_length(column), _EXCEL_LIMIT), False)
        column = _null_where(column, full, told, "E214" if vital else "W302", name)
    if "exponent" in suspects:
        column = _lose(column, _EXPONENT, told, "W303", name)
    if _starts(column, "#"):
        column = _lose(column, _EXCEL, told, "W304", name)
    return column


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


def _lose(column: pa.ChunkedArray, pattern: str, told: Told, code: str, name: str) -> pa.ChunkedArray:
    mask = pc.fill_null(pc.match_substring_regex(column, pattern), False)
    return _null_where(column, mask, told, code, name)


def _null_where(column: pa.ChunkedArray, mask: pa.ChunkedArray, told: Told, code: str, name: str) -> pa.ChunkedArray:
    count = pc.sum(mask).as_py() or 0
    if not count:
        return column
    seen = column.filter(mask)[0].as_py()
    told.add(code, count=count, column=name, seen=seen)
    return pc.if_else(mask, pa.scalar(None, pa.string()), column)


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
        return value.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return value


def _without_invisible(value: str) -> str:
    return re.sub(_INVISIBLE, "", value)
