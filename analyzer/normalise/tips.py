"""Values with a grammar of their own: mail tips, resources, holds, certificates."""

import base64
import binascii
import hashlib
import html
import re

from analyzer.normalise.texts import folded_set, sides, text
from analyzer.normalise.words import (
    DIFFERENT,
    EQUAL,
    Answer,
    Canonical,
    Case,
    NotComparable,
    Opinion,
    Raw,
    Surroundings,
    Word,
    many,
    one,
    register,
)

_TAG = re.compile(r"<[^>]*>")
_LANGUAGE = re.compile(r"^\s*(default|[a-z]{2,3}(?:-[a-z0-9]{2,8})*)\s*:", re.IGNORECASE)
_RESOURCE = re.compile(r"^ResourceType:(.*)$", re.IGNORECASE)
RESOURCE_TYPES = frozenset({"room", "equipment", "workspace"})


def plain(markup: str) -> str:
    """The text of some markup: no tags, no entities, single blanks."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def tips(raw: Raw, around: Surroundings) -> frozenset[tuple[str, str]]:
    """Language and text of every mail tip; a text without a language is the default one."""
    out = set()
    for member in many(raw):
        found = _LANGUAGE.match(member)
        language = found.group(1).casefold() if found else "default"
        words = plain(text(member[found.end() :] if found else member, around))
        if words:
            out.add((language, words))
    return frozenset(out)


def judge_tips(directory: frozenset[tuple[str, str]], cloud: frozenset[tuple[str, str]], case: Case) -> Opinion:
    """Equal; where only the default tip was exported from the cloud, only that one is compared."""
    if directory == cloud:
        return EQUAL
    if case.cloud_name == "MailTip":
        if frozenset(t for t in directory if t[0] == "default") == cloud:
            return Opinion(
                Answer.UNKNOWN, "The default tip agrees; the translations (MailTipTranslations) are not known."
            )
        return DIFFERENT
    return DIFFERENT


def show_tips(value: Canonical) -> str:
    """``default: text; de: Text``."""
    return "; ".join(f"{a}: {b}" for a, b in sorted(value)) if isinstance(value, frozenset) else ""


def resource_token(raw: Raw, around: Surroundings) -> str:
    """The type in ``ResourceType:Room``."""
    found = {m.group(1).strip().casefold() for v in many(raw) if (m := _RESOURCE.match(v))}
    if len(found) > 1:
        raise NotComparable("AD names several resource types")
    return next(iter(found), "")


def resource_word(raw: Raw, around: Surroundings) -> str:
    """The cloud's word; None and nothing are one."""
    value = one(raw).casefold()
    return "" if value == "none" else value


def judge_resource(directory: str, cloud: str, case: Case) -> Opinion:
    """Equal; where AD says nothing the cloud derives it from the type of the mailbox."""
    if directory == cloud:
        return EQUAL
    if not directory:
        return Opinion(Answer.ROUTINE, "AD says nothing; the cloud derives it from the type of the mailbox.")
    return DIFFERENT


def custom_tags(raw: Raw, around: Surroundings) -> frozenset[str]:
    """Search words of a resource without its type."""
    return folded_set(raw, around) - RESOURCE_TYPES


def judge_tags(directory: frozenset[str], cloud: frozenset[str], case: Case) -> Opinion:
    """Equal sets, or what only one side has."""
    return EQUAL if directory == cloud else Opinion(Answer.DIFFERENT, sides(directory - cloud, cloud - directory))


def judge_holds(directory: frozenset[str], cloud: frozenset[str], case: Case) -> Opinion:
    """A hold that only AD has is missing in the cloud; one that only the cloud has was set there."""
    missing = directory - cloud
    if missing:
        return Opinion(Answer.DIFFERENT, sides(missing, cloud - directory))
    if cloud == directory:
        return EQUAL
    return Opinion(
        Answer.BY_DESIGN, "Set in the cloud; only the older hybrid writeback brings it to AD.", rule="set-in-cloud"
    )


def thumbprints(raw: Raw, around: Surroundings) -> frozenset[str]:
    """SHA-1 of the bytes of each certificate."""
    out = set()
    for member in many(raw):
        try:
            found = base64.b64decode(member, validate=True)
        except (binascii.Error, ValueError):
            raise NotComparable("the export holds a type name or text instead of the certificate's bytes") from None
        out.add(hashlib.sha1(found, usedforsecurity=False).hexdigest())
    return frozenset(out)


register(
    Word(
        name="mailtip",
        says="language by language, without markup",
        directory=tips,
        cloud=tips,
        judge=judge_tips,
        show=show_tips,
    )
)
register(
    Word(
        name="resource_type",
        says="Room or Equipment",
        directory=resource_token,
        cloud=resource_word,
        judge=judge_resource,
    )
)
register(
    Word(
        name="resource_custom",
        says="set of custom tags",
        directory=custom_tags,
        cloud=custom_tags,
        judge=judge_tags,
    )
)
register(
    Word(
        name="hold_ids",
        says="set of hold ids without case",
        directory=folded_set,
        cloud=folded_set,
        judge=judge_holds,
        same_text=True,
    )
)
register(
    Word(
        name="thumbprints",
        says="set of certificate thumbprints",
        directory=thumbprints,
        cloud=thumbprints,
        judge=judge_tags,
    )
)
