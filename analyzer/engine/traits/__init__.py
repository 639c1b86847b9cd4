"""Traits: columns derived once and named in plain words; rules may use them like attributes.

A trait is of every identity, or it is a single fact of the organisation, the tenant or the directory
synchronisation. Every module of this package is loaded with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

# A column as long as the identities, or of one row; None when its export is missing.
TraitMaker = Callable[["Estate"], pa.Array | None]
On = Literal["identities", "organisation", "tenant", "sync"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One derived column and where its evidence is from."""

    name: str
    on: On
    make: TraitMaker
    needs: str = ""  # words for the export without which it is unknown
    cloud: bool = False  # findings show its value on the side of the cloud

    @property
    def says(self) -> str:
        """The first sentence of its function."""
        return (self.make.__doc__ or "").strip().partition("\n")[0]


TRAITS: dict[str, Trait] = {}
# Single facts, by what they are facts of.
FACTS: dict[On, dict[str, Trait]] = {"organisation": {}, "tenant": {}, "sync": {}}


def trait(
    name: str, *, on: On = "identities", needs: str = "", cloud: bool = False
) -> Callable[[TraitMaker], TraitMaker]:
    """Registers a function under the name that rule files use."""

    def register(maker: TraitMaker) -> TraitMaker:
        known = TRAITS if on == "identities" else FACTS[on]
        if name in known:
            raise ValueError(f"trait {name} is defined twice")
        known[name] = Trait(name=name, on=on, make=maker, needs=needs, cloud=cloud)
        return maker

    return register
