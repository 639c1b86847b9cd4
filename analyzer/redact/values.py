"""Values of attributes: shown as they are, as pseudonyms that keep equal values equal, or only counted."""

import re
from collections.abc import Callable, Collection
from enum import StrEnum

from analyzer.redact.pseudonyms import ANCHOR, GUID, Pseudonyms

_WORDS = re.compile(r"\w+(?:[.'-]\w+)*")
_SHAPED = re.compile(rf"@|\\|{GUID.pattern}|{ANCHOR.pattern}|\b(?:dc|ou|cn|o)=|\w\.[a-z]{{2,}}\b|\w_\w", re.IGNORECASE)
_LONGEST = 4  # words of a name that is looked for inside a value


class Shown(StrEnum):
    """How much is shown of values."""

    FULL = "full"
    HASHED = "hashed"
    COUNTS = "counts"


def counted(text: str) -> str:
    """How many values a cell holds; empty stays empty."""
    if not text:
        return text
    number = len(text.split("; "))
    return f"{number:,} value{'' if number == 1 else 's'}"


def shower(made: Pseudonyms, shown: Shown, names: Collection[str]) -> Callable[[str], str]:
    """What makes the shown form of a cell. ``names``: names of objects and people, in lower case."""
    if shown is Shown.COUNTS:
        return counted

    def entry(text: str) -> str:
        bare = text.strip()
        if not bare:
            return text
        if made_up := made.shaped(bare):
            return made_up
        if bare.lower() in names:
            return made.name(bare)
        if shown is Shown.HASHED or _holds_a_name(bare, names):
            return made.value(text)
        return text

    def cell(text: str) -> str:
        return "; ".join(entry(part) for part in text.split("; "))

    return cell


def _holds_a_name(text: str, names: Collection[str]) -> bool:
    """One to four words in a row are a name, or part of the value has the shape of one."""
    if _SHAPED.search(text):
        return True
    words = _WORDS.findall(text.lower())
    return any(
        " ".join(words[i : i + n]) in names
        for i in range(len(words))
        for n in range(1, min(_LONGEST, len(words) - i) + 1)
    )
