"""One object as one line of JSON: text as it is, bytes as base64 under a name that ends in ``::``, lists as lists."""

import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analyzer.collectors.collect.replication import LINKS, SOURCE, Unreadable, attribute_changes, link_changes
from analyzer.collectors.collect.rights import RIGHTS_SOURCE, rights_of
from analyzer.collectors.collect.schema import Schema
from analyzer.collectors.collect.source import Entry
from analyzer.model.catalogue import Attribute, Catalogue

DN = "dn"
BYTES = "::"
# Names that no attribute can have: what was worked out from attributes.
CHANGED, RIGHTS = "@changed", "@rights"
# One of ALWAYS_TIMED, which is what a reader of the times looks for.
_WITNESS = "instanceType"
_DECODED = {SOURCE.casefold(), LINKS.casefold(), RIGHTS_SOURCE.casefold(), "distinguishedname"}
_TEXT, _BINARY, _ASIDE = range(3)
_GENERALIZED = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.0Z")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(slots=True, kw_only=True)
class Writer:
    """Turns entries to lines; counts what could not be decoded."""

    schema: Schema
    numbers: Mapping[int, str] = field(repr=False)  # of the attributes whose times matter
    links: Mapping[str, str] = field(repr=False)  # folded names of the links among them
    controllers: Mapping[bytes, str] = field(default_factory=dict, repr=False)  # invocation id to server
    recent: str = ""  # changes after this time (ISO 8601) name their controller
    changes: bool = False
    rights: bool = False
    unreadable: int = 0  # objects whose change times or rights are damaged
    link_times: int = 0  # objects that came with the times of their links
    timed: int = 0  # objects that came with times
    _known: dict[str, tuple[int, bool]] = field(default_factory=dict, repr=False)

    def line(self, entry: Entry) -> bytes:
        """The object in UTF-8 with its line end."""
        out: dict[str, Any] = {DN: entry.dn}
        aside: dict[str, Sequence[bytes]] = {}
        for name, values in entry.attributes.items():
            if not values:
                continue
            known = self._known.get(name)
            if known is None:
                known = self._known[name] = self._about(name)
            kind, is_single = known
            if kind == _ASIDE:
                aside[name.casefold()] = values
                continue
            held, key = None, name
            if kind == _TEXT:
                held = _texts(values)
            if held is None:
                held, key = _base64(values), name + BYTES
            out[key] = held[0] if is_single and len(held) == 1 else held
        if aside:
            self._decoded(aside, out)
        return _encode(out).encode("utf-8") + b"\n"

    def _about(self, name: str) -> tuple[int, bool]:
        if name.casefold() in _DECODED:
            return _ASIDE, False
        about = self.schema.find(name)
        # An attribute that the schema does not name (a constructed one, an option) tells by its values.
        return (_BINARY if about.is_binary else _TEXT, about.is_single) if about else (_TEXT, False)

    def _decoded(self, aside: Mapping[str, Sequence[bytes]], out: dict[str, Any]) -> None:
        descriptor = aside.get(RIGHTS_SOURCE.casefold())
        if self.rights and descriptor:
            found = rights_of(descriptor[0])
            self.unreadable += found is None
            if found is not None:
                out[RIGHTS] = found
        if self.changes and (changed := self._changes(aside, out)):
            out[CHANGED] = changed

    def _changes(self, aside: Mapping[str, Sequence[bytes]], out: Mapping[str, Any]) -> list[str]:
        """``name time version controller`` of each attribute that matters; nothing where a part is damaged: half of
        the times would look like an object that was left alone since."""
        blob = aside.get(SOURCE.casefold())
        if not blob:
            return []
        links = aside.get(LINKS.casefold(), ())
        try:
            times = {n: (t, self._told(t, v, c)) for n, (t, v, c) in attribute_changes(blob[0], self.numbers).items()}
            linked = link_changes(links, self.links)
        except Unreadable:
            self.unreadable += 1
            return []
        self.timed += 1
        self.link_times += bool(links)
        if not links:
            # The controller keeps the times of links apart and did not give them: the object's own is the latest.
            whole = _iso(out.get("whenChanged", ""))
            linked = {n: whole for f, n in self.links.items() if whole and _has(out, n, f)}
        for name, time in linked.items():
            if time > times.get(name, ("", ""))[0]:
                times[name] = (time, "")
        return [f"{name} {time} {more}".rstrip() for name, (time, more) in sorted(times.items())]

    def _told(self, time: str, version: int, controller: bytes) -> str:
        """The version, and who took a recent change: of an old one nobody asks, and the name would stand everywhere."""
        name = self.controllers.get(controller, "") if time > self.recent else ""
        return f"{version} {name}".rstrip()


def writer(
    schema: Schema,
    catalogue: Catalogue,
    *,
    changes: bool,
    rights: bool,
    controllers: Mapping[bytes, str] | None = None,
    recent: str = "",
) -> Writer:
    """A writer that keeps the times of attributes that move or that are compared.

    Where each of them can be told by its number, every object keeps the time of one more that all objects have: it
    says that an attribute without a time never had a value.
    """
    matters = {a.ldap_name.casefold(): a.ldap_name for a in catalogue if a.moves or _is_compared(a)}
    numbered = {name.casefold(): n for n, name in schema.numbers.items()}
    numbers = {numbered[folded]: name for folded, name in matters.items() if folded in numbered}
    witness = numbered.get(_WITNESS.casefold())
    if witness is not None and all(f in numbered for f in matters if schema.find(f)):
        numbers[witness] = _WITNESS
    links = {f: n for f, n in matters.items() if (about := schema.find(f)) and about.is_forward_link}
    return Writer(
        schema=schema,
        numbers=numbers,
        links=links,
        controllers=controllers or {},
        recent=recent,
        changes=changes,
        rights=rights,
    )


def _is_compared(attribute: Attribute) -> bool:
    return attribute.category in {"exchange", "identity"} and attribute.compare != "none"


def _has(out: Mapping[str, Any], name: str, folded: str) -> bool:
    return name in out or any(n.casefold() == folded for n in out)


def _iso(generalized: str) -> str:
    found = _GENERALIZED.fullmatch(generalized) if isinstance(generalized, str) else None
    return "{}-{}-{}T{}:{}:{}Z".format(*found.groups()) if found else ""


def _texts(values: Sequence[bytes]) -> list[str] | None:
    try:
        return [str(v, "utf-8") for v in values]
    except UnicodeDecodeError:
        return None


def _base64(values: Sequence[bytes]) -> list[str]:
    return [str(binascii.b2a_base64(v, newline=False), "ascii") for v in values]
