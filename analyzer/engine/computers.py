"""Computer accounts of the directory, where they were exported: is the machine of a server still there?"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.engine.builtin_names import first_part
from analyzer.engine.configuration import values
from analyzer.engine.traits.times import parse_times
from analyzer.engine.vectors import any_member, is_list

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

# 100 nanoseconds since 1601, as the directory counts logons.
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_KINDS = ("ad.computer", "ad.object")


@dataclass(frozen=True, slots=True, kw_only=True)
class Computers:
    """Computer accounts by name, with their newest logon."""

    logons: Mapping[str, dt.datetime | None]
    complete: bool  # the files they are from were whole

    def has(self, name: str | None) -> bool:
        """There is an account of that name."""
        return (name or "").casefold() in self.logons

    def last_logon(self, name: str | None) -> dt.datetime | None:
        """When it last signed in; None when nobody knows. The directory's time lags by up to two weeks."""
        return self.logons.get((name or "").casefold())


def read_computers(estate: "Estate") -> Computers | None:
    """The computer accounts of the directory files; None when no file holds one."""
    found: dict[str, dt.datetime | None] = {}
    complete = True
    for kind in _KINDS:
        table = _computers(estate.snapshot.table(kind))
        if table is None or not table.num_rows:
            continue
        complete &= estate.snapshot.complete(kind)
        for dn, time in zip(values(table, "distinguishedName"), values(table, "lastLogonTimestamp"), strict=True):
            name, logon = first_part(dn[0] if dn else "").casefold(), logon_time(time[0] if time else "")
            if name:
                newest = [t for t in (found.get(name), logon) if t is not None]
                found[name] = max(newest, default=None)
    return Computers(logons=found, complete=complete) if found else None


def _computers(table: pa.Table | None) -> pa.Table | None:
    if table is None or "objectClass" not in table.column_names:
        return None
    classes = table["objectClass"].combine_chunks()
    if not is_list(classes):
        return None
    return table.filter(pa.array(any_member(classes, lambda v: v.casefold() == "computer")))


def logon_time(text: str) -> dt.datetime | None:
    """lastLogonTimestamp as a time: the directory's number, or a time that a cmdlet printed; None where unreadable."""
    if text.isdigit() and len(text) >= 17:
        return _EPOCH + dt.timedelta(microseconds=int(text) // 10)
    if not text or text.isdigit():
        return None
    time = parse_times(pa.array([text]), 1)[0]
    return None if str(time) == "NaT" else time.astype("datetime64[us]").item().replace(tzinfo=dt.UTC)
