"""Several values in one cell: where to cut, and when nobody can know."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.told import Told

PREFIXES = "smtp|sip|x500|x400|eum|spo|notes|msmail|ms|ccmail|fax|gwise|mrs|xmpp|tel"
_LIST = pa.list_(pa.string())
_MARK = "\x1f"
_BARE = re.compile(r"[;,|+^\s]+")
_BARE_KEEPING_PLUS = re.compile(r"[;,|\s]+")
_SIMPLE = re.compile(r"^\{?[A-Za-z0-9._%+'=\-]+(@[A-Za-z0-9.\-]+)?\}?$")
_WORD = re.compile(r"^(\S+@\S+|\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?)$")
_DOMAIN = re.compile(r"^[*\w-]+(\.[\w-]+)+$")
_BETWEEN_WORDS = re.compile(r"^\s*\{|\}\s*$|[|;,\s]+")
_STYLE_SAMPLE = 200
# An address space with its cost: smtp:*;1
_ONE_SPACE = re.compile(r"^[^;,\s]+;\d{1,4}$")
_LETTERS = frozenset("smtp:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Patterns of the known prefixes (rules/inputs/cells.toml): the only places where a list may be cut."""

    cut: str  # a separator in front of a prefix
    cut_at_blank: str  # blanks in front of a prefix
    known: str  # begins with a prefix
    anywhere: str  # a prefix at the start or behind a separator
    between: str  # the separator alone, for counting


@lru_cache(maxsize=8)
def marks_of(prefixes: tuple[str, ...]) -> Marks:
    """The patterns of these prefixes."""
    one = "|".join(re.escape(p) for p in prefixes) or "smtp"
    return Marks(
        cut=rf"(?i)(?:\s*[;,|+^]\s*|\s+)((?:{one}):)",
        cut_at_blank=rf"(?i)\s+((?:{one}):)",
        known=rf"(?i)^(?:{one}):",
        anywhere=rf"(?i)(?:^|[\s;,|+^{{(])(?:{one}):",
        between=rf"(?i)(\s*[;,|+^]\s*|\s+)(?:{one}):",
    )


def list_style(column: pa.ChunkedArray, marks: Marks) -> str:
    """What stands between the addresses of this file: one of ``|;,^+``, a newline, a space, or nothing known."""
    if column.type != pa.string():
        return ""
    filled = column.filter(pc.fill_null(pc.greater(pc.count_substring(column, ":"), 1), False))
    cells = filled.slice(0, _STYLE_SAMPLE).to_pylist()
    breaks = re.compile(marks.between)
    seen: Counter[str] = Counter()
    for cell in cells:
        for found in breaks.findall(cell):
            seen[found.strip() or ("\n" if "\n" in found else " ")] += 1
    return seen.most_common(1)[0][0] if seen else ""


def split_addresses(
    column: pa.ChunkedArray, primary: pa.ChunkedArray | None, name: str, style: str, marks: Marks, told: Told
) -> pa.ChunkedArray:
    """Lists of prefixed addresses, cut only in front of a known prefix. Null stays null, blank is ``[]``.

    Where the prefixes are gone or lost their case, the primary address column says which one is ``SMTP:``;
    without it the cells become null.
    """
    cells = pc.utf8_trim_whitespace(column)
    if style == "|" and not _case_is_lost(cells) and (plain := _cut_at_bars(cells, marks)) is not None:
        _tell_strange(pc.list_flatten(plain), name, marks, told)
        return plain
    if pc.any(pc.match_substring_regex(cells, r"(?s)^[{(].*[})]$")).as_py():
        cells = pc.replace_substring_regex(cells, r"(?s)^[{(]\s*(.*?)\s*[})]$", r"\1")
    filled = pc.fill_null(pc.not_equal(cells, ""), False)
    bare = pc.and_(filled, pc.invert(pc.fill_null(pc.match_substring_regex(cells, marks.anywhere), False)))
    if pc.any(bare).as_py() or _case_is_lost(cells):
        return _by_primary(_rows(cells, marks), primary, name, marks, told, lost_case=_case_is_lost(cells))
    # Where blanks stand between addresses, a semicolon before one still belongs to the address.
    pattern = marks.cut_at_blank if style in {" ", "\n"} else marks.cut
    out = _cut(pc.replace_substring_regex(cells, pattern, _MARK + r"\1"), _MARK)
    flat = pc.list_flatten(out)
    if pc.any(pc.match_substring_regex(flat, r"(?i)^smtp:.*[;,|\s]$")).as_py():
        out = _replaced(out, pc.replace_substring_regex(flat, r"(?i)^(smtp:.*?)[;,|\s]+$", r"\1"))
        flat = pc.list_flatten(out)
    _tell_strange(flat, name, marks, told)
    return out


def _cut_at_bars(cells: pa.ChunkedArray, marks: Marks) -> pa.ChunkedArray | None:
    """The lists where each bar stands between two addresses and nothing else does, at a third of the price.

    None in any other case: then each cell has to be searched.
    """
    if any(pc.any(is_odd).as_py() for is_odd in (pc.match_substring(cells, "||"), pc.starts_with(cells, "|"))):
        return None
    if pc.any(pc.ends_with(cells, "|")).as_py():
        return None
    out = _cut(cells, "|")
    flat = pc.list_flatten(out)
    if not pc.all(pc.match_substring_regex(flat, marks.known)).as_py():
        return None
    doubtful = flat.filter(pc.match_substring_regex(flat, r"[\s;,+^]"))
    return None if pc.any(pc.match_substring_regex(doubtful, rf"{marks.cut}|[;,\s]$")).as_py() else out


def _cut(marked: pa.ChunkedArray, mark: str) -> pa.ChunkedArray:
    """Lists of the marked parts; a blank cell is an empty list."""
    lists = pc.split_pattern(marked, mark).combine_chunks()
    if isinstance(lists, pa.ChunkedArray):
        lists = lists.chunk(0) if lists.num_chunks else pa.array([], _LIST)
    flat = lists.flatten()
    blank = pc.equal(flat, "")
    if not pc.any(blank).as_py():
        return pa.chunked_array([lists.cast(_LIST)])
    lengths = pc.list_value_length(lists)
    # Only a blank cell has a blank part: every other part starts with a prefix.
    lone = pc.and_(pc.equal(lengths, 1), pc.equal(_plain(pc.utf8_trim_whitespace(marked)), ""))
    counts = pc.fill_null(pc.if_else(pc.fill_null(lone, False), 0, lengths), 0)
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(counts).cast(pa.int32())])
    kept = flat.filter(pc.invert(blank))
    return pa.chunked_array([pa.ListArray.from_arrays(offsets, kept, mask=pc.is_null(lists))])


def _plain(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _replaced(lists: pa.ChunkedArray, flat: pa.Array) -> pa.ChunkedArray:
    plain = _plain(lists)
    return pa.chunked_array([pa.ListArray.from_arrays(plain.offsets, _plain(flat), mask=pc.is_null(plain))])


def _case_is_lost(cells: pa.ChunkedArray) -> bool:
    """No SMTP: anywhere although there are addresses, or several SMTP: in one cell and no smtp: anywhere."""
    if not _holds(cells, "SMTP:"):
        return bool(pc.any(pc.match_substring(cells, "smtp:", ignore_case=True)).as_py())
    if _holds(cells, "smtp:"):
        return False
    return bool(pc.any(pc.greater(pc.count_substring(cells, "SMTP:"), 1)).as_py())


def _holds(cells: pa.ChunkedArray, text: str) -> bool:
    """Some cell holds the text; nearly always one of the first."""
    return any(pc.any(pc.match_substring(c, text)).as_py() for c in (cells.slice(0, _STYLE_SAMPLE), cells))


def whole_addresses(
    lists: pa.ChunkedArray, primary: pa.ChunkedArray | None, name: str, marks: Marks, told: Told
) -> pa.ChunkedArray:
    """Lists that a grammar kept as lists; where prefixes or their case are gone, as in ``split_addresses``."""
    plain = _plain(lists)
    flat = pa.chunked_array([plain.flatten()])
    known = pc.fill_null(pc.match_substring_regex(flat, marks.known), True)
    if pc.all(known).as_py() and not _case_is_lost(flat):
        return lists
    rows = [
        (None, False) if v is None else (v, any(re.match(marks.known, p) for p in v if p)) for v in plain.to_pylist()
    ]
    return _by_primary(rows, primary, name, marks, told, lost_case=_case_is_lost(flat))


def _rows(cells: pa.ChunkedArray, marks: Marks) -> list[tuple[list[str] | None, bool]]:
    """The parts of each cell, and whether any of them has a prefix."""
    breaks = re.compile(marks.cut)
    out: list[tuple[list[str] | None, bool]] = []
    for cell in cells.to_pylist():
        if not cell:
            out.append((None if cell is None else [], False))
        elif re.search(marks.anywhere, cell):
            parts = breaks.sub(_MARK + r"\1", cell).split(_MARK)
            out.append(([p for p in (part.strip(" \t\r\n") for part in parts) if p], True))
        else:
            joined_by_plus = "+" in cell and cell.count("@") > len(_BARE_KEEPING_PLUS.split(cell))
            parts = (_BARE if joined_by_plus else _BARE_KEEPING_PLUS).split(cell)
            out.append(([p for p in parts if p], False))
    return out


def _by_primary(
    rows: list[tuple[list[str] | None, bool]],
    primary: pa.ChunkedArray | None,
    name: str,
    marks: Marks,
    told: Told,
    *,
    lost_case: bool,
) -> pa.ChunkedArray:
    """Row by row, with the help of the primary address."""
    main = primary.to_pylist() if primary is not None else [None] * len(rows)
    out: list[list[str] | None] = []
    no_primary, trimmed, helped = 0, 0, 0
    for (parts, has_prefix), first in zip(rows, main, strict=True):
        if not parts or (has_prefix and not lost_case):
            out.append(parts)
            continue
        if not has_prefix and first and _was_trimmed(parts, first):
            trimmed += 1
        marked = _marked(parts, first or "", marks)
        helped += marked is not None
        no_primary += marked is None
        out.append(marked)
    if trimmed:
        told.add("W308", count=trimmed, column=name)
        return pa.chunked_array([pa.nulls(len(out), _LIST)])
    if helped:
        told.add("W413", column=name)
    if no_primary:
        told.add("W307", count=no_primary, column=name)
    result = pa.chunked_array([pa.array(out, _LIST)])
    _tell_strange(pc.list_flatten(result), name, marks, told)
    return result


def _marked(parts: list[str], primary: str, marks: Marks) -> list[str] | None:
    """The parts with ``SMTP:`` in front of the primary address and ``smtp:`` in front of the others."""
    known = re.compile(marks.known)
    is_smtp = [re.match(r"(?i)smtp:", p) is not None or not known.match(p) for p in parts]
    addresses = [known.sub("", p) if s else p for p, s in zip(parts, is_smtp, strict=True)]
    want = re.sub(r"(?i)^smtp:", "", primary).casefold()
    if not want or not any(s and a.casefold() == want for a, s in zip(addresses, is_smtp, strict=True)):
        return None
    return [
        (("SMTP:" if a.casefold() == want else "smtp:") + a) if s else a
        for a, s in zip(addresses, is_smtp, strict=True)
    ]


def _was_trimmed(parts: list[str], primary: str) -> bool:
    """The primary address stands in the list without its first letters, all of them from "SMTP:"."""
    want = primary.casefold()
    folded = [p.casefold() for p in parts]
    if want in folded:
        return False
    return any(
        want.endswith(p) and len(p) < len(want) and set(want[: len(want) - len(p)]) <= _LETTERS for p in folded if p
    )


def _tell_strange(flat: pa.ChunkedArray | pa.Array, name: str, marks: Marks, told: Told) -> None:
    """Parts without a known prefix, or with a separator inside that no known prefix follows."""
    unknown = pc.invert(pc.match_substring_regex(flat, marks.known))
    inside = pc.match_substring_regex(flat, r"(?i)^smtp:.*[;,|\s]")
    count = pc.sum(pc.or_(unknown, inside)).as_py() or 0
    if count:
        told.add("W421", count=count, column=name)


def split_lists(
    column: pa.ChunkedArray, name: str, kind: str, style: str, told: Told, words: frozenset[str] = frozenset()
) -> pa.ChunkedArray:
    """Lists of plain values, cut the way this file joins its addresses; where that does not tell, null.

    Null stays null, blank is ``[]``. ``joined`` values hold semicolons themselves. ``words`` are columns, without
    case, whose values are single words: every separator stands between two of them.
    """
    encoded = _plain(column).dictionary_encode()
    values = encoded.dictionary.to_pylist()
    is_words = name.casefold() in words
    cut = [_BETWEEN_WORDS.sub(" ", v).split() if is_words else _parts(v, kind, style) for v in values]
    if any(c is None for c in cut):
        doubtful = pa.array([c is None for c in cut], pa.bool_()).take(encoded.indices)
        count = pc.sum(doubtful).as_py() or 0
        first = next(v for v, c in zip(values, cut, strict=True) if c is None)
        told.add("W306", count=count, column=name, seen=first)
    return pa.chunked_array([pa.array(cut, _LIST).take(encoded.indices)])


def _parts(cell: str, kind: str, style: str) -> list[str] | None:
    """The values of one cell, or None when it can be read in more than one way."""
    text = cell.strip()
    if not text:
        return []
    if text.startswith("{") and text.endswith("}") and (", " in text or "{" not in text[1:]):
        inner = text[1:-1].strip()
        if not _WORD.match(text):
            return [p for p in re.split(r",\s+", inner) if p] if inner else []
    for mark in ("|", "\n"):
        if style == mark or (mark in text and style not in {";", ",", " ", "^", "+"}):
            return _trimmed(text.split(mark))
    if style in {"^", "+"}:
        return _trimmed(text.split(style))
    if ";" in text and style in {";", ""}:
        if kind == "joined":
            return [text] if _ONE_SPACE.match(text) else None
        return _trimmed(text.split(";"))
    if style == ";":
        return [text]
    if "," in text and style in {",", ""}:
        return _by_comma(text, style)
    if " " in text and style in {" ", ""}:
        words = text.split()
        if all(_WORD.match(w) for w in words):
            return words
        return None if style == " " else [text]
    return [text]


def _by_comma(text: str, style: str) -> list[str] | None:
    parts = [p.strip() for p in text.split(",")]
    # A distinguished name is one value, whatever commas it holds.
    if re.match(r"(?i)^(cn|ou|o)=[^,]+,", text):
        return [text] if len(re.findall(r"(?i)(?:^|,\s*)cn=", text)) <= 1 or ", " not in text else None
    if all(_WORD.match(p) or _DOMAIN.match(p) for p in parts):
        return parts
    # A comma without a blank behind it hardly stands inside a name, one with a blank may.
    if style == "," and not re.search(r",\s", text) and all(_SIMPLE.match(p) for p in parts):
        return parts
    return None


def _trimmed(parts: list[str]) -> list[str]:
    return [p for p in (q.strip() for q in parts) if p]


def trimmed_lists(lists: pa.ChunkedArray) -> pa.ChunkedArray:
    """Lists that came as lists, their values without blanks around: as those that are cut out of a joined cell."""
    flat = _plain(lists).flatten()
    trimmed = pc.utf8_trim_whitespace(flat)
    if not pc.any(pc.or_(pc.not_equal(trimmed, flat), pc.equal(trimmed, ""))).as_py():
        return lists
    return pa.chunked_array([pa.array([v if v is None else _trimmed(v) for v in lists.to_pylist()], _LIST)])
