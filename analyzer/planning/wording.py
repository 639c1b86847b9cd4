"""Numbers with their nouns, and the decision in one sentence."""

from collections.abc import Sequence

_PLURALS = {
    "mailbox": "mailboxes",
    "sync": "sync servers",
    "organisation": "objects of the organisation",
    "tenant": "tenants",
}
_SINGULAR = {"sync": "sync server", "organisation": "object of the organisation"}


def number_of(noun: str, count: int) -> str:
    """``1 mailbox``, ``1,200 mailboxes``."""
    word = _SINGULAR.get(noun, noun) if count == 1 else _PLURALS.get(noun, noun + "s")
    return f"{count:,} {word}"


def decision(
    able: int, done: int, total: int, transfer: str, retire: str, conditions: int, closed_by: Sequence[str] = ()
) -> str:
    """The decision in one sentence: how many mailboxes may go now, and whether the server may.

    ``closed_by`` names the rules that close the transfer gate for all.
    """
    if total == 0:
        return "No synced mailbox was found, so there is nothing to transfer."
    be = "is" if able == 1 else "are"
    by = f"for all by {number_of('condition', len(closed_by))}" if closed_by else "for all"
    if done == total:
        lead = f"All {number_of('mailbox', total)} are transferred" if total > 1 else "The one mailbox is transferred"
    elif able == 0 and total - done == 1:
        lead = "The one mailbox left cannot be transferred now" if done else "The one mailbox cannot be transferred now"
    elif able == 0:
        lead = f"None of the {number_of('mailbox', total - done)}{' left' if done else ''} can be transferred now"
    elif transfer == "closed":
        lead = f"{able:,} of {number_of('mailbox', total)} {be} ready, but the transfer gate is closed {by}"
    elif transfer == "unknown":
        lead = f"{able:,} of {number_of('mailbox', total)} {be} ready, but the transfer gate cannot be judged"
    elif able == total:
        lead = (
            f"All {number_of('mailbox', total)} can be transferred now"
            if total > 1
            else "The one mailbox can be transferred now"
        )
    else:
        lead = f"{able:,} of {number_of('mailbox', total)} can be transferred now"
    ends = {
        "open": "; the last Exchange server can go.",
        "waived": "; the last Exchange server can go with what was accepted by name.",
        "unknown": f"; whether the last Exchange server can go depends on {number_of('open question', conditions)}.",
        "closed": f"; the last Exchange server must stay until {number_of('condition', conditions)} "
        f"{'is' if conditions == 1 else 'are'} met.",
    }
    return lead + ends.get(retire, ".")
