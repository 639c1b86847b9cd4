"""Numbers, times and odd characters as the page writes them."""

import re
from datetime import date, datetime
from urllib.parse import urlencode

_NAMES = {
    0x00: "NUL", 0x07: "BEL", 0x08: "BS", 0x0B: "VT", 0x0C: "FF", 0x0D: "CR", 0x1B: "ESC", 0x7F: "DEL",
    0x00AD: "SHY", 0x061C: "ALM", 0x200B: "ZWSP", 0x200E: "LRM", 0x200F: "RLM", 0x2028: "LS", 0x2029: "PS",
    0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO",
    0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xFEFF: "BOM",
}  # fmt: skip
# Line feed and tab are layout and stay; joiners stay because emoji and Indic scripts need them.
_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufddf\ud800-\udfff]"
)
# The same for Arrow, whose texts cannot hold surrogates.
ODD_ARROW = (
    r"[\x{00}-\x{08}\x{0b}-\x{1f}\x{7f}-\x{9f}\x{ad}\x{61c}\x{200b}\x{200e}\x{200f}\x{2028}\x{2029}"
    r"\x{202a}-\x{202e}\x{2066}-\x{2069}\x{feff}\x{fdd0}-\x{fddf}]"
)
_BLANK = re.compile(r"\{(\w+)\}")
_COMMAND = re.compile(r"(?:[A-Z][A-Za-z]+-[A-Z][A-Za-z]+|ldifde|csvde|ldapsearch|exready)(?:\s|\Z)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def visible(text: str) -> str:
    """The text with control characters and direction marks shown by name, such as ``⟨RLM⟩``."""
    return _ODD.sub(lambda m: f"⟨{_NAMES.get(ord(m[0]), f'U+{ord(m[0]):04X}')}⟩", text)


def has_odd(text: str) -> bool:
    """There is something that :func:`visible` would replace."""
    return _ODD.search(text) is not None


def advice_and_command(text: str) -> tuple[str, str]:
    """What to do in words, and what to type; either may be empty."""
    if is_command(text):
        return "", text
    advice, colon, command = text.partition(":\n")
    return (advice + ":", command) if colon else (text, "")


def is_command(text: str) -> bool:
    """The text is to be typed, not only read: it begins with a cmdlet or a program."""
    return _COMMAND.match(text) is not None


def number(value: int) -> str:
    """``12168`` as ``12,168``."""
    return f"{value:,}"


def counted(value: int, one: str, many: str = "") -> str:
    """``1 mailbox``, ``2 mailboxes``."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def filled(text: str, count: int) -> str:
    """The words of a rule with the count in its place; what differs by object shows as ``<name>``."""
    return _BLANK.sub(lambda m: number(count) if m[1] == "count" else f"<{m[1]}>", text)


def share(part: int, whole: int) -> str:
    """``9.9 %``; nothing of nothing is an empty text."""
    return f"{100 * part / whole:.1f} %" if whole else ""


def day(value: date) -> str:
    """``16 Nov 2026``, in English whatever the machine's language."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """``Tue 17 Nov``."""
    return f"{_DAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]}"


def moment(value: datetime) -> str:
    """``16 Nov 2026, 06:00 UTC``."""
    return f"{day(value)}, {value:%H:%M} UTC"


def age(then: datetime, now: datetime) -> str:
    """How old something was at a time: ``35 min``, ``9.8 h``, ``3.1 days``."""
    minutes = (now - then).total_seconds() / 60
    if minutes < 0:
        return "after as-of"
    if minutes < 60:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f} h" if minutes < 60 * 48 else f"{minutes / 1440:.1f} days"


def fingerprint(value: str) -> str:
    """The first and last groups of a hash: ``2ccd 593a … ebe0``."""
    return f"{value[:4]} {value[4:8]} … {value[-4:]}" if len(value) > 12 else value


def link(view: str, *pairs: tuple[str, str]) -> str:
    """The address of a view with filters set."""
    return f"#/{view}?{urlencode(pairs)}" if pairs else f"#/{view}"
