"""Names that setup and the Hybrid Configuration wizard give: what else there is was made by a person.

Read from ``rules/facts/builtin_names.toml``. Traits name the origin of an object in one word: setup, wizard,
admin; and altered for what setup made and somebody changed.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase, translate
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = "builtin_names.toml"
SETUP, WIZARD, ADMIN, ALTERED = "setup", "wizard", "admin", "altered"
_ORIGINS = (SETUP, WIZARD)
_FIRST_PART = re.compile(r"^(?:CN|OU)=((?:\\.|[^,\\])*)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltinNames:
    """Patterns of names by kind of object and by who gives them; further lists of a kind by their key."""

    lists: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def of(self, kind: str, key: str) -> tuple[str, ...]:
        """One list of a kind, folded; empty when the data has none."""
        return self.lists.get(kind, {}).get(key, ())

    def made_by(self, kind: str, name: str | None, *, server: str = "*") -> str | None:
        """setup or wizard when the name is one of theirs, else admin; None when the name is unknown."""
        if not name or not name.strip():
            return None
        plain = name.strip().casefold()
        for origin in _ORIGINS:
            if any(
                fnmatchcase(plain, _literal(p.replace("{server}", server.casefold()))) for p in self.of(kind, origin)
            ):
                return origin
        return ADMIN

    def is_listed(self, kind: str, key: str, value: str | None) -> bool:
        """The value fits a pattern of that list."""
        plain = (value or "").strip().casefold()
        return _any_of(self.of(kind, key))(plain) is not None

    def expression(self, kind: str, key: str) -> str:
        """The list as one expression for whole columns: what stands before an @ fits a pattern, in any case."""
        fits = "|".join(re.escape(p).replace(r"\*", "[^@]*") for p in self.of(kind, key))
        return rf"(?is)^\s*(?:{fits})\s*(?:@.*)?$" if fits else r"[^\s\S]"


@lru_cache(maxsize=256)
def _any_of(patterns: tuple[str, ...]) -> Callable[[str], re.Match[str] | None]:
    """Whether a name fits one of the patterns."""
    return re.compile("|".join(f"(?:{translate(_literal(p))})" for p in patterns) or r"[^\s\S]").match


def first_part(dn: str | None) -> str:
    """The name of the object that a distinguished name speaks of, unescaped; another text as it is."""
    found = _FIRST_PART.match(dn or "")
    return _ESCAPED.sub(r"\1", found[1]) if found else (dn or "")


def names_of(dns: Iterable[str | None]) -> list[str]:
    """The first parts of several names."""
    return [first_part(dn) for dn in dns]


def load_builtin_names(folder: Path) -> BuiltinNames:
    """The lists of a pack; a pack without the file knows no built-in names.

    Raises:
        ValueError: the file is no TOML, or a list of it holds no texts.
    """
    path = folder / "facts" / FILE
    if not path.is_file():
        return BuiltinNames()
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return BuiltinNames(lists={k: _folded(k, v) for k, v in data.items() if isinstance(v, dict)})


def _folded(kind: str, table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    out = {}
    for key, value in table.items():
        if isinstance(value, dt.date):
            continue
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ValueError(f"{FILE}: {kind}.{key} is no list of texts")
        out[key] = tuple(v.casefold() for v in value)
    return out


def _literal(pattern: str) -> str:
    """A star is the only sign with a meaning; brackets and question marks are themselves."""
    return pattern.replace("[", "[[]").replace("?", "[?]")
