"""The tables of the previews: what writeback and a roll-back would change, in sum and row by row, and who notices."""

from analyzer.model.assessment import VERDICTS
from analyzer.model.previews import CHANGES, RUNS, UNDONE, USES
from analyzer.report.specs import ColumnSpec, TableSpec, col

TRUSTS = ("confirmed", "unverified")
_WHO = (
    col("object_guid", "Object GUID", "mono", 38, "The directory's objectGUID"),
    col("user_principal_name", "User principal name", "key", 34, "userPrincipalName, the sign-in name"),
    col("attribute", "Attribute", "mono", 28, "LDAP name, or an aspect such as proxyAddresses.primary"),
    col("cloud_name", "Cloud name", "mono", 28, "Name of the property in the cloud"),
)
_SHOCK = col("shock", "Shock", "int", 8,
             "1 = a primary address, 2 = a registered application reads it, 3 = a value that only this side has is "
             "lost, 4 = other changes, 5 = cannot be said")  # fmt: skip
_USERS = (
    col("readers", "Read by", "text", 26, "Applications of assessment.toml that read the attribute in AD"),
    col("writers", "Written by", "text", 26, "Applications of assessment.toml that write the attribute in AD"),
)
_TRUST = col("trust", "Trust", "text", 12,
             "unverified = nobody has documented it: derived numbers, and whether addresses are replaced or merged",
             values=TRUSTS)  # fmt: skip
_UNDONE = col("reversible", "Can be undone", "text", 16, "'from this list': the value of today stands nowhere else",
              values=UNDONE)  # fmt: skip
_EVIDENCE = (
    col("source_file", "Directory file", "text", 30, "File the directory side was read from"),
    col("source_row", "Directory row", "int", 10, "Row in that file"),
    col("cloud_file", "Cloud file", "text", 30, "File the cloud side was read from"),
    col("cloud_row", "Cloud row", "int", 10, "Row in that file"),
)


def _change(about: str) -> ColumnSpec:
    return col("change", "Change", "text", 10, about, values=CHANGES)


WRITEBACK = TableSpec(
    name="writeback",
    title="Writeback preview",
    sheet="Writeback",
    about="One row per mailbox and attribute that writeback would change in AD, or of which nobody can say so",
    columns=(
        col("writeback_key", "Writeback key", "mono", 18,
            "First 16 hex digits of SHA-256 over object and attribute: the same change has the same key"),
        *_WHO,
        _change("What happens to the value in AD; unknown = one side is not known"),
        col("directory_today", "Directory today", "mono", 44, "As found in the directory"),
        col("directory_after", "Directory after", "mono", 44, "What writeback puts there; empty = nothing, or unknown"),
        col("run", "When", "text", 15,
            "'first run' = the mailbox is transferred, so the first run writes it", values=RUNS),
        col("verdict", "Verdict", "text", 20, "What may happen to this mailbox today", values=VERDICTS),
        _UNDONE,
        _SHOCK,
        col("reason", "Why it matters", "long", 44, "What makes the change a shock"),
        *_USERS,
        col("needs_mail_mapping", "Needs the mail mapping", "bool", 10,
            "Only jobs that map mail do it; jobs made before 2026-08-03 do not"),
        _TRUST,
        *_EVIDENCE,
    ),
)  # fmt: skip

ROLLBACK = TableSpec(
    name="rollback",
    title="Roll-back preview",
    sheet="Roll-back",
    about="One row per transferred mailbox and cloud value that AD would overwrite after a roll-back",
    columns=(
        col("rollback_key", "Roll-back key", "mono", 18,
            "First 16 hex digits of SHA-256 over object and attribute: the same change has the same key"),
        *_WHO,
        _change("What happens to the value in the cloud; unknown = one side is not known"),
        col("cloud_today", "Cloud today", "mono", 44, "As found in the cloud"),
        col("cloud_after", "Cloud after", "mono", 44,
            "AD's value, which the sync sends again; empty = nothing, or unknown"),
        _UNDONE,
        _SHOCK,
        col("reason", "Why it matters", "long", 44, "What is lost"),
        *_USERS,
        col("written_back", "Written back", "bool", 9, "Writeback would bring the cloud's value to AD before it"),
        _TRUST,
        *_EVIDENCE,
    ),
)  # fmt: skip

APPLICATIONS = TableSpec(
    name="applications",
    title="Applications",
    sheet="Applications",
    about="One row per attribute that a registered application reads or writes in AD",
    columns=(
        col("application", "Application", "key", 26, "Name in assessment.toml"),
        col("owner", "Owner", "text", 22, "Who answers for it"),
        col("use", "Use", "text", 9, "What it does with the attribute in AD", values=USES),
        col("attribute", "Attribute", "mono", 32, "LDAP name"),
        col("changes", "Changed by writeback", "int", 11, "Mailboxes of which writeback changes the attribute in AD"),
        col("stale", "Stale without it", "int", 11, "Mailboxes of which AD stays behind the cloud"),
        col("unknown", "Unknown", "int", 10, "Mailboxes of which that cannot be said"),
        col("sentence", "What it means", "long", 90, "The consequence in one or two sentences"),
    ),
)

FRAME_TABLES = (WRITEBACK, ROLLBACK)
SUM_TABLES = (APPLICATIONS,)
