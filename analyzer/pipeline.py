"""The stages in order: read, compare, judge, assemble. No stage reads clock, network or environment."""

import datetime as dt
import gc
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analyzer.classify import classify
from analyzer.classify.recipients import without_doubles
from analyzer.collectors import Layouts, exports_of, load_layouts, read_files, read_settings, unusable, with_settings
from analyzer.collectors.folder import SETTINGS_FILE
from analyzer.engine.estate import Estate, estate_of
from analyzer.engine.evaluate import Outcome, evaluate
from analyzer.engine.findings import Told, told_of
from analyzer.engine.pack import Pack, load_pack
from analyzer.engine.reads import RULE, Reads, watched
from analyzer.errors import InputsUnusable, TimeUnusable
from analyzer.memory import give_back, keeping_freed, use_giving_allocator
from analyzer.model.assessment import Assessment
from analyzer.model.progress import Progress, Silent
from analyzer.model.rules import Level
from analyzer.model.snapshot import Snapshot
from analyzer.planning.assemble import assemble
from analyzer.resources import rule_folders
from analyzer.shelf import Keeper
from analyzer.shelf.verdicts import Said

DEFAULT_INTERVAL = 30
_RECIPIENTS = "cloud.recipient"
_SPAN = re.compile(r"^(?:(\d+)\.)?(\d+):(\d+):(\d+)")


def analyze(
    folder: Path,
    *,
    rules: Path | None = None,
    as_of: dt.datetime | None = None,
    progress: Progress | None = None,
    keeper: Keeper | None = None,
) -> Assessment:
    """The whole assessment of one folder of exports. Reads files only; writes what ``keeper`` keeps.

    Args:
        folder: the assessment folder.
        rules: another rule pack, or rules to lay over the shipped one.
        as_of: the time to judge for, with a time zone; the newest time found in the files by default.
        progress: told about each stage.
        keeper: has what an earlier run read and judged, or keeps it for the next one.

    Raises:
        FolderUnusable: the folder is missing, no folder, or empty.
        InputsUnusable: files are broken or a whole side is missing; carries every problem.
        PackUnusable: the rule pack has faults.
        TimeUnusable: no time was given and none is in the files.
    """
    snapshot, pack, layouts = read_whole(folder, rules=rules, progress=progress, keeper=keeper)
    inputs = known_exports(layouts)
    assessment = judge(snapshot, pack, inputs, as_of=as_of, progress=progress or Silent(), keeper=keeper)
    # The tables and all that was worked out from them hold each other; the reports need the room.
    del snapshot
    gc.collect()
    give_back()
    return assessment


def read_whole(
    folder: Path,
    *,
    rules: Path | None = None,
    progress: Progress | None = None,
    keeper: Keeper | None = None,
    pack: Pack | None = None,
) -> tuple[Snapshot, Pack, Layouts]:
    """The folder as read, with the rules and the layouts; nothing in it stops an analysis.

    ``pack`` is the pack of these rules, where it is loaded already.

    Raises:
        FolderUnusable: the folder is missing, no folder, or empty.
        InputsUnusable: files are broken or a whole side is missing; carries every problem.
        PackUnusable: the rule pack has faults.
        SettingsUnusable: ``assessment.toml`` has faults.
    """
    use_giving_allocator()
    rules_folder, over = rule_folders(rules)
    pack = pack or load_pack(rules_folder, over)
    layouts = load_layouts(rules_folder)
    paths = exports_of(folder, layouts)
    settings = read_settings(folder / SETTINGS_FILE)
    # Whether there are recipients at all is asked of the whole list.
    lean = _RECIPIENTS not in settings.none_found
    read = keeper.snapshot(paths, pack.sha256, lean=lean) if keeper else None
    is_kept = read is not None
    if read is None:
        read = read_files(folder, paths, layouts, pack.catalogue, progress or Silent())
        read = without_doubles(read) if lean else read
    snapshot = without_doubles(with_settings(read, settings, layouts))
    give_back()
    stop = unusable(snapshot)
    if stop:
        raise InputsUnusable("nothing was analysed: the inputs cannot be used as they are", stop)
    if keeper and not is_kept:
        keeper.keep_snapshot(read)
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
    told: Mapping[str, Told] = field(default_factory=dict)  # the findings of each rule, if anybody watched


def evaluated(
    snapshot: Snapshot,
    pack: Pack,
    *,
    as_of: dt.datetime | None,
    progress: Progress,
    reads: Reads | None = None,
    keeper: Keeper | None = None,
) -> Evaluated:
    """The snapshot compared and judged.

    Args:
        snapshot: what was read.
        pack: rules, catalogue and facts.
        as_of: the time to judge for; None takes the newest of the files.
        progress: told what is being done.
        reads: where what each rule looked at is written down, if anybody asks. What was judged in an earlier run is
            taken only then: it holds no evidence beyond the findings.
        keeper: has what an earlier run joined and judged, or keeps it for the next one.

    Raises:
        TimeUnusable: no time was given and none is in the files.
    """
    moment, basis = _as_of(snapshot, as_of)
    minutes, interval_basis = sync_interval(snapshot)
    estate = _estate(snapshot, pack, moment, minutes, progress, keeper)
    if reads is None:
        with keeping_freed():
            outcomes = evaluate(estate, pack.rules, progress)
        return Evaluated(estate=estate, outcomes=outcomes, as_of_basis=basis, interval_basis=interval_basis)
    said = keeper.said(estate, pack.rules) if keeper else None
    if said is None:
        said = _said(estate, pack, progress, reads)
        if keeper:
            keeper.keep_said(said)
    reads.of.update(said.reads.of)
    return Evaluated(
        estate=estate, outcomes=said.outcomes, as_of_basis=basis, interval_basis=interval_basis, told=said.told
    )


def _estate(
    snapshot: Snapshot,
    pack: Pack,
    as_of: dt.datetime,
    minutes: int,
    progress: Progress,
    keeper: Keeper | None,
) -> Estate:
    """The objects joined and compared, now or in an earlier run."""
    kept = keeper.classified(snapshot, minutes) if keeper else None
    classified = kept
    if classified is None:
        with keeping_freed():
            classified = classify(snapshot, pack.catalogue, sync_interval_minutes=minutes, progress=progress)
    if keeper and kept is None:
        keeper.keep_classified(classified)
    return estate_of(snapshot, classified, pack.catalogue, pack.facts, as_of=as_of, sync_interval_minutes=minutes)


def _said(estate: Estate, pack: Pack, progress: Progress, reads: Reads) -> Said:
    """Every rule judged and its findings put into words; what either looked at is noted for the rule."""
    watching = watched(estate, reads)
    with keeping_freed():
        outcomes = evaluate(watching, pack.rules, progress)
    told = {}
    for outcome in outcomes:
        if outcome.rule.level is not Level.NONE:
            with watching.noting((RULE, outcome.rule.id)):
                told[outcome.rule.id] = told_of(watching, outcome)
    watching.let_go_all()
    return Said(outcomes=outcomes, told=told, reads=reads)


def judge(
    snapshot: Snapshot,
    pack: Pack,
    inputs: list[tuple[str, str, str, str]],
    *,
    as_of: dt.datetime | None,
    progress: Progress,
    keeper: Keeper | None = None,
) -> Assessment:
    """The assessment of a snapshot that is already read."""
    # What the next run may ask for is noted only where it is kept.
    reads = Reads() if keeper and keeper.active else None
    found = evaluated(snapshot, pack, as_of=as_of, progress=progress, reads=reads, keeper=keeper)
    give_back()
    return assessment_of(found, pack, inputs)


def assessment_of(found: Evaluated, pack: Pack, inputs: list[tuple[str, str, str, str]]) -> Assessment:
    """What was judged, put together."""
    return assemble(
        found.estate,
        found.outcomes,
        pack,
        as_of_basis=found.as_of_basis,
        interval_basis=found.interval_basis,
        inputs=inputs,
        told=found.told,
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
