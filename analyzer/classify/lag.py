"""Will the next sync heal a difference? Lag only where that can be shown; everything else is drift, with the reason.

A difference is lag when the sync sends the attribute, the object is in sync and has an alias, the mailbox is not
transferred, and the value in AD changed so late that the last sync cannot have brought it to the cloud yet.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.changes import ATTRIBUTE_TIME, BASIS, OBJECT_TIME, Changes, read_changes
from analyzer.classify.columns import PairColumns
from analyzer.classify.flags import MAYBE, NO, YES, Flags, Mask, unless
from analyzer.classify.kinds import DRIFT, LAG, UNKNOWN
from analyzer.classify.provisioning import ProvisioningErrors
from analyzer.classify.reasons import (
    EITHER_SIDE,
    FAULTY,
    FRESH,
    FRESH_OBJECT,
    FROM_CLOUD,
    GONE,
    GONE_BACK,
    LASTING,
    NAMES,
    NEVER_SET,
    NO_ALIAS,
    NO_CHANGE_TIME,
    NO_SYNC_TIME,
    NOT_BROUGHT,
    NOT_CARRIED,
    NOT_SENT,
    NOT_SYNCED,
    NOT_TAKEN,
    OWN_RULE,
    PASSED,
    PERHAPS_ALIAS,
    PERHAPS_GONE,
    PERHAPS_LEFT_OUT,
    PERHAPS_SYNCED,
    QUARANTINED,
    RULE_OFF,
    STALE,
    SYNC_OFF,
)
from analyzer.classify.sync_rules import SyncRules, read_sync_rules
from analyzer.classify.sync_scope import SyncScope, sync_scope
from analyzer.model.catalogue import Attribute, Catalogue
from analyzer.model.snapshot import Snapshot
from analyzer.normalise.time_columns import NEVER, Times, iso_texts, parse_times
from analyzer.normalise.words import PERHAPS_TRANSFERRED, TRANSFERRED, Word

Index = npt.NDArray[np.int64]
SIDES = DIRECTORY, CLOUD, NOBODY_KNOWS = "directory", "cloud", "unknown"
ONE_WAY = "no"  # of the table old_hybrid_writeback: only the cloud fills it


@dataclass(frozen=True, slots=True, kw_only=True)
class Healing:
    """What decides between lag and drift, per pair."""

    transferred: Flags
    in_sync: Flags
    alias: Flags
    errors: ProvisioningErrors
    rules: SyncRules
    scope: SyncScope = field(repr=False)
    sync_is_off: bool
    reach: np.datetime64  # what changed in AD later cannot be in the cloud export yet; NaT when not known
    object_sync: Times = field(repr=False)  # when Entra took each object last
    cloud_changed: Times = field(repr=False)  # anything of the mailbox
    cloud_created: Times = field(repr=False)
    changes: Changes = field(repr=False)
    old_writeback: dict[str, str] = field(repr=False)

    def decide(self, attribute: Attribute, word: Word, pairs: Index, lasting: Mask) -> "Healed":
        """Kind and reason for pairs whose values differ; ``lasting`` ones carry their reason already."""
        times, basis = self._changes(attribute, word, pairs)
        own = self.rules.own.get(attribute.ldap_name.casefold(), ())
        faulty, held = self.errors.of(attribute, pairs)
        is_exact = basis == ATTRIBUTE_TIME
        state, moves, exchange = self.transferred[pairs], attribute.moves, attribute.category == "exchange"
        none = np.zeros(len(pairs), dtype=bool)
        one_way = self.old_writeback.get(attribute.ldap_name) == ONE_WAY
        steps = (
            (state == TRANSFERRED if moves else none, GONE_BACK if attribute.is_written_back else GONE),
            (none | bool(own), OWN_RULE),
            (none | one_way, FROM_CLOUD),
            (none | (not attribute.synced), NOT_SENT),
            (none | (attribute.ldap_name.casefold() in self.rules.switched_off), RULE_OFF),
            (none | (not word.taken), NOT_TAKEN),
            (lasting, LASTING),
            (state == PERHAPS_TRANSFERRED if moves else none, PERHAPS_GONE),
            (none | self.sync_is_off, SYNC_OFF),
            *self.scope.leaves_object(pairs),
            (self.in_sync[pairs] == NO, NOT_SYNCED),
            (self.in_sync[pairs] == MAYBE, PERHAPS_SYNCED),
            ((self.alias[pairs] == NO) & exchange, NO_ALIAS),
            ((self.alias[pairs] == MAYBE) & exchange, PERHAPS_ALIAS),
            *self.scope.leaves_attribute(attribute.ldap_name, pairs),
            (held, QUARANTINED),
            (faulty, FAULTY),
            (is_exact & np.isnat(times), NEVER_SET),
            (none | bool(np.isnat(self.reach)), NO_SYNC_TIME),
            (np.isnat(times), NO_CHANGE_TIME),
            (~(times > self.reach) & is_exact & (self.object_sync[pairs] < times), PASSED),
            (~(times > self.reach), STALE),
            (self.scope.perhaps(attribute.ldap_name, pairs), PERHAPS_LEFT_OUT),
        )
        words = [text for _, text in steps] + [FRESH_OBJECT, FRESH]
        names = [NAMES[text] for text in words]
        words[words.index(OWN_RULE)] = OWN_RULE.format(rules=", ".join(own))
        words[words.index(NOT_BROUGHT)] = NOT_BROUGHT.format(rules=self.scope.bringers)
        words[words.index(NOT_CARRIED)] = NOT_CARRIED.format(rules=self.scope.carriers(attribute.ldap_name))
        kinds = np.full(len(words), DRIFT, np.uint8)
        kinds[len(steps) :] = LAG
        kinds[[names.index(NAMES[OWN_RULE]), names.index(NAMES[PERHAPS_LEFT_OUT])]] = UNKNOWN
        fresh = np.where(basis == OBJECT_TIME, len(steps), len(steps) + 1)
        reason = np.select([mask for mask, _ in steps], range(len(steps)), default=fresh)
        if self.old_writeback.get(attribute.ldap_name, ONE_WAY) != ONE_WAY:
            words[words.index(STALE)] = f"{STALE} {EITHER_SIDE}"
        kinds, reason = kinds[reason], reason.astype(np.int64)
        for text, place, each in self.scope.named(pairs):
            mine = reason == words.index(text)
            reason[mine] = len(words) + place[mine]
            words += each
            names += [NAMES[text]] * len(each)
        return Healed(
            kinds=kinds,
            reason=reason,
            words=words,
            names=names,
        )

    def changed_last(self, attribute: Attribute, word: Word, pairs: Index) -> pa.Array:
        """Which side changed last: directory, cloud, or unknown where the exports do not prove it.

        The cloud keeps one time for the whole mailbox. AD's own time of the attribute is later than that, or too
        late for the last sync of a mailbox that AD still masters: directory. AD never had a value, AD's object did
        not change since the mailbox was made, or only the cloud fills the attribute: cloud.
        """
        times, basis = self._changes(attribute, word, pairs)
        is_exact = basis == ATTRIBUTE_TIME
        mastered = self.transferred[pairs] == NO if attribute.moves else np.ones(len(pairs), dtype=bool)
        directory = is_exact & (times > self.cloud_changed[pairs])
        directory |= is_exact & (times > self.reach) & mastered & attribute.synced
        cloud = (is_exact & np.isnat(times)) | (times < self.cloud_created[pairs])
        cloud |= self.old_writeback.get(attribute.ldap_name) == ONE_WAY
        return pa.array(SIDES, pa.string()).take(pa.array(np.where(cloud, 1, np.where(directory, 0, 2))))

    def _changes(self, attribute: Attribute, word: Word, pairs: Index) -> tuple[Times, Flags]:
        times, basis = self.changes.of(attribute.ldap_name, is_link=word.links)
        return times[pairs], basis[pairs]

    def changed(self, attribute: Attribute, word: Word, pairs: Index) -> tuple[pa.Array, pa.Array]:
        """Change time as text and what it rests on."""
        times, basis = self._changes(attribute, word, pairs)
        return iso_texts(times), pa.array(BASIS, pa.string()).take(pa.array(basis))


@dataclass(frozen=True, slots=True, kw_only=True)
class Healed:
    """Kind per pair, and the number of its reason in ``words`` and ``names``."""

    kinds: Flags
    reason: Index
    words: list[str]
    names: list[str]


def healing(columns: PairColumns, catalogue: Catalogue, transferred: Flags, sync_interval_minutes: int) -> Healing:
    """Everything that decides between lag and drift for the pairs."""
    synced = [truth(columns.take("entra", "OnPremisesSyncEnabled"), columns.count)]
    synced.append(truth(columns.take("cloud", "IsDirSynced"), columns.count))
    any_yes, any_no = (np.any([s == v for s in synced], axis=0) for v in (YES, NO))
    return Healing(
        transferred=transferred,
        in_sync=np.where(any_yes, YES, np.where(any_no, NO, MAYBE)).astype(np.uint8),
        alias=_filled(columns.take("ad", "mailNickname"), columns.count),
        errors=ProvisioningErrors(columns.take("entra", "OnPremisesProvisioningErrors")),
        rules=read_sync_rules(columns.snapshot),
        scope=sync_scope(columns),
        sync_is_off=_sync_is_off(columns.snapshot),
        reach=_reach(columns.snapshot, sync_interval_minutes),
        object_sync=parse_times(columns.take("entra", "OnPremisesLastSyncDateTime"), columns.count),
        cloud_changed=parse_times(columns.take("cloud", "WhenChangedUTC"), columns.count),
        cloud_created=parse_times(columns.take("cloud", "WhenCreatedUTC"), columns.count),
        changes=read_changes(columns),
        old_writeback=dict(catalogue.tables.get("old_hybrid_writeback", {})),
    )


def truth(column: pa.Array | None, count: int) -> Flags:
    """True, False or empty, and unknown."""
    if column is None:
        return np.full(count, MAYBE, np.uint8)
    is_true = pc.fill_null(pc.equal(pc.utf8_lower(pc.utf8_trim_whitespace(column)), "true"), False)
    yes, unknown = (np.asarray(c.to_numpy(zero_copy_only=False)).astype(bool) for c in (is_true, pc.is_null(column)))
    return unless(unknown, yes)


def _filled(column: pa.Array | None, count: int) -> Flags:
    if column is None:
        return np.full(count, MAYBE, np.uint8)
    has = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), False)
    yes, unknown = (np.asarray(c.to_numpy(zero_copy_only=False)).astype(bool) for c in (has, pc.is_null(column)))
    return unless(unknown, yes)


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
