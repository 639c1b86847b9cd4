"""The tables with a row per object: mailboxes, findings, differences. Columns are those of ``model/frames``."""

from analyzer.model.assessment import VERDICTS
from analyzer.report.specs import TableSpec, col

LEVELS = ("blocker", "wait", "unknown", "warning", "info")
OUTCOMES = ("fail", "unknown", "waived")
KINDS = ("drift", "lag", "unknown", "by_design")
SUBJECTS = (
    "mailbox", "group", "contact", "mail user", "public folder",
    "server", "connector", "organisation", "tenant", "sync", "statement",
)  # fmt: skip
# Findings about one of these have a recipient; the others stand on the sheet Organisation.
RECIPIENTS = ("mailbox", "group", "contact", "mail user", "public folder")

_GUID = "The directory's objectGUID; 'cloud:' and the Entra object id where there is no directory object"
_UPN = "userPrincipalName, the sign-in name"
_FILE = "File the directory side was read from, relative to the assessment folder"
_ROW = "Row in that file: the line of 'dn:' in LDIF, the row with the header as 1 in CSV, the place in JSON"
_CLOUD_FILE = "File the cloud side was read from, relative to the assessment folder"
_RULE_IDS = "Rule ids joined with a space"

MAILBOXES = TableSpec(
    name="mailboxes",
    title="Mailboxes",
    sheet="Mailboxes",
    about="One row per mailbox-like object: its verdict, why, and when it may be transferred",
    columns=(
        col("object_guid", "Object GUID", "mono", 38, _GUID),
        col("user_principal_name", "User principal name", "key", 34, _UPN),
        col("primary_smtp_address", "Primary address", "text", 34, "The address mail is sent from"),
        col("display_name", "Display name", "text", 26, "Name in the address list"),
        col("recipient_type", "Type", "text", 15, "user, shared, room, equipment or another recipient type"),
        col("verdict", "Verdict", "text", 20, "What may happen to this mailbox today", values=VERDICTS),
        col("earliest_safe_transfer", "Earliest safe transfer", "time", 17,
            "Last relevant change + one sync interval + the settling time; empty when nothing has to be waited for"),
        col("safe_basis", "Basis of that time", "text", 24,
            "'attribute times' is exact; 'object time' is the time of the whole object, so at the latest then"),
        col("blockers", "Blockers", "text", 24, _RULE_IDS + ": what stands in the way of the transfer"),
        col("warnings", "Warnings", "text", 24, _RULE_IDS + ": what to know before the transfer"),
        col("unknowns", "Unknowns", "text", 18, _RULE_IDS + ": what could not be judged for want of evidence"),
        col("lag", "Lag", "int", 8, "Differences that the next sync heals"),
        col("drift", "Drift", "int", 8, "Differences that stay until somebody chooses"),
        col("unknown_differences", "Unknown differences", "int", 11, "Attributes that could not be compared"),
        col("matched_by", "Matched by", "text", 15, "What joins directory object and cloud object; empty = nothing"),
        col("confidence", "Match", "text", 10, "How much the match can be trusted", values=("strong", "weak", "none")),
        col("transferred", "Transferred", "text", 11, "IsExchangeCloudManaged is set",
            values=("yes", "no", "unknown", "")),
        col("domain", "Domain", "text", 26, "Active Directory domain"),
        col("organizational_unit", "Organizational unit", "text", 40, "Where the directory object lies"),
        col("reason", "Reason", "long", 56, "The verdict in one line"),
        col("safe_reason", "Why then", "long", 56, "The newest change that counts and the wait that follows it"),
        col("safe_confidence", "How surely", "text", 14,
            "exact = from attribute times; at the latest = the time of the whole object stands for them",
            values=("exact", "at the latest", "unknown", "")),
        col("source_file", "Directory file", "text", 30, _FILE),
        col("source_row", "Directory row", "int", 10, _ROW),
        col("cloud_file", "Cloud file", "text", 30, _CLOUD_FILE),
        col("cloud_row", "Cloud row", "int", 10, _ROW),
        col("planned", "Planned", "text", 10,
            "In the planned wave of assessment.toml; empty = the file plans none", values=("yes", "no", "")),
        col("department", "Department", "text", 18, "As AD has it, else Exchange Online"),
    ),
)  # fmt: skip

FINDINGS = TableSpec(
    name="findings",
    title="Findings",
    sheet="Findings",
    about="One row per rule and object it speaks of, with the evidence and what to do",
    columns=(
        col("finding_key", "Finding key", "mono", 18,
            "First 16 hex digits of SHA-256 over rule, object and attribute: the same finding has the same key "
            "in every run"),
        col("rule", "Rule", "key", 11, "Rule id"),
        col("level", "Level", "text", 11, "What the rule means when it fires", values=LEVELS),
        col("outcome", "Outcome", "text", 11, "fail = it fires, unknown = cannot be judged, waived = accepted",
            values=OUTCOMES),
        col("subject", "Subject", "text", 13, "What the finding is about", values=SUBJECTS),
        col("gate", "Gates", "text", 8, "Gates it concerns: T transfer, R retire, W writeback, M move-back, P path"),
        col("object_guid", "Object GUID", "mono", 38, _GUID),
        col("object_name", "Object", "text", 28,
            "Name of the object; a distinguished name for configuration, the id of a statement"),
        col("user_principal_name", "User principal name", "text", 34, _UPN),
        col("attribute", "Attribute", "mono", 28,
            "LDAP name of the attribute, or the words for what was worked out (such as 'mailbox in the cloud'); "
            "empty when the rule is about the object"),
        col("directory_value", "Directory value", "mono", 40, "As found in the directory; bytes of a GUID as its text"),
        col("cloud_value", "Cloud value", "mono", 40, "As found in the cloud"),
        col("message", "What is the matter", "long", 56, "The fact in one sentence"),
        col("remediation", "What to do", "long", 56, "One action with its place"),
        col("certainty", "Certainty", "text", 10, "possible = an input it rests on is weaker than the rule wants",
            values=("certain", "possible")),
        col("source_file", "Directory file", "text", 30, _FILE),
        col("source_row", "Directory row", "int", 10, _ROW),
        col("cloud_file", "Cloud file", "text", 30, _CLOUD_FILE),
        col("cloud_row", "Cloud row", "int", 10, _ROW),
        col("rule_sources", "Sources", "text", 24, "Where the rule's facts are from; ids of the source list"),
        col("waiver", "Waiver", "text", 28, "Who accepted it and until when; empty when nobody did"),
    ),
)  # fmt: skip

DIFFERENCES = TableSpec(
    name="differences",
    title="Differences",
    sheet="Differences",
    about="One row per attribute in which directory and cloud differ, or could not be compared",
    columns=(
        col("difference_key", "Difference key", "mono", 18,
            "First 16 hex digits of SHA-256 over object and attribute: the same difference has the same key"),
        col("object_guid", "Object GUID", "mono", 38, _GUID),
        col("user_principal_name", "User principal name", "key", 34, _UPN),
        col("attribute", "Attribute", "mono", 28, "LDAP name, or an aspect such as proxyAddresses.primary"),
        col("cloud_name", "Cloud name", "mono", 28, "Name of the property in the cloud"),
        col("category", "Category", "text", 12, "exchange = moves at the transfer, identity = stays",
            values=("exchange", "identity", "object", "other")),
        col("kind", "Kind", "text", 11, "drift = somebody must choose, lag = the next sync heals it, "
            "by_design = expected, unknown = cannot be compared", values=KINDS),
        col("direction", "Direction", "text", 15, "Which side has a value",
            values=("both", "only_directory", "only_cloud")),
        col("directory_value", "Directory value", "mono", 40, "As found in the directory"),
        col("cloud_value", "Cloud value", "mono", 40, "As found in the cloud"),
        col("directory_compared", "Directory, as compared", "mono", 40, "After normalising by the attribute's syntax"),
        col("cloud_compared", "Cloud, as compared", "mono", 40, "After normalising by the attribute's syntax"),
        col("why", "Why this kind", "long", 44, "What decided the kind"),
        col("directory_changed", "Changed in directory", "time", 17, "Last known change of the directory's value"),
        col("changed_basis", "Basis of that time", "text", 15,
            "'attribute times' is exact; 'object time' at the latest"),
        col("written_back", "Written back", "bool", 9, "The writeback job brings the cloud value to the directory"),
        col("dead_edit", "Dead edit", "text", 10,
            "Changed in AD after the transfer, and it never arrives: yes, possible, or empty",
            values=("yes", "possible", "")),
        col("classed_by", "Classed by", "text", 30, "Stable name of the rule that gave the kind"),
        col("changed_last", "Changed last", "text", 12, "Side that changed last, where the exports prove it",
            values=("directory", "cloud", "unknown")),
        col("source_file", "Directory file", "text", 30, _FILE),
        col("source_row", "Directory row", "int", 10, _ROW),
        col("cloud_file", "Cloud file", "text", 30, _CLOUD_FILE),
        col("cloud_row", "Cloud row", "int", 10, _ROW),
        col("at_transfer", "At the transfer", "long", 34, "What becomes of both values; empty = the attribute stays"),
    ),
)  # fmt: skip

OBJECT_TABLES = (MAILBOXES, FINDINGS, DIFFERENCES)
