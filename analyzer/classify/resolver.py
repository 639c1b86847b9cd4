"""Who a link means: a distinguished name in AD, or what Exchange Online prints for a person.

Only objects that the links of this estate name are looked up: the keys of the others never become Python objects.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.identities import Identities, Rows
from analyzer.classify.match import object_class
from analyzer.model.snapshot import Snapshot
from analyzer.normalise.key_columns import NEVER_ODD, folded_by
from analyzer.normalise.keys import guid_text
from analyzer.normalise.links import UNSYNCED
from analyzer.normalise.names import ODD_DN, canonical_dn, is_dead
from analyzer.normalise.plain_columns import in_one_piece
from analyzer.normalise.words import NotComparable

Found = Mapping[str, frozenset[int]]
_IDS = ("Guid", "ExternalDirectoryObjectId", "ExchangeGuid", "ExchangeObjectId")
_ADDRESSES = ("PrimarySmtpAddress", "UserPrincipalName", "WindowsEmailAddress")
_NAMES = ("Name", "Alias", "DisplayName", "Identity", "Id")
_LABELS = (("cloud", "PrimarySmtpAddress"), ("ad", "mail"), ("cloud", "Name"), ("ad", "distinguishedName"))
_LABEL_IDS = (("cloud", "Guid"), ("cloud", "ExternalDirectoryObjectId"), ("ad", "objectGUID"))
# The lists that together hold every cloud recipient of a class; Get-Recipient holds all of them.
_LISTS = {
    "user": ("cloud.mailbox", "cloud.mailuser"),
    "group": ("cloud.group",),
    "contact": ("cloud.contact",),
}


class EstateResolver:
    """Resolves links among all identities of a snapshot. The same identity has the same label from both sides."""

    def __init__(self, snapshot: Snapshot, identities: Identities, dns: Iterable[str], texts: Iterable[str]) -> None:
        self._snapshot, self._ids = snapshot, identities
        self._canonical = _canonical(dns)
        self._dns = set(self._canonical.values())
        self._texts = {_fold(t) for t in texts}

    def directory(self, dn: str) -> str:
        """The label of the object; marked when it can never reach the cloud.

        Raises:
            NotComparable: nobody has that name in the export, or what it is in the cloud cannot be told.
        """
        found = self._by_dn.get(self._canonical.get(dn) or canonical_dn(dn), frozenset())
        if not found:
            if is_dead(dn):
                return _never(dn, f"{dn} is a deleted or conflicting object and never reaches the cloud")
            raise NotComparable(f"{dn} is not in the directory export")
        if len(found) > 1:
            raise NotComparable(f"{len(found)} objects of the directory export are named {dn}")
        (who,) = found
        if self._ids.ambiguous[who]:
            raise NotComparable(f"which cloud object {dn} is cannot be told ({self._ids.ambiguous[who]})")
        if self._ids.cloud_row[who] >= 0:
            return self._label(who)
        if self._has_no_cloud_side(who):
            return _never(self._label(who), f"{dn} is no recipient in the cloud, so the link never arrives")
        raise NotComparable(f"{dn} is not among the exported cloud recipients")

    def cloud(self, text: str) -> str:
        """The label of the one identity that a text means: id, address, legacy name, or a name of any kind.

        Raises:
            NotComparable: none or several fit.
        """
        found = self._by_text.get(_fold(text), frozenset())
        if len(found) == 1:
            (who,) = found
            return self._label(who)
        if not found:
            raise NotComparable(f"{text} cannot be found among the exported cloud recipients")
        raise NotComparable(f"{text} fits {len(found)} cloud recipients")

    def _label(self, who: int) -> str:
        """The primary address where nobody else has it, else the id: a label stands for one identity only."""
        return self._labels[who]

    @cached_property
    def _labels(self) -> dict[int, str]:
        """The labels of everybody whom some link may mean."""
        everyone = sorted(set().union(*self._by_dn.values(), *self._by_text.values()))
        which = np.array(everyone, dtype=np.int64)
        names = self._first(which, _LABELS, _fold)
        often = Counter(names)
        labels = dict(zip(everyone, names, strict=True))
        # Two identities that print alike must not count as one.
        alike = [who for who, name in labels.items() if not name or often[name] > 1]
        ids = self._first(np.array(alike, dtype=np.int64), _LABEL_IDS, guid_text)
        return labels | {who: f"{labels[who]} (object {place or who})" for who, place in zip(alike, ids, strict=True)}

    def _first(self, which: Rows, wanted: Sequence[tuple[str, str]], fold: Callable[[str], str]) -> list[str]:
        """The first filled of several columns."""
        out = [""] * len(which)
        for side, name in wanted:
            column = self._ids.take(side, name, which)
            if column is not None:
                out = [o or fold(v or "") for o, v in zip(out, column.to_pylist(), strict=True)]
        return out

    def _has_no_cloud_side(self, who: int) -> bool:
        """The lists of its class are whole and do not hold it."""
        if self._snapshot.complete("cloud.recipient"):
            return True
        column = self._ids.take("ad", "objectClass", np.array([who], dtype=np.int64))
        kind = object_class(column[0].as_py()) if column is not None else "other"
        if kind == "user" and self._snapshot.complete("entra.user") and self._ids.entra_row[who] < 0:
            return True
        lists = _LISTS.get(kind, ())
        return bool(lists) and all(self._snapshot.complete(name) for name in lists)

    @cached_property
    def _by_dn(self) -> Found:
        table = self._ids.ad
        if table is None or "distinguishedName" not in table.column_names or not self._dns:
            return {}
        found: dict[str, set[int]] = defaultdict(set)
        rows = _owners(self._ids.ad_row, table.num_rows)
        _search(in_one_piece(table["distinguishedName"]), self._dns, ODD_DN, canonical_dn, rows, found)
        return {k: frozenset(v) for k, v in found.items()}

    @cached_property
    def _by_text(self) -> Found:
        table = self._ids.cloud
        if table is None or not self._texts:
            return {}
        rows = _owners(self._ids.cloud_row, table.num_rows)
        found: dict[str, set[int]] = defaultdict(set)
        ids = {t for t in self._texts if guid_text(t)}
        for name in _IDS if ids else ():
            self._look(table, name, rows, found, ids)
        at = {t for t in self._texts if "@" in t}
        for name in _ADDRESSES if at else ():
            self._look(table, name, rows, found, at)
        if at and "EmailAddresses" in table.column_names:
            column = in_one_piece(table["EmailAddresses"])
            _search_list(column, "smtp:", at, rows, found)
        legacy = {t for t in self._texts if t.startswith("/o=")}
        if legacy:
            self._look(table, "LegacyExchangeDN", rows, found, legacy)
            if "EmailAddresses" in table.column_names:
                _search_list(in_one_piece(table["EmailAddresses"]), "x500:", legacy, rows, found)
        for name in _NAMES:
            self._look(table, name, rows, found, self._texts - ids - legacy)
        dns = {t for t in self._texts if "=" in t and not t.startswith("/o=")}
        if dns:
            self._look(table, "DistinguishedName", rows, found, dns)
        return {k: frozenset(v) for k, v in found.items()}

    @staticmethod
    def _look(table: pa.Table, name: str, rows: Rows, found: dict[str, set[int]], wanted: set[str]) -> None:
        if name in table.column_names and pa.types.is_string(table[name].type) and wanted:
            _search(in_one_piece(table[name]), wanted, NEVER_ODD, _fold, rows, found)


def _never(label: str, reason: str) -> str:
    return f"{UNSYNCED}{label}{UNSYNCED}{reason}"


def _fold(text: str) -> str:
    return text.strip().casefold()


def _canonical(dns: Iterable[str]) -> dict[str, str]:
    """Each name as found, and its one spelling."""
    found = list(dns)
    return dict(zip(found, folded_by(pa.array(found, pa.string()), ODD_DN, canonical_dn).to_pylist(), strict=True))


def _owners(row_of: Rows, count: int) -> Rows:
    """The identity of each table row."""
    out = np.full(count, -1, dtype=np.int64)
    present = row_of >= 0
    out[row_of[present]] = np.flatnonzero(present)
    return out


def _search(
    column: pa.Array, wanted: set[str], odd: str, fold: Callable[[str], str], rows: Rows, found: dict[str, set[int]]
) -> None:
    """Adds the identity of every row whose folded value is wanted."""
    low = folded_by(column, odd, fold)
    hit = np.flatnonzero(np.asarray(pc.is_in(low, value_set=pa.array(sorted(wanted), low.type))))
    for place, value in zip(hit.tolist(), low.take(pa.array(hit)).to_pylist(), strict=True):
        found[value].add(int(rows[place]))


def _search_list(column: pa.Array, prefix: str, wanted: set[str], rows: Rows, found: dict[str, set[int]]) -> None:
    """The same for the entries of an address list that carry the prefix."""
    if not (pa.types.is_list(column.type) or pa.types.is_large_list(column.type)):
        return
    values, parents = pc.list_flatten(column), pc.list_parent_indices(column)
    mine = pc.fill_null(pc.starts_with(values, prefix, ignore_case=True), False)
    values = pc.utf8_slice_codeunits(values.filter(mine), len(prefix))
    owners = rows[parents.filter(mine).to_numpy(zero_copy_only=False)]
    _search(values, wanted, NEVER_ODD, _fold, owners, found)
