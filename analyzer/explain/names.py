"""What a word means: a rule, an attribute, a problem or an error; and what is near when it means none of them."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.engine.pack import Pack
from analyzer.errors import NameAmbiguous, NameUnknown
from analyzer.explain.problem_pages import problem_codes
from analyzer.model.catalogue import Attribute
from analyzer.model.rules import LeftOut, Rule

KINDS = (
    "exready explains four kinds of things: a rule (MBX-009), an attribute (proxyAddresses), a problem or an error "
    "(E206), and with --in FOLDER a mailbox, group or contact (its sign-in name, an address, its objectGUID, its id in "
    "Entra, its distinguished name or its display name)."
)
_OBJECT = re.compile(r"@|^(?:cn|ou|dc)=|^\{?[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)
_NEAR = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a word stands for; exactly one of the three is set."""

    rule: Rule | LeftOut | None = None
    attribute: Attribute | None = None
    code: str = ""


def meaning_of(word: str, pack: Pack) -> Meant | None:
    """The one thing that the word names, whatever its case; None when it names none.

    A rule has an id and a name; an attribute has one name in AD and one in the cloud, an aspect of it counts too.

    Raises:
        NameAmbiguous: several attributes have that name in the cloud.
    """
    key = word.strip().casefold()
    rules: Sequence[Rule | LeftOut] = [*pack.rules, *pack.left_out]
    for rule in rules:
        if key in {rule.id.casefold(), rule.name.casefold(), f"{rule.id}-{rule.name}".casefold()}:
            return Meant(rule=rule)
    if word.strip().upper() in problem_codes():
        return Meant(code=word.strip().upper())
    found = pack.catalogue.find(key) or pack.catalogue.find(key.partition(".")[0])
    if found is not None:
        return Meant(attribute=found)
    named = [a for a in pack.catalogue if key in {p.casefold() for p in a.properties}]
    if len(named) > 1:
        names = ", ".join(a.ldap_name for a in named)
        raise NameAmbiguous(
            f"{len(named)} attributes of AD are {word.strip()} in the cloud: {names}",
            help=f"Name one of them: exready explain {named[0].ldap_name}",
        )
    return Meant(attribute=named[0]) if named else None


def near_names(word: str, pack: Pack) -> tuple[str, ...]:
    """Up to five names that look like the word, the nearest first."""
    known = [r.id for r in pack.rules] + [r.id for r in pack.left_out] + list(problem_codes())
    known += [r.name for r in pack.rules]
    known += [name for a in pack.catalogue for name in (a.ldap_name, *a.properties)]
    by_fold = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.strip().casefold(), by_fold, n=5, cutoff=_NEAR)
    return tuple(by_fold[n] for n in near)


def unknown_name(word: str, pack: Pack, *, folder: str = "", objects: Sequence[str] = ()) -> NameUnknown:
    """The error about a word that names nothing: what is near, what can be explained, and the folder it may lack."""
    where = f" in {folder}, and no rule, attribute or problem" if folder else ""
    lines = []
    near = (*objects, *near_names(word, pack))
    if near:
        lines.append(f"Near names: {', '.join(near)}.")
    if not folder and _OBJECT.search(word):
        lines.append(f"For an object of a folder: exready explain '{word.strip()}' --in FOLDER")
    lines.append(KINDS)
    return NameUnknown(f"nothing is named '{word.strip()}'{where}", help="\n".join(lines))
