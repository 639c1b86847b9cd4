"""When did an Exchange attribute last change, and from when on is a transfer safe?"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.traits import trait
from analyzer.normalise.keys import guid_text

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

Times = npt.NDArray[np.datetime64]
NEVER = np.datetime64("NaT", "us")
# Without one of these the export of attribute times says nothing, and the object's own time decides.
CHANGE_COLUMNS = ("Object", "AttributeName", "LastOriginatingChangeTime")


def parse_times(column: pa.Array | None, count: int) -> Times:
    """UTC times from LDAP generalized time or ISO text; NaT where there is none or it cannot be read."""
    out: Times = np.full(count, NEVER, dtype="datetime64[us]")
    if column is None:
        return out
    text = pc.fill_null(column, "")
    digits = pc.replace_substring_regex(text, pattern=r"[-:TZ ]|\.\d+|\+00:00$", replacement="")
    good = pc.match_substring_regex(digits, pattern=r"^(19[7-9]|20)\d{11,12}$")
    stamps = pc.strptime(
        pc.if_else(good, pc.utf8_slice_codeunits(digits, 0, 14), None), format="%Y%m%d%H%M%S", unit="us"
    )
    values = stamps.to_numpy(zero_copy_only=False).astype("datetime64[us]")
    return np.where(np.asarray(good), values, out)


def object_changed(estate: "Estate") -> Times:
    """whenChanged of the directory object; it also moves at logons, so it is an upper bound."""
    return parse_times(estate.identities.column("ad", "whenChanged"), estate.identities.count)


def attribute_changed(estate: "Estate") -> tuple[dict[str, Times], npt.NDArray[np.bool_]]:
    """Change times per attribute, and which identities have exact times, from the replication metadata export."""
    count = estate.identities.count
    table = estate.snapshot.table("ad.change")
    exact = np.zeros(count, dtype=bool)
    if table is None or not set(CHANGE_COLUMNS) <= set(table.column_names):
        return {}, exact
    by_dn = {
        dn.casefold(): i
        for i, dn in enumerate((estate.identities.column("ad", "distinguishedName") or pa.array([])).to_pylist())
        if dn
    }
    by_guid = {g: i for i, g in enumerate((estate.trait("guid") or pa.array([])).to_pylist())}
    times = parse_times(table["LastOriginatingChangeTime"].combine_chunks(), table.num_rows)
    # Each name is looked up once: there are millions of rows.
    names, of_name = _encoded(table["AttributeName"])
    known = [a.ldap_name if (a := estate.catalogue.find(n)) else "" for n in names]
    objects, of_object = _encoded(table["Object"])
    places = np.array([by_dn.get(o.casefold(), by_guid.get(guid_text(o), -1)) for o in objects], np.int64)
    place = places[of_object] if len(objects) else of_object
    out: dict[str, Times] = {}
    for code, name in enumerate(known):
        # An unreadable time is no exact time: the object's own time decides then.
        mine = np.flatnonzero((of_name == code) & (place >= 0) & ~np.isnat(times))
        if not name or not len(mine):
            continue
        column = out.setdefault(name, np.full(count, NEVER, dtype="datetime64[us]"))
        newest = np.full(count, np.iinfo(np.int64).min)
        np.maximum.at(newest, place[mine], times[mine].astype(np.int64))
        np.fmax(column, newest.view("datetime64[us]"), out=column)
        exact[place[mine]] = True
    return out, exact


def _encoded(column: pa.ChunkedArray) -> tuple[list[str], npt.NDArray[np.int64]]:
    """The distinct texts, and which of them each row holds."""
    coded = pc.dictionary_encode(pc.fill_null(column, "")).combine_chunks()
    if isinstance(coded, pa.ChunkedArray):
        coded = pa.concat_arrays(coded.chunks)
    return coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def newest_change(estate: "Estate") -> tuple[Times, npt.NDArray[np.bool_]]:
    """Newest change of any attribute that moves, and whether it is exact (else the object's own time)."""
    by_attribute, exact = attribute_changed(estate)
    whole = object_changed(estate)
    newest: Times = np.full(estate.identities.count, NEVER, dtype="datetime64[us]")
    for name, times in by_attribute.items():
        attribute = estate.catalogue.find(name)
        # What the older hybrid writeback fills by itself is nobody's change to wait for.
        if attribute is not None and attribute.moves and name not in estate.facts.old_writeback:
            newest = np.fmax(newest, times)
    # Exact metadata without any Exchange attribute proves nothing: fall back to the object's time.
    exact &= ~np.isnat(newest)
    return np.where(exact, newest, whole), exact


@trait("earliest_safe_transfer")
def earliest_safe_transfer(estate: "Estate") -> pa.Array:
    """Newest change + one sync cycle + the settling time (24 h), UTC; unknown without any change time."""
    newest, _exact = newest_change(estate)
    minutes = estate.sync_interval_minutes + 60 * estate.snapshot.settings.settle_hours
    safe = newest + np.timedelta64(minutes, "m")
    return pa.array(safe, pa.timestamp("us", "UTC"), mask=np.isnat(safe))


@trait("safe_is_exact")
def safe_is_exact(estate: "Estate") -> pa.Array:
    """yes when the safe time rests on attribute times, no when on whenChanged."""
    return pa.array(np.where(newest_change(estate)[1], "yes", "no").tolist(), pa.string())
