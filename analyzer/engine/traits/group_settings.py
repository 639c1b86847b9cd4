"""What differs between a group in the directory and in Exchange Online."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.classify.group_pairs import compare_groups
from analyzer.engine.cells import texts
from analyzer.engine.traits import trait
from analyzer.normalise.words import Answer

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

# Who may send, who moderates, who speaks for it, who sees it: settings that the owner of a group chose.
_SETTINGS = (
    "authOrig", "dLMemSubmitPerms", "unauthOrig", "dLMemRejectPerms", "msExchRequireAuthToSendTo",
    "msExchEnableModeration", "msExchModeratedByLink", "msExchBypassModerationLink", "publicDelegates",
    "msExchHideFromAddressLists",
)  # fmt: skip
_SEND_AS = "send_as_only_in_directory"


@trait("group_differences", needs="delivery limits and moderation of Get-DistributionGroup of Exchange Online")
def group_differences(estate: "Estate") -> pa.Array | None:
    """The settings of a group that AD and the cloud have different; unknown where one that agrees so far is unknown.

    A setting that neither file has for any group is left out; Send As counts where the permissions were supplied.
    """
    ids = estate.identities
    which = np.flatnonzero((estate.ad_class == "group") & estate.has_cloud).astype(np.int64)
    found = compare_groups(estate.snapshot, ids, estate.catalogue, which, _SETTINGS)
    if len(which) and not found.answers:
        return None
    words: list[list[str]] = [[] for _ in which]
    unknown = np.full(len(which), bool(found.missing))
    for name, answers in found.answers.items():
        unknown |= answers == Answer.UNKNOWN
        for k in np.flatnonzero(answers == Answer.DIFFERENT).tolist():
            words[k].append(name)
    for k, said in enumerate(texts(estate.trait(_SEND_AS), len(which), which)):
        if said:
            words[k].append(estate.facts.shown_name(_SEND_AS))
    out: list[str | None] = [None] * ids.count
    for k, at in enumerate(which.tolist()):
        out[at] = "; ".join(words[k]) or (None if unknown[k] else "")
    return pa.array(out, pa.string())
