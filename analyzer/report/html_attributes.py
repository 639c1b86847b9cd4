"""The attribute ledger, worked out: a line for each attribute, and its page below the line."""

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.model.assessment import Assessment, AttributeLine
from analyzer.model.catalogue import CATEGORY_WORDS, TRUST_WORDS, WRITTEN_BACK_WORDS
from analyzer.report.html_lookups import Count
from analyzer.report.html_overview import level_word
from analyzer.report.html_sources import SourceLine, by_id, named
from analyzer.report.html_standing import Fact
from analyzer.report.html_words import counted, link, number

_KINDS = (
    ("drift", "drift", "stays until somebody chooses"),
    ("lag", "lag", "the next sync makes them equal"),
    ("by_design", "by design", "differ as they should"),
    ("unknown", "unknown", "could not be compared"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Who owns the attribute at one time, and where it is edited then."""

    title: str
    owner: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLine:
    """How many pairs differ in one way, with the way to their rows."""

    label: str
    means: str
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeRow:
    """One line of the ledger and the page below it."""

    name: str
    cloud_name: str
    category: str
    before: str
    after: str
    edit_after: str
    written_back: str
    lag: Count
    drift: Count
    by_design: Count
    unknown: Count
    differs: str
    times: tuple[When, ...]
    compared: str
    kinds: tuple[KindLine, ...]
    details: tuple[Fact, ...]
    sources: tuple[SourceLine, ...]


def build_attributes(assessment: Assessment) -> tuple[AttributeRow, ...]:
    """The ledger, attributes that differ most first."""
    lines = sorted(assessment.attributes, key=lambda a: (-_differ(a), -a.unknown, a.ldap_name.casefold()))
    sources = by_id(assessment)
    return tuple(_attribute(line, sources) for line in lines)


def _differ(line: AttributeLine) -> int:
    return line.lag + line.drift


def _attribute(line: AttributeLine, sources: Mapping[str, SourceLine]) -> AttributeRow:
    counts = {kind: _count(line, kind) for kind, _label, _means in _KINDS}
    details = (
        Fact(label="In the directory", value=line.ldap_name),
        Fact(label="In the cloud", value=line.cloud_name or "no value"),
        Fact(label="Category", value=CATEGORY_WORDS.get(line.category, line.category)),
        Fact(label="Written back", value=WRITTEN_BACK_WORDS.get(line.written_back, line.written_back)),
        Fact(label="Compared as", value=": ".join(x for x in (line.compared_as.replace("_", " "), line.compares) if x)),
        Fact(label="Unknown because", value=line.unknown_because),
        Fact(label="Notes", value=line.notes),
        Fact(label="Trust", value=TRUST_WORDS.get(line.trust, line.trust)),
        Fact(label="Stated on", value=line.stated_on),
    )
    return AttributeRow(
        name=line.ldap_name,
        cloud_name=line.cloud_name,
        category=level_word(line.category),
        before=level_word(line.owner_before),
        after=level_word(line.owner_after),
        edit_after=line.edit_after,
        written_back=level_word(line.written_back),
        **counts,
        differs="With differences" if _differ(line) else "Without",
        times=_times(line),
        compared=_compared(line),
        kinds=tuple(KindLine(label=label, means=means, count=counts[kind]) for kind, label, means in _KINDS),
        details=tuple(d for d in details if d.value),
        sources=named(line.sources.split(), sources),
    )


def _count(line: AttributeLine, kind: str) -> Count:
    value = getattr(line, kind)
    where = link("differences", ("attribute", line.ldap_name), ("kind", kind)) if value else ""
    return Count(text=number(value), link=where)


def _times(line: AttributeLine) -> tuple[When, ...]:
    """Before, while some mailboxes are switched, and after."""
    before, after = level_word(line.owner_before), level_word(line.owner_after)
    mixed = before if before == after else "By mailbox"
    return (
        When(title="Before the switch", owner=before, edit=line.edit_before),
        When(title="While some are switched", owner=mixed, edit=line.edit_mixed or line.edit_before),
        When(title="After the switch", owner=after, edit=line.edit_after),
    )


def _compared(line: AttributeLine) -> str:
    if line.pairs == 0:
        return "No pair could be compared." if line.compared_as != "none" else "Not compared: nothing stands opposite."
    return f"{counted(line.pairs, 'pair')} compared, {number(line.equal)} equal."
