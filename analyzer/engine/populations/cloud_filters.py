"""What in the cloud picks people by a filter: dynamic groups, transport rules, address lists."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.flags import NO, Flags
from analyzer.engine.populations import Population, population
from analyzer.engine.populations.joined_tables import Part, joined
from analyzer.engine.table_flags import is_word, text_cells

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

DYNAMIC = {
    "cloud.dynamic_group": "Get-DynamicDistributionGroup of Exchange Online",
    "entra.group": "Get-MgGroup with membershipRule",
}
RULES_AND_LISTS = {
    "cloud.transport_rule": "Get-TransportRule of Exchange Online",
    "cloud.address_list": "Get-AddressList of Exchange Online",
}


@population("cloud_dynamic_groups")
def cloud_dynamic_groups(estate: "Estate") -> Population:
    """Dynamic distribution groups, and groups of Entra with a membership rule, with ``filter_text``."""
    parts = []
    exchange, entra = (estate.snapshot.table(k) for k in DYNAMIC)
    if exchange is not None:
        parts.append(_part("cloud.dynamic_group", exchange, "Name", ("RecipientFilter",)))
    if entra is not None:
        # A blank rule is that of a group whose members are picked by hand.
        has_rule = is_word(entra, "MembershipRule", (), blank=NO)
        filled = np.array([1 if c else f for c, f in zip(text_cells(entra, "MembershipRule"), has_rule, strict=True)])
        parts.append(_part("entra.group", entra, "DisplayName", ("MembershipRule",), filled.astype(np.uint8)))
    return joined(estate, parts, DYNAMIC)


@population("cloud_rules_and_lists")
def cloud_rules_and_lists(estate: "Estate") -> Population:
    """Transport rules that are switched on, and address lists, with ``filter_text``."""
    parts = []
    rules, lists = (estate.snapshot.table(k) for k in RULES_AND_LISTS)
    if rules is not None:
        in_use = is_word(rules, "State", ("Enabled",))
        parts.append(_part("cloud.transport_rule", rules, "Name", ("Description",), in_use))
    if lists is not None:
        parts.append(_part("cloud.address_list", lists, "Name", ("RecipientFilter",)))
    return joined(estate, parts, RULES_AND_LISTS)


def _part(kind: str, table: pa.Table, name: str, columns: tuple[str, ...], member: Flags | None = None) -> Part:
    texts = [text_cells(table, c) for c in columns]
    filters = [None if None in row else " ".join(str(c) for c in row) for row in zip(*texts, strict=True)]
    everybody = np.ones(table.num_rows, np.uint8)
    return Part(
        kind=kind,
        names=text_cells(table, name),
        traits={"filter_text": filters},
        member=everybody if member is None else member,
    )
