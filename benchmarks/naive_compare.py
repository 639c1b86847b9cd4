"""How the script compares: one small function per kind of value, called for every row."""

import base64
import csv
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

SIZE = re.compile(r"\(([\d,.\s]+) bytes\)")
ELC = {
    "LitigationHoldEnabled": 8,
    "RetentionHoldEnabled": 1,
    "SingleItemRecoveryEnabled": 16,
    "ElcProcessingDisabled": 512,
    "CalendarVersionStoreDisabled": 4,
}
TYPES = {
    "1": "UserMailbox",
    "2147483648": "UserMailbox",
    "34359738368": "SharedMailbox",
    "8589934592": "RoomMailbox",
    "17179869184": "EquipmentMailbox",
}
DISPLAY = {"-2147483642": ("UserMailbox", "SharedMailbox"), "-2147481850": ("RoomMailbox",)}
DISPLAY["-2147481594"] = ("EquipmentMailbox",)
COUNTRIES = {"DE": "germany"}
Names = dict[str, str]  # distinguished name in lower case to the name in the cloud


def pairs(catalogue: Path, columns: list[str]) -> list[tuple[str, str, str]]:
    """Attribute, cloud column and compare word of everything that Get-Mailbox shows."""
    with catalogue.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["compare"] != "none"]
    return [(r["ldap_name"], p, r["compare"]) for r in rows for p in r["property"].split(";") if p in columns]


def text(value: Any) -> str:
    """A cell as text; missing is empty."""
    if isinstance(value, list):
        return "|".join(value)
    return value if isinstance(value, str) else ""


def members(value: Any) -> list[str]:
    """A cell as a list."""
    if isinstance(value, list):
        return value
    return [v for v in text(value).split("|") if v]


def guid(value: Any) -> str:
    """Lower case text of a GUID in either form; zero is empty."""
    found = text(value)
    if found and not re.fullmatch(r"[0-9a-fA-F-]{36}", found):
        found = str(uuid.UUID(bytes_le=base64.b64decode(found)))
    return "" if found == "00000000-0000-0000-0000-000000000000" else found.lower()


def boolean(value: Any) -> bool:
    """True in any spelling."""
    return text(value).lower() == "true"


def size(value: Any) -> int | None:
    """Bytes of a size as Exchange prints it."""
    found = SIZE.search(text(value))
    return int(re.sub(r"\D", "", found[1])) if found else None


def addresses(value: Any) -> tuple[str, frozenset[str], frozenset[str]]:
    """Primary address, SMTP addresses and X500 addresses."""
    every = members(value)
    primary = next((a[5:].lower() for a in every if a.startswith("SMTP:")), "")
    smtp = frozenset(a[5:].lower() for a in every if a.lower().startswith("smtp:"))
    return primary, smtp, frozenset(a[5:].lower() for a in every if a.lower().startswith("x500:"))


def same_addresses(directory: Any, cloud: Any) -> bool:
    """Same primary, same SMTP addresses but for the routing ones."""
    left, right = addresses(directory), addresses(cloud)
    keep = [frozenset(a for a in x[1] if not a.endswith(".onmicrosoft.com")) for x in (left, right)]
    return left[0] == right[0] and keep[0] == keep[1]


def comparer(word: str, column: str, names: Names) -> Callable[[Any, Any], bool]:
    """A function that says whether two cells mean the same."""

    def linked(directory: Any) -> frozenset[str]:
        return frozenset(names.get(d.lower(), d.lower()) for d in members(directory))

    known: dict[str, Callable[[Any, Any], bool]] = {
        "casefold": lambda a, b: text(a).lower() == text(b).lower(),
        "boolean": lambda a, b: boolean(a) == boolean(b),
        "boolean_service_on": lambda a, b: not text(a) or boolean(a) == boolean(b),
        "guid": lambda a, b: guid(a) == guid(b),
        "mailbox_guid": lambda a, b: not text(a) or guid(a) == guid(b),
        "guid_text": lambda a, b: not text(a) or guid(a) == guid(b),
        "address_without_prefix": lambda a, b: text(a).lower().removeprefix("smtp:") == text(b).lower(),
        "legacy_dn": lambda a, b: not text(a) or bool(text(b)),
        "recipient": lambda a, b: linked(a) == frozenset(v.lower() for v in members(b)),
        "recipient_set": lambda a, b: linked(a) == frozenset(v.lower() for v in members(b)),
        "recipient_part": lambda a, b: linked(a) == frozenset(v.lower() for v in members(b)),
        "size_kb": lambda a, b: not text(a) or int(text(a)) * 1024 == size(b),
        "recipient_type": lambda a, b: TYPES.get(text(a), text(a)) == text(b),
        "display_type": lambda a, b: text(b) in DISPLAY.get(text(a), ()),
        "remote_type_flags": lambda a, b: int(text(a) or 0) & 96 == remote_bits(text(b)),
        "elc_flags": lambda a, b: bool(int(text(a) or 0) & ELC[column]) == boolean(b),
        "account_disabled": lambda a, b: bool(int(text(a) or 0) & 2) == boolean(b),
        "timespan_seconds": lambda a, b: not text(a) or int(text(a)) == seconds(text(b)),
        "country": lambda a, b: COUNTRIES.get(text(a), text(a)).lower() == text(b).lower(),
        "exact_set": lambda a, b: frozenset(members(a)) == frozenset(members(b)),
        "exact_set_not_taken": lambda a, b: frozenset(members(a)) == frozenset(members(b)),
        "proxy_addresses": same_addresses,
        "sign_in_name": lambda a, b: text(a).lower() == text(b).lower(),
        "moderation_flags": lambda a, b: (
            {"6": "Always", "2": "Internal", "0": "Never", "": "Always"}[text(a)] == text(b)
        ),
        "resource_type": lambda a, b: text(a).removeprefix("ResourceType:") == text(b),
        "resource_custom": lambda a, b: set(members(a)) - {"Room", "Equipment"} == set(members(b)),
        "presence": lambda a, b: bool(text(a)) == boolean(b),
        "mailtip": lambda a, b: strip_html(text(a)) == strip_html(text(b)),
    }
    one_sided = {
        "name_only",
        "limit",
        "integer_not_taken",
        "archive_status",
        "oof_options",
        "spam_bypass",
        "audit_flags",
    }
    if word in one_sided:
        # An attribute that AD does not carry leaves the service's own value.
        return lambda a, b: not text(a) or text(a).lower() == text(b).lower()
    return known.get(word, lambda a, b: text(a) == text(b))


def remote_bits(words: str) -> int:
    """Type bits of a flags text."""
    return sum(
        {"SharedMailbox": 96, "RoomMailbox": 32, "EquipmentMailbox": 64}.get(w.strip(), 0) for w in words.split(",")
    )


def seconds(span: str) -> int:
    """Seconds of ``90.00:00:00``."""
    days, _, rest = span.rpartition(".") if "." in span else ("0", "", span)
    hours, minutes, last = (int(n) for n in (rest or "0:0:0").split(":"))
    return int(days) * 86_400 + hours * 3_600 + minutes * 60 + last


def strip_html(value: str) -> str:
    """The words without the marks around them."""
    return re.sub(r"<[^>]*>|\s+", " ", value.removeprefix("default:")).strip().lower()
