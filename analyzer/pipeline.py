"""The stages in order: read, compare, judge, assemble. No stage reads clock, network or environment."""

import datetime as dt
import gc
import math
import re
from dataclasses import dataclass
from pathlib import Path

from analyzer.classify.recipients import without_doubles
from analyzer.collectors import Layouts, load_layouts, read_folder, unusable
from analyzer.engine.estate import Estate, build_estate
from analyzer.engine.evaluate import Outcome, evaluate
from analyzer.engine.pack import Pack, load_pack
from analyzer.engine.reads import Reads, watched
from analyzer.errors import InputsUnusable, TimeUnusable
from analyzer.memory import give_back, keeping_freed, use_giving_allocator
from analyzer.model.assessment import Assessment
from analyzer.model.progress import Progress, Silent
from analyzer.model.snapshot import Snapshot
from analyzer.planning.assemble import assemble
from analyzer.resources import rule_folders

DEFAULT_INTERVAL = 30
_SPAN = re.compile(r"^(?:(\d+)\.)?(\d+):(\d+):(\d+)")


def analyze(
    folder: Path,
    *,
    rules: Path | None = None,
    as_of: dt.datetime | None = None,
    progress: Progress | None = None,
) -> Assessment:
    """The whole assessment of one folder of exports. Reads files only.

    Args:
        folder: the assessment folder.
        rules: another rule pack, or rules to lay over the shipped one.
        as_of: the time to judge for, with a time zone; the newest time found in the files by default.
        progress: told about each stage.

    Raises:
        FolderUnusable: the folder is missing, no folder, or empty.
        InputsUnusable: files are broken or a whole side is missing; carries every problem.
        PackUnusable: the rule pack has faults.
        TimeUnusable: no time was given and none is in the files.
    """
    snapshot, pack, layouts = read_whole(folder, rules=rules, progress=progress)
    assessment = judge(snapshot, pack, known_exports(layouts), as_of=as_of, progress=progress or Silent())
    # The tables and all that was worked out from them hold each other; the reports need the room.
    del snapshot
    gc.collect()
    give_back()
    return assessment


def read_whole(
    folder: Path, *, rules: Path | None = None, progress: Progress | None = None
) -> tuple[Snapshot, Pack, Layouts]:
    """The folder as read, with the rules and the layouts; nothing in it stops an analysis.

    Raises:
        FolderUnusable: the folder is missing, no folder, or empty.
        InputsUnusable: files are broken or a whole side is missing; carries every problem.
        PackUnusable: the rule pack has faults.
    """
    use_giving_allocator()
    rules_folder, over = rule_folders(rules)
    pack = load_pack(rules_folder, over)
    layouts = load_layouts(rules_folder)
    snapshot = without_doubles(
        read_folder(folder, layouts=layouts, catalogue=pack.catalogue, progress=progress or Silent())
    )
    give_back()
    stop = unusable(snapshot)
    if stop:
        raise InputsUnusable("nothing was analysed: the inputs cannot be used as they are", stop)
    return snapshot, pack, layouts


def known_exports(layouts: Layouts) -> list[tuple[str, str, str, str]]:
    """Code, title, command and layout id of every export that has a code, sorted."""
    return sorted({(x.code, x.title, x.command, x.id) for x in layouts if x.code})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """An estate and what every rule says of it, not yet put together."""

    estate: Estate
    outcomes: tuple[Outcome, ...]
    as_of_basis: str
    interval_basis: str


def evaluated(
    snapshot: Snapshot, pack: Pack, *, as_of: dt.datetime | None, progress: Progress, reads: Reads | None = None
) -> Evaluated:
    """The snapshot compared and judged.

    Args:
        snapshot: what was read.
        pack: rules, catalogue and facts.
        as_of: the time to judge for; None takes the newest of the files.
        progress: told what is being done.
        reads: where what each rule looked at is written down, if anybody asks.

    Raises:
        TimeUnusable: no time was given and none is in the files.
    """
    moment, basis = _as_of(snapshot, as_of)
    minutes, interval_basis = sync_interval(snapshot)
    with keeping_freed():
        estate = build_estate(
            snapshot, pack.catalogue, pack.facts, as_of=moment, sync_interval_minutes=minutes, progress=progress
        )
    with keeping_freed():
        outcomes = evaluate(estate if reads is None else watched(estate, reads), pack.rules, progress)
    return Evaluated(estate=estate, outcomes=outcomes, as_of_basis=basis, interval_basis=interval_basis)


def judge(
    snapshot: Snapshot,
    pack: Pack,
    inputs: list[tuple[str, str, str, str]],
    *,
    as_of: dt.datetime | None,
    progress: Progress,
) -> Assessment:
    """The assessment of a snapshot that is already read."""
    found = evaluated(snapshot, pack, as_of=as_of, progress=progress)
    give_back()
    return assemble(
        found.estate,
        found.outcomes,
        pack,
        as_of_basis=found.as_of_basis,
        interval_basis=found.interval_basis,
        inputs=inputs,
    )


def _as_of(snapshot: Snapshot, given: dt.datetime | None) -> tuple[dt.datetime, str]:
    if given is not None:
        if given.tzinfo is None:
            raise TimeUnusable("the as-of time has no time zone", help="Write it like 2026-11-16T06:00Z.")
        return given.astimezone(dt.UTC), "given"
    times = [f.exported_at for f in snapshot.files if f.exported_at]
    if not times:
        raise TimeUnusable(
            "no file carries a time", help="Give the time of the exports with --as-of 2026-11-16T06:00Z."
        )
    return max(times), "newest time in the files"


def sync_interval(snapshot: Snapshot) -> tuple[int, str]:
    """Minutes between two sync cycles, and where that number is from."""
    if snapshot.settings.sync_interval_minutes:
        return snapshot.settings.sync_interval_minutes, "assessment.toml"
    table = snapshot.table("sync.scheduler")
    name = "CurrentlyEffectiveSyncCycleInterval"
    if table is not None and name in table.column_names:
        spans = [s for v in table[name].to_pylist() if v and (s := _SPAN.match(v.strip()))]
        minutes = [
            math.ceil(int(d or 0) * 1440 + int(h) * 60 + int(m) + int(s) / 60)
            for d, h, m, s in (x.groups() for x in spans)
        ]
        if minutes and max(minutes) > 0:
            return max(minutes), "the scheduler export"
    return DEFAULT_INTERVAL, "the default of 30 minutes; no scheduler export says otherwise"
