"""What exported sync rules of Connect say about attributes: own rules that write one, and rules switched off."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from analyzer.model.snapshot import Snapshot

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]+")
_DIRECT = "direct"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRules:
    """Attribute names are folded; without an export both are empty."""

    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # attribute to the own rules that write it
    switched_off: frozenset[str] = frozenset()  # attributes that only rules switched off carry


def read_sync_rules(snapshot: Snapshot) -> SyncRules:
    """The rules in use of all exported servers.

    An own rule that only passes an attribute on under its name changes nothing. A rule whose flows lost their
    contents says nothing, and then no attribute can be called switched off.
    """
    table = snapshot.table("sync.rule")
    if table is None or "AttributeFlowMappings" not in table.column_names:
        return SyncRules()
    own: dict[str, list[str]] = defaultdict(list)
    carried: set[str] = set()
    off: set[str] = set()
    is_whole = True
    columns = [rule_cells(table, n) for n in ("Name", "Disabled", "IsStandardRule", "ImmutableTag")]
    for name, disabled, standard, tag, flows in zip(*columns, rule_lists(table, "AttributeFlowMappings"), strict=True):
        named = [flow_names(flow) for flow in flows or ()]
        is_off = _is(disabled, "true")
        if flows is None or None in named:
            is_whole &= is_off
        for names in named:
            (off if is_off else carried).update(names or ())
        if not is_off and is_own(standard, tag):
            for written in {w for flow in flows or () for w in _written(flow)}:
                own[written].append(name or "without a name")
    return SyncRules(
        own={a: tuple(sorted(set(names))) for a, names in own.items()},
        switched_off=frozenset(off - carried) if is_whole else frozenset(),
    )


def flow_names(text: str) -> set[str] | None:
    """Names in one flow, lower case; None where only the name of a type is left."""
    if "AttributeFlow" in text and "{" not in text:
        return None
    try:
        words = list(_texts(json.loads(text)))
    except ValueError:
        words = [text]
    return {w.casefold() for text in words for w in _WORD.findall(text)}


def _written(flow: str) -> Iterator[str]:
    """The attribute that a flow writes, unless it passes it on as it is; text without a structure names both ends."""
    try:
        found = json.loads(flow)
    except ValueError:
        yield from flow_names(flow) or ()
        return
    if not isinstance(found, dict):
        return
    fields = {k.casefold(): v for k, v in found.items()}
    target = str(fields.get("destination") or "").casefold()
    sources = {s.casefold() for s in _texts(fields.get("source"))}
    if target and not (sources == {target} and str(fields.get("flowtype") or "").casefold() == _DIRECT):
        yield target


def is_own(standard: str | None, tag: str | None) -> bool:
    """Made by an administrator: setup marks its rules as standard, or gives them an immutable tag."""
    if standard and standard.strip():
        return not _is(standard, "true")
    return tag is not None and not tag.strip()


def _is(cell: str | None, word: str) -> bool:
    return (cell or "").strip().casefold() == word


def rule_cells(table: pa.Table, name: str) -> list[str | None]:
    """The texts of a column; unknown in every row where the export lacks it."""
    return table[name].to_pylist() if name in table.column_names else [None] * table.num_rows


def rule_lists(table: pa.Table, name: str) -> list[list[str] | None]:
    """The lists of a column, one text for each member."""
    cells: list[Any] = table[name].to_pylist() if name in table.column_names else [None] * table.num_rows
    return [c if c is None or isinstance(c, list) else [c] if c.strip() else [] for c in cells]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
