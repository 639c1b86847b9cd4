"""The rule pack: rules, catalogue, sources and facts, loaded and checked as a whole before anything runs."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from analyzer.engine.catalogue import load_catalogue
from analyzer.engine.facts import Facts, load_facts
from analyzer.engine.rule_file import load_rule, read_toml
from analyzer.errors import PackUnusable
from analyzer.model.catalogue import Catalogue
from analyzer.model.rules import LeftOut, Rule, Source

# Folders of a pack that hold no rules.
_NO_RULES = frozenset({"facts", "inputs", "enumerations"})


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
    left_out: tuple[LeftOut, ...]
    catalogue: Catalogue
    facts: Facts
    sources: tuple[Source, ...]


def load_pack(folder: Path) -> Pack:
    """The whole pack of a folder, rules sorted by id.

    Raises:
        PackUnusable: with every fault of every file, each with file and key.
    """
    faults: list[str] = []
    head = read_toml(folder / "pack.toml", folder, faults)
    sources = _sources(folder, faults)
    catalogue = load_catalogue(folder)
    facts = load_facts(folder)
    known = {s.id for s in sources}
    # A file that nobody reads would look like a rule that passes, so every file of a family is a rule.
    paths = [p for p in sorted(folder.glob("*/*.toml")) if p.parent.name not in _NO_RULES]
    loaded = [load_rule(path, folder, known, catalogue, faults) for path in paths]
    rules = sorted((r for r in loaded if isinstance(r, Rule)), key=lambda r: r.id)
    left_out = sorted((r for r in loaded if isinstance(r, LeftOut)), key=lambda r: r.id)
    _check_references(rules, left_out, faults)
    known_ones: list[Rule | LeftOut] = [*rules, *left_out]
    for first, second in pairwise(sorted(known_ones, key=lambda r: r.id)):
        if first.id == second.id:
            faults.append(f"{second.file}: id {second.id} is already that of {first.file}")
    if not paths:
        faults.append("no rule file found")
    if faults:
        listed = "\n  ".join(faults)
        many = f"{len(faults)} fault" + ("" if len(faults) == 1 else "s")
        raise PackUnusable(f"the rule pack has {many}:\n  {listed}", help="Mend these files, then run again.")
    return Pack(
        name=str(head.get("name", "")),
        version=str(head.get("version", "")),
        date=str(head.get("date", "")),
        fresh_days=int(head.get("fresh_days", 180)),
        mandatory=frozenset(head.get("mandatory_inputs", [])),
        sha256=_fingerprint(folder),
        rules=tuple(rules),
        left_out=tuple(left_out),
        catalogue=catalogue,
        facts=facts,
        sources=sources,
    )


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


def _sources(folder: Path, faults: list[str]) -> tuple[Source, ...]:
    out = []
    for n, entry in enumerate(read_toml(folder / "sources.toml", folder, faults).get("source", []), 1):
        if isinstance(entry, dict) and entry.get("id") and entry.get("title"):
            out.append(Source(id=str(entry["id"]), title=str(entry["title"]), date=str(entry.get("date", ""))))
        else:
            faults.append(f"sources.toml: source {n} has no id or no title")
    return tuple(out)
