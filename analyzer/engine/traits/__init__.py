"""Traits: columns derived once per identity and named in plain words; rules may use them like attributes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

TraitMaker = Callable[["Estate"], pa.Array | None]
TRAITS: dict[str, TraitMaker] = {}


def trait(name: str) -> Callable[[TraitMaker], TraitMaker]:
    """Registers a function under the name that rule files use."""

    def register(maker: TraitMaker) -> TraitMaker:
        if name in TRAITS:
            raise ValueError(f"trait {name} is defined twice")
        TRAITS[name] = maker
        return maker

    return register
