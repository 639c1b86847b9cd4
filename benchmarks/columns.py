"""Column names of the exports that the generator writes, in the order the cmdlets print them."""

from pathlib import Path

_FOLDER = Path(__file__).parent / "columns"


def _names(kind: str) -> tuple[str, ...]:
    return tuple((_FOLDER / f"{kind}.txt").read_text(encoding="ascii").split())


MAILBOX, MAIL_USER = _names("mailbox"), _names("mailuser")
GROUP, CONTACT = _names("group"), _names("contact")
RECIPIENT = _names("recipient")
