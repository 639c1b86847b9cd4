"""The rule pack: rules, catalogue, sources and facts, loaded and checked as a whole before anything runs."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from analyzer.engine.catalogue import load_catalogue
from analyzer.engine.dated import load_dated
from analyzer.engine.facts import Facts, load_facts
from analyzer.engine.papers_file import load_papers
from analyzer.engine.road_file import load_road
from analyzer.engine.rule_file import load_rule, read_toml
from analyzer.errors import PackUnusable
from analyzer.model.catalogue import Catalogue
from analyzer.model.papers import Papers
from analyzer.model.road import Road
from analyzer.model.rules import LeftOut, PackLayer, Rule, Source

# Folders of a pack that hold no rules.
_NO_RULES = frozenset({"facts", "inputs", "enumerations"})

_ADDRESS = re.compile(r"https://[a-z0-9.-]+/[\w./%~?=&+-]*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A loaded pack; ``sha256`` covers every file of it, and of what was laid over it."""

    name: str
    version: str
    date: str
    fresh_days: int
    mandatory: frozenset[str]  # codes of the exports without which there is no verdict
    sha256: str
    rules: tuple[Rule, ...]
    left_out: tuple[LeftOut, ...]
    catalogue: Catalogue
    facts: Facts
    sources: tuple[Source, ...]
    layers: tuple[PackLayer, ...]  # the pack itself, then what was laid over it
    road: Road  # shared causes, paths and steps
    papers: Papers  # what the service desk's card and the board paper say


def load_pack(folder: Path, over: Path | None = None) -> Pack:
    """The whole pack of a folder, rules sorted by id.

    Args:
        folder: the pack.
        over: a folder whose rules are added; one with the id of another takes its place. Its ``sources.toml``
            and ``pack.toml`` (name, version, date) may be left out.

    Raises:
        PackUnusable: with every fault of every file, each with file and key.
    """
    faults: list[str] = []
    head = read_toml(folder / "pack.toml", folder, faults)
    sources = {s.id: s for s in _sources(folder, faults)}
    layers = [_layer(folder, head)]
    if over is not None:
        own = read_toml(over / "pack.toml", over, faults) if (over / "pack.toml").is_file() else {}
        sources |= {s.id: s for s in _sources(over, faults, needed=False)}
        layers.append(_layer(over, own))
    catalogue = load_catalogue(folder)
    facts = replace(load_facts(folder), dated=load_dated(folder, set(sources), faults))
    known = {s: x for place in (folder, over) if place for s, x in _rules(place, sources, catalogue, facts, faults)}
    if not any(layer.rules for layer in layers):
        faults.append("no rule file found")
    rules = [r for r in known.values() if isinstance(r, Rule)]
    left_out = [r for r in known.values() if isinstance(r, LeftOut)]
    _check_references(rules, left_out, faults)
    road = load_road(folder, set(sources), faults)
    papers = load_papers(folder, set(sources), catalogue, faults)
    if faults:
        listed = "\n  ".join(faults)
        many = f"{len(faults)} fault" + ("" if len(faults) == 1 else "s")
        raise PackUnusable(f"the rule pack has {many}:\n  {listed}", help="Mend these files, then run again.")
    return Pack(
        name=layers[0].name,
        version=layers[0].version,
        date=layers[0].date,
        fresh_days=int(head.get("fresh_days", 180)),
        mandatory=frozenset(head.get("mandatory_inputs", [])),
        sha256=layers[0].sha256 if over is None else _joined(layers),
        rules=tuple(sorted(rules, key=lambda r: r.id)),
        left_out=tuple(sorted(left_out, key=lambda r: r.id)),
        catalogue=catalogue,
        facts=facts,
        sources=tuple(sources.values()),
        layers=tuple(layers),
        road=road,
        papers=papers,
    )


def _rule_files(folder: Path) -> list[Path]:
    # A file that nobody reads would look like a rule that passes, so every file of a family is a rule.
    return [p for p in sorted(folder.glob("*/*.toml")) if p.parent.name not in _NO_RULES]


def _rules(
    folder: Path, sources: Mapping[str, Source], catalogue: Catalogue, facts: Facts, faults: list[str]
) -> list[tuple[str, Rule | LeftOut]]:
    """The rules of one folder by id; two of one id are a fault."""
    loaded = [load_rule(path, folder, set(sources), catalogue, facts, faults) for path in _rule_files(folder)]
    found = sorted((r for r in loaded if r is not None), key=lambda r: r.id)
    for first, second in pairwise(found):
        if first.id == second.id:
            faults.append(f"{second.file}: id {second.id} is already that of {first.file}")
    return [(r.id, r) for r in found]


def _layer(folder: Path, head: Mapping[str, object]) -> PackLayer:
    return PackLayer(
        name=str(head.get("name") or folder.name),
        version=str(head.get("version", "")),
        date=str(head.get("date", "")),
        sha256=_fingerprint(folder),
        rules=len(_rule_files(folder)),
    )


def _joined(layers: Sequence[PackLayer]) -> str:
    return hashlib.sha256("\n".join(layer.sha256 for layer in layers).encode()).hexdigest()


def _check_references(rules: Sequence[Rule], left_out: Sequence[LeftOut], faults: list[str]) -> None:
    """Rules that name another one name one that is there, and that asks a person where an answer is meant."""
    known = {r.id: r for r in rules}
    for rule in rules:
        if rule.waived_by not in {"", *known}:
            faults.append(f"{rule.file}: waived_by names {rule.waived_by}, which is no rule")
        if rule.assumes and not (rule.assumes in known and known[rule.assumes].asks):
            faults.append(f"{rule.file}: assumes names {rule.assumes}, which is no rule with a question (asks)")
    for one in left_out:
        faults.extend(f"{one.file}: see names {name}, which is no rule" for name in one.see if name not in known)


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".toml", ".csv"}):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(folder: Path, faults: list[str], *, needed: bool = True) -> tuple[Source, ...]:
    if not needed and not (folder / "sources.toml").is_file():
        return ()
    out = []
    for n, entry in enumerate(read_toml(folder / "sources.toml", folder, faults).get("source", []), 1):
        if isinstance(entry, dict) and entry.get("id") and entry.get("title"):
            named = {name: str(entry.get(name, "")) for name in ("id", "title", "date", "url", "unlinked", "trust")}
            if named["url"] and not _ADDRESS.fullmatch(named["url"]):
                faults.append(f"sources.toml: the address of {named['id']} is no https address")
            out.append(Source(**named))
        else:
            faults.append(f"sources.toml: source {n} has no id or no title")
    return tuple(out)
