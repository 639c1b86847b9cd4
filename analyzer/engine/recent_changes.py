"""The changes that make a transfer wait: which attribute of which object, when, and by which controller."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.traits.times import CHANGE_COLUMNS, owners_of, parse_times
from analyzer.normalise.time_columns import NEVER, Times

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

Codes = npt.NDArray[np.int32]
CONTROLLER = "LastOriginatingChangeDirectoryServerIdentity"
_SETTINGS = re.compile(r"^\s*CN=NTDS Settings(?:\\0ADEL:[^,]*)?,\s*CN=([^,]+)", re.IGNORECASE)
_LAST = np.iinfo(np.int32).max
_NEVER_AS_NUMBER = NEVER.astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRows:
    """Last changes of attributes that move; the four arrays are as long as there are rows."""

    owner: Codes = field(repr=False)  # identity
    when: Times = field(repr=False)  # UTC
    attribute: Codes = field(repr=False)  # place in ``names``
    controller: Codes = field(repr=False)  # place in ``controllers``
    names: tuple[str, ...]  # LDAP names, sorted
    controllers: tuple[str, ...]  # sorted; the empty text where the export does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Per identity the newest change that a transfer waits for."""

    newest: Times = field(repr=False)  # NaT where no time is known
    exact: npt.NDArray[np.bool_] = field(repr=False)  # else the object's own time, which is the latest possible
    attribute: Codes = field(repr=False)  # place in ``names``; -1 where the object's time stands
    controller: Codes = field(repr=False)
    names: tuple[str, ...] = ()
    controllers: tuple[str, ...] = ()


def change_rows(estate: "Estate") -> ChangeRows | None:
    """The changes that count for the wait; None when no change times of attributes were exported.

    A change of an identity attribute does not count, nor what the older hybrid writeback fills by itself.
    """
    table = estate.snapshot.table("ad.change")
    if table is None or not set(CHANGE_COLUMNS) <= set(table.column_names):
        return None
    times = parse_times(table["LastOriginatingChangeTime"].combine_chunks(), table.num_rows)
    names, attribute = _coded(table["AttributeName"], lambda name: _moved(estate, name))
    if CONTROLLER in table.column_names:
        controllers, controller = _coded(table[CONTROLLER], controller_name)
    else:
        controllers, controller = ("",), np.zeros(table.num_rows, np.int32)
    owner = owners_of(estate, table["Object"]).astype(np.int32)
    good = (owner >= 0) & ~np.isnat(times)
    good &= np.array([n != "" for n in names], dtype=bool)[attribute] if names else False
    return ChangeRows(
        owner=owner[good],
        when=times[good],
        attribute=attribute[good],
        controller=controller[good],
        names=names,
        controllers=controllers,
    )


def _moved(estate: "Estate", name: str) -> str:
    """The LDAP name of an attribute whose change is to be waited for, else an empty text."""
    attribute = estate.catalogue.find(name)
    if attribute is None or not attribute.moves or attribute.ldap_name in estate.facts.old_writeback:
        return ""
    return attribute.ldap_name


def controller_name(text: str) -> str:
    """``DC02`` of ``CN=NTDS Settings,CN=DC02,CN=Servers,...``; any other text as it is."""
    found = _SETTINGS.match(text)
    return found[1] if found else text.strip()


def _coded(column: pa.ChunkedArray, word: object) -> tuple[tuple[str, ...], Codes]:
    """The distinct words of a column in order, and the place of each row's word among them."""
    encoded = pc.dictionary_encode(pc.fill_null(column.combine_chunks(), ""))
    said = [word(text) for text in encoded.dictionary.to_pylist()]  # type: ignore[operator]
    names = tuple(sorted(set(said)))
    place = {name: i for i, name in enumerate(names)}
    codes = np.array([place[name] for name in said], dtype=np.int32)
    return names, np.asarray(codes[encoded.indices.to_numpy(zero_copy_only=False)])


def clock_of(estate: "Estate") -> Clock:
    """The newest change of each identity, from attribute times, else from the object's own time."""
    count = estate.identities.count
    whole = parse_times(estate.identities.column("ad", "whenChanged"), count)
    rows = change_rows(estate)
    none = np.full(count, -1, np.int32)
    if rows is None or not len(rows.owner):
        return Clock(newest=whole, exact=np.zeros(count, dtype=bool), attribute=none, controller=none)
    stamps = rows.when.astype(np.int64)
    newest = np.full(count, _NEVER_AS_NUMBER)
    np.maximum.at(newest, rows.owner, stamps)
    exact = newest != _NEVER_AS_NUMBER
    last = np.flatnonzero(stamps == newest[rows.owner])
    # Of several attributes set in one second the first by name stands for all.
    attribute, controller = np.full(count, _LAST, np.int32), np.full(count, _LAST, np.int32)
    np.minimum.at(attribute, rows.owner[last], rows.attribute[last])
    own = last[rows.attribute[last] == attribute[rows.owner[last]]]
    np.minimum.at(controller, rows.owner[own], rows.controller[own])
    return Clock(
        newest=np.where(exact, newest.astype("datetime64[us]"), whole),
        exact=exact,
        attribute=np.where(exact, attribute, -1).astype(np.int32),
        controller=np.where(exact, controller, -1).astype(np.int32),
        names=rows.names,
        controllers=rows.controllers,
    )
