"""Where objects stand, for whole columns of distinguished names."""

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.coverage import domain_of
from analyzer.engine.vectors import map_values

# Up to the first comma without a backslash before it.
_OWN_PART = r"(?s)^(?:[^,]*\\,)*(?:[^,]*[^,\\])?,"
_DOMAIN_IN_OWN_PART = r"(?is)^(?:[^,]*\\,)*[^,]*dc="


def units(names: pa.Array) -> pa.Array:
    """The part of each name above the object itself; empty where there is none."""
    has_one = pc.match_substring_regex(names, _OWN_PART)
    return pc.if_else(has_one, pc.replace_substring_regex(names, _OWN_PART, "", max_replacements=1), "")


def domains(names: pa.Array, above: pa.Array) -> pa.Array:
    """DNS name of the domain that each name ends in; ``above`` are the units of the names."""
    # Objects of one unit share their domain, unless the object's own part of the name has a say in it.
    whole = pc.or_(pc.equal(above, ""), pc.match_substring_regex(names, _DOMAIN_IN_OWN_PART))
    return map_values(pc.if_else(whole, names, above), domain_of)
