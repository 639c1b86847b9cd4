"""Values of LDIF lines: base64 becomes text where the attribute holds text and stays base64 where it holds bytes."""

import binascii
import re
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.formats.ldif_names import Values

PLAIN, BASE64, URL = 0, 1, 2
LOST, BROKEN = 3, 4  # of other grammars: told already, and bytes in no known print
_WHOLE = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Identifiers that other tools print as text in place of bytes.
_PRINTED = re.compile(r"\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?|[Ss]-1(-\d+)+")


def whole_base64(values: pa.Array) -> npt.NDArray[np.bool_]:
    """Which texts are base64 from the first letter to the last."""
    return np.asarray(pc.match_substring_regex(values, _WHOLE))


def decoded(values: pa.Array, marks: npt.NDArray[np.uint8], kind: Values) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
    """The values as the tables keep them, and which of them have to count as unknown (those are null).

    Unknown are values that lie in another file or were lost on the way, and base64 of an attribute of text that
    holds no text.
    """
    if kind is Values.BYTES:
        chosen = marks != BASE64
        convert: Callable[[str], str | None] = _as_base64
    else:
        chosen = marks != PLAIN
        convert = text_of if kind is Values.TEXT else _text_or_base64
    unknown = np.zeros(len(values), bool)
    if not chosen.any():
        return values, unknown
    where = np.flatnonzero(chosen)
    new = [
        None if mark >= URL else convert(text)
        for text, mark in zip(values.take(pa.array(where)).to_pylist(), marks[where].tolist(), strict=True)
    ]
    unknown[where] = [v is None for v in new]
    return pc.replace_with_mask(values, pa.array(chosen), pa.array(new, pa.string())), unknown


def text_of(base64: str) -> str | None:
    """The text that base64 stands for, None when it is no UTF-8."""
    try:
        return binascii.a2b_base64(base64, strict_mode=True).decode("utf-8") if base64 else ""
    except ValueError:
        # No base64, no UTF-8, or letters where base64 has none.
        return None


def _text_or_base64(base64: str) -> str | None:
    text = text_of(base64)
    return base64 if text is None or _CONTROL.search(text) else text


def _as_base64(text: str) -> str:
    """Bytes that all happen to be letters are written plainly; here they look like all other bytes."""
    if _PRINTED.fullmatch(text):
        return text
    return binascii.b2a_base64(text.encode("utf-8"), newline=False).decode("ascii")
