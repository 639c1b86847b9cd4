"""Brings the registered populations, traits and checks together: importing this module fills the registries."""

from analyzer.engine import checks as _checks
from analyzer.engine import populations as _populations
from analyzer.engine import traits as _traits
from analyzer.engine.checks import differences, moments, sets, values
from analyzer.engine.populations import addresses, mailboxes, organisation, tenant
from analyzer.engine.traits import identity, times

_LOADED = (differences, moments, sets, values, addresses, mailboxes, organisation, tenant, identity, times)


def populations() -> frozenset[str]:
    """Names that rule files may use as population."""
    return frozenset(_populations.REGISTRY)


def checks() -> frozenset[str]:
    """Names that rule files may use as check."""
    return frozenset(_checks.CHECKS)


def traits() -> frozenset[str]:
    """Names that rule files may use as attribute besides catalogue names."""
    return frozenset(_traits.TRAITS)
