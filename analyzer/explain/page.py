"""Putting pages together: sections that say something, and words of source files as single lines."""

import re
from collections.abc import Iterable

from analyzer.model.page import Section


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
