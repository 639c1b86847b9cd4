"""Every compared attribute of one pair, equal ones too: both values as found and as compared, the kind and why."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analyzer.classify import kinds as k
from analyzer.classify.address_opinions import PRIMARY, entries
from analyzer.classify.columns import Comparand, PairColumns, comparands
from analyzer.classify.details import judge_cells, read_value, told
from analyzer.classify.identities import Identities
from analyzer.classify.pairs import surroundings
from analyzer.model.catalogue import Attribute, Catalogue
from analyzer.model.snapshot import Snapshot
from analyzer.normalise.addresses import split
from analyzer.normalise.keys import primary_of
from analyzer.normalise.words import Case, NotComparable, Raw, Surroundings

KIND_WORDS = {k.EQUAL: "equal", **k.WORDS}
ROUTINE = "Different by design in the same way for everybody."
_TOLD = (
    "directory_value", "cloud_value", "directory_compared", "cloud_compared", "direction", "why", "directory_changed",
    "changed_basis", "classed_by", "changed_last",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One attribute, or one aspect of it, of one pair."""

    name: str
    cloud_name: str
    kind: str  # equal, by_design, lag, drift, unknown
    directory_value: str = ""
    cloud_value: str = ""
    directory_compared: str = ""
    cloud_compared: str = ""
    direction: str = ""
    why: str = ""
    directory_changed: str = ""
    changed_basis: str = ""
    classed_by: str = ""
    changed_last: str = ""
    is_silent: bool = False  # unknown because no file has the column: nothing was compared

    @property
    def is_filled(self) -> bool:
        """One of the sides has a value."""
        return bool(self.directory_value or self.cloud_value)


def compared_pair(
    snapshot: Snapshot,
    identities: Identities,
    catalogue: Catalogue,
    comparison: k.Comparison,
    *,
    identity: int,
    pair: int,
) -> tuple[Compared, ...]:
    """All compared attributes of the pair, in the order of the comparison.

    Args:
        identity: whose pair it is.
        pair: its place among the pairs of the comparison.
    """
    columns = PairColumns(snapshot=snapshot, identities=identities, which=np.array([identity]))
    rows = comparison.rows[comparison.rows["pair"] == pair].set_index("attribute").fillna("")
    unlike = {str(name): {t: row[t] for t in (*_TOLD, "cloud_name")} for name, row in rows.iterrows()}
    around = surroundings(snapshot, identities, catalogue, columns)
    found = {c.name: c for c in comparands(catalogue, columns)}
    out = []
    for name, codes in comparison.kinds.items():
        kind = KIND_WORDS.get(int(codes[pair]), "")
        attribute = catalogue.find(name.partition(".")[0])
        if not kind or attribute is None:
            continue
        if name in unlike:
            out.append(Compared(name=name, kind=kind, **unlike[name]))
            continue
        why = comparison.unknown_because.get(name, "") if kind == "unknown" else ""
        if name in found:
            out.append(_of_cells(found[name], kind, why, around))
        else:
            out.append(_of_addresses(name, attribute, kind, why, columns))
    return tuple(out)


def _of_cells(found: Comparand, kind: str, why: str, around: Surroundings) -> Compared:
    """Two cells without a row of differences."""
    left, right = _cell(found.directory), _cell(found.cloud)
    compared = ["", ""]
    if left is not None and right is not None:
        read = read_value(found.word.directory, left, around), read_value(found.word.cloud, right, around)
        compared = ["" if isinstance(v, NotComparable) else found.word.show(v) for v in read]
        if kind == "by_design":
            more = {n: _cell(c) for n, c in found.more.items()}
            case = Case(around=around, cloud_name=found.cloud_name, more=more)
            why = judge_cells(found.word, (left, right), read, case).why or ROUTINE
    return Compared(
        name=found.name,
        cloud_name=found.cloud_name,
        kind=kind,
        directory_value=told(left),
        cloud_value=told(right),
        directory_compared=compared[0],
        cloud_compared=compared[1],
        why=why,
        is_silent=kind == "unknown",
    )


def _of_addresses(name: str, attribute: Attribute, kind: str, why: str, columns: PairColumns) -> Compared:
    """An aspect of the addresses, or the legacy name: these are compared for all pairs at once."""
    left, right = _cell(columns.take("ad", attribute.ldap_name)), _cell(columns.take("cloud", attribute.properties[0]))
    aspect, cloud_name = name.partition(".")[2], attribute.properties[0]
    if aspect == PRIMARY:
        cloud_name = "PrimarySmtpAddress"
        right = _cell(columns.take("cloud", cloud_name))
        left = None if left is None else primary_of(_many(left))
        compared = tuple(split(told(raw))[1] if raw else "" for raw in (left, right))
    elif aspect:
        kept = [{} if raw is None else entries(raw, aspect) for raw in (left, right)]
        left, right = ("; ".join(each.values()) for each in kept)
        compared = tuple("; ".join(sorted(f"{p}:{a}" for p, a in each)) for each in kept)
    else:
        compared = tuple(told(raw).strip().casefold() for raw in (left, right))
    return Compared(
        name=name,
        cloud_name=cloud_name,
        kind=kind,
        directory_value=told(left),
        cloud_value=told(right),
        directory_compared=compared[0],
        cloud_compared=compared[1],
        why=why or (ROUTINE if kind == "by_design" else ""),
        is_silent=kind == "unknown",
    )


def _cell(column: pa.Array | None) -> Raw | None:
    """The only cell of a column."""
    value = column[0].as_py() if column is not None and len(column) else None
    return tuple(value) if isinstance(value, list) else value


def _many(raw: Raw) -> tuple[str, ...]:
    return (raw,) if isinstance(raw, str) else raw


def cells_of(identities: Identities, identity: int, side: str) -> Iterator[tuple[str, str]]:
    """Name and value of every filled column of one object on one side; nothing where it has no such side."""
    table, rows = identities.tables.get(side, (None, np.array([], dtype=np.int64)))
    if table is None or rows[identity] < 0:
        return
    for name in table.column_names:
        value = table[name][int(rows[identity])].as_py()
        text = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
        if text and not name.startswith("_"):
            yield name, text
