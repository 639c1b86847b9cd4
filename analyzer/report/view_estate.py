"""The tables about the estate as a whole: gates, rules, attributes, files, and what people said."""

from analyzer.model.assessment import GATE_STATES, VERDICTS
from analyzer.report.specs import TableSpec, col
from analyzer.report.view_objects import LEVELS
from analyzer.report.view_road import PATHS, SEQUENCE
from analyzer.report.view_tickets import TICKETS

GATES = TableSpec(
    name="gates",
    title="Gates",
    sheet="Gates",
    about="One row per thing that would open a gate; a gate that nothing holds shut has one row",
    columns=(
        col("gate", "Gate", "key", 12, "transfer, retire, writeback, move-back or path"),
        col("state", "State", "text", 13, "What may happen today", values=GATE_STATES),
        col("reason", "Reason", "long", 60, "Why the gate is in this state"),
        col("rules", "Rules", "text", 24, "Rule ids joined with a space"),
        col("opens_with", "Opens with", "long", 56, "What would open it"),
        col("owner", "Owner by rule", "text", 18, "Who usually does it"),
        col("reach", "Reach", "int", 10, "Mailboxes the gate is open for"),
        col("total", "Of", "int", 10, "Mailboxes the gate is about"),
        col("count", "Objects", "int", 10, "Objects or statements this line is about"),
        col("settles", "Export that settles it", "long", 44,
            "For what is unknown: the command that supplies the evidence"),
        col("opens_also", "Opens it too", "long", 40, "The signature or the answer that would open it too"),
    ),
)  # fmt: skip

EVIDENCE = TableSpec(
    name="evidence",
    title="Evidence",
    sheet="Evidence",
    about="One row per file of the folder; read = used + ignored + rejected",
    columns=(
        col("file", "File", "key", 40, "Relative to the assessment folder"),
        col("kind", "Kind", "text", 24, "What the content was recognised as"),
        col("side", "Side", "text", 11, "directory, onprem, cloud, entra, sync or people"),
        col("sha256", "SHA-256", "mono", 66, "Hash of the file's bytes"),
        col("bytes", "Bytes", "int", 14, "Size of the file"),
        col("exported_at", "Newest time inside", "time", 17,
            "The export is at least this young; empty = no time in the file"),
        col("rows_read", "Rows read", "int", 10, "Rows or objects found"),
        col("rows_used", "Used", "int", 10, "Rows that reached the analysis"),
        col("rows_ignored", "Ignored", "int", 10, "Rows left out for a stated reason"),
        col("rows_rejected", "Rejected", "int", 10, "Rows that could not be used; see tables/rejected.csv"),
        col("health", "Health", "text", 13, "What became of the file",
            values=("whole", "capped", "cut", "damaged", "refused", "unrecognised")),
        col("note", "Note", "long", 44, "What to know about the file"),
        col("title", "What it is", "text", 34, "The kind in words"),
        col("age_hours", "Age in hours", "float", 10, "Hours from the newest time inside to the as-of time"),
        col("unknown_columns", "Columns not used", "long", 40, "Columns named by no layout and no catalogue row"),
        col("reconciles", "Reconciles", "bool", 11, "Rows read = used + ignored + rejected"),
    ),
)  # fmt: skip

ATTRIBUTES = TableSpec(
    name="attributes",
    title="Attributes",
    sheet="Attributes",
    about="One row per attribute: who owns it before and after the transfer, and how often both sides differ",
    columns=(
        col("ldap_name", "Directory name", "key", 32, "LDAP display name"),
        col("cloud_name", "Cloud name", "mono", 32, "Property in Exchange Online; empty = the cloud has none"),
        col("category", "Category", "text", 12, "exchange = moves, identity = stays",
            values=("exchange", "identity", "object", "other")),
        col("owner_before", "Owner before", "text", 12, "Source of authority today", values=("directory", "cloud")),
        col("owner_after", "Owner after", "text", 12, "Source of authority after the transfer",
            values=("directory", "cloud")),
        col("edit_before", "Edited today with", "long", 34, "Where the value is changed before the transfer"),
        col("edit_after", "Edited afterwards with", "long", 40, "Where the value is changed after the transfer"),
        col("written_back", "Written back", "text", 11, "The writeback job brings it to the directory",
            values=("yes", "calculated", "no")),
        col("compared_as", "Compared as", "text", 22, "How both sides are made comparable"),
        col("pairs", "Pairs", "int", 9, "Pairs of mailboxes with both sides known"),
        col("equal", "Equal", "int", 9, "Pairs that agree"),
        col("lag", "Lag", "int", 9, "Pairs that the next sync makes equal"),
        col("drift", "Drift", "int", 9, "Pairs somebody must decide"),
        col("by_design", "By design", "int", 9, "Pairs that differ as they should"),
        col("unknown", "Unknown", "int", 9, "Pairs that could not be compared"),
        col("unknown_because", "Unknown because", "long", 40, "What is missing"),
        col("trust", "Trust", "text", 11, "How well the facts in this row are known",
            values=("confirmed", "secondary", "inferred")),
        col("sources", "Sources", "text", 20, "Where the facts are from; ids of the source list"),
        col("stated_on", "Stated on", "day", 12, "Date of the source"),
        col("notes", "Notes", "long", 60, "What to know about the attribute"),
        col("edit_mixed", "Edited meanwhile with", "long", 44,
            "Where the value is changed while only some mailboxes are switched"),
        col("compares", "Compare rule", "long", 50, "How both sides are made comparable, in words"),
        col("readers", "Read by", "long", 30, "Applications of assessment.toml that read it in AD"),
    ),
)  # fmt: skip

RULES = TableSpec(
    name="rules",
    title="Rules",
    sheet="Rules",
    about="One row per rule: whether it ran, how often it fired, why it exists",
    columns=(
        col("rule", "Rule", "key", 11, "Rule id"),
        col("title", "Title", "long", 48, "The fact it looks for"),
        col("level", "Level", "text", 11, "What it means when it fires", values=(*LEVELS, "none")),
        col("gates", "Gates", "text", 10, "T transfer, R retire, W writeback, M move-back, P path"),
        col("subject", "Subject", "text", 13, "What it is about"),
        col("state", "State", "text", 15, "ran; unknown = evidence is missing; error = the rule itself broke",
            values=("ran", "unknown", "not_applicable", "error")),
        col("judged", "Judged", "int", 10, "Objects it looked at"),
        col("hits", "Fires", "int", 10, "Objects it fires on"),
        col("unknown", "Unknown", "int", 10, "Objects it could not judge"),
        col("waived", "Waived", "int", 10, "Hits that somebody accepted"),
        col("reason", "Why it could not run", "long", 44, "What is missing, or what went wrong"),
        col("step", "Step", "int", 7, "Step of the retirement sequence"),
        col("owner", "Owner by rule", "text", 18, "Who usually corrects it"),
        col("waivable", "Waivable", "bool", 9, "A signed waiver is accepted"),
        col("confidence", "Confidence", "text", 11,
            "Trust in the fact: H high, M medium, U uncertain (never closes a gate)",
            values=("H", "M", "U")),
        col("since", "Since", "text", 16, "Since when the fact holds"),
        col("why", "Why", "long", 60, "What happens, to whom, when"),
        col("fix", "Fix", "long", 60, "One action with its place"),
        col("sources", "Sources", "text", 20, "Where the facts are from; ids of the source list"),
    ),
)  # fmt: skip

VERDICT_COUNTS = TableSpec(
    name="verdicts",
    title="Verdicts",
    sheet="Summary",
    about="How many mailboxes have each verdict",
    columns=(
        col("verdict", "Verdict", "key", 20, "Word used in every table", values=VERDICTS),
        col("label", "In words", "text", 22, "The verdict as people say it"),
        col("meaning", "Meaning", "long", 60, "What may happen to these mailboxes"),
        col("mailboxes", "Mailboxes", "int", 12, "How many have this verdict"),
        col("share", "Share", "float", 9, "Part of all mailboxes, 0 to 1"),
    ),
)

CORRECTIONS = TableSpec(
    name="corrections",
    title="Corrections",
    sheet="Summary",
    about="What frees the most mailboxes, in that order",
    columns=(
        col("rank", "Rank", "int", 6, "1 frees the most"),
        col("correction", "Correction", "long", 56, "What to do"),
        col("rule", "Rule", "key", 11, "Rule it corrects"),
        col("owner", "Owner by rule", "text", 18, "Who usually does it"),
        col("frees", "Frees alone", "int", 10, "Mailboxes for which this is the only thing in the way"),
        col("touches", "Stands in the way of", "int", 10, "Mailboxes it stands in the way of"),
        col("together", "Freed together", "int", 10, "Freed when this and all corrections above are done"),
        col("rules", "All its rules", "text", 20, "Every rule it corrects, joined with a space"),
        col("settles", "Export that settles it", "long", 44, "Where only evidence lacks: what supplies it"),
    ),
)

CALENDAR = TableSpec(
    name="calendar",
    title="Calendar",
    sheet="Summary",
    about="When waiting mailboxes become safe to transfer",
    columns=(
        col("day", "Day", "day", 14, "Day in UTC"),
        col("becomes_safe", "Become safe", "int", 20, "Waiting mailboxes that become safe on this day"),
        col("safe_in_all", "Safe in all", "int", 20, "Ready today plus all that became safe up to this day"),
    ),
)

TRANSFER_TIMES = TableSpec(
    name="transfer_times",
    title="Safe to transfer",
    sheet="Summary",
    about="How many mailboxes are safe now, become safe on each day, never do by waiting, or are unknown",
    columns=(
        col("state", "State", "key", 12, "now, day = becomes safe on the day, never = not by waiting, unknown",
            values=("now", "day", "never", "unknown")),
        col("day", "Day", "day", 14, "Day in UTC, for those that become safe on it"),
        col("mailboxes", "Mailboxes", "int", 12, "How many"),
        col("safe_in_all", "Safe in all", "int", 12, "Ready now plus all that became safe up to this day"),
    ),
)  # fmt: skip

RECENT_WRITERS = TableSpec(
    name="recent_writers",
    title="Recent writers",
    sheet="Summary",
    about="What was written last on waiting mailboxes, by attribute, hour of the day and controller",
    columns=(
        col("attribute", "Attribute", "mono", 28, "LDAP name"),
        col("controller", "Controller", "text", 20, "Domain controller that took the change, where the export says"),
        col("hour", "Hour", "int", 7, "Hour of the day in UTC, 0 to 23"),
        col("waiting", "Waiting", "int", 10, "Mailboxes that wait for such a change"),
        col("alone", "Alone", "int", 10, "Those of them that wait for nothing else"),
        col("mailboxes", "Mailboxes", "int", 11, "Mailboxes whose last change of the attribute fell into that hour"),
        col("days", "Days", "int", 7, "Different days of these changes"),
        col("all_changes", "In any hour", "int", 11,
            "Mailboxes whose last change of the attribute fell into any hour of the same days"),
        col("newest", "Newest", "time", 17, "The newest of these changes"),
        col("is_habit", "Habit", "bool", 8, "Several days, and most of the changes fall into this hour"),
        col("applications", "Applications", "long", 30, "Those of assessment.toml that write the attribute"),
        col("text", "In words", "long", 60, "All of it in one sentence"),
    ),
)  # fmt: skip

DEAD_EDITS = TableSpec(
    name="dead_edits",
    title="Dead edits",
    sheet="Differences",
    about="Values changed in the directory after the transfer, which never arrive in the cloud",
    columns=(
        col("difference_key", "Difference key", "mono", 18, "The same difference in the table of differences"),
        col("object_guid", "Object GUID", "mono", 38, "The directory's objectGUID"),
        col("user_principal_name", "User principal name", "key", 34, "userPrincipalName, the sign-in name"),
        col("attribute", "Attribute", "mono", 28, "LDAP name, or an aspect such as proxyAddresses.primary"),
        col("cloud_name", "Cloud name", "mono", 28, "Name of the property in the cloud, where the value has to be set"),
        col("dead_edit", "Dead edit", "text", 10, "yes = for sure, possible = the evidence allows it",
            values=("yes", "possible")),
        col("directory_value", "Directory value", "mono", 40, "As found in the directory: the edit"),
        col("cloud_value", "Cloud value", "mono", 40, "As found in the cloud: what holds"),
        col("directory_changed", "Changed in directory", "time", 17, "When it was edited"),
        col("changed_basis", "Basis of that time", "text", 15, "The attribute's own time, or that of the object"),
        col("written_back", "Written back", "bool", 9, "Writeback overwrites the edit with the cloud's value"),
        col("source_file", "Directory file", "text", 30, "File the directory side was read from"),
        col("source_row", "Directory row", "int", 10, "Row in that file"),
        col("cloud_file", "Cloud file", "text", 30, "File the cloud side was read from"),
        col("cloud_row", "Cloud row", "int", 10, "Row in that file"),
    ),
)  # fmt: skip

STATEMENTS = TableSpec(
    name="statements",
    title="Statements",
    sheet="Statements",
    about="What people answered in assessment.toml",
    columns=(
        col("id", "Statement", "key", 12, "Rule id of the statement"),
        col("answer", "Answer", "text", 10, "yes needs a person and a date to count", values=("yes", "no")),
        col("person", "Person", "text", 26, "Who said it"),
        col("date", "Date", "day", 12, "When it was said"),
        col("text", "Words", "long", 60, "What was said"),
        col("answered", "Counts", "bool", 9, "The answer is complete"),
    ),
)

WAIVERS = TableSpec(
    name="waivers",
    title="Waivers",
    sheet="Waivers",
    about="Signed acceptances, used or not",
    columns=(
        col("rule", "Rule", "key", 11, "Rule that is accepted"),
        col("object", "Object", "text", 38, "Object GUID or sign-in name; * = every object"),
        col("attribute", "Attribute", "mono", 28, "LDAP name; * = every attribute"),
        col("reason", "Reason", "long", 50, "Why it is accepted"),
        col("approver", "Approver", "text", 22, "Who signed"),
        col("expires", "Ends on", "day", 12, "Last day it holds"),
        col("evidence", "Evidence", "text", 24, "Where the acceptance is kept"),
        col("state", "State", "text", 12, "ended = does not hold any more, unused = nothing to accept",
            values=("used", "unused", "ended")),
        col("findings", "Findings", "int", 10, "Findings it accepts"),
    ),
)  # fmt: skip

PROBLEMS = TableSpec(
    name="problems",
    title="Problems with the files",
    sheet="Problems",
    about="What is wrong with an export, and the command that exports it right",
    columns=(
        col("code", "Code", "key", 9, "Documented in docs/errors.md"),
        col("severity", "Severity", "text", 10, "What the problem does to the run",
            values=("refuse", "column", "warn", "note")),
        col("message", "What is the matter", "long", 56, "The fact in one sentence"),
        col("file", "File", "text", 40, "Relative to the assessment folder"),
        col("row", "Row", "int", 10, "Row of the first one"),
        col("column", "Column", "mono", 26, "Column it is about"),
        col("seen", "Seen", "mono", 40, "One sample value"),
        col("help", "What to do", "long", 60, "The command that exports it right, or the next step"),
    ),
)  # fmt: skip

REJECTED = TableSpec(
    name="rejected",
    title="Rejected rows",
    sheet="Rejected",
    about="Rows that were read and could not be used",
    columns=(
        col("file", "File", "key", 40, "Relative to the assessment folder"),
        col("row", "Row", "int", 10, "Row in that file"),
        col("reason", "Reason", "long", 60, "Why it could not be used"),
    ),
)

CONFLICTS = TableSpec(
    name="conflicts",
    title="Rows that contradict each other",
    sheet="Conflicts",
    about="Rows that are not used because another row of the same object says something else",
    columns=(
        col("object", "Object", "key", 40, "What people call it"),
        col("columns", "Columns", "long", 60, "Columns in which the two rows differ"),
        col("file", "File", "text", 40, "The file whose row is not used"),
        col("row", "Row", "int", 10, "Its row"),
        col("used_file", "Used file", "text", 40, "The file whose row is used: the newest, then the first"),
        col("used_row", "Used row", "int", 10, "Its row"),
    ),
)

MISSING = TableSpec(
    name="missing",
    title="Exports not in the folder",
    sheet="Missing",
    about="Exports that would settle what is unknown",
    columns=(
        col("input", "Input", "key", 9, "Code of the input"),
        col("title", "What it is", "text", 44, "The input in words"),
        col("command", "Command", "mono", 90, "What exports it"),
        col("rules", "Rules", "int", 10, "Rules it would settle"),
    ),
)

SOURCE_LIST = TableSpec(
    name="sources",
    title="Sources",
    sheet="Sources",
    about="Where the facts of rules, attributes and limits are from; columns called sources name them by id",
    columns=(
        col("source", "Source", "key", 9, "Id of the source"),
        col("title", "Title", "long", 70, "What it is"),
        col("date", "Date", "long", 24, "The date printed in the copy that was read, as it was printed"),
        col("trust", "Trust", "text", 9,
            "H = its maker's own words, M = one project, site or capture, U = not looked up",
            values=("H", "M", "U", "")),
        col("address", "Address", "link", 70, "https; empty = no_address says why"),
        col("no_address", "Why no address", "long", 44, "Why it has none"),
        col("rules", "Rules", "int", 9, "Rules that name it"),
        col("attributes", "Attributes", "int", 11, "Attributes that name it"),
    ),
)  # fmt: skip

ESTATE_TABLES = (
    GATES, PATHS, SEQUENCE, EVIDENCE, ATTRIBUTES, RULES, VERDICT_COUNTS, CORRECTIONS, CALENDAR,
    TRANSFER_TIMES, RECENT_WRITERS, DEAD_EDITS,
    STATEMENTS, WAIVERS, PROBLEMS, REJECTED, CONFLICTS, MISSING, TICKETS, SOURCE_LIST,
)  # fmt: skip
