"""Some rows of a column, in any order: cheap where all cells are the same, as in most columns of an export."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.normalise.plain_columns import in_one_piece, text_bytes

Rows = npt.NDArray[np.int64]


def taken(column: pa.ChunkedArray, rows: Rows) -> pa.Array:
    """The cells of the rows; null where a row is -1."""
    piece, rows = _piece(column, rows)
    nowhere = rows < 0
    if isinstance(piece, pa.Array) and _says_nothing(piece):
        known = np.logical_not(nowhere) if not piece.null_count else _known(piece, rows)
        return _blank(piece.type, known)
    if isinstance(piece, pa.Array) and len(rows) <= len(piece) and not nowhere.any() and _is_constant(piece):
        return piece.slice(0, len(rows))
    return in_one_piece(pc.take(piece, pa.array(rows, mask=nowhere if nowhere.any() else None)))


def _piece(column: pa.ChunkedArray, rows: Rows) -> tuple[pa.Array | pa.ChunkedArray, Rows]:
    """The one piece of the column that holds all the rows, and their places in it; else the column as it is.

    Arrow would join all pieces first, although those of one list of recipients mostly stand in one.
    """
    last = int(rows.max(initial=-1))
    first = int(rows.min(initial=last, where=rows >= 0)) if len(rows) else last
    start = 0
    for chunk in column.chunks:
        if start <= first and last < start + len(chunk):
            return chunk, np.where(rows < 0, -1, rows - start) if start else rows
        start += len(chunk)
    return column, rows


def _says_nothing(piece: pa.Array) -> bool:
    """No cell has a text or a member."""
    if not (pa.types.is_string(piece.type) or pa.types.is_list(piece.type)) or not len(piece):
        return False
    starts = piece.buffers()[1]
    if starts is None:
        return False
    places = np.frombuffer(starts, np.int32)
    return bool(places[piece.offset] == places[piece.offset + len(piece)])


def _is_constant(piece: pa.Array) -> bool:
    """Every cell is known, and has the same texts."""
    if piece.null_count or not (pa.types.is_string(piece.type) or pa.types.is_list(piece.type)):
        return False
    texts, each = piece, 1
    if pa.types.is_list(piece.type):
        starts = np.frombuffer(piece.buffers()[1], np.int32)[piece.offset : piece.offset + len(piece) + 1]
        each = int(starts[1] - starts[0])
        texts = piece.values.slice(int(starts[0]), int(starts[-1] - starts[0]))
        if not pa.types.is_string(texts.type) or texts.null_count or (np.diff(starts) != each).any():
            return False
    content, places = text_bytes(texts)
    lengths = np.diff(places).reshape(len(piece), each)
    if (lengths != lengths[0]).any():
        return False
    letters = content.reshape(len(piece), -1)
    # Identifiers are of one length too: the last one tells them from what is the same everywhere.
    return bool((letters[-1] == letters[0]).all() and (letters == letters[0]).all())


def _known(piece: pa.Array, rows: Rows) -> npt.NDArray[np.bool_]:
    valid = np.append(np.asarray(pc.is_valid(piece).to_numpy(zero_copy_only=False)).astype(bool), False)
    # The place behind the last is that of -1.
    return np.asarray(valid[rows])


def _blank(kind: pa.DataType, known: npt.NDArray[np.bool_]) -> pa.Array:
    """Empty cells, null where not known."""
    count, missing = len(known), int(len(known) - np.count_nonzero(known))
    # The bits of a column of booleans are what says which cells are known.
    bits = pa.array(known).buffers()[1] if missing else None
    starts = pa.py_buffer(np.zeros(count + 1, np.int32))
    if pa.types.is_list(kind):
        members = pa.array([], kind.value_type)
        return pa.Array.from_buffers(kind, count, [bits, starts], missing, children=[members])
    return pa.Array.from_buffers(kind, count, [bits, starts, pa.py_buffer(b"")], missing)
