"""Where objects stand, for whole columns of distinguished names."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.vectors import map_values
from analyzer.normalise.plain_columns import text_bytes

_DC = re.compile(r"(?:^|,)\s*DC=([^,]+)", re.IGNORECASE)
_TO_DOMAIN = r"(?i)^.*?(,\s*DC=)"
_MANY = 40  # ends that are looked for one by one
_D, _C, _EQUALS, _LOWER = ord("d"), ord("c"), ord("="), 0x20
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


def domain_of(dn: str) -> str:
    """DNS name of the domain that a distinguished name ends in."""
    return ".".join(_DC.findall(dn)).casefold()


def domain_ends(names: pa.Array) -> pa.DictionaryArray:
    """What each name has from its first domain part on, as numbers of the few different ends; else the whole name."""
    parts = _domain_parts(names)
    codes = np.full(len(names), -1, dtype=np.int64)
    left = np.flatnonzero(pc.is_valid(names).to_numpy(zero_copy_only=False))
    ends: list[str] = []
    while len(left) and len(ends) < _MANY:
        one = names[int(left[0])].as_py()
        end = re.sub(_TO_DOMAIN, r"\1", one, count=1)
        # With as many domain parts as this one, nothing before the end is a part of the domain.
        alike = pc.ends_with(names.take(pa.array(left)), end).to_numpy(zero_copy_only=False)
        mine = alike & (parts[left] == parts[left[0]])
        mine[0] = True
        codes[left[mine]] = len(ends)
        ends.append(end)
        left = left[~mine]
    if len(left):
        others = pc.replace_substring_regex(names.take(pa.array(left)), _TO_DOMAIN, r"\1").dictionary_encode()
        codes[left] = others.indices.to_numpy(zero_copy_only=False) + len(ends)
        ends += others.dictionary.to_pylist()
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=codes < 0), pa.array(ends, pa.string()))


def _domain_parts(names: pa.Array) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """How often DC= stands in each name, in any case."""
    content, starts = text_bytes(names)
    at = np.flatnonzero(content == _EQUALS)
    at = at[at >= 2]
    at = at[((content[at - 1] | _LOWER) == _C) & ((content[at - 2] | _LOWER) == _D)]
    rows = np.searchsorted(starts, at, side="right") - 1
    return np.bincount(rows, minlength=len(names)).astype(np.int64)
