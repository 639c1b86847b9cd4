"""One rule file: read, checked in every part, and built."""

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from analyzer.engine import registry
from analyzer.engine.checks import parameter_faults
from analyzer.engine.dated import unknown_facts
from analyzer.engine.facts import Facts
from analyzer.model.catalogue import Catalogue
from analyzer.model.rules import Example, Gate, LeftOut, Level, Rule

# What each key of a rule file holds.
_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "id": str, "name": str, "title": str, "level": str, "gates": list, "level_at": dict, "step": int,
    "waivable": bool, "waived_by": str, "needs_match": str, "confidence": str, "sources": list,
    "since": (str, dt.date), "owner": str, "subject": str, "summary": bool, "settles": list, "population": str,
    "check": str, "params": dict, "why": str, "fix": str, "decided": str, "example": list, "asks": str, "assumes": str,
}  # fmt: skip
_NEEDED = ("id", "name", "title", "level", "subject", "population", "check", "why", "fix", "confidence", "since")
# A file with this key is a rule that is known and deliberately not judged: no logic, but the reason.
_LEFT_OUT = "left_out"
_LEFT_OUT_KEYS = {"id", "name", "title", "subject", "sources", "since", "see", _LEFT_OUT}
SUBJECTS = (
    "mailbox", "group", "contact", "mail user", "public folder", "server", "connector", "organisation", "tenant",
    "sync", "statement",
)  # fmt: skip
_CLOSING = {"blocker", "wait", "unknown"}
_FILE_NAME = re.compile(r"^([A-Z]+-\d{3})-([a-z0-9-]+)\.toml$")

Tell = Callable[[str], None]


def read_toml(path: Path, folder: Path, faults: list[str]) -> dict[str, Any]:
    """The file as read; empty, with a fault, when it cannot be."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(f"{path.relative_to(folder).as_posix()}: the file is missing")
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path.relative_to(folder).as_posix()}: {error}")
    return {}


def load_rule(
    path: Path, folder: Path, sources: set[str], catalogue: Catalogue, facts: Facts, faults: list[str]
) -> Rule | LeftOut | None:
    """One rule file, or None with its faults listed."""
    where = path.relative_to(folder).as_posix()
    before = len(faults)

    def fault(text: str) -> None:
        faults.append(f"{where}: {text}")

    name = _FILE_NAME.match(path.name)
    if name is None:
        fault("a rule file is named like MBX-001-name-in-small-letters.toml")
        return None
    data = read_toml(path, folder, faults)
    if len(faults) > before:
        return None
    if _LEFT_OUT in data:
        left_out = _left_out(data, where, sources, fault)
        if (name[1], name[2]) != (data.get("id"), data.get("name")):
            fault(f"the file name is not the id and the name, {data.get('id')}-{data.get('name')}.toml")
        return None if len(faults) > before else left_out
    _check_shape(data, fault)
    if len(faults) > before:
        return None
    if (name[1], name[2]) != (data["id"], data["name"]):
        fault(f"the file name is not the id and the name, {data['id']}-{data['name']}.toml")
    _check_words(data, sources, fault)
    _check_gates(data, fault)
    _check_examples(data, fault)
    params = data.get("params", {})
    found = parameter_faults(data["check"], params)
    for text in found or registry.name_faults(data["check"], params, catalogue):
        fault(text)
    for name_of_fact in unknown_facts(params, facts.dated):
        fault(f"fact {name_of_fact!r} is not in facts/dated.csv")
    return None if len(faults) > before else _built(data, where)


def _check_shape(data: Mapping[str, Any], fault: Tell) -> None:
    """Keys are known, the needed ones are filled, each holds what it should."""
    for key in sorted(data.keys() - _KEYS.keys()):
        fault(f"unknown key {key!r}")
    for key in _NEEDED:
        if not data.get(key):
            fault(f"key {key!r} is missing")
    for key in sorted(data.keys() & _KEYS.keys()):
        kind = _KEYS[key]
        is_bool_as_number = kind is int and isinstance(data[key], bool)
        if not isinstance(data[key], kind) or is_bool_as_number:
            word = kind.__name__ if isinstance(kind, type) else "date"
            fault(f"key {key!r} holds {data[key]!r}, not a {word}")


def _left_out(data: Mapping[str, Any], where: str, sources: set[str], fault: Tell) -> LeftOut | None:
    """A rule that is not judged."""
    for key in sorted(data.keys() - _LEFT_OUT_KEYS):
        fault(f"key {key!r} does not go with {_LEFT_OUT}")
    for key in sorted(_LEFT_OUT_KEYS - {"see", "sources"} - data.keys()):
        fault(f"key {key!r} is missing")
    if data.get("subject") not in SUBJECTS:
        fault(f"subject {data.get('subject')!r} is none of {', '.join(SUBJECTS)}")
    for source in sorted(set(data.get("sources", [])) - sources):
        fault(f"source {source!r} is not in sources.toml")
    if not all(isinstance(data.get(k), str) and data[k].strip() for k in ("id", "name", "title", _LEFT_OUT)):
        fault(f"id, name, title and {_LEFT_OUT} are texts")
        return None
    return LeftOut(
        id=data["id"],
        name=data["name"],
        title=data["title"],
        reason=" ".join(data[_LEFT_OUT].split()),
        subject=str(data.get("subject")),
        sources=tuple(data.get("sources", [])),
        since=str(data.get("since")),
        see=tuple(data.get("see", [])),
        file=where,
    )


def _check_words(data: Mapping[str, Any], sources: set[str], fault: Tell) -> None:
    if data["subject"] not in SUBJECTS:
        fault(f"subject {data['subject']!r} is none of {', '.join(SUBJECTS)}")
    if data["population"] not in registry.populations():
        fault(f"unknown population {data['population']!r}")
    if data["confidence"] not in {"H", "M", "U"}:
        fault(f"confidence {data['confidence']!r} is none of H, M, U")
    if data.get("needs_match", "any") not in {"any", "strong"}:
        fault(f"needs_match {data['needs_match']!r} is none of any, strong")
    for source in sorted(set(data.get("sources", [])) - sources):
        fault(f"source {source!r} is not in sources.toml")


def _check_gates(data: Mapping[str, Any], fault: Tell) -> None:
    levels, gates = [level.value for level in Level], [gate.value for gate in Gate]
    own = data.get("level_at", {})
    for level in [data["level"], *own.values()]:
        if level not in levels:
            fault(f"level {level!r} is none of {', '.join(levels)}")
    for gate in [*data.get("gates", []), *own]:
        if gate not in gates:
            fault(f"gate {gate!r} is none of {', '.join(gates)}")
    for gate in own:
        if gate not in data.get("gates", []):
            fault(f"level_at names the gate {gate!r}, which is not among its gates")
    if data["level"] in _CLOSING and not data.get("gates") and not data.get("step"):
        fault(f"a {data['level']} needs a gate or a step")
    if data["confidence"] == "U" and _CLOSING & {data["level"], *own.values()}:
        fault("what is unverified (confidence U) may not close a gate")
    if data.get("waived_by") and not data.get("waivable"):
        fault("waived_by without waivable = true")


def _check_examples(data: Mapping[str, Any], fault: Tell) -> None:
    """An example that fires, and a row or an example that does not."""
    fires = passes = False
    for example in data.get("example", []):
        marked = {*example.get("hits", []), *example.get("unknown", [])}
        rows = [line.partition("|")[0].strip() for line in example.get("rows", "").strip().splitlines()[1:]]
        fires = fires or bool(example.get("hits"))
        passes = passes or not marked or not marked.issuperset(rows)
    if not fires:
        fault("no example that fires")
    if not passes:
        fault("no example that does not fire")


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
        asks=data.get("asks", "").strip(),
        assumes=data.get("assumes", ""),
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
