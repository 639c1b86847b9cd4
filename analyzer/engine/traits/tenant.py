"""Single facts of the tenant."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, YES, both, negated
from analyzer.engine.populations.mailboxes import is_onprem, is_synced
from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

DEFAULT = "BlockExchangeProvisioningFromOnPremEnabled"


@trait("cloud_default_state", on="tenant", needs=f"{DEFAULT} of Get-OrganizationConfig (Exchange Online)")
def cloud_default_state(estate: "Estate") -> pa.Array | None:
    """fine, too early (on while mailboxes are on-premises) or due (all transferred, still off); None = unknown."""
    table = estate.snapshot.table("cloud.organization_config")
    if table is None or not table.num_rows or DEFAULT not in table.column_names:
        return None
    return pa.array([_state(estate, table[DEFAULT][0].as_py())], pa.string())


def _state(estate: "Estate", default: str | None) -> str | None:
    if not default:
        return None
    onprem = is_onprem(estate) if estate.identities.ad is not None else np.array([MAYBE], np.uint8)
    if default.casefold() == "true":
        return "too early" if np.any(onprem == YES) else None if np.any(onprem == MAYBE) else "fine"
    synced = is_synced(estate)
    waiting = both(synced, negated(estate.transferred))
    if not np.any(synced == YES) or np.any(waiting == YES) or np.any(onprem == YES):
        return "fine"
    return None if np.any(waiting == MAYBE) or np.any(onprem == MAYBE) or np.any(synced == MAYBE) else "due"
