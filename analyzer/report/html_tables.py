"""How the page shows the three big tables: columns, details, search and filters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from analyzer.model.assessment import GATE_NAMES, Assessment
from analyzer.report.html_overview import level_word
from analyzer.report.view_objects import KINDS, LEVELS, OUTCOMES, SUBJECTS


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
class BigTable:
    """How one big table is shown. Names are columns of its declaration; titles and help come from there."""

    one: str
    many: str
    shown: tuple[str, ...]
    details: tuple[str, ...]
    searched: tuple[str, ...]
    facets: tuple[Facet, ...]
    # As long as nobody sorts: these columns' values in these orders, what needs work first. Empty: as in the table.
    listed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    # Where a column of the page tells more than the declared one it sorts by.
    titles: Mapping[str, str] = field(default_factory=dict)


_WORK_FIRST = ("blocked", "unknown", "wait", "ready_with_warnings", "ready", "done", "not_applicable")


def big_tables(assessment: Assessment) -> dict[str, BigTable]:
    """How mailboxes, findings and differences are shown, by the name of the table."""
    gates = {gate.value: words[0].capitalize() for gate, words in GATE_NAMES.items()}
    return {
        "findings": BigTable(
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
            listed=(("level", LEVELS), ("outcome", OUTCOMES)),
            titles={"source_file": "Evidence", "attribute": "Attribute and values"},
        ),
        "mailboxes": BigTable(
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
                Facet(name="type", label="Type", column="recipient_type",
                      words=_capitals(assessment.mailboxes["recipient_type"])),
                Facet(name="match", label="Match", column="confidence", values=("strong", "weak", "none"),
                      words=_capitals(("strong", "weak", "none"))),
                Facet(name="domain", label="Domain", column="domain", folded=True),
                Facet(name="safe", label="Safe on", column="safe_day", folded=True),
                Facet(name="blocker", label="Blocked by", column="blockers", folded=True, split=True),
                Facet(name="unsure", label="Not judged by", column="unknowns", folded=True, split=True),
            ),
            listed=(("verdict", _WORK_FIRST),),
            titles={
                "display_name": "Mailbox", "blockers": "Rules", "drift": "Differences",
                "recipient_type": "Type",
            },
        ),
        "differences": BigTable(
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


def _capitals(values: Iterable[str]) -> dict[str, str]:
    """The words of these values; as a filter's own words they carry no mark of a verdict."""
    return {v: level_word(v) for v in sorted(set(values)) if v}
