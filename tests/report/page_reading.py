"""The page read back with Python's own parser, and assessments with hostile text in every field."""

import dataclasses
from dataclasses import dataclass, field
from enum import Enum
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from assessments import HOSTILE, large_assessment, small_assessment

from analyzer.model.assessment import Assessment
from analyzer.report.html import render_html
from analyzer.resources import data_folder

TEMPLATES = data_folder("report_templates")
# Fields whose values are closed lists, dates or ids that the program itself chose.
_CLOSED = {"mail_mapped", "use", "trust",
    "state", "verdict", "health", "answer", "day", "as_of_basis", "category", "owner_before", "owner_after",
    "written_back", "side", "accent", "says", "basis", "reversible", "newest",
}  # fmt: skip
POISON = "".join(HOSTILE) + "<style>*{display:none}</style><a href='http://evil.example/'>x</a>{{ 1/0 }}"


@dataclass
class Element:
    """One start tag, and the text right inside it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class PageParser(HTMLParser):
    """All elements of a page in order."""

    elements: list[Element] = field(default_factory=list)
    inside: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = True
        self.elements.append(Element(tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.elements[-1].text += data

    def all(self, tag: str) -> list[Element]:
        return [e for e in self.elements if e.tag == tag]


def page_of(assessment: Assessment) -> str:
    return render_html(assessment, TEMPLATES).decode("utf-8")


def parsed(page: str) -> PageParser:
    parser = PageParser()
    parser.feed(page)
    parser.close()
    return parser


def page_file(assessment: Assessment, folder: Path, name: str = "readiness.html") -> Path:
    path = folder / name
    path.write_bytes(render_html(assessment, TEMPLATES))
    return path


def empty() -> Assessment:
    """An assessment without a single mailbox, finding or difference."""
    one = large_assessment(1)
    return dataclasses.replace(
        one,
        mailboxes=one.mailboxes.iloc[:0],
        findings=one.findings.iloc[:0],
        differences=one.differences.iloc[:0],
        verdicts=tuple(dataclasses.replace(v, mailboxes=0) for v in one.verdicts),
    )


def poisoned() -> Assessment:
    """The small assessment with hostile text in every free field outside the frames."""
    return _poison(small_assessment())


def _poison(value: Any, name: str = "") -> Any:
    if isinstance(value, Enum) or name in _CLOSED:
        return value
    if isinstance(value, str):
        return value + POISON
    if isinstance(value, tuple):
        return tuple(_poison(v) for v in value)
    if isinstance(value, dict):
        return {_poison(k): v for k, v in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value, **{f.name: _poison(getattr(value, f.name), f.name) for f in dataclasses.fields(value)}
        )
    return value
