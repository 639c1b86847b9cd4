"""Reads LDIF as ldifde and ldapsearch write it: directory objects and the configuration, as tables."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.codes import problem
from analyzer.collectors.formats.ldif_additions import Additions, appended
from analyzer.collectors.formats.ldif_changes import CHANGE_TABLE, Changes
from analyzer.collectors.formats.ldif_columns import Damage, Gatherer, used_names
from analyzer.collectors.formats.ldif_faults import Faults
from analyzer.collectors.formats.ldif_lines import Reading, TooLarge, read_blocks
from analyzer.collectors.formats.ldif_names import TIMES, Names
from analyzer.collectors.formats.ldif_records import Records, read_records
from analyzer.collectors.formats.ldif_signs import Signs
from analyzer.collectors.formats.ldif_sorting import (
    COMPUTERS,
    CONFIGURATION,
    OBJECT,
    Sorted,
    Tally,
    change_records,
    domains,
    rests_of_lists,
    sort_records,
)
from analyzer.model.catalogue import Catalogue
from analyzer.model.problems import Problem
from analyzer.model.progress import Progress
from analyzer.model.snapshot import RejectedRow

_GENERALIZED = r"^(?:19|20)\d{12}\.0Z$"
_CUT, _CAPPED, _DAMAGED = (
    frozenset(("E206", "W422")),
    frozenset(("W401", "W402", "W403")),
    frozenset(("E207", "E211", "W419")),
)


# What rules ask of the machine of a server; a directory may hold more computers than people.
_OF_COMPUTERS = frozenset({
    "objectclass", "objectguid", "cn", "name", "dnshostname", "operatingsystem", "operatingsystemversion",
    "lastlogontimestamp", "whencreated", "whenchanged", "useraccountcontrol", "serviceprincipalname",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LdifFile:
    """One LDIF file. ``rows_read`` = the sum of ``used`` and of ``ignored`` + the number of ``rejected``.

    ``ad.object``: one row an object; single values as text, lists as the catalogue says. ``ad.configuration``:
    every attribute a list. ``ad.change``: what replication metadata says about the rows of ``ad.object``; it is
    made of rows that are counted there and is not in ``used``. All have ``_row``, the line of ``dn:``.
    """

    tables: Mapping[str, pa.Table]
    rows_read: int
    used: Mapping[str, int]
    ignored: Mapping[str, int]
    rejected: tuple[RejectedRow, ...]
    problems: tuple[Problem, ...]
    health: str  # whole, capped, cut, damaged
    exported_at: dt.datetime | None  # newest time an object was changed: the export is at least this young
    columns: tuple[str, ...]
    unknown_columns: tuple[str, ...]  # of ad.object, not in the catalogue
    domains: tuple[str, ...]  # of the rows of ad.object
    full: bool  # every object was dumped with all its attributes
    note: str


@dataclass(slots=True, kw_only=True)
class Work:
    """What is gathered while the blocks go by."""

    names: Names
    damage: Damage
    objects: Gatherer
    configuration: Gatherer
    computers: Gatherer
    changes: Changes
    additions: Additions
    tally: Tally = field(default_factory=Tally)
    signs: Signs = field(default_factory=Signs)
    domains: set[str] = field(default_factory=set)
    newest: str = ""

    def tables(self) -> dict[str, pa.Table]:
        """The finished tables of objects and of the configuration, those that have rows."""
        out = {}
        for name, gatherer in (
            (OBJECT, self.objects), (CONFIGURATION, self.configuration), (COMPUTERS, self.computers),
        ):  # fmt: skip
            if gatherer.count:
                more = self.additions.settle(gatherer, self.tally)
                out[name] = self._with(gatherer.finish(fill_catalogue=name == OBJECT), more)
        return out

    def _with(self, table: pa.Table, more: Mapping[int, dict[int, list[str]]]) -> pa.Table:
        """The table with values that other records of its objects hold."""
        for column, cells in more.items():
            name = self.names.columns[column].name
            if name in table.column_names:
                place = table.column_names.index(name)
                table = table.set_column(place, name, appended(table.column(place), cells))
        return table


def make_work(catalogue: Catalogue, asked: frozenset[str] = frozenset(), *, reads_marks: bool = True) -> Work:
    """Empty tables. ``asked`` are the attributes that were asked for, folded, where that is known; ``reads_marks``
    says whether an object that carries what only a full dump carries was dumped with every attribute."""
    names, damage = Names(catalogue=catalogue), Damage()
    return Work(
        names=names,
        damage=damage,
        objects=Gatherer(names=names, damage=damage, all_lists=False, asked=asked, reads_marks=reads_marks),
        configuration=Gatherer(names=names, damage=damage, all_lists=True, asked=asked, reads_marks=reads_marks),
        computers=Gatherer(
            names=names, damage=damage, all_lists=True, asked=asked, reads_marks=reads_marks, only=_OF_COMPUTERS
        ),
        changes=Changes(names=names, damage=damage),
        additions=Additions(names=names),
    )


def read_ldif(path: Path, *, file: str, catalogue: Catalogue, progress: Progress) -> LdifFile:
    """Everything in the file, every record used, ignored or rejected; the file is read once, a block at a time.

    An attribute that an object lacks is empty where the object was dumped with all attributes, or where another
    object of its class in the file has it; else it is unknown.

    Raises:
        OSError: the file cannot be read.
    """
    work = make_work(catalogue)
    names = work.names
    reading, faults = Reading(), Faults()
    progress.start(f"Reading {file}", path.stat().st_size)
    try:
        for block in read_blocks(path, reading, progress):
            records = read_records(block, names)
            work.signs.observe(records)
            found = faults.find(records, names, work.signs, reading)
            take(work, records, found, file)
    except TooLarge:
        faults.too_large = True
    progress.done()
    return _result(work, reading, faults, file)


def take(work: Work, records: Records, faults: dict[int, str], file: str) -> Sorted:
    """The records of a block are in the work's tables or counted as what became of them."""
    done = sort_records(records, work.names, work.tally, faults, file=file)
    rests, changed = rests_of_lists(records, work.names), change_records(records, work.names)
    if rests.any() or changed.any():
        usable = np.ones(records.count, bool)
        usable[list(faults)] = False
        work.additions.add(records, done.dns, rests & usable, changed & usable)
    objects = np.flatnonzero(done.table == 1)
    work.objects.add(records, objects, done.dns, done.classes)
    work.configuration.add(records, np.flatnonzero(done.table == 2), done.dns, done.classes)
    work.computers.add(records, np.flatnonzero(done.table == 3), done.dns, done.classes)
    work.changes.add(records, objects, done.dns)
    work.domains |= domains(done.dns.take(pa.array(objects)))
    lines = np.flatnonzero(work.names.flags(TIMES)[records.spelling] & (records.entry >= 0))
    times = records.words(lines)
    newest = pc.max(times.filter(pc.match_substring_regex(times, _GENERALIZED))).as_py()
    work.newest = max(work.newest, newest or "")
    return done


def _result(work: Work, reading: Reading, faults: Faults, file: str) -> LdifFile:
    parts = (work.objects, work.configuration, work.computers)
    full = 0 < sum(p.count for p in parts) == sum(p.full_rows for p in parts)
    tables = work.tables()
    used = {name: table.num_rows for name, table in tables.items()}
    changes = work.changes.finish()
    if changes is not None:
        tables[CHANGE_TABLE] = changes
    problems = _problems(work, reading, faults, file)
    columns, unknown_columns = used_names(work.names, work.objects, work.configuration)
    dropped = ", ".join(sorted(work.names.dropped))
    return LdifFile(
        tables=tables,
        rows_read=work.tally.read,
        used=used,
        ignored=dict(sorted(work.tally.ignored.items())),
        rejected=tuple(work.tally.rejected),
        problems=tuple(problems),
        health=_health({p.code for p in problems}),
        exported_at=moment(work.newest),
        columns=columns,
        unknown_columns=unknown_columns,
        domains=tuple(sorted(work.domains)),
        full=full,
        note=f"Not kept: {dropped}" if dropped else "",
    )


def _problems(work: Work, reading: Reading, faults: Faults, file: str) -> list[Problem]:
    out = faults.problems(reading, file=file)
    out += work.signs.problems(work.tally.read, file=file)
    if not work.tally.read and not any(p.code.startswith("E") for p in out):
        out.append(problem("W404" if reading.is_empty else "W405", file=file))
    if work.tally.change_records:
        out.append(problem("W416", file=file, row=work.tally.change_row, count=work.tally.change_records))
    out += cell_problems(work.damage, file=file)
    if reading.foreign_lines:
        code = "W409" if reading.has_utf8 else "W408"
        out.append(problem(code, file=file, row=reading.foreign_row, count=reading.foreign_lines))
    return out


def cell_problems(damage: Damage, *, file: str) -> list[Problem]:
    """The cells that became unknown while the tables were made, column by column."""
    out = []
    for code, how, cells in (
        ("W309", "cut_lists", damage.cut_lists),
        ("W312", "elsewhere", damage.elsewhere),
        ("W313", "several", damage.several),
        ("W314", "no_text", damage.no_text),
    ):
        for column, count in sorted(cells.items()):
            row = damage.first_row.get((how, column))
            out.append(problem(code, file=file, row=row, column=column, count=count))
    return out


def _health(codes: set[str]) -> str:
    for state, reasons in (("damaged", _DAMAGED), ("cut", _CUT), ("capped", _CAPPED)):
        if codes & reasons:
            return state
    return "whole"


def moment(generalized: str) -> dt.datetime | None:
    """The moment of a time of the directory, None where it is none."""
    try:
        return dt.datetime.strptime(generalized, "%Y%m%d%H%M%S.0Z").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
