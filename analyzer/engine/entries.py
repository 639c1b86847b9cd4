"""Entries of a pack's TOML files as dataclasses; every fault is told with its place."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

Tell = Callable[[str], None]


def teller(tell: Tell, where: str) -> Tell:
    """A listener that puts the place before every fault."""

    def told(text: str) -> None:
        tell(f"{where}: {text}")

    return told


def made_of(kind: Any, data: Mapping[str, Any], tell: Tell, **more: Any) -> Any:
    """The dataclass from the keys of the table, or None when one is unknown, missing or of another type."""
    known = {f.name: f for f in fields(kind)}
    wrong = [f"unknown key {k!r}" for k in sorted(data.keys() - known.keys())]
    words = {k: tuple(v) if isinstance(v, list) else v.strip() if isinstance(v, str) else v for k, v in data.items()}
    try:
        made = None if wrong else kind(**(words | more))
    except TypeError as error:
        wrong.append(re.sub(r"^.*__init__\(\) ", "", str(error)))
    if not wrong:
        wrong = [f"{n} is {getattr(made, n)!r}, not of type {t}" for n, t in _types(kind, made)]
    for text in wrong:
        tell(text)
    return None if wrong else made


def _types(kind: Any, made: Any) -> list[tuple[str, str]]:
    names = {"str": str, "bool": bool, "int": int}
    out = []
    for f in fields(kind):
        wanted = names.get(getattr(f.type, "__name__", str(f.type)))
        if wanted is not None and type(getattr(made, f.name)) is not wanted:
            out.append((f.name, wanted.__name__))
    return out


def one_of(value: str, allowed: Sequence[str], what: str, tell: Tell) -> None:
    """A fault is told when the value is none of the allowed ones."""
    if value not in allowed:
        tell(f"{what} {value!r} is none of {', '.join(allowed)}")


def known(sources: Sequence[str], known: set[str], tell: Tell) -> None:
    """A fault is told for missing sources, and for each that ``sources.toml`` has not."""
    if not sources:
        tell("sources are missing")
    for source in sorted(set(sources) - known):
        tell(f"source {source!r} is not in sources.toml")
