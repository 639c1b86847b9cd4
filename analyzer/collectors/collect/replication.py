"""When was each attribute changed last: replication metadata as a controller stores it, decoded.

``replPropertyMetaData`` is a head of 16 bytes (version 1, 0, count, 0) and 48 bytes for each attribute: its number,
its version, the second of the change since 1601, the controller, two update numbers; all little-endian.
"""

import datetime as dt
import re
import struct
from collections.abc import Mapping, Sequence

SOURCE = "replPropertyMetaData"
LINKS = "msDS-ReplValueMetaData"
_HEAD = struct.Struct("<IIII")
_ENTRY = struct.Struct("<IIQ16sQQ")
_FIRST_VERSION = 1
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_LAST = int((dt.datetime(9999, 12, 31, tzinfo=dt.UTC) - _EPOCH).total_seconds())
_NAME = re.compile(rb"<pszAttributeName>([^<]+)</")
_TIME = re.compile(rb"<ftimeLastOriginatingChange>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)</")


class Unreadable(ValueError):
    """The bytes are no replication metadata of the kind known here."""


def attribute_changes(blob: bytes, names: Mapping[int, str]) -> dict[str, tuple[str, int, bytes]]:
    """Time (ISO 8601, UTC), version and controller of the last change of each attribute that ``names`` has.

    The controller is the ``invocationId`` of its settings object, 16 bytes as the directory stores them.

    Raises:
        Unreadable: the bytes are cut or of another version.
    """
    if len(blob) < _HEAD.size:
        raise Unreadable("it is shorter than its head")
    version, _zero, count, _zero = _HEAD.unpack_from(blob)
    if version != _FIRST_VERSION or len(blob) < _HEAD.size + count * _ENTRY.size:
        raise Unreadable(f"version {version}, {count} entries in {len(blob)} bytes")
    out = {}
    rows = _ENTRY.iter_unpack(blob[_HEAD.size : _HEAD.size + count * _ENTRY.size])
    for number, change, seconds, controller, _usn, _local in rows:
        name = names.get(number)
        if name is not None and 0 < seconds <= _LAST:
            out[name] = (_moment(seconds), change, controller)
    return out


def _moment(seconds: int) -> str:
    return (_EPOCH + dt.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def link_changes(values: Sequence[bytes], names: Mapping[str, str]) -> dict[str, str]:
    """The newest time of a change of any value of each link attribute; ``names`` maps folded names to ours.

    The values are the XML of ``msDS-ReplValueMetaData``, one for each link, removed ones among them.

    Raises:
        Unreadable: a value names no attribute or no time.
    """
    out: dict[str, str] = {}
    for value in values:
        name, time = _NAME.search(value), _TIME.search(value)
        if name is None or time is None:
            raise Unreadable("a link without a name or a time")
        ours = names.get(name[1].decode("utf-8", errors="replace").casefold())
        if ours is not None:
            out[ours] = max(out.get(ours, ""), time[1].decode("ascii"))
    return out
