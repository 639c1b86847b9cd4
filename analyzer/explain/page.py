"""A page: a title and sections of paragraphs, pairs, a table, a list, or lines to copy. Nothing is escaped yet."""

import re
from collections.abc import Iterable
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


def section(key: str, title: str = "", *, text: Iterable[str] = (), facts: Iterable[tuple[str, str]] = ()) -> Section:
    """A section of the paragraphs and pairs that say something."""
    return Section(
        key=key,
        title=title,
        text=tuple(one_line(t) for t in text if t.strip()),
        facts=tuple((name, one_line(value)) for name, value in facts if value.strip()),
    )


def filled(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections that say something."""
    return tuple(s for s in sections if s.text or s.facts or s.rows or s.items or s.code)


def one_line(text: str) -> str:
    """Words of a source file, wrapped there, as one line."""
    return " ".join(text.split())


def first_paragraph(documentation: str | None) -> str:
    """What the documentation of a function says first, as one line without marks of code."""
    first = re.split(r"\n\s*\n", (documentation or "").strip(), maxsplit=1)[0]
    return one_line(first).replace("``", "")
