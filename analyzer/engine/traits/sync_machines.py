"""Machines that run Connect, after the accounts that its installations made in AD."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.computers import logon_time
from analyzer.engine.configuration import values
from analyzer.engine.sync_engine import CLOUD_SYNC, engine_of
from analyzer.engine.sync_servers import PARAMETERS, sync_servers_of
from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_LISTS = pa.list_(pa.string())
_TENANT = re.compile(r"[A-Za-z0-9-]+\.onmicrosoft\.(?:com|us|de)|[A-Za-z0-9-]+\.partner\.onmschina\.cn", re.IGNORECASE)
# lastLogonTimestamp lags by up to two weeks.
_RECENT = dt.timedelta(days=30)
NAME = "sAMAccountName"


@trait("other_sync_machines", on="sync", needs=f"the accounts of the sync servers (MSOL_*, AAD_*), and {PARAMETERS}")
def other_sync_machines(estate: "Estate") -> pa.Array | None:
    """Machines and tenants of accounts in recent use, where they are more than the servers that were exported.

    Empty where every machine is accounted for. Descriptions are in the language of the machine: only names are read,
    and an account whose description names none stands for its machine.
    """
    if engine_of(estate) == CLOUD_SYNC:
        return pa.array([[]], _LISTS)
    accounts, servers = _accounts(estate), sync_servers_of(estate)
    if accounts is None or not accounts.num_rows or not servers:
        return None
    machines: dict[str, None] = {}
    tenants: dict[str, None] = {}
    doubtful = False
    cells = (values(accounts, n) for n in (NAME, "description", "lastLogonTimestamp"))
    for name, description, logon in zip(*cells, strict=True):
        recent = _is_recent(estate, logon)
        doubtful |= recent is None or (recent and description is None)
        if recent:
            text = " ".join(description or ())
            machines[_machine(estate, text) or (name or [""])[0]] = None
            tenants |= dict.fromkeys(t.casefold() for t in _TENANT.findall(text))
    too_many = [
        *(sorted(machines) if len(machines) > len(servers) else ()),
        *(sorted(tenants) if len(tenants) > 1 else ()),
    ]
    if doubtful and not too_many:
        return pa.array([None], _LISTS)
    return pa.array([too_many], _LISTS)


def _accounts(estate: "Estate") -> pa.Table | None:
    """Accounts whose name is one that an installation of Connect gives; None where names were not exported."""
    table = estate.snapshot.table("ad.object")
    if table is None or NAME not in table.column_names:
        return None
    wanted = [p.rstrip("*") for p in estate.facts.builtin.of("sync_accounts", "accounts")]
    mine = None
    for prefix in wanted:
        one = pc.starts_with(table[NAME], prefix, ignore_case=True)
        mine = one if mine is None else pc.or_(mine, one)
    return table.filter(mine) if mine is not None else None


def _is_recent(estate: "Estate", logon: Sequence[str] | None) -> bool | None:
    """Signed in within a month before the newest export; None when nobody knows. Never is not recent."""
    when = estate.export_time
    if logon is None or when is None:
        return None
    if not logon or not logon[0]:
        return False
    time = logon_time(logon[0])
    return None if time is None else time > when - _RECENT


def _machine(estate: "Estate", text: str) -> str:
    words = "|".join(map(re.escape, estate.facts.builtin.of("sync_accounts", "computer_words")))
    found = (
        re.search(rf"\b(?:{words})\s+[\"'\u00ab\u201e]?\s*([A-Za-z0-9-]{{1,15}})\b", text, re.IGNORECASE)
        if words
        else None
    )
    return found[1].upper() if found else ""
