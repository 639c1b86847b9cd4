"""The way back: the original of a pseudonym, for who has the key and the exports."""

import re

from analyzer.model.assessment import Assessment
from analyzer.redact.whole import redact

_MADE = re.compile(r"(?<![\w-])[a-z]{1,2}-[0-9a-f]{14}(?![\w-])|^\{?[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-")


def is_pseudonym(text: str) -> bool:
    """The text has the shape of a pseudonym; a name or a GUID that is none may have it by chance."""
    return bool(_MADE.search(text.strip()))


def original(assessment: Assessment, key: bytes, pseudonym: str) -> str:
    """What the pseudonym stands for in this assessment; empty where nothing has it under this key.

    An address is found as a whole or by its two halves.
    """
    seen: dict[str, str] = {}
    redact(assessment, key, seen=seen)
    wanted = pseudonym.strip()
    halves = [seen.get(part, "") for part in wanted.split("@")]
    return seen.get(wanted) or ("@".join(halves) if all(halves) else "")
