"""One population out of several kinds of exports that say the same thing in different columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import Flags
from analyzer.engine.populations import Population, not_supplied
from analyzer.engine.subjects import TableSubjects
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The rows of one kind: names, derived columns and membership, each as long as the table."""

    kind: str
    names: Sequence[str | None]
    traits: Mapping[str, Sequence[str | None]]
    member: Flags


def joined(estate: "Estate", parts: Sequence[Part], exports: Mapping[str, str]) -> Population:
    """The rows of all parts.

    Args:
        estate: what was read.
        parts: one for each kind that was supplied.
        exports: words for the export of each kind; those that were not supplied are said as missing.
    """
    have = {p.kind for p in parts}
    missing = "; ".join(words for kind, words in exports.items() if kind not in have)
    if not parts:
        return not_supplied(missing)
    gap = "; ".join(exports[k] for k in sorted(have) if not estate.snapshot.complete(k))
    tables = [estate.snapshot.tables[p.kind].select([FILE, ROW]) for p in parts]
    table = pa.concat_tables(tables).combine_chunks()
    table = table.append_column("Name", pa.array([n for p in parts for n in p.names], pa.string()))
    traits = {t: pa.array([v for p in parts for v in p.traits[t]], pa.string()) for t in parts[0].traits}
    return Population(
        subjects=TableSubjects(table=table, traits=traits, cloud=True, supplied_by="; ".join(exports.values())),
        member=np.concatenate([p.member for p in parts]).astype(np.uint8),
        missing=missing,
        complete=not missing and not gap,
        gap=f"a whole export: {gap}" if gap else "",
    )
