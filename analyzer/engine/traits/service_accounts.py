"""What tells that an application, not a person, signs in to an account."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.cells import Mask, is_filled, is_unknown
from analyzer.engine.own_lists import worded
from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_SIGNS = ("it has a service principal name", "its name is like that of a service account")
# Only a dump of every attribute carries two of them; what it lacks is empty.
_FULL = ("objectCategory", "uSNCreated", "dSCorePropagationData")
_NAMES = ("sAMAccountName", "cn", "mailNickname", "userPrincipalName")


@trait("service_account_signs", needs="servicePrincipalName and sAMAccountName of the directory export")
def service_account_signs(estate: "Estate") -> pa.Array:
    """Why the account looks like one of an application; empty when nothing says so."""
    ids = estate.identities
    principal = ids.column("ad", "servicePrincipalName")
    names = [c for n in _NAMES if (c := ids.column("ad", n)) is not None]
    like_one = estate.facts.builtin.expression("service_accounts", "names")
    named = np.zeros(ids.count, dtype=bool)
    for column in names:
        found = pc.fill_null(pc.match_substring_regex(column, like_one), False)
        named |= np.asarray(found.to_numpy(zero_copy_only=False))
    unknown = is_unknown(principal, ids.count)
    if principal is None:
        unknown &= ~_dumped_whole(estate)
    if not names:
        unknown = np.ones(ids.count, dtype=bool)
    return worded(_SIGNS, (is_filled(principal, ids.count), named), unknown)


def _dumped_whole(estate: "Estate") -> Mask:
    """Directory objects that were exported with every attribute they have."""
    ids = estate.identities
    filled = [is_filled(ids.column("ad", name), ids.count) for name in _FULL]
    return np.asarray(np.sum(filled, axis=0) >= 2)
