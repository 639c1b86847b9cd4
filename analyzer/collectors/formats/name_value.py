"""The text that Format-List prints (``Name : value``), to a ``Grid``. Only good for a few small objects."""

import re
from collections import Counter
from collections.abc import Iterator

import pyarrow as pa

from analyzer.collectors.formats.decoding import Decoded
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.layouts import folded
from analyzer.collectors.told import Told

_PAIR = re.compile(r"^([A-Za-z$_][\w .$@-]{0,80}?)[ \t]*:(?: (.*)|)$")
_PROMPT = re.compile(r"^(PS [^>]*>|\[PS\] [^>]*>)")
_ERROR = re.compile(
    r"^(WARNING: |[A-Z][a-z]+-[A-Za-z]+ ?: |The term '.*' is not recognized|At line:\d+ char:\d+|\s*\+ CategoryInfo)"
)
_MOST = 0.6
_SAMPLE = 200


def looks_like_pairs(text: str) -> bool:
    """Most lines at the start are ``Name : value``."""
    lines = [line for line in text.splitlines()[:_SAMPLE] if line.strip()]
    if not lines or lines[0].startswith(("dn:", "#", "version:")):
        return False
    pairs = sum(1 for line in lines if _PAIR.match(line) or line[:1].isspace())
    spaced = sum(1 for line in lines if re.match(r"^[A-Za-z]\w*\s+: ", line))
    return pairs >= len(lines) * _MOST and spaced >= 1


def read_name_value(text: Decoded, told: Told) -> Grid:
    """One row for each object; a blank line or a name that comes again begins the next one.

    What stands in front of the first object is no data. Lines behind it that belong to no object are told, and so
    is the text of an error.
    """
    objects = _Objects(text.data.decode("utf-8", errors="replace").splitlines())
    if objects.errors:
        number, line = objects.errors[0]
        told.add("E207", row=number, seen=line)
    if objects.strays:
        told.add("W419", count=len(objects.strays), row=objects.strays[0])
    names: dict[str, str] = {}
    for record in objects.records:
        for key, (spelled, _value) in record.items():
            names.setdefault(key, spelled)
    columns = [[record[key][1] if key in record else None for record in objects.records] for key in names]
    return Grid(
        header=tuple(names.values()),
        columns=tuple(pa.chunked_array([column], pa.string()) for column in columns),
        rows=pa.array(objects.starts, pa.int64()),
        rows_read=len(objects.records),
        health="damaged" if objects.strays else "whole",
        suspects=text.suspects,
    )


class _Objects:
    """The objects of the lines: properties by folded name, each with its spelling."""

    def __init__(self, lines: list[str]) -> None:
        self.records: list[dict[str, tuple[str, str]]] = []
        self.starts: list[int] = []
        self.strays: list[int] = []
        self.errors: list[tuple[int, str]] = []
        self._width = max(map(len, lines), default=0)
        for block in _blocks(lines):
            self._block(block)

    def _block(self, block: list[tuple[int, str]]) -> None:
        """The lines between two blank ones; the colons of one object stand below each other."""
        pairs = [(number, line, found) for number, line in block if (found := _PAIR.match(line))]
        places = Counter(line.index(":") for _number, line, _found in pairs if not _ERROR.match(line))
        place = places.most_common(1)[0][0] if places else -1
        mine = {number: found for number, line, found in pairs if line.find(":") == place and not _ERROR.match(line)}
        current: dict[str, tuple[str, str]] = {}
        last, before, piece = "", "", ""
        for number, line in block:
            found = mine.get(number)
            if found is not None:
                key = folded(found[1])
                if not current or key in current:
                    current = {}
                    self.records.append(current)
                    self.starts.append(number)
                piece = (found[2] or "").strip()
                current[key] = (found[1].strip(), piece)
                last = key
            elif last and line[:1].isspace():
                # A wrapped value goes on, indented below its beginning.
                spelled, value = current[last]
                glue = "" if self._was_split(before, piece) else " "
                piece = line.strip()
                current[last] = (spelled, f"{value}{glue}{piece}".strip())
            else:
                self._other(number, line)
            before = line

    def _was_split(self, line: str, piece: str) -> bool:
        """A word without a blank filled the window to its end: it was cut there, not between two words."""
        return len(line) == self._width and " " not in piece and not piece.endswith(",")

    def _other(self, number: int, line: str) -> None:
        if _ERROR.match(line):
            self.errors.append((number, line))
        elif self.records and not _PROMPT.match(line):
            self.strays.append(number)


def _blocks(lines: list[str]) -> Iterator[list[tuple[int, str]]]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block
