"""The attribute ledger: who owns each attribute, where it is edited, and how often both sides differ."""

import numpy as np

from analyzer.classify import kinds as k
from analyzer.engine.estate import Estate
from analyzer.model.assessment import AttributeLine
from analyzer.model.catalogue import Attribute
from analyzer.normalise.registry import WORDS


def attribute_lines(estate: Estate) -> tuple[AttributeLine, ...]:
    """One line per attribute of the catalogue, in its order."""
    return tuple(attribute_line(estate, a) for a in estate.catalogue)


def attribute_line(estate: Estate, attribute: Attribute) -> AttributeLine:
    """The line of one attribute of the catalogue."""
    comparison = estate.comparison
    name = attribute.ldap_name
    names = [n for n in comparison.kinds if n == name or n.startswith(name + ".")]
    totals = dict.fromkeys((k.EQUAL, k.BY_DESIGN, k.LAG, k.DRIFT, k.UNKNOWN), 0)
    pairs = 0
    if names:
        # An attribute with aspects counts once per mailbox, by its worst aspect.
        worst = np.max(np.stack([_RANK[comparison.kinds[n]] for n in names]), axis=0)
        pairs = int(np.count_nonzero(worst))
        for code in totals:
            totals[code] = int(np.count_nonzero(worst == _RANK[code]))
    gone = [comparison.unknown_because[n] for n in (name, *names) if n in comparison.unknown_because]
    word = WORDS.get(attribute.compare)
    return AttributeLine(
        ldap_name=name,
        cloud_name=", ".join(attribute.properties),
        category=attribute.category,
        owner_before=attribute.owner_before,
        owner_after=attribute.owner_after,
        edit_before=edit_place(attribute, attribute.owner_before),
        edit_after=edit_place(attribute, attribute.owner_after),
        edit_mixed=edit_mixed(attribute),
        written_back=attribute.written_back,
        compared_as=attribute.compare,
        compares=word.says if word else "",
        pairs=pairs,
        equal=totals[k.EQUAL],
        lag=totals[k.LAG],
        drift=totals[k.DRIFT],
        by_design=totals[k.BY_DESIGN],
        unknown=totals[k.UNKNOWN],
        unknown_because="; ".join(dict.fromkeys(gone)),
        trust=attribute.trust,
        sources=" ".join(attribute.sources),
        stated_on=attribute.stated_on.isoformat(),
        notes=attribute.notes,
    )


def edit_place(attribute: Attribute, owner: str) -> str:
    """Where a person edits it while that side owns it."""
    if attribute.category == "object":
        return "set by the system"
    if owner == "cloud":
        cmdlet = attribute.cmdlet.replace("Get-", "Set-") if attribute.cmdlet.startswith("Get-") else ""
        return f"Exchange Online, {cmdlet}" if cmdlet else "Exchange Online"
    if attribute.category == "exchange":
        if not attribute.remote_mailbox:
            return "Active Directory, Set-ADUser"
        return "Exchange on-premises, Set-RemoteMailbox"
    return "Active Directory, Set-ADUser"


def edit_mixed(attribute: Attribute) -> str:
    """Where a person edits it while some mailboxes are switched and others are not."""
    before, after = (edit_place(attribute, owner) for owner in (attribute.owner_before, attribute.owner_after))
    return before if before == after else f"switched: {after}; not switched: {before}"


_RANK = np.zeros(256, dtype=np.uint8)
for _place, _code in enumerate((k.NOT_COMPARED, k.EQUAL, k.BY_DESIGN, k.UNKNOWN, k.LAG, k.DRIFT)):
    _RANK[_code] = _place
