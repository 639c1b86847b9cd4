"""Which export a file is: by its header and its values, never by its name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.fingerprints import Fingerprint, Mark, folded
from analyzer.collectors.formats.grid import Grid
from analyzer.collectors.layouts import Layout

_MOST = 0.5
_SAMPLE = 5000
_LONGEST = 5
_NOISE = re.compile(r"^(Deserialized\.|Selected\.)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The layout of a file and what decided it. Without a layout nobody knows the file."""

    layout: Layout | None
    fingerprint: Fingerprint | None = None
    by_folder: bool = False  # only the folder told the side
    undecided: bool = False  # the kind is known, the side is not
    other_side: bool = False  # the cmdlet is known, but the file was made on the side where nobody asks for it


def recognise(grid: Grid, layouts: Iterable[Layout], marks: tuple[Mark, ...], folder: str) -> Recognised:
    """The layout that fits header and values, on the side that the values or else the folder name tells."""
    header = [folded(name) for name in grid.header]
    found = _by_type(grid, header, layouts) or _by_header(grid, header, layouts)
    if not found:
        return Recognised(layout=None)
    if len(found) == 1:
        layout, fingerprint = found[0]
        sure = side_of(grid, header, (m for m in marks if m.sure)) if layout.both_sides else set()
        return Recognised(layout=layout, fingerprint=fingerprint, other_side=bool(sure) and layout.side not in sure)
    sides = {layout.side for layout, _print in found}
    said = side_of(grid, header, marks) & sides
    by_folder = len(said) != 1
    if by_folder:
        parts = folder.casefold().split("/")
        said = {m.side for m in marks if m.side in sides and not m.folders.isdisjoint(parts)}
    chosen = [(lay, fp) for lay, fp in found if lay.side in said]
    if len(said) != 1 or not chosen:
        return Recognised(layout=found[0][0], fingerprint=found[0][1], undecided=True)
    return Recognised(layout=chosen[0][0], fingerprint=chosen[0][1], by_folder=by_folder)


def _by_type(grid: Grid, header: list[str], layouts: Iterable[Layout]) -> list[tuple[Layout, Fingerprint]]:
    """A #TYPE line names the class of the objects and beats the header; values may still tell two kinds apart."""
    name = _NOISE.sub("", grid.type_name)
    found = [
        (x, p)
        for x in layouts
        for p in x.prints
        if name and any(name.endswith(t) for t in p.types) and _values_fit(grid, header, p)
    ]
    first = min((p.order for _x, p in found), default=0)
    return [(x, p) for x, p in found if p.order == first]


def _by_header(grid: Grid, header: list[str], layouts: Iterable[Layout]) -> list[tuple[Layout, Fingerprint]]:
    """The layouts whose fingerprint of the lowest order fits."""
    best: list[tuple[Layout, Fingerprint]] = []
    for layout in layouts:
        # A script may name columns its own way: aliases count as the names they stand for.
        named = [folded(layout.names[name]) if name in layout.names else name for name in header]
        for fingerprint in layout.prints:
            if best and fingerprint.order > best[0][1].order:
                continue
            if _fits(grid, named, fingerprint):
                if best and fingerprint.order < best[0][1].order:
                    best = []
                best.append((layout, fingerprint))
    return best


def _fits(grid: Grid, header: list[str], wanted: Fingerprint) -> bool:
    names = set(header)
    if wanted.grammar or not (wanted.by_header or wanted.long):
        return False
    if not wanted.all_of <= names or wanted.none_of & names:
        return False
    if wanted.any_of and not wanted.any_of & names:
        return False
    if wanted.first and header[:1] != [wanted.first]:
        return False
    if wanted.only and names != wanted.all_of:
        return False
    if wanted.long and not 2 <= len(header) <= _LONGEST:
        return False
    return _values_fit(grid, header, wanted)


def _values_fit(grid: Grid, header: list[str], wanted: Fingerprint) -> bool:
    return (
        all(_share(grid, header, c, p) == 1 for c, p in wanted.every.items())
        and all(_share(grid, header, c, p) >= _MOST for c, p in wanted.most.items())
        and all(_all_match(grid, header, c, p) for c, p in wanted.whole.items())
    )


def _all_match(grid: Grid, header: list[str], column: str, pattern: str) -> bool:
    """Every row has a matching cell in the column; a blank cell does not match."""
    if column not in header or not len(grid.rows):
        return False
    cells = grid.columns[header.index(column)]
    if pa.types.is_list(cells.type):
        return False
    return bool(pc.all(pc.fill_null(pc.match_substring_regex(cells, pattern), False), min_count=0).as_py())


def _share(grid: Grid, header: list[str], column: str, pattern: str, unless: str = "") -> float:
    """Part of the filled cells of a column that match; 0 without the column or without filled cells."""
    if column not in header:
        return 0.0
    cells = grid.columns[header.index(column)]
    if pa.types.is_list(cells.type):
        cells = pc.list_flatten(cells)
    cells = cells.filter(pc.fill_null(pc.not_equal(cells, ""), False)).slice(0, _SAMPLE)
    if not len(cells):
        return 0.0
    hits = pc.match_substring_regex(cells, pattern)
    if unless:
        hits = pc.and_(hits, pc.invert(pc.match_substring_regex(cells, unless)))
    return float(pc.mean(pc.cast(hits, pa.float64())).as_py())


def side_of(grid: Grid, header: list[str], marks: Iterable[Mark]) -> set[str]:
    """The sides that any mark speaks for; two of them contradict each other."""
    sides = set()
    for mark in marks:
        if mark.folders:
            continue
        share = _share(grid, header, mark.column, mark.pattern, mark.unless)
        if share >= _MOST or (mark.any and share > 0):
            sides.add(mark.side)
    return sides
