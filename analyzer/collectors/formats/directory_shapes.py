"""Which layouts are read as objects of the directory, and how each of them writes attributes."""

from collections.abc import Callable, Mapping

from analyzer.collectors.formats import ad_cmdlet, csvde
from analyzer.collectors.formats.directory_grid import Shape
from analyzer.collectors.layouts import Layout

_SHAPES: Mapping[str, Callable[[Layout], Shape]] = {
    "ad.csvde": csvde.shape,
    "ad.cmdlet": ad_cmdlet.shape,
}


def shape_of(layout: Layout) -> Shape | None:
    """The shape of a layout whose rows are objects of the directory, None for all others."""
    make = _SHAPES.get(layout.id)
    return make(layout) if make else None
