"""The lines of a block as records: which attribute each line names, where its value lies, whose it is."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.formats.ldif_lines import Block, Numbers
from analyzer.collectors.formats.ldif_names import Names, Use
from analyzer.collectors.formats.ldif_values import BASE64, PLAIN, URL, text_of, whole_base64

_COLON, _SPACE, _LESS, _HASH = 58, 32, 60, 35
_NO_RECORD = -1
# Values that begin with more blanks than this are not worth a step each.
_STEPS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The records of one block. Arrays of lines leave out comments and blank lines.

    ``texts[2 * i]`` is the value of line i as written. ``entry[i]`` is its record, -1 where it belongs to none.
    """

    block: Block
    lines: Numbers  # place of each line in the block
    texts: pa.Array
    marks: npt.NDArray[np.uint8]  # plain, base64 or a reference to a file
    spelling: npt.NDArray[np.int32]
    entry: Numbers
    dn_line: Numbers  # of each record
    rows: Numbers  # of each record, in the file

    @property
    def count(self) -> int:
        """How many records."""
        return len(self.dn_line)

    def values(self, lines: Numbers) -> pa.Array:
        """Values of some lines as written."""
        return self.texts.take(pa.array(2 * lines))

    def words(self, lines: Numbers) -> pa.Array:
        """Values of some lines that are words of the directory: base64 is read, what holds no text is blank."""
        found, marks = self.values(lines), self.marks[lines]
        if not marks.any():
            return found
        coded = marks != PLAIN
        read = [
            (text_of(v) if m == BASE64 else None) or ""
            for v, m in zip(found.filter(pa.array(coded)).to_pylist(), marks[coded].tolist(), strict=True)
        ]
        return pc.replace_with_mask(found, pa.array(coded), pa.array(read, pa.string()))

    def text(self, line: int) -> str:
        """A whole line."""
        at = int(self.lines[line])
        return self.block.data[int(self.block.starts[at]) : int(self.block.ends[at])].decode("utf-8")

    def row(self, line: int) -> int:
        """Where in the file the line began."""
        return int(self.block.numbers[self.lines[line]])

    def dns(self) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
        """Distinguished name of each record as text, and which of them cannot be read (those are empty)."""
        names = self.values(self.dn_line)
        marks = self.marks[self.dn_line]
        if not marks.any():
            return names, np.zeros(len(names), bool)
        new = [
            n if m == PLAIN else None if m == URL else text_of(n)
            for n, m in zip(names.to_pylist(), marks.tolist(), strict=True)
        ]
        return pa.array([n or "" for n in new], pa.string()), np.array([n is None for n in new], bool)

    def broken_base64(self) -> Numbers:
        """Lines whose base64 is damaged."""
        lines = np.flatnonzero(self.marks == BASE64)
        if not len(lines):
            return lines
        return lines[~whole_base64(self.values(lines))]


def comments(block: Block) -> tuple[pa.Array, Numbers]:
    """Comment lines of a block and their lines in the file."""
    where = np.flatnonzero((block.ends > block.starts) & (_bytes_at(block, block.starts) == _HASH))
    if not len(where):
        return pa.array([], pa.string()), where
    offsets = interleaved(block.starts[where], block.ends[where])
    return _texts(block, offsets).take(pa.array(np.arange(0, 2 * len(where), 2))), block.numbers[where]


def read_records(block: Block, names: Names) -> Records:
    """The records of a block; spellings it sees first are added to ``names``."""
    is_blank = block.ends == block.starts
    content = ~is_blank & (_bytes_at(block, block.starts) != _HASH)
    lines = np.flatnonzero(content)
    starts, ends = block.starts[lines], block.ends[lines]
    colons = _first_colons(block, starts, ends)
    spelling = _spellings(block, starts, colons, names)
    value_starts, value_ends, marks = _value_places(block, colons, ends)
    entry, dn_line = _entries(spelling, np.cumsum(is_blank)[lines], names)
    return Records(
        block=block,
        lines=lines,
        texts=_texts(block, interleaved(value_starts, value_ends)),
        marks=marks,
        spelling=spelling,
        entry=entry,
        dn_line=dn_line,
        rows=block.numbers[lines[dn_line]],
    )


def _bytes_at(block: Block, places: Numbers) -> npt.NDArray[np.uint8]:
    """The byte at each place; zero behind the end."""
    inside = np.minimum(places, len(block.codes) - 1)
    return np.where(places < len(block.codes), block.codes[inside], 0).astype(np.uint8)


def _first_colons(block: Block, starts: Numbers, ends: Numbers) -> Numbers:
    """Place of the first colon of each line, its end where it has none."""
    colons = np.append(np.flatnonzero(block.codes == _COLON), len(block.codes))
    first: Numbers = colons[np.searchsorted(colons, starts)]
    return np.minimum(first, ends)


def interleaved(starts: Numbers, ends: Numbers) -> npt.NDArray[np.int32]:
    """Offsets of an Arrow array in which every second element is one of the stretches."""
    offsets = np.empty(2 * len(starts) + 1, np.int32)
    offsets[0:-1:2] = starts
    offsets[1::2] = ends
    offsets[-1] = ends[-1] if len(ends) else 0
    return offsets


def _texts(block: Block, offsets: npt.NDArray[np.int32]) -> pa.Array:
    # No copy: the array looks into the block. An odd element more than needed would read behind the last line.
    return pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(block.data))


def _spellings(block: Block, starts: Numbers, colons: Numbers, names: Names) -> npt.NDArray[np.int32]:
    if not len(starts):
        return np.empty(0, np.int32)
    found = _texts(block, interleaved(starts, colons)).take(pa.array(np.arange(0, 2 * len(starts), 2)))
    coded = found.dictionary_encode()
    # A line without a colon names nothing, whatever its letters are.
    numbers = np.array([names.number(s) for s in coded.dictionary.to_pylist()], np.int32)
    spelling = numbers[np.asarray(coded.indices)]
    return np.where(_bytes_at(block, colons) == _COLON, spelling, names.number("")).astype(np.int32)


def _value_places(block: Block, colons: Numbers, ends: Numbers) -> tuple[Numbers, Numbers, npt.NDArray[np.uint8]]:
    """Start and end of each value, and whether it is plain, base64 or a reference."""
    places = np.minimum(colons + 1, ends)
    second = np.where(places < ends, _bytes_at(block, places), 0)
    marks = np.where(second == _COLON, BASE64, np.where(second == _LESS, URL, PLAIN)).astype(np.uint8)
    places += marks != PLAIN
    for step in range(_STEPS):
        blank = (places < ends) & (_bytes_at(block, places) == _SPACE)
        if not blank.any():
            break
        if step == _STEPS - 1:
            for i in np.flatnonzero(blank).tolist():
                value = block.data[int(places[i]) : int(ends[i])]
                places[i] = int(ends[i]) - len(value.lstrip(b" "))
            break
        places += blank
    value_ends = ends.copy()
    for i in np.flatnonzero((marks == BASE64) & (ends > places) & (_bytes_at(block, ends - 1) == _SPACE)).tolist():
        value_ends[i] = int(places[i]) + len(block.data[int(places[i]) : int(ends[i])].rstrip(b" "))
    return places, value_ends, marks


def _entries(spelling: npt.NDArray[np.int32], blanks: Numbers, names: Names) -> tuple[Numbers, Numbers]:
    """Record of each line, and the line of each record's name: a record ends at a blank line or the next name."""
    is_dn = names.uses()[spelling] == Use.DN if len(spelling) else np.zeros(0, bool)
    dn_line = np.flatnonzero(is_dn)
    if not len(dn_line):
        return np.full(len(spelling), _NO_RECORD, np.int64), dn_line
    entry = np.cumsum(is_dn) - 1
    belongs = (entry >= 0) & (blanks == blanks[dn_line[np.maximum(entry, 0)]])
    return np.where(belongs, entry, _NO_RECORD), dn_line
