"""What every file of the folder is read with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analyzer.collectors.fingerprints import Mark
from analyzer.collectors.layouts import Layout
from analyzer.model.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What every file is read with."""

    layouts: tuple[Layout, ...]
    marks: tuple[Mark, ...]
    headers: frozenset[str]  # every folded header name that some layout knows
    catalogue: Catalogue
    unasked: Mapping[str, frozenset[str]] = field(default_factory=dict)  # layout id -> columns nothing looks at

    def unneeded(self, layout: Layout) -> frozenset[str]:
        """The columns of this layout that nothing looks at."""
        return self.unasked.get(layout.id, frozenset()) | layout.dropped

    def layout(self, layout_id: str) -> Layout | None:
        """The layout of this id."""
        return next((x for x in self.layouts if x.id == layout_id), None)
