"""What writeback reaches."""

from typing import TYPE_CHECKING

from analyzer.engine.named_sets import NamedSet, named_set
from analyzer.engine.writeback_jobs import JOBS, job_domains, writeback_jobs_of

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@named_set("writeback_domains")
def writeback_domains(estate: "Estate") -> NamedSet:
    """AD domains that a writeback job serves; not whole where a job does not say its domain."""
    found = writeback_jobs_of(estate)
    if found is None:
        return NamedSet(values=None, complete=False, missing=JOBS)
    table, unclear = found
    domains = job_domains(estate, table)
    whole = estate.snapshot.complete("entra.sync_job") and None not in domains and not unclear.num_rows
    return NamedSet(
        values=frozenset(d for d in domains if d),
        complete=whole,
        missing="" if whole else f"the AD domain of each job in {JOBS}",
    )
