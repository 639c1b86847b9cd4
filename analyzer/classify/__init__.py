"""Snapshot to Classified: objects joined across the sides, attributes compared, differences given a kind."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analyzer.classify.identities import Identities
from analyzer.classify.kinds import Comparison
from analyzer.classify.match import match
from analyzer.classify.pairs import compare_pairs
from analyzer.model.catalogue import Catalogue
from analyzer.model.progress import Progress, Silent
from analyzer.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """Identities, and the comparison of those that have a directory object and a cloud mailbox."""

    identities: Identities
    pair_identity: npt.NDArray[np.int64]
    comparison: Comparison


def classify(
    snapshot: Snapshot, catalogue: Catalogue, *, sync_interval_minutes: int, progress: Progress | None = None
) -> Classified:
    """Every object joined, every comparable attribute of every pair compared."""
    progress = progress or Silent()
    progress.start("Matching", 1)
    identities = match(snapshot)
    progress.advance(1)
    progress.done()
    pair_identity, comparison = compare_pairs(
        snapshot, identities, catalogue, sync_interval_minutes=sync_interval_minutes, progress=progress
    )
    return Classified(identities=identities, pair_identity=pair_identity, comparison=comparison)
