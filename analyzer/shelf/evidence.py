"""What was read, and how it was joined and compared, as facts and tables to be kept, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from analyzer.classify import Classified
from analyzer.classify.beside import beside
from analyzer.classify.identities import Identities
from analyzer.classify.kinds import Comparison
from analyzer.classify.recipients import cloud_union
from analyzer.model.problems import Problem
from analyzer.model.settings import Settings
from analyzer.model.snapshot import Conflict, RejectedRow, Snapshot, SourceFile
from analyzer.shelf.folder import Part
from analyzer.shelf.plain import made, plain

Tables = dict[str, pa.Table]
_ROWS = ("ad_row", "cloud_row", "entra_row")
_WORDS = ("matched_by", "ambiguous")
_PAIR = "_pair"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ledger:
    """Everything of a snapshot but its tables and settings."""

    folder: str
    files: tuple[SourceFile, ...]
    problems: tuple[Problem, ...]
    rejected: tuple[RejectedRow, ...]
    ignored: Mapping[str, int]
    conflicts: tuple[Conflict, ...]


def snapshot_kept(snapshot: Snapshot) -> tuple[Any, Tables]:
    """Facts and tables of a snapshot; its settings are not among them."""
    said = {f.name: getattr(snapshot, f.name) for f in fields(_Ledger)}
    return plain(_Ledger(**said)), dict(snapshot.tables)


def snapshot_again(part: Part) -> Snapshot:
    """The snapshot, with default settings.

    Raises:
        ValueError: the facts are not those of a snapshot.
    """
    ledger = made(_Ledger, part.facts)
    return Snapshot(
        **{f.name: getattr(ledger, f.name) for f in fields(ledger)}, tables=part.tables, settings=Settings()
    )


def classified_kept(classified: Classified) -> tuple[Any, Tables]:
    """Facts and tables of what was joined and compared."""
    found, comparison = classified.identities, classified.comparison
    joined = {name: pa.array(getattr(found, name)) for name in (*_ROWS, "strong")}
    joined |= {name: pa.array(getattr(found, name), pa.string()) for name in _WORDS}
    pairs = {_PAIR: pa.array(classified.pair_identity), **{n: pa.array(c) for n, c in comparison.kinds.items()}}
    rows = pa.Table.from_pandas(comparison.rows, preserve_index=False).replace_schema_metadata(None)
    facts = {"unknown_because": dict(comparison.unknown_because)}
    return facts, {"identities": pa.table(joined), "pairs": pa.table(pairs), "differences": rows}


def classified_again(part: Part, snapshot: Snapshot) -> Classified:
    """What was joined and compared, of the snapshot that it was made of.

    Raises:
        ValueError: it is not of that snapshot.
        LookupError: a table or a column is missing.
    """
    joined, pairs, rows = (part.tables[name] for name in ("identities", "pairs", "differences"))
    ad, cloud, entra = snapshot.table("ad.object"), cloud_union(snapshot), snapshot.table("entra.user")
    places = {name: _numbers(joined[name]) for name in _ROWS}
    for name, table in zip(_ROWS, (ad, cloud, entra), strict=True):
        _within(places[name], -1, table.num_rows if table is not None else 0)
    which = _numbers(pairs[_PAIR])
    _within(which, 0, joined.num_rows)
    kinds = {name: pairs[name].combine_chunks() for name in pairs.column_names if name != _PAIR}
    return Classified(
        identities=Identities(
            ad=ad,
            cloud=cloud,
            entra=entra,
            ad_row=places["ad_row"],
            cloud_row=places["cloud_row"],
            entra_row=places["entra_row"],
            strong=np.asarray(joined["strong"].to_numpy(), dtype=bool),
            matched_by=_texts(joined["matched_by"]),
            ambiguous=_texts(joined["ambiguous"]),
            beside=beside(snapshot, cloud, places["cloud_row"]),
        ),
        pair_identity=which,
        comparison=Comparison(
            kinds={name: np.asarray(_one(codes).to_numpy(), dtype=np.uint8) for name, codes in kinds.items()},
            rows=pd.DataFrame({name: pd.arrays.ArrowExtensionArray(rows[name]) for name in rows.column_names}),
            unknown_because=made(dict[str, str], part.facts["unknown_because"]),
        ),
    )


def _one(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return np.asarray(column.to_numpy(), dtype=np.int64)


def _texts(column: pa.ChunkedArray) -> npt.NDArray[np.object_]:
    """The texts; one object for all cells that are the same."""
    encoded = _one(column).dictionary_encode()
    words = np.array([*encoded.dictionary.to_pylist(), None], dtype=object)
    return np.asarray(words[:-1][encoded.indices.to_numpy()])


def _within(numbers: npt.NDArray[np.int64], least: int, count: int) -> None:
    if len(numbers) and (numbers.min() < least or numbers.max() >= count):
        raise ValueError("rows are named that are not there")
