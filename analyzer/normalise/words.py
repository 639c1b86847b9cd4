"""What a compare word is: how both sides become comparable, and what a pair of comparable values means.

Every word is a few pure functions under one name; ``rules/attributes.csv`` gives each attribute its word.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Protocol

Raw = str | tuple[str, ...]  # as found: one text, or the members of a list
Canonical = Hashable  # equal when both sides mean the same


class NotComparable(ValueError):
    """The value cannot be read or resolved. Its text says why, in one sentence."""


class Resolver(Protocol):
    """Finds the object that a link means. The same object has the same label from both sides."""

    def directory(self, dn: str) -> str:
        """The label of the object with this distinguished name; raises NotComparable when nobody has it."""

    def cloud(self, text: str) -> str:
        """The label of the one object that a cloud text means; raises NotComparable for none or several."""


class NoResolver:
    """Knows nobody: every link is not comparable."""

    def directory(self, dn: str) -> str:
        """Raises always."""
        raise NotComparable(f"{dn} is not in the directory export")

    def cloud(self, text: str) -> str:
        """Raises always."""
        raise NotComparable(f"{text} cannot be found among the cloud recipients")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a word may ask besides the two values."""

    resolver: Resolver = field(default_factory=NoResolver)
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    accepted_domains: frozenset[str] | None = None  # lower case, IDNA; None: the list was not supplied
    initial_domains: frozenset[str] = frozenset()

    def table(self, name: str) -> Mapping[str, str]:
        """One table of the pack; raises NotComparable when the pack lacks it."""
        if name not in self.tables:
            raise NotComparable(f"the pack has no table {name}")
        return self.tables[name]


class Answer(IntEnum):
    """What two comparable values are to each other."""

    EQUAL = 0
    ROUTINE = 1  # different by design in the same way for everybody: counted, no row
    BY_DESIGN = 2
    DIFFERENT = 3
    UNKNOWN = 4


@dataclass(frozen=True, slots=True)
class Opinion:
    """An answer and, unless it is EQUAL, its reason in one or two sentences."""

    answer: Answer
    why: str = ""
    lasting: bool = False  # DIFFERENT, and the why says already that no sync can heal it
    rule: str = ""  # stable name of what decided, for BY_DESIGN and UNKNOWN


EQUAL = Opinion(Answer.EQUAL)
DIFFERENT = Opinion(Answer.DIFFERENT)
NOT_TRANSFERRED, TRANSFERRED, PERHAPS_TRANSFERRED = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a judge may know besides both values: further columns that its word asked for, and the mailbox's state."""

    more: Mapping[str, Raw | None] = field(default_factory=dict)
    transferred: int = NOT_TRANSFERRED
    around: Surroundings = field(default_factory=Surroundings)
    cloud_name: str = ""


def shown(value: Canonical) -> str:
    """A canonical value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, frozenset | set):
        return "; ".join(sorted(shown(v) for v in value))
    if isinstance(value, tuple):
        return "; ".join(shown(v) for v in value)
    return str(value)


def is_empty(value: Canonical) -> bool:
    """No value: None, empty text, an empty list or set. False and 0 are values."""
    return value is None or (isinstance(value, str | tuple | frozenset) and not value)


def same(directory: Canonical, cloud: Canonical, case: Case) -> Opinion:
    """Equal or not, nothing else."""
    return EQUAL if directory == cloud else DIFFERENT


Reader = Callable[[Raw, Surroundings], Canonical]
Judge = Callable[[Any, Any, Case], Opinion]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One way to compare. ``says`` is what a report prints about it."""

    name: str
    says: str
    directory: Reader
    cloud: Reader
    judge: Judge = same
    show: Callable[[Canonical], str] = shown
    same_text: bool = False  # equal raw text on both sides is always equal
    asks_state: bool = False  # the answer depends on whether the mailbox is transferred
    more_directory: tuple[str, ...] = ()  # further directory attributes the judge reads
    more_cloud: tuple[str, ...] = ()
    by_rows: bool = False  # compared for all pairs at once, not value by value
    links: bool = False  # the values name other objects; the resolver finds them
    absent_is_routine: bool = False  # no value in AD says nothing: the service has its own, whatever it is
    taken: bool = True  # the cloud takes what the sync sends; False: a difference may never heal


REGISTRY: dict[str, Word] = {}


def register(word: Word) -> Word:
    """Puts a word into the registry; a name can be taken once."""
    if word.name in REGISTRY:
        raise ValueError(f"compare word {word.name} is registered twice")
    REGISTRY[word.name] = word
    return word


def one(raw: Raw) -> str:
    """The single text of a value, outer blanks cut; a list of one is its member."""
    if isinstance(raw, str):
        return raw.strip()
    members = [m.strip() for m in raw if m.strip()]
    if len(members) > 1:
        raise NotComparable(f"{len(members)} values where one is expected")
    return members[0] if members else ""


def many(raw: Raw) -> tuple[str, ...]:
    """The members of a value without outer blanks and empty ones; one text is a list of one."""
    members = (raw,) if isinstance(raw, str) else raw
    return tuple(m for x in members if (m := x.strip()))
