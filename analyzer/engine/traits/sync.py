"""Single facts of the directory synchronisation."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.engine.traits import trait
from analyzer.engine.traits.times import parse_times

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@trait("last_sync", on="sync", needs="OnPremisesLastSyncDateTime of Get-MgOrganization")
def last_sync(estate: "Estate") -> pa.Array | None:
    """When the tenant was last synchronised, UTC."""
    table = estate.snapshot.table("entra.organization")
    name = "OnPremisesLastSyncDateTime"
    if table is None or not table.num_rows or name not in table.column_names:
        return None
    times = parse_times(table[name].slice(0, 1).combine_chunks(), 1)
    return pa.array(times, pa.timestamp("us", "UTC"), mask=np.isnat(times))
