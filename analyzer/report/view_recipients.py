"""The tables of recipients that are no mailbox. Columns are those of ``model/frames``."""

from analyzer.report.specs import ColumnSpec, TableSpec, col

_GUID = "The directory's objectGUID; 'cloud:' and the Entra object id where there is no directory object"
_RULES = "Rule ids joined with a space: what is to be decided or corrected"
_PLACES = (
    col("source_file", "Directory file", "text", 30, "File the directory side was read from"),
    col("source_row", "Directory row", "int", 10, "Row in that file"),
    col("cloud_file", "Cloud file", "text", 30, "File the cloud side was read from"),
    col("cloud_row", "Cloud row", "int", 10, "Row in that file"),
)


def _named(kind: ColumnSpec) -> tuple[ColumnSpec, ...]:
    return (
        col("object_guid", "Object GUID", "mono", 38, _GUID),
        col("name", "Name", "key", 30, "Display name, else the name in the directory"),
        col("primary_smtp_address", "Primary address", "text", 34, "The address mail is sent from"),
        kind,
        col("in_cloud", "In the cloud", "text", 11, "Exchange Online has it", values=("yes", "no")),
    )


GROUPS = TableSpec(
    name="groups",
    title="Groups",
    sheet="Groups",
    about="One row per group of the directory with an address; those that hold no other group come first",
    columns=(
        *_named(col("kind", "Scope", "text", 15, "universal, global or domain local; empty = not exported")),
        col("members", "Members", "int", 9, "Direct members in the directory; empty = not exported"),
        col("depth", "Depth", "int", 7, "Levels of mail groups inside it: 0 is handed over first"),
        col("bounces_go_to", "Bounces go to", "text", 12, "Who hears of mail that could not be delivered"),
        col("differs_in", "Differs in", "long", 40, "Delivery limits and moderation that both sides have different"),
        col("rules", "Rules", "text", 28, _RULES),
        *_PLACES,
        col("nested_in", "Nested in", "long", 30, "Mail groups that hold it directly"),
        col("owner_in_cloud", "Owner in the cloud", "text", 14,
            "Exchange Online has one of its owners; empty = no owner is named", values=("yes", "no", "unknown", "")),
        col("moderated", "Moderated", "text", 11, "Somebody approves mail to it", values=("yes", "no", "unknown")),
        col("delivery_limits", "Delivery limits", "text", 15, "AD says who may send to it, or that they must sign in",
            values=("yes", "no", "unknown")),
    ),
)  # fmt: skip

CONTACTS = TableSpec(
    name="contacts",
    title="Contacts",
    sheet="Contacts",
    about="One row per mail contact of the directory, and per mail user that is nobody's mailbox",
    columns=(
        *_named(col("kind", "Kind", "text", 12, "What it is", values=("contact", "mail user"))),
        col("used_by", "Used by", "long", 40, "Mailboxes that forward to it and groups that hold it"),
        col("rules", "Rules", "text", 28, _RULES),
        *_PLACES,
        col("external_address", "External address", "text", 34, "Where its mail goes"),
    ),
)

RECIPIENT_TABLES = (GROUPS, CONTACTS)
