"""Yes and no. An absent boolean is False, because AD and Exchange read it so."""

from analyzer.model.booleans import FALSE_WORDS as FALSE
from analyzer.model.booleans import TRUE_WORDS as TRUE
from analyzer.normalise.words import (
    DIFFERENT,
    EQUAL,
    Answer,
    Case,
    NotComparable,
    Opinion,
    Raw,
    Surroundings,
    Word,
    one,
    register,
)

DISABLED_BIT = 2


def boolean(raw: Raw, around: Surroundings) -> bool:
    """True or False in any of the languages seen; empty is False."""
    value = one(raw).casefold()
    if not value or value in FALSE:
        return False
    if value in TRUE:
        return True
    raise NotComparable(f"{one(raw)!r} is neither true nor false")


def number(raw: Raw) -> int | None:
    """A whole number, None when empty. Scientific notation is refused: its last digits are lost."""
    value = one(raw)
    if not value:
        return None
    try:
        return int(value)
    except ValueError:
        raise NotComparable(f"{value!r} is not a whole number") from None


def disabled_flag(raw: Raw, around: Surroundings) -> bool:
    """Bit 2 of the account flags."""
    flags = number(raw)
    if flags is None:
        raise NotComparable("AD has no account flags")
    return bool(flags & DISABLED_BIT)


def there(raw: Raw, around: Surroundings) -> bool:
    """There is a value."""
    return bool(raw.strip() if isinstance(raw, str) else any(m.strip() for m in raw))


def spam_bypass(raw: Raw, around: Surroundings) -> bool:
    """Bit 1 of the hygiene flags; none is no."""
    return bool((number(raw) or 0) & 1)


def judge_service_on(directory: bool, cloud: bool, case: Case) -> Opinion:
    """As a boolean, but the service switches it on by itself."""
    if directory == cloud:
        return EQUAL
    return Opinion(Answer.ROUTINE, "The service switches it on for every mailbox.") if cloud else DIFFERENT


def judge_presence(directory: bool, cloud: bool, case: Case) -> Opinion:
    """Only AD has one: different. Only the cloud has one: set there."""
    if directory == cloud:
        return EQUAL
    return Opinion(Answer.ROUTINE, "It was set in the cloud.") if cloud else DIFFERENT


register(Word(name="boolean", says="yes or no; absent is no", directory=boolean, cloud=boolean))
register(
    Word(
        name="boolean_service_on",
        says="yes or no; yes in the cloud is the service's default",
        directory=boolean,
        cloud=boolean,
        judge=judge_service_on,
    )
)
register(
    Word(
        name="account_disabled",
        says="bit 2 of the account flags against yes or no",
        directory=disabled_flag,
        cloud=boolean,
    )
)
register(
    Word(
        name="presence",
        says="whether there is a value",
        directory=there,
        cloud=boolean,
        judge=judge_presence,
    )
)
register(
    Word(
        name="spam_bypass",
        says="bit 1 against yes or no; none in AD leaves the service's",
        directory=spam_bypass,
        cloud=boolean,
        absent_is_routine=True,
    ),
)
