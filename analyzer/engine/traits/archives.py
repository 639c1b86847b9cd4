"""Traits of archives: where the directory and the cloud see one."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, NO, YES, Flags, either
from analyzer.engine.cells import coded_words, flags_in, flags_present, from_flags, is_filled
from analyzer.engine.kept import kept
from analyzer.engine.traits import trait
from analyzer.engine.vectors import test_values
from analyzer.normalise.key_columns import have_guid

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_PROVISION_ARCHIVE = 2
_ACTIVE = {"active"}


def _guid(estate: "Estate", side: str, name: str) -> Flags:
    """A GUID that is not zero: yes; empty or zero: no."""
    column, there = estate.identities.column(side, name), estate.identities.has(side)
    filled = flags_present(column, there)
    if column is None:
        return filled
    real = have_guid(column)
    return np.where((filled == YES) & ~real, NO, filled).astype(np.uint8)


def _number(estate: "Estate", name: str, bit: int) -> Flags:
    """A number with that bit."""
    column = estate.identities.column("ad", name)
    filled = flags_present(column, estate.has_ad)
    if column is None:
        return filled
    on = test_values(column, lambda v: v.strip().isdigit() and bool(int(v) & bit))
    odd = test_values(column, lambda v: bool(v.strip()) and not v.strip().isdigit())
    return np.where(filled != YES, filled, np.where(odd, MAYBE, np.where(on, YES, NO))).astype(np.uint8)


@kept
def cloud_archive(estate: "Estate") -> Flags:
    """The cloud has an archive: ArchiveStatus says so, else an ArchiveGuid that is not zero."""
    status = estate.identities.column("cloud", "ArchiveStatus")
    by_guid = _guid(estate, "cloud", "ArchiveGuid")
    if status is None:
        return by_guid
    said = is_filled(status, len(status))
    active = test_values(status, lambda v: v.strip().casefold() in _ACTIVE)
    return np.where(said, np.where(active, YES, NO), by_guid).astype(np.uint8)


@trait("archive_by_cloud", needs="ArchiveStatus or ArchiveGuid of Get-Mailbox", cloud=True)
def archive_by_cloud(estate: "Estate") -> pa.Array:
    """yes when the cloud mailbox has an archive, by its state, else by its GUID."""
    return from_flags(cloud_archive(estate))


@trait("archive_by_directory", needs="msExchRemoteRecipientType of the directory export")
def archive_by_directory(estate: "Estate") -> pa.Array:
    """yes when AD says that there is a cloud archive.

    msExchArchiveStatus decides where the older writeback filled it; else the bit that asks for an archive.
    """
    status = estate.identities.column("ad", "msExchArchiveStatus")
    bit = _number(estate, "msExchRemoteRecipientType", _PROVISION_ARCHIVE)
    filled = flags_present(status, estate.has_ad) == YES
    return from_flags(np.where(filled, flags_in(status, {"1"}, estate.has_ad), bit).astype(np.uint8))


@trait("archive_place", needs="msExchArchiveGUID of the directory export")
def archive_place(estate: "Estate") -> pa.Array | None:
    """none, onprem or cloud: where the archive of a mailbox on-premises lies."""
    ids = estate.identities
    if not ids.supplied("ad", "msExchArchiveGUID"):
        return None
    there = _guid(estate, "ad", "msExchArchiveGUID")
    status = flags_in(ids.column("ad", "msExchArchiveStatus"), {"1"}, estate.has_ad)
    remote = either(status, flags_present(ids.column("ad", "msExchArchiveAddress"), estate.has_ad))
    code = np.where(there == NO, 0, np.where(remote == YES, 1, 2))
    unknown = (there == MAYBE) | ((there == YES) & (remote == MAYBE))
    return coded_words(("none", "cloud", "onprem"), code, unknown)
