"""The page: one file that loads nothing, made from the templates and the worked-out views."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from analyzer.model.assessment import Assessment
from analyzer.report.html_accent import accent_styles
from analyzer.report.html_document import environment, parts, policy, shown
from analyzer.report.html_frame import FileLink, build_frame
from analyzer.report.html_lookups import RULE_SUMS, rule_sums, rules_summary
from analyzer.report.html_readers import PANELS, build_panels
from analyzer.report.html_rows import pack_rows
from analyzer.report.html_setup import build_setup
from analyzer.report.html_views import navigation, present_views, shown_views

# In the order in which the page has them; those of single views stand before the last ones.
STYLES = ("tokens", "layout", "overview", "readers", "road", "tables", "mailbox", "lookups")
LAST_STYLES = ("narrow", "print")
SCRIPTS = (
    "views",
    "elements",
    "unpack",
    "columns",
    "address",
    "query",
    "values",
    "chips",
    "column_filters",
    "window",
    "saving",
    "table",
    "contents",
    "mailbox",
    "mailbox_advice",
    "mailbox_time",
    "mailbox_rules",
    "ledger",
    "readers",
)
LAST_SCRIPTS = ("printing", "start")
# Runs before anything is drawn, so that the page neither flashes nor jumps.
FIRST_SCRIPT = "first"


def render_html(assessment: Assessment, templates: Path, papers: tuple[FileLink, ...] = ()) -> bytes:
    """The whole page as UTF-8: same assessment and papers, same bytes.

    ``papers`` are files that the same run writes beside the page; it links to them and to no others.
    Every text of the assessment is escaped by the template engine, with control characters shown by name.
    Scripts and styles are named by hash in the page's security policy; nothing else may run or load.
    """
    folder = templates / "page"
    accent = accent_styles(assessment.meta.accent)
    views = present_views(assessment)
    made = shown_views(assessment, views)
    named = {v.variable: m.content for v, m in zip(views, made, strict=True) if v.variable}
    style_names = (*STYLES, *(name for view in views for name in view.styles), *LAST_STYLES)
    script_names = (*SCRIPTS, *(name for view in views for name in view.scripts), *LAST_SCRIPTS)
    styles = "\n".join([*parts(folder / "styles", style_names, ".css"), accent.styles])
    script = '"use strict";\n(() => {\n' + "\n".join(parts(folder / "scripts", script_names, ".js")) + "\n})();\n"
    first = "".join(parts(folder / "scripts", (FIRST_SCRIPT,), ".js"))
    rows = pack_rows(assessment)
    page = (
        environment(folder)
        .get_template("page.html")
        .render(
            policy=policy([styles], [first, script], embeds_picture=assessment.meta.logo is not None),
            styles=Markup(styles),  # noqa: S704 - our own files, and a colour that has been checked
            first_script=Markup(first),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own files
            frame=build_frame(assessment, accent.note, navigation(assessment, views), papers),
            views=made,
            **named,
            panels=build_panels(assessment),
            panel_names=PANELS,
            rules_summary=rules_summary(assessment),
            rule_sums=rule_sums(assessment),
            rule_sums_titles=RULE_SUMS,
            setup=_json(build_setup(assessment, rows.left_out)),
            tables=rows.tables,
        )
    )
    return page.encode("utf-8")


def _json(content: Mapping[str, Any]) -> Markup:
    """JSON that may stand in a script element: no text in it can end the element or open a comment."""
    text = json.dumps(_all_shown(content), ensure_ascii=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def _all_shown(content: Any) -> Any:
    """The content with every text as the page shows it."""
    if isinstance(content, str):
        return shown(content)
    if isinstance(content, Mapping):
        return {key: _all_shown(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_all_shown(value) for value in content]
    return content
