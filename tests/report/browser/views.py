"""The views that every test of the whole page visits. A new view is added here."""

from assessments import guid

VIEWS = (
    "overview",
    "path",
    "sequence",
    "calendar",
    "previews",
    "findings",
    "mailboxes",
    "differences",
    "writeback",
    "rollback",
    "attributes",
    "rules",
    "evidence",
    "words",
)
MAILBOX = f"mailbox/{guid(4)}"
EVERY_VIEW = (*VIEWS, MAILBOX)
