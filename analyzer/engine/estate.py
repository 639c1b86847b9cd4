"""The estate as rules see it: classified objects, dated facts, and traits computed once on demand."""

import datetime as dt
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify import Classified, classify
from analyzer.classify.flags import MAYBE, NO, YES, Flags
from analyzer.classify.identities import Identities
from analyzer.classify.kinds import Comparison
from analyzer.classify.match import object_class
from analyzer.classify.recipients import KIND
from analyzer.engine.cells import flags_present, flags_true, is_unknown, texts
from analyzer.engine.facts import Facts
from analyzer.engine.kept import remembered
from analyzer.engine.populations import REGISTRY, Population
from analyzer.engine.subjects import Index, Label, Place
from analyzer.engine.traits import TRAITS
from analyzer.engine.vectors import lists_as, numbered, shared_words
from analyzer.model.catalogue import Catalogue
from analyzer.model.progress import Progress, Silent
from analyzer.model.snapshot import Snapshot

if TYPE_CHECKING:
    from analyzer.engine.recent_changes import Clock

_NOBODY: AbstractContextManager[None] = nullcontext()
ANCHOR_PARAMETER = "microsoft.synchronizationoption.anchorattribute"


@dataclass(kw_only=True)
class Estate:
    """Everything rules may look at. Built once per run; computed values are kept."""

    snapshot: Snapshot
    identities: Identities
    comparison: Comparison
    pair_identity: Index  # identity of each compared pair
    catalogue: Catalogue
    facts: Facts
    as_of: dt.datetime
    sync_interval_minutes: int
    kept: dict[tuple[object, ...], Any] = field(default_factory=dict, repr=False)
    _traits: dict[str, pa.Array | None] = field(default_factory=dict, repr=False)
    _populations: dict[str, Population] = field(default_factory=dict, repr=False)

    @cached_property
    def export_time(self) -> dt.datetime | None:
        """The newest time found inside any file: the evidence is at least this young."""
        return max((f.exported_at for f in self.snapshot.files if f.exported_at), default=None)

    @cached_property
    def anchor_attribute(self) -> str:
        """The attribute that Connect takes the source anchor from; empty when its parameters do not say."""
        table = self.snapshot.table("sync.parameters")
        if table is None or not {"Name", "Value"} <= set(table.column_names):
            return ""
        pairs = zip(table["Name"].to_pylist(), table["Value"].to_pylist(), strict=True)
        return next(((v or "").strip() for n, v in pairs if (n or "").strip().casefold() == ANCHOR_PARAMETER), "")

    @cached_property
    def ages_differ(self) -> bool:
        """The newest times of both sides lie more than a day apart: every difference is only a possible one."""
        return self.ages_apart > dt.timedelta(hours=24)

    @property
    def ages_apart(self) -> dt.timedelta:
        """Between the newest times of each AD domain and of the mailbox list.

        Only these change every day: the newest change of the configuration, of a contact list or of the last
        sync says nothing about the day of its export.
        """
        newest: dict[str, dt.datetime] = {}
        for file in (*self.snapshot.files_of("ad.object"), *self.snapshot.files_of("cloud.mailbox")):
            for part in file.domains if file.feeds("ad.object") else (file.kind,):
                if file.exported_at:
                    newest[part] = max(newest.get(part, file.exported_at), file.exported_at)
        return max(newest.values()) - min(newest.values()) if newest else dt.timedelta()

    @cached_property
    def recipients(self) -> "IdentitySubjects":
        """All identities as a subject frame."""
        return IdentitySubjects(estate=self)

    def population(self, name: str) -> Population:
        """A registered population, computed once."""
        with self.noting(("population", name)):
            if name not in self._populations:
                self._populations[name] = REGISTRY[name](self)
        return self._populations[name]

    def trait(self, name: str) -> pa.Array | None:
        """A registered trait of identities, computed once; None when its export is missing."""
        with self.noting(("trait", name)):
            if name not in self._traits:
                self._traits[name] = TRAITS[name].make(self)
        return self._traits[name]

    def noting(self, key: object) -> AbstractContextManager[None]:
        """What is looked at inside is looked at under this key; here nobody writes it down."""
        return _NOBODY

    def let_go(self, traits: frozenset[str]) -> None:
        """These traits are no longer kept; asked for again, they are worked out again."""
        for name in traits:
            self._traits.pop(name, None)

    def let_go_all(self) -> None:
        """No trait, no index and no column is kept that can be worked out again."""
        self._traits.clear()
        small = {key: made for key, made in self.kept.items() if isinstance(made, np.ndarray) and made.itemsize == 1}
        self.kept.clear()
        self.kept.update(small)
        self.identities.forget()

    @cached_property
    def has_ad(self) -> npt.NDArray[np.bool_]:
        """Identities with a directory object."""
        return self.identities.has("ad")

    @cached_property
    def has_cloud(self) -> npt.NDArray[np.bool_]:
        """Identities with a cloud recipient of any kind."""
        return self.identities.has("cloud")

    @cached_property
    def is_ambiguous(self) -> npt.NDArray[np.bool_]:
        """Identities of which nobody can tell what else belongs to them."""
        return np.asarray(self.identities.ambiguous != "")

    @cached_property
    def cloud_kind(self) -> npt.NDArray[np.object_]:
        """mailbox, mailuser, group, contact, recipient, or empty."""
        return shared_words(self.identities.column("cloud", KIND), self.identities.count)

    @cached_property
    def ad_class(self) -> npt.NDArray[np.object_]:
        """user, group, contact, dynamic, publicFolder, other, or empty without a directory object."""
        column = self.identities.column("ad", "objectClass")
        if column is None:
            return np.where(self.has_ad, "other", "").astype(object)
        return np.where(self.has_ad, lists_as(column, object_class, object_class(None)), "").astype(object)

    def number_in(self, numbers: frozenset[str] | set[str]) -> Flags:
        """Directory objects whose msExchRecipientTypeDetails is one of the numbers."""

        def make() -> Flags:
            codes, known = remembered(self, ("types",), self._types)
            flags = np.array([*(YES if number in numbers else NO for number in known), MAYBE], np.uint8)[codes]
            return np.where(self.has_ad, flags, NO).astype(np.uint8)

        return remembered(self, ("number_in", frozenset(numbers)), make)

    def _types(self) -> tuple[npt.NDArray[np.int64], list[str]]:
        """Which msExchRecipientTypeDetails each identity has, -1 for unknown; and the different ones."""
        column = self.identities.column("ad", "msExchRecipientTypeDetails")
        return (np.full(self.identities.count, -1), []) if column is None else numbered(column)

    def cloud_true(self, name: str) -> Flags:
        """Cloud rows whose boolean column is True; blank or missing is maybe."""

        def make() -> Flags:
            return flags_true(self.identities.column("cloud", name), self.has_cloud)

        return remembered(self, ("cloud_true", name), make)

    @cached_property
    def is_live_cloud_mailbox(self) -> npt.NDArray[np.bool_]:
        """Rows of Get-Mailbox that are neither inactive nor soft-deleted (the list leaves those out by default)."""
        gone = np.zeros(self.identities.count, dtype=bool)
        for name in ("IsInactiveMailbox", "IsSoftDeletedByRemove", "IsSoftDeletedByDisable"):
            gone |= self.cloud_true(name) == YES
        deleted = self.identities.column("cloud", "WhenSoftDeleted")
        if deleted is not None:
            gone |= pc.fill_null(pc.greater(pc.utf8_length(deleted), 0), False).to_numpy(zero_copy_only=False)
        return np.asarray((self.cloud_kind == "mailbox") & ~gone)

    @cached_property
    def transferred(self) -> Flags:
        """IsExchangeCloudManaged of live cloud mailboxes: yes, no, or maybe where blank or not exported."""
        flag = self.cloud_true("IsExchangeCloudManaged")
        return np.where(self.is_live_cloud_mailbox, flag, NO).astype(np.uint8)

    @cached_property
    def clock(self) -> "Clock":
        """Per identity the newest change that a transfer waits for."""
        from analyzer.engine.recent_changes import clock_of

        return clock_of(self)

    @property
    def settling(self) -> np.timedelta64:
        """How long a change in AD has to settle: one sync cycle and the settling time."""
        return np.timedelta64(self.sync_interval_minutes + 60 * self.snapshot.settings.settle_hours, "m")

    @cached_property
    def directory_gaps(self) -> tuple[str, ...]:
        """Why the directory files may not hold every object; empty when they do, as far as files can tell."""
        from analyzer.engine.coverage import directory_gaps

        return directory_gaps(self)

    @cached_property
    def cloud_gaps(self) -> tuple[str, ...]:
        """Why the cloud lists may not hold every recipient."""
        from analyzer.engine.coverage import cloud_gaps

        return cloud_gaps(self)

    @cached_property
    def strong_keys_known(self) -> npt.NDArray[np.bool_]:
        """Identities of which every key of a strong join was exported, so that a weak join is a weak one for good."""
        entra = self.identities.entra
        keys = ("Id", "OnPremisesImmutableId")
        whole = entra is not None and self.snapshot.complete("entra.user")
        if entra is not None and entra.num_rows:
            whole &= all(k in entra.column_names and not entra[k].null_count for k in keys)
        own = ~is_unknown(self.identities.column("cloud", "ExternalDirectoryObjectId"), self.identities.count)
        anchor = ~is_unknown(self.identities.column("ad", "objectGUID"), self.identities.count)
        return np.asarray(own & anchor & whole)

    @cached_property
    def no_transfer_meant(self) -> npt.NDArray[np.bool_]:
        """Mailbox-like identities for which no transfer is meant: cloud-only, departed, system ones."""
        from analyzer.engine.populations.mailboxes import no_transfer_meant

        return no_transfer_meant(self)

    @cached_property
    def is_mailbox_like(self) -> npt.NDArray[np.bool_]:
        """Identities that get a verdict: a mailbox, or what may be one, on either side."""
        types = self.facts.numbers("mailbox", "remote", "system", "public_folder")
        users = (self.ad_class == "user") | (self.ad_class == "other")
        in_directory = self.number_in(types)
        # Without its type number an object is still known by what only mailboxes have.
        signs = [
            flags_present(self.identities.column("ad", name), self.has_ad) == YES
            for name in ("homeMDB", "msExchMailboxGuid", "msExchRemoteRecipientType")
        ]
        maybe = (in_directory == MAYBE) & users & (np.any(signs, axis=0) | self.has_cloud)
        return np.asarray((self.cloud_kind == "mailbox") | (in_directory == YES) | maybe)


@dataclass(frozen=True, kw_only=True)
class IdentitySubjects:
    """Identities as a subject frame."""

    estate: Estate

    @property
    def count(self) -> int:
        """How many identities."""
        return self.estate.identities.count

    def column(self, name: str) -> pa.Array | None:
        """``side.Column``, a trait, or a directory attribute by its bare name."""
        side, dot, rest = name.partition(".")
        if dot and side in {"ad", "cloud", "entra"}:
            return self.estate.identities.column(side, rest)
        if name in TRAITS:
            return self.estate.trait(name)
        return self.estate.identities.column("ad", name)

    def needs(self, name: str) -> str:
        """Words for the export behind a column."""
        if name in TRAITS:
            return TRAITS[name].needs or name
        side, dot, rest = name.partition(".")
        if not dot:
            side, rest = "ad", name
        export = {"ad": "the directory export (LDIF)", "cloud": "Get-Mailbox", "entra": "Get-MgUser"}[side]
        return f"{rest} of {export}"

    def labels(self, which: Index) -> list[Label]:
        """objectGUID (or ``cloud:`` and the Entra id), display name, sign-in name."""
        return self.estate_labels(which)

    def estate_labels(self, which: Index) -> list[Label]:
        """Labels from the name columns of all sides."""
        guid, name, upn = (texts(self.estate.trait(t), self.count, which) for t in ("guid", "shown_name", "upn"))
        return [Label(guid=g, name=n, upn=u) for g, n, u in zip(guid, name, upn, strict=True)]

    def places(self, which: Index) -> list[Place]:
        """Both sides' file and row."""
        ids = self.estate.identities
        ad, cloud, entra = (ids.evidence(side, which) for side in ("ad", "cloud", "entra"))
        out = []
        for k in range(len(which)):
            cf, cr = (cloud[0][k], cloud[1][k]) if cloud[0][k] is not None else (entra[0][k], entra[1][k])
            out.append(Place(file=ad[0][k], row=ad[1][k], cloud_file=cf, cloud_row=cr))
        return out

    def identity(self) -> Index | None:
        """Each subject is its own identity."""
        return np.arange(self.count)


def build_estate(
    snapshot: Snapshot,
    catalogue: Catalogue,
    facts: Facts,
    *,
    as_of: dt.datetime,
    sync_interval_minutes: int,
    progress: Progress | None = None,
) -> Estate:
    """Joined and compared objects of a snapshot, ready to be judged."""
    classified = classify(
        snapshot, catalogue, sync_interval_minutes=sync_interval_minutes, progress=progress or Silent()
    )
    return estate_of(snapshot, classified, catalogue, facts, as_of=as_of, sync_interval_minutes=sync_interval_minutes)


def estate_of(
    snapshot: Snapshot,
    classified: Classified,
    catalogue: Catalogue,
    facts: Facts,
    *,
    as_of: dt.datetime,
    sync_interval_minutes: int,
) -> Estate:
    """Objects that are joined and compared already, ready to be judged."""
    return Estate(
        snapshot=snapshot,
        identities=classified.identities,
        comparison=classified.comparison,
        pair_identity=classified.pair_identity,
        catalogue=catalogue,
        facts=facts,
        as_of=as_of,
        sync_interval_minutes=sync_interval_minutes,
    )
