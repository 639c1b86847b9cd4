"""Texts as numbers, equal for equal texts, for many more texts than a processor has at hand.

One dictionary of millions of texts is slow: each look into it is a look into far memory. Here each block of texts gets
a small dictionary of its own, and only texts whose fingerprints meet are compared with those of other blocks.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.normalise.plain_columns import text_bytes

Numbers = npt.NDArray[np.int32]
Prints = npt.NDArray[np.uint64]
_WORD = 8  # bytes that are looked at together
# Where they are looked at: behind the beginning, and before the last word. Between them lies what differs mostly.
_FROM_START, _FROM_END = (5, 13, 21), (0, 8, 16, 24)
_ODD_FACTOR, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
# The bytes of a word that belong to a text which is shorter than it.
_OWN = np.array([(1 << (_WORD * n)) - 1 for n in range(_WORD + 1)], np.uint64)


def numbered(blocks: Iterable[pa.Array]) -> tuple[pa.Array, Numbers]:
    """Texts by number, and the number of each text of the blocks, which are large strings; -1 for null.

    A text of several blocks stands there more than once; all of it have the number of the first.
    """
    texts, codes, prints = [pa.array([], pa.large_string())], [np.zeros(0, np.int32)], [np.zeros(0, np.uint64)]
    count = 0
    for block in blocks:
        coded = block.dictionary_encode()
        mine = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
        codes.append(np.where(mine < 0, -1, mine + count).astype(np.int32))
        texts.append(coded.dictionary)
        prints.append(fingerprints(coded.dictionary))
        count += len(coded.dictionary)
    known, code = pa.concat_arrays(texts), np.concatenate(codes)
    first = _first_of_equals(known, np.concatenate(prints))
    # The place behind the last number is that of null.
    return known, code if first is None else np.append(first, np.int32(-1))[code]


def fingerprints(values: pa.Array) -> Prints:
    """A number for each text: equal for equal texts, and hardly ever for others."""
    content, starts = text_bytes(values)
    room = np.concatenate([content, np.zeros(_WORD, np.uint8)])
    # One word beginning at each byte.
    words = np.ndarray((len(content) + 1,), "<u8", room.data, strides=(1,))
    first, size = starts[:-1], np.diff(starts)
    end = first + np.maximum(size - _WORD, 0)
    own = _OWN[np.minimum(size, _WORD)]
    out = size.astype(np.uint64)
    places = [np.minimum(first + n, end) for n in _FROM_START] + [np.maximum(end - n, first) for n in _FROM_END]
    for place in places:
        out = (out ^ (words[place] & own)) * _ODD_FACTOR
        out ^= out >> _HALF
    return out


def _first_of_equals(texts: pa.Array, prints: Prints) -> Numbers | None:
    """For each text the place of the first one that is equal; None when all differ."""
    ordered = np.sort(prints)
    again = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(again):
        return None
    rows = np.flatnonzero(again[np.minimum(np.searchsorted(again, prints), len(again) - 1)] == prints)
    # The same fingerprint proves nothing: the texts decide.
    code = texts.take(pa.array(rows)).dictionary_encode().indices.to_numpy()
    out = np.arange(len(texts), dtype=np.int32)
    out[rows] = rows[np.unique(code, return_index=True)[1]][code]
    return out
