"""What keeps mail for a reason of law on the server: searches and their holds, retention policies."""

from typing import TYPE_CHECKING

import numpy as np

from analyzer.classify.flags import MAYBE, NO, YES
from analyzer.engine.builtin_names import ADMIN
from analyzer.engine.configuration import exported, text_column
from analyzer.engine.named_sets import NamedSet, column_set, named_set
from analyzer.engine.places import either, lacking
from analyzer.engine.populations import Population, population

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@population("onprem_mailbox_searches")
def onprem_mailbox_searches(estate: "Estate") -> Population:
    """In-place searches and holds of the server; only its shell lists them."""
    return exported(estate, "onprem.mailbox_search", "Get-MailboxSearch of the Exchange shell")


@population("onprem_retention_policies")
def onprem_retention_policies(estate: "Estate") -> Population:
    """Retention policies of the server that setup did not make, with ``name``."""
    rows = either(
        estate,
        "onprem.retention_policy",
        "Get-RetentionPolicy of the Exchange shell",
        "msExchMailboxRecipientTemplate",
        below="cn=retention policies container,",
    )
    if rows is None:
        return lacking("Get-RetentionPolicy of the Exchange shell")
    names = rows.names()
    made = [estate.facts.builtin.made_by("retention_policies", n) for n in names]
    member = np.array([MAYBE if m is None else YES if m == ADMIN else NO for m in made], np.uint8)
    return rows.population({"name": text_column(names)}, member)


@named_set("cloud_retention_names")
def cloud_retention_names(estate: "Estate") -> NamedSet:
    """Names of the retention policies of Exchange Online."""
    return column_set(estate, "cloud.retention_policy", "Name", "Get-RetentionPolicy of Exchange Online")
