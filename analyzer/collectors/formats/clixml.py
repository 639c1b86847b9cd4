"""The output of Export-Clixml to a ``Grid``, read in pieces: no more than a few objects are held as a tree."""

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import pyarrow as pa
from lxml import etree

from analyzer.collectors.formats.clixml_cells import NIL, Cells, Kept, Names, References, TooMuch, parser
from analyzer.collectors.formats.clixml_text import OBJECTS, FirstLook, Text, first_look
from analyzer.collectors.formats.clixml_tree import GrowingTree
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.formats.json_columns import MOST_COLUMNS, Columns
from analyzer.collectors.formats.json_file import NOT_AN_OBJECT
from analyzer.collectors.told import Told
from analyzer.model.progress import Progress, Silent

# What recognition looks at; from then on only the columns that somebody asks for are held.
SAMPLE = 2_000
_LARGEST = 64 << 20
# What the parser says at the end when it kept quiet about a fault inside, such as an entity that nobody defined.
_KEPT_QUIET = etree.ErrorTypes.ERR_INTERNAL_ERROR
Choose = Callable[[Grid], Kept]


def read_clixml(file: BinaryIO, told: Told, choose: Choose, progress: Progress) -> Grid:
    """The objects of the file, one row each, numbered from 1.

    Properties are the columns; lists are ``list<string>``, objects without a printed form JSON text. After
    2,000 rows ``choose`` gets what was read and says which columns go on; the others are null from there.
    ``$null`` is empty, a property that an object does not have is null.

    Raises:
        OSError: the file cannot be read.
    """
    look = first_look(file, told, Silent())
    if look.start.has_types:
        told.add("E230")
    elif look.start.root != OBJECTS:
        told.add("W440", root=look.start.root or "?")
    else:
        return _Reader(look, told, choose).read(Text(file), progress)
    return Grid(header=(), columns=(), rows=pa.array([], pa.int64()), rows_read=0, health="damaged")


class _Reader:
    def __init__(self, look: FirstLook, told: Told, choose: Choose) -> None:
        self._look, self._told, self._choose = look, told, choose
        self._references = References(look.referenced)
        self._cells = Cells(self._references)
        self._columns = Columns()
        self._rejected: list[tuple[int, str]] = []
        self._types: set[str] = set()
        self._names = Names(lambda _name: True)
        self._number = 0
        self._health = "whole"

    def read(self, text: Text, progress: Progress) -> Grid:
        try:
            for element in self._elements(text, progress):
                self._add(element)
        except TooMuch:
            self._broken("E232")
        for name, count in sorted(self._cells.lost.items()):
            self._told.add("W441", count=count, column=name)
        if self._rejected and self._health == "whole":
            self._health = "damaged"
            self._told.add("W419", count=len(self._rejected))
        grid = self._grid()
        if self._columns.too_many:
            self._told.add("E233", count=f"{MOST_COLUMNS:,}")
        return grid

    def _add(self, element: Any) -> None:
        if element.tag == NIL:
            # $null was exported: there is no object.
            return
        self._number += 1
        row = self._cells.row(element, self._names)
        if row is None:
            self._rejected.append((self._number, NOT_AN_OBJECT))
            return
        self._columns.add(row, self._number)
        if type_name := self._cells.type_name(element):
            self._types.add(type_name)
        if self._number == SAMPLE:
            self._names = Names(self._choose(self._grid()))

    def _elements(self, text: Text, progress: Progress) -> Iterator[Any]:
        feed, tree, is_read = parser(), None, False
        start, since = self._look.start.at, 0
        try:
            for piece in text.pieces(progress):
                skipped = min(start, len(piece))
                start -= skipped
                feed.feed(piece[skipped:])
                self._references.bytes_read += len(piece)
                since += len(piece)
                tree = tree or _tree(feed)
                for element in tree.take() if tree else ():
                    yield element
                    since = 0
                if since > _LARGEST:
                    self._broken("E231", size=_LARGEST >> 20)
                    return
            is_read = True
            feed.close()
            if tree:
                tree.end()
        except etree.XMLSyntaxError as error:
            # What the parser only misses at the end is not there; anything else is wrong where it stands.
            if is_read and error.code != _KEPT_QUIET:
                self._health = "cut"
                self._told.add("E206", what="the XML ends before its last element")
            else:
                where = f"{(error.msg or '').partition(', line ')[0]} in line {error.lineno}"
                self._broken("E211", grammar="CLIXML", reason="it is not well-formed" if is_read else where)
        # Also after a break: what is whole in front of it counts.
        tree = tree or _tree(feed)
        yield from tree.take() if tree else ()

    def _broken(self, code: str, **values: object) -> None:
        self._health = "damaged"
        self._told.add(code, **values)

    def _grid(self) -> Grid:
        names, arrays = self._columns.finish()
        return Grid(
            header=names,
            columns=arrays,
            rows=pa.array(self._columns.rows, pa.int64()),
            rows_read=self._number,
            rejected=tuple(self._rejected),
            health=self._health,
            # Objects of several kinds have no type in common; their properties must tell.
            type_name=next(iter(self._types)) if len(self._types) == 1 else "",
            suspects=self._look.suspects,
        )


def _tree(feed: Any) -> GrowingTree | None:
    return next((GrowingTree(root) for _event, root in feed.read_events()), None)
