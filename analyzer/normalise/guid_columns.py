"""GUIDs of whole columns: the two spellings of nearly all exports are read at once, without Python objects."""

import binascii

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
_BASE64_LENGTH, _TEXT_LENGTH = 24, 36
_BAD = 255
_HEX = np.full(256, _BAD, np.uint8)
for _n, _c in enumerate("0123456789abcdef"):
    _HEX[ord(_c)] = _HEX[ord(_c.upper())] = _n
_IN_BASE64 = np.zeros(256, dtype=bool)
_IN_BASE64[list(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")] = True
# Both digits of each byte, side by side.
_TWO_DIGITS = np.frombuffer("".join(f"{n:02x}" for n in range(256)).encode(), np.uint16)
_HYPHENS = [8, 13, 18, 23]
_DIGITS = [n for n in range(_TEXT_LENGTH) if n not in _HYPHENS]
# The text form turns the first three fields round against the sixteen bytes.
_TURNED = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]


def guid_bytes(column: pa.Array) -> tuple[Bytes, Mask]:
    """Sixteen bytes per row as AD stores them, and which rows were read; other spellings are left to ``guid``."""
    count = len(column)
    out, read = np.zeros((count, 16), np.uint8), np.zeros(count, bool)
    length = np.asarray(pc.fill_null(pc.binary_length(column), 0).to_numpy(zero_copy_only=False))
    for size, reader in ((_BASE64_LENGTH, _from_base64), (_TEXT_LENGTH, _from_text)):
        rows = np.flatnonzero(length == size)
        if len(rows):
            values, good = reader(_matrix(column.take(pa.array(rows)), size))
            out[rows[good]], read[rows[good]] = values[good], True
    return out, read


def guid_texts(values: Bytes) -> pa.Array:
    """Lower-case text with hyphens of each row of sixteen bytes."""
    count = len(values)
    digits = _TWO_DIGITS.take(values.take(_TURNED, axis=1)).view(np.uint8)
    out = np.full((count, _TEXT_LENGTH), ord("-"), np.uint8)
    for hyphens, (start, stop) in enumerate(zip([-1, *_HYPHENS], [*_HYPHENS, _TEXT_LENGTH], strict=True)):
        out[:, start + 1 : stop] = digits[:, start + 1 - hyphens : stop - hyphens]
    offsets = np.arange(0, (count + 1) * _TEXT_LENGTH, _TEXT_LENGTH, dtype=np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets.tobytes()), pa.py_buffer(out.tobytes()))


def _matrix(column: pa.Array, size: int) -> Bytes:
    """The bytes of texts that all have that length, one text per row."""
    fixed = column.cast(pa.binary()).cast(pa.binary(size))
    return np.frombuffer(fixed.buffers()[1], np.uint8)[fixed.offset * size :][: len(fixed) * size].reshape(-1, size)


def _from_base64(text: Bytes) -> tuple[Bytes, Mask]:
    good = _IN_BASE64[text[:, :22]].all(axis=1) & (text[:, 22:] == ord("=")).all(axis=1)
    # One long text without a padding inside is read at once; A stands for six zero bits.
    letters = text.copy()
    letters[~good] = ord("A")
    letters[:, 22:] = ord("A")
    whole = np.frombuffer(binascii.a2b_base64(letters.tobytes()), np.uint8).reshape(-1, 18)
    return whole[:, :16], good


def _from_text(text: Bytes) -> tuple[Bytes, Mask]:
    half = _HEX[text[:, _DIGITS]]
    good = (half != _BAD).all(axis=1) & (text[:, _HYPHENS] == ord("-")).all(axis=1)
    whole = half[:, 0::2] << 4 | half[:, 1::2] & 15
    return np.asarray(whole[:, _TURNED], np.uint8), good
