"""The table of actions, a row for each action and owner, with the columns that usual trackers import."""

from analyzer.report.specs import TableSpec, col

PRIORITIES = ("Highest", "High", "Medium", "Low")
TICKETS = TableSpec(
    name="tickets",
    title="Tickets",
    sheet="Tickets",
    about="One row per action and owner, ready to be imported into a tracker",
    columns=(
        col("key", "Key", "key", 16, "Stays the same from run to run; import by it, and no ticket comes twice"),
        col("summary", "Summary", "long", 56, "The action in one line, at most 240 characters"),
        col("description", "Description", "long", 60, "Why, what to do, and where the rows are"),
        col("owner", "Owner by rule", "text", 18, "Who usually does it"),
        col("labels", "Labels", "text", 36, "Words without blanks, joined with a space: exready, gate-, state-, rule-"),
        col("priority", "Priority", "text", 10, "Highest = closes the transfer for all, Low = a warning",
            values=PRIORITIES),
        col("gate", "Gates", "text", 24, "Gates that it holds up, joined with a space; empty = none"),
        col("count", "Objects", "int", 10, "Objects, values or statements that it is about"),
        col("rules", "Rules", "text", 24, "Rule ids joined with a space"),
        col("state", "State", "text", 9, "fail = found, unknown = evidence or an answer is missing",
            values=("fail", "unknown")),
        col("settles", "Export that settles it", "long", 44, "Where only evidence lacks: what supplies it"),
    ),
)  # fmt: skip
