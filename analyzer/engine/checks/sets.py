"""Checks over sets: sharing, membership in a named set, counting, statements, missing exports."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.engine.cells import is_unknown, texts
from analyzer.engine.checks import HIT, PASS, UNKNOWN, Evidence, Judged, Scope, check
from analyzer.engine.checks.values import evidence_of
from analyzer.engine.coverage import list_name

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


def _named_set(estate: "Estate", name: str) -> tuple[set[str] | None, bool, str]:
    """A named set, whether it is complete, and the export behind it."""
    if name == "tenant_domains":
        table = estate.snapshot.table("cloud.accepted_domain")
        if table is None or "DomainName" not in table.column_names:
            return None, False, "Get-AcceptedDomain of Exchange Online"
        known = {d.strip().casefold() for d in table["DomainName"].to_pylist() if d}
        return known, estate.snapshot.complete("cloud.accepted_domain"), ""
    raise ValueError(f"unknown named set {name}")


NAMED_SETS = frozenset({"tenant_domains"})


@check("is_not_among")
def is_not_among(scope: Scope, *, attribute: str, among: str) -> Judged:
    """The value is not in the named set; an incomplete set cannot prove that."""
    known, complete, missing = _named_set(scope.estate, among)
    column = scope.subjects.column(attribute)
    if column is None or known is None:
        missing = missing or scope.subjects.needs(attribute)
        return Judged(codes=np.where(scope.member > 0, UNKNOWN, 0).astype(np.uint8), missing=missing)
    values = column.to_pylist()
    absent = HIT if complete else UNKNOWN
    codes = np.array(
        [UNKNOWN if v is None else PASS if not v or v.casefold() in known else absent for v in values],
        np.uint8,
    )
    codes = np.where(scope.member > 0, codes, 0).astype(np.uint8)
    found = [evidence_of(int(i), attribute, values[i] or "", int(codes[i])) for i in np.flatnonzero(codes >= HIT)]
    return Judged(codes=codes, evidence=found)


@check("is_shared")
def is_shared(scope: Scope, *, attribute: str, among: str) -> Judged:
    """A subject of another identity in the other population has the same value.

    A pass is only a pass when that population is complete.
    """
    other = scope.estate.population(among)
    mine, owner = scope.subjects.column(attribute), scope.subjects.identity()
    theirs = other.subjects.column(attribute) if other.subjects is not None else None
    if other.subjects is None or theirs is None or mine is None or owner is None:
        missing = other.missing or scope.subjects.needs(attribute)
        return Judged(codes=np.where(scope.member > 0, UNKNOWN, 0).astype(np.uint8), missing=missing)
    their_owner = other.subjects.identity()
    left = pd.DataFrame({"value": mine.to_pandas(), "owner": owner})
    right = pd.DataFrame({"value": theirs.to_pandas(), "owner": their_owner}).dropna().drop_duplicates()
    right = right[right["value"].isin(left["value"])]
    holders = right.groupby("value")["owner"].agg(["min", "max"])
    joined = left.join(holders, on="value")
    shared = ((joined["min"] != joined["owner"]) | (joined["max"] != joined["owner"])) & joined["min"].notna()
    clean = np.where(is_unknown(mine, scope.subjects.count), UNKNOWN, PASS if other.complete else UNKNOWN)
    codes = np.where(shared.to_numpy(), HIT, clean)
    codes = np.where(scope.member > 0, codes, 0).astype(np.uint8)
    return Judged(codes=codes, evidence=_owners(scope, codes, joined, right), missing=other.gap)


def _owners(scope: Scope, codes: np.ndarray, joined: pd.DataFrame, right: pd.DataFrame) -> list[Evidence]:
    """One evidence per shared value and owner, naming up to three other owners."""
    attributes = getattr(scope.subjects, "attribute", None)
    which = np.flatnonzero(codes == HIT)
    values = joined["value"].to_numpy()
    owners = joined["owner"].to_numpy()
    by_value: dict[str, list[int]] = {}
    wanted = set(values[which])
    for value, owner in zip(right["value"], right["owner"], strict=True):
        if value in wanted:
            by_value.setdefault(value, []).append(int(owner))
    names = texts(scope.estate.trait("shown_name"), scope.estate.identities.count)
    seen: set[tuple[str, int]] = set()
    found = []
    for i in which:
        value, owner = values[i], int(owners[i])
        if (value, owner) in seen:
            continue
        seen.add((value, owner))
        others = [o for o in by_value[value] if o != owner]
        told = ", ".join(names[o] or "an object without a name" for o in others[:3])
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        attribute = attributes[i] if attributes else ""
        found.append(
            Evidence(index=int(i), attribute=attribute, directory_value=value, detail=f"also held by {told}{more}")
        )
    return found


@check("count")
def count(scope: Scope, *, at_least: int | None = None, at_most: int | None = None, of: str = "rows") -> Judged:
    """The number of members (or of different values) lies within the ends; one finding for all of them."""
    members = np.flatnonzero(scope.member == 1)
    number = len(members)
    if of != "rows":
        column = scope.subjects.column(of)
        number = len({v for v in texts(column, scope.subjects.count, members.astype(np.int64)) if v})
    inside = (at_least is None or number >= at_least) and (at_most is None or number <= at_most)
    sure = inside and (at_most is None or scope.complete)
    if not sure and not scope.complete:
        codes = np.where(scope.member > 0, UNKNOWN, 0).astype(np.uint8)
        return Judged(codes=codes, missing="a complete export", settled=True)
    codes = np.where(scope.member == 1, HIT if inside else PASS, 0).astype(np.uint8)
    names = ", ".join(label.name.partition(",")[0].removeprefix("CN=") for label in scope.subjects.labels(members[:5]))
    found = (
        [Evidence(index=int(members[0]), attribute="", directory_value=str(number), detail=f"{number}: {names}")]
        if inside
        else []
    )
    return Judged(codes=codes, evidence=found, settled=True)


@check("not_supplied")
def not_supplied(scope: Scope, *, inputs: Sequence[str]) -> Judged:
    """One of these exports, or one column of it, is missing or blank throughout."""
    gone = []
    for name in inputs:
        kind, column = (name, "") if name.count(".") < 2 else name.rsplit(".", 1)
        table = scope.estate.snapshot.table(kind)
        if table is None:
            gone.append(list_name(kind))
        elif column and (column not in table.column_names or 0 < table.num_rows == table[column].null_count):
            gone.append(f"{column} of {list_name(kind)}")
    codes = np.where(scope.member > 0, HIT if gone else PASS, 0).astype(np.uint8)
    found = [Evidence(index=0, detail="missing: " + ", ".join(gone))] if gone else []
    return Judged(codes=codes, evidence=found, settled=True)


@check("is_answered")
def is_answered(scope: Scope, *, statement: str, answers: Sequence[str]) -> Judged:
    """The statement has one of these answers; silence, or a yes without person and date, is unknown."""
    said = scope.estate.snapshot.settings.statement(statement)
    if said is None or not said.is_answered:
        incomplete = said is not None and said.answer == "yes"
        detail = "answered yes without person and date" if incomplete else "nobody has answered"
        return Judged(
            codes=np.full(scope.subjects.count, UNKNOWN, np.uint8),
            evidence=[Evidence(index=0, attribute=statement, detail=detail, outcome=UNKNOWN)],
            settled=True,
        )
    hit = said.answer in answers
    detail = f"{said.person or 'somebody'} said {said.answer}" + (f": {said.text}" if said.text else "")
    return Judged(
        codes=np.full(scope.subjects.count, HIT if hit else PASS, np.uint8),
        evidence=[Evidence(index=0, attribute=statement, detail=detail)] if hit else [],
        settled=True,
    )
