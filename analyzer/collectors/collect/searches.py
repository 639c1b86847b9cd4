"""Which searches a collection makes: the parts, with the names of a forest in place."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analyzer.collectors.collect.forest import Domain, Forest, dns_name
from analyzer.collectors.collect.parts import Part, Place
from analyzer.collectors.collect.replication import LINKS, SOURCE
from analyzer.collectors.collect.rights import RIGHTS_SOURCE, SD_FLAGS
from analyzer.collectors.collect.schema import Schema
from analyzer.errors import CollectError

_DOMAIN = "{domain}"
# Who an object is, and whether it changed since it was written.
ALWAYS = ("objectGUID", "uSNChanged")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What somebody wants collected."""

    server: str
    domains: tuple[str, ...] = ()  # DNS names; none = all of the forest
    search_bases: tuple[str, ...] = ()
    controllers: Mapping[str, str] = field(default_factory=dict)  # domain -> host
    page_size: int = 500
    acls: bool = False
    global_catalogue: bool = False
    resume: bool = False
    since: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One part of one place."""

    part: Part
    domain: Domain
    bases: tuple[str, ...]
    filter: str
    attributes: tuple[str, ...]  # that decide between empty and unknown
    also: tuple[str, ...]  # asked for to be decoded
    sd_flags: int | None


def chosen_domains(forest: Forest, options: Options) -> tuple[Domain, ...]:
    """The domains to collect, in the order of the forest.

    Raises:
        CollectError: a domain or search base is not of this forest.
    """
    known = ", ".join(d.name for d in forest.domains)
    wanted: set[str] = set()
    for name in (*options.domains, *(dns_name(base) for base in options.search_bases)):
        found = forest.domain(name)
        if found is None:
            raise CollectError(
                f"the forest {forest.root} has no domain {name or '(none named)'}",
                help=f"Its domains are: {known}. Another forest is a collection of its own.",
            )
        wanted.add(found.name)
    return tuple(d for d in forest.domains if d.name in wanted or not wanted)


def searches(
    parts: Sequence[Part], forest: Forest, domain: Domain, options: Options, schema: Schema | None
) -> list[Search]:
    """The searches of one domain; those of the whole forest belong to the domain of the first controller."""
    place = Place(domain=domain.dn, configuration=forest.configuration, schema=forest.schema, root=forest.root_dn)
    out = []
    for part in parts:
        if part.per == "forest" and domain.name != forest.nearest:
            continue
        if part.per == "root" and domain.name != forest.root:
            continue
        bases: tuple[str, ...] = (place.fill(part.base),)
        if part.base == _DOMAIN and options.search_bases:
            bases = _outermost([b for b in options.search_bases if dns_name(b) == domain.name])
            if not bases:
                continue
        attributes = part.attributes
        if options.global_catalogue and domain.name != forest.nearest and schema is not None:
            attributes = tuple(a for a in attributes if (about := schema.find(a)) and about.in_global_catalogue)
        rights = part.rights and options.acls
        also = () if attributes == ("*",) else tuple(a for a in ALWAYS if a not in attributes)
        also += (SOURCE, LINKS) if part.changes else ()
        also += (RIGHTS_SOURCE,) if rights else ()
        out.append(
            Search(
                part=part,
                domain=domain,
                bases=bases,
                filter=place.fill(part.filter),
                attributes=attributes,
                also=also,
                sd_flags=SD_FLAGS if rights else None,
            )
        )
    return out


def fingerprint(parts: Sequence[Part], options: Options) -> str:
    """Says whether two runs ask for the same; files of a run that asked for something else cannot be gone on with."""
    asked = (tuple(parts), options.search_bases, options.acls, options.global_catalogue)
    return hashlib.sha256(repr(asked).encode("utf-8")).hexdigest()


def _outermost(bases: Sequence[str]) -> tuple[str, ...]:
    """The bases without those below another: no object comes twice."""
    found = sorted(dict.fromkeys(bases), key=len)
    out: list[str] = []
    for base in found:
        if not any(base.casefold() == o.casefold() or base.casefold().endswith(f",{o.casefold()}") for o in out):
            out.append(base)
    return tuple(out)
