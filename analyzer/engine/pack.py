"""The rule pack: rules, catalogue, sources and facts, loaded and checked as a whole before anything runs."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from analyzer.engine import registry
from analyzer.engine.catalogue import load_catalogue
from analyzer.engine.checks import parameter_faults
from analyzer.engine.facts import Facts, load_facts
from analyzer.errors import PackUnusable
from analyzer.model.catalogue import Catalogue
from analyzer.model.rules import Example, Gate, Level, Rule, Source

_KEYS = {
    "id", "name", "title", "level", "gates", "level_at", "step", "waivable", "waived_by", "needs_match", "confidence",
    "sources", "since", "owner", "subject", "summary", "settles", "population", "check", "params", "why", "fix",
    "decided", "example",
}  # fmt: skip
_NEEDED = (
    "id",
    "name",
    "title",
    "level",
    "subject",
    "population",
    "check",
    "why",
    "fix",
    "confidence",
    "since",
)
SUBJECTS = (
    "mailbox", "group", "contact", "mail user", "public folder", "server", "connector", "organisation", "tenant",
    "sync", "statement",
)  # fmt: skip
_FILE_NAME = re.compile(r"^([A-Z]+-\d{3})-([a-z0-9-]+)\.toml$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A loaded pack; ``sha256`` covers every file of it."""

    name: str
    version: str
    date: str
    fresh_days: int
    mandatory: frozenset[str]  # codes of the exports without which there is no verdict
    sha256: str
    rules: tuple[Rule, ...]
    catalogue: Catalogue
    facts: Facts
    sources: tuple[Source, ...]


def load_pack(folder: Path) -> Pack:
    """The whole pack of a folder, rules sorted by id.

    Raises:
        PackUnusable: with every fault of every file, each with file and key.
    """
    faults: list[str] = []
    head = _toml(folder / "pack.toml", folder, faults)
    sources = _sources(folder, faults)
    catalogue = load_catalogue(folder)
    facts = load_facts(folder)
    rules = []
    for path in sorted(folder.glob("*/*-*.toml")):
        if _FILE_NAME.match(path.name):
            rule = _rule(path, folder, {s.id for s in sources}, faults)
            if rule is not None:
                rules.append(rule)
    rules.sort(key=lambda r: r.id)
    for first, second in pairwise(rules):
        if first.id == second.id:
            faults.append(f"{second.file}: id {second.id} is already that of {first.file}")
    if not rules:
        faults.append("no rule file found")
    if faults:
        listed = "\n  ".join(faults)
        raise PackUnusable(
            f"the rule pack has {len(faults)} faults:\n  {listed}", help="Mend these files, then run again."
        )
    return Pack(
        name=str(head.get("name", "")),
        version=str(head.get("version", "")),
        date=str(head.get("date", "")),
        fresh_days=int(head.get("fresh_days", 180)),
        mandatory=frozenset(head.get("mandatory_inputs", [])),
        sha256=_fingerprint(folder),
        rules=tuple(rules),
        catalogue=catalogue,
        facts=facts,
        sources=sources,
    )


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".toml", ".csv"}):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _toml(path: Path, folder: Path, faults: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(f"{path.relative_to(folder)}: the file is missing")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path.relative_to(folder)}: {error}")
    return {}


def _sources(folder: Path, faults: list[str]) -> tuple[Source, ...]:
    listed = _toml(folder / "sources.toml", folder, faults).get("source", [])
    return tuple(Source(id=s["id"], title=s["title"], date=str(s.get("date", ""))) for s in listed)


def _rule(path: Path, folder: Path, sources: set[str], faults: list[str]) -> Rule | None:
    """One rule file, or None with its faults listed."""
    where = path.relative_to(folder).as_posix()
    before = len(faults)
    data = _toml(path, folder, faults)
    if len(faults) > before:
        return None

    def fault(text: str) -> None:
        faults.append(f"{where}: {text}")

    for key in data.keys() - _KEYS:
        fault(f"unknown key {key!r}")
    for key in _NEEDED:
        if not data.get(key):
            fault(f"key {key!r} is missing")
    if len(faults) > before:
        return None
    name = _FILE_NAME.match(path.name)
    if name is None or (name[1], name[2]) != (data["id"], data["name"]):
        fault("the file name is not the id and the name")
    _check_words(data, sources, fault)
    for text in parameter_faults(data["check"], data.get("params", {})):
        fault(text)
    if len(faults) > before:
        return None
    return _built(data, where)


def _check_words(data: Mapping[str, Any], sources: set[str], fault: Any) -> None:
    levels, gates = {level.value for level in Level}, {gate.value for gate in Gate}
    if data["level"] not in levels:
        fault(f"level {data['level']!r} is none of {', '.join(sorted(levels))}")
    if data["subject"] not in SUBJECTS:
        fault(f"subject {data['subject']!r} is none of {', '.join(SUBJECTS)}")
    for gate in [*data.get("gates", []), *data.get("level_at", {})]:
        if gate not in gates:
            fault(f"gate {gate!r} is none of {', '.join(sorted(gates))}")
    if data["population"] not in registry.populations():
        fault(f"unknown population {data['population']!r}")
    if data["level"] == "blocker" and not data.get("gates") and not data.get("step"):
        fault("a blocker needs a gate or a step")
    if data["confidence"] == "U" and data["level"] not in {"warning", "info", "none"}:
        fault("what is unverified (confidence U) may not close a gate")
    for source in set(data.get("sources", [])) - sources:
        fault(f"source {source!r} is not in sources.toml")
    examples = data.get("example", [])
    if not any(e.get("hits") or e.get("unknown") for e in examples) or not examples:
        fault("no example that fires")


def _built(data: Mapping[str, Any], where: str) -> Rule:
    return Rule(
        id=data["id"],
        name=data["name"],
        title=data["title"],
        level=Level(data["level"]),
        gates=tuple(Gate(g) for g in data.get("gates", [])),
        level_at={Gate(g): Level(v) for g, v in data.get("level_at", {}).items()},
        step=data.get("step"),
        waivable=data.get("waivable", False),
        waived_by=data.get("waived_by", ""),
        needs_match=data.get("needs_match", "any"),
        confidence=data["confidence"],
        sources=tuple(data.get("sources", [])),
        since=str(data["since"]),
        owner=data.get("owner", ""),
        subject=data["subject"],
        summary=data.get("summary", False),
        settles=tuple(data.get("settles", [])),
        population=data["population"],
        check=data["check"],
        params=data.get("params", {}),
        why=data["why"].strip(),
        fix=data["fix"].strip(),
        decided=data.get("decided", "").strip(),
        examples=tuple(_example(e) for e in data.get("example", [])),
        file=where,
    )


def _example(data: Mapping[str, Any]) -> Example:
    known = {"says", "rows", "hits", "unknown", "outside"}
    return Example(
        says=data.get("says", ""),
        rows=data.get("rows", ""),
        hits=tuple(data.get("hits", [])),
        unknown=tuple(data.get("unknown", [])),
        outside=tuple(data.get("outside", [])),
        settings={k: v for k, v in data.items() if k not in known},
    )
