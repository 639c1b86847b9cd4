"""Who may send as an object or has full access to it: a security descriptor, decoded as far as that."""

import struct
import uuid

RIGHTS_SOURCE = "nTSecurityDescriptor"
# Owner, group and the list of rights; the audit list needs a privilege that an ordinary account lacks.
SD_FLAGS = 7
_SEND_AS = uuid.UUID("ab721a54-1e2f-11d0-9819-00aa0040529b").bytes_le
_CONTROL, _GENERIC_ALL, _ALL = 0x100, 0x10000000, 0xF01FF
_WORDS = {0: "allow", 1: "deny", 5: "allow", 6: "deny"}
_INHERIT_ONLY, _INHERITED = 0x08, 0x10


def rights_of(descriptor: bytes) -> list[str] | None:
    """``allow send-as S-1-5-...`` for each entry that matters, ``inherited`` behind it where it is; None = damaged."""
    try:
        return _read(descriptor)
    except (struct.error, IndexError):
        return None


def _read(raw: bytes) -> list[str]:
    start = struct.unpack_from("<I", raw, 16)[0]
    if not start:
        return []
    _revision, _pad, size, count, _pad2 = struct.unpack_from("<BBHHH", raw, start)
    if start + size > len(raw):
        raise IndexError
    out: dict[str, None] = {}
    at = start + 8
    for _n in range(count):
        kind, flags, length, mask = struct.unpack_from("<BBHI", raw, at)
        ace = raw[at : at + length]
        if length < 16 or len(ace) < length:
            raise IndexError
        at += length
        word = _WORDS.get(kind)
        if word is None or flags & _INHERIT_ONLY:
            continue
        right = _right(kind, mask, ace)
        if right:
            text = f"{word} {right[0]} {_sid(ace[right[1] :])}"
            out[text + (" inherited" if flags & _INHERITED else "")] = None
    return list(out)


def _right(kind: int, mask: int, ace: bytes) -> tuple[str, int] | None:
    """The right and where in the entry the account stands."""
    full = mask & _GENERIC_ALL or mask & _ALL == _ALL
    if kind < 2:
        if full:
            return "full", 8
        return ("send-as", 8) if mask & _CONTROL else None  # all extended rights, this one among them
    present = struct.unpack_from("<I", ace, 8)[0]
    about = ace[12:28] if present & 1 else b""
    account = 12 + 16 * (present & 1) + 8 * (present & 2)
    if not about and full:
        return "full", account
    if mask & _CONTROL and about in {b"", _SEND_AS}:
        return "send-as", account
    return None


def _sid(raw: bytes) -> str:
    parts = struct.unpack_from(f"<{raw[1]}I", raw, 8)
    return "-".join(map(str, ("S", raw[0], int.from_bytes(raw[2:8], "big"), *parts)))
