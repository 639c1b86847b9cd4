"""Recipients of the cloud whose mail goes on to an address outside."""

from typing import TYPE_CHECKING

import numpy as np

from analyzer.classify.flags import YES, both, sure
from analyzer.engine.cells import flags_present
from analyzer.engine.populations import Population, not_supplied, population
from analyzer.engine.populations.mailboxes import MAILBOXES, is_onprem

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

LISTS = {
    "cloud.mailbox": MAILBOXES,
    "cloud.mailuser": "Get-MailUser of Exchange Online",
    "cloud.contact": "Get-MailContact of Exchange Online",
}


@population("cloud_external_addresses")
def cloud_external_addresses(estate: "Estate") -> Population:
    """Mailboxes that forward, mail users and contacts; the mail user of a mailbox on-premises is not meant."""
    if estate.identities.cloud is None:
        return not_supplied(MAILBOXES)
    listed = np.isin(estate.cloud_kind, ["mailbox", "mailuser", "contact"])
    onprem = is_onprem(estate) == YES if estate.identities.ad is not None else np.zeros(len(listed), dtype=bool)
    sends_on = flags_present(estate.trait("external_domain"), listed)
    lists = {kind: estate.snapshot.table(kind) for kind in LISTS}
    missing = "; ".join(words for kind, words in LISTS.items() if lists[kind] is None)
    cut = "; ".join(LISTS[k] for k, table in lists.items() if table is not None and not estate.snapshot.complete(k))
    return Population(
        subjects=estate.recipients,
        member=both(sure(listed & ~onprem), sends_on),
        missing=missing,
        complete=not missing and not cut,
        gap=f"a whole export: {cut}" if cut else "",
    )
