"""The sources on the page: title, date, trust, and a link where one has an address. Nothing is loaded from there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analyzer.model.assessment import Assessment
from analyzer.model.rules import Source

_ADDRESS = re.compile(r"https://[a-z0-9.-]+/[\w./%~?=&+-]*", re.ASCII)
TRUST = {"H": "high", "M": "medium", "U": "unconfirmed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source as the page names it."""

    label: str
    value: str  # title and date
    link: str  # empty where it has no address that may be a link
    trust: str = ""
    why: str = ""  # why there is no address


def source_lines(sources: Iterable[Source]) -> tuple[SourceLine, ...]:
    """One line for each."""
    return tuple(_line(s) for s in sources)


def named(ids: Iterable[str], known: Mapping[str, SourceLine]) -> tuple[SourceLine, ...]:
    """The sources with these ids; one that nobody lists is its id alone."""
    return tuple(known.get(i) or SourceLine(label=i, value="", link="") for i in ids)


def by_id(assessment: Assessment) -> Mapping[str, SourceLine]:
    """Every source of the assessment by its id."""
    return {s.id: _line(s) for s in assessment.sources}


def _line(source: Source) -> SourceLine:
    return SourceLine(
        label=source.id,
        value=", ".join(filter(None, (source.title, source.date))),
        link=source.url if _ADDRESS.fullmatch(source.url) else "",
        trust=TRUST.get(source.trust, source.trust),
        why=source.unlinked,
    )
