"""Populations of the on-premises organisation: configuration objects of the directory."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, NO, YES
from analyzer.engine.configuration import (
    CONFIGURATION,
    first_values,
    found_objects,
    objects,
    text_column,
    values,
    whole_partition,
)
from analyzer.engine.coverage import covered_domains, known_domains
from analyzer.engine.populations import Population, not_supplied, population, whole
from analyzer.engine.subjects import TableSubjects
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate
    from analyzer.engine.populations.addresses import AddressSubjects


@population("autodiscover_pointers")
def autodiscover_pointers(estate: "Estate") -> Population:
    """Service connection points whose keywords hold one of the two Autodiscover GUIDs."""
    table = objects(estate, "serviceConnectionPoint")
    if table is None:
        return not_supplied(CONFIGURATION)
    marks = ("77378f46-2c66-4aa9-a6a6-3e7a48b19596", "67661d7f-8fc4-4fa7-bfac-e1d7794c1f68")
    keywords = values(table, "keywords")
    # Without keywords nobody can say what the connection point is for.
    flags = [MAYBE if k is None else YES if any(x.casefold() in marks for x in k) else NO for k in keywords]
    info = pa.array(values(table, "serviceBindingInformation"), pa.list_(pa.string()))
    subjects = TableSubjects(table=table, traits={"serviceBindingInformation": info}, supplied_by=CONFIGURATION)
    return replace(whole_partition(estate, subjects), member=np.array(flags, np.uint8))


@population("hybrid_configurations")
def hybrid_configurations(estate: "Estate") -> Population:
    """The object that the Hybrid Configuration wizard left."""
    return found_objects(estate, "msExchCoexistenceRelationship")


@population("onprem_journaling")
def onprem_journaling(estate: "Estate") -> Population:
    """Journal rules, and databases with a journal recipient."""
    rules = objects(estate, "msExchTransportRule", below="cn=journalingversioned,")
    if rules is None:
        return not_supplied(CONFIGURATION)
    member = [YES] * rules.num_rows
    databases = objects(estate, "msExchPrivateMDB", "msExchMDB")
    if databases is not None and databases.num_rows:
        recipients = values(databases, "msExchMessageJournalRecipient")
        member += [MAYBE if r is None else YES if r else NO for r in recipients]
        rules = pa.concat_tables([rules, databases], promote_options="permissive")
    found = whole_partition(estate, TableSubjects(table=rules.combine_chunks(), supplied_by=CONFIGURATION))
    return replace(found, member=np.array(member, np.uint8))


def onprem_domains(estate: "Estate") -> pa.Table | None:
    """Accepted domains on-premises with ``domain`` and ``domain_type``: from the cmdlet, else from the directory.

    In the directory only flag 0 (authoritative) is known; the other bits are unverified, so their type is
    unknown there.
    """
    table = estate.snapshot.table("onprem.accepted_domain")
    if table is not None:
        return _domains(table)
    found = objects(estate, "msExchAcceptedDomain")
    if found is None:
        return None
    kinds = ["Authoritative" if f == "0" else None for f in first_values(found, "msExchAcceptedDomainFlags")]
    return pa.table(
        {
            "Name": found["distinguishedName"],
            "domain": text_column([d.casefold() for d in first_values(found, "msExchAcceptedDomainName")]),
            "domain_type": text_column(kinds),
            FILE: found[FILE],
            ROW: found[ROW],
        }
    )


def _domains(table: pa.Table) -> pa.Table:
    blank: list[str | None] = [None] * table.num_rows
    names, kinds = (table[c].to_pylist() if c in table.column_names else blank for c in ("DomainName", "DomainType"))
    return pa.table(
        {
            "Name": text_column(names),
            "domain": text_column([None if n is None else n.strip().casefold() for n in names]),
            "domain_type": text_column(kinds),
            FILE: table[FILE],
            ROW: table[ROW],
        }
    )


@population("onprem_accepted_domains")
def onprem_accepted_domains(estate: "Estate") -> Population:
    """On-premises accepted domains that some address of the directory uses.

    Setup registers the name of the AD domain by itself; a domain nobody uses takes no mail with it.
    """
    table = onprem_domains(estate)
    if table is None:
        return not_supplied("Get-AcceptedDomain of the Exchange shell, or " + CONFIGURATION)
    addresses = estate.population("directory_addresses")
    if addresses.subjects is None:
        return not_supplied(addresses.missing)
    names = table["domain"].to_pylist()
    used = cast("AddressSubjects", addresses.subjects).domains_among({d for d in names if d is not None})
    keep = [d is None or d in used for d in names]
    subjects = TableSubjects(table=table.filter(pa.array(keep, pa.bool_())), supplied_by="Get-AcceptedDomain")
    return whole(subjects, complete=addresses.complete, gap=addresses.gap)


@population("directory_domains")
def directory_domains(estate: "Estate") -> Population:
    """AD domains that Entra names for synced users and those of collected forests, with ``covered``: yes when a
    directory file holds objects of it."""
    known = sorted(known_domains(estate))
    if not known:
        return not_supplied("OnPremisesDomainName or OnPremisesDistinguishedName of Get-MgUser")
    read = covered_domains(estate)
    table = pa.table(
        {"Name": text_column(list(known)), "covered": text_column(["yes" if d in read else "no" for d in known])}
    )
    found = whole(TableSubjects(table=table, supplied_by="Get-MgUser"), complete=estate.identities.entra is not None)
    if found.complete:
        return found
    # The manifest of a collection knows the domains of its own forest only.
    return Population(subjects=found.subjects, member=found.member, complete=False, missing="Get-MgUser")


@population("accepted_domains")
def accepted_domains(estate: "Estate") -> Population:
    """Accepted domains of both sides; one missing side is said as missing."""
    cloud = estate.snapshot.table("cloud.accepted_domain")
    onprem = onprem_domains(estate)
    parts = [t for t in (_domains(cloud) if cloud is not None else None, onprem) if t is not None]
    missing = []
    if cloud is None:
        missing.append("Get-AcceptedDomain of Exchange Online")
    if onprem is None:
        missing.append("Get-AcceptedDomain of the Exchange shell")
    if not parts:
        return not_supplied(" and ".join(missing))
    table = pa.concat_tables(parts, promote_options="permissive").combine_chunks()
    from_cloud = np.arange(table.num_rows) < (cloud.num_rows if cloud is not None else 0)
    subjects = TableSubjects(table=table, cloud=from_cloud, supplied_by="Get-AcceptedDomain")
    found = whole(subjects, complete=not missing)
    return Population(
        subjects=found.subjects, member=found.member, complete=found.complete, missing=" and ".join(missing)
    )
