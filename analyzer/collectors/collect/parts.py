"""What is collected: ``rules/collection.toml``, with the names of a forest filled in."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.errors import PackUnusable
from analyzer.model.catalogue import Catalogue

FILE = "collection.toml"
CATALOGUE, ALL = "catalogue", "all"
_PER = ("domain", "root", "forest")
_SCOPES = ("subtree", "level", "base")
_KEYS = {
    "name", "title", "per", "base", "scope", "filter", "attributes", "changes", "rights", "table", "needed",
}  # fmt: skip
_NEEDED = ("name", "title", "per", "base", "filter", "attributes", "table")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One search, to be made once for each place."""

    name: str
    title: str
    per: str  # domain, root, forest
    base: str
    filter: str
    attributes: tuple[str, ...]  # ("*",) = all
    table: str
    scope: str = "subtree"
    changes: bool = False
    rights: bool = False
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Names that bases and filters speak of."""

    domain: str
    configuration: str
    schema: str
    root: str

    def fill(self, text: str) -> str:
        """The text with the names of this place."""
        for word in ("domain", "configuration", "schema", "root"):
            text = text.replace("{" + word + "}", getattr(self, word))
        return text


def load_parts(rules: Path, catalogue: Catalogue) -> tuple[Part, ...]:
    """The parts in the order of the file, attribute names written out and sorted.

    Raises:
        PackUnusable: the file is missing or has faults; all of them are named.
    """
    path = rules / FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PackUnusable(f"{FILE} cannot be read: {error}", where=str(path)) from error
    faults: list[str] = []
    if not isinstance(data.get("stated_on"), dt.date) or not data.get("sources"):
        faults.append("it needs stated_on and sources")
    filters: Mapping[str, str] = data.get("filters", {})
    left_out = {name.casefold() for name in data.get("without", [])}
    asked = tuple(a.ldap_name for a in catalogue if a.ldap_name.casefold() not in left_out)
    out = [_part(raw, n, filters, asked, faults) for n, raw in enumerate(data.get("part", []), 1)]
    names = [p.name for p in out if p]
    faults += [f"two parts are called {name}" for name in sorted({n for n in names if names.count(n) > 1})]
    if faults:
        raise PackUnusable("\n".join([f"{FILE} has faults", *faults]), where=str(path))
    return tuple(p for p in out if p)


def _part(
    raw: Mapping[str, Any], number: int, filters: Mapping[str, str], catalogue: tuple[str, ...], faults: list[str]
) -> Part | None:
    name = raw.get("name", f"number {number}")
    before = len(faults)
    faults += [f"part {name}: {key} is missing" for key in _NEEDED if not raw.get(key)]
    faults += [f"part {name}: nobody knows the key {key}" for key in sorted(raw.keys() - _KEYS)]
    if raw.get("per", "domain") not in _PER:
        faults.append(f"part {name}: per is one of {', '.join(_PER)}")
    if raw.get("scope", "subtree") not in _SCOPES:
        faults.append(f"part {name}: scope is one of {', '.join(_SCOPES)}")
    if len(faults) > before:
        return None
    search = str(raw["filter"])
    for word, text in filters.items():
        search = search.replace("{" + word + "}", text)
    return Part(
        name=raw["name"],
        title=raw["title"],
        per=raw["per"],
        base=raw["base"],
        scope=raw.get("scope", "subtree"),
        filter=search,
        attributes=_attributes(raw["attributes"], catalogue),
        table=raw["table"],
        changes=bool(raw.get("changes")),
        rights=bool(raw.get("rights")),
        needed=bool(raw.get("needed")),
    )


def _attributes(words: list[str], catalogue: tuple[str, ...]) -> tuple[str, ...]:
    if ALL in words:
        return ("*",)
    names: dict[str, str] = {}
    for word in words:
        for name in catalogue if word == CATALOGUE else (word,):
            names.setdefault(name.casefold(), name)
    return tuple(sorted(names.values(), key=str.casefold))
