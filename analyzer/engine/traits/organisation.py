"""Single facts of the organisation on-premises."""

from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.engine.exchange_traces import (
    arbitration_mailboxes,
    configuration_state,
    groups_were_searched,
    has_recipients,
    security_groups,
)
from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_NEEDS = (
    "the Exchange configuration partition, the system mailboxes and the security groups (a collection has them all)"
)


@trait("exchange_presence", on="organisation", needs=_NEEDS)
def exchange_presence(estate: "Estate") -> pa.Array | None:
    """installed, cleaned (no system mailbox and no security group is left), removed, or never; None = unknown."""
    state = _presence(estate)
    return None if state is None else pa.array([state], pa.string())


def _presence(estate: "Estate") -> str | None:
    state = configuration_state(estate)
    if state == "there":
        if arbitration_mailboxes(estate) or security_groups(estate):
            return "installed"
        return "cleaned" if groups_were_searched(estate) else None
    if state == "gone" and estate.identities.ad is not None:
        return "removed" if has_recipients(estate) else None if estate.directory_gaps else "never"
    return None
