"""Rules and their results, counted in hundreds; rows they hit live in frames."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any


class Level(StrEnum):
    """What a hit means, strongest first."""

    BLOCKER = "blocker"
    WAIT = "wait"
    UNKNOWN = "unknown"
    WARNING = "warning"
    INFO = "info"
    NONE = "none"


class Gate(StrEnum):
    """The five questions an organisation asks."""

    TRANSFER = "T"
    RETIRE = "R"
    WRITEBACK = "W"
    MOVE_BACK = "M"
    PATH = "P"


class Result(IntEnum):
    """One rule on one row."""

    OUTSIDE = 0
    PASS = 1
    HIT = 2
    UNKNOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact is from."""

    id: str
    title: str
    date: str
    url: str = ""  # https
    unlinked: str = ""  # why there is no address, in its place
    trust: str = ""  # H its maker's own words, M one project, site or capture, U not looked up


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLayer:
    """One folder that rules came from: the pack, or what was laid over it."""

    name: str
    version: str
    date: str
    sha256: str
    rules: int  # rule files in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A small estate and what the rule must say about each of its rows."""

    says: str
    rows: str
    hits: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule as its TOML file says it."""

    id: str
    name: str
    title: str
    level: Level
    gates: tuple[Gate, ...]
    population: str
    check: str
    params: Mapping[str, Any]
    why: str
    fix: str
    sources: tuple[str, ...]
    since: str
    confidence: str  # H, M, U: trust in the fact; U never closes a gate
    subject: str
    level_at: Mapping[Gate, Level] = field(default_factory=dict)
    step: int | None = None
    waivable: bool = False
    waived_by: str = ""
    asks: str = ""  # the question to a person that this rule, or another one's ``assumes``, waits for
    assumes: str = ""  # the rule whose question must not be answered no for this one to be meant
    needs_match: str = "any"  # any, strong
    owner: str = ""
    summary: bool = False  # one finding with a count instead of one per row
    settles: tuple[str, ...] = ()  # input codes whose export would settle an unknown
    decided: str = ""  # how an ambiguity of the reference was decided
    examples: tuple[Example, ...] = ()
    file: str = ""

    def level_for(self, gate: Gate) -> Level:
        """The level this rule has at one gate."""
        return self.level_at.get(gate, self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A known rule that is deliberately not judged, with the reason; its file has no logic."""

    id: str
    name: str
    title: str
    reason: str
    subject: str
    sources: tuple[str, ...]
    since: str
    see: tuple[str, ...] = ()  # the rules that say the same fact
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """What one rule said about the whole estate."""

    rule: Rule
    state: str  # "ran", "unknown" (evidence missing), "not_applicable", "error"
    reason: str = ""  # why it could not run
    judged: int = 0
    hits: int = 0
    unknown: int = 0
    waived: int = 0
