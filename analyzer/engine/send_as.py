"""Send As rights of both sides as pairs of identities: whose mailbox or group, and who may send as it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.dn_columns import domain_of
from analyzer.engine.entra_groups import sid_text
from analyzer.engine.subjects import Index
from analyzer.normalise.plain_columns import lowered, trimmed

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

DIRECTORY, CLOUD = "onprem.ad_permission", "cloud.recipient_permission"
_ONESELF = ("self", "s-1-5-10")
# Names under which Exchange Online prints a recipient.
_CLOUD_NAMES = ("UserPrincipalName", "PrimarySmtpAddress", "Name", "DisplayName", "Alias", "Guid", "DistinguishedName")
_OWN_NAME = r"(?i)^CN=((?:[^,\\]|\\.)*),.*$"


@dataclass(kw_only=True)
class Rights:
    """Pairs that could be resolved, and the identities about whom something could not."""

    pairs: dict[tuple[int, int], str] = field(default_factory=dict)  # to the name of who may send, as found
    unsure: set[int] = field(default_factory=set)


def _cells(table: pa.Table, *names: str) -> list[object]:
    """The first of these columns that the table has."""
    found = next((n for n in names if n in table.column_names), "")
    return table[found].to_pylist() if found else [None] * table.num_rows


def _says(value: object, word: str) -> bool:
    parts = value if isinstance(value, list) else [value]
    return any(word in str(p or "").replace("-", "").casefold() for p in parts)


def _is_true(value: object) -> bool:
    return str(value or "").strip().casefold() == "true"


def _is_oneself(name: str) -> bool:
    return name.rpartition("\\")[2].strip().casefold() in _ONESELF


def directory_rights(estate: "Estate") -> Rights | None:
    """What the directory grants on the object itself; None without Get-ADPermission.

    Inherited rights, denials, and the right that everybody has on his own mailbox are not meant.
    """
    table = estate.snapshot.table(DIRECTORY)
    if table is None:
        return None
    rows = [
        (str(whose or ""), str(who or ""))
        for whose, who, right, deny, inherited in zip(
            _cells(table, "Identity"), _cells(table, "User"), _cells(table, "ExtendedRights"), _cells(table, "Deny"),
            _cells(table, "IsInherited", "Inherited"), strict=True,
        )
        if _says(right, "sendas") and not _is_true(deny) and not _is_true(inherited)
    ]  # fmt: skip
    rows = [(whose, who) for whose, who in rows if whose and who and not _is_oneself(who)]
    return _resolved(rows, _by_place(estate, {w for w, _ in rows}), _by_account(estate, {w for _, w in rows}))


def cloud_rights(estate: "Estate") -> Rights | None:
    """What Exchange Online grants; None without Get-RecipientPermission."""
    table = estate.snapshot.table(CLOUD)
    if table is None:
        return None
    rows = [
        (str(whose or ""), str(who or ""))
        for whose, who, right, kind in zip(
            _cells(table, "Identity"), _cells(table, "Trustee"), _cells(table, "AccessRights"),
            _cells(table, "AccessControlType"), strict=True,
        )
        if _says(right, "sendas") and str(kind or "Allow").strip().casefold() == "allow"
    ]  # fmt: skip
    rows = [(whose, who) for whose, who in rows if whose and who and not _is_oneself(who)]
    known = _by_cloud_name(estate, {n for row in rows for n in row})
    return _resolved(rows, known, known)


def _resolved(
    rows: Iterable[tuple[str, str]], whose_of: Mapping[str, set[int]], who_of: Mapping[str, set[int]]
) -> Rights:
    out = Rights()
    for whose, who in rows:
        targets, holders = whose_of.get(_fold(whose), set()), who_of.get(_fold(who), set())
        if len(targets) == 1 and len(holders) == 1:
            out.pairs[next(iter(targets)), next(iter(holders))] = who
        else:
            out.unsure |= targets
    return out


def _fold(text: str) -> str:
    return text.strip().casefold()


def _found(column: pa.Array | None, wanted: set[str], out: dict[str, set[int]], which: Index | None = None) -> None:
    """Adds the identities whose cell is one of the wanted texts."""
    if column is None or not wanted or not pa.types.is_string(column.type):
        return
    low = lowered(trimmed(column))
    hits = np.flatnonzero(np.asarray(pc.is_in(low, value_set=pa.array(sorted(wanted), low.type))))
    for at, value in zip(hits.tolist(), low.take(pa.array(hits)).to_pylist(), strict=True):
        out.setdefault(value, set()).add(int(which[at]) if which is not None else at)


def _by_place(estate: "Estate", names: set[str]) -> dict[str, set[int]]:
    """Identities by distinguished name, or by the path that Exchange prints: contoso.com/Staff/Anna Lee."""
    wanted = {_fold(n) for n in names}
    out: dict[str, set[int]] = {}
    column = estate.identities.column("ad", "distinguishedName")
    if column is None:
        return out
    _found(column, {n for n in wanted if "=" in n}, out)
    last = {n.rpartition("/")[2] for n in wanted if "/" in n}
    own = lowered(pc.replace_substring_regex(column, _OWN_NAME, r"\1"))
    near = np.flatnonzero(np.asarray(pc.is_in(own, value_set=pa.array(sorted(last), own.type))))
    for at, dn in zip(near.tolist(), column.take(pa.array(near)).to_pylist(), strict=True):
        path = _path(dn)
        if path in wanted:
            out.setdefault(path, set()).add(at)
    return out


def _path(dn: str) -> str:
    parts = [p.strip() for p in dn.split(",")]
    above = [p.partition("=")[2] for p in parts if not p.casefold().startswith("dc=")]
    return _fold("/".join([domain_of(dn), *reversed(above)]))


def _by_account(estate: "Estate", names: set[str]) -> dict[str, set[int]]:
    """Identities by ``DOMAIN\\account``, account alone, or SID."""
    wanted = {_fold(n) for n in names}
    accounts: dict[str, set[int]] = {}
    _found(estate.identities.column("ad", "sAMAccountName"), {w.rpartition("\\")[2] for w in wanted}, accounts)
    out = {w: accounts.get(w.rpartition("\\")[2], set()) for w in wanted}
    sids = {w for w in wanted if w.startswith("s-1-")}
    column = estate.identities.column("ad", "objectSid")
    if sids and column is not None:
        for at, value in enumerate(column.to_pylist()):
            if value and (sid := sid_text(value).casefold()) in sids:
                out[sid] = out[sid] | {at}
    return out


def _by_cloud_name(estate: "Estate", names: set[str]) -> dict[str, set[int]]:
    wanted = {_fold(n) for n in names}
    out: dict[str, set[int]] = {}
    for name in _CLOUD_NAMES:
        _found(estate.identities.column("cloud", name), wanted, out)
    return out
