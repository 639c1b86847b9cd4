"""A page: a title and sections of paragraphs, pairs, a table, a list, or lines to copy. Nothing is escaped yet."""

from dataclasses import dataclass

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a page; what is empty is not shown. A section without title belongs to the head of the page."""

    key: str  # stays the same for programs
    title: str = ""
    text: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    columns: Row = ()
    rows: tuple[Row, ...] = ()
    items: tuple[str, ...] = ()
    code: str = ""
    under: bool = False  # belongs to the section before it
    wide: bool = False  # too wide for a table: each row is a block of its own, headed by its first cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is known about one thing."""

    kind: str  # rule, attribute, problem, object
    id: str
    title: str
    sections: tuple[Section, ...]
