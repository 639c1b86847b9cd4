"""The sync rules in use that read people from AD: whom they take, what they carry, whether they keep objects back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.classify.scope_filters import Filter, read_filter
from analyzer.classify.sync_rules import flow_names, is_own, rule_cells, rule_lists
from analyzer.model.snapshot import Snapshot
from analyzer.normalise.keys import guid_text

# The metaverse attribute that keeps an object from the cloud.
_FILTERED = "cloudfiltered"
_CLOUD_TAGS = ("microsoft.infromaad", "microsoft.infromentraid", "microsoft.outtoaad", "microsoft.outtoentraid")
_PEOPLE = frozenset({"user", "inetorgperson", ""})
_COLUMNS = (
    "Name", "Disabled", "Direction", "Connector", "SourceObjectType", "LinkType", "Precedence", "ImmutableTag",
    "IsStandardRule",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopedRule:
    """One rule in use that brings people in from AD."""

    name: str
    connector: str
    source: str  # folded
    precedence: int | None
    scope: Filter
    brings: bool  # it makes an object of the metaverse, not only joins one
    names: frozenset[str] | None  # what its flows name, folded; None where they lost their contents
    filters: str  # what it says of keeping the object back: true, false, perhaps, or nothing
    is_known: bool  # its direction was exported; else it may be a rule of the other way


def scoped_rules(snapshot: Snapshot) -> tuple[ScopedRule, ...]:
    """The rules of all exported servers; none where no server exported the filters of its rules."""
    table = snapshot.table("sync.rule")
    if table is None or not {"ScopeFilter", "AttributeFlowMappings"} <= set(table.column_names):
        return ()
    columns = [rule_cells(table, n) for n in _COLUMNS]
    lists = [rule_lists(table, n) for n in ("AttributeFlowMappings", "ScopeFilter")]
    rows = [dict(zip(_COLUMNS, cells, strict=True)) for cells in zip(*columns, strict=True)]
    cloud = {_connector(row) for row in rows if _text(row, "ImmutableTag").startswith(_CLOUD_TAGS)}
    return tuple(
        _rule(row, flows, scope)
        for row, flows, scope in zip(rows, *lists, strict=True)
        if _is_read(row) and (not _connector(row) or _connector(row) not in cloud)
    )


def _is_read(row: Mapping[str, str | None]) -> bool:
    """In use, not surely of the other way, and for people."""
    is_out = _text(row, "Direction").startswith("out")
    return _text(row, "Disabled") != "true" and not is_out and _text(row, "SourceObjectType") in _PEOPLE


def _rule(row: Mapping[str, str | None], flows: Sequence[str] | None, scope: Sequence[str] | None) -> ScopedRule:
    named = None if flows is None else [flow_names(flow) for flow in flows]
    precedence = _text(row, "Precedence")
    own = is_own(row["IsStandardRule"], row["ImmutableTag"])
    return ScopedRule(
        name=(row["Name"] or "").strip() or "without a name",
        connector=_connector(row),
        source=_text(row, "SourceObjectType"),
        precedence=int(precedence) if precedence.isdecimal() else None,
        scope=read_filter(scope),
        brings=_text(row, "LinkType") == "provision",
        names=None if named is None or None in named else frozenset(w for n in named for w in n or ()),
        filters=next(filter(None, (_filters(flow, own=own) for flow in flows or ())), ""),
        is_known=_text(row, "Direction") == "inbound",
    )


def _filters(flow: str, *, own: bool) -> str:
    """What one flow says of keeping the object back.

    The expression of setup's own rules names objects of the system alone, so it says nothing of people.
    """
    try:
        found = json.loads(flow)
    except ValueError:
        return ""
    if not isinstance(found, dict):
        return ""
    fields = {k.casefold(): v for k, v in found.items()}
    if str(fields.get("destination") or "").casefold() != _FILTERED:
        return ""
    if str(fields.get("flowtype") or "").casefold() != "constant":
        return "perhaps" if own else ""
    said = {s.strip().casefold() for s in _sources(fields.get("source"))}
    return said.pop() if said in ({"true"}, {"false"}) else "perhaps"


def _sources(value: Any) -> Iterator[str]:
    yield from (str(v) for v in value) if isinstance(value, list) else (str(value),)


def _text(row: Mapping[str, str | None], name: str) -> str:
    return (row[name] or "").strip().casefold()


def _connector(row: Mapping[str, str | None]) -> str:
    return guid_text((row["Connector"] or "").strip())
