"""Values that stand in columns as the records of an LDIF, so that one sorter and one gatherer serve every grammar."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analyzer.collectors.formats.ldif_lines import Block
from analyzer.collectors.formats.ldif_names import Names
from analyzer.collectors.formats.ldif_records import Records, interleaved

Numbers = npt.NDArray[np.int64]
DN = "dn"
_NOTHING = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Values of one attribute, objects ascending. ``marks`` say how each is written, or all of them alike."""

    name: str
    of: Numbers  # place of the object in the block
    values: pa.Array
    marks: npt.NDArray[np.uint8] | int = 0


def records_of(columns: Sequence[Cells], rows: Numbers, names: Names) -> Records:
    """One record for each of the ``rows``, which are their places in the file; each has one value named ``dn``.

    Values stay in their columns: the order of lines matters only within an attribute.
    """
    # Two spellings of one attribute: its lines have to stand together, objects ascending.
    twice = len({c.name.casefold() for c in columns}) < len(columns)
    sizes = [len(c.of) for c in columns]
    entry = np.concatenate([c.of for c in columns]).astype(np.int64) if columns else _NOTHING
    spelling = np.repeat([_number(c.name, names) for c in columns], sizes).astype(np.int32)
    marks = np.concatenate(
        [np.broadcast_to(np.asarray(c.marks, np.uint8), n) for c, n in zip(columns, sizes, strict=True)]
    )
    values = pa.concat_arrays([c.values.cast(pa.string()) for c in columns])
    if twice:
        order = np.argsort(entry, kind="stable")
        entry, spelling, marks, values = entry[order], spelling[order], marks[order], values.take(pa.array(order))
    dn_line = np.empty(len(rows), np.int64)
    where = np.flatnonzero(spelling == names.number(DN))
    dn_line[entry[where]] = where
    return Records(
        block=Block(data=b"", codes=np.zeros(0, np.uint8), starts=_NOTHING, ends=_NOTHING, numbers=rows[entry]),
        lines=np.arange(len(entry)),
        texts=_interleaved(values),
        marks=marks,
        spelling=spelling,
        entry=entry,
        dn_line=dn_line,
        rows=rows,
    )


def _number(name: str, names: Names) -> int:
    if name == DN:
        return names.number(DN)
    # "dn" with any other spelling is no attribute.
    return names.number("" if name.casefold() == DN else name)


def _interleaved(values: pa.Array) -> pa.Array:
    """The values at the even places of a twice as long array, without a copy."""
    _validity, offsets, data = values.buffers()
    places = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1]
    doubled = interleaved(places[:-1].astype(np.int64), places[1:].astype(np.int64))
    return pa.StringArray.from_buffers(len(doubled) - 1, pa.py_buffer(doubled), data or pa.py_buffer(b""))
