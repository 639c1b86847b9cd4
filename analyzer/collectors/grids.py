"""One file to a ``Grid``, by the grammar it is written in."""

from pathlib import Path

from analyzer.collectors.cells import left_out
from analyzer.collectors.formats.clixml import read_clixml
from analyzer.collectors.formats.clixml_cells import Kept
from analyzer.collectors.formats.decoding import decode
from analyzer.collectors.formats.delimited import read_delimited
from analyzer.collectors.formats.directory_shapes import shape_of
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.formats.json_file import read_json
from analyzer.collectors.formats.name_value import looks_like_pairs, read_name_value
from analyzer.collectors.formats.pieces import Text, open_text
from analyzer.collectors.knowledge import Knowledge
from analyzer.collectors.layouts import Layout, folded
from analyzer.collectors.recognise import recognise
from analyzer.collectors.sniffing import Grammar
from analyzer.collectors.told import Told
from analyzer.model.progress import Progress


def grid_of(
    path: Path, grammar: Grammar, told: Told, known: Knowledge, *, folder: str, progress: Progress
) -> tuple[Grid, bool]:
    """The rows of the file, and whether it is the text of Format-List.

    Raises:
        OSError: the file cannot be read.
    """
    if grammar is Grammar.CLIXML:
        return _clixml(path, told, known, folder, progress), False
    if grammar is Grammar.JSON:
        # Only the rows stay: the bytes and the text are gone before the cells are looked at.
        return read_json(decode(path.read_bytes(), told), told), False
    text = open_text(path, told)
    if looks_like_pairs(text.head[:20_000].decode("utf-8", errors="replace")):
        return read_name_value(decode(path.read_bytes(), Told(file=told.file)), told), True
    return _delimited(text, told, known, folder), False


def _delimited(text: Text, told: Told, known: Knowledge, folder: str) -> Grid:
    """The rows of a delimited text; of a large one without what nothing looks at."""
    choice = _Choice(known, folder)
    heard = Told(file=told.file)
    grid = read_delimited(text, heard, known.headers, choice)
    if choice.has_chosen and choice.layout_of(grid) is not choice.layout:
        # The later rows make it another export: nothing may be left out for the sake of the first guess.
        heard = Told(file=told.file)
        grid = read_delimited(text, heard, known.headers)
    told.take(heard)
    return grid


def _clixml(path: Path, told: Told, known: Knowledge, folder: str, progress: Progress) -> Grid:
    """The rows of the output of Export-Clixml, without what nothing looks at."""
    choice = _Choice(known, folder)
    heard = Told(file=told.file)
    with path.open("rb") as file:
        grid = read_clixml(file, heard, choice, progress)
        if choice.has_chosen and choice.layout_of(grid) is not choice.layout:
            # The later rows make it another export: nothing may be left out for the sake of the first guess.
            heard = Told(file=told.file)
            grid = read_clixml(file, heard, _everything, progress)
    told.take(heard)
    return grid


def _everything(_grid: Grid) -> Kept:
    return lambda _name: True


class _Choice:
    """Which columns of a file are needed, decided from its first rows."""

    def __init__(self, known: Knowledge, folder: str) -> None:
        self._known, self._folder = known, folder
        self.layout: Layout | None = None
        self.has_chosen = False

    def __call__(self, grid: Grid) -> Kept:
        self.layout, self.has_chosen = self.layout_of(grid), True
        if self.layout is None or not self.layout.read or shape_of(self.layout) is not None:
            return _everything(grid)
        names = self.layout.names
        gone = left_out(self.layout, self._known.unneeded(self.layout))
        telling = _telling(self._known)

        def is_kept(name: str) -> bool:
            known_as = names.get(folded(name), name)
            return known_as not in gone or folded(known_as) in telling

        return is_kept

    def layout_of(self, grid: Grid) -> Layout | None:
        """The layout of these rows."""
        return recognise(grid, self._known.layouts, self._known.marks, self._folder).layout


def _telling(known: Knowledge) -> frozenset[str]:
    """The columns whose values say what a file is, and of which side."""
    prints = (p for layout in known.layouts for p in layout.prints)
    return frozenset(m.column for m in known.marks).union(*((*p.every, *p.most, *p.whole) for p in prints))
