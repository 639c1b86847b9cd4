"""Whether a mailbox has the licence that it needs."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import MAYBE, NO, YES, Flags, either
from analyzer.engine.cells import coded_words, flags_true, is_filled, is_unknown
from analyzer.engine.dated import fact_at
from analyzer.engine.kept import kept
from analyzer.engine.own_lists import flat
from analyzer.engine.traits import trait
from analyzer.engine.traits.archives import cloud_archive
from analyzer.engine.vectors import is_list, shared_words
from analyzer.normalise.key_columns import guids

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_SWITCHED_OFF = re.compile(r'"disabledPlans"\s*:\s*(\[[^\]]*\]|"[^"]*")', re.IGNORECASE)
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_BYTES = re.compile(r"\(([\d.,\s\u00a0\u202f]+)\s*bytes\)", re.IGNORECASE)
_NEEDS_ONE = ("shared", "room", "equipment")


def gives_exchange(entry: str, products: Mapping[str, bool]) -> int:
    """Whether one assigned licence holds an Exchange Online plan that is switched on; a product not listed: maybe."""
    off = {g.casefold() for part in _SWITCHED_OFF.findall(entry) for g in _GUID.findall(part)}
    rest = _SWITCHED_OFF.sub("", entry)
    known = [products[g.casefold()] for g in _GUID.findall(rest) if g.casefold() in products]
    named = rest.strip().casefold()
    if not known and named in products:
        known = [products[named]]
    if not known:
        return MAYBE
    return YES if known[0] and not any(products.get(g) for g in off) else NO


@kept
def is_licensed(estate: "Estate") -> Flags:
    """An Exchange Online plan is assigned: the licences of Entra say so, or SKUAssigned of the mailbox."""
    ids = estate.identities
    entra = _assigned(estate)
    column = ids.column("cloud", "SKUAssigned")
    blank = is_unknown(column, ids.count)
    mailbox = np.where(blank, MAYBE, flags_true(column, estate.has_cloud)).astype(np.uint8)
    some = either(entra, mailbox)
    return np.where(some == YES, YES, np.where((entra == NO) | (mailbox == NO), NO, MAYBE)).astype(np.uint8)


def _assigned(estate: "Estate") -> Flags:
    column = estate.identities.column("entra", "AssignedLicenses")
    count = estate.identities.count
    if column is None:
        return np.full(count, MAYBE, np.uint8)
    if is_list(column):
        entries, rows = flat(column)
    else:
        rows = np.flatnonzero(is_filled(column, count)).astype(np.int64)
        entries = column.take(pa.array(rows))
    coded = entries.dictionary_encode()
    products = estate.facts.exchange_products
    answers = np.array([gives_exchange(v or "", products) for v in coded.dictionary.to_pylist()] + [MAYBE], np.uint8)
    each = answers[pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)]
    out = np.where(is_unknown(column, count), MAYBE, NO).astype(np.uint8)
    for state in (MAYBE, YES):
        out[rows[each == state]] = state
    return out


def is_too_large(estate: "Estate") -> Flags:
    """The mailbox is above what it may hold without a licence; no where its size was not exported."""
    ids = estate.identities
    table = estate.snapshot.table("cloud.mailbox_statistics")
    if table is None or not {"MailboxGuid", "TotalItemSize"} <= set(table.column_names):
        return np.zeros(ids.count, np.uint8)
    limit = int(fact_at(estate.facts.dated, "unlicensed_shared_gigabytes", estate.as_of).value) << 30
    large = [_size(v) > limit for v in table["TotalItemSize"].to_pylist()]
    whose = guids(table["MailboxGuid"], table.num_rows).filter(pa.array(large, pa.bool_()))
    own = guids(ids.column("cloud", "ExchangeGuid"), ids.count)
    return np.asarray(pc.is_in(own, value_set=whose, skip_nulls=True).to_numpy(zero_copy_only=False)).astype(np.uint8)


def _size(text: str | None) -> int:
    """The bytes in ``51.2 GB (54,975,581,388 bytes)``."""
    found = _BYTES.search(text or "")
    return int(re.sub(r"\D", "", found[1]) or 0) if found else 0


@trait("licence", needs="AssignedLicenses of Get-MgUser, or SKUAssigned of Get-Mailbox", cloud=True)
def licence(estate: "Estate") -> pa.Array | None:
    """licensed; missing for a user mailbox; needed or not_needed for a shared one, a room or equipment.

    Those need one for an archive, a litigation hold, or more than the size that comes without.
    """
    kind = estate.trait("cloud_type")
    supplied = (
        estate.identities.supplied("entra", "AssignedLicenses"),
        estate.identities.supplied("cloud", "SKUAssigned"),
    )
    if kind is None or not any(supplied):
        return None
    paid = is_licensed(estate)
    hold = flags_true(estate.identities.column("cloud", "LitigationHoldEnabled"), estate.has_cloud)
    more = either(cloud_archive(estate), hold, is_too_large(estate))
    types = shared_words(kind, len(kind))
    shared = np.isin(types, _NEEDS_ONE)
    code = np.where(paid == YES, 0, np.where(~shared, 1, np.where(more == YES, 2, 3)))
    unsure = (paid == MAYBE) & ~(shared & (more == NO))
    unknown = unsure | (types == "") | ((paid == NO) & shared & (more == MAYBE))
    return coded_words(("licensed", "missing", "needed", "not_needed"), code, unknown)
