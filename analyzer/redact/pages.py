"""A page of ``explain`` without names: what each of its cells holds, and the page redacted by it.

A cell whose heading stands here nowhere is taken for a value; a test asks for its class.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from analyzer.model.page import Page, Row, Section
from analyzer.redact.classes import Kind
from analyzer.redact.corrections import SEPARATOR
from analyzer.redact.whole import Redactor

S, N, V, T = Kind.SAFE, Kind.IDENTITY, Kind.VALUE, Kind.SENTENCE
# The place of the folder: it is mostly called after the customer.
FOLDER = "FOLDER"

# Headings of columns and names of pairs, whatever the section.
CELLS: Mapping[str, Kind] = {
    **dict.fromkeys((
        "Verdict", "Blockers", "Warnings", "Unknown", "Safe from", "What it is", "Both sides joined by", "Found by",
        "Now", "Rule", "Rules", "Level", "Gates", "In the cloud", "Kind", "Where", "Changed in AD", "Edit it now in",
        "Looks for", "Not so", "Meant for", "Why not", "Known from", "Row", "Pairs of mailboxes", "Equal", "Lag",
        "Drift", "By design",
    ), S),
    **dict.fromkeys((
        "Name", "Sign-in name", "Primary address", "objectGUID", "Id in Entra", "Distinguished name", "Object",
    ), N),
    **dict.fromkeys(("AD has", "Cloud has", "AD compared", "Cloud compared", "Compared as"), V),
    **dict.fromkeys((
        "Reason", "Ambiguous", "Evidence", "The word also fits", "Because", "What to do", "What", "Why", "Outcome",
        "What was found", "Cannot be judged without", "Unknown because",
    ), T),
    "Attribute": Kind.HEADER, "Column": Kind.HEADER, "File": Kind.FILE, "Time": V,
}  # fmt: skip
# Paragraphs of these sections: verdicts, counts and names of attributes of the catalogue.
_SAFE_TEXTS = {"verdict", "changes", "sides", "none_fired", "empty", "outside"}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|time unknown")
_CHANGE = re.compile(r"(\S+)( changed in AD(?: \(version \d+\))?(?:; does not move)?)")
_SUPPLY = re.compile(r"(Supply )(.+?)((?: \(export [\w, ]+\))?\.)")
_AGE = r"(?:[\d,]+ days? )?\d+ h(?: \d+ min)? (?:before|after) the as-of time|at the as-of time"
_EXPORT = re.compile(rf"(Export )(.+?)((?:, (?:{_AGE}))?)")
_PLACE = re.compile(r"(.+?)( row \d+)")


def redacted_page(page: Page, redactor: Redactor) -> Page:
    """The page with the pseudonyms of the reports. What a page says of rules, attributes and codes alone stays."""
    if page.kind != "object":
        sections = tuple(_section(s, redactor) if s.key == "in_folder" else s for s in page.sections)
        return replace(page, sections=sections)
    label, dot, reason = page.title.partition(". ")
    title = f"{label}{dot}{redactor.text(T, reason)}" if dot else redactor.text(T, page.title)
    sections = tuple(_section(s, redactor) for s in page.sections)
    return replace(page, id=redactor.text(N, page.id), title=title, sections=sections)


def _section(section: Section, redactor: Redactor) -> Section:
    text = section.text
    if section.key not in _SAFE_TEXTS:
        text = tuple(redactor.text(T, t) for t in text)
    return replace(
        section,
        title=_title(section, redactor),
        text=text,
        facts=tuple((name, _cell(name, value, {}, redactor)) for name, value in section.facts),
        rows=tuple(_row(section.columns, row, redactor) for row in section.rows),
        items=tuple(redactor.text(T, i) for i in section.items),
        code=redactor.text(V, section.code),
    )


def _title(section: Section, redactor: Redactor) -> str:
    if section.key == "in_folder":
        return f"In {FOLDER}"
    if section.key == "not_compared":
        head, colon, why = section.title.partition(": ")
        return f"{head}{colon}{redactor.text(T, why)}"
    return section.title


def _row(columns: Row, row: Row, redactor: Redactor) -> Row:
    named = dict(zip(columns, row, strict=True))
    return tuple(_cell(name, value, named, redactor) for name, value in named.items())


def _cell(name: str, value: str, row: Mapping[str, str], redactor: Redactor) -> str:
    if name == "What to do" and (rule := row.get("Rule")) and not _SUPPLY.fullmatch(value):
        return redactor.correction(f"{rule}{SEPARATOR}{value}")
    if name == "Time" and _TIME.fullmatch(value):
        return value
    if name == "Evidence":
        return "; ".join(_place(part, redactor) for part in value.split("; "))
    if name in {"What", "What to do"}:
        return "".join(_parts(value, redactor))
    return redactor.text(CELLS.get(name, V), value)


def _parts(text: str, redactor: Redactor) -> Iterator[str]:
    """Sentences of the timeline and of what settles something: one place in words of ours."""
    if found := _CHANGE.fullmatch(text):
        yield redactor.text(Kind.HEADER, found[1])
        yield found[2]
    elif found := _EXPORT.fullmatch(text):
        yield found[1]
        yield redactor.text(Kind.FILE, found[2])
        yield found[3]
    elif found := _SUPPLY.fullmatch(text):
        yield found[1]
        yield redactor.text(T, found[2])
        yield found[3]
    else:
        yield redactor.text(T, text)


def _place(text: str, redactor: Redactor) -> str:
    found = _PLACE.fullmatch(text)
    return f"{redactor.text(Kind.FILE, found[1])}{found[2]}" if found else redactor.text(Kind.FILE, text)
