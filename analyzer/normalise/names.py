"""Distinguished names in one spelling: no case, no blanks around separators, one way to escape."""

import re
from functools import lru_cache

from analyzer.normalise.caseless import PLAIN_LETTERS, caseless

# What a name needs more than folding of case; Arrow reads the same pattern.
# A comma that is escaped inside a name, as in Moreau\, Eva, stays as it is.
ODD_DN = r"(?:^|[^\\]), | ,|= | =|\\(?:[^,]|$)|\\, ?(?:[ ,=\\]|$)|[\x00-\x1f]"
_ODD = re.compile(ODD_DN)
# Text that is folded by lowering it; Arrow reads the same pattern.
PLAIN_TEXT = rf"^[\x20-\x7e{PLAIN_LETTERS}]*$"
_PLAIN = re.compile(PLAIN_TEXT)
# The one spelling escapes a comma like this too, so "surname\\, first name" needs nothing but folding.
TAME_DN, TAMED = r"\\,", "x"
_PARTS = re.compile(r"(?:[^,\\]|\\.)+", re.DOTALL)
_ESCAPE = re.compile(r"((?:\\[0-9a-fA-F]{2})+)|\\(.)", re.DOTALL)
# Deleted and conflicting objects carry a line feed, the word and a GUID in their name.
_DEAD = re.compile(r"(?:\\0a|\n)(?:del|cnf):", re.IGNORECASE)


def canonical_dn(dn: str) -> str:
    """The name such that two spellings of one name are equal text."""
    if not is_odd(dn):
        return dn.strip().casefold()
    return ",".join(_part(p) for p in _PARTS.findall(dn))


def is_odd(dn: str) -> bool:
    """More than case has to be evened out."""
    if not dn.isascii() and not _PLAIN.match(dn):
        return True
    return bool(_ODD.search(dn) and _ODD.search(dn.replace("\\,", TAMED)))


@lru_cache(maxsize=20_000)  # the parts above the first are the same for many
def _part(text: str) -> str:
    name, equals, value = text.partition("=")
    plain = unescaped(value.strip())
    plain = caseless(plain)
    return f"{name.strip().casefold()}{equals}" + plain.replace("\\", "\\\\").replace(",", "\\,")


def unescaped(value: str) -> str:
    """A part of a name as its owner wrote it; escaped bytes are UTF-8."""
    return _ESCAPE.sub(_unescaped, value)


def _unescaped(found: "re.Match[str]") -> str:
    if found[1]:
        return bytes.fromhex(found[1].replace("\\", "")).decode("utf-8", errors="replace")
    return found[2]


def is_dead(dn: str) -> bool:
    """The name of a deleted object or of one that lost a conflict."""
    return bool(_DEAD.search(dn))
