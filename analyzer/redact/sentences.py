"""Sentences without names: the product's phrases stay, every other word becomes a pseudonym.

Nothing is searched for and struck out; what cannot be shown to be the product's own does not pass.
"""

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

from analyzer.redact.phrases import FIRST, SMALL_WORDS, Index, indexed, starts
from analyzer.redact.pseudonyms import ANCHOR, GUID, Pseudonyms

_WORD = re.compile(r"(?<![\w@.\\/-])\w+")
_ENDS = re.compile(r"(?![\w@\\/-])")
_EDGE = " \t\n.,:;()[]'\"\u2018\u2019\u2026<>|"
_DN = r"(?:[A-Za-z]{1,3}=(?:\\.|[^,\\=\n])+,\s?)+DC=[\w-]+"
_VERBS = (
    "Add|Clear|Complete|Connect|Disable|Enable|Export|Get|Import|Install|Invoke|Move|New|Remove|Resolve|Restore|Resume"
    "|Search|Select|Set|Start|Stop|Test|Uninstall|Update"
)
_SHAPES = re.compile(
    rf"(?P<guid>{GUID.pattern}|{ANCHOR.pattern})"
    rf"|(?P<dn>{_DN})"
    r"|(?P<address>(?:[A-Za-z][A-Za-z0-9]{1,9}:)?[^\s@,;:'\"()<>]+@[\w.-]*\w)"
    r"|(?P<time>\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?)"
    r"|(?P<blank><[a-z_ ]+>)"
    rf"|(?P<cmdlet>(?<![\w-])(?:{_VERBS})-[A-Z][A-Za-z]+(?![\w-]))"
    r"|(?P<token>(?<![\w.-])\w[\w.-]*\w(?![\w-]))"
    r"|(?P<number>(?<![\w.-])\d(?![\w-]))"
)  # fmt: skip
_COUNT = re.compile(r"[1-9]\d{0,2}(?:,\d{3})*|0|[1-9]\d{3}")
_COUNTED = re.compile(r"\s+[\w(]")
_NUMBERED = re.compile(r"\b(\w+) (?:\d[\d,]*[AB]?(?:, | and ))*$")
_STEP = re.compile(r"\d{1,2}[AB]")
_VERSION = re.compile(r"\d+(?:\.\d+){2,3}")
_OCTET = 255  # a number with dots and no larger part may be an address
# Classes of objects that every directory with Exchange has.
_CLASS = re.compile(r"msExch[A-Z]\w+|organizationalUnit|domainDNS|builtinDomain|lostAndFound|container")
# Most sentences of a large company differ in nothing but such a time.
_MOMENT = re.compile(r"(?<![^\s(])\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(?![^\s.,;:)])")
_SOME_MOMENT = "2001-01-01T01:01:01Z"
_TEMPLATES = 4096
_ANY_WORD = re.compile(r"\w+")
_CAMEL = re.compile(r"[A-Za-z][a-z]*[A-Z0-9]\w*(?:\.\w+)?")


class Sentences:
    """Cleans sentences.

    Args:
        pseudonyms: makes the pseudonyms.
        phrases: what the product says, by first word.
        words: single words of the product as they are: rule ids, names of attributes, codes.
        always: originals that are replaced before anything else, with their pseudonyms.
    """

    def __init__(
        self,
        pseudonyms: Pseudonyms,
        phrases: Index,
        words: Collection[str],
        always: Mapping[str, str],
        hole: Callable[[str], str] | None = None,
    ) -> None:
        self._made = pseudonyms
        self._phrases = phrases
        self._words = words
        self._always = {text.lower(): made for text, made in always.items() if FIRST.match(text)}
        self._first = indexed(text for text in always if FIRST.match(text))
        self._hole = hole or pseudonyms.name
        # A name with a time in it has to be found as it is.
        self._may_share = not any(_MOMENT.search(text) for text in always)
        self._shared = lru_cache(_TEMPLATES)(self._cleaned)

    def meets(self, text: str) -> bool:
        """Some part of the text reads like a phrase of the product."""
        return any(self._fits(text, m, self._phrases) for m in _WORD.finditer(text))

    def clean(self, text: str) -> str:
        """The sentence with a pseudonym in place of everything that is not the product's own."""
        times = _MOMENT.findall(text) if self._may_share else []
        if times:
            parts = self._shared(_MOMENT.sub(_SOME_MOMENT, text)).split(_SOME_MOMENT)
            if len(parts) == len(times) + 1:
                return "".join(part + time for part, time in zip(parts, [*times, ""], strict=True))
        return self._cleaned(text)

    def _cleaned(self, text: str) -> str:
        out: list[str] = []
        done = 0
        for found in _WORD.finditer(text):
            start = found.start()
            if start < done:
                continue
            known = self._fits(text, found, self._first)
            own = "" if known else self._fits(text, found, self._phrases)
            if known or own:
                out.append(self._named(text, done, start))
                out.append(self._always[known.lower()] if known else own)
                done = start + len(known or own)
        out.append(self._named(text, done, len(text)))
        return "".join(out)

    @staticmethod
    def _fits(text: str, word: re.Match[str], index: Index) -> str:
        """The longest phrase that stands there as whole words, as it is written there."""
        begin, end = word.span()
        # Those found by more than their first word are longer than those found by it alone.
        for start in starts(text, begin, end):
            for length, phrase in index.get(start, ()):
                there = text[begin : begin + length]
                if there.lower() == phrase and _ENDS.match(text, begin + length):
                    return there
        return ""

    def _named(self, text: str, start: int, end: int) -> str:
        """What stands between phrases: shapes become pseudonyms of their shape, other words one of a name."""
        if not FIRST.search(text, start, end):
            return text[start:end]
        out: list[str] = []
        loose = start
        for found in _SHAPES.finditer(text, start, end):
            made = self._shape(found)
            if made:
                out.append(self._loose(text[loose : found.start()]))
                out.append(made)
                loose = found.end()
        out.append(self._loose(text[loose:end]))
        return "".join(out)

    def _shape(self, found: re.Match[str]) -> str:
        kind, text = found.lastgroup, found[0]
        if kind in {"time", "blank", "cmdlet"} or text in self._words:
            return text
        if kind in {"guid", "dn", "address"}:
            return self._made.shaped(text) or self._hole(text)
        if _COUNT.fullmatch(text) or _STEP.fullmatch(text):
            return text if _counts(found) else self._hole(text)
        if _VERSION.fullmatch(text):
            return text if any(int(part) > _OCTET for part in text.split(".")) else self._hole(text)
        if _CLASS.fullmatch(text):
            return text
        return self._made.shaped(text) if "." in text else ""

    def _loose(self, text: str) -> str:
        """Words without shape: punctuation around them stays."""
        return "; ".join(self._one(part) for part in text.split("; "))

    def _one(self, text: str) -> str:
        bare = text.strip(_EDGE)
        words = _ANY_WORD.findall(bare)
        if not words or all(w.lower() in SMALL_WORDS for w in words):
            return text
        at = text.index(bare)
        parts = bare.split(", ")
        made = ", ".join(map(self._hole, parts)) if not any(" " in p for p in parts) else self._hole(bare)
        return text[:at] + made + text[at + len(bare) :]


def _counts(number: re.Match[str]) -> bool:
    """It counts what follows, or numbers what the word before it says; another number is a value."""
    if _COUNTED.match(number.string, number.end()):
        return True
    before = _NUMBERED.search(number.string, max(0, number.start() - 120), number.start())
    return bool(before and before[1].lower() in SMALL_WORDS)


def is_product_word(name: str) -> bool:
    """A name in one word that no person or place has: msExchHideFromAddressLists, CustomAttribute9."""
    return bool(_CAMEL.fullmatch(name))
