"""How far apart the files of both sides were exported."""

import math
from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_COMPARED = ("ad.object", "cloud.mailbox")


@trait("export_spread_hours", on="organisation", needs="files of both sides that carry a time")
def export_spread_hours(estate: "Estate") -> pa.Array | None:
    """Hours between the newest times of the directory files of each domain and of Get-Mailbox, rounded up."""
    timed = [any(f.exported_at for f in estate.snapshot.files_of(kind)) for kind in _COMPARED]
    if not all(timed):
        return None
    return pa.array([math.ceil(estate.ages_apart.total_seconds() / 3600)], pa.int64())
