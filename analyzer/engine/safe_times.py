"""From when on is a transfer safe, why, and how surely: the columns of the mailboxes frame."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.estate import Estate
from analyzer.engine.verdicts import Verdicts
from analyzer.normalise.time_columns import NEVER, Times, iso_texts

Index = npt.NDArray[np.int64]
EXACT, LATEST, UNKNOWN = "exact", "at the latest", "unknown"
NO_TIME = "No time of a change in AD is known, so nobody can say from when on the transfer is safe."


def safe_time_columns(estate: Estate, verdicts: Verdicts, which: Index) -> dict[str, pa.Array]:
    """Time, basis, reason in one line and confidence; all empty where no transfer is ahead."""
    clock = estate.clock
    ahead = ~np.isin(verdicts.verdict[which], ["done", "not_applicable"])
    newest: Times = np.where(ahead, clock.newest[which], NEVER)
    known, exact = ~np.isnat(newest), clock.exact[which]
    sure = pa.array(exact)
    words = {
        "safe_basis": pc.if_else(sure, "attribute times", "object time, at the latest"),
        "safe_reason": _reasons(estate, newest, which),
        "safe_confidence": pc.if_else(sure, EXACT, LATEST),
    }
    nothing = {
        "safe_basis": pa.scalar(""),
        "safe_reason": pc.if_else(pa.array(ahead), NO_TIME, ""),
        "safe_confidence": pc.if_else(pa.array(ahead), UNKNOWN, ""),
    }
    has_time = pa.array(known)
    return {
        "earliest_safe_transfer": iso_texts(np.asarray(newest + estate.settling, dtype="datetime64[us]")),
        **{name: pc.if_else(has_time, column, nothing[name]) for name, column in words.items()},
    }


def settling_words(estate: Estate) -> str:
    """``a sync cycle of 30 minutes and 24 hours to settle``."""
    minutes, hours = estate.sync_interval_minutes, estate.snapshot.settings.settle_hours
    cycle = f"{minutes:,} minute{'' if minutes == 1 else 's'}"
    return f"a sync cycle of {cycle} and {hours:,} hour{'' if hours == 1 else 's'} to settle"


def _reasons(estate: Estate, newest: Times, which: Index) -> pa.Array:
    """The newest change in words; meaningless where no time is known."""
    clock, after = estate.clock, f"; it needs {settling_words(estate)}."
    when = iso_texts(newest)
    by = [f" by {name}" if name else "" for name in clock.controllers]
    exact = pc.binary_join_element_wise(
        _word(clock.names, clock.attribute[which]),
        " was changed at ",
        when,
        _word(by, clock.controller[which]),
        after,
        "",
    )
    whole = pc.binary_join_element_wise(
        "The object was changed at ",
        when,
        after[:-1] + ". The time of the object stands for that of its attributes, and logons move it too.",
        "",
    )
    return pc.if_else(pa.array(clock.exact[which]), exact, whole)


def _word(words: tuple[str, ...] | list[str], codes: npt.NDArray[np.int32]) -> pa.Array:
    """The word of each code, empty for -1."""
    place = np.where(codes < 0, len(words), codes)
    return pa.array([*words, ""], pa.string()).take(pa.array(place))
