"""Populations of addresses: one subject per SMTP address and owner."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.cells import is_unknown
from analyzer.engine.flags import NO, YES
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.subjects import Index, Label, Place
from analyzer.model.snapshot import FILE
from analyzer.normalise.key_columns import NEVER_ODD, folded_by
from analyzer.normalise.plain_columns import has_prefix, without_first

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@dataclass(frozen=True, kw_only=True)
class AddressSubjects:
    """SMTP addresses without prefix, case folded, each with the identity that holds it."""

    estate: "Estate"
    address: pa.Array
    owner: Index
    attribute: list[str]
    side: str

    @property
    def count(self) -> int:
        """How many addresses."""
        return len(self.address)

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


def _flat(column: pa.Array | None) -> tuple[pa.Array, Index]:
    """SMTP values of a list column, case folded and without prefix, with the row each came from."""
    nothing = pa.array([], pa.string()), np.array([], dtype=np.int64)
    if column is None:
        return nothing
    values, owner = pc.list_flatten(column), pc.list_parent_indices(column)
    smtp = has_prefix(values, "smtp:")
    values, owner = values.filter(smtp), owner.filter(smtp)
    return fold(without_first(values, 5)), owner.to_numpy(zero_copy_only=False).astype(np.int64)


def fold(values: pa.Array) -> pa.Array:
    """Trimmed and without case; Arrow folds plain ASCII, Python decides the few others (they fold differently)."""
    return folded_by(values, NEVER_ODD, lambda v: v.strip().casefold())


def _plain(column: pa.Array | None) -> tuple[pa.Array, Index]:
    """Addresses of a text column."""
    if column is None:
        return pa.array([], pa.string()), np.array([], dtype=np.int64)
    filled = pc.fill_null(pc.not_equal(column, ""), False)
    rows = np.flatnonzero(filled.to_numpy(zero_copy_only=False))
    return fold(column.filter(filled)), rows


def _subjects(estate: "Estate", side: str, lists: str, text: str) -> tuple[AddressSubjects, int]:
    """The addresses of one side, and how many objects of it may hold addresses that nobody knows.

    An object whose list or text is unknown has one more subject without address, so that nothing passes for it.
    """
    a, owner_a = _flat(estate.identities.column(side, lists))
    b, owner_b = _plain(estate.identities.column(side, text))
    there, count = estate.identities.has(side), estate.identities.count
    hidden = np.flatnonzero(there & is_unknown(estate.identities.column(side, lists), count))
    hidden_text = np.flatnonzero(there & is_unknown(estate.identities.column(side, text), count))
    blank = pa.nulls(len(hidden) + len(hidden_text), pa.string())
    subjects = AddressSubjects(
        estate=estate,
        address=pa.concat_arrays([a, b, blank]),
        owner=np.concatenate([owner_a, owner_b, hidden, hidden_text]).astype(np.int64),
        attribute=[lists] * len(a) + [text] * len(b) + [lists] * len(hidden) + [text] * len(hidden_text),
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
    column, files = estate.identities.column(side, name), estate.identities.column(side, FILE)
    if side != "ad" or column is None or files is None:
        return np.zeros(estate.identities.count, dtype=bool)
    shown = pc.unique(files.filter(pc.is_valid(column)))
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
