"""Cells of directory objects before they are taken apart: damage is told, words become those of the directory."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.cell_facts import CellFacts
from analyzer.collectors.cells_damage import lists_without_damage, mended, without_damage
from analyzer.collectors.formats.directory_bytes import to_base64
from analyzer.collectors.formats.directory_grid import Column
from analyzer.collectors.formats.directory_records import Cells, Numbers
from analyzer.collectors.formats.ldif_values import BASE64, BROKEN
from analyzer.collectors.told import Told
from analyzer.model.booleans import FALSE_WORDS, TRUE_WORDS

ADDRESSES = "proxyAddresses"
BYTES = frozenset(("octet", "sid", "security-descriptor"))
NUMBERS = frozenset(("integer", "large-integer"))
TIME = "generalized-time"
_TEXT = pa.string()


def kind_of(column: Column) -> str:
    """The kind of column whose damage is looked for."""
    if column.name == ADDRESSES:
        return "addresses"
    if column.syntax in BYTES:
        return "guids"
    if column.syntax == TIME:
        return "times"
    if column.syntax in NUMBERS:
        return "numbers"
    return "booleans" if column.syntax == "boolean" else "texts"


def repaired(column: Column, suspects: frozenset[str], facts: CellFacts, told: Told) -> Column:
    """The column with what can be mended mended and what is lost null; lost addresses refuse the file."""
    kind, vital, cells = kind_of(column), column.name == ADDRESSES, column.cells
    cells = mended(cells, column.name, kind, suspects, told)
    if cells.type == _TEXT:
        cells = without_damage(cells, column.name, kind, suspects, told, vital=vital, facts=facts)
    else:
        cells = lists_without_damage(cells, column.name, told, vital=vital)
    if column.syntax == "boolean" and cells.type == _TEXT:
        cells = truths(cells, column.name, told)
    return replace(column, cells=cells)


def truths(cells: pa.ChunkedArray, name: str, told: Told) -> pa.ChunkedArray:
    """``TRUE`` and ``FALSE`` as the directory writes them, blank where it was blank, null for other words."""
    coded = cells.combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.chunk(0) if coded.num_chunks else pa.array([], _TEXT).dictionary_encode()
    values = coded.dictionary.to_pylist()
    words = [v.strip().casefold() for v in values]
    read = ["TRUE" if w in TRUE_WORDS else "FALSE" if w in FALSE_WORDS else None if w else "" for w in words]
    foreign = [r is not None and bool(w) and w not in {"true", "false"} for r, w in zip(read, words, strict=True)]
    bad = [r is None for r in read]
    for code, flags in (("N501", foreign), ("W305", bad)):
        if any(flags):
            count = pc.sum(pa.array(flags, pa.bool_()).take(coded.indices)).as_py()
            told.add(code, count=count, column=name, seen=next(v for v, f in zip(values, flags, strict=True) if f))
    return pa.chunked_array([pa.array(read, _TEXT).take(coded.indices)])


def bytes_of(values: pa.Array, of: Numbers, name: str) -> Cells:
    """Base64 of each value; those that are no bytes in any known print are marked as broken."""
    found, bad = to_base64(values)
    return Cells(name=name, of=of, values=pc.fill_null(found, ""), marks=np.where(bad, BROKEN, BASE64).astype(np.uint8))
