"""The check that reads the differences table: lag or drift of some attributes on the subject's own pair."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analyzer.classify import kinds as k
from analyzer.engine.checks import HIT, PASS, UNKNOWN, Evidence, Judged, Scope, check
from analyzer.engine.estate import Estate
from analyzer.normalise.keys import guid_text

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
    rows = estate.comparison.rows
    rows = rows[rows["attribute"].isin(names)]
    if both_set:
        rows = rows[(rows["direction"] == "both") | (rows["kind"] == "unknown")]
        kept = np.zeros_like(hit)
        kept[rows.loc[rows["kind"].isin(["lag", "drift"]), "pair"].to_numpy(dtype=np.int64)] = True
        hit &= kept
    known = pairs >= 0
    out = np.full(scope.subjects.count, UNKNOWN, np.uint8)
    out[known] = np.where(hit[pairs[known]], HIT, np.where(unknown[pairs[known]], UNKNOWN, PASS))
    out = np.where(scope.member > 0, out, 0).astype(np.uint8)
    gone = [estate.comparison.unknown_because[n] for n in names if n in estate.comparison.unknown_because]
    gone += [_column_for(absent)] if absent else []
    return Judged(codes=out, evidence=_evidence(estate, rows, out), missing="; ".join(dict.fromkeys(gone)))


def _evidence(estate: Estate, rows: pd.DataFrame, codes: np.ndarray) -> list[Evidence]:
    """One evidence per differing attribute; for unknown pairs, per attribute that could not be compared."""
    identity = estate.pair_identity[rows["pair"].to_numpy(dtype=np.int64)]
    told = codes[identity]
    kinds = rows["kind"].tolist()
    columns = [rows[c].tolist() for c in ("attribute", "directory_value", "cloud_value", "why", "changed_basis")]
    guids = {a.ldap_name for a in estate.catalogue if "guid" in a.compare}
    found = []
    for n, (i, code) in enumerate(zip(identity, told, strict=True)):
        is_difference = kinds[n] in {"lag", "drift"}
        if (code == HIT and is_difference) or (code == UNKNOWN and kinds[n] == "unknown"):
            attribute, left, right, why, basis = (c[n] for c in columns)
            if attribute in guids:
                # Bytes on the one side and text on the other: people compare the text.
                left, right = (guid_text(v) or v for v in (left, right))
            found.append(
                Evidence(
                    index=int(i),
                    attribute=attribute,
                    directory_value=left,
                    cloud_value=right,
                    detail=(why or "").rstrip("."),
                    # Files of different days show changes made in between.
                    possible=estate.ages_differ or (kinds[n] == "lag" and basis == "object time"),
                    outcome=int(code),
                )
            )
    return found
