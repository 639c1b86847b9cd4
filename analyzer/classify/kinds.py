"""Kinds of comparison results, and the comparison of all pairs as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

NOT_COMPARED, EQUAL, BY_DESIGN, LAG, DRIFT, UNKNOWN = range(6)
WORDS = {BY_DESIGN: "by_design", LAG: "lag", DRIFT: "drift", UNKNOWN: "unknown"}
Codes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All comparable attributes of all pairs.

    ``kinds`` maps an attribute or aspect (``proxyAddresses.primary``) to one code per pair. ``rows`` holds one
    row per pair and attribute that is not equal; a column that one side lacks altogether makes no rows, its
    reason stands in ``unknown_because``.
    """

    kinds: Mapping[str, Codes]
    rows: pd.DataFrame
    unknown_because: Mapping[str, str]
