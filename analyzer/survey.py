"""What there is to work with: the rule pack, the files of a folder, and what is missing. Judges nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analyzer.collectors import load_layouts, read_folder, unusable
from analyzer.engine.pack import Pack, load_pack
from analyzer.model.problems import Problem
from analyzer.model.progress import Progress, Silent
from analyzer.model.snapshot import Snapshot
from analyzer.resources import rule_folders


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A kind of export that nobody supplied, and the rules that look into it to settle an unknown."""

    code: str
    title: str
    command: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A folder as found; ``stop`` holds the problems that an analysis would end with."""

    snapshot: Snapshot
    stop: tuple[Problem, ...]
    missing: tuple[Missing, ...]
    codes: Mapping[str, str]  # kind of export -> C1, for those that have a code


def open_pack(rules: Path | None = None) -> Pack:
    """The rule pack of that folder, the shipped one with its rules laid over, or the shipped one.

    Raises:
        PackUnusable: the rule pack has faults.
    """
    return load_pack(*rule_folders(rules))


def survey(folder: Path, *, rules: Path | None = None, progress: Progress | None = None) -> Survey:
    """The files of the folder, read and recognised, with all their problems.

    Raises:
        FolderUnusable: the folder is missing, no folder, or empty.
        PackUnusable: the rule pack has faults.
    """
    pack = open_pack(rules)
    layouts = load_layouts(rule_folders(rules)[0])
    snapshot = read_folder(folder, layouts=layouts, catalogue=pack.catalogue, progress=progress or Silent())
    settled: dict[str, list[str]] = {}
    for rule in pack.rules:
        for code in rule.settles:
            settled.setdefault(code, []).append(rule.id)
    supplied = Counter(layout.code for layout in layouts if layout.id in snapshot.tables)
    missing = {
        (x.code, x.title): Missing(code=x.code, title=x.title, command=x.command, rules=tuple(settled.get(x.code, ())))
        for x in layouts
        if x.code and not supplied[x.code]
    }
    most_first = sorted(missing.values(), key=lambda m: (-len(m.rules), m.code, m.title))
    codes = {layout.id: layout.code for layout in layouts if layout.code}
    return Survey(snapshot=snapshot, stop=unusable(snapshot), missing=tuple(most_first), codes=codes)


def missing_exports(folder: Path | None, *, rules: Path | None = None) -> Mapping[str, str] | None:
    """Code and titles of the exports that the folder lacks altogether; None without a folder.

    Raises:
        FolderUnusable: the folder is missing, no folder, or empty.
        PackUnusable: the rule pack has faults.
    """
    if folder is None:
        return None
    found = survey(folder, rules=rules)
    titles: dict[str, list[str]] = {}
    for one in found.missing:
        titles.setdefault(one.code, []).append(one.title)
    return {code: ", ".join(names) for code, names in titles.items()}
