"""Numbers of enumerations, as ConvertTo-Json writes them, to the words that every other export has."""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.layouts import Layout, folded
from analyzer.collectors.told import Told
from analyzer.model.catalogue import Catalogue

_NUMBER = r"^-?\d{1,19}$"
_FLAGS = "_flags"  # tables of bits end so
_TYPE = "type"  # bits that are one field: of several that fit, the largest counts


def with_words(grid: Grid, layout: Layout, catalogue: Catalogue, told: Told) -> Grid:
    """The grid with words in place of the numbers of enumerations; a number that no table knows is null and told."""
    columns = list(grid.columns)
    for place, found in enumerate(grid.header):
        name = layout.names.get(folded(found), found)
        table = layout.facts.enumerations.get(name.casefold())
        if table is None or columns[place].type != pa.string():
            continue
        columns[place] = _named(columns[place], name, table, catalogue, told)
    return replace(grid, columns=tuple(columns))


def _named(column: pa.ChunkedArray, name: str, table: str, catalogue: Catalogue, told: Told) -> pa.ChunkedArray:
    if not pc.any(pc.match_substring_regex(column, _NUMBER)).as_py():
        return column
    encoded = column.combine_chunks().dictionary_encode()
    values = encoded.dictionary.to_pylist()
    are_numbers = pc.match_substring_regex(encoded.dictionary, _NUMBER).to_pylist()
    words = [_word(v, table, catalogue.tables) if is_number else v
             for v, is_number in zip(values, are_numbers, strict=True)]  # fmt: skip
    if None in words:
        lost = pa.array([w is None for w in words], pa.bool_()).take(encoded.indices)
        told.add("W442", count=pc.sum(lost).as_py(), column=name, seen=values[words.index(None)])
    return pa.chunked_array([pa.array(words, pa.string()).take(encoded.indices)])


def _word(number: str, table: str, tables: Mapping[str, Mapping[str, str]]) -> str | None:
    known = tables.get(table, {})
    if not table.endswith(_FLAGS):
        return known.get(number)
    value, means = int(number), tables.get(f"{table}.means", {})
    if value == 0:
        return "None"
    bits = {int(n): word for n, word in known.items()}
    kinds = [n for n in bits if means.get(str(n)) == _TYPE and value & n == n]
    chosen = [n for n in bits if means.get(str(n)) != _TYPE and value & n == n] + ([max(kinds)] if kinds else [])
    whole = 0
    for n in chosen:
        whole |= n
    return ", ".join(bits[n] for n in sorted(chosen)) if whole == value else None
