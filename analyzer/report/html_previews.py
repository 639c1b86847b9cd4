"""The view of both previews: sums first, then what each attribute goes through, then the register of applications."""

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.model.assessment import Assessment
from analyzer.model.previews import CHANGES, RUNS, UNDONE, PreviewLine, Previews
from analyzer.report.html_lookups import Count
from analyzer.report.html_tables import BigTable, Facet
from analyzer.report.html_words import counted, link, number
from analyzer.report.view_previews import TRUSTS

PREVIEW_TABLES = ("writeback", "rollback")
PLACEHOLDERS = dict.fromkeys(PREVIEW_TABLES, "Attribute, mailbox, value, application …")
ABOUT = {
    "writeback": "What writeback would change in the directory, the largest shocks first. "
    "The first run writes the mailboxes that are transferred already; the others follow their transfer.",
    "rollback": "Cloud values of transferred mailboxes that the directory would overwrite after a roll-back.",
}
CHANGE_TONES = {"add": "ready", "replace": "warn", "remove": "blocked"}
_MAPPED = {
    "yes": "The exported job maps mail: the first figure holds.",
    "no": "The exported job does not map mail: the second figure holds until its mappings are restored.",
    "unknown": "No exported job says whether mail is mapped.",
}
_TITLES = {
    "proxyAddresses.primary": "Primary address",
    "proxyAddresses.smtp": "Other addresses",
    "proxyAddresses.x500": "X500 entries",
    "proxyAddresses.sip": "SIP entries",
    "proxyAddresses.other": "Other entries",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SumRow:
    """What one attribute goes through."""

    attribute: str
    title: str
    adds: Count
    replaces: Count
    removes: Count
    unknown: Count
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SumTable:
    """One preview in sum."""

    name: str
    title: str
    sentences: tuple[str, ...]
    rows: tuple[SumRow, ...]
    rest: str
    link: str
    link_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView:
    """Everything the view shows."""

    tables: tuple[SumTable, ...]
    applications: tuple[tuple[str, str, tuple[str, ...]], ...]  # name, owner, sentences


def build_previews(assessment: Assessment) -> PreviewView:
    """Both previews in sum, and the register with a sentence for each attribute."""
    previews = assessment.previews
    applications: dict[tuple[str, str], list[str]] = {}
    for line in previews.applications:
        applications.setdefault((line.application, line.owner), []).append(line.sentence)
    return PreviewView(
        tables=(
            _sum("writeback", "Writeback", _of_writeback(previews), previews.writeback, len(assessment.writeback)),
            _sum("rollback", "Roll-back", _of_rollback(previews), previews.rollback, len(assessment.rollback)),
        ),
        applications=tuple((name, owner, tuple(said)) for (name, owner), said in applications.items()),
    )


def _of_writeback(p: Previews) -> tuple[str, ...]:
    changes = "changes" if p.with_mail == 1 else "change"
    said = [
        f"Of {counted(p.scope, 'transferred or planned mailbox', 'transferred or planned mailboxes')}, "
        f"{number(p.with_mail)} {changes} in the directory when mail is mapped, {number(p.without_mail)} when it is "
        f"not. {_MAPPED[p.mail_mapped]}",
        f"The first run alone changes {counted(p.first_run, 'mailbox', 'mailboxes')} of "
        f"{number(p.transferred)} that are transferred already.",
        _unknown(p.unknown),
    ]
    if p.state_unknown:
        said.append(f"Whether {counted(p.state_unknown, 'mailbox is', 'mailboxes are')} transferred is not known.")
    return tuple(s for s in said if s)


def _of_rollback(p: Previews) -> tuple[str, ...]:
    said = (
        f"Of {counted(p.transferred, 'transferred mailbox', 'transferred mailboxes')}, a roll-back changes "
        f"{number(p.rolled_back)} in the cloud. For {counted(p.lost, 'mailbox', 'mailboxes')} a value of today goes "
        "that cannot be brought back unless this list is kept.",
        _unknown(p.rollback_unknown),
    )
    return tuple(s for s in said if s)


def _unknown(count: int) -> str:
    """What is not known is no pass."""
    if not count:
        return ""
    return f"For {counted(count, 'mailbox', 'mailboxes')} it cannot be said of at least one attribute."


def _sum(name: str, title: str, sentences: tuple[str, ...], lines: Sequence[PreviewLine], rows: int) -> SumTable:
    told = [line for line in lines if line.mailboxes or line.unknown]
    quiet = len(lines) - len(told)
    return SumTable(
        name=name,
        title=title,
        sentences=sentences,
        rows=tuple(_row(name, line) for line in sorted(told, key=lambda x: (-x.mailboxes, -x.unknown))),
        rest=f"{counted(quiet, 'attribute or aspect', 'attributes or aspects')} without any change." if quiet else "",
        link=link(name) if rows else "",
        link_text=f"All {counted(rows, 'row')}" if rows else "",
    )


def _row(table: str, line: PreviewLine) -> SumRow:
    def count(change: str, value: int) -> Count:
        where = link(table, ("attribute", line.attribute), ("change", change)) if value else ""
        return Count(text=number(value), link=where)

    # A whole column that lacks has no rows to lead to.
    unknown = Count(text=number(line.unknown), link="") if line.unknown_because else count("unknown", line.unknown)
    notes = (
        f"Read by {line.readers}." if line.readers else "",
        f"Written by {line.writers}." if line.writers else "",
        f"{number(line.heals_first)} equal after the next sync." if line.heals_first else "",
        f"{number(line.stays)} differ and stay so: entries of the service." if line.stays else "",
        f"Unknown because {line.unknown_because}." if line.unknown_because else "",
        "Not verified." if line.trust == "unverified" else "",
    )
    return SumRow(
        attribute=line.attribute,
        title=_TITLES.get(line.attribute, line.cloud_name),
        adds=count("add", line.adds),
        replaces=count("replace", line.replaces),
        removes=count("remove", line.removes),
        unknown=unknown,
        notes=" ".join(n for n in notes if n),
    )


def preview_tables() -> dict[str, BigTable]:
    """How the rows of both previews are shown."""
    out = {}
    for name, side, other in (("writeback", "directory", ("run", "verdict")), ("rollback", "cloud", ("written_back",))):
        facets = [
            Facet(name="change", label="Change", column="change", values=CHANGES),
            Facet(name="trust", label="Trust", column="trust", values=TRUSTS),
            Facet(name="undone", label="Can be undone", column="reversible", values=UNDONE),
            Facet(name="attribute", label="Attribute", column="attribute", folded=True),
            Facet(name="reader", label="Read by", column="readers", folded=True),
        ]
        if name == "writeback":
            facets.insert(1, Facet(name="run", label="When", column="run", values=RUNS))
            facets.insert(2, Facet(name="mail", label="Needs the mail mapping", column="needs_mail_mapping",
                                   values=("yes", "no"), folded=True))  # fmt: skip
        out[name] = BigTable(
            one="change",
            many="changes",
            shown=("attribute", "change", f"{side}_today", f"{side}_after", "user_principal_name"),
            details=(
                "reason", f"{side}_today", f"{side}_after", *other, "reversible", "readers", "writers", "trust",
                "source_file", "cloud_file", "object_guid",
            ),
            searched=(
                "attribute", "cloud_name", "user_principal_name", f"{side}_today", f"{side}_after", "reason",
                "readers", "writers", "source_file", "cloud_file", "object_guid",
            ),
            facets=tuple(facets),
            titles={"user_principal_name": "Mailbox and reason"},
        )  # fmt: skip
    return out
