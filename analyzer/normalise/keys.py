"""Join keys of single values in one canonical form; empty text where there is no key.

A key that cannot be read is empty: it never joins anything. Whole columns: ``key_columns``.
"""

import re
from collections.abc import Sequence

import pyarrow as pa

from analyzer.normalise.guids import guid
from analyzer.normalise.words import NotComparable, Surroundings

_ENTRA_PREFIX = re.compile(r"^(user|group|contact|person)_", re.IGNORECASE)
_ALONE = Surroundings()


def guid_text(value: str | None) -> str:
    """GUID in lower case with hyphens, from text, base64 or hexadecimal bytes; zero and rubbish are ""."""
    if not value:
        return ""
    try:
        return guid(value, _ALONE)
    except NotComparable:
        return ""


def entra_ids(column: pa.Array | pa.ChunkedArray | None, count: int) -> list[str]:
    """Entra object ids, without the ``User_`` prefix that the hybrid writeback puts before them."""
    values: Sequence[str | None] = [None] * count if column is None else column.to_pylist()
    return [guid_text(_ENTRA_PREFIX.sub("", v.strip())) if v else "" for v in values]


def primary_of(addresses: Sequence[str] | None) -> str:
    """The first ``SMTP:`` entry without its prefix, as found; empty when there is none."""
    for address in addresses or ():
        if address.startswith("SMTP:"):
            return address[5:].strip()
    return ""
