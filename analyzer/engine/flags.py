"""Three-valued flags: no, yes, maybe (nobody can know), one for each row."""

import numpy as np
import numpy.typing as npt

NO, YES, MAYBE = 0, 1, 2
Flags = npt.NDArray[np.uint8]


def both(*flags: Flags) -> Flags:
    """Three-valued and: no beats maybe, maybe beats yes."""
    out = np.ones_like(flags[0])
    for f in flags:
        out = np.where((out == NO) | (f == NO), NO, np.where((out == MAYBE) | (f == MAYBE), MAYBE, YES)).astype(
            np.uint8
        )
    return out


def either(*flags: Flags) -> Flags:
    """Three-valued or: yes beats maybe, maybe beats no."""
    out = np.zeros_like(flags[0])
    for f in flags:
        out = np.where((out == YES) | (f == YES), YES, np.where((out == MAYBE) | (f == MAYBE), MAYBE, NO)).astype(
            np.uint8
        )
    return out


def negated(flags: Flags) -> Flags:
    """Three-valued not."""
    return np.where(flags == YES, NO, np.where(flags == NO, YES, MAYBE)).astype(np.uint8)


def sure(mask: npt.NDArray[np.bool_]) -> Flags:
    """Two-valued membership."""
    return mask.astype(np.uint8)
