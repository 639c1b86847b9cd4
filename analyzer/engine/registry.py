"""Brings the registered populations, traits, checks and named sets together: importing this module loads them all.

Whoever adds one writes a function in a module of its package; nothing here has to be told.
"""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from analyzer.engine import checks as _checks
from analyzer.engine import named_sets as _sets
from analyzer.engine import populations as _populations
from analyzer.engine import traits as _traits
from analyzer.model.catalogue import Catalogue


def _load(package: ModuleType) -> None:
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")


for _package in (_checks, _sets, _populations, _traits):
    _load(_package)

_MOMENTS = frozenset({"as_of", "export_time"})
# Parameters that name a column, a population, or a set of values.
_COLUMN_KEYS = ("attributes", "attribute", "other", "links")


def populations() -> frozenset[str]:
    """Names that rule files may use as population."""
    return frozenset(_populations.REGISTRY)


def checks() -> frozenset[str]:
    """Names that rule files may use as check."""
    return frozenset(_checks.CHECKS)


def traits() -> frozenset[str]:
    """Names that rule files may use as attribute besides catalogue names."""
    return frozenset(_traits.TRAITS)


def name_faults(check: str, params: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """Names in parameters that nothing answers to: they would make a rule unknown for good."""
    names = [n for key in _COLUMN_KEYS for n in _listed(params.get(key))]
    faults = [f"{n!r} fits no attribute of the catalogue" for n in names if "*" in n and not catalogue.expand((n,))]
    if check == "differs":
        plain = catalogue.expand(tuple(n for n in names if "*" not in n))
        strange = [n for n in plain if catalogue.find(n.partition(".")[0]) is None]
        faults += [f"attribute {n!r} is not in the catalogue" for n in strange]
    other = {"is_shared": "among", "leads_to": "targets"}.get(check)
    if other and params[other] not in populations():
        faults.append(f"unknown population {params[other]!r}")
    if check in {"is_among", "is_not_among"} and params["among"] not in _sets.NAMED_SETS:
        faults.append(f"unknown set {params['among']!r}; known: {', '.join(sorted(_sets.NAMED_SETS))}")
    if "moment" in params and params["moment"] not in _MOMENTS:
        faults.append(f"moment {params['moment']!r} is none of {', '.join(sorted(_MOMENTS))}")
    return faults


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(v) for v in value] if isinstance(value, list) else []
