"""The page: one file that loads nothing, made from the templates and the worked-out views."""

import base64
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analyzer.model.assessment import Assessment
from analyzer.report.html_accent import accent_styles
from analyzer.report.html_frame import build_frame
from analyzer.report.html_lookups import rules_summary
from analyzer.report.html_rows import pack_rows
from analyzer.report.html_setup import build_setup
from analyzer.report.html_views import navigation, present_views, shown_views
from analyzer.report.html_words import has_odd, visible

# In the order in which the page has them; those of single views stand before the last ones.
STYLES = ("tokens", "layout", "overview", "road", "tables", "lookups")
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
    "window",
    "table",
    "contents",
    "mailbox",
    "ledger",
)
LAST_SCRIPTS = ("printing", "start")
# Runs before anything is drawn, so that the page neither flashes nor jumps.
FIRST_SCRIPT = "first"


def render_html(assessment: Assessment, templates: Path) -> bytes:
    """The whole page as UTF-8: same assessment, same bytes.

    Every text of the assessment is escaped by the template engine, with control characters shown by name.
    Scripts and styles are named by hash in the page's security policy; nothing else may run or load.
    """
    folder = templates / "page"
    accent = accent_styles(assessment.meta.accent)
    views = present_views(assessment)
    shown = shown_views(assessment, views)
    named = {view.variable: made.content for view, made in zip(views, shown, strict=True) if view.variable}
    style_names = (*STYLES, *(name for view in views for name in view.styles), *LAST_STYLES)
    script_names = (*SCRIPTS, *(name for view in views for name in view.scripts), *LAST_SCRIPTS)
    styles = "\n".join([*_parts(folder / "styles", style_names, ".css"), accent.styles])
    script = '"use strict";\n(() => {\n' + "\n".join(_parts(folder / "scripts", script_names, ".js")) + "\n})();\n"
    first = "".join(_parts(folder / "scripts", (FIRST_SCRIPT,), ".js"))
    rows = pack_rows(assessment)
    page = (
        _environment(folder)
        .get_template("page.html")
        .render(
            policy=_policy([styles], [first, script]),
            styles=Markup(styles),  # noqa: S704 - our own files, and a colour that has been checked
            first_script=Markup(first),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own files
            frame=build_frame(assessment, accent.note, navigation(assessment, views)),
            views=shown,
            **named,
            rules_summary=rules_summary(assessment),
            setup=_json(build_setup(assessment, rows.left_out)),
            tables=rows.tables,
        )
    )
    return page.encode("utf-8")


def _environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _shown(value: Any) -> Any:
    """Every printed text passes here before it is escaped; only what is markup already stays as it is."""
    if isinstance(value, str) and not isinstance(value, Markup) and has_odd(value):
        return visible(value)
    return value


def _parts(folder: Path, names: Sequence[str], suffix: str) -> list[str]:
    return [(folder / f"{name}{suffix}").read_text(encoding="utf-8") for name in names]


def _policy(styles: Sequence[str], scripts: Sequence[str]) -> str:
    """The security policy: nothing is allowed but these very styles and scripts."""
    rules = {
        "default-src": "'none'",
        "style-src": " ".join(_hash(s) for s in styles),
        "script-src": " ".join(_hash(s) for s in scripts),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _json(content: Mapping[str, Any]) -> Markup:
    """JSON that may stand in a script element: no text in it can end the element or open a comment."""
    text = json.dumps(_all_shown(content), ensure_ascii=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def _all_shown(content: Any) -> Any:
    """The content with every text as the page shows it."""
    if isinstance(content, str):
        return _shown(content)
    if isinstance(content, Mapping):
        return {key: _all_shown(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_all_shown(value) for value in content]
    return content
