"""Numbers, sizes and spans of time."""

import re

from analyzer.normalise.booleans import number
from analyzer.normalise.texts import NOT_TAKEN
from analyzer.normalise.words import (
    DIFFERENT,
    EQUAL,
    Answer,
    Canonical,
    Case,
    NotComparable,
    Opinion,
    Raw,
    Surroundings,
    Word,
    one,
    register,
)

KB = 1024
DAY = 86_400
# Exchange Online keeps audit entries for 90 days unless told otherwise (source LAB prints the same number).
DEFAULT_AGE = 90 * DAY
# The word for bytes and what separates thousands are those of the session.
_BYTES = re.compile(r"\((\d[\d.,'’\s]*)[^\W\d_]*\)")
_SIZE = re.compile(r"^([\d.,]+)\s*(b|kb|mb|gb|tb)?$", re.IGNORECASE)
_UNIT = {"": 1, "b": 1, "kb": KB, "mb": KB**2, "gb": KB**3, "tb": KB**4}
_SPAN = re.compile(r"^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?$")
UNLIMITED = "Unlimited"


def integer(raw: Raw, around: Surroundings) -> int | None:
    """A whole number; None when empty."""
    return number(raw)


def limit(raw: Raw, around: Surroundings) -> int | str | None:
    """A number, or Unlimited."""
    return UNLIMITED if _is_unlimited(raw) else integer(raw, around)


def kilobytes(raw: Raw, around: Surroundings) -> int | None:
    """Bytes from AD's number of kilobytes."""
    value = number(raw)
    return None if value is None else value * KB


def size(raw: Raw, around: Surroundings) -> int | str | None:
    """Bytes from ``49.5 GB (53,150,220,288 bytes)`` in any culture, or Unlimited."""
    value = one(raw)
    if not value:
        return None
    if _is_unlimited(raw):
        return UNLIMITED
    exact = _BYTES.search(value)
    if exact:
        digits = re.sub(r"\D", "", exact.group(1))
        if digits:
            return int(digits)
    plain = _SIZE.match(value)
    if not plain:
        raise NotComparable(f"{value!r} is not a size")
    amount, unit = plain.group(1), (plain.group(2) or "").lower()
    try:
        # One separator in front of up to two digits is a decimal point, whatever the culture.
        if re.fullmatch(r"\d+[.,]\d{1,2}", amount):
            return round(float(amount.replace(",", ".")) * _UNIT[unit])
        return int(re.sub(r"[.,]", "", amount)) * _UNIT[unit]
    except ValueError:
        raise NotComparable(f"{value!r} is not a size") from None


def span(raw: Raw, around: Surroundings) -> int | None:
    """Seconds from ``90.00:00:00``."""
    value = one(raw)
    if not value:
        return None
    found = _SPAN.match(value)
    if not found:
        raise NotComparable(f"{value!r} is not a span of time")
    days, hours, minutes, seconds = (int(g or 0) for g in found.groups())
    return days * DAY + hours * 3600 + minutes * 60 + seconds


def _is_unlimited(raw: Raw) -> bool:
    return one(raw).casefold() == UNLIMITED.casefold()


def judge_not_taken(directory: int | None, cloud: int | None, case: Case) -> Opinion:
    """A number that the cloud sets for itself."""
    if directory == cloud:
        return EQUAL
    if cloud is None:
        return NOT_TAKEN
    if directory is None:
        return Opinion(Answer.BY_DESIGN, "It was set in the cloud, with Set-Place or Set-Mailbox.", rule="set-in-cloud")
    return DIFFERENT


def judge_age(directory: int | None, cloud: int | None, case: Case) -> Opinion:
    """Seconds; no value in AD leaves the service's default."""
    if directory == cloud:
        return EQUAL
    if directory is None and cloud == DEFAULT_AGE:
        return Opinion(Answer.ROUTINE, "AD has no value, and the cloud has its default of 90 days.")
    return DIFFERENT


def judge_size(directory: int | None, cloud: int | str | None, case: Case) -> Opinion:
    """As a limit, to the kilobyte: cultures round the printed size."""
    if isinstance(directory, int) and isinstance(cloud, int) and abs(directory - cloud) < KB:
        return EQUAL
    return judge_plan(directory, cloud, case)


def judge_plan(directory: int | str | None, cloud: int | str | None, case: Case) -> Opinion:
    """A limit that the sync never sends: AD's number is history."""
    if directory == cloud:
        return EQUAL
    return Opinion(Answer.BY_DESIGN, "The sync does not send it: the plan in the cloud decides.", rule="plan-decides")


def show_span(value: Canonical) -> str:
    """``90 d 0:00:00``."""
    if not isinstance(value, int):
        return ""
    days, rest = divmod(value, DAY)
    return f"{days} d {rest // 3600}:{rest // 60 % 60:02}:{rest % 60:02}"


def show_size(value: Canonical) -> str:
    """Bytes in words."""
    return f"{value} bytes" if isinstance(value, int) else str(value or "")


register(Word(name="integer", says="whole number", directory=integer, cloud=integer))
register(
    Word(
        name="integer_not_taken",
        says="whole number; AD alone may never have been sent",
        directory=integer,
        cloud=integer,
        judge=judge_not_taken,
        taken=False,
    )
)
register(
    Word(
        name="limit",
        says="whole number or Unlimited; the plan in the cloud decides",
        directory=limit,
        cloud=limit,
        judge=judge_plan,
        absent_is_routine=True,
    )
)
register(
    Word(
        name="size_kb",
        says="kilobytes against a size; the plan in the cloud decides",
        directory=kilobytes,
        cloud=size,
        judge=judge_size,
        show=show_size,
        absent_is_routine=True,
    )
)
register(
    Word(
        name="timespan_seconds",
        says="seconds against a span of time",
        directory=integer,
        cloud=span,
        judge=judge_age,
        show=show_span,
    )
)
register(
    Word(
        name="timespan_plan",
        says="seconds against a span of time; the plan in the cloud decides",
        directory=integer,
        cloud=span,
        judge=judge_plan,
        show=show_span,
        absent_is_routine=True,
    )
)
