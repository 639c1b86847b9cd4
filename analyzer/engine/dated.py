"""Facts with a day from which they hold: minimum versions, limits, milestones. Read from ``rules/facts/dated.csv``."""

import csv
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = "dated.csv"
# A parameter of a rule that begins like this stands for the value of a fact at the as-of time.
MARK = "fact:"
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_CONFIDENCE = frozenset("HMU")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedFact:
    """One value, from a day on; ``since`` is None for what holds from the beginning."""

    name: str
    what: str
    value: str
    unit: str
    since: dt.date | None
    confidence: str  # H, M, U
    sources: tuple[str, ...]
    stated_on: str
    note: str = ""


def load_dated(folder: Path, known_sources: set[str], faults: list[str]) -> tuple[DatedFact, ...]:
    """The dated facts of a pack in the order of name and day; faults go to the list. No file, no facts."""
    path = folder / "facts" / FILE
    if not path.is_file():
        return ()
    out = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            fact = _fact(row, lambda text, n=number: faults.append(f"facts/{FILE}, row {n}: {text}"), known_sources)
            if fact is not None:
                out.append(fact)
    return tuple(sorted(out, key=lambda f: (f.name, f.since or dt.date.min)))


def _fact(row: Mapping[str, str | None], fault: Any, known_sources: set[str]) -> DatedFact | None:
    cells = {k: (v or "").strip() for k, v in row.items() if k}
    missing = [k for k in ("name", "what", "value", "unit", "source", "stated_on") if not cells.get(k)]
    for key in missing:
        fault(f"{key} is empty")
    sources = tuple(s.strip() for s in cells.get("source", "").split(";") if s.strip())
    for source in sorted(set(sources) - known_sources):
        fault(f"source {source!r} is not in sources.toml")
    if cells.get("confidence") not in _CONFIDENCE:
        fault(f"confidence {cells.get('confidence')!r} is none of H, M, U")
    since = cells.get("from", "")
    if since and not _is_day(since):
        fault(f"from {since!r} is no day such as 2026-08-03")
        return None
    if missing:
        return None
    return DatedFact(
        name=cells["name"],
        what=cells["what"],
        value=cells["value"],
        unit=cells["unit"],
        since=dt.date.fromisoformat(since) if since else None,
        confidence=cells.get("confidence", ""),
        sources=sources,
        stated_on=cells["stated_on"],
        note=cells.get("note", ""),
    )


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def fact_at(facts: Sequence[DatedFact], name: str, as_of: dt.datetime) -> DatedFact:
    """The fact of that name which holds at that time; before the first day of it, its first value.

    Raises:
        KeyError: no fact has that name.
    """
    own = [f for f in facts if f.name == name]
    if not own:
        raise KeyError(name)
    holding = [f for f in own if f.since is None or f.since <= as_of.date()]
    return holding[-1] if holding else own[0]


def filled_in(params: Mapping[str, Any], facts: Sequence[DatedFact], as_of: dt.datetime) -> dict[str, Any]:
    """The parameters of a rule with the values of the facts they name; whole numbers as numbers."""
    return {key: _value(value, facts, as_of) for key, value in params.items()}


def names_facts(params: Mapping[str, Any]) -> bool:
    """A parameter names a fact, so that its value hangs on the time."""
    return any(isinstance(value, str) and value.startswith(MARK) for value in params.values())


def _value(value: Any, facts: Sequence[DatedFact], as_of: dt.datetime) -> Any:
    if not (isinstance(value, str) and value.startswith(MARK)):
        return value
    found = fact_at(facts, value.removeprefix(MARK), as_of).value
    return int(found) if found.isdecimal() else found


def unknown_facts(params: Mapping[str, Any], facts: Sequence[DatedFact]) -> list[str]:
    """Names of facts in parameters that no row has."""
    named = [v.removeprefix(MARK) for v in params.values() if isinstance(v, str) and v.startswith(MARK)]
    return sorted(set(named) - {f.name for f in facts})
