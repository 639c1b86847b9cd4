"""Yes, no and perhaps as one code per row: what is not known stays so through and, or and not."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
NO, YES, MAYBE = range(3)


def coded(yes: Mask, maybe: Mask) -> Codes:
    """Perhaps where ``maybe``, else yes where ``yes``."""
    return np.where(maybe, MAYBE, np.where(yes, YES, NO)).astype(np.uint8)


def negated(codes: Codes) -> Codes:
    """Yes for no and no for yes."""
    return np.where(codes == MAYBE, MAYBE, 1 - np.minimum(codes, 1)).astype(np.uint8)


def all_of(parts: Iterable[Codes], count: int) -> Codes:
    """No where one part says no; yes where all say yes, so also where there is no part."""
    out = np.full(count, YES, np.uint8)
    for part in parts:
        out = np.where((out == NO) | (part == NO), NO, np.maximum(out, part)).astype(np.uint8)
    return out


def any_of(parts: Iterable[Codes], count: int) -> Codes:
    """Yes where one part says yes; no where all say no, so also where there is no part."""
    return negated(all_of((negated(p) for p in parts), count))
