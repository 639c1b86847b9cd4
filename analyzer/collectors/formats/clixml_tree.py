"""The objects of a CLIXML document, taken out of its tree while the tree still grows."""

from collections.abc import Iterator
from typing import Any

from analyzer.collectors.formats.clixml_cells import COLLECTIONS, OBJECT

_MOST_NESTED = 8


class GrowingTree:
    """The children of the root, and the members of collections among them. What was taken is freed.

    An element is whole as soon as another one follows it, so the last one is left alone until the end.
    """

    def __init__(self, root: Any) -> None:
        self._boxes = [root]
        self._ended = False

    def end(self) -> None:
        """Nothing more comes: the last element is whole too."""
        self._ended = True

    def take(self) -> Iterator[Any]:
        """Every element that is whole by now, each only once; it is gone when the next one is asked for."""
        while True:
            box = self._boxes[-1]
            if not len(box):
                if len(self._boxes) == 1 or not self._is_whole(len(self._boxes) - 1):
                    return
                self._boxes.pop()
                holder = box.getparent()
                holder.getparent().remove(holder)
                continue
            child = box[0]
            inner = _members(child) if len(self._boxes) < _MOST_NESTED else None
            if inner is not None:
                self._boxes.append(inner)
            elif len(box) > 1 or self._is_whole(len(self._boxes) - 1):
                yield child
                box.remove(child)
            else:
                return

    def _is_whole(self, level: int) -> bool:
        """The collection on that level got its last member."""
        if self._ended or level == 0:
            return self._ended
        return self._boxes[level].getparent().getnext() is not None or self._is_whole(level - 1)


def _members(element: Any) -> Any:
    """Where the members are, when the object is a collection: the whole list was exported as one thing."""
    if element.tag != OBJECT:
        return None
    return next((child for child in element if child.tag in COLLECTIONS), None)
