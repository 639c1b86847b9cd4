"""What the cmdlets of Active Directory give as CSV, JSON or CLIXML, to values as the directory writes them."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.cell_facts import CellFacts
from analyzer.collectors.cells_lists import (
    Marks,
    list_style,
    marks_of,
    split_addresses,
    split_lists,
    whole_addresses,
)
from analyzer.collectors.cells_times import Order, order_of, to_times
from analyzer.collectors.formats.ad_account_words import account_control, group_type
from analyzer.collectors.formats.directory_cells import ADDRESSES, BYTES, TIME, bytes_of, repaired
from analyzer.collectors.formats.directory_grid import Column, Shape, has_blank, has_filled
from analyzer.collectors.formats.directory_records import Cells, Numbers
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.formats.ldif_names import FULL_MARKS
from analyzer.collectors.layouts import Layout, folded
from analyzer.collectors.told import Told

_PRIMARY = "PrimarySmtpAddress"
_LINKS = frozenset(("dn", "or-name"))
# The directory keeps one description for each account, whatever its schema says.
_WHOLE = "description"
# Without these nobody knows who is a recipient.
_WANTED = (ADDRESSES, "mailNickname")
_MARK = "\x1f"
# A name ends in its domain: what follows that and is no further part of the domain is the next name.
_NEXT_NAME = r"(?i)(,\s*DC=[^,;|\s\x1f]+)(?:\s*[;|,]\s*|\s+)((?:CN|OU)=)"
_GENERALIZED = r"^\d{14}\.\d+Z$"
_UTC = r"^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$"
_SID = r'(?s)^\{.*"Value":"(?P<sid>[Ss]-1-[0-9-]+)".*\}$'
_TEXT = pa.string()
_NULL = pa.scalar(None, _TEXT)


def shape(layout: Layout) -> Shape:
    """The shape with the names that the layout gives to attributes and to columns that are none."""
    aliases = {name: ours for name, ours in layout.names.items() if folded(ours) != name}
    targets = {folded(ours) for ours in aliases.values()}
    return Shape(
        prepare=prepare,
        values=values,
        reads_marks=_keeps_lists,
        # CSV joins lists, and which attributes of the configuration are lists nobody has written down.
        has_configuration=_keeps_lists,
        asked=asked,
        facts=layout.facts,
        command=layout.command,
        aliases=aliases,
        ignored=frozenset(name for name in layout.names if name not in targets),
    )


def _keeps_lists(grid: Grid) -> bool:
    """JSON and CLIXML: each object has its own attributes, and lists are lists."""
    return grid.keeps_null or any(pa.types.is_list(c.type) for c in grid.columns)


def prepare(columns: list[Column], grid: Grid, facts: CellFacts, told: Told) -> list[Column]:
    """The attributes with lists cut, times in UTC and words as numbers."""
    computed = {c.name: c for c in columns if not c.is_attribute}
    mine = [repaired(c, grid.suspects, facts, told) for c in columns if c.is_attribute]
    addresses = next((c.cells for c in mine if c.name == ADDRESSES), None)
    marks = marks_of(facts.prefixes)
    style = list_style(addresses, marks) if addresses is not None else ""
    order = order_of({c.name: c.cells for c in mine if c.syntax == TIME})
    primary = computed[_PRIMARY].cells if _PRIMARY in computed else None
    cut = _Cut(style=style, marks=marks, primary=primary, order=order)
    out = [_prepared(c, cut, told) for c in mine]
    names = {c.name for c in out}
    out += [c for c in (account_control(computed), group_type(computed)) if c is not None and c.name not in names]
    missing = [n for n in _WANTED if not any(c.name == n and has_filled(c.cells) for c in columns)]
    is_full = _keeps_lists(grid) and any(c.name.casefold() in FULL_MARKS for c in out)
    if missing and not is_full and not told.refused:
        told.add("W471", column=", ".join(missing), count=len(missing))
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """What the file as a whole says about its cells."""

    style: str  # what stands between addresses
    marks: Marks
    primary: pa.ChunkedArray | None
    order: Order  # of day and month


def _prepared(column: Column, cut: _Cut, told: Told) -> Column:
    cells, name, style = column.cells, column.name, cut.style
    if name == ADDRESSES and pa.types.is_list(cells.type):
        return replace(column, cells=whole_addresses(cells, cut.primary, name, cut.marks, told))
    if pa.types.is_list(cells.type):
        return replace(column, cells=_joined_bytes(cells, column)) if column.syntax in BYTES else column
    if name == ADDRESSES:
        cells = split_addresses(cells, cut.primary, name, style, cut.marks, told)
    elif name == "distinguishedName" or name.casefold() == _WHOLE:
        pass
    elif column.syntax in _LINKS and column.is_list:
        cells = _names(cells)
    elif column.syntax in BYTES:
        cells = _sids(cells) if column.syntax == "sid" else cells
        if column.is_list:
            # No print of bytes but the decimal one has a bar in it, and nobody prints a certificate so.
            cells = pc.split_pattern(cells, "|")
    elif column.is_list:
        cells = split_lists(cells, name, "lists", style, told)
    elif column.syntax == TIME:
        cells = _times(cells, name, cut.order, told)
    return replace(column, cells=cells)


def _names(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Lists of distinguished names; blank stays an empty list."""
    marked = pc.replace_substring_regex(cells, _NEXT_NAME, r"\1" + _MARK + r"\2")
    return pc.split_pattern(pc.utf8_trim_whitespace(marked), _MARK)


def _joined_bytes(cells: pa.ChunkedArray, column: Column) -> pa.ChunkedArray:
    """JSON writes bytes as a list of numbers, which is one value."""
    flat = pc.list_flatten(cells)
    numbers = bool(pc.all(pc.match_substring_regex(flat, r"^\d{1,3}$")).as_py()) if len(flat) else False
    if not numbers:
        return cells
    return pc.binary_join(cells, " ")


def _sids(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """The identifier out of the object that JSON makes of it."""
    if not pc.any(pc.starts_with(cells, "{")).as_py():
        return cells
    found = pc.struct_field(pc.extract_regex(cells, _SID), "sid")
    return pc.coalesce(found, cells)


def _times(cells: pa.ChunkedArray, name: str, order: Order, told: Told) -> pa.ChunkedArray:
    """Generalized time in UTC. A time of a session whose zone nobody knows can be a day off: it is null and told."""
    raw = pc.fill_null(pc.match_substring_regex(cells, _GENERALIZED), False)
    if pc.all(pc.or_(raw, pc.fill_null(pc.equal(cells, ""), True))).as_py():
        return cells
    read = to_times(pc.if_else(raw, "", cells), name, order, told, local=True)
    is_utc = pc.fill_null(pc.match_substring_regex(read, _UTC), False)
    is_blank = pc.fill_null(pc.equal(read, ""), False)
    zoneless = pc.and_not(pc.is_valid(read), pc.or_(is_utc, is_blank))
    if count := pc.sum(zoneless).as_py():
        told.add("W472", count=count, column=name, seen=cells.filter(zoneless)[0].as_py())
    out = pc.replace_substring_regex(read, _UTC, r"\1\2\3\4\5\6.0Z")
    return pc.if_else(raw, cells, pc.if_else(zoneless, _NULL, out))


def values(column: Column, cells: pa.Array, of: Numbers, _facts: CellFacts) -> Cells:
    """The values of filled cells of one column."""
    found, owners = cells, of
    if pa.types.is_list(cells.type):
        owners = of[np.asarray(pc.list_parent_indices(cells))]
        found = pc.list_flatten(cells)
    if column.syntax in BYTES:
        return bytes_of(found, owners, column.name)
    return Cells(name=column.name, of=owners, values=found)


def asked(columns: list[Column], grid: Grid) -> frozenset[str]:
    """Columns of CSV that any row fills, and of other grammars those that say in some row that there is nothing.

    A column that is blank throughout was chosen from objects that were fetched without it.
    """
    is_text = not _keeps_lists(grid)
    return frozenset(c.name.casefold() for c in columns if has_filled(c.cells) and (is_text or has_blank(c.cells)))
