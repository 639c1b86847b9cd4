"""Checks: named, typed logic. Each judges every subject of a population: pass, hit or unknown.

A check never sees a missing column: the engine turns that into *unknown* before any logic runs, from the
column names that ``needs`` of the check names.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

from analyzer.engine.dated import MARK
from analyzer.engine.subjects import Subjects

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

PASS, HIT, UNKNOWN = 1, 2, 3  # as model.rules.Result; 0 is "outside"
Codes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one finding shows: the subject's position and the values behind it."""

    index: int
    attribute: str = ""
    directory_value: str = ""
    cloud_value: str = ""
    detail: str = ""
    possible: bool = False
    outcome: int = HIT
    whom: str = ""  # names the subject where its frame cannot


@dataclass(frozen=True, slots=True)
class Bare(Sequence[Evidence]):
    """Evidence of many subjects that shows nothing but that they are there; each is made when it is looked at."""

    places: npt.NDArray[np.int64]
    outcomes: Codes

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, at: int) -> Evidence: ...
    @overload
    def __getitem__(self, at: slice) -> "Bare": ...
    def __getitem__(self, at: int | slice) -> "Evidence | Bare":
        if isinstance(at, slice):
            return Bare(self.places[at], self.outcomes[at])
        return Evidence(index=int(self.places[at]), outcome=int(self.outcomes[at]))

    def __iter__(self) -> Iterator[Evidence]:
        for place, outcome in zip(self.places.tolist(), self.outcomes.tolist(), strict=True):
            yield Evidence(index=place, outcome=outcome)


def judged_evidence(evidence: Sequence[Evidence], codes: Codes) -> Sequence[Evidence]:
    """The evidence of what hits or is unknown, with the outcome that the codes have for it in the end."""
    if isinstance(evidence, Bare):
        left = codes[evidence.places] >= HIT
        return Bare(evidence.places[left], codes[evidence.places[left]])
    told = codes[[e.index for e in evidence]].tolist() if evidence else []
    pairs = zip(evidence, told, strict=True)
    return [e if e.outcome == code else replace(e, outcome=code) for e, code in pairs if code >= HIT]


def evidence_with(evidence: Sequence[Evidence], outcome: int) -> Sequence[Evidence]:
    """The evidence that has this outcome."""
    if isinstance(evidence, Bare):
        left = evidence.outcomes == outcome
        return Bare(evidence.places[left], evidence.outcomes[left])
    return [e for e in evidence if e.outcome == outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Codes as long as the frame, and evidence for hits and unknowns (one or more per subject)."""

    codes: Codes
    evidence: Sequence[Evidence] = field(default=())
    missing: str = ""  # set when nothing could be judged: words for the export that is missing
    settled: bool = False  # one finding for the whole population (count, not_supplied, is_answered)
    nobody: bool = False  # one code that speaks of no member: the population as a whole (none_exist)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a check works on."""

    estate: "Estate"
    subjects: Subjects
    member: Codes
    complete: bool


CheckFunction = Callable[..., Judged]
CHECKS: dict[str, CheckFunction] = {}
# Checks that speak of a population as a whole, even of one without members.
OF_THE_WHOLE: set[str] = set()


def check(name: str, *, of_the_whole: bool = False) -> Callable[[CheckFunction], CheckFunction]:
    """Registers a function under the name that rule files use."""

    def register(function: CheckFunction) -> CheckFunction:
        if name in CHECKS:
            raise ValueError(f"check {name} is defined twice")
        CHECKS[name] = function
        if of_the_whole:
            OF_THE_WHOLE.add(name)
        return function

    return register


def parameter_faults(name: str, params: Mapping[str, Any]) -> list[str]:
    """What is wrong with a rule's parameters, compared with the signature of its check."""
    if name not in CHECKS:
        return [f"unknown check {name!r}; known: {', '.join(sorted(CHECKS))}"]
    signature = inspect.signature(CHECKS[name])
    own = {n: p for n, p in signature.parameters.items() if p.kind is p.KEYWORD_ONLY}
    faults = [f"unknown parameter {p!r} of check {name}" for p in params if p not in own]
    faults += [f"check {name} needs {n!r}" for n, p in own.items() if p.default is p.empty and n not in params]
    for key, value in params.items():
        if key in own and not _fits(value, own[key].annotation):
            faults.append(f"parameter {key!r} of check {name} holds {value!r}, not {_WORDS[own[key].annotation]}")
    return faults


# What the annotations of check parameters mean in a rule file.
_WORDS = {str: "a text", int: "a number", int | None: "a number", bool: "true or false", Sequence[str]: "a list"}


def _fits(value: object, annotation: object) -> bool:
    if isinstance(value, str) and value.startswith(MARK):
        return annotation is not bool
    if annotation == Sequence[str]:
        return isinstance(value, list) and bool(value) and all(isinstance(v, str | int) for v in value)
    if annotation in {int, int | None}:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str if annotation is str else bool)
