"""What is known to have happened to one object, and when: creation, changes, sync, exports, the safe time."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.cells import texts
from analyzer.engine.estate import Estate
from analyzer.model.page import Row, Section
from analyzer.model.snapshot import FILE
from analyzer.normalise.time_columns import iso_texts, parse_times

_MOMENTS = (
    ("ad", "whenCreated", "Created in AD"),
    ("cloud", "WhenMailboxCreated", "Mailbox made in Exchange Online"),
    ("cloud", "WhenCreatedUTC", "Created in Exchange Online"),
    ("entra", "CreatedDateTime", "Created in Entra"),
    ("ad", "whenChanged", "Last change of anything in AD; logons move it too"),
    ("cloud", "WhenChangedUTC", "Last change of anything in Exchange Online"),
    ("cloud", "WhenSoftDeleted", "Deleted in Exchange Online"),
    ("entra", "OnPremisesLastSyncDateTime", "Last sync from AD to Entra"),
)
_CHANGE = ("Object", "AttributeName", "LastOriginatingChangeTime")
COLUMNS = ("Time", "What", "Known from")
_SIDES = {"ad": "AD", "cloud": "Exchange Online", "entra": "Entra"}


def timeline(estate: Estate, identity: int, *, as_of_basis: str, safe: tuple[str, str]) -> Section:
    """The times in their order; a text that is no time comes last, as found.

    Args:
        identity: whose times.
        as_of_basis: where the as-of time is from.
        safe: the earliest safe time of a transfer and how it is known; empty where none is ahead.
    """
    rows = [*_own(estate, identity), *_changes(estate, identity), *_exports(estate, identity)]
    if safe[0]:
        rows.append((safe[0], "Safe to transfer from here on", safe[1]))
    rows.append((iso(estate.as_of), "Judged for this time", as_of_basis))
    known = sorted((r for r in rows if r[0][:1].isdigit() and r[0].endswith("Z")), key=lambda r: r[0])
    return Section(
        key="timeline", title="Timeline", columns=COLUMNS, rows=(*known, *(r for r in rows if r not in known))
    )


def _own(estate: Estate, identity: int) -> Iterator[Row]:
    which = np.array([identity])
    for side, name, what in _MOMENTS:
        column = estate.identities.take(side, name, which)
        if column is None or not texts(column, 1)[0].strip():
            continue
        moment = iso_texts(parse_times(column.cast(pa.string()), 1))[0].as_py()
        yield moment or texts(column, 1)[0].strip(), what, f"{name} of {_SIDES[side]}"


def _changes(estate: Estate, identity: int) -> Iterator[Row]:
    """Every exported change of an attribute of the object."""
    table = estate.snapshot.table("ad.change")
    if table is None or not set(_CHANGE) <= set(table.column_names):
        return
    which = np.array([identity])
    ids = estate.identities
    names = {texts(ids.take("ad", n, which), 1)[0] for n in ("distinguishedName", "objectGUID")}
    names |= {texts(estate.trait("guid"), 1, which)[0]}
    wanted = pa.array(sorted({n.strip().casefold() for n in names if n.strip()}), pa.string())
    own = table.filter(pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(table["Object"])), value_set=wanted))
    times = iso_texts(parse_times(own[_CHANGE[2]].combine_chunks(), own.num_rows)).to_pylist()
    versions = own["Version"].to_pylist() if "Version" in own.column_names else [None] * own.num_rows
    rows = zip(times, own[_CHANGE[2]].to_pylist(), own[_CHANGE[1]].to_pylist(), versions, strict=True)
    for time, found, name, version in rows:
        attribute = estate.catalogue.find(name or "")
        moves = "" if attribute is None or attribute.moves else "; does not move"
        told = f"{name} changed in AD{f' (version {version})' if version else ''}{moves}"
        if time or found:
            yield time or found, told, "attribute times of AD"


def _exports(estate: Estate, identity: int) -> Iterator[Row]:
    """How old the files are that the object stands in."""
    which = np.array([identity])
    found: set[int] = set()
    for side in estate.identities.tables:
        column = estate.identities.take(side, FILE, which)
        found |= {v for v in (column.to_pylist() if column is not None else ()) if v is not None}
    for number in sorted(found):
        file = estate.snapshot.files[number]
        if file.exported_at is None:
            yield "time unknown", f"Export {file.file}", "no time in the file"
            continue
        yield (
            iso(file.exported_at),
            f"Export {file.file}, {_age(estate.as_of - file.exported_at)}",
            ("the newest time inside the file"),
        )


def _age(age: dt.timedelta) -> str:
    minutes = int(abs(age).total_seconds() // 60)
    if not minutes:
        return "at the as-of time"
    days, hours = divmod(minutes // 60, 24)
    day = f"{days:,} day{'' if days == 1 else 's'}"
    words = f"{day} {hours} h" if days else f"{hours} h {minutes % 60} min"
    return f"{words} {'before' if age >= dt.timedelta() else 'after'} the as-of time"


def iso(moment: dt.datetime) -> str:
    """The time in UTC, to the second."""
    return moment.astimezone(dt.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
