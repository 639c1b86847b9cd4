"""A grid of text becomes the table of its layout: names, lists, booleans, identifiers and times."""

import re
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.at_once import each
from analyzer.collectors.cells_damage import (
    lists_without_damage,
    lost_letters,
    mended,
    without_damage,
    without_lost_letters,
)
from analyzer.collectors.cells_excel import tell_lost_zeros, tell_rewritten_dates
from analyzer.collectors.cells_few import few_values, is_untouched
from analyzer.collectors.cells_lists import (
    list_style,
    marks_of,
    split_addresses,
    split_lists,
    trimmed_lists,
    whole_addresses,
)
from analyzer.collectors.cells_rows import tell_mixed_rows, without_false_keys
from analyzer.collectors.cells_times import has_zoneless, order_of, to_times
from analyzer.collectors.formats.delimited import merge_doubles
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.layouts import Layout, folded
from analyzer.collectors.told import Told
from analyzer.model.booleans import FALSE_WORDS, TRUE_WORDS
from analyzer.model.snapshot import FILE, ROW

_LISTS = frozenset({"addresses", "lists", "joined"})
_TIMES = frozenset({"times", "local_times"})
# What such columns hold tells how others are to be read: the order of day and month, lost letters, how lists are cut.
_WITNESSES = _TIMES | {"names", "addresses"}
_ZERO_GUID = r"^[{(]?0{8}-?0{4}-?0{4}-?0{4}-?0{12}[)}]?$"
_TEXT = pa.string()
_LIST = pa.list_(_TEXT)
_NULL = pa.scalar(None, _TEXT)
PRIMARY = "PrimarySmtpAddress"
_STRANGE_IN_HEADER = re.compile(r"^ï»¿|[\u00a0\u200b-\u200f\u2060\ufeff“”„‘’]")


def to_table(grid: Grid, layout: Layout, told: Told, unasked: frozenset[str] = frozenset()) -> pa.Table:
    """One column for each of the file's but the unasked ones, named and typed as the layout says, and ``_row``.

    Lists are ``list<string>``, everything else ``string``. Columns that the layout does not name are kept
    as found. What was lost on the way is null and told; lost addresses of a vital column refuse the file.
    """
    if strange := [folded(name) for name in grid.header if _STRANGE_IN_HEADER.search(name)]:
        told.add("W485", column=", ".join(strange))
    grid = merge_doubles(replace(grid, header=_canonical(grid.header, layout)), told)
    missing = [name for name in layout.needed if name not in grid.header]
    if missing:
        told.add("W311", column=", ".join(missing))
    columns = _mended(grid, layout, told, unasked)
    marks = marks_of(layout.facts.prefixes)
    style = next((s for c, k in columns.values() if k == "addresses" and (s := list_style(c, marks))), "")
    primary = columns[PRIMARY][0] if PRIMARY in columns else None
    times = {n: c for n, (c, kind) in columns.items() if kind in _TIMES and _is_filled(c)}
    order = order_of(times)

    def typed(name: str, heard: Told) -> pa.ChunkedArray:
        column, kind = columns[name]
        is_list = pa.types.is_list(column.type)
        if kind == "addresses" and is_list:
            return whole_addresses(column, primary, name, marks, heard)
        if is_list:
            return trimmed_lists(column) if kind in _LISTS else _as_text(column)
        if kind == "addresses":
            return split_addresses(column, primary, name, style, marks, heard)
        if kind in _LISTS:
            return split_lists(column, name, kind, style, heard, layout.facts.words)
        if kind == "booleans":
            return _booleans(column, name, layout, heard)
        if kind == "guids":
            return _guids(column)
        if kind in _TIMES:
            return to_times(column, name, order, heard, local=kind == "local_times")
        return column

    asked = [name for name in columns if name not in unasked]
    table = dict(zip(asked, each(typed, asked, rows=len(grid.rows), told=told), strict=True))
    zoneless = [
        name
        for name in asked
        if columns[name][1] == "local_times" and f"{name}UTC" not in columns and has_zoneless(table[name])
    ]
    if zoneless:
        told.add("N506", column=", ".join(zoneless))
    tell_rewritten_dates(times, told)
    tell_lost_zeros({n: c for n, (c, _k) in columns.items()}, told, layout.facts)
    if not grid.keeps_null and layout.blank == "asked":
        table = {name: _asked(column) for name, column in table.items()}
    _check_asked(table, layout, told)
    tell_mixed_rows(table, told)
    table = without_false_keys(table, layout, told)
    return pa.table({**table, ROW: grid.rows})


def _is_filled(column: pa.ChunkedArray) -> bool:
    """Some cell holds something."""
    return column.type != _TEXT or bool(pc.any(pc.not_equal(column, "")).as_py())


def _canonical(header: tuple[str, ...], layout: Layout) -> tuple[str, ...]:
    """Names as the cmdlet spells them; a nameless column is named by its place."""
    out = []
    for number, found in enumerate(header, 1):
        name = layout.names.get(folded(found)) or _STRANGE_IN_HEADER.sub("", found).strip()
        if not name:
            name = f"column {number}"
        out.append(f"{name} (found)" if name in {FILE, ROW} else name)
    return tuple(out)


def left_out(layout: Layout, unasked: frozenset[str]) -> frozenset[str]:
    """The unasked columns that nothing is lost without: they do not even tell how others are to be read."""
    return frozenset(name for name in unasked if layout.kinds.get(name, "texts") not in _WITNESSES)


def unknown_columns(header: tuple[str, ...], layout: Layout) -> tuple[str, ...]:
    """Header names that the layout does not declare, as found."""
    return tuple(name for name in header if folded(name) not in layout.names)


def _mended(grid: Grid, layout: Layout, told: Told, unasked: frozenset[str]) -> dict[str, tuple[pa.ChunkedArray, str]]:
    """The columns with their kinds; damaged text cells are mended or null. Unasked columns stay only as witnesses."""
    gone = left_out(layout, unasked)
    wanted = [
        (name, found, layout.kinds.get(name, "texts"))
        for name, found in zip(grid.header, grid.columns, strict=True)
        if name not in gone
    ]

    def cleaned(each_column: tuple[str, pa.ChunkedArray, str], heard: Told) -> pa.ChunkedArray:
        name, found, kind = each_column
        values, quiet = few_values(found), Told(file=told.file)
        if values is not None and is_untouched(values, _clean(values, name, kind, grid, layout, quiet), quiet):
            # What no value of a column suffers from, no cell of it does.
            return found
        return _clean(found, name, kind, grid, layout, heard)

    clean = each(cleaned, wanted, rows=len(grid.rows), told=told)
    out = {name: (column, kind) for (name, _found, kind), column in zip(wanted, clean, strict=True)}
    if "question" in grid.suspects:
        clear = lost_letters(out, layout.vital, told)
        out = {
            n: (without_lost_letters(c) if n in clear and c.type == _TEXT else c, kind) for n, (c, kind) in out.items()
        }
    return out


def _clean(column: pa.ChunkedArray, name: str, kind: str, grid: Grid, layout: Layout, told: Told) -> pa.ChunkedArray:
    """The cells mended, or null where their value is lost; each cell is judged by itself."""
    column = mended(column, name, kind, grid.suspects, told)
    if column.type != _TEXT:
        return lists_without_damage(column, name, told, vital=name in layout.vital)
    return without_damage(
        column, name, kind, grid.suspects, told,
        vital=name in layout.vital, is_key=name in layout.key, facts=layout.facts,
    )  # fmt: skip


def _booleans(column: pa.ChunkedArray, name: str, layout: Layout, told: Told) -> pa.ChunkedArray:
    """``True``, ``False``, or null; blank is null unless the export says "nothing there" that way."""
    encoded = column.combine_chunks().dictionary_encode()
    values = encoded.dictionary.to_pylist()
    read: list[str | None] = []
    foreign, bad = [], []
    for value in values:
        word = value.strip().casefold()
        known = "True" if word in TRUE_WORDS else "False" if word in FALSE_WORDS else None
        read.append("" if not word and layout.blank == "asked" else known)
        foreign.append(known is not None and word not in {"true", "false"})
        bad.append(known is None and bool(word))
    for code, flags in (("N501", foreign), ("W305", bad)):
        if any(flags):
            count = pc.sum(pa.array(flags, pa.bool_()).take(encoded.indices)).as_py()
            told.add(code, count=count, column=name, seen=next(v for v, f in zip(values, flags, strict=True) if f))
    return pa.chunked_array([pa.array(read, _TEXT).take(encoded.indices)])


def _guids(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """As found; the GUID of zeros means that there is none."""
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.match_substring_regex(trimmed, _ZERO_GUID), "", trimmed)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Arrays of a column that holds one value elsewhere, joined so that each kind has one type."""
    return pc.binary_join(column, pa.scalar("|"))


def _asked(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Null throughout when no cell is filled: nobody asked for this property."""
    filled = pc.greater(pc.list_value_length(column), 0) if column.type == _LIST else pc.not_equal(column, "")
    if pc.any(filled).as_py():
        return column
    return pa.chunked_array([pa.nulls(len(column), column.type)])


def _check_asked(table: dict[str, pa.ChunkedArray], layout: Layout, told: Told) -> None:
    """A file whose telling columns are all blank did not ask for them."""
    named = [table[name] for name in layout.asked_for if name in table]
    if named and len(named[0]) and not any(pc.any(pc.not_equal(c, "")).as_py() for c in named):
        told.add("E210")
