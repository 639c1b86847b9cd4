"""How CSVDE writes values: lists joined with semicolons, backslashes doubled, bytes as X'0b81'."""

import re
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.cell_facts import CellFacts
from analyzer.collectors.formats.directory_bytes import hex_to_base64
from analyzer.collectors.formats.directory_cells import ADDRESSES, BYTES, bytes_of, repaired
from analyzer.collectors.formats.directory_grid import Column, Shape
from analyzer.collectors.formats.directory_records import Cells, Numbers
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.formats.ldif_values import BASE64, PLAIN
from analyzer.collectors.layouts import Layout
from analyzer.collectors.told import Told

_HEX = r"^[Xx]'(?:[0-9A-Fa-f]{2})*'$"
_BACKSLASH, _SEMICOLON, _CUT, _KEPT = "\x01", "\x02", "\x03", "\x04"
_STANDINS = r"[\x01-\x04]"
_ANY_ADDRESS = r";([A-Za-z][A-Za-z0-9-]*:)"
# A part of an X400 address that looks like the prefix of another.
_INSIDE = r"(?i);(DDA:)"
_ODD = r"(?:^|[^\\])\\(?:\\\\)*(?:[^\\;]|$)"
_DOUBLED_NAME = r'\\\\[ #+,;<=>"0-9A-Fa-f]'


def split(cells: pa.Array, of: Numbers, *, is_list: bool, prefixes: tuple[str, ...] = ()) -> tuple[pa.Array, Numbers]:
    """The values of filled cells and the object of each; a cell of an attribute with one value is one value.

    Values that begin with one of the ``prefixes`` are whole even where nobody escaped the semicolons in them.
    """
    has_semicolon = bool(pc.any(pc.match_substring(cells, ";")).as_py())
    has_backslash = bool(pc.any(pc.match_substring(cells, "\\")).as_py())
    if not has_backslash and not (is_list and has_semicolon):
        return cells, of
    if pc.any(pc.match_substring_regex(cells, _STANDINS)).as_py():
        return _one_by_one(cells, of, is_list=is_list)
    is_doubled = has_backslash and not pc.any(pc.match_substring_regex(cells, _ODD)).as_py()
    is_escaped = has_backslash and bool(pc.any(pc.match_substring(cells, "\\;")).as_py())
    text = cells
    if is_doubled:
        text = pc.replace_substring(text, "\\\\", _BACKSLASH)
    if is_doubled or is_list:
        text = pc.replace_substring(text, "\\;", _SEMICOLON)
    if is_list and has_semicolon:
        text, of = _cut(text, of, prefixes=() if is_escaped else prefixes)
    for standin, letter in ((_SEMICOLON, ";"), (_BACKSLASH, "\\"), (_KEPT, ";")):
        text = pc.replace_substring(text, standin, letter)
    return text, of


def _cut(text: pa.Array, of: Numbers, *, prefixes: tuple[str, ...]) -> tuple[pa.Array, Numbers]:
    mark = ";"
    if prefixes:
        # Nothing in this column is escaped: a semicolon may belong to an X400 address.
        text = pc.replace_substring_regex(text, _INSIDE, _KEPT + r"\1")
        for pattern in (rf"(?i);((?:{'|'.join(prefixes)}):)", _ANY_ADDRESS):
            text = pc.replace_substring_regex(text, pattern, _CUT + r"\1")
        mark = _CUT
    lists = pc.split_pattern(text, mark)
    parents = np.asarray(pc.list_parent_indices(lists))
    flat = pc.list_flatten(lists)
    filled = np.asarray(pc.not_equal(flat, ""))
    return flat.filter(pa.array(filled)), of[parents[filled]]


def _one_by_one(cells: pa.Array, of: Numbers, *, is_list: bool) -> tuple[pa.Array, Numbers]:
    """Cells with control characters, which only a damaged or hostile file holds."""
    values: list[str] = []
    owners: list[int] = []
    for cell, owner in zip(cells.to_pylist(), of.tolist(), strict=True):
        parts = re.findall(r"(?:\\.|[^;\\]|\\$)+", cell, re.DOTALL) if is_list else [cell]
        values += [re.sub(r"\\([\\;])", r"\1", p) for p in parts]
        owners += [owner] * len(parts)
    return pa.array(values, pa.string()), np.array(owners, np.int64)


def coded(values: pa.Array) -> tuple[pa.Array, np.ndarray[tuple[int], np.dtype[np.uint8]]]:
    """The values with X'..' as base64, and which of them are base64 now."""
    marks = np.full(len(values), PLAIN, np.uint8)
    if not pc.any(pc.starts_with(values, "X'", ignore_case=True)).as_py():
        return values, marks
    is_hex = pc.match_substring_regex(values, _HEX)
    digits = pc.replace_substring_regex(values.filter(is_hex), r"^..|'$", "")
    marks[np.asarray(is_hex)] = BASE64
    return pc.replace_with_mask(values, is_hex, hex_to_base64(digits)), marks


def names(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Distinguished names; where the program doubled their backslashes in the whole file, they are single again."""
    if not pc.any(pc.match_substring_regex(cells, _DOUBLED_NAME)).as_py():
        return cells
    if pc.any(pc.match_substring_regex(cells, _ODD)).as_py():
        return cells
    return pc.replace_substring(cells, "\\\\", "\\")


def prepare(columns: list[Column], grid: Grid, facts: CellFacts, told: Told) -> list[Column]:
    """The columns with their damage told and the names of the objects as the directory writes them."""
    out = []
    for column in columns:
        mended = repaired(column, grid.suspects, facts, told)
        out.append(replace(mended, cells=names(mended.cells)) if column.name == "distinguishedName" else mended)
    return out


def values(column: Column, cells: pa.Array, of: Numbers, facts: CellFacts) -> Cells:
    """The values of filled cells of one column."""
    prefixes = facts.prefixes if column.name == ADDRESSES else ()
    found, owners = split(cells, of, is_list=column.is_list is not False, prefixes=prefixes)
    found, marks = coded(found)
    if column.syntax in BYTES and not marks.all():
        return bytes_of(found, owners, column.name)
    return Cells(name=column.name, of=owners, values=found, marks=marks)


def asked(columns: list[Column], _grid: Grid) -> frozenset[str]:
    """Every column of the header: one run of the program asks for the same attributes everywhere."""
    return frozenset(c.name.casefold() for c in columns)


def shape(layout: Layout) -> Shape:
    """The shape of what csvde writes."""
    return Shape(
        prepare=prepare,
        values=values,
        reads_marks=lambda _grid: True,
        has_configuration=lambda _grid: True,
        asked=asked,
        facts=layout.facts,
        command=layout.command,
    )
