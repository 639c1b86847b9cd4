"""Populations of addresses: one subject per SMTP address and owner."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import NO, YES
from analyzer.engine.address_columns import SMTP, Numbers
from analyzer.engine.address_index import NO_ENTRIES, Runs, address_index
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.subjects import Index, Label, Place
from analyzer.model.snapshot import FILE

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


_FEW = 40  # more domains than this are looked up in a set, not tried one by one


@dataclass(frozen=True, kw_only=True)
class AddressSubjects:
    """SMTP addresses, each with the identity that holds it."""

    estate: "Estate"
    numbers: Numbers  # in the index of addresses; -1 for an address that nobody knows
    owner: Index
    attribute: Runs
    side: str

    @property
    def count(self) -> int:
        """How many addresses."""
        return len(self.numbers)

    @property
    def address(self) -> pa.Array:
        """The addresses as text."""
        return address_index(self.estate).addresses(self.numbers)

    def domains_among(self, wanted: Collection[str]) -> set[str]:
        """Those of the domains that stand behind the last @ of an address."""
        used = address_index(self.estate).used(self.numbers)
        if len(wanted) > _FEW:
            return {v[len(SMTP) :].rpartition("@")[2] for v in used.to_pylist()} & set(wanted)
        # An address without @ is its own last part.
        ends = {d: pc.or_(pc.ends_with(used, f"@{d}"), pc.equal(used, f"{SMTP}{d}")) for d in wanted}
        return {d for d, found in ends.items() if pc.any(found).as_py()}

    def column(self, name: str) -> pa.Array | None:
        """Only the address itself."""
        return self.address if name == "address" else None

    def needs(self, name: str) -> str:
        """Addresses come with their population; another column is not there."""
        return name

    def labels(self, which: Index) -> list[Label]:
        """The owner's labels."""
        return self.estate.recipients.labels(self.owner[which])

    def places(self, which: Index) -> list[Place]:
        """The owner's evidence."""
        return self.estate.recipients.places(self.owner[which])

    def identity(self) -> Index | None:
        """The owner."""
        return self.owner


def _subjects(estate: "Estate", side: str, lists: str, text: str) -> tuple[AddressSubjects, int]:
    """The addresses of one side, and how many objects of it may hold addresses that nobody knows.

    An object whose list or text is unknown has one more subject without address, so that nothing passes for it.
    """
    index, ids = address_index(estate), estate.identities
    a, b = (index.columns.get((side, name), NO_ENTRIES) for name in (lists, text))
    is_smtp = index.is_smtp[a.code]
    there = ids.has(side)
    hidden, hidden_text = (np.flatnonzero(there & ids.unknown(side, name)) for name in (lists, text))
    blank = np.full(len(hidden) + len(hidden_text), -1, np.int32)
    subjects = AddressSubjects(
        estate=estate,
        numbers=np.concatenate([a.code[is_smtp], b.code, blank]),
        owner=np.concatenate([a.owner[is_smtp], b.owner, hidden, hidden_text]).astype(np.int64),
        attribute=Runs.of(
            (lists, int(is_smtp.sum())), (text, len(b.code)), (lists, len(hidden)), (text, len(hidden_text))
        ),
        side=side,
    )
    may_hold = np.union1d(
        hidden[~_asked_for(estate, side, lists)[hidden]], hidden_text[~_asked_for(estate, side, text)[hidden_text]]
    )
    return subjects, len(may_hold)


def _asked_for(estate: "Estate", side: str, name: str) -> np.ndarray:
    """Objects of directory files that show the attribute on some object: it was asked for, only not for this class.

    A cloud list has one class and one header: there an unknown cell is a damaged one.
    """
    ids = estate.identities
    files = ids.column(side, FILE) if side == "ad" else None
    if files is None or not ids.supplied(side, name):
        return np.zeros(ids.count, dtype=bool)
    shown = pc.unique(files.filter(pa.array(~ids.unknown(side, name))))
    return np.asarray(pc.is_in(files, value_set=shown).to_numpy(zero_copy_only=False))


@population("directory_addresses")
def directory_addresses(estate: "Estate") -> Population:
    """SMTP entries of proxyAddresses, and mail, of every directory object of any class."""
    if estate.identities.ad is None:
        return not_supplied("the directory export of every domain (LDIF)")
    if not estate.identities.supplied("ad", "proxyAddresses"):
        return not_supplied("proxyAddresses of the directory export")
    subjects, hidden = _subjects(estate, "ad", "proxyAddresses", "mail")
    gap = f"proxyAddresses or mail of {hidden:,} directory objects is unknown" if hidden else ""
    return Population(
        subjects=subjects,
        member=np.where(estate.is_mailbox_like[subjects.owner], YES, NO).astype(np.uint8),
        complete=not gap and not estate.directory_gaps,
        gap=gap,
    )


@population("cloud_addresses")
def cloud_addresses(estate: "Estate") -> Population:
    """SMTP entries of EmailAddresses, and the primary address, of every cloud recipient."""
    if estate.identities.cloud is None:
        return not_supplied("Get-Mailbox and Get-Recipient of Exchange Online")
    subjects, hidden = _subjects(estate, "cloud", "EmailAddresses", "PrimarySmtpAddress")
    gap = f"EmailAddresses or PrimarySmtpAddress of {hidden:,} cloud recipients is unknown" if hidden else ""
    member = np.ones(subjects.count, np.uint8)
    return Population(subjects=subjects, member=member, complete=not gap and not estate.cloud_gaps, gap=gap)
