"""The security groups of Exchange, who is in them, and what they may do at the head of a domain."""

import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import sure
from analyzer.engine.builtin_names import SETUP, first_part
from analyzer.engine.cells import texts
from analyzer.engine.configuration import text_column
from analyzer.engine.kept import kept
from analyzer.engine.populations import Population, not_supplied, population, whole
from analyzer.engine.populations.mailboxes import DIRECTORY
from analyzer.engine.subjects import TableSubjects
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

UNIT = "ou=microsoft exchange security groups,"
GROUPS = "the groups of the OU Microsoft Exchange Security Groups with their members (LDIF)"
RIGHTS, RIGHTS_KIND = "Get-ADPermission of the head of each domain", "onprem.ad_permission"
_DOMAIN_HEAD = re.compile(r"(DC=[^,]+,\s*)*DC=[^,]+|[\w-]+(\.[\w-]+)+/?", re.IGNORECASE)


@kept
def group_rows(estate: "Estate") -> list[tuple[int, str, str]]:
    """Identity, name and distinguished name of each group of the directory."""
    which = np.flatnonzero(estate.ad_class == "group").astype(np.int64)
    dns = texts(estate.identities.column("ad", "distinguishedName"), estate.identities.count, which)
    return [(int(i), first_part(dn), dn) for i, dn in zip(which, dns, strict=True)]


def _is_of_exchange(estate: "Estate", name: str, dn: str) -> bool:
    builtin = estate.facts.builtin
    listed = any(builtin.is_listed(kind, SETUP, name) for kind in ("exchange_security_groups", "legacy_groups"))
    return listed or UNIT in dn.casefold()


def _groups(estate: "Estate", chosen: list[int], *, seen: bool) -> Population:
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    member = np.zeros(estate.identities.count, dtype=bool)
    member[chosen] = True
    gap = "" if seen and estate.snapshot.complete("ad.object") else GROUPS
    return Population(subjects=estate.recipients, member=sure(member), complete=not gap, gap=gap)


@population("exchange_security_groups")
def exchange_security_groups(estate: "Estate") -> Population:
    """Groups that setup of any version makes, and all of the unit they lie in; none at all were not exported."""
    found = [i for i, name, dn in group_rows(estate) if _is_of_exchange(estate, name, dn)]
    return _groups(estate, found, seen=bool(found))


@population("powerful_exchange_groups")
def powerful_exchange_groups(estate: "Estate") -> Population:
    """The groups whose members may do everything in Exchange."""
    builtin = estate.facts.builtin
    found = [i for i, name, _dn in group_rows(estate) if builtin.is_listed("security_group_members", "watched", name)]
    return _groups(estate, found, seen=bool(found))


@population("exchange_permissions")
def exchange_permissions(estate: "Estate") -> Population:
    """Groups of Exchange that have rights at the head of a domain, each once per domain."""
    table = estate.snapshot.table(RIGHTS_KIND)
    if table is None or not {"Identity", "User"} <= set(table.column_names):
        return not_supplied(RIGHTS)
    blank: list[str | None] = [None] * table.num_rows
    deny = table["Deny"].to_pylist() if "Deny" in table.column_names else blank
    cells = zip(table["Identity"].to_pylist(), table["User"].to_pylist(), deny, strict=True)
    found: dict[tuple[str, str], int] = {}
    looked = False
    for i, (where, who, denied) in enumerate(cells):
        if not _DOMAIN_HEAD.fullmatch((where or "").strip()):
            continue
        looked = True
        group = (who or "").rpartition("\\")[2].strip()
        allowed = (denied or "").casefold() != "true"
        if allowed and estate.facts.builtin.is_listed("domain_head_rights", "groups", group):
            found.setdefault((where.strip(), group), i)
    rows = table.take(pa.array(list(found.values()), pa.int64()))
    named = pa.table(
        {
            "Name": text_column([f"{group} on {where.rstrip('/')}" for where, group in found]),
            FILE: rows[FILE],
            ROW: rows[ROW],
        }
    )
    complete = looked and estate.snapshot.complete(RIGHTS_KIND)
    return whole(TableSubjects(table=named, supplied_by=RIGHTS), complete=complete, gap=RIGHTS)
