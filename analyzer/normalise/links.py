"""Links: a distinguished name in AD, a name, alias, address or GUID in the cloud. A resolver finds who is meant."""

import re
from collections.abc import Callable

from analyzer.normalise.names import unescaped
from analyzer.normalise.texts import folded, sides
from analyzer.normalise.words import (
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

UNSURE = "\0"  # marks a member nobody could find: the rest of the label is the text as found
UNSYNCED = "\1"  # marks a directory object that never reaches the cloud, with the reason after the label
SISTERS = "sisters"  # further directory members that the same cloud column holds
_RDN = re.compile(r"^[^=,]+=((?:[^,\\]|\\.)*)")


def members(raw: Raw, find: Callable[[str], str]) -> frozenset[str]:
    """The labels of all members; a member that cannot be found is kept and marked."""
    out = set()
    for member in many(raw):
        try:
            out.add(find(member))
        except NotComparable as error:
            out.add(f"{UNSURE}{member}{UNSURE}{error}")
    return frozenset(out)


def directory_members(raw: Raw, around: Surroundings) -> frozenset[str]:
    """Who the distinguished names mean."""
    return members(raw, around.resolver.directory)


def cloud_members(raw: Raw, around: Surroundings) -> frozenset[str]:
    """Who the cloud texts mean."""
    return members(raw, around.resolver.cloud)


def relative_name(raw: Raw, around: Surroundings) -> str:
    """The first part of a distinguished name, without its escapes and without case."""
    value = one(raw)
    found = _RDN.match(value)
    return folded(unescaped(found.group(1)) if found else value, around)


def last_name(raw: Raw, around: Surroundings) -> str:
    """The last part of a path, or the first of a distinguished name."""
    value = one(raw)
    if _RDN.match(value):
        return relative_name(value, around)
    return folded(value.rpartition("\\")[2].rpartition("/")[2], around)


def judge_members(directory: frozenset[str], cloud: frozenset[str], case: Case) -> Opinion:
    """Equal sets. A value against none differs whoever it is; else all members must be known."""
    if not directory or not cloud:
        return EQUAL if directory == cloud else _different(directory, cloud)
    unsure = _unsure(directory | cloud)
    if unsure:
        return Opinion(Answer.UNKNOWN, unsure)
    return EQUAL if directory == cloud else _different(directory, cloud)


def judge_part(directory: frozenset[str], cloud: frozenset[str], case: Case) -> Opinion:
    """The cloud column holds the members of several attributes: AD's are among them, and nobody else is."""
    sisters = case.more.get(SISTERS, ())
    others = frozenset[str]() if sisters is None else directory_members(sisters, case.around)
    missing, extra = directory - cloud, cloud - directory - others
    if not missing and not extra:
        return EQUAL
    unsure = _unsure(directory | cloud | others) if cloud and directory | others else ""
    if unsure:
        return Opinion(Answer.UNKNOWN, unsure)
    if extra and sisters is None:
        return Opinion(Answer.UNKNOWN, "The cloud's list holds more, and the attribute it may come from is not known.")
    return _different(missing, extra)


def _unsure(labels: frozenset[str]) -> str:
    """Why some members are not known; empty when all are."""
    reasons = dict.fromkeys(m.split(UNSURE)[2] for m in sorted(labels) if m.startswith(UNSURE))
    return ". ".join(reasons) + "." if reasons else ""


def _different(directory: frozenset[str], cloud: frozenset[str]) -> Opinion:
    """What only one side has, and which of AD's members can never arrive."""
    only = directory - cloud
    never = dict.fromkeys(m.split(UNSYNCED)[2] for m in sorted(only) if m.startswith(UNSYNCED))
    words = sides(_plain(only), _plain(cloud - directory))
    return Opinion(Answer.DIFFERENT, " ".join([words, *(f"{n}." for n in never)]), lasting=bool(never))


def _plain(labels: frozenset[str]) -> frozenset[str]:
    """Labels as a reader sees them."""
    return frozenset(m.split(m[0])[1] if m[:1] in {UNSURE, UNSYNCED} else m for m in labels)


def show_members(value: Canonical) -> str:
    """The labels, sorted; one that could not be found as it was written."""
    return "; ".join(sorted(_plain(value))) if isinstance(value, frozenset) else ""


for _name, _says, _judge in (
    ("recipient", "the object that is meant", judge_members),
    ("recipient_set", "set of the objects that are meant", judge_members),
    ("recipient_part", "the objects that are meant are among those of the cloud", judge_part),
):
    register(
        Word(
            name=_name,
            says=_says,
            directory=directory_members,
            cloud=cloud_members,
            judge=_judge,
            show=show_members,
            links=True,
        )
    )
register(
    Word(
        name="name_only",
        says="name of the policy that is meant; none in AD leaves the service's",
        directory=relative_name,
        cloud=last_name,
        absent_is_routine=True,
    )
)
