"""Words of the cmdlets of Active Directory that stand for bits of a number in the directory."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.formats.directory_grid import Column
from analyzer.model.booleans import FALSE_WORDS, TRUE_WORDS

# MS-ADTS 2.2.16 and 2.2.12: the least number that says it. JSON gives the numbers that the cmdlet has for the words.
_NORMAL, _DISABLED = 0x200, 0x2
_SCOPES = {"domainlocal": 4, "global": 2, "universal": 8, "0": 4, "1": 2, "2": 8}
_CATEGORIES = {"distribution": 0, "security": -0x80000000, "0": 0, "1": -0x80000000}
_TEXT = pa.string()


def account_control(computed: Mapping[str, Column]) -> Column | None:
    """``userAccountControl`` as far as the column Enabled says it."""
    enabled = computed.get("Enabled")
    if enabled is None or enabled.cells.type != _TEXT:
        return None

    def number(word: str | None) -> str | None:
        folded = (word or "").strip().casefold()
        if folded in TRUE_WORDS:
            return str(_NORMAL)
        return str(_NORMAL | _DISABLED) if folded in FALSE_WORDS else None if folded else word

    return replace(enabled, name="userAccountControl", cells=_mapped(enabled.cells, number), is_attribute=True)


def group_type(computed: Mapping[str, Column]) -> Column | None:
    """``groupType`` as far as GroupScope and GroupCategory say it."""
    scope, category = computed.get("GroupScope"), computed.get("GroupCategory")
    if scope is None or category is None or scope.cells.type != _TEXT or category.cells.type != _TEXT:
        return None
    both = pc.binary_join_element_wise(scope.cells, category.cells, "/")

    def number(words: str | None) -> str | None:
        first, _slash, second = (words or "").strip().casefold().partition("/")
        if not first and not second:
            return None if words is None else ""
        known = first in _SCOPES and second in _CATEGORIES
        return str(_SCOPES[first] + _CATEGORIES[second]) if known else None

    return replace(scope, name="groupType", cells=_mapped(both, number), is_attribute=True)


def _mapped(cells: pa.ChunkedArray, number: Callable[[str | None], str | None]) -> pa.ChunkedArray:
    coded = pc.dictionary_encode(pa.chunked_array([pa.concat_arrays(cells.chunks)], _TEXT)).chunk(0)
    return pa.chunked_array([pa.array([number(w) for w in coded.dictionary.to_pylist()], _TEXT).take(coded.indices)])
