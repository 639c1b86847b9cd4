"""Three-valued flags: no, yes, maybe (nobody can know), one for each row."""

import numpy as np
import numpy.typing as npt

NO, YES, MAYBE = 0, 1, 2
Flags = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
# What two flags make together, at three times the first and once the second.
_BOTH = np.array([NO, NO, NO, NO, YES, MAYBE, NO, MAYBE, MAYBE], np.uint8)
_EITHER = np.array([NO, YES, MAYBE, YES, YES, YES, MAYBE, YES, MAYBE], np.uint8)
_NOT = np.array([YES, NO, MAYBE], np.uint8)


def both(*flags: Flags) -> Flags:
    """Three-valued and: no beats maybe, maybe beats yes."""
    return _joined(_BOTH, flags)


def either(*flags: Flags) -> Flags:
    """Three-valued or: yes beats maybe, maybe beats no."""
    return _joined(_EITHER, flags)


def _joined(table: Flags, flags: tuple[Flags, ...]) -> Flags:
    out = flags[0].astype(np.uint8)
    for other in flags[1:]:
        out = table[out * np.uint8(3) + other]
    return out


def negated(flags: Flags) -> Flags:
    """Three-valued not."""
    return _NOT[flags]


def sure(mask: Mask) -> Flags:
    """Two-valued membership."""
    return mask.astype(np.uint8)


def unless(maybe: Mask, mask: Mask) -> Flags:
    """Maybe where nobody can know, else whether the mask holds."""
    return np.where(maybe, MAYBE, mask).astype(np.uint8)
