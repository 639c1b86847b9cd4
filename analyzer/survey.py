"""What there is to work with: the rule pack, the files of a folder, and what is missing. Judges nothing."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer.collectors import Layout, load_layouts, read_folder, unusable
from analyzer.engine.pack import Pack, load_pack
from analyzer.kit.plan import Kit, by_code, load_kit
from analyzer.kit.uses import Use, settled_by, uses_of, weights
from analyzer.model.problems import Problem
from analyzer.model.progress import Progress, Silent
from analyzer.model.snapshot import Snapshot, SourceFile
from analyzer.resources import data_folder

SPREAD = dt.timedelta(hours=24)  # exports that are further apart are no picture of one moment
STATEMENTS = "D8"
_STATEMENTS_TITLE = "Statements of people (assessment.toml)"
_STATEMENTS_STEP = """\
# exready init FOLDER writes assessment.toml with every question. Answer these with person and date:
# """


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A kind of export that nobody supplied, and what it would settle."""

    code: str
    kind: str  # id of its layout; empty for statements
    title: str
    side: str
    mandatory: bool  # there is no verdict without it
    rules: tuple[str, ...]  # that look into it, and whose exports are not all here
    gates: tuple[str, ...]  # that these rules move, by name
    part: bool  # another export of the same code is here
    script: str  # of the collection kit; empty where a person makes it
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A folder as found; ``stop`` holds the problems that an analysis would end with."""

    snapshot: Snapshot
    stop: tuple[Problem, ...]
    missing: tuple[Missing, ...]  # the most useful first
    codes: Mapping[str, str]  # kind of export -> C1, for those that have a code
    newest: dt.datetime | None  # newest time found in any file
    old: tuple[SourceFile, ...]  # files that are more than 24 hours older than that, the oldest first

    @property
    def spread(self) -> dt.timedelta | None:
        """Between the oldest and the newest file whose time is known."""
        times = [f.exported_at for f in self.snapshot.files if f.exported_at]
        return max(times) - min(times) if times else None


def open_pack(rules: Path | None = None) -> Pack:
    """The rule pack of that folder, or the shipped one.

    Raises:
        PackUnusable: the rule pack has faults.
    """
    return load_pack(data_folder("rules", rules))


def survey(folder: Path, *, rules: Path | None = None, progress: Progress | None = None) -> Survey:
    """The files of the folder, read and recognised, with all their problems.

    Raises:
        FolderUnusable: the folder is missing, no folder, or empty.
        PackUnusable: the rule pack has faults.
    """
    pack = open_pack(rules)
    where = data_folder("rules", rules)
    layouts = load_layouts(where)
    uses = uses_of(pack.rules, pack.mandatory)
    kit = load_kit(where, layouts, weights(uses))
    snapshot = read_folder(folder, layouts=layouts, catalogue=pack.catalogue, progress=progress or Silent())
    newest = max((f.exported_at for f in snapshot.files if f.exported_at), default=None)
    return Survey(
        snapshot=snapshot,
        stop=unusable(snapshot),
        missing=tuple(sorted(_missing(snapshot, layouts, kit, pack, uses), key=_most_useful_first)),
        codes={layout.id: layout.code for layout in layouts if layout.code},
        newest=newest,
        old=_old(snapshot, newest),
    )


def _old(snapshot: Snapshot, newest: dt.datetime | None) -> tuple[SourceFile, ...]:
    if newest is None:
        return ()
    dated = [(f.exported_at, f.file, f) for f in snapshot.files if f.exported_at and newest - f.exported_at > SPREAD]
    return tuple(f for _at, _name, f in sorted(dated, key=lambda each: each[:2]))


def _missing(
    snapshot: Snapshot, layouts: Sequence[Layout], kit: Kit, pack: Pack, uses: Mapping[str, Use]
) -> Iterator[Missing]:
    """Every export that some script makes, or a person, and that is not here."""
    wanted = [x for x in layouts if x.code and (kit.script_of(x) or x.code in kit.by_hand)]
    here = {x.code for x in layouts if x.code and x.id in snapshot.tables}
    absent = [x for x in wanted if x.id not in snapshot.tables]
    whole = here - {x.code for x in absent}
    settled = settled_by(pack.rules, whole)
    for each in absent:
        if each.code == STATEMENTS:
            continue
        use = uses.get(each.code, Use(code=each.code)).without(settled)
        script = kit.script_of(each)
        yield Missing(
            code=each.code,
            kind=each.id,
            title=each.title,
            side=each.side,
            mandatory=use.mandatory and each.code not in here,
            rules=tuple(r.id for r in use.rules),
            gates=use.gates,
            part=each.code in here,
            script=script.name if script else "",
            command=each.command,
        )
    yield from _statements(snapshot, uses.get(STATEMENTS))


def _statements(snapshot: Snapshot, use: Use | None) -> Iterator[Missing]:
    """The statements that nobody has answered, as one thing that is missing."""
    answered = {s.id for s in snapshot.settings.statements if s.is_answered}
    left = use.without(answered) if use else None
    if left is None or not left.rules:
        return
    ids = tuple(r.id for r in left.rules)
    yield Missing(
        code=STATEMENTS,
        kind="",
        title=_STATEMENTS_TITLE,
        side="people",
        mandatory=False,
        rules=ids,
        gates=left.gates,
        part=False,
        script="",
        command=_STATEMENTS_STEP + " ".join(ids),
    )


def _most_useful_first(each: Missing) -> tuple[bool, bool, int, int, tuple[str, int], str]:
    """Mandatory ones, then what is missing as a whole; by rules and gates within."""
    return (not each.mandatory, each.part, -len(each.rules), -len(each.gates), by_code(each.code), each.title)
