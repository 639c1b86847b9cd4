"""What pairs of values mean, in words, as columns: one place per distinct combination."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from analyzer.classify.reasons import BY_DESIGN, NOT_COMPARABLE, NOT_READ
from analyzer.normalise.words import (
    EQUAL,
    Answer,
    Canonical,
    Case,
    NotComparable,
    Opinion,
    Raw,
    Surroundings,
    Word,
    is_empty,
)

Codes = npt.NDArray[np.uint8]
Index = npt.NDArray[np.int64]
Read = Canonical | NotComparable
BOTH, ONLY_DIRECTORY, ONLY_CLOUD = "both", "only_directory", "only_cloud"
_RULES = {Answer.BY_DESIGN: BY_DESIGN, Answer.UNKNOWN: NOT_COMPARABLE}
_ROUTINE = Opinion(Answer.ROUTINE, "AD has no value and none is sent; the service has its own.")


@dataclass(slots=True)
class Details:
    """Lists of equal length. A place without difference has empty texts."""

    answer: list[int] = field(default_factory=list)
    direction: list[str] = field(default_factory=list)
    directory_value: list[str] = field(default_factory=list)
    cloud_value: list[str] = field(default_factory=list)
    directory_compared: list[str] = field(default_factory=list)
    cloud_compared: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    lasting: list[bool] = field(default_factory=list)
    rule: list[str] = field(default_factory=list)  # name of what decided, where no sync time does

    def add(
        self,
        answer: Answer,
        why: str = "",
        *,
        values: tuple[str, str] = ("", ""),
        compared: tuple[str, str] = ("", ""),
        direction: str = BOTH,
        lasting: bool = False,
        rule: str = "",
    ) -> None:
        """One more place."""
        self.answer.append(int(answer))
        self.direction.append(direction)
        self.directory_value.append(values[0])
        self.cloud_value.append(values[1])
        self.directory_compared.append(compared[0])
        self.cloud_compared.append(compared[1])
        self.why.append(why)
        self.lasting.append(lasting)
        self.rule.append(rule or _RULES.get(answer, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One Answer per pair; for those that need a row the pair and the place of its detail."""

    answers: Codes
    pairs: Index
    place: Index
    details: Details = field(repr=False)


def read_value(reader: Callable[[Raw, Surroundings], Canonical], raw: Raw, around: Surroundings) -> Read:
    """The comparable value, or why there is none."""
    try:
        return reader(raw, around)
    except NotComparable as error:
        return error


def judge_cells(word: Word, raws: tuple[Raw, Raw], read: tuple[Read, Read], case: Case) -> Opinion:
    """The opinion of a word on two cells, whatever they hold."""
    if word.absent_is_routine and _is_blank(raws[0]):
        return EQUAL if _is_blank(raws[1]) else _ROUTINE
    left, right = read
    if isinstance(left, NotComparable) or isinstance(right, NotComparable):
        reasons = [f"{s}: {e}." for s, e in (("AD", left), ("Cloud", right)) if isinstance(e, NotComparable)]
        return Opinion(Answer.UNKNOWN, " ".join(reasons))
    try:
        return word.judge(left, right, case)
    except NotComparable as error:
        return Opinion(Answer.UNKNOWN, f"{error}.")


def _is_blank(raw: Raw) -> bool:
    return not (raw.strip() if isinstance(raw, str) else any(m.strip() for m in raw))


def add_cells(details: Details, word: Word, raws: tuple[Raw, Raw], read: tuple[Read, Read], case: Case) -> None:
    """Adds the opinion on two cells, with both values as found and as compared."""
    opinion = judge_cells(word, raws, read, case)
    if opinion.answer <= Answer.ROUTINE:
        details.add(opinion.answer)
        return
    left, right = (None if isinstance(v, NotComparable) else v for v in read)
    details.add(
        opinion.answer,
        opinion.why,
        values=(told(raws[0]), told(raws[1])),
        compared=("" if left is None else word.show(left), "" if right is None else word.show(right)),
        direction=direction_of(raws, left, right),
        lasting=opinion.lasting,
        rule=opinion.rule,
    )


def add_unknown_cell(details: Details, left: Raw | None, right: Raw | None) -> None:
    """Adds a pair of cells of which at least one was not read."""
    details.add(
        Answer.UNKNOWN,
        f"The value is not known {where_unknown(left, right)}.",
        values=(told(left), told(right)),
        rule=NOT_READ,
    )


def where_unknown(left: object, right: object) -> str:
    """The side of the None, in words."""
    if left is None and right is None:
        return "on both sides"
    return "in AD" if left is None else "in the cloud"


def direction_of(raws: tuple[Raw, Raw], left: Canonical, right: Canonical) -> str:
    """Where that stands which differs: on one side only, or on both."""
    if isinstance(left, frozenset) and isinstance(right, frozenset):
        only_left, only_right = bool(left - right), bool(right - left)
    else:
        only_left = not is_empty(raws[0] if left is None else left)
        only_right = not is_empty(raws[1] if right is None else right)
    if only_left == only_right:
        return BOTH
    return ONLY_DIRECTORY if only_left else ONLY_CLOUD


def told(raw: Raw | None) -> str:
    """A cell as reports show it."""
    if raw is None:
        return ""
    return raw if isinstance(raw, str) else "; ".join(raw)
