"""Populations: for whom a rule is meant. Membership is certain, possible or none.

A population that cannot be told from the files at all (its export is missing) says which export is needed;
every rule over it is then unknown before any check runs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analyzer.classify.flags import Flags
from analyzer.engine.subjects import Subjects

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@dataclass(frozen=True, kw_only=True)
class Population:
    """Members of one frame."""

    subjects: Subjects | None
    member: Flags
    missing: str = ""  # words for the export without which nobody can say who belongs
    complete: bool = True  # False: there may be members that no file shows
    gap: str = ""  # words for the export that would make it complete


Maker = Callable[["Estate"], Population]
REGISTRY: dict[str, Maker] = {}


def population(name: str) -> Callable[[Maker], Maker]:
    """Registers a function under the name that rule files use."""

    def register(maker: Maker) -> Maker:
        if name in REGISTRY:
            raise ValueError(f"population {name} is defined twice")
        REGISTRY[name] = maker
        return maker

    return register


def not_supplied(what: str) -> Population:
    """A population whose export is missing."""
    return Population(subjects=None, member=np.zeros(0, np.uint8), missing=what, complete=False)


def whole(subjects: Subjects, *, complete: bool = True, gap: str = "") -> Population:
    """Every row of a frame; ``gap`` names the export that is not whole."""
    member = np.ones(subjects.count, np.uint8)
    return Population(subjects=subjects, member=member, complete=complete, gap="" if complete else gap)
