"""Addresses that writeback may take away: only AD has them."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.engine.address_index import address_index, as_found, not_held
from analyzer.engine.own_lists import gathered
from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@trait("addresses_only_in_directory", needs="proxyAddresses of the directory export and EmailAddresses of Get-Mailbox")
def addresses_only_in_directory(estate: "Estate") -> pa.Array | None:
    """Entries of proxyAddresses of any kind that the cloud does not have, without case; as found.

    The legacyExchangeDN of the cloud is no such entry: the older hybrid writeback puts it into AD as X500.
    """
    ids = estate.identities
    ours, theirs = ("ad", "proxyAddresses"), ("cloud", "EmailAddresses")
    if not (ids.supplied(*ours) and ids.supplied(*theirs)):
        return None
    index = address_index(estate)
    mine = index.columns[ours]
    known = [index.columns[key] for key in (theirs, ("cloud", "LegacyExchangeDN")) if key in index.columns]
    unknown = ids.has("ad") & ids.has("cloud") & (ids.unknown(*ours) | ids.unknown(*theirs))
    asked = ids.has("ad") & ids.has("cloud") & ~unknown
    alone = np.flatnonzero(not_held(mine, known, len(index.texts)) & asked[mine.holder])
    return gathered(as_found(estate, ours, mine.place[alone]), mine.owner[alone], unknown)
