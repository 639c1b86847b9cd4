"""Jobs that write Exchange attributes back to AD: what state they are in, what they map, whom they serve."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from analyzer.engine.coverage import known_domains
from analyzer.engine.dated import fact_at
from analyzer.engine.table_flags import list_cells, text_cells

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

JOBS = "the synchronization jobs of all service principals with their schema (JSON)"
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_STOPPED = frozenset({"disabled", "paused"})


def writeback_jobs_of(estate: "Estate") -> tuple[pa.Table, pa.Table] | None:
    """Jobs of the template of writeback, and those whose template is unknown; None when no job list was read."""
    table = estate.snapshot.table("entra.sync_job")
    if table is None:
        return None
    template = fact_at(estate.facts.dated, "template_writeback", estate.as_of).value.casefold()
    cells = text_cells(table, "TemplateId")
    mine = pa.array([c is not None and c.casefold() == template for c in cells], pa.bool_())
    return table.filter(mine), table.filter(pa.array([not c for c in cells], pa.bool_()))


def job_states(table: pa.Table) -> list[str | None]:
    """The state of each job; a schedule that is switched off counts more than the state of the last run."""
    codes, schedules = text_cells(table, "Status.Code"), text_cells(table, "Schedule.State")
    return [s if s and s.casefold() in _STOPPED else c or None for c, s in zip(codes, schedules, strict=True)]


def mapped_attributes(table: pa.Table) -> list[list[str] | None]:
    """Attributes of AD that each job writes; None where the schema was not exported or holds no mapping."""
    return [_targets(cell) for cell in text_cells(table, "Schema")]


def _targets(schema: str | None) -> list[str] | None:
    try:
        read = json.loads(schema or "null")
    except ValueError:
        return None
    found = dict.fromkeys(name for one in _objects(read) if (name := _target(one)))
    return list(found) or None


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside, but nothing of a mapping of objects that is switched off."""
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)
    elif isinstance(value, dict):
        folded = {str(k).casefold(): v for k, v in value.items()}
        if "attributemappings" in folded and str(folded.get("enabled", "true")).casefold() == "false":
            return
        yield folded
        for one in value.values():
            yield from _objects(one)


def _target(mapping: dict[str, Any]) -> str:
    name = mapping.get("targetattributename")
    return name.strip() if isinstance(name, str) else ""


def job_domains(estate: "Estate", table: pa.Table) -> list[str | None]:
    """The AD domain of each job, after its settings or the name of its service principal; None where neither says it.

    Nobody documents where the domain stands; only a name that is a known AD domain is believed.
    """
    known = known_domains(estate)
    settings, names = list_cells(table, "SynchronizationJobSettings"), text_cells(table, "ServicePrincipalName")
    out: list[str | None] = []
    for cell, name in zip(settings, names, strict=True):
        told = _DOMAIN.findall(f"{' '.join(cell or ())} {name or ''}".casefold())
        out.append(next((d for d in told if d in known), None))
    return out
