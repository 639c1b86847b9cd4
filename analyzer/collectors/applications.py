"""The register of applications in ``assessment.toml``: who reads and who writes which attribute of AD."""

from collections.abc import Mapping
from typing import Any

from analyzer.model.settings import Application

KEYS = ("name", "owner", "reads", "writes")


def read_applications(entries: Any, text: str, faults: list[str]) -> tuple[Application, ...]:
    """The entries in their order; what is wrong with them stands in ``faults``.

    Args:
        entries: the value of ``application`` as TOML gives it.
        text: the whole file, for the lines.
        faults: gets one text for each fault.
    """
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        faults.append("application: must be tables, each written as [[application]]")
        return ()
    lines = _parts(text)
    out: list[Application] = []
    for number, entry in enumerate(entries, 1):
        before = len(faults)
        where = f"application {number}: "
        faults += [
            f"{where}{key}: unknown key; known are {', '.join(KEYS)}" for key in sorted(entry.keys() - set(KEYS))
        ]
        name, owner = (_text(entry, key, where, faults) for key in ("name", "owner"))
        if not name and len(faults) == before:
            faults.append(f"{where}name is missing")
        if name and name.casefold() in {a.name.casefold() for a in out}:
            faults.append(f"{where}{name!r} stands in the register already")
        reads, writes = (_names(entry, key, where, faults) for key in ("reads", "writes"))
        if not reads and not writes and len(faults) == before:
            faults.append(f"{where}reads and writes are empty; one of them must name attributes")
        if len(faults) == before:
            part = lines[number - 1] if number <= len(lines) else []
            found = tuple((n, _line(n, part)) for n in dict.fromkeys((*reads, *writes)))
            out.append(Application(name=name, owner=owner, reads=reads, writes=writes, lines=found))
    return tuple(out)


def _parts(text: str) -> list[list[tuple[int, str]]]:
    """The numbered lines of each entry."""
    parts: list[list[tuple[int, str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.replace(" ", "").startswith("[[application]]"):
            parts.append([])
        if parts:
            parts[-1].append((number, line))
    return parts


def _line(name: str, part: list[tuple[int, str]]) -> int:
    """The line that holds the name in quotes; the first of the entry where none does, 0 where there is none."""
    first = part[0][0] if part else 0
    return next((number for number, line in part if f'"{name}"' in line or f"'{name}'" in line), first)


def _text(entry: Mapping[str, Any], key: str, where: str, faults: list[str]) -> str:
    value = entry.get(key, "")
    if isinstance(value, str):
        return value.strip()
    faults.append(f"{where}{key}: must be text in quotes, not {value!r}")
    return ""


def _names(entry: Mapping[str, Any], key: str, where: str, faults: list[str]) -> tuple[str, ...]:
    value = entry.get(key, [])
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(dict.fromkeys(v.strip() for v in value if v.strip()))
    faults.append(f'{where}{key}: must be a list of LDAP names, such as ["extensionAttribute7"]')
    return ()
