"""The product's own phrases: what may stay in a sentence. All other words of it are taken for names.

``phrases.txt`` beside this module is made from the texts of the code and of the rules' common files; the rules
themselves come with each assessment.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

_HOLE = re.compile(r"\{[^{}]*\}|<[a-z_ ]+>")
_EITHER = re.compile(r"\[([^\[\]|]*)\|([^\[\]]*)\]")
_EDGES = " \t\n.,:;()'\"\u2026"
FIRST = re.compile(r"\w+")
# How many characters behind its first word a phrase is found by; many begin with the same word.
_AHEAD = 4
# The start of a phrase in lower case to all phrases that begin so: length and text in lower case, the longest first.
Index = Mapping[str, tuple[tuple[int, str], ...]]

# Single words of counts and lists. They stay only where a sentence has nothing else at that place.
SMALL_WORDS = frozenset(
    [
        "a",
        "ad",
        "address",
        "addresses",
        "and",
        "are",
        "as",
        "at",
        "attribute",
        "attributes",
        "by",
        "cloud",
        "column",
        "columns",
        "condition",
        "conditions",
        "connector",
        "connectors",
        "contact",
        "contacts",
        "day",
        "days",
        "directory",
        "domain",
        "domains",
        "file",
        "files",
        "first",
        "folder",
        "folders",
        "for",
        "from",
        "given",
        "group",
        "groups",
        "h",
        "hours",
        "ignored",
        "in",
        "is",
        "its",
        "known",
        "last",
        "mail",
        "mailbox",
        "mailboxes",
        "member",
        "members",
        "met",
        "minutes",
        "missing",
        "more",
        "no",
        "none",
        "not",
        "object",
        "objects",
        "of",
        "on",
        "only",
        "or",
        "organisation",
        "other",
        "people",
        "premises",
        "public",
        "rejected",
        "room",
        "row",
        "rows",
        "rule",
        "rules",
        "se",
        "server",
        "servers",
        "shared",
        "statement",
        "statements",
        "step",
        "steps",
        "sync",
        "tenant",
        "than",
        "the",
        "this",
        "to",
        "unknown",
        "until",
        "user",
        "users",
        "value",
        "values",
        "wait",
        "with",
        "yes",
    ]
)


@cache
def shipped() -> tuple[str, ...]:
    """The phrases of ``phrases.txt``."""
    return tuple(files(__package__).joinpath("phrases.txt").read_text(encoding="utf-8").splitlines())


def fragments(texts: Iterable[str]) -> Iterator[str]:
    """The parts of templates between their places for names, as far as they are of two words or more."""
    for text in texts:
        for spelled in _spelled(text):
            # A line of a script is whole as it is; its braces hold no name.
            for part in (spelled, *_HOLE.split(spelled)):
                for line in part.split("\n"):
                    bare = line.strip(_EDGES)
                    if " " in bare and FIRST.search(bare):
                        yield bare


def indexed(parts: Iterable[str]) -> Index:
    """The phrases by their starts, see ``starts``; the longest first."""
    out: dict[str, set[tuple[int, str]]] = {}
    for part in parts:
        found = FIRST.search(part)
        if found:
            bare, word = part[found.start() :], len(found[0])
            ahead, alone = starts(bare, 0, word)
            start = ahead if len(bare) >= word + _AHEAD else alone
            out.setdefault(start, set()).add((len(bare), bare.lower()))
    return {start: tuple(sorted(each, key=lambda p: (-p[0], p[1]))) for start, each in out.items()}


def starts(text: str, begin: int, end: int) -> tuple[str, str]:
    """The starts of phrases that may stand where ``text[begin:end]`` is a word: with what follows it, and alone.

    Phrases that are hardly longer than their first word are found by that word alone.
    """
    return text[begin : end + _AHEAD].lower(), text[begin:end].lower()


def _spelled(text: str) -> Iterator[str]:
    """Both readings of ``[row|rows]``."""
    if not _EITHER.search(text):
        yield text
        return
    yield _EITHER.sub(r"\1", text)
    yield _EITHER.sub(r"\2", text)
