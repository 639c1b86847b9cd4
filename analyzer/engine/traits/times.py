"""When did an Exchange attribute last change, and from when on is a transfer safe?"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import sure
from analyzer.engine.cells import from_flags
from analyzer.engine.traits import trait
from analyzer.normalise import time_columns
from analyzer.normalise.keys import guid_text
from analyzer.normalise.time_columns import NEVER, Times

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_FIRST = np.datetime64("1970-01-01", "us")
_NEVER_AS_NUMBER = NEVER.astype(np.int64)
# Without one of these the export of attribute times says nothing, and the object's own time decides.
CHANGE_COLUMNS = ("Object", "AttributeName", "LastOriginatingChangeTime")


def parse_times(column: pa.Array | None, count: int) -> Times:
    """UTC times from LDAP generalized time or ISO text; NaT where there is none or it cannot be read."""
    times = time_columns.parse_times(column, count)
    # Directories write the year 1601 for what never happened.
    return np.where(times < _FIRST, NEVER, times)


def attribute_changed(estate: "Estate") -> tuple[dict[str, Times], npt.NDArray[np.bool_]]:
    """Change times per attribute, and which identities have exact times, from the replication metadata export."""
    count = estate.identities.count
    table = estate.snapshot.table("ad.change")
    exact = np.zeros(count, dtype=bool)
    if table is None or not set(CHANGE_COLUMNS) <= set(table.column_names):
        return {}, exact
    times = parse_times(table["LastOriginatingChangeTime"].combine_chunks(), table.num_rows)
    owners, names = owners_of(estate, table["Object"]), pc.dictionary_encode(_cells(table["AttributeName"]))
    named = [estate.catalogue.find(n) for n in names.dictionary.to_pylist()]
    # An unreadable time is no exact time: the object's own time decides then.
    good = (owners >= 0) & ~np.isnat(times)
    codes = names.indices.to_numpy(zero_copy_only=False)
    out: dict[str, Times] = {}
    for ldap_name in dict.fromkeys(a.ldap_name for a in named if a is not None):
        spellings = [i for i, a in enumerate(named) if a is not None and a.ldap_name == ldap_name]
        mine = good & np.isin(codes, spellings)
        if mine.any():
            newest = np.full(count, _NEVER_AS_NUMBER)
            np.maximum.at(newest, owners[mine], times[mine].astype(np.int64))
            out[ldap_name] = newest.astype("datetime64[us]")
            exact[owners[mine]] = True
    return out, exact


def _cells(column: pa.ChunkedArray) -> pa.Array:
    return pc.fill_null(column.combine_chunks(), "")


def owners_of(estate: "Estate", objects: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """The identity that each change is about, named by distinguished name or GUID; -1 for none."""
    by_dn = {
        dn.casefold(): i
        for i, dn in enumerate((estate.identities.column("ad", "distinguishedName") or pa.array([])).to_pylist())
        if dn
    }
    by_guid = {g: i for i, g in enumerate((estate.trait("guid") or pa.array([])).to_pylist())}
    encoded = pc.dictionary_encode(_cells(objects))
    found = [by_dn.get(who.casefold(), by_guid.get(guid_text(who), -1)) for who in encoded.dictionary.to_pylist()]
    return np.asarray(np.array([*found, -1], dtype=np.int64)[encoded.indices.to_numpy(zero_copy_only=False)])


@trait("earliest_safe_transfer", needs="whenChanged or attribute times of the directory")
def earliest_safe_transfer(estate: "Estate") -> pa.Array:
    """Newest change + one sync cycle + the settling time (24 h), UTC; unknown without any change time."""
    newest = estate.clock.newest
    safe = newest + estate.settling
    return pa.array(safe, pa.timestamp("us", "UTC"), mask=np.isnat(safe))


@trait("safe_is_exact")
def safe_is_exact(estate: "Estate") -> pa.Array:
    """yes when the safe time rests on attribute times, no when on whenChanged."""
    return from_flags(sure(estate.clock.exact))
