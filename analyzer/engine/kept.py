"""Columns of flags that several rules and traits ask for: worked out once for each estate."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

Found = TypeVar("Found")


def kept(make: Callable[["Estate"], Found]) -> Callable[["Estate"], Found]:
    """The function, which now answers the same estate with the same array; that one cannot be written to."""

    @wraps(make)
    def once(estate: "Estate") -> Found:
        return remembered(estate, (make.__module__, make.__qualname__), lambda: make(estate))

    return once


def remembered(estate: "Estate", key: tuple[object, ...], make: Callable[[], Found]) -> Found:
    """What was made under this key, made now where it was not yet."""
    with estate.noting(("kept", *key)):
        if key not in estate.kept:
            estate.kept[key] = _frozen(make())
    found: Found = estate.kept[key]
    return found


def _frozen(made: Any) -> Any:
    # Whoever changed the array would change it for all rules.
    for part in made if isinstance(made, tuple) else (made,):
        if isinstance(part, np.ndarray):
            part.setflags(write=False)
    return made
