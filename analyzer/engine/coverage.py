"""Could there be objects that no file shows? Without an answer, "nothing found" is not a pass."""

import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from analyzer.classify.flags import YES
from analyzer.engine.cells import flags_true
from analyzer.engine.dn_columns import domain_ends, domain_of
from analyzer.engine.kept import kept
from analyzer.normalise.plain_columns import in_one_piece, lowered

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_CLOUD_LISTS = {
    "cloud.mailbox": "Get-Mailbox",
    "cloud.mailuser": "Get-MailUser",
    "cloud.group": "Get-DistributionGroup",
    "cloud.contact": "Get-MailContact",
    "cloud.recipient": "Get-Recipient",
    "cloud.organization_config": "Get-OrganizationConfig",
}
# The words of a reader for other exports that a rule may find missing.
_OTHER_LISTS = {
    "sync.parameters": "the parameters of each Connect server",
    "onprem.message_tracking": "Get-MessageTrackingLog of every server",
}


def list_name(kind: str) -> str:
    """The words of a reader for the kind of a table."""
    return f"{_CLOUD_LISTS[kind]} of Exchange Online" if kind in _CLOUD_LISTS else _OTHER_LISTS.get(kind, kind)


@kept
def known_domains(estate: "Estate") -> frozenset[str]:
    """AD domains that Entra's synced users come from, and those of collected forests, collected or not.

    Users who left the sync are not asked.
    """
    entra = estate.identities.entra
    out = {d.casefold() for f in estate.snapshot.files_of("ad.manifest") for d in f.domains}
    if entra is None:
        return frozenset(out)
    asked = ("OnPremisesSyncEnabled", "OnPremisesDomainName", "OnPremisesDistinguishedName")
    entra = entra.select([name for name in asked if name in entra.column_names])
    if "OnPremisesSyncEnabled" in entra.column_names:
        left = pc.fill_null(pc.equal(lowered(entra["OnPremisesSyncEnabled"]), "false"), False)
        entra = entra.filter(pc.invert(left))
    if "OnPremisesDomainName" in entra.column_names:
        out |= {v.casefold() for v in pc.unique(entra["OnPremisesDomainName"]).to_pylist() if v}
    if "OnPremisesDistinguishedName" in entra.column_names:
        # Only the end of a name says the domain: most objects share one.
        ends = domain_ends(in_one_piece(entra["OnPremisesDistinguishedName"]))
        out |= {domain_of(v) for v in ends.dictionary.to_pylist() if v}
    return frozenset(d for d in out if "." in d)


def covered_domains(estate: "Estate") -> set[str]:
    """AD domains of which a directory file holds objects."""
    return {d.casefold() for f in estate.snapshot.files_of("ad.object") for d in f.domains}


def directory_gaps(estate: "Estate") -> tuple[str, ...]:
    """Reasons why the directory files may lack objects: domains, classes of objects, broken files."""
    snapshot = estate.snapshot
    if snapshot.table("ad.object") is None:
        return ("no directory export was read",)
    gaps = [f"{f.file} is not whole" for f in snapshot.files_of("ad.object") if f.health != "whole"]
    if snapshot.table("entra.user") is None:
        gaps.append("without Get-MgUser nobody can say which domains exist")
    else:
        read, known = covered_domains(estate), known_domains(estate)
        if not known:
            gaps.append("Get-MgUser was exported without OnPremisesDistinguishedName and OnPremisesDomainName")
        gaps += [f"no directory file of the domain {d}" for d in sorted(known - read)]
    lone = ~estate.has_ad & (flags_true(estate.identities.column("cloud", "IsDirSynced"), estate.has_cloud) == YES)
    kinds = {"group": "cloud.group", "contact": "cloud.contact"}
    for ad_class, cloud_list in kinds.items():
        if np.any(estate.ad_class == ad_class):
            continue
        if snapshot.table(cloud_list) is None:
            gaps.append(f"no {ad_class} in the directory files, and no cloud list to compare with")
        elif np.any(lone & (estate.cloud_kind == ad_class)):
            gaps.append(f"the cloud holds synced {ad_class}s, the directory files hold none")
    return tuple(gaps)


def cloud_gaps(estate: "Estate") -> tuple[str, ...]:
    """Reasons why the cloud lists may lack recipients that own an address.

    Only Get-Recipient holds them all: groups of Microsoft 365 and other objects have addresses too.
    """
    snapshot = estate.snapshot
    gaps = []
    for kind in ("cloud.recipient", "cloud.mailbox"):
        if not snapshot.complete(kind):
            missing = snapshot.table(kind) is None
            gaps.append(f"{list_name(kind)} was not supplied" if missing else f"{list_name(kind)} is not whole")
    table = snapshot.table("cloud.recipient")
    if table is not None and ("EmailAddresses" not in table.column_names or table["EmailAddresses"].null_count):
        gaps.append("Get-Recipient was exported without its addresses")
    return tuple(gaps)


def organizational_unit(dn: str) -> str:
    """The part of a distinguished name above the object itself."""
    parts = re.split(r"(?<!\\),", dn, maxsplit=1)
    return parts[1] if len(parts) == 2 else ""
