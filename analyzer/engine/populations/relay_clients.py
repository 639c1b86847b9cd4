"""Devices and applications that send through the servers, as message tracking shows them."""

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import MAYBE, YES
from analyzer.engine.configuration import text_column
from analyzer.engine.dated import fact_at
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.relay_traffic import KIND, clients, days_covered
from analyzer.engine.subjects import TableSubjects
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

TRACKING = "Get-MessageTrackingLog of every server"
# A person says: nobody sends through the server.
STATEMENT = "ATT-001"


@population("relay_clients")
def relay_clients(estate: "Estate") -> Population:
    """Client addresses that handed over mail, with what they ``relayed``.

    A client whose address the rows do not name may be one. Fewer days than the dated number, or days long past,
    prove nobody's absence, nor does no tracking at all, unless a person has signed that nobody sends.
    """
    table = estate.snapshot.table(KIND)
    stated = _is_stated(estate)
    if table is None and not stated:
        return not_supplied(TRACKING)
    found = clients(estate, table) if table is not None else []
    rows = pa.table(
        {
            "Name": text_column([c.address or "a client without an address" for c in found]),
            FILE: pa.array([c.file for c in found], pa.int32()),
            ROW: pa.array([c.row for c in found], pa.int64()),
        }
    )
    traits = {"relayed": text_column([c.says for c in found])}
    subjects = TableSubjects(table=rows, traits=traits, supplied_by=TRACKING)
    member = np.array([YES if c.address else MAYBE for c in found], np.uint8)
    gap = "" if stated or table is None else _gap(estate, table)
    return Population(subjects=subjects, member=member, complete=not gap, gap=gap)


def _is_stated(estate: "Estate") -> bool:
    said = estate.snapshot.settings.statement(STATEMENT)
    return said is not None and said.answer == "yes" and said.is_answered


def _gap(estate: "Estate", table: pa.Table) -> str:
    wanted = int(fact_at(estate.facts.dated, "tracking_days", estate.as_of).value)
    days, newest = days_covered(table)
    if not estate.snapshot.complete(KIND):
        return f"a whole export: {TRACKING}"
    if days < wanted:
        return f"{wanted} days of {TRACKING} (the files hold {days})"
    if newest is not None and estate.as_of - newest > dt.timedelta(days=wanted):
        return f"{TRACKING} of the last {wanted} days (the newest row is of {newest.date()})"
    return ""
