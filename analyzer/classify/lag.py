"""Will the next sync heal a difference? Lag only where that can be shown; everything else is drift, with the reason.

A difference is lag when the sync sends the attribute, the object is in sync and has an alias, the mailbox is not
transferred, and the value in AD changed so late that the last sync cannot have brought it to the cloud yet.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.changes import BASIS, OBJECT_TIME, Changes, read_changes
from analyzer.classify.columns import PairColumns
from analyzer.classify.kinds import DRIFT, LAG
from analyzer.model.catalogue import Attribute, Catalogue
from analyzer.model.snapshot import Snapshot
from analyzer.normalise.time_columns import NEVER, Times, iso_texts, parse_times
from analyzer.normalise.words import PERHAPS_TRANSFERRED, TRANSFERRED, Word

Codes = npt.NDArray[np.uint8]
Index = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
NO, YES, MAYBE = range(3)
ONE_WAY = "no"  # of the table old_hybrid_writeback: only the cloud fills it

FRESH = "AD changed after the last sync that the cloud export can show: the next sync heals it."
FRESH_OBJECT = (
    "The object in AD changed after the last sync that the cloud export can show, so the next sync may heal it; "
    "the time of the attribute itself is not known."
)
STALE = "AD changed before the last sync, and both sides still differ."
GONE = "The mailbox is transferred: changes in AD no longer arrive."
GONE_BACK = (
    "The mailbox is transferred: changes in AD no longer arrive, and writeback has not brought the cloud's value to AD."
)
PERHAPS_GONE = "It is not known whether the mailbox is transferred, so nobody can tell whether a sync heals it."
NOT_SENT = "The sync does not send this attribute."
FROM_CLOUD = "Only the older hybrid writeback carries this attribute, from the cloud to AD."
NOT_TAKEN = "Older documents say that Exchange Online does not take this attribute from the sync."
SYNC_OFF = "Directory synchronisation is switched off in the tenant."
NOT_SYNCED = "The object is not in sync."
PERHAPS_SYNCED = "It is not known whether the object is in sync."
NO_ALIAS = "Without mailNickname the sync sends no Exchange attribute of this object."
PERHAPS_ALIAS = "mailNickname is not known, and without it the sync sends no Exchange attribute."
FAULTY = "Entra reports a provisioning error for this attribute."
NO_SYNC_TIME = "The time of the last sync is not known, so nobody can tell whether a sync heals it."
NO_CHANGE_TIME = "The time of the change in AD is not known, so nobody can tell whether a sync heals it."
EITHER_SIDE = "A change can also come from the cloud, through the older hybrid writeback."


@dataclass(frozen=True, slots=True, kw_only=True)
class Healing:
    """What decides between lag and drift, per pair."""

    transferred: Codes
    in_sync: Codes
    alias: Codes
    errors: pa.Array | None
    sync_is_off: bool
    reach: np.datetime64  # what changed in AD later cannot be in the cloud export yet; NaT when not known
    changes: Changes = field(repr=False)
    old_writeback: dict[str, str] = field(repr=False)

    def decide(self, attribute: Attribute, word: Word, pairs: Index, lasting: Mask) -> "Healed":
        """Kind and reason for pairs whose values differ; ``lasting`` ones carry their reason already."""
        times, basis = self.changes.of(attribute.ldap_name)
        times, basis = times[pairs], basis[pairs]
        state, moves, exchange = self.transferred[pairs], attribute.moves, attribute.category == "exchange"
        none = np.zeros(len(pairs), dtype=bool)
        one_way = self.old_writeback.get(attribute.ldap_name) == ONE_WAY
        steps = (
            (state == TRANSFERRED if moves else none, GONE_BACK if attribute.is_written_back else GONE),
            (none | one_way, FROM_CLOUD),
            (none | (not attribute.synced), NOT_SENT),
            (none | (not word.taken), NOT_TAKEN),
            (lasting, ""),
            (state == PERHAPS_TRANSFERRED if moves else none, PERHAPS_GONE),
            (none | self.sync_is_off, SYNC_OFF),
            (self.in_sync[pairs] == NO, NOT_SYNCED),
            (self.in_sync[pairs] == MAYBE, PERHAPS_SYNCED),
            ((self.alias[pairs] == NO) & exchange, NO_ALIAS),
            ((self.alias[pairs] == MAYBE) & exchange, PERHAPS_ALIAS),
            (self._faulty(attribute, pairs), FAULTY),
            (none | bool(np.isnat(self.reach)), NO_SYNC_TIME),
            (np.isnat(times), NO_CHANGE_TIME),
            (~(times > self.reach), STALE),
        )
        words = [text for _, text in steps] + [FRESH_OBJECT, FRESH]
        fresh = np.where(basis == OBJECT_TIME, len(steps), len(steps) + 1)
        reason = np.select([mask for mask, _ in steps], range(len(steps)), default=fresh)
        if self.old_writeback.get(attribute.ldap_name, ONE_WAY) != ONE_WAY:
            words[words.index(STALE)] = f"{STALE} {EITHER_SIDE}"
        return Healed(
            kinds=np.where(reason >= len(steps), LAG, DRIFT).astype(np.uint8),
            reason=reason.astype(np.int64),
            words=words,
        )

    def _faulty(self, attribute: Attribute, pairs: Index) -> Mask:
        """Entra names the attribute in an error of this object."""
        if self.errors is None:
            return np.zeros(len(pairs), dtype=bool)
        found = pc.match_substring(self.errors.take(pa.array(pairs)), attribute.ldap_name, ignore_case=True)
        return np.asarray(pc.fill_null(found, False).to_numpy(zero_copy_only=False)).astype(bool)

    def changed(self, attribute: Attribute, pairs: Index) -> tuple[pa.Array, pa.Array]:
        """Change time as text and what it rests on."""
        times, basis = self.changes.of(attribute.ldap_name)
        return iso_texts(times[pairs]), pa.array(BASIS, pa.string()).take(pa.array(basis[pairs]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Healed:
    """Kind per pair, and the number of its reason in ``words``."""

    kinds: Codes
    reason: Index
    words: list[str]


def healing(columns: PairColumns, catalogue: Catalogue, transferred: Codes, sync_interval_minutes: int) -> Healing:
    """Everything that decides between lag and drift for the pairs."""
    synced = [truth(columns.take("entra", "OnPremisesSyncEnabled"), columns.count)]
    synced.append(truth(columns.take("cloud", "IsDirSynced"), columns.count))
    any_yes, any_no = (np.any([s == v for s in synced], axis=0) for v in (YES, NO))
    return Healing(
        transferred=transferred,
        in_sync=np.where(any_yes, YES, np.where(any_no, NO, MAYBE)).astype(np.uint8),
        alias=_filled(columns.take("ad", "mailNickname"), columns.count),
        errors=_texts(columns.take("entra", "OnPremisesProvisioningErrors")),
        sync_is_off=_sync_is_off(columns.snapshot),
        reach=_reach(columns.snapshot, sync_interval_minutes),
        changes=read_changes(columns),
        old_writeback=dict(catalogue.tables.get("old_hybrid_writeback", {})),
    )


def truth(column: pa.Array | None, count: int) -> Codes:
    """True, False or empty, and unknown."""
    if column is None:
        return np.full(count, MAYBE, np.uint8)
    is_true = pc.fill_null(pc.equal(pc.utf8_lower(pc.utf8_trim_whitespace(column)), "true"), False)
    yes, unknown = (np.asarray(c.to_numpy(zero_copy_only=False)).astype(bool) for c in (is_true, pc.is_null(column)))
    return np.where(unknown, MAYBE, np.where(yes, YES, NO)).astype(np.uint8)


def _filled(column: pa.Array | None, count: int) -> Codes:
    if column is None:
        return np.full(count, MAYBE, np.uint8)
    has = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), False)
    yes, unknown = (np.asarray(c.to_numpy(zero_copy_only=False)).astype(bool) for c in (has, pc.is_null(column)))
    return np.where(unknown, MAYBE, np.where(yes, YES, NO)).astype(np.uint8)


def _texts(column: pa.Array | None) -> pa.Array | None:
    if column is not None and not pa.types.is_string(column.type):
        return pc.binary_join(column, "; ")
    return column


def _sync_is_off(snapshot: Snapshot) -> bool:
    """The organisation says so; silence is not off."""
    table = snapshot.table("entra.organization")
    if table is None or "OnPremisesSyncEnabled" not in table.column_names:
        return False
    said = {(v or "").strip().casefold() for v in table["OnPremisesSyncEnabled"].to_pylist()}
    return said == {"false"}


def _newest(snapshot: Snapshot, kind: str, name: str) -> np.datetime64:
    table = snapshot.table(kind)
    if table is None or name not in table.column_names or not table.num_rows:
        return NEVER
    times: Times = parse_times(table[name].combine_chunks(), table.num_rows)
    return NEVER if np.isnat(times).all() else times[~np.isnat(times)].max()


def _reach(snapshot: Snapshot, minutes: int) -> np.datetime64:
    """The newest moment whose changes in AD the cloud export must show: last sync less one interval.

    The tenant's own time of the last sync; without it the newest sync of any user. What changed after the newest
    time in the cloud export cannot be in it either. Without any sync time the time of the export stands for it.
    """
    last = _newest(snapshot, "entra.organization", "OnPremisesLastSyncDateTime")
    if np.isnat(last):
        last = _newest(snapshot, "entra.user", "OnPremisesLastSyncDateTime")
    exports = [f.exported_at for f in snapshot.files_of("cloud.mailbox") if f.exported_at]
    exported = np.datetime64(max(exports).replace(tzinfo=None), "us") if exports else NEVER
    one_cycle = np.timedelta64(minutes, "m")
    if np.isnat(last):
        return exported - one_cycle
    return last - one_cycle if np.isnat(exported) else min(last - one_cycle, exported)
