"""The views of the page: each is registered here once, and the frame, the menu and the scripts follow.

To add a view:

1. Make what it shows in a module of its own: a function from the ``Assessment`` to a frozen dataclass of texts.
2. Write ``report_templates/page/NAME.html``: one ``<section class="view" data-view="NAME" id="/NAME">`` with one
   ``h1``. The template sees what the function returned as ``content``, the small parts as ``m``, and ``frame``.
3. Add a ``View`` to ``VIEWS``, at its place in the menu. Styles and scripts of its own are named there too.
4. Where a script has to do something each time the view is shown, it sets ``FILLERS.NAME = async (view, state) => ...``
   (``scripts/views.js``).
5. Add the name to ``VIEWS`` in ``tests/report/browser/views.py``: that puts it before axe, paper, small screens and
   hostile values.

A further table of many rows needs its declaration (``view.py``), its looks (``html_tables.py``), its packed columns
(``html_rows.py``), what stands above it (``html_frame.py``) and its cells (``CONTENTS`` in ``scripts/contents.js`` or
in a script of its own); its ``View`` is made by ``_table``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from analyzer.model.assessment import Assessment
from analyzer.report.html_attributes import build_attributes
from analyzer.report.html_calendar import build_calendar
from analyzer.report.html_evidence import build_evidence
from analyzer.report.html_frame import DIFFERENCES_AT_FIRST, NavGroup, NavLink, build_table_view
from analyzer.report.html_lookups import build_rules
from analyzer.report.html_overview import build_overview
from analyzer.report.html_previews import build_previews
from analyzer.report.html_road import build_paths, build_sequence
from analyzer.report.html_words import link, number

GROUPS = ("Decide", "Work", "Look up")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One page of the report."""

    name: str  # in the address, #/name, and of the template
    label: str  # in the menu
    group: str  # of the menu, one of GROUPS
    content: Callable[[Assessment], object]  # what the template sees as ``content``
    template: str = ""  # where it is not name.html
    variable: str = ""  # a second name for the content, known to all templates
    count: Callable[[Assessment], int] | None = None  # the number beside the label
    link: str = ""  # where the menu leads to more than the bare view
    present: Callable[[Assessment], bool] = lambda _: True  # the view stands in this page
    styles: tuple[str, ...] = ()  # of page/styles/, without ending
    scripts: tuple[str, ...] = ()  # of page/scripts/, without ending


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownView:
    """A view with what it shows."""

    name: str
    template: str
    content: object


def _table(name: str, label: str, address: str = "") -> View:
    return View(
        name=name,
        label=label,
        group="Work",
        template="table.html",
        link=address,
        content=lambda assessment: build_table_view(assessment, name),
        count=lambda assessment: len(getattr(assessment, name)),
    )


# In the order of the page and, within a group, of the menu.
VIEWS = (
    View(name="overview", label="Overview", group="Decide", content=build_overview, variable="overview"),
    View(name="path", label="Path", group="Decide", content=build_paths, variable="paths"),
    View(name="sequence", label="Sequence", group="Decide", content=build_sequence, variable="sequence"),
    View(name="calendar", label="Calendar", group="Decide", content=build_calendar, variable="calendar"),
    View(
        name="previews",
        label="Previews",
        group="Decide",
        content=build_previews,
        variable="previews",
        scripts=("previews",),
    ),
    _table("findings", "Findings"),
    _table("mailboxes", "Mailboxes"),
    _table("differences", "Differences", DIFFERENCES_AT_FIRST),
    _table("writeback", "Writeback"),
    _table("rollback", "Roll-back"),
    View(
        name="attributes",
        label="Attributes",
        group="Look up",
        content=build_attributes,
        variable="attributes",
        count=lambda assessment: len(assessment.attributes),
    ),
    View(
        name="rules",
        label="Rules",
        group="Look up",
        content=build_rules,
        variable="rules",
        count=lambda assessment: len(assessment.rules),
    ),
    View(
        name="evidence",
        label="Evidence",
        group="Look up",
        content=build_evidence,
        variable="evidence",
        count=lambda assessment: len(assessment.files),
    ),
    View(name="words", label="Words", group="Look up", content=lambda _: ()),
)


def present_views(assessment: Assessment) -> tuple[View, ...]:
    """The views that stand in this page, in their order."""
    return tuple(view for view in VIEWS if view.present(assessment))


def shown_views(assessment: Assessment, views: tuple[View, ...]) -> tuple[ShownView, ...]:
    """The views, each with what it shows."""
    return tuple(
        ShownView(name=v.name, template=v.template or f"{v.name}.html", content=v.content(assessment)) for v in views
    )


def navigation(assessment: Assessment, views: tuple[View, ...]) -> tuple[NavGroup, ...]:
    """The menu: the views by group."""
    return tuple(
        NavGroup(label=group, links=tuple(_entry(assessment, view) for view in views if view.group == group))
        for group in GROUPS
    )


def _entry(assessment: Assessment, view: View) -> NavLink:
    count = "" if view.count is None else number(view.count(assessment))
    return NavLink(view=view.name, label=view.label, link=view.link or link(view.name), count=count)
