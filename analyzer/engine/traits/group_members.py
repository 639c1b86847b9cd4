"""Members of the groups of Exchange that do not belong there by themselves."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.engine.builtin_names import SETUP, first_part
from analyzer.engine.own_lists import gathered
from analyzer.engine.populations.exchange_groups import UNIT
from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@trait("foreign_members", needs="member of the Exchange security groups (LDIF), and the list of Exchange servers")
def foreign_members(estate: "Estate") -> pa.Array | None:
    """Members of powerful groups that are neither an Exchange server nor made a member by setup."""
    column = estate.identities.column("ad", "member")
    groups = estate.population("powerful_exchange_groups")
    if column is None or groups.subjects is None:
        return None
    servers = _servers(estate)
    strange: list[str] = []
    owner: list[int] = []
    unknown = np.zeros(estate.identities.count, dtype=bool)
    for i in map(int, np.flatnonzero(groups.member)):
        members = column[i].as_py()
        foreign = [first_part(dn) for dn in members or () if not _is_of_setup(estate, dn)]
        # Without the list of servers each of them may be one.
        unknown[i] = members is None or (servers is None and bool(foreign))
        own = [] if servers is None else [name for name in foreign if name.casefold() not in servers]
        strange += own
        owner += [i] * len(own)
    return gathered(pa.array(strange, pa.string()), np.array(owner, dtype=np.int64), unknown)


def _servers(estate: "Estate") -> set[str] | None:
    """Names of all Exchange servers; None when nobody exported them."""
    found = estate.population("exchange_servers")
    if found.subjects is None or not found.complete:
        return None
    labels = found.subjects.labels(np.arange(found.subjects.count, dtype=np.int64))
    return {first_part(label.name).rpartition("\\")[2].casefold() for label in labels}


def _is_of_setup(estate: "Estate", dn: str) -> bool:
    builtin, name = estate.facts.builtin, first_part(dn)
    parent = dn.partition(",")[2].replace(", ", ",").casefold()
    if builtin.is_listed("security_group_members", "administrators", name) and parent.startswith("cn=users,dc="):
        return True
    listed = any(builtin.is_listed(k, SETUP, name) for k in ("exchange_security_groups", "security_group_members"))
    return listed or UNIT in dn.casefold()
