"""Mailboxes that a move request or a migration speaks of."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import sure
from analyzer.engine.cells import Mask
from analyzer.engine.own_lists import gathered
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.traits import trait
from analyzer.normalise.key_columns import addresses, dns, guids

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

LISTS = ("cloud.move_request", "cloud.migration_user", "onprem.move_request")
EXPORTS = "Get-MoveRequest or Get-MigrationUser of Exchange Online, or Get-MoveRequest on-premises"
# Columns of the lists that name the mailbox, by what they hold.
_KEYS = (
    (guids, ("ExchangeGuid", "MailboxGuid"), (("ad", "msExchMailboxGuid"), ("cloud", "ExchangeGuid"))),
    (dns, ("DistinguishedName",), (("ad", "distinguishedName"),)),
    (
        addresses,
        ("MailboxEmailAddress", "MailboxIdentifier", "Identity"),
        (("cloud", "PrimarySmtpAddress"), ("cloud", "UserPrincipalName"), ("ad", "mail"), ("ad", "userPrincipalName")),
    ),
)


def _owners(estate: "Estate", table: pa.Table) -> np.ndarray:
    """The identity that each row speaks of; -1 where no file knows it."""
    ids = estate.identities
    out = np.full(table.num_rows, -1, dtype=np.int64)
    for fold, columns, own in _KEYS:
        known = [fold(ids.column(side, name), ids.count) for side, name in own]
        for name in (c for c in columns if c in table.column_names):
            wanted = fold(table[name], table.num_rows)
            for column in known:
                place = pc.fill_null(pc.index_in(wanted, value_set=column, skip_nulls=True), -1)
                found = place.to_numpy(zero_copy_only=False).astype(np.int64)
                out = np.where(out < 0, found, out)
    return out


def _rows(estate: "Estate") -> tuple[pa.Array, np.ndarray] | None:
    """The state of each move and the identity it is about; None when nobody supplied a list."""
    tables = [t for kind in LISTS if (t := estate.snapshot.table(kind)) is not None]
    if not tables:
        return None
    states = [t["Status"].combine_chunks() if "Status" in t.column_names else pa.nulls(t.num_rows) for t in tables]
    owners = [_owners(estate, t) for t in tables]
    return pa.concat_arrays([s.cast(pa.string()) for s in states]), np.concatenate(owners)


@trait("move_states", needs=EXPORTS)
def move_states(estate: "Estate") -> pa.Array | None:
    """The state of each move of the mailbox, as printed; unknown where one was not exported."""
    found = _rows(estate)
    if found is None:
        return None
    states, owner = found
    known = (owner >= 0) & ~np.asarray(pc.is_null(states).to_numpy(zero_copy_only=False))
    blank: Mask = np.zeros(estate.identities.count, dtype=bool)
    blank[owner[(owner >= 0) & ~known]] = True
    return gathered(states.filter(pa.array(known)), owner[known], blank)


@population("mailbox_moves")
def mailbox_moves(estate: "Estate") -> Population:
    """Mailboxes with a move request or a migration, finished or not. Whose move it is must be known."""
    found = _rows(estate)
    if found is None:
        return not_supplied(EXPORTS)
    states, owner = found
    member = np.zeros(estate.identities.count, dtype=bool)
    member[owner[owner >= 0]] = True
    lost = int(np.count_nonzero(owner < 0))
    complete = not lost and all(estate.snapshot.complete(k) for k in LISTS if estate.snapshot.table(k) is not None)
    missing = f"the mailboxes of {lost:,} moves, which stand in no file" if lost else ""
    gap = "" if complete else missing or f"a whole export: {EXPORTS}"
    del states
    return Population(subjects=estate.recipients, member=sure(member), missing=missing, complete=complete, gap=gap)
