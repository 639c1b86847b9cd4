"""What the papers have in common: their head and foot, and how a template becomes a file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from analyzer.model.assessment import Assessment
from analyzer.report.html_accent import accent_styles
from analyzer.report.html_document import environment, parts, policy
from analyzer.report.html_logo import Mark, mark_of
from analyzer.report.html_words import fingerprint, has_odd, moment, visible

MOST_NAME = 60
_MARK_WIDTH, _MARK_HEIGHT = 120, 26
_WIDE = "mw@%&"
_LONGEST_WORD = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on every sheet."""

    title: str
    kind: str
    customer: str
    as_of: str
    classification: str
    author: str
    evidence: str
    mark: Mark | None


def paper_of(assessment: Assessment, kind: str) -> Paper:
    """Head and foot of a paper of this kind."""
    meta = assessment.meta
    customer = clipped(meta.customer or meta.folder, MOST_NAME)
    return Paper(
        title=f"{kind} · {customer}",
        kind=kind,
        customer=customer,
        as_of=moment(meta.as_of),
        classification=clipped(meta.classification, MOST_NAME),
        author=clipped(meta.author, MOST_NAME),
        evidence=fingerprint(meta.fingerprint),
        mark=mark_of(meta.logo, customer, width=_MARK_WIDTH, height=_MARK_HEIGHT),
    )


def render_paper(name: str, assessment: Assessment, templates: Path, paper: Paper, **content: Any) -> bytes:
    """The paper ``name`` as one file that loads nothing: same assessment, same bytes."""
    tokens = parts(templates / "page" / "styles", ("tokens",), ".css")
    own = [*parts(templates / "papers", ("paper",), ".css"), *parts(templates / name, (name,), ".css")]
    styles = "\n".join([*tokens, *own, accent_styles(assessment.meta.accent).styles])
    script = "".join(parts(templates / "papers", ("paper",), ".js"))
    page = (
        environment(templates / name, templates / "papers", templates / "page")
        .get_template(f"{name}.html")
        .render(
            paper=paper,
            policy=policy([styles], [script], embeds_picture=paper.mark is not None),
            styles=Markup(styles),  # noqa: S704 - our own files, and a colour that has been checked
            script=Markup(script),  # noqa: S704 - our own file
            **content,
        )
    )
    return page.lstrip().encode("utf-8")


def clipped(text: str, most: int) -> str:
    """The text on one line and no longer than ``most`` places; what was cut off shows as an ellipsis.

    A word of ordinary length is left out rather than parted. A small letter takes one place, a capital one and a
    half, a letter beyond ASCII two, so that neither capitals nor another script can stretch a sheet.
    """
    line = " ".join(text.split())
    if has_odd(line):
        line = visible(line)
    room = float(most)
    for place, letter in enumerate(line):
        room -= 2 if not letter.isascii() else 1.5 if letter.isupper() or letter in _WIDE else 1
        if room < 0:
            word = line.rfind(" ", max(1, place - _LONGEST_WORD), place)
            return (line[:word] if word > 0 else line[:place]).rstrip(" ,;:") + "…"
    return line
