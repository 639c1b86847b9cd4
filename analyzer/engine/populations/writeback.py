"""Writeback: its jobs, the agents that carry it, and the AD domains that need it."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.flags import MAYBE, NO
from analyzer.engine.configuration import exported, text_column
from analyzer.engine.dn_columns import domain_ends, domain_of
from analyzer.engine.populations import Population, not_supplied, population, whole
from analyzer.engine.subjects import TableSubjects
from analyzer.engine.table_flags import is_word, text_cells
from analyzer.engine.writeback_jobs import JOBS, job_domains, job_states, mapped_attributes, writeback_jobs_of
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

AGENTS = "the list of provisioning agents (typed in from the portal)"


@population("writeback_jobs")
def writeback_jobs(estate: "Estate") -> Population:
    """Jobs that write Exchange attributes back, with ``status``, ``mapped_attributes`` and ``domain``."""
    found = writeback_jobs_of(estate)
    if found is None:
        return not_supplied(JOBS)
    table, unclear = found
    traits = {
        "status": text_column(job_states(table)),
        "mapped_attributes": pa.array(mapped_attributes(table), pa.list_(pa.string())),
        "domain": text_column(job_domains(estate, table)),
    }
    names = ("ServicePrincipalName", "Id")
    subjects = TableSubjects(table=table, traits=traits, name_columns=names, cloud=True, supplied_by=JOBS)
    gap = f"TemplateId of {JOBS}" if unclear.num_rows else f"a whole export: {JOBS}"
    return whole(subjects, complete=estate.snapshot.complete("entra.sync_job") and not unclear.num_rows, gap=gap)


@population("active_agents")
def active_agents(estate: "Estate") -> Population:
    """Provisioning agents whose status is active, with ``version``; where a status is unknown there may be more."""
    table = estate.snapshot.table("sync.agent")
    if table is None:
        return not_supplied(AGENTS)
    traits = {"version": text_column(text_cells(table, "Version"))}
    active = is_word(table, "Status", ("active", "healthy"))
    found = exported(estate, "sync.agent", AGENTS, traits=traits, member=active)
    if np.any(found.member == MAYBE):
        return replace(found, complete=False, gap=f"Status of {AGENTS}")
    return found


@population("domains_with_mailboxes")
def domains_with_mailboxes(estate: "Estate") -> Population:
    """AD domains of the mailboxes that are transferred or planned, each with its first mailbox as evidence."""
    mailboxes = estate.population("cloud_managed_or_planned")
    if mailboxes.subjects is None:
        return not_supplied(mailboxes.missing)
    which = np.flatnonzero(mailboxes.member != NO).astype(np.int64)
    names = estate.identities.take("ad", "distinguishedName", which)
    if names is None:
        return not_supplied("distinguishedName of the directory export")
    # Only the end of a name says the domain: most mailboxes share one.
    coded = domain_ends(names)
    ends = coded.dictionary.to_pylist()
    indices = np.asarray(pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False), dtype=np.int64)
    first: dict[str, int] = {}
    for number in np.unique(indices[indices >= 0]).tolist():
        first.setdefault(domain_of(ends[number]), int(which[np.flatnonzero(indices == number)[0]]))
    chosen = np.array(list(first.values()), dtype=np.int64)
    files, rows = estate.identities.evidence("ad", chosen)
    table = pa.table(
        {
            "Name": text_column(list(first)),
            "domain": text_column(list(first)),
            FILE: pa.array(files, pa.int32()),
            ROW: pa.array(rows, pa.int64()),
        }
    )
    nameless = bool(np.any(indices < 0))
    found = whole(TableSubjects(table=table, supplied_by="the directory export"))
    gap = "distinguishedName of every planned mailbox" if nameless else mailboxes.gap
    return replace(found, complete=mailboxes.complete and not nameless, gap=gap, missing=mailboxes.missing)
