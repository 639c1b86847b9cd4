"""When did something change in the directory: each attribute's own time where it was exported, else the object's."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.columns import PairColumns
from analyzer.model.catalogue import ALWAYS_TIMED
from analyzer.normalise.keys import guid_text
from analyzer.normalise.time_columns import NEVER, Times, parse_times

Codes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
NO_TIME, OBJECT_TIME, ATTRIBUTE_TIME = range(3)
BASIS = ("", "object time", "attribute time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Change times of the pairs' directory objects."""

    whole: Times  # whenChanged
    name_of: npt.NDArray[np.int64] = field(repr=False)  # per exported change: attribute, pair and time
    pair_of: npt.NDArray[np.int64] = field(repr=False)
    when: Times = field(repr=False)
    names: dict[str, int] = field(repr=False)  # folded LDAP name to its code
    is_whole: Mask = field(repr=False)  # per pair: the times of all attributes that ever had a value are known

    def of(self, ldap_name: str, *, is_link: bool = False) -> tuple[Times, Codes]:
        """Time and basis per pair: the newest change of the attribute, else the object's own time.

        No time on the basis of the attribute: by the replication metadata it never had a value. The values of links
        have metadata of their own, which may be missing, so silence says nothing about a link.
        """
        times = self.whole.copy()
        basis = np.where(np.isnat(times), NO_TIME, OBJECT_TIME).astype(np.uint8)
        if not is_link:
            times[self.is_whole] = NEVER
            basis[self.is_whole] = ATTRIBUTE_TIME
        code = self.names.get(ldap_name.casefold())
        if code is not None:
            mine = self.name_of == code
            exact = np.full(len(times), np.iinfo(np.int64).min)
            np.maximum.at(exact, self.pair_of[mine], self.when[mine].astype(np.int64))
            known = exact > np.iinfo(np.int64).min  # the least number is NaT
            times[known] = exact[known].astype("datetime64[us]")
            basis[known] = ATTRIBUTE_TIME
        return times, basis


def read_changes(columns: PairColumns) -> Changes:
    """The change times of all pairs from whenChanged and the replication metadata export."""
    whole = parse_times(columns.take("ad", "whenChanged"), columns.count)
    table = columns.snapshot.table("ad.change")
    wanted = ("Object", "AttributeName", "LastOriginatingChangeTime")
    nothing = np.array([], dtype=np.int64)
    if table is None or not table.num_rows or any(n not in table.column_names for n in wanted):
        return Changes(
            whole=whole,
            name_of=nothing,
            pair_of=nothing,
            when=nothing.astype("datetime64[us]"),
            names={},
            is_whole=np.zeros(columns.count, dtype=bool),
        )
    who, name, time = (_one_chunk(table[n]) for n in wanted)
    pair_of = _pairs(who, columns)
    when = parse_times(time, table.num_rows)
    encoded = pc.dictionary_encode(pc.fill_null(pc.utf8_trim_whitespace(name), ""))
    names: dict[str, int] = {}
    # Two spellings of one name share the code of the first.
    codes = np.array([names.setdefault(n.casefold(), i) for i, n in enumerate(encoded.dictionary.to_pylist())])
    name_of = codes[encoded.indices.to_numpy(zero_copy_only=False)].astype(np.int64)
    good = (pair_of >= 0) & (when != NEVER) & ~np.isnat(when)
    is_whole = np.zeros(columns.count, dtype=bool)
    always = [code for name, code in names.items() if name in ALWAYS_TIMED]
    is_whole[pair_of[good & np.isin(name_of, always)]] = True
    # One time that cannot be read may be that of any attribute.
    is_whole[pair_of[(pair_of >= 0) & ~good]] = False
    return Changes(
        whole=whole,
        name_of=name_of[good],
        pair_of=pair_of[good],
        when=when[good],
        names=names,
        is_whole=is_whole,
    )


def _one_chunk(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _pairs(who: pa.Array, columns: PairColumns) -> npt.NDArray[np.int64]:
    """The pair of each changed object, named by distinguished name or objectGUID; -1 for none."""
    encoded = pc.dictionary_encode(pc.fill_null(who, ""))
    names = [n.strip() for n in encoded.dictionary.to_pylist()]
    found = np.full(len(names), -1, dtype=np.int64)
    for column, fold in (("distinguishedName", str.casefold), ("objectGUID", guid_text)):
        own = columns.take("ad", column)
        if own is None:
            continue
        place = {key: i for i, v in enumerate(own.to_pylist()) if v and (key := fold(v.strip()))}
        for n, name in enumerate(names):
            if found[n] < 0 and (key := fold(name)):
                found[n] = place.get(key, -1)
    return np.asarray(found[encoded.indices.to_numpy(zero_copy_only=False)])
