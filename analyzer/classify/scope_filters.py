"""Scope filters of sync rules: which objects a rule takes, as far as filter and columns prove it.

The conditions of a group must all hold, and one group is enough. Connect compares texts; whether it minds upper and
lower case is not documented, so values that agree but for case are perhaps equal. Orders (LESSTHAN ...) and memberships
are not judged. (declarative provisioning of Entra Connect, 2026-11-25)
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.columns import PairColumns
from analyzer.classify.flags import MAYBE, NO, YES, Flags, Mask, both, either, negated, sure, unless
from analyzer.classify.keyed import is_list

_BOOLEANS = frozenset({"true", "false"})
# The words of an operator, and the same without "not"; each is written in both ways somewhere.
_POSITIVE = {
    "equal": "equal", "startswith": "starts", "endswith": "ends", "contain": "contains", "contains": "contains",
    "isin": "in", "isbitset": "bit",
}  # fmt: skip
_NEGATIVE = {
    "notequal": "equal", "notstartswith": "starts", "notendswith": "ends", "notcontain": "contains",
    "notcontains": "contains", "isnotin": "in", "isbitnotset": "bit", "isnotbitset": "bit",
}  # fmt: skip
_ABSENT, _PRESENT = "isnull", "isnotnull"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One clause of a filter; names and operators are folded."""

    attribute: str
    operator: str
    value: str


Group = tuple[Condition, ...]
Filter = tuple[Group | None, ...]  # None stands for a group that cannot be read; no group at all takes every object


def read_filter(cells: Sequence[str] | None) -> Filter:
    """The groups of one ScopeFilter cell, JSON objects as ConvertTo-Json writes them."""
    return (None,) if cells is None else tuple(_group(text) for text in cells)


def _group(text: str) -> Group | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if isinstance(found, dict):
        folded = {k.casefold(): v for k, v in found.items()}
        found = folded.get("scopeconditionlist", [found] if "attribute" in folded else None)
        found = [found] if isinstance(found, dict) else found
    if not isinstance(found, list) or not found:
        return None
    conditions = [_condition(one) for one in found]
    return None if None in conditions else tuple(c for c in conditions if c)


def _condition(found: Any) -> Condition | None:
    if not isinstance(found, Mapping):
        return None
    said = {k.casefold(): "" if v is None else str(v).strip() for k, v in found.items()}
    attribute, operator = said.get("attribute", ""), said.get("comparisonoperator", "")
    if not attribute or not operator:
        return None
    return Condition(
        attribute=attribute.casefold(), operator=operator.casefold(), value=said.get("comparisonvalue", "")
    )


@dataclass(frozen=True)
class FilteredColumns:
    """The directory's columns of some identities, asked by filters; each condition is judged once."""

    columns: PairColumns
    _judged: dict[Condition, Flags] = field(default_factory=dict)

    def takes(self, scope: Filter) -> Flags:
        """Per identity: the filter takes it."""
        if not scope:
            return np.full(self.columns.count, YES, np.uint8)
        return either(*(self._group(group) for group in scope))

    def _group(self, group: Group | None) -> Flags:
        if group is None:
            return np.full(self.columns.count, MAYBE, np.uint8)
        return both(*self._conditions(group))

    def _conditions(self, group: Group) -> Iterator[Flags]:
        for condition in group:
            if condition not in self._judged:
                self._judged[condition] = self._judge(condition)
            yield self._judged[condition]

    @cached_property
    def _names(self) -> dict[str, str]:
        table = self.columns.identities.ad
        return {} if table is None else {n.casefold(): n for n in table.column_names}

    def _judge(self, condition: Condition) -> Flags:
        name = self._names.get(condition.attribute)
        column = None if name is None else self.columns.take("ad", name)
        if column is None:
            return np.full(self.columns.count, MAYBE, np.uint8)
        unknown, absent = _mask(pc.is_null(column)), _absent(column)
        if condition.operator in {_ABSENT, _PRESENT}:
            return unless(unknown, absent if condition.operator == _ABSENT else ~absent)
        way = _POSITIVE.get(condition.operator) or _NEGATIVE.get(condition.operator)
        if way is None or not condition.value:
            return np.full(self.columns.count, MAYBE, np.uint8)
        codes = _lists(column, way, condition.value) if is_list(column) else _texts(column, way, condition.value)
        codes[absent] = MAYBE if way == "bit" else NO
        codes[unknown] = MAYBE
        return negated(codes) if condition.operator in _NEGATIVE else codes


def _absent(column: pa.Array) -> Mask:
    return _mask(pc.equal(pc.list_value_length(column), 0) if is_list(column) else pc.equal(column, ""))


def _lists(column: pa.Array, way: str, value: str) -> Flags:
    """ISIN asks every value; for the other operators only a list of one is plain."""
    flat = _texts(pc.list_flatten(column), way, value)
    row = np.asarray(pc.list_parent_indices(column).to_numpy(zero_copy_only=False)).astype(np.int64)
    yes, maybe = (np.bincount(row[flat == code], minlength=len(column)) > 0 for code in (YES, MAYBE))
    lengths = np.asarray(pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False))
    return unless(~yes & maybe if way == "in" else maybe | (lengths > 1), yes)


def _texts(column: pa.Array, way: str, value: str) -> Flags:
    if way == "bit":
        return _bits(column, value)
    exact, loose = (_mask(part) for part in _COMPARED[way](column, value))
    return sure(loose) if value.casefold() in _BOOLEANS else unless(loose & ~exact, exact)


def _equal(column: pa.Array, value: str) -> tuple[pa.Array, pa.Array]:
    return pc.equal(column, value), pc.equal(pc.utf8_lower(column), value.lower())


def _by(search: Callable[..., pa.Array]) -> Callable[[pa.Array, str], tuple[pa.Array, pa.Array]]:
    return lambda column, value: (search(column, value), search(column, value, ignore_case=True))


_COMPARED: Mapping[str, Callable[[pa.Array, str], tuple[pa.Array, pa.Array]]] = {
    "equal": _equal,
    "in": _equal,
    "starts": _by(pc.starts_with),
    "ends": _by(pc.ends_with),
    "contains": _by(pc.match_substring),
}


def _bits(column: pa.Array, value: str) -> Flags:
    """The value is a mask: setup's own rules ask userAccountControl for 2."""
    encoded = pc.dictionary_encode(pc.fill_null(column, ""))
    codes = [_bit(text, value) for text in encoded.dictionary.to_pylist()]
    return np.asarray(np.array(codes, np.uint8)[np.asarray(encoded.indices.to_numpy(zero_copy_only=False))])


def _bit(text: str, value: str) -> int:
    try:
        number, mask = int(text), int(value)
    except ValueError:
        return MAYBE
    # Several bits at once: nobody says whether one of them is enough.
    return MAYBE if mask <= 0 or mask & (mask - 1) else YES if number & mask else NO


def _mask(column: pa.Array) -> Mask:
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False)).astype(bool)
