"""Why a difference is lag, drift or unknown: a sentence for the reader, and a stable name for programs."""

from collections.abc import Mapping
from types import MappingProxyType

FRESH = "AD changed after the last sync that the cloud export can show: the next sync heals it."
FRESH_OBJECT = (
    "The object in AD changed after the last sync that the cloud export can show, so the next sync may heal it; "
    "the time of the attribute itself is not known."
)
STALE = "AD changed before the last sync, and both sides still differ."
PASSED = "AD changed before the last sync of the tenant, but Entra has not taken this object since."
NEVER_SET = "By its replication metadata AD never had a value here: the cloud's value did not come from AD."
GONE = "The mailbox is transferred: changes in AD no longer arrive."
GONE_BACK = (
    "The mailbox is transferred: changes in AD no longer arrive, and writeback has not brought the cloud's value to AD."
)
PERHAPS_GONE = "It is not known whether the mailbox is transferred, so nobody can tell whether a sync heals it."
OWN_RULE = "An own sync rule writes this attribute ({rules}), so lag and drift cannot be told apart."
NOT_SENT = "The sync does not send this attribute."
RULE_OFF = "The only exported sync rules that carry this attribute are switched off."
FROM_CLOUD = "Only the older hybrid writeback carries this attribute, from the cloud to AD."
NOT_TAKEN = "Older documents say that Exchange Online does not take this attribute from the sync."
SYNC_OFF = "Directory synchronisation is switched off in the tenant."
LEFT_OUT = "The connector leaves this container out of the sync: {container}."
FILTERED = "A sync rule keeps this object from the cloud: {rule}."
NOT_BROUGHT = "The scope filters of the sync rules that bring objects in leave this one out ({rules})."
NOT_SELECTED = "The attribute is not selected in the connector of this domain."
NOT_CARRIED = "The scope filters of the sync rules that carry this attribute leave this object out ({rules})."
PERHAPS_LEFT_OUT = (
    "Containers and scope filters of the sync do not prove that this object and attribute are sent, so nobody can tell "
    "whether a sync heals it."
)
NOT_SYNCED = "The object is not in sync."
PERHAPS_SYNCED = "It is not known whether the object is in sync."
NO_ALIAS = "Without mailNickname the sync sends no Exchange attribute of this object."
PERHAPS_ALIAS = "mailNickname is not known, and without it the sync sends no Exchange attribute."
QUARANTINED = "Entra holds the value back, because another object has it already."
FAULTY = "Entra reports a provisioning error for this attribute."
NO_SYNC_TIME = "The time of the last sync is not known, so nobody can tell whether a sync heals it."
NO_CHANGE_TIME = "The time of the change in AD is not known, so nobody can tell whether a sync heals it."
EITHER_SIDE = "A change can also come from the cloud, through the older hybrid writeback."
LASTING = ""  # the reason stands in the row already

# Names are a contract: programs filter by them.
NAMES: Mapping[str, str] = MappingProxyType(
    {
        FRESH: "changed-after-last-sync",
        FRESH_OBJECT: "object-changed-after-last-sync",
        STALE: "changed-before-last-sync",
        PASSED: "object-not-synced-since",
        NEVER_SET: "never-set-in-directory",
        GONE: "transferred",
        GONE_BACK: "transferred",
        PERHAPS_GONE: "transfer-not-known",
        OWN_RULE: "own-sync-rule",
        NOT_SENT: "attribute-not-synced",
        RULE_OFF: "sync-rule-disabled",
        FROM_CLOUD: "filled-from-cloud",
        NOT_TAKEN: "not-taken-by-cloud",
        SYNC_OFF: "sync-switched-off",
        LEFT_OUT: "container-left-out",
        FILTERED: "sync-rule-filters-object",
        NOT_BROUGHT: "sync-rule-scope-object",
        NOT_SELECTED: "attribute-not-selected",
        NOT_CARRIED: "sync-rule-scope",
        PERHAPS_LEFT_OUT: "scope-not-known",
        NOT_SYNCED: "object-out-of-sync",
        PERHAPS_SYNCED: "object-sync-not-known",
        NO_ALIAS: "no-alias",
        PERHAPS_ALIAS: "alias-not-known",
        QUARANTINED: "quarantined",
        FAULTY: "provisioning-error",
        NO_SYNC_TIME: "sync-time-not-known",
        NO_CHANGE_TIME: "change-time-not-known",
        LASTING: "target-never-arrives",
    }
)
# What no sync time decides.
BY_DESIGN, NOT_COMPARABLE, NOT_READ = "by-design", "not-comparable", "value-not-known"
