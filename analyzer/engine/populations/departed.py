"""Cloud mailboxes that are no longer live."""

from typing import TYPE_CHECKING

from analyzer.classify.flags import sure
from analyzer.engine.populations import Population, not_supplied, population

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_LIVE, _GONE = "cloud.mailbox", "cloud.departed_mailbox"


@population("departed_mailboxes")
def departed_mailboxes(estate: "Estate") -> Population:
    """Inactive and soft-deleted cloud mailboxes. The usual list leaves them out; their own list shows all."""
    if estate.snapshot.table(_LIVE) is None and estate.snapshot.table(_GONE) is None:
        return not_supplied("Get-Mailbox -SoftDeletedMailbox and -InactiveMailboxOnly of Exchange Online")
    gone = (estate.cloud_kind == "mailbox") & ~estate.is_live_cloud_mailbox
    complete = estate.snapshot.complete(_GONE)
    missing = "" if complete else "Get-Mailbox -SoftDeletedMailbox and -InactiveMailboxOnly of Exchange Online"
    return Population(subjects=estate.recipients, member=sure(gone), missing=missing, complete=complete, gap=missing)
