"""Bytes of a directory as other programs print them, to base64: hexadecimal, GUID and SID text, decimal numbers."""

import binascii
import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.formats.ldif_values import whole_base64

Bytes = npt.NDArray[np.uint8]
_GUID = r"^\{?[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\}?$"
_SID = r"^[Ss]-1-\d+(?:-\d+)*$"
_HEX = (
    r"^(?:[Xx]'(?:[0-9A-Fa-f]{2})*'|0[Xx](?:[0-9A-Fa-f]{2})+|(?:[0-9A-Fa-f]{2})+"
    r"|[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2})+)$"
)
# The text of a GUID turns its first three fields round against the sixteen bytes.
_TURNED = (
    r"^(..)(..)(..)(..)(..)(..)(..)(..)",
    r"\4\3\2\1\6\5\8\7",
)
_DECIMAL = re.compile(r"\[?\d{1,3}(?:[ ;|,]+\d{1,3})+\]?")
_BAD = 255
_DIGIT = np.full(256, _BAD, np.uint8)
for _n, _c in enumerate("0123456789abcdef"):
    _DIGIT[ord(_c)] = _DIGIT[ord(_c.upper())] = _n
_SIX = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", np.uint8)
_PAD = ord("=")
# Six bytes of authority, four of each part after it.
_SID_PARTS = 15


def to_base64(values: pa.Array) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
    """The values as base64, and which of them are no bytes in any known print (those are null).

    Known are base64, ``X'0b81'``, ``0x0b81``, ``0b81``, ``0b-81``, the text of a GUID or SID, and
    ``11 129``.
    """
    text = pc.utf8_trim_whitespace(values)
    out = pa.nulls(len(text), pa.string())
    is_guid = pc.match_substring_regex(text, _GUID)
    # A GUID without hyphens is hexadecimal in the order of its bytes nowhere but in dumps, where it is meant so.
    is_hex = pc.and_not(pc.match_substring_regex(text, _HEX), is_guid)
    is_sid = pc.match_substring_regex(text, _SID)
    for mask, convert in ((is_guid, _guids), (is_hex, _hexes), (is_sid, _sids)):
        if pc.any(mask).as_py():
            out = pc.replace_with_mask(out, mask, convert(text.filter(mask)))
    left = np.asarray(pc.is_null(out))
    if left.any():
        plain = left & whole_base64(text)
        out = pc.if_else(pa.array(plain), text, out)
        for i in np.flatnonzero(left & ~plain).tolist():
            found = _decimals(text[i].as_py())
            if found:
                out = pc.replace_with_mask(out, pa.array(np.arange(len(out)) == i), pa.array([found], pa.string()))
    return out, np.asarray(pc.is_null(out))


def hex_to_base64(digits: pa.Array) -> pa.Array:
    """Base64 of texts that hold an even number of hexadecimal digits and nothing else."""
    lengths = np.asarray(pc.binary_length(digits))
    order: list[npt.NDArray[np.int64]] = []
    parts: list[pa.Array] = []
    # Nearly all values of an attribute are of one length: each length is one matrix.
    for length in np.unique(lengths).tolist():
        where = np.flatnonzero(lengths == length)
        order.append(where)
        if not length:
            parts.append(pa.array([""] * len(where), pa.string()))
            continue
        nibbles = _DIGIT[_matrix(digits.take(pa.array(where)), length)]
        parts.append(base64_of((nibbles[:, 0::2] << 4 | nibbles[:, 1::2]).astype(np.uint8)))
    if not parts:
        return pa.array([], pa.string())
    places = np.concatenate(order)
    back = np.empty(len(places), np.int64)
    back[places] = np.arange(len(places))
    return pa.concat_arrays(parts).take(pa.array(back))


def base64_of(rows: Bytes) -> pa.Array:
    """Base64 of each row of a matrix of bytes."""
    count, width = rows.shape
    missing = -width % 3
    whole = np.zeros((count, width + missing), np.uint8)
    whole[:, :width] = rows
    a, b, c = whole[:, 0::3], whole[:, 1::3], whole[:, 2::3]
    out = np.empty((count, (width + missing) // 3 * 4), np.uint8)
    out[:, 0::4] = _SIX[a >> 2]
    out[:, 1::4] = _SIX[(a & 3) << 4 | b >> 4]
    out[:, 2::4] = _SIX[(b & 15) << 2 | c >> 6]
    out[:, 3::4] = _SIX[c & 63]
    if missing:
        out[:, -missing:] = _PAD
    size = out.shape[1]
    offsets = np.arange(0, count * size + 1, size, dtype=np.int64)
    if offsets[-1] < 1 << 31:
        return pa.StringArray.from_buffers(count, pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(out))
    large = pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(out))
    return large.cast(pa.string())


def _matrix(texts: pa.Array, length: int) -> Bytes:
    """The bytes of texts of one length, a row each."""
    _validity, offsets, data = texts.buffers()
    start = int(np.frombuffer(offsets, np.int32)[texts.offset])
    return np.frombuffer(data, np.uint8)[start : start + len(texts) * length].reshape(len(texts), length)


def _guids(texts: pa.Array) -> pa.Array:
    digits = pc.replace_substring_regex(texts, r"[{}-]", "")
    return hex_to_base64(pc.replace_substring_regex(digits, *_TURNED))


def _hexes(texts: pa.Array) -> pa.Array:
    bare = pc.replace_substring_regex(texts, r"^(?:[Xx]'|0[Xx])|['-]", "")
    return hex_to_base64(bare)


def _sids(texts: pa.Array) -> pa.Array:
    coded = texts.dictionary_encode()
    return pa.array([_sid(t) for t in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


def _sid(text: str) -> str | None:
    """The bytes of a SID: version, number of parts, authority (big-endian), parts (little-endian)."""
    _s, version, authority, *parts = text.split("-")
    numbers = [int(p) for p in parts]
    if len(numbers) > _SID_PARTS or int(authority) >= 1 << 48 or any(n >= 1 << 32 for n in numbers):
        return None
    raw = bytes((int(version), len(numbers))) + int(authority).to_bytes(6, "big")
    raw += b"".join(n.to_bytes(4, "little") for n in numbers)
    return binascii.b2a_base64(raw, newline=False).decode("ascii")


def _decimals(text: str) -> str | None:
    if not _DECIMAL.fullmatch(text):
        return None
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    if any(n > _BAD for n in numbers):
        return None
    return binascii.b2a_base64(bytes(numbers), newline=False).decode("ascii")
