"""The writeback preview: what the job would do to AD, mailbox by mailbox, from the comparison that is there already.

The first run writes the mailboxes that are transferred today; every other one follows after its own transfer. The
catalogue says which attributes are written back. Not verified: whether the addresses of AD are replaced or merged
(the cloud's set is taken as the new one), and which number the two type attributes get.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify import kinds as k
from analyzer.classify.flags import MAYBE, YES
from analyzer.classify.pairs import tenant_domains
from analyzer.model.frames import WRITEBACK
from analyzer.normalise.addresses import CLOUD_LEGACY, is_service_address
from analyzer.planning.preview_rows import (
    ADD,
    ADDRESSES,
    ASPECTS,
    PRIMARIES,
    REMOVE,
    REPLACE,
    UNKNOWN,
    WHAT_IF_LOST,
    Index,
    Register,
    Scope,
    both_sides,
    change_of,
    finished,
    joined,
)

Objects = npt.NDArray[np.object_]
# How the catalogue compares the two type attributes, the table that numbers them, and what its names start with.
_NUMBERED = {"recipient_type": ("recipient_types", "Remote"), "display_type": ("display_types", "Synced")}


def written_back(scope: Scope) -> tuple[str, ...]:
    """The attributes of the catalogue that writeback brings to AD."""
    return tuple(a.ldap_name for a in scope.estate.catalogue if a.is_written_back)


def build_writeback(scope: Scope, register: Register) -> pd.DataFrame:
    """One row per mailbox and attribute that writeback changes, or of which nobody can say whether it does.

    Rows of ``frames.WRITEBACK``, the largest shocks first. A difference that the next sync heals before the transfer
    makes no row, nor do entries that the service adds for everybody; the sums count both.
    """
    rows = scope.rows(written_back(scope), scope.wanted)
    rows = rows[(rows["kind"] != "lag").to_numpy(dtype=bool)] if len(rows) else rows
    change = change_of(rows) if len(rows) else np.zeros(0, dtype=object)
    today, after = (_texts(rows, name) for name in ("directory_value", "cloud_value"))
    _addresses(scope, rows, change, today, after)
    pairs = rows["pair"].to_numpy(dtype=np.int64) if len(rows) else np.zeros(0, dtype=np.int64)
    names, clouds = _texts(rows, "attribute"), _texts(rows, "cloud_name")
    added = _derived(scope)
    pairs = np.concatenate([pairs, *(a[0] for a in added)]).astype(np.int64)
    names = np.concatenate([names, *(np.full(len(a[0]), a[1], object) for a in added)])
    clouds = np.concatenate([clouds, *(np.full(len(a[0]), a[2], object) for a in added)])
    change = np.concatenate([change, *(np.full(len(a[0]), ADD, object) for a in added)])
    today = np.concatenate([today, *(np.full(len(a[0]), "", object) for a in added)])
    after = np.concatenate([after, *(a[3] for a in added)])
    _number(scope, names, change, after)
    keep = change != ""
    return _frame(scope, register, pairs[keep], names[keep], clouds[keep], change[keep], today[keep], after[keep])


def _texts(rows: pd.DataFrame, name: str) -> Objects:
    return rows[name].to_numpy(dtype=object) if len(rows) else np.zeros(0, dtype=object)


def _addresses(scope: Scope, rows: pd.DataFrame, change: Objects, today: Objects, after: Objects) -> None:
    """The aspects of the addresses, from the entries themselves: both lists are known or the change is not."""
    if not len(rows):
        return
    mine = np.flatnonzero(rows["attribute"].isin(ASPECTS).to_numpy(dtype=bool))
    if not len(mine):
        return
    _accepted, initial = tenant_domains(scope.estate.snapshot)
    for place, (left, right) in zip(mine.tolist(), both_sides(scope.estate, rows.iloc[mine]), strict=True):
        if left is None or right is None:
            change[place] = UNKNOWN
            continue
        # The older hybrid writeback puts the cloud's own name there again.
        kept = {e for e in left if e[0] == "x500" and e[1].startswith(CLOUD_LEGACY)}
        lost = left.keys() - right.keys() - kept
        new = {e for e in right.keys() - left.keys() if not _of_service(e, initial)}
        change[place] = REPLACE if lost and new else REMOVE if lost else ADD if new else ""
        today[place] = "; ".join(left.values())
        after[place] = "; ".join([*right.values(), *(left[e] for e in sorted(kept - right.keys()))])


def _of_service(entry: tuple[str, str], initial: frozenset[str]) -> bool:
    """What everybody has in the cloud and not in AD."""
    prefix, address = entry
    return prefix in {"x500", "sip", "spo"} or (prefix == "smtp" and is_service_address(address, initial))


def _derived(scope: Scope) -> list[tuple[Index, str, str, Objects]]:
    """Values that AD lacks for everybody and writeback derives: pairs, attribute, cloud name, the cloud's value."""
    out = []
    for attribute in scope.estate.catalogue:
        codes = scope.estate.comparison.kinds.get(attribute.ldap_name)
        if attribute.written_back != "calculated" or codes is None:
            continue
        told = scope.rows((attribute.ldap_name,), scope.wanted)
        pairs = np.flatnonzero((codes == k.BY_DESIGN) & scope.wanted).astype(np.int64)
        pairs = np.setdiff1d(pairs, told["pair"].to_numpy(dtype=np.int64)) if len(told) else pairs
        name = attribute.properties[0]
        column = scope.estate.identities.take("cloud", name, scope.estate.pair_identity[pairs])
        if column is not None and len(pairs):
            values = np.array(pc.fill_null(column.cast(pa.string()), "").to_pylist(), dtype=object)
            out.append((pairs, attribute.ldap_name, name, values))
    return out


def _number(scope: Scope, names: Objects, change: Objects, after: Objects) -> None:
    """The types as AD writes them: the number of the remote type; a word that no table numbers makes it unknown."""
    for attribute in scope.estate.catalogue:
        if attribute.compare not in _NUMBERED or attribute.written_back != "calculated":
            continue
        numbers = type_numbers(scope.estate.catalogue.tables, attribute.compare)
        for place in np.flatnonzero((names == attribute.ldap_name) & (change != UNKNOWN)).tolist():
            number = numbers.get(str(after[place]).strip().casefold())
            after[place], change[place] = (number, change[place]) if number else ("", UNKNOWN)


def type_numbers(tables: Mapping[str, Mapping[str, str]], word: str) -> dict[str, str]:
    """The cloud's type without case to the number that AD uses for a mailbox in the cloud."""
    table, start = _NUMBERED[word]
    names, means = tables.get(table, {}), tables.get(f"{table}.means", {})
    out: dict[str, str] = {}
    for number, name in names.items():
        if name.startswith(start):
            for meant in means.get(number, "").split(";"):
                if meant:
                    out.setdefault(meant.casefold(), number)
    return out


def _frame(
    scope: Scope,
    register: Register,
    pairs: Index,
    names: Objects,
    clouds: Objects,
    change: Objects,
    today: Objects,
    after: Objects,
) -> pd.DataFrame:
    attributes = pa.array(names, pa.string())
    readers, writers = register.told(attributes)
    read = np.asarray(pc.not_equal(readers, "").to_numpy(zero_copy_only=False)).astype(bool)
    unknown, primary = change == UNKNOWN, np.isin(names, list(PRIMARIES))
    lost = (change == REMOVE) | ((change == REPLACE) & np.isin(names, list(ASPECTS)))
    state = scope.transferred[pairs]
    verdict = scope.verdicts.verdict[scope.estate.pair_identity[pairs]]
    reason = joined(
        [
            np.where(primary, "It is what people and programs take for the address of the mailbox.", ""),
            np.where(read, _read_by(readers), ""),
            np.where(lost & ~unknown, f"AD alone holds a value of it. {WHAT_IF_LOST}", ""),
            np.where(unknown, "One side is not known, so nobody can say whether it changes.", ""),
        ]
    )
    columns = {
        "attribute": attributes,
        "cloud_name": pa.array(clouds, pa.string()),
        "change": pa.array(change, pa.string()),
        "directory_today": pa.array(today, pa.string()),
        "directory_after": pa.array(np.where(unknown, "", after), pa.string()),
        "run": pa.array(np.select([state == YES, state == MAYBE], ["first run", "state unknown"], "after transfer")),
        "verdict": pa.array(verdict, pa.string()),
        "reversible": pa.array(undone(change)),
        "shock": pa.array(np.select([unknown, primary, read, lost], [5, 1, 2, 3], 4).astype(np.int64)),
        "reason": reason,
        "readers": readers,
        "writers": writers,
        "needs_mail_mapping": pa.array(names == "mail"),
        "trust": pa.array(_trust(scope, names, lost)),
    }
    return finished(scope, pairs, columns, WRITEBACK, "writeback")


def _read_by(readers: pa.Array) -> Objects:
    coded = readers.dictionary_encode()
    said = [f"Read by {who}." if who else "" for who in coded.dictionary.to_pylist()]
    return np.array(pa.array(said, pa.string()).take(coded.indices).to_pylist(), dtype=object)


def undone(change: Objects) -> Objects:
    """Whether what was there can be had again."""
    return np.select([change == ADD, change == UNKNOWN], ["yes", "unknown"], "from this list").astype(object)


def _trust(scope: Scope, names: Objects, lost: npt.NDArray[np.bool_]) -> Objects:
    """Confirmed, but for numbers that are derived and for addresses that may be merged instead of replaced."""
    doubtful = trust_of(scope, sorted(set(names.tolist())))
    plain = np.array([doubtful[n] for n in names], dtype=object)
    merged = np.array([str(n).startswith(f"{ADDRESSES}.") for n in names], dtype=bool)
    return np.where(merged & lost, "unverified", plain).astype(object)


def trust_of(scope: Scope, names: Sequence[str]) -> dict[str, str]:
    """How far the statement about each attribute can be relied on."""
    out = {}
    for name in names:
        attribute = scope.estate.catalogue.find(name.partition(".")[0])
        sure = attribute is not None and attribute.trust == "confirmed" and attribute.written_back != "calculated"
        out[name] = "confirmed" if sure else "unverified"
    return out
