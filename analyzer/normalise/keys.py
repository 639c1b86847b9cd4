"""Join keys of directory and cloud objects in one canonical form; empty text where there is no key.

Each function takes an Arrow text column (or None when the column was not supplied) and returns a Python
list as long as the table. A key that cannot be read is empty: it never joins anything.
"""

import base64
import binascii
import re
import uuid
from collections.abc import Sequence

import pyarrow as pa

_GUID = re.compile(r"^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$", re.IGNORECASE)
_ZERO = "00000000-0000-0000-0000-000000000000"
_ENTRA_PREFIX = re.compile(r"^(user|group|contact|person)_", re.IGNORECASE)


def guid_text(value: str | None) -> str:
    """GUID in lower case with hyphens, from GUID text or the base64 of its 16 bytes; zero and rubbish are ""."""
    if not value:
        return ""
    value = value.strip()
    found = _GUID.match(value)
    if found:
        text = "-".join(found.groups()).lower()
    elif len(value) == 24 and value.endswith("=="):
        try:
            text = str(uuid.UUID(bytes_le=base64.b64decode(value, validate=True)))
        except (binascii.Error, ValueError):
            return ""
    else:
        return ""
    return "" if text == _ZERO else text


def _column(column: pa.Array | pa.ChunkedArray | None, count: int) -> Sequence[str | None]:
    return [None] * count if column is None else column.to_pylist()


def guids(column: pa.ChunkedArray | None, count: int) -> list[str]:
    """Canonical GUIDs of a column."""
    return [guid_text(v) for v in _column(column, count)]


def entra_ids(column: pa.ChunkedArray | None, count: int) -> list[str]:
    """Entra object ids, without the ``User_`` prefix that the hybrid writeback puts before them."""
    return [guid_text(_ENTRA_PREFIX.sub("", v)) if v else "" for v in _column(column, count)]


def anchors(column: pa.ChunkedArray | None, count: int) -> list[str]:
    """Source anchors as base64 text of the 16 bytes; text anchors are kept as they are."""
    return [v.strip() if v else "" for v in _column(column, count)]


def folded(column: pa.ChunkedArray | None, count: int) -> list[str]:
    """Names and addresses without case and outer blanks."""
    return [v.strip().casefold() if v else "" for v in _column(column, count)]


def primary_of(addresses: Sequence[str] | None) -> str:
    """The first ``SMTP:`` entry without its prefix, as found; empty when there is none."""
    for address in addresses or ():
        if address.startswith("SMTP:"):
            return address[5:].strip()
    return ""


def primaries(column: pa.ChunkedArray | None, count: int) -> list[str]:
    """Primary SMTP addresses of an address list column, case folded."""
    return [primary_of(v).casefold() for v in (_column(column, count))]
