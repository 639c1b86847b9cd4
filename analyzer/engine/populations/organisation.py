"""Populations of the on-premises organisation: configuration objects of the directory."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.engine.coverage import covered_domains, known_domains
from analyzer.engine.facts import build_of_serial
from analyzer.engine.flags import MAYBE, NO, YES
from analyzer.engine.populations import Population, not_supplied, population, whole
from analyzer.engine.subjects import TableSubjects
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

CONFIGURATION = "the Exchange configuration partition (LDIF of CN=Microsoft Exchange,CN=Services,CN=Configuration)"
EDGE_ROLE = 64


def _values(table: pa.Table, name: str) -> list[list[str] | None]:
    """A configuration attribute as lists; None where unknown."""
    for found in table.column_names:
        if found.casefold() == name.casefold():
            return [v if v is None or isinstance(v, list) else [v] for v in table[found].to_pylist()]
    return [[] if whole else None for whole in _dumped_whole(table)]


def _dumped_whole(table: pa.Table) -> list[bool]:
    """Rows that carry two of what only a full dump shows: an attribute that nobody in it has is then empty."""
    names = [n for n in ("objectCategory", "uSNCreated", "dSCorePropagationData") if n in table.column_names]
    if len(names) < 2:
        return [False] * table.num_rows
    return [sum(map(bool, row)) >= 2 for row in zip(*(table[n].to_pylist() for n in names), strict=True)]


def _first(table: pa.Table, name: str) -> list[str]:
    return [v[0] if v else "" for v in _values(table, name)]


def objects(estate: "Estate", *classes: str, below: str = "") -> pa.Table | None:
    """Configuration objects of one of the classes, below a container; None when the partition was not read."""
    table = estate.snapshot.table("ad.configuration")
    if table is None:
        return None
    dns = [(d or "").casefold() for d in table["distinguishedName"].to_pylist()]
    if not any("cn=microsoft exchange," in d for d in dns) or not any(_values(table, "objectClass")):
        return None
    wanted = {c.casefold() for c in classes}
    keep = [
        bool(wanted & {c.casefold() for c in k or ()}) and below.casefold() in d
        for k, d in zip(_values(table, "objectClass"), dns, strict=True)
    ]
    return table.filter(pa.array(keep, pa.bool_()))


def _text(values: list[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


def _whole(estate: "Estate", subjects: TableSubjects) -> Population:
    """Every row; a partition that was cut may hold more."""
    complete = estate.snapshot.complete("ad.configuration")
    return whole(subjects, complete=complete, gap=f"a whole export: {CONFIGURATION}")


def _found(estate: "Estate", *classes: str, below: str = "") -> Population:
    table = objects(estate, *classes, below=below)
    if table is None:
        return not_supplied(CONFIGURATION)
    return _whole(estate, TableSubjects(table=table, supplied_by=CONFIGURATION))


@population("exchange_servers")
def exchange_servers(estate: "Estate") -> Population:
    """Exchange servers without edge servers, with ``version`` such as 15.2.2562.17."""
    table = objects(estate, "msExchExchangeServer")
    if table is None:
        return not_supplied(CONFIGURATION)
    roles = _first(table, "msExchCurrentServerRoles")
    inner = [not (r.isdigit() and int(r) & EDGE_ROLE) for r in roles]
    table = table.filter(pa.array(inner, pa.bool_()))
    versions = _text([build_of_serial(s) for s in _first(table, "serialNumber")])
    return _whole(estate, TableSubjects(table=table, traits={"version": versions}, supplied_by=CONFIGURATION))


@population("receive_connectors")
def receive_connectors(estate: "Estate") -> Population:
    """Receive connectors with ``made_by``: setup, altered or admin, after the dated list of default connectors."""
    table = objects(estate, "msExchSmtpReceiveConnector")
    if table is None:
        return not_supplied(CONFIGURATION)
    bindings, ranges = (
        _values(table, "msExchSmtpReceiveBindings"),
        _values(table, "msExchSmtpReceiveRemoteIPRanges"),
    )
    made = [
        estate.facts.connector_made_by(dn, b, r)
        for dn, b, r in zip(table["distinguishedName"].to_pylist(), bindings, ranges, strict=True)
    ]
    return _whole(estate, TableSubjects(table=table, traits={"made_by": _text(made)}, supplied_by=CONFIGURATION))


@population("autodiscover_pointers")
def autodiscover_pointers(estate: "Estate") -> Population:
    """Service connection points whose keywords hold one of the two Autodiscover GUIDs."""
    table = objects(estate, "serviceConnectionPoint")
    if table is None:
        return not_supplied(CONFIGURATION)
    marks = ("77378f46-2c66-4aa9-a6a6-3e7a48b19596", "67661d7f-8fc4-4fa7-bfac-e1d7794c1f68")
    keywords = _values(table, "keywords")
    # Without keywords nobody can say what the connection point is for.
    flags = [MAYBE if k is None else YES if any(x.casefold() in marks for x in k) else NO for k in keywords]
    info = pa.array(_values(table, "serviceBindingInformation"), pa.list_(pa.string()))
    subjects = TableSubjects(table=table, traits={"serviceBindingInformation": info}, supplied_by=CONFIGURATION)
    return replace(_whole(estate, subjects), member=np.array(flags, np.uint8))


@population("hybrid_configurations")
def hybrid_configurations(estate: "Estate") -> Population:
    """The object that the Hybrid Configuration wizard left."""
    return _found(estate, "msExchCoexistenceRelationship")


@population("onprem_journaling")
def onprem_journaling(estate: "Estate") -> Population:
    """Journal rules, and databases with a journal recipient."""
    rules = objects(estate, "msExchTransportRule", below="cn=journalingversioned,")
    if rules is None:
        return not_supplied(CONFIGURATION)
    member = [YES] * rules.num_rows
    databases = objects(estate, "msExchPrivateMDB", "msExchMDB")
    if databases is not None and databases.num_rows:
        recipients = _values(databases, "msExchMessageJournalRecipient")
        member += [MAYBE if r is None else YES if r else NO for r in recipients]
        rules = pa.concat_tables([rules, databases], promote_options="permissive")
    found = _whole(estate, TableSubjects(table=rules.combine_chunks(), supplied_by=CONFIGURATION))
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
    kinds = ["Authoritative" if f == "0" else None for f in _first(found, "msExchAcceptedDomainFlags")]
    return pa.table(
        {
            "Name": found["distinguishedName"],
            "domain": _text([d.casefold() for d in _first(found, "msExchAcceptedDomainName")]),
            "domain_type": _text(kinds),
            FILE: found[FILE],
            ROW: found[ROW],
        }
    )


def _domains(table: pa.Table) -> pa.Table:
    blank: list[str | None] = [None] * table.num_rows
    names, kinds = (table[c].to_pylist() if c in table.column_names else blank for c in ("DomainName", "DomainType"))
    return pa.table(
        {
            "Name": _text(names),
            "domain": _text([None if n is None else n.strip().casefold() for n in names]),
            "domain_type": _text(kinds),
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
    column = addresses.subjects.column("address")
    used = {a.rpartition("@")[2] for a in (column.to_pylist() if column is not None else ()) if a}
    keep = [d is None or d in used for d in table["domain"].to_pylist()]
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
    table = pa.table({"Name": _text(list(known)), "covered": _text(["yes" if d in read else "no" for d in known])})
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
