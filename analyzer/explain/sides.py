"""Both sides of one object beside each other: what differs and why, then what is equal."""

from collections.abc import Iterator, Sequence

import numpy as np

from analyzer.classify.one_pair import Compared, cells_of, compared_pair
from analyzer.engine.estate import Estate
from analyzer.explain.page import filled
from analyzer.model.catalogue import Attribute
from analyzer.model.page import Row, Section
from analyzer.planning.attributes import edit_place

_KINDS = {
    "drift": "drift: it will not heal by itself, somebody must choose",
    "lag": "lag: the next sync heals it",
    "unknown": "unknown",
    "by_design": "by design",
}
_ORDER = ("drift", "lag", "unknown", "by_design")
_DIRECTIONS = {"only_directory": "only in AD", "only_cloud": "only in the cloud", "both": ""}
UNLIKE = (
    "Attribute", "In the cloud", "Kind", "Where", "AD has", "Cloud has", "AD compared", "Cloud compared", "Why",
    "Changed in AD", "Edit it now in",
)  # fmt: skip
EQUAL = ("Attribute", "AD has", "Cloud has", "Compared as")
ALONE = ("Attribute", "In the cloud", "AD has", "Cloud has")
_LONGEST = 4_000
_NOT_COMPARED = "Attributes are compared for mailboxes that stand on both sides; this is what each side has, as found."


def sides(estate: Estate, identity: int, *, transferred: bool) -> tuple[Section, ...]:
    """The compared attributes of a pair; of any other object the values of each side as found."""
    pairs = np.flatnonzero(estate.pair_identity == identity)
    if not len(pairs):
        rows = tuple(_as_found(estate, identity))
        return (Section(key="sides", title="Both sides", text=(_NOT_COMPARED,), columns=ALONE, rows=rows),)
    found = compared_pair(
        estate.snapshot,
        estate.identities,
        estate.catalogue,
        estate.comparison,
        identity=identity,
        pair=int(pairs[0]),
    )
    return filled(_compared(found, estate, transferred=transferred))


def _compared(found: Sequence[Compared], estate: Estate, *, transferred: bool) -> Iterator[Section]:
    counts = {kind: sum(c.kind == kind for c in found) for kind in ("equal", *_ORDER)}
    said = ", ".join(f"{number} {kind.replace('_', ' ')}" for kind, number in counts.items() if number)
    told = [c for c in found if c.kind in {"drift", "lag"} or (c.kind == "unknown" and not c.is_silent)]
    rows = [_unlike(c, estate, transferred=transferred) for kind in _ORDER for c in told if c.kind == kind]
    yield Section(
        key="sides", title="Both sides", text=(f"Compared: {said}.",), columns=UNLIKE, rows=tuple(rows), wide=True
    )
    yield from _silent([c for c in found if c.kind == "unknown" and c.is_silent])
    equal = [c for c in found if c.kind == "equal"]
    filled_rows = tuple(
        (c.name, *map(_short, (c.directory_value, c.cloud_value, c.directory_compared))) for c in equal if c.is_filled
    )
    yield Section(key="equal", title="Equal", columns=EQUAL, rows=filled_rows, under=True)
    empty = ", ".join(c.name for c in equal if not c.is_filled)
    yield Section(key="empty", title="Equal: empty on both sides", text=(empty,) if empty else (), under=True)
    design = [c for c in found if c.kind == "by_design"]
    rows = [_unlike(c, estate, transferred=transferred) for c in design if c.is_filled]
    yield Section(key="by_design", title="By design", columns=UNLIKE, rows=tuple(rows), wide=True, under=True)


def _silent(unknown: Sequence[Compared]) -> Iterator[Section]:
    """What nobody exported on one side: by the export that lacks, and the values of the other side."""
    whys: dict[str, list[Compared]] = {}
    for each in unknown:
        why = each.why.removeprefix(f"{each.cloud_name}: ").removeprefix(f"{each.cloud_name} is ")
        whys.setdefault(why or "one side was not read", []).append(each)
    for why, those in whys.items():
        rows = tuple((c.name, c.cloud_name, _short(c.directory_value), _short(c.cloud_value)) for c in those)
        yield Section(key="not_compared", title=f"Unknown: {why}", columns=ALONE, rows=rows, under=True)


def _unlike(c: Compared, estate: Estate, *, transferred: bool) -> Row:
    attribute = estate.catalogue.find(c.name.partition(".")[0])
    changed = f"{c.directory_changed} ({c.changed_basis})" if c.directory_changed else ""
    return (
        c.name,
        c.cloud_name,
        _KINDS[c.kind],
        _DIRECTIONS.get(c.direction, ""),
        *map(_short, (c.directory_value, c.cloud_value, c.directory_compared, c.cloud_compared, c.why)),
        changed,
        _edit_now(attribute, transferred=transferred) if attribute and c.kind in {"drift", "lag"} else "",
    )


def _edit_now(attribute: Attribute, *, transferred: bool) -> str:
    return edit_place(attribute, attribute.owner_after if transferred else attribute.owner_before)


def _as_found(estate: Estate, identity: int) -> Iterator[Row]:
    """The attributes of the catalogue that one side has a value for."""
    ad, cloud = (dict(cells_of(estate.identities, identity, side)) for side in ("ad", "cloud"))
    for attribute in estate.catalogue:
        name = next((p for p in attribute.properties if p in cloud), "")
        if ad.get(attribute.ldap_name) or name:
            yield attribute.ldap_name, name, _short(ad.get(attribute.ldap_name, "")), _short(cloud.get(name, ""))


def _short(value: str) -> str:
    """The value, cut where it would bury the page: members of a large group, a picture."""
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}… ({len(value):,} characters)"
