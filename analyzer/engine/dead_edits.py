"""Dead edits: values that somebody changed in AD after the transfer, so that they never arrive.

No export says when a mailbox was transferred. Three things say by when it was: the day that a person stated, the
last change of the mailbox in the cloud (setting the flag is one), and the newest time in the export that shows it.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import YES
from analyzer.engine.estate import Estate
from analyzer.engine.traits.times import parse_times
from analyzer.engine.writeback_jobs import writeback_jobs_of
from analyzer.normalise.time_columns import NEVER, Times

WORDS = ("", "possible", "yes")
ATTRIBUTE_TIME = "attribute time"
Mask = npt.NDArray[np.bool_]
_DAY = np.timedelta64(1, "D")


def dead_edits(estate: Estate) -> pa.Array:
    """For each row of the comparison: yes, possible, or empty.

    Yes: the attribute's own time lies after a moment at which the mailbox was transferred already. Possible: only
    the object's time does; or writeback may have written the attribute; or nothing says whether the transfer came
    first, but the change is younger than the last sync.
    """
    rows = estate.comparison.rows
    if not len(rows):
        return pa.array([], pa.string())
    pair = rows["pair"].to_numpy(dtype=np.int64)
    apart = rows["kind"].isin(["drift", "lag"]).to_numpy(dtype=bool)
    moved, written_back = _attributes(estate, _arrow(rows["attribute"]))
    which = estate.pair_identity[pair]
    asked = apart & moved & (estate.transferred[which] == YES)
    out = np.zeros(len(rows), dtype=np.int64)
    if asked.any():
        here = np.flatnonzero(asked)
        changed = parse_times(_arrow(rows["directory_changed"]).take(pa.array(here)), len(here))
        exact = (rows["changed_basis"] == ATTRIBUTE_TIME).to_numpy(dtype=bool)[here]
        after = changed >= transferred_by(estate)[which[here]]
        # Writeback changes AD too: a difference may then be one that it has not brought yet.
        someone = exact & ~(written_back[here] & _writeback_may_run(estate))
        since_sync = exact & (changed > _last_sync(estate))
        out[here] = np.where(after & someone, 2, np.where(after | since_sync, 1, 0))
    return pa.array(WORDS, pa.string()).take(pa.array(out))


def transferred_by(estate: Estate) -> Times:
    """Per identity the earliest moment at which it was transferred for sure, if it is; NaT where nothing says."""
    count = estate.identities.count
    changed = parse_times(estate.identities.column("cloud", "WhenChangedUTC"), count)
    exports = [f.exported_at for f in estate.snapshot.files_of("cloud.mailbox") if f.exported_at]
    exported = np.datetime64(max(exports).replace(tzinfo=None), "us") if exports else NEVER
    day = estate.snapshot.settings.transferred_by
    stated = np.datetime64(day, "us") + _DAY if day else NEVER
    return np.asarray(np.fmin(np.fmin(changed, exported), stated))


def _arrow(column: "pd.Series[str]") -> pa.Array:
    found = pa.array(column)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _attributes(estate: Estate, names: pa.Array) -> tuple[Mask, Mask]:
    """Rows whose attribute the cloud owns after the transfer, and those that writeback brings back."""
    encoded = pc.dictionary_encode(names)
    codes, distinct = encoded.indices.to_numpy(zero_copy_only=False), encoded.dictionary.to_pylist()
    found = [estate.catalogue.find(str(name).partition(".")[0]) for name in distinct]
    old = estate.facts.old_writeback
    moved = [a is not None and (a.moves or a.is_written_back) and a.ldap_name not in old for a in found]
    back = [a is not None and a.is_written_back for a in found]
    return np.array(moved, dtype=bool)[codes], np.array(back, dtype=bool)[codes]


def _writeback_may_run(estate: Estate) -> bool:
    """There is a job of writeback, or nobody can say that there is none."""
    found = writeback_jobs_of(estate)
    if found is None or not estate.snapshot.complete("entra.sync_job"):
        return True
    return any(table.num_rows for table in found)


def _last_sync(estate: Estate) -> np.datetime64:
    """When the tenant was last synchronised; NaT where nobody knows, and then nothing is younger."""
    subjects = estate.population("sync").subjects
    column = subjects.column("last_sync") if subjects is not None else None
    when = column[0].as_py() if column is not None and len(column) else None
    return np.datetime64(when.replace(tzinfo=None), "us") if when is not None else NEVER
