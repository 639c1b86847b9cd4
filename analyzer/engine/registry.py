"""Brings the registered populations, traits and checks together: importing this module fills the registries."""

from collections.abc import Mapping
from typing import Any

from analyzer.engine import checks as _checks
from analyzer.engine import populations as _populations
from analyzer.engine import traits as _traits
from analyzer.engine.checks import differences, moments, sets, values
from analyzer.engine.populations import addresses, mailboxes, organisation, tenant
from analyzer.engine.traits import identity, times
from analyzer.model.catalogue import Catalogue

_LOADED = (differences, moments, sets, values, addresses, mailboxes, organisation, tenant, identity, times)


def populations() -> frozenset[str]:
    """Names that rule files may use as population."""
    return frozenset(_populations.REGISTRY)


def checks() -> frozenset[str]:
    """Names that rule files may use as check."""
    return frozenset(_checks.CHECKS)


_MOMENTS = frozenset({"as_of", "export_time"})


def name_faults(check: str, params: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """Names in parameters that nothing answers to: they would make a rule unknown for good."""
    names = [n for key in ("attributes", "attribute", "other") for n in _listed(params.get(key))]
    faults = [f"{n!r} fits no attribute of the catalogue" for n in names if "*" in n and not catalogue.expand((n,))]
    if check == "differs":
        plain = catalogue.expand(tuple(n for n in names if "*" not in n))
        strange = [n for n in plain if catalogue.find(n.partition(".")[0]) is None]
        faults += [f"attribute {n!r} is not in the catalogue" for n in strange]
    if check == "is_shared" and params["among"] not in populations():
        faults.append(f"unknown population {params['among']!r}")
    if check == "is_not_among" and params["among"] not in sets.NAMED_SETS:
        faults.append(f"unknown set {params['among']!r}; known: {', '.join(sorted(sets.NAMED_SETS))}")
    if "moment" in params and params["moment"] not in _MOMENTS:
        faults.append(f"moment {params['moment']!r} is none of {', '.join(sorted(_MOMENTS))}")
    return faults


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(v) for v in value] if isinstance(value, list) else []


def traits() -> frozenset[str]:
    """Names that rule files may use as attribute besides catalogue names."""
    return frozenset(_traits.TRAITS)
