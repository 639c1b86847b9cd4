"""The parameters of a rule in words: attributes, traits, sets, and dated facts with their value on a day."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from analyzer.engine.dated import MARK, DatedFact, fact_at
from analyzer.engine.named_sets import NAMED_SETS
from analyzer.engine.pack import Pack
from analyzer.engine.populations import REGISTRY
from analyzer.engine.traits import FACTS, TRAITS
from analyzer.explain.page import first_paragraph
from analyzer.model.page import Row

_COLUMNS = ("attribute", "other", "attributes", "links")
_MOMENTS = {"as_of": "the as-of time", "export_time": "the newest time found in the exports"}
_SETS = {
    "cloud_managed": "every attribute whose owner becomes the cloud",
    "written_back": "every attribute that writeback brings back to AD",
}


def parameter_rows(params: Mapping[str, Any], pack: Pack, day: dt.date | None) -> tuple[Row, ...]:
    """One row for each parameter, one for each attribute where it lists them."""
    return tuple(row for key, value in params.items() for row in _rows(key, value, pack, day))


def _rows(key: str, value: Any, pack: Pack, day: dt.date | None) -> Iterator[Row]:
    if isinstance(value, str) and value.startswith(MARK):
        yield _fact(key, value.removeprefix(MARK), pack, day)
    elif key in _COLUMNS:
        for name in value if isinstance(value, list) else [value]:
            yield key, str(name), _column(str(name), pack)
    elif isinstance(value, list):
        yield key, ", ".join(map(str, value)), ""
    elif isinstance(value, bool):
        yield key, "yes" if value else "no", ""
    else:
        yield key, str(value), _named(key, str(value))


def _named(key: str, name: str) -> str:
    if key == "moment":
        return _MOMENTS.get(name, "")
    if key == "among" and name in NAMED_SETS:
        return first_paragraph(NAMED_SETS[name].__doc__)
    return first_paragraph(REGISTRY[name].__doc__) if key in {"among", "targets"} and name in REGISTRY else ""


def _column(name: str, pack: Pack) -> str:
    """What a column is: a trait, an attribute of the catalogue, or a column of an export."""
    if name in _SETS:
        return _SETS[name]
    traits = [t[name] for t in (TRAITS, *FACTS.values()) if name in t]
    if traits:
        return first_paragraph(traits[0].make.__doc__)
    side, dot, _rest = name.partition(".")
    if dot and side in {"ad", "cloud", "entra"}:
        return {"ad": "in AD", "cloud": "in Exchange Online", "entra": "in Entra"}[side]
    attribute = pack.catalogue.find(name.partition(".")[0])
    if attribute is not None and attribute.properties:
        return f"{' or '.join(attribute.properties)} in the cloud"
    return ""


def _fact(key: str, name: str, pack: Pack, day: dt.date | None) -> Row:
    own = [f for f in pack.facts.dated if f.name == name]
    moment = dt.datetime.combine(day or dt.date.max, dt.time(), dt.UTC)
    held = fact_at(pack.facts.dated, name, moment)
    others = [f"{f.value} {_from(f)}" for f in own if f is not held]
    meaning = f"{held.what}, {_from(held)}; fact {name}, trust {held.confidence}, {' '.join(held.sources)}, stated on"
    meaning += f" {held.stated_on}"
    if others:
        meaning += f"; other values: {', '.join(others)}"
    return key, f"{held.value} {held.unit}", f"{meaning}. {held.note}".strip()


def _from(fact: DatedFact) -> str:
    return f"from {fact.since.isoformat()} on" if fact.since else "from the beginning"
