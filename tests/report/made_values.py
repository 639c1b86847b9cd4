"""Values of the made assessments: the hostile ones, a long one, times and identities."""

import uuid
from datetime import UTC, datetime
from hashlib import sha256

HOSTILE = (
    '=HYPERLINK("http://evil.example/","open")',
    "</script><script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked=1">',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    "bell\x07 null\x00 escape\x1b[31m",
    "right\u202eto\u200fleft\u2066marks",
    "emoji 🧭 👩🏽‍💻 and Ελληνικά עברית 漢字",
    "line one\nline two\ttab",
    "lines\u2028and\u2029paragraphs",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "\"quoted\" 'single' & &amp; <b>bold</b>",
    "_x0041_ _x000D_",
    "]]><!--",
    "javascript:window.hacked=1",
    " leading and trailing ",
)

LONG = "long value " + "abcdefghij" * 3_999 + "THE END"

AS_OF = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)

SOURCE_URL = "https://docs.contoso.example/resiliency?view=all"


def guid(number: int) -> str:
    """The same GUID for the same number."""
    return str(uuid.UUID(bytes=sha256(str(number).encode()).digest()[:16]))
