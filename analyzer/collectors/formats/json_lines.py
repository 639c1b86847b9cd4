"""Reads what ``exready collect`` wrote: JSON Lines of directory objects, to the same tables as an LDIF of them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.codes import problem
from analyzer.collectors.formats.directory_records import DN, Cells, records_of
from analyzer.collectors.formats.json_objects import Numbers, Objects, Values, read_objects
from analyzer.collectors.formats.ldif import LdifFile, Work, make_work, take
from analyzer.collectors.formats.ldif_changes import CHANGE_TABLE, CONTROLLER
from analyzer.collectors.formats.ldif_columns import used_names
from analyzer.collectors.formats.ldif_names import Names
from analyzer.collectors.formats.ldif_records import Records
from analyzer.collectors.formats.ldif_values import BASE64, PLAIN, whole_base64
from analyzer.model.catalogue import Catalogue
from analyzer.model.progress import Progress
from analyzer.model.snapshot import ROW, RejectedRow

BYTES, CHANGED, RIGHTS = "::", "@changed", "@rights"
_CHANGE = r"^(?P<name>\S+) (?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)(?: (?P<version>\d+)(?: (?P<controller>\S.*))?)?$"


@dataclass(slots=True, kw_only=True)
class _Times:
    """Rows of the table of change times so far."""

    objects: list[pa.Array] = field(default_factory=list)
    parts: list[pa.StructArray] = field(default_factory=list)
    rows: list[Numbers] = field(default_factory=list)

    def add(self, found: Values, names: pa.Array, rows: Numbers) -> None:
        """The times of one block; those that are none are left out."""
        parts = pc.extract_regex(found.values, _CHANGE)
        good = np.asarray(parts.is_valid()) & np.asarray(names.take(pa.array(found.of)).is_valid())
        where = pa.array(np.flatnonzero(good))
        self.parts.append(parts.take(where))
        self.objects.append(names.take(pa.array(found.of[good])))
        self.rows.append(rows[found.of[good]])

    def finish(self) -> pa.Table | None:
        """A row for each object and attribute, None without any."""
        if not sum(map(len, self.rows)):
            return None
        parts = pa.chunked_array(self.parts)
        name, time, version, controller = (
            pa.chunked_array([pc.struct_field(p, n) for p in parts.chunks])
            for n in ("name", "time", "version", "controller")
        )
        return pa.table(
            {
                "Object": pa.chunked_array(self.objects),
                "AttributeName": name,
                "LastOriginatingChangeTime": time,
                "Version": version,
                CONTROLLER: controller,
                ROW: pa.array(np.concatenate(self.rows), pa.int64()),
            }
        )


def read_json_lines(
    path: Path,
    *,
    file: str,
    catalogue: Catalogue,
    asked: Iterable[str],
    started: dt.datetime,
    domains: tuple[str, ...],
    progress: Progress,
) -> LdifFile:
    """Everything in the file, every line used, ignored or rejected.

    An attribute that was asked for and that an object lacks is empty; one that was not asked for is unknown.

    Args:
        asked: LDAP names that the collector asked for, "*" for all.
        started: when the collection of this file began; the export is at least this young.
        domains: domains that this file and the others of its collection cover.

    Raises:
        OSError: the file cannot be read.
    """
    work = make_work(catalogue, frozenset(a.casefold() for a in asked), reads_marks=False)
    times = _Times()
    progress.start(f"Reading {file}", path.stat().st_size)
    damaged: dict[int, str] = {}
    for objects in read_objects(path, progress):
        damaged |= objects.rejected
        if len(objects.rows):
            _take(work, times, objects, file)
    progress.done()
    return _result(work, times, damaged, file, started, domains)


def _take(work: Work, times: _Times, objects: Objects, file: str) -> None:
    records, faults = _records(objects, work.names)
    done = take(work, records, faults, file)
    changed = next((c for c in objects.columns if c.name == CHANGED), None)
    if changed is not None:
        # The identifier is shorter than the name and as good; only rows of the table of objects have times.
        guids = next((c for c in objects.columns if c.name == "objectGUID" + BYTES), None)
        key = _spread(guids, len(objects.rows)) if guids is not None else pa.nulls(len(objects.rows), pa.string())
        key = pc.coalesce(key, done.dns)
        key = pc.if_else(pa.array(done.table == 1), key, pa.scalar(None, pa.string()))
        times.add(changed, key, objects.rows)


def _spread(found: Values, count: int) -> pa.Array:
    """One value or null for each object."""
    places = np.full(count, -1, np.int64)
    places[found.of[::-1]] = np.arange(len(found.of))[::-1]
    return found.values.take(pa.array(places, mask=places < 0))


def _records(objects: Objects, names: Names) -> tuple[Records, dict[int, str]]:
    """The objects as the records of an LDIF, and those with broken base64."""
    cells = [
        Cells(
            name=_bare(c.name),
            of=c.of,
            values=c.values,
            marks=BASE64 if c.name.endswith(BYTES) else PLAIN,
        )
        for c in objects.columns
        if c.name not in {CHANGED, RIGHTS}
    ]
    records = records_of(cells, objects.rows, names)
    coded = np.flatnonzero(records.marks == BASE64)
    bad = coded[~whole_base64(records.values(coded))] if len(coded) else coded
    return records, {int(records.entry[line]): "its base64 is broken" for line in bad.tolist()}


def _bare(name: str) -> str:
    bare = name.removesuffix(BYTES)
    # The name of an object is text; bytes of that name are no attribute.
    return "" if bare != name and bare.casefold() == DN else bare


def _result(
    work: Work,
    times: _Times,
    damaged: dict[int, str],
    file: str,
    started: dt.datetime,
    domains: tuple[str, ...],
) -> LdifFile:
    tables = work.tables()
    used = {name: table.num_rows for name, table in tables.items()}
    changes = times.finish()
    if changes is not None:
        tables[CHANGE_TABLE] = changes
    rejected = [*work.tally.rejected]
    problems = []
    if damaged:
        rejected += [RejectedRow(file=file, row=row, reason=reason) for row, reason in damaged.items()]
        row, reason = next(iter(damaged.items()))
        problems.append(problem("E211", file=file, row=row, grammar="JSON Lines", reason=reason))
    for code, how, cells in (("W313", "several", work.damage.several), ("W314", "no_text", work.damage.no_text)):
        for column, count in sorted(cells.items()):
            row_of = work.damage.first_row.get((how, column))
            problems.append(problem(code, file=file, row=row_of, column=column, count=count))
    columns, unknown_columns = used_names(work.names, work.objects, work.configuration)
    return LdifFile(
        tables=tables,
        rows_read=work.tally.read + len(damaged),
        used=used,
        ignored=dict(sorted(work.tally.ignored.items())),
        rejected=tuple(rejected),
        problems=tuple(problems),
        health="damaged" if damaged else "whole",
        exported_at=started,
        columns=columns,
        unknown_columns=unknown_columns,
        domains=domains,
        full="*" in work.objects.asked,
        note="",
    )
