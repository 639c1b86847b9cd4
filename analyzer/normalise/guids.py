"""Identifiers. Sixteen bytes of AD have their first three fields turned round; zero and absent are one."""

import base64
import binascii
import re
import uuid

from analyzer.normalise.words import (
    DIFFERENT,
    EQUAL,
    Answer,
    Case,
    NotComparable,
    Opinion,
    Raw,
    Surroundings,
    Word,
    one,
    register,
)

_TEXT = re.compile(
    r"[{(]?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})[)}]?", re.IGNORECASE
)
_HEX = re.compile(r"x'([0-9a-f]{32})'|((?:\\[0-9a-f]{2}){16})|((?:[0-9a-f]{2}[- ]){15}[0-9a-f]{2})", re.IGNORECASE)
_PREFIX = re.compile(r"^(user|group|contact|person)_", re.IGNORECASE)
ZERO = "00000000-0000-0000-0000-000000000000"
BYTES = 16
BASE64_LENGTH = 24


def guid(raw: Raw, around: Surroundings) -> str:
    """Lower case with hyphens, from text, braces, base64 of the bytes, ``X'..'`` or escaped bytes."""
    value = one(raw)
    if not value:
        return ""
    if len(value) == BASE64_LENGTH and value.endswith("=="):
        text = str(uuid.UUID(bytes_le=_decoded(value)))
    elif found := _TEXT.fullmatch(value):
        text = "-".join(found.groups()).lower()
    elif found := _HEX.fullmatch(value):
        digits = re.sub(r"[^0-9a-f]", "", next(g for g in found.groups() if g).lower())
        text = str(uuid.UUID(bytes_le=bytes.fromhex(digits)))
    else:
        raise NotComparable(f"{value!r} is not a GUID")
    return "" if text == ZERO else text


def entra_guid(raw: Raw, around: Surroundings) -> str:
    """An Entra id without the prefix of the older hybrid writeback."""
    return guid(_PREFIX.sub("", one(raw)), around)


def anchor(raw: Raw, around: Surroundings) -> str:
    """A source anchor: the 16 bytes as base64; any other text as it is, because text anchors exist."""
    value = one(raw)
    try:
        found = guid(value, around)
    except NotComparable:
        return value
    return base64.b64encode(uuid.UUID(found).bytes_le).decode() if found else ""


def _decoded(value: str) -> bytes:
    try:
        found = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise NotComparable(f"{value!r} is not base64") from None
    if len(found) != BYTES:
        raise NotComparable(f"{value!r} holds {len(found)} bytes, not {BYTES}")
    return found


def judge_mailbox(directory: str, cloud: str, case: Case) -> Opinion:
    """Equal or not; a mailbox born in the cloud has none in AD."""
    if directory == cloud:
        return EQUAL
    if not directory:
        return Opinion(
            Answer.BY_DESIGN,
            "The mailbox was made in the cloud; only a move back needs the GUID in AD.",
            rule="born-in-cloud",
        )
    return DIFFERENT


register(Word(name="guid", says="GUID; zero is none", directory=guid, cloud=guid))
register(
    Word(
        name="mailbox_guid",
        says="GUID; none in AD is normal for a mailbox made in the cloud",
        directory=guid,
        cloud=guid,
        judge=judge_mailbox,
    )
)
register(
    Word(
        name="guid_text",
        says="GUID after its prefix; none in AD where no older hybrid writeback runs",
        directory=entra_guid,
        cloud=entra_guid,
        absent_is_routine=True,
    )
)
register(Word(name="anchor", says="source anchor as base64", directory=anchor, cloud=anchor))
