"""What surrounds the views: title, navigation, provenance, and the three big tables' headings."""

from dataclasses import dataclass

from analyzer.model.assessment import Assessment
from analyzer.report.html_logo import Mark, mark_of
from analyzer.report.html_previews import ABOUT as PREVIEW_ABOUT
from analyzer.report.html_previews import PLACEHOLDERS as PREVIEW_PLACEHOLDERS
from analyzer.report.html_words import day, fingerprint, link, moment, number
from analyzer.report.view import TABLES

_MARK_WIDTH, _MARK_HEIGHT = 150, 34


@dataclass(frozen=True, slots=True, kw_only=True)
class NavLink:
    """One entry of the navigation."""

    view: str
    label: str
    link: str
    count: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLink:
    """Another file of the same run, in the folder of the page."""

    file: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NavGroup:
    """Entries under one heading."""

    label: str
    links: tuple[NavLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """One of the big tables: what stands above its rows, and where they are without a script."""

    name: str
    title: str
    about: str
    placeholder: str
    count: str
    sheet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything around the views."""

    customer: str
    title: str
    subtitle: str
    as_of: str
    classification: str
    author: str
    folder: str
    evidence: str
    evidence_full: str
    version: str
    pack: str
    accent_note: str
    mark: Mark | None
    nav: tuple[NavGroup, ...]
    papers: tuple[FileLink, ...]


# By-design differences are no work: they are reached with a chip, not shown at first.
DIFFERENCES_AT_FIRST = link("differences", ("kind", "drift"), ("kind", "lag"), ("kind", "unknown"))
_PLACEHOLDERS = {
    "findings": "Rule, object, value, file …",
    "mailboxes": "Name, address, GUID, rule …",
    "differences": "Attribute, mailbox, value …",
    **PREVIEW_PLACEHOLDERS,
}
_ABOUT = {
    "findings": "What a rule found, on which object, with the values as found. "
    "Open a row for the evidence and the correction.",
    "mailboxes": "One row per mailbox: its verdict, why, and when it may be transferred. "
    "A name opens everything known about it.",
    "differences": "Where directory and cloud differ, or could not be compared. "
    "Lag heals at the next sync; drift stays until somebody chooses; by design is expected.",
    **PREVIEW_ABOUT,
}


def build_frame(
    assessment: Assessment, accent_note: str, nav: tuple[NavGroup, ...], papers: tuple[FileLink, ...] = ()
) -> Frame:
    """The frame of this assessment; ``papers`` are written beside the page."""
    meta = assessment.meta
    customer = meta.customer or meta.folder
    return Frame(
        customer=customer,
        title=f"{customer} · Exchange readiness",
        subtitle=f"Exchange readiness, {day(meta.as_of.date())}",
        as_of=moment(meta.as_of),
        classification=meta.classification,
        author=meta.author,
        folder=meta.folder,
        evidence=fingerprint(meta.fingerprint),
        evidence_full=meta.fingerprint,
        version=f"exready {meta.product_version}",
        pack=meta.rules_from,
        accent_note=accent_note,
        mark=mark_of(meta.logo, customer, width=_MARK_WIDTH, height=_MARK_HEIGHT),
        nav=nav,
        papers=papers,
    )


def build_table_view(assessment: Assessment, name: str) -> TableView:
    """What stands above the rows of this big table."""
    spec = TABLES[name]
    return TableView(
        name=name,
        title=spec.title,
        about=_ABOUT[name],
        placeholder=_PLACEHOLDERS[name],
        count=number(len(getattr(assessment, name))),
        sheet=spec.sheet,
    )
