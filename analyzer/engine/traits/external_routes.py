"""Where the cloud sends mail of a recipient outside: forwarding addresses, and addresses of contacts and mail users."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.address_columns import fold
from analyzer.engine.address_index import address_index
from analyzer.engine.populations.addresses import AddressSubjects
from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

FORWARDING, EXTERNAL = "ForwardingSmtpAddress", "ExternalEmailAddress"


@trait(
    "external_domain",
    needs=f"{FORWARDING} of Get-Mailbox, and {EXTERNAL} of Get-MailUser and Get-MailContact",
    cloud=True,
)
def external_domain(estate: "Estate") -> pa.Array:
    """Domain of the address outside that mail is sent to; empty where there is none.

    An address that a cloud mailbox holds is delivered in the cloud, whatever its domain: it leads nowhere else.
    """
    count = estate.identities.count
    blank = pa.array([""] * count, pa.string())
    forwards, routes = (_texts(estate, name) for name in (FORWARDING, EXTERNAL))
    is_mailbox = pa.array(estate.cloud_kind == "mailbox")
    is_routed = pa.array(np.isin(estate.cloud_kind, ["mailuser", "contact"]))
    address = pc.if_else(is_mailbox, forwards, pc.if_else(is_routed, routes, blank))
    # Few recipients have such an address.
    outside = pc.fill_null(pc.not_equal(address, ""), False)
    bare = fold(pc.replace_substring_regex(address.filter(outside), r"^(?i)smtp:", ""))
    at_home = pc.is_in(bare, value_set=_delivered_here(estate, bare), skip_nulls=True)
    domain = pc.replace_substring_regex(bare, r"^.*@", "")
    return pc.replace_with_mask(address, outside, pc.if_else(at_home, "", domain))


def _texts(estate: "Estate", name: str) -> pa.Array:
    column = estate.identities.column("cloud", name)
    return pa.nulls(estate.identities.count, pa.string()) if column is None else column.cast(pa.string())


def _delivered_here(estate: "Estate", wanted: pa.Array) -> pa.Array:
    """Those of the addresses that a live cloud mailbox holds."""
    subjects = estate.population("cloud_addresses").subjects
    if not isinstance(subjects, AddressSubjects):
        return pa.array([], pa.string())
    asked = pc.unique(wanted.drop_null())
    if not len(asked):
        return pa.array([], pa.string())
    live = subjects.numbers[estate.is_live_cloud_mailbox[subjects.owner] & (subjects.numbers >= 0)]
    held = address_index(estate).is_one_of(asked)[live]
    return pc.unique(address_index(estate).addresses(live[held]))
