"""Traits of what happens after a transfer, and of the lists that people keep in ``assessment.toml``."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify import kinds as k
from analyzer.engine.cells import from_flags
from analyzer.engine.checks.differences import compared_names
from analyzer.engine.own_lists import sparse_lists
from analyzer.engine.traits import trait
from analyzer.engine.traits.times import CHANGE_COLUMNS, attribute_changed
from analyzer.engine.vectors import test_values
from analyzer.model.catalogue import Attribute

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_DAY_AFTER = np.timedelta64(1, "D")


@trait("transferred", needs="IsExchangeCloudManaged of Get-Mailbox", cloud=True)
def transferred(estate: "Estate") -> pa.Array:
    """yes when the cloud manages the Exchange attributes of the mailbox, no when AD does."""
    return from_flags(estate.transferred)


@trait("listed_as")
def listed_as(estate: "Estate") -> pa.Array:
    """The lists of assessment.toml that name the mailbox: returns_onprem, leaves_scope, planned."""
    said = estate.snapshot.settings
    lists = {"returns_onprem": said.returns_onprem, "leaves_scope": said.leaves_scope, "planned": said.planned}
    words: dict[int, list[str]] = {}
    for word, names in lists.items():
        wanted = {n.casefold() for n in names}
        if not wanted:
            continue
        for name in ("guid", "upn", "primary_address"):
            column = estate.trait(name)
            named = test_values(column, _is_among(wanted)) if column is not None else ()
            for i in np.flatnonzero(named).tolist():
                if word not in words.setdefault(i, []):
                    words[i].append(word)
    return sparse_lists(words, np.zeros(estate.identities.count, dtype=bool))


def _is_among(names: set[str]) -> Callable[[str], bool]:
    return lambda value: bool(value) and value.casefold() in names


@trait("transferred_since", needs="timing.transferred_by of assessment.toml")
def transferred_since(estate: "Estate") -> pa.Array | None:
    """The end of the day by which every mailbox that is transferred was so, as a person stated it."""
    day = estate.snapshot.settings.transferred_by
    if day is None:
        return None
    end = np.datetime64(day, "us") + _DAY_AFTER
    return pa.array(np.full(estate.identities.count, end), pa.timestamp("us", "UTC"))


@trait(
    "changed_since_transfer",
    needs="attribute times of the directory (replication metadata), and timing.transferred_by of assessment.toml",
)
def changed_since_transfer(estate: "Estate") -> pa.Array | None:
    """Exchange attributes that somebody changed in AD after the transfer.

    What writeback itself brings to AD, and what the older hybrid writeback fills, does not count.
    """
    day = estate.snapshot.settings.transferred_by
    table = estate.snapshot.table("ad.change")
    if day is None or table is None or not set(CHANGE_COLUMNS) <= set(table.column_names):
        return None
    by_attribute, exact = attribute_changed(estate)
    end = np.datetime64(day, "us") + _DAY_AFTER
    words: dict[int, list[str]] = {}
    unknown = ~exact & estate.has_ad
    for name, times in by_attribute.items():
        attribute = estate.catalogue.find(name)
        if attribute is None or (not attribute.moves and not attribute.is_written_back):
            continue
        if attribute.ldap_name in estate.facts.old_writeback:
            continue
        late = times >= end
        if attribute.is_written_back:
            apart, unsure = _apart(estate, attribute)
            unknown |= late & unsure
            late &= apart
        for i in np.flatnonzero(late):
            words.setdefault(int(i), []).append(attribute.ldap_name)
    return sparse_lists(words, unknown)


def _apart(estate: "Estate", attribute: Attribute) -> tuple[np.ndarray, np.ndarray]:
    """Identities whose two sides differ in a written-back attribute, and those of which nobody can tell."""
    count = estate.identities.count
    apart, unsure = np.zeros(count, dtype=bool), np.ones(count, dtype=bool)
    names = compared_names(estate, [attribute.ldap_name])
    if not names:
        return apart, unsure
    codes = np.stack([estate.comparison.kinds[n] for n in names])
    apart[estate.pair_identity] = np.isin(codes, (k.LAG, k.DRIFT)).any(axis=0)
    unsure[estate.pair_identity] = np.isin(codes, (k.UNKNOWN, k.NOT_COMPARED)).any(axis=0)
    return apart, unsure & ~apart
