"""What the page's script has to know about the three big tables: columns, filters, words. Carried as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analyzer.model.assessment import GATE_NAMES, Assessment
from analyzer.report.html_overview import TONES, level_word
from analyzer.report.view import TABLES
from analyzer.report.view_objects import KINDS, LEVELS, OUTCOMES, SUBJECTS

Json = dict[str, Any]
MOST_PRINTED = 500
_TONES = TONES | {"drift": "drift", "lag": "wait", "by_design": "design"}
_WORDS = {"fail": "Found", "only_directory": "Only in the directory", "only_cloud": "Only in the cloud"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A filter: its name in the address, its column, and its values in order (none: those in the rows)."""

    name: str
    label: str
    column: str
    values: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    folded: bool = False  # behind a heading that opens, because there are many values
    split: bool = False  # a cell holds several values with a space between


@dataclass(frozen=True, slots=True, kw_only=True)
class _Big:
    """How one big table is shown. Names are columns of its declaration; titles and help come from there."""

    one: str
    many: str
    shown: tuple[str, ...]
    details: tuple[str, ...]
    searched: tuple[str, ...]
    facets: tuple[Facet, ...]
    # Where a column of the page tells more than the declared one it sorts by.
    titles: Mapping[str, str] = field(default_factory=dict)


def build_setup(assessment: Assessment, left_out: Mapping[str, str]) -> Json:
    """Columns, filters and look-ups for the script."""
    return {
        "tables": {name: _table(name, big, left_out[name]) for name, big in _tables(assessment).items()},
        "words": _words(assessment),
        "tones": _TONES,
        "rules": _rules(assessment),
        "attributes": _attributes(assessment),
        "printed": MOST_PRINTED,
    }


def _tables(assessment: Assessment) -> dict[str, _Big]:
    gates = {gate.value: words[0].capitalize() for gate, words in GATE_NAMES.items()}
    return {
        "findings": _Big(
            one="finding",
            many="findings",
            shown=("rule", "message", "object_name", "attribute", "source_file"),
            details=(
                "message", "remediation", "directory_value", "cloud_value", "source_file", "cloud_file",
                "gate", "certainty", "waiver", "object_guid",
            ),
            searched=(
                "rule", "message", "object_name", "user_principal_name", "attribute", "directory_value",
                "cloud_value", "source_file", "cloud_file", "object_guid",
            ),
            facets=(
                Facet(name="level", label="Level", column="level", values=LEVELS),
                Facet(name="outcome", label="Outcome", column="outcome", values=OUTCOMES),
                Facet(name="gate", label="Gate", column="gate", values=tuple(gates), words=gates, split=True),
                Facet(name="subject", label="About", column="subject", values=SUBJECTS, folded=True),
                Facet(name="rule", label="Rule", column="rule", folded=True),
                Facet(name="attribute", label="Attribute", column="attribute", folded=True),
            ),
            titles={"source_file": "Evidence", "attribute": "Attribute and values"},
        ),
        "mailboxes": _Big(
            one="mailbox",
            many="mailboxes",
            shown=("display_name", "verdict", "reason", "blockers", "drift", "recipient_type"),
            details=(),
            searched=(
                "display_name", "user_principal_name", "primary_smtp_address", "blockers", "warnings", "unknowns",
                "reason", "domain", "organizational_unit", "object_guid",
            ),
            facets=(
                Facet(name="verdict", label="Verdict", column="verdict",
                      values=tuple(v.verdict for v in assessment.verdicts)),
                Facet(name="type", label="Type", column="recipient_type", words=_capitals(assessment.mailboxes["recipient_type"])),
                Facet(name="match", label="Match", column="confidence", values=("strong", "weak", "none"),
                      words=_capitals(("strong", "weak", "none"))),
                Facet(name="domain", label="Domain", column="domain", folded=True),
                Facet(name="safe", label="Safe on", column="safe_day", folded=True),
                Facet(name="blocker", label="Blocked by", column="blockers", folded=True, split=True),
            ),
            titles={"display_name": "Mailbox", "blockers": "Rules", "drift": "Differences", "recipient_type": "Type and domain"},
        ),
        "differences": _Big(
            one="difference",
            many="differences",
            shown=("attribute", "kind", "directory_value", "cloud_value", "user_principal_name"),
            details=(
                "why", "directory_value", "directory_compared", "cloud_value", "cloud_compared", "source_file",
                "cloud_file", "directory_changed", "changed_basis", "direction", "category", "written_back",
                "object_guid",
            ),
            searched=(
                "attribute", "cloud_name", "user_principal_name", "directory_value", "cloud_value", "why",
                "source_file", "cloud_file", "object_guid",
            ),
            facets=(
                Facet(name="kind", label="Kind", column="kind", values=KINDS),
                Facet(name="category", label="Category", column="category"),
                Facet(name="direction", label="Which side", column="direction",
                      values=("both", "only_directory", "only_cloud")),
                Facet(name="back", label="Written back", column="written_back", values=("yes", "no")),
                Facet(name="attribute", label="Attribute", column="base_attribute", folded=True),
            ),
            titles={"user_principal_name": "Mailbox and reason"},
        ),
    }  # fmt: skip


def _table(name: str, big: _Big, left_out: str) -> Json:
    spec = TABLES[name]
    return {
        "one": big.one,
        "many": big.many,
        "csv": f"tables/{name}.csv",
        "leftOut": left_out,
        "titles": {n: big.titles.get(n, spec.column(n).title) for n in big.shown},
        "columns": {c.name: {"title": c.title, "help": c.help, "kind": c.kind} for c in spec.columns},
        "shown": big.shown,
        "details": big.details,
        "searched": big.searched,
        "facets": [_facet(f) for f in big.facets],
    }


def _capitals(values: Iterable[str]) -> dict[str, str]:
    """The words of these values; as a filter's own words they carry no mark of a verdict."""
    return {v: level_word(v) for v in sorted(set(values)) if v}


def _facet(facet: Facet) -> Json:
    return {
        "name": facet.name,
        "label": facet.label,
        "column": facet.column,
        "values": facet.values,
        "words": facet.words,
        "folded": facet.folded,
        "split": facet.split,
    }


def _words(assessment: Assessment) -> dict[str, str]:
    """How the tables' closed values are written."""
    closed: Sequence[str] = (*LEVELS, *OUTCOMES, *KINDS, "both", "certain", "possible", "strong", "weak", "none",
                             "yes", "no", "exchange", "identity", "object", "other", *SUBJECTS)  # fmt: skip
    return {word: level_word(word) for word in closed} | _WORDS | {v.verdict: v.label for v in assessment.verdicts}


def _rules(assessment: Assessment) -> dict[str, dict[str, str]]:
    titles = {s.id: f"{s.id} {s.title}, {s.date}" for s in assessment.sources}
    return {
        r.rule.id: {
            "title": r.rule.title,
            "level": r.rule.level.value,
            "why": r.rule.why,
            "owner": r.rule.owner,
            "sources": "; ".join(titles.get(s, s) for s in r.rule.sources),
        }
        for r in assessment.rules
    }


def _attributes(assessment: Assessment) -> dict[str, dict[str, str]]:
    return {
        a.ldap_name: {"before": a.edit_before, "after": a.edit_after, "owner": level_word(a.owner_after)}
        for a in assessment.attributes
    }
