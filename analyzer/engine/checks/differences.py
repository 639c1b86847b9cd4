"""The check that reads the differences table: lag or drift of some attributes on the subject's own pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analyzer.classify import kinds as k
from analyzer.engine.checks import HIT, PASS, UNKNOWN, Evidence, Judged, Scope, check
from analyzer.engine.estate import Estate
from analyzer.engine.kept import kept
from analyzer.engine.subjects import Index
from analyzer.engine.vectors import Mask, test_values
from analyzer.normalise.keys import guid_text
from analyzer.normalise.plain_columns import in_one_piece

# Aspects that a rule about the whole attribute does not mean: these entries have rules of their own.
_APART = (".x500", ".sip", ".other")


def compared_names(estate: Estate, attributes: Sequence[str]) -> list[str]:
    """Names in the comparison for catalogue names: the attribute itself, or its aspects."""
    out: list[str] = []
    for name in estate.catalogue.expand(tuple(attributes)):
        if name not in attributes and _of_another_export(estate, name):
            continue
        if name in estate.comparison.kinds:
            out.append(name)
        else:
            aspects = [n for n in estate.comparison.kinds if n.startswith(name + ".")]
            out += [n for n in aspects if not n.endswith(_APART)]
    return out


def _of_another_export(estate: Estate, name: str) -> bool:
    """A member of a set that only an export beside Get-Mailbox shows, and nobody supplied that one.

    A rule about everything that moves is not unknown for every mailbox because of it; one that names it is.
    """
    attribute = estate.catalogue.find(name)
    beside = attribute is not None and attribute.cmdlet != "Get-Mailbox"
    return beside and name in estate.comparison.unknown_because


def _not_compared(estate: Estate, attributes: Sequence[str]) -> list[str]:
    """Attributes that could be compared, and were not because neither file has them."""
    out = []
    for name in estate.catalogue.expand(tuple(attributes)):
        attribute = estate.catalogue.find(name.partition(".")[0])
        comparable = attribute is not None and attribute.compare != "none" and attribute.cmdlet == "Get-Mailbox"
        if comparable and not compared_names(estate, [name]):
            out.append(name)
    return out


def _column_for(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return "a cloud column for " + ", ".join(names[:3]) + more


@check("differs")
def differs(scope: Scope, *, attributes: Sequence[str], both_set: bool = False) -> Judged:
    """Lag or drift for one of the attributes; by design passes; an unknown comparison is unknown.

    An empty side against a value is a difference, unless ``both_set``.
    """
    estate = scope.estate
    names = compared_names(estate, attributes)
    absent = _not_compared(estate, attributes)
    if not names:
        codes = np.where(scope.member > 0, UNKNOWN, 0).astype(np.uint8)
        return Judged(codes=codes, missing=_column_for(absent or attributes))
    pair_of = np.full(estate.identities.count, -1, dtype=np.int64)
    pair_of[estate.pair_identity] = np.arange(len(estate.pair_identity))
    pairs = pair_of[np.arange(scope.subjects.count)]
    hit = np.zeros(len(estate.pair_identity), dtype=bool)
    unknown = np.full(len(estate.pair_identity), bool(absent))
    for name in names:
        codes = estate.comparison.kinds[name]
        hit |= (codes == k.LAG) | (codes == k.DRIFT)
        unknown |= codes == k.UNKNOWN
    table = _difference_rows(estate)
    rows = table.of(names)
    if both_set:
        rows = rows[table.has_both[rows] | table.is_unknown[rows]]
        told = np.zeros_like(hit)
        told[table.pair[rows[table.is_apart[rows]]]] = True
        hit &= told
    known = pairs >= 0
    out = np.full(scope.subjects.count, UNKNOWN, np.uint8)
    out[known] = np.where(hit[pairs[known]], HIT, np.where(unknown[pairs[known]], UNKNOWN, PASS))
    out = np.where(scope.member > 0, out, 0).astype(np.uint8)
    gone = [estate.comparison.unknown_because[n] for n in names if n in estate.comparison.unknown_because]
    gone += [_column_for(absent)] if absent else []
    return Judged(codes=out, evidence=_evidence(estate, table, rows, out), missing="; ".join(dict.fromkeys(gone)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """The differences, by attribute."""

    table: pa.Table
    places: Mapping[str, Index]
    pair: Index
    is_apart: Mask  # lag or drift
    is_unknown: Mask
    has_both: Mask  # both sides have a value

    def of(self, names: Sequence[str]) -> Index:
        """The rows of some attributes, in their order."""
        found = [self.places[n] for n in dict.fromkeys(names) if n in self.places]
        return np.sort(np.concatenate([np.zeros(0, np.int64), *found]))


@kept
def _difference_rows(estate: Estate) -> _Rows:
    table = pa.Table.from_pandas(estate.comparison.rows, preserve_index=False)
    named = in_one_piece(table["attribute"]).cast(pa.string()).dictionary_encode()
    codes = named.indices.to_numpy(zero_copy_only=False)
    order, ends = np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes, minlength=len(named.dictionary)))
    places = np.split(order.astype(np.int64), ends[:-1]) if len(ends) else []

    def among(column: str, *values: str) -> Mask:
        return test_values(in_one_piece(table[column]).cast(pa.string()), set(values).__contains__)

    return _Rows(
        table=table,
        places=dict(zip(named.dictionary.to_pylist(), places, strict=True)),
        pair=table["pair"].to_numpy().astype(np.int64),
        is_apart=among("kind", "lag", "drift"),
        is_unknown=among("kind", "unknown"),
        has_both=among("direction", "both"),
    )


def _evidence(estate: Estate, found: _Rows, rows: Index, codes: np.ndarray) -> list[Evidence]:
    """One evidence per differing attribute; for unknown pairs, per attribute that could not be compared."""
    told = codes[estate.pair_identity[found.pair[rows]]]
    rows = rows[((told == HIT) & found.is_apart[rows]) | ((told == UNKNOWN) & found.is_unknown[rows])]
    identity = estate.pair_identity[found.pair[rows]]
    names = ("attribute", "directory_value", "cloud_value", "why", "changed_basis", "kind")
    shown = found.table.select(names).take(pa.array(rows))
    guids = {a.ldap_name for a in estate.catalogue if "guid" in a.compare}
    out = []
    cells = zip(identity.tolist(), codes[identity].tolist(), *(shown[n].to_pylist() for n in names), strict=True)
    for index, code, attribute, left, right, why, basis, kind in cells:
        # Bytes on the one side and text on the other: people compare the text.
        shown_as = [guid_text(v) or v for v in (left, right)] if attribute in guids else [left, right]
        out.append(
            Evidence(
                index=index,
                attribute=attribute,
                directory_value=shown_as[0],
                cloud_value=shown_as[1],
                detail=(why or "").rstrip("."),
                # Files of different days show changes made in between.
                possible=estate.ages_differ or (kind == "lag" and basis == "object time"),
                outcome=code,
            )
        )
    return out
