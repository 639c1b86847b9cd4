"""Addresses that writeback may take away: only AD has them."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.cells import is_unknown
from analyzer.engine.own_lists import flat, gathered, not_in_own
from analyzer.engine.populations.addresses import fold
from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@trait("addresses_only_in_directory", needs="proxyAddresses of the directory export and EmailAddresses of Get-Mailbox")
def addresses_only_in_directory(estate: "Estate") -> pa.Array | None:
    """Entries of proxyAddresses of any kind that the cloud does not have, without case; as found.

    The legacyExchangeDN of the cloud is no such entry: the older hybrid writeback puts it into AD as X500.
    """
    ids = estate.identities
    ours, theirs = ids.column("ad", "proxyAddresses"), ids.column("cloud", "EmailAddresses")
    if ours is None or theirs is None:
        return None
    values, owner = flat(ours)
    others, their_owner = flat(theirs)
    known, known_owner = [fold(others.cast(pa.string()))], [their_owner]
    legacy = ids.column("cloud", "LegacyExchangeDN")
    if legacy is not None:
        texts, rows = flat(legacy)
        known.append(fold(pc.binary_join_element_wise("x500:", texts.cast(pa.string()), "")))
        known_owner.append(rows)
    paired = ids.has("ad") & ids.has("cloud")
    held = pa.concat_arrays([k.cast(pa.string()) for k in known])
    alone = not_in_own(fold(values.cast(pa.string())), owner, held, np.concatenate(known_owner)) & paired[owner]
    unknown = paired & (is_unknown(ours, ids.count) | is_unknown(theirs, ids.count))
    alone &= ~unknown[owner]
    return gathered(values.cast(pa.string()).filter(pa.array(alone)), owner[alone], unknown)
